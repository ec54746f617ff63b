-- The read log: who saw whom. The application adds rows in its own name and at the
-- present instant, and reads those of its authority; it can change and remove none.

ALTER TABLE access_read DROP CONSTRAINT IF EXISTS access_read_pkey;
ALTER TABLE access_read ADD PRIMARY KEY (authority_id, id);
ALTER TABLE access_read ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_read FORCE ROW LEVEL SECURITY;
REVOKE ALL ON access_read FROM PUBLIC, {{app}};
GRANT SELECT, INSERT ON access_read TO {{app}};
DROP POLICY IF EXISTS wall ON access_read;
CREATE POLICY wall ON access_read FOR SELECT TO {{app}}
    USING (authority_id = (SELECT wall_authority())
           AND is_open = ANY ((SELECT wall_openness())::boolean[]));
DROP POLICY IF EXISTS wall_add ON access_read;
CREATE POLICY wall_add ON access_read FOR INSERT TO {{app}}
    WITH CHECK (
        authority_id = (SELECT wall_authority())
        AND user_id IS NOT DISTINCT FROM (SELECT wall_user())
        AND job IS NOT DISTINCT FROM (SELECT wall_job())
        AND at = statement_timestamp()
    );

-- One row a day and authority: how many reads, and their digest on top of yesterday's.
ALTER TABLE access_seal DROP CONSTRAINT IF EXISTS access_seal_pkey;
ALTER TABLE access_seal ADD PRIMARY KEY (authority_id, id);
ALTER TABLE access_seal ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_seal FORCE ROW LEVEL SECURITY;
REVOKE ALL ON access_seal FROM PUBLIC, {{app}};
GRANT SELECT ON access_seal TO {{app}};
DROP POLICY IF EXISTS wall ON access_seal;
CREATE POLICY wall ON access_seal FOR SELECT TO {{app}}
    USING (authority_id = (SELECT wall_authority()));

-- Which reads concerned a person. Containment is not leakproof: under the wall the
-- index on person_ids would not be used, so the function asks in the owner's name,
-- inside the authority of who asks.
CREATE OR REPLACE FUNCTION access_reads_of(person uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT id FROM access_read
    WHERE person_ids @> ARRAY[person] AND authority_id = (SELECT wall_authority())
      AND is_open = ANY ((SELECT wall_openness())::boolean[])
$$;

-- The digest of one day's reads. In UTC, in one order, in one notation.
CREATE OR REPLACE FUNCTION access_digest(
    authority uuid, of_day date, before bytea, OUT reads bigint, OUT digest bytea
) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
    SELECT count(*), sha256(before || convert_to(coalesce(string_agg(
        jsonb_build_array(
            id, extract(epoch FROM at)::text, user_id, job, kind, page, ground, terms,
            hits, person_ids
        )::text, E'\n' ORDER BY at, id), ''), 'UTF8'))
    FROM access_read
    WHERE authority_id = authority AND at >= of_day::timestamptz
      AND at < (of_day + 1)::timestamptz
$$;

-- Seal every day before a day, once, in order. A day can be sealed when it has been
-- over for an hour: nothing can be written into it any more.
CREATE OR REPLACE FUNCTION access_seal_before(until date) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    authority uuid := wall_authority();
    before bytea;
    next_day date;
    sealed integer := 0;
BEGIN
    IF authority IS NULL OR wall_job() IS NULL THEN
        RAISE EXCEPTION 'wall: only a job seals' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(authority::text, 5740139));
    SELECT s.digest, s.day + 1 INTO before, next_day FROM access_seal s
    WHERE s.authority_id = authority ORDER BY s.day DESC LIMIT 1;
    IF next_day IS NULL THEN
        SELECT min(at)::date INTO next_day FROM access_read
        WHERE authority_id = authority;
    END IF;
    until := least(until, (now() - interval '1 hour')::date);
    WHILE next_day < until LOOP
        INSERT INTO access_seal (id, authority_id, day, reads, digest)
        SELECT gen_random_uuid(), authority, next_day, d.reads, d.digest
        FROM access_digest(authority, next_day, coalesce(before, '')) d
        RETURNING digest INTO before;
        next_day := next_day + 1;
        sealed := sealed + 1;
    END LOOP;
    RETURN sealed;
END $$;

-- Where the log of who asks is not what was sealed: for `fullfolj doctor`.
CREATE OR REPLACE FUNCTION access_seal_faults()
RETURNS TABLE (authority_id uuid, day date, why text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
    WITH chain AS (
        SELECT s.*,
            lag(s.digest) OVER of_authority AS before,
            lag(s.day) OVER of_authority AS day_before
        FROM access_seal s
        WINDOW of_authority AS (PARTITION BY s.authority_id ORDER BY s.day)
    )
    SELECT c.authority_id, c.day,
        CASE WHEN c.day_before <> c.day - 1 THEN 'gap'
             WHEN d.reads <> c.reads THEN 'count' ELSE 'digest' END
    FROM chain c
    CROSS JOIN LATERAL access_digest(c.authority_id, c.day, coalesce(c.before, '')) d
    WHERE c.authority_id = wall_authority()
      AND (d.digest <> c.digest OR d.reads <> c.reads OR c.day_before <> c.day - 1)
    UNION ALL
    SELECT r.authority_id, r.at::date, 'older'
    FROM access_read r
    JOIN (SELECT s.authority_id, min(s.day) AS first_day FROM access_seal s GROUP BY 1) s
      ON s.authority_id = r.authority_id AND r.at < s.first_day::timestamptz
    WHERE r.authority_id = wall_authority()
    GROUP BY 1, 2
$$;

REVOKE ALL ON FUNCTION access_reads_of(uuid), access_digest(uuid, date, bytea),
    access_seal_before(date), access_seal_faults() FROM PUBLIC, {{app}};
GRANT EXECUTE ON FUNCTION access_reads_of(uuid), access_seal_before(date),
    access_seal_faults() TO {{app}};
