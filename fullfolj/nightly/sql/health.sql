-- When every one of these steps was last done in every authority that answers for a
-- municipality: the oldest of their latest. NULL when one of them never was; infinity
-- when no authority answers yet. Who watches the house asks, without being anybody: the
-- answer is one instant and says nothing of any authority.
CREATE OR REPLACE FUNCTION nightly_last_good(steps text[]) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN count(*) = 0 THEN 'infinity'
                WHEN count(*) = count(latest) THEN min(latest) END
    FROM (
        SELECT (
            SELECT max(r.finished_at) FROM nightly_jobrun r
            WHERE r.authority_id = m.authority_id AND r.step = s AND r.outcome = 'done'
        ) AS latest
        FROM (SELECT DISTINCT authority_id FROM kaa_municipality) m, unnest(steps) s
    ) AS each
$$;
REVOKE ALL ON FUNCTION nightly_last_good(text[]) FROM PUBLIC, {{app}};
GRANT EXECUTE ON FUNCTION nightly_last_good(text[]) TO {{app}};
