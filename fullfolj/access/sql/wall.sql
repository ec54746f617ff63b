-- The wall: who asks, resolved from a random token. Run by the owner, again and again.
-- Every function is the owner's, with a path of its own, and open to nobody but those
-- named at the end. {{app}} is the application's role, {{history}} the history's.

-- The secret that the web process shares, as the two padded keys of HMAC (RFC 2104).
CREATE TABLE IF NOT EXISTS access_wall (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL,
    time_travel boolean NOT NULL DEFAULT false
);
REVOKE ALL ON access_wall FROM PUBLIC, {{app}};

-- One row a session and authority, or a job. The token itself is stored nowhere.
CREATE TABLE IF NOT EXISTS access_ticket (
    token_hash bytea PRIMARY KEY,
    authority_id uuid NOT NULL,
    user_id uuid,
    job text,
    sees_protected boolean NOT NULL DEFAULT false,
    opened_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CHECK ((user_id IS NULL) <> (job IS NULL)),
    CHECK (job IS NOT NULL OR NOT sees_protected)
);
CREATE INDEX IF NOT EXISTS access_ticket_expires ON access_ticket (expires_at);
REVOKE ALL ON access_ticket FROM PUBLIC, {{app}};

-- The day the house says it is; NULL when it is further from the server's than a
-- traveller's clock, unless the owner has opened the tests' time travel.
CREATE OR REPLACE FUNCTION wall_today() RETURNS date
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    said text := current_setting('fullfolj.today', true);
BEGIN
    IF said IS NULL OR said !~ '^\d{4}-\d{2}-\d{2}$' THEN
        RETURN NULL;
    END IF;
    IF abs(said::date - (now() AT TIME ZONE 'Europe/Stockholm')::date) <= 2
        OR EXISTS (SELECT FROM access_wall WHERE time_travel) THEN
        RETURN said::date;
    END IF;
    RETURN NULL;
END $$;

-- The server's own day, in the house's time zone; the said one while time travel is
-- open. A membership must hold on this day, too: who says yesterday is not yet back.
CREATE OR REPLACE FUNCTION wall_server_day() RETURNS date
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM access_wall WHERE time_travel) THEN
        RETURN wall_today();
    END IF;
    RETURN (now() AT TIME ZONE 'Europe/Stockholm')::date;
END $$;

-- Whether a membership's span holds on a day. The end is the first day without it.
CREATE OR REPLACE FUNCTION wall_live(valid_from date, valid_to date, day date)
RETURNS boolean LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT valid_from <= day AND (valid_to IS NULL OR valid_to > day)
$$;

-- Who asks: nothing at all without a live ticket of a live member. A transaction that
-- began in time may end: half an export would be worse than a minute more.
CREATE OR REPLACE FUNCTION wall_ticket(
    OUT for_authority uuid, OUT for_user uuid, OUT for_job text, OUT cleared boolean
) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    token text := current_setting('fullfolj.token', true);
    day date := wall_today();
    ticket access_ticket;
BEGIN
    IF token IS NULL OR token = '' OR day IS NULL THEN
        RETURN;
    END IF;
    SELECT t.* INTO ticket FROM access_ticket t
    WHERE t.token_hash = sha256(convert_to(token, 'UTF8'))
      AND t.expires_at > transaction_timestamp();
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF ticket.job IS NOT NULL THEN
        cleared := ticket.sees_protected;
    ELSE
        SELECT bool_or(m.sees_protected) INTO cleared
        FROM access_membership m JOIN access_user u ON u.id = m.user_id
        WHERE m.authority_id = ticket.authority_id AND m.user_id = ticket.user_id
          AND u.is_active AND wall_live(m.valid_from, m.valid_to, day)
          AND wall_live(m.valid_from, m.valid_to, wall_server_day());
        IF cleared IS NULL THEN
            RETURN;
        END IF;
    END IF;
    for_authority := ticket.authority_id;
    for_user := ticket.user_id;
    for_job := ticket.job;
END $$;

CREATE OR REPLACE FUNCTION wall_authority() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS
$$ BEGIN RETURN (SELECT for_authority FROM wall_ticket()); END $$;

CREATE OR REPLACE FUNCTION wall_user() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS
$$ BEGIN RETURN (SELECT for_user FROM wall_ticket()); END $$;

CREATE OR REPLACE FUNCTION wall_job() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS
$$ BEGIN RETURN (SELECT for_job FROM wall_ticket()); END $$;

CREATE OR REPLACE FUNCTION wall_clearance() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS
$$ BEGIN RETURN (SELECT coalesce(cleared, false) FROM wall_ticket()); END $$;

-- Which rows about persons who asks may see: the open ones, or all; none for nobody.
CREATE OR REPLACE FUNCTION wall_openness() RETURNS boolean[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT CASE WHEN for_authority IS NULL THEN NULL
                    WHEN cleared THEN ARRAY[true, false] ELSE ARRAY[true] END
        FROM wall_ticket()
    );
END $$;

-- Whether who asks may change units and memberships of the authority.
CREATE OR REPLACE FUNCTION wall_administers() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM access_membership m
        WHERE m.authority_id = wall_authority() AND m.user_id = wall_user()
          AND m.role = 'administrator' AND m.unit_id IS NULL
          AND wall_live(m.valid_from, m.valid_to, wall_today())
          AND wall_live(m.valid_from, m.valid_to, wall_server_day())
    );
END $$;

-- Whether the authority that asks answers for schools of its own.
CREATE OR REPLACE FUNCTION wall_provides() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM access_authority a
        WHERE a.id = wall_authority() AND a.is_school_provider
    );
END $$;

-- Refuse what was not signed with the secret: an injected statement cannot sign.
CREATE OR REPLACE FUNCTION wall_verify(payload text, signature bytea) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM access_wall w
        WHERE sha256(sha256(w.outer_pad || sha256(w.inner_pad || convert_to(payload, 'UTF8'))))
            = sha256(signature)
    ) THEN
        RETURN;
    END IF;
    RAISE EXCEPTION 'wall: not signed' USING ERRCODE = 'insufficient_privilege';
END $$;

-- Before the rows of sign-in change: the house must have vouched for this transaction,
-- unless it is the owner who writes. When one last signed in needs nobody's word.
CREATE OR REPLACE FUNCTION wall_vouched() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT pg_has_role(session_user, current_user, 'MEMBER') AND NOT (
        TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'access_user'
        AND to_jsonb(NEW) - 'last_login' = to_jsonb(OLD) - 'last_login'
    ) THEN
        PERFORM wall_verify(
            'vouch|' || pg_current_xact_id()::text,
            decode(current_setting('fullfolj.vouch', true), 'hex')
        );
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;

-- Open a ticket, or give one that stands more time. Opens nothing for who is no member:
-- wall_ticket asks for that every time.
CREATE OR REPLACE FUNCTION wall_open(
    hash bytea, authority uuid, who uuid, work text, protected boolean, seconds integer,
    signature bytea
) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM wall_verify(
        concat_ws('|', 'open', encode(hash, 'hex'), authority, coalesce(who::text, '-'),
                  coalesce(work, '-'), protected::int, seconds),
        signature
    );
    DELETE FROM access_ticket
    WHERE token_hash IN (
        SELECT token_hash FROM access_ticket
        WHERE expires_at < now() - interval '1 hour'
        LIMIT 100 FOR UPDATE SKIP LOCKED
    );
    INSERT INTO access_ticket
        (token_hash, authority_id, user_id, job, sees_protected, expires_at)
    VALUES (hash, authority, who, work, protected, now() + make_interval(secs => seconds))
    ON CONFLICT (token_hash) DO UPDATE SET expires_at = EXCLUDED.expires_at;
END $$;

-- Close the ticket of who asks: at sign-out, and when a job is done.
CREATE OR REPLACE FUNCTION wall_close() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM access_ticket WHERE token_hash
        = sha256(convert_to(current_setting('fullfolj.token', true), 'UTF8'))
$$;

-- The authorities where a user is a member today: asked at sign-in, before any ticket.
CREATE OR REPLACE FUNCTION wall_authorities_of(who uuid, signature bytea)
RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM wall_verify(concat_ws('|', 'authorities', who), signature);
    RETURN QUERY SELECT DISTINCT m.authority_id FROM access_membership m
    WHERE m.user_id = who AND wall_live(m.valid_from, m.valid_to, wall_today())
      AND wall_live(m.valid_from, m.valid_to, wall_server_day());
END $$;

-- Found an authority with its first administrator: it can never be without one.
CREATE OR REPLACE FUNCTION wall_found(
    authority uuid, its_slug text, its_name text, its_kind text, who uuid,
    roles text[], since date, signature bytea
) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    token text := gen_random_uuid()::text || gen_random_uuid()::text;
    token_before text := coalesce(current_setting('fullfolj.token', true), '');
    today_before text := coalesce(current_setting('fullfolj.today', true), '');
BEGIN
    PERFORM wall_verify(
        concat_ws('|', 'found', authority, its_slug, its_kind, who,
                  array_to_string(roles, ','), since),
        signature
    );
    IF NOT 'administrator' = ANY (roles) THEN
        RAISE EXCEPTION 'wall: no administrator' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO access_authority (id, slug, name, kind)
    VALUES (authority, its_slug, its_name, its_kind);
    -- The founder is the author of these rows: history is never without one.
    INSERT INTO access_ticket (token_hash, authority_id, user_id, expires_at)
    VALUES (sha256(convert_to(token, 'UTF8')), authority, who, now() + interval '1 hour');
    PERFORM set_config('fullfolj.token', token, true);
    IF today_before = '' THEN
        PERFORM set_config('fullfolj.today', greatest(since, wall_server_day())::text, true);
    END IF;
    INSERT INTO access_membership
        (id, authority_id, user_id, role, valid_from, sees_protected, protected_reason)
    SELECT gen_random_uuid(), authority, who, role, since, false, ''
    FROM unnest(roles) AS role;
    DELETE FROM access_ticket WHERE token_hash = sha256(convert_to(token, 'UTF8'));
    PERFORM set_config('fullfolj.token', token_before, true);
    PERFORM set_config('fullfolj.today', today_before, true);
END $$;

-- Say whether an authority answers for schools of its own.
CREATE OR REPLACE FUNCTION wall_provide(
    authority uuid, provides boolean, signature bytea
) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM wall_verify(concat_ws('|', 'provide', authority, provides::int), signature);
    UPDATE access_authority SET is_school_provider = provides WHERE id = authority;
END $$;

-- After memberships end or change: the authority still has an administrator for good.
-- The authority's row is locked first, so that two cannot end each other at once.
CREATE OR REPLACE FUNCTION wall_keep_administrator() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    authority uuid;
BEGIN
    FOR authority IN
        SELECT DISTINCT authority_id FROM old_rows WHERE role = 'administrator' ORDER BY 1
    LOOP
        PERFORM FROM access_authority WHERE id = authority FOR UPDATE;
        IF NOT EXISTS (
            SELECT FROM access_membership m
            JOIN access_user u ON u.id = m.user_id AND u.is_active
            WHERE m.authority_id = authority AND m.role = 'administrator'
              AND m.unit_id IS NULL AND m.valid_to IS NULL
              AND m.valid_from <= coalesce(wall_today(), current_date)
        ) THEN
            RAISE EXCEPTION 'wall: an authority without an administrator'
                USING ERRCODE = 'check_violation',
                      CONSTRAINT = 'authority_has_administrator';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Have the planner take note of tables that a job has filled. Until the server comes by
-- of itself it takes them for empty, and looks through the whole for a few persons.
CREATE OR REPLACE FUNCTION wall_take_note(tables text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name text;
BEGIN
    IF wall_job() IS NULL THEN
        RAISE EXCEPTION 'wall: only a job fills tables'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOREACH name IN ARRAY tables LOOP
        EXECUTE format('ANALYZE public.%I', name);
    END LOOP;
END $$;

DO $$
DECLARE
    name regprocedure;
BEGIN
    FOR name IN
        SELECT oid::regprocedure FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'wall\_%'
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, {{app}}', name);
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION
    wall_today(), wall_authority(), wall_user(), wall_job(), wall_clearance(),
    wall_openness()
    TO {{app}}, {{history}};
GRANT EXECUTE ON FUNCTION
    wall_live(date, date, date), wall_administers(), wall_provides(), wall_close(),
    wall_take_note(text[]),
    wall_open(bytea, uuid, uuid, text, boolean, integer, bytea),
    wall_authorities_of(uuid, bytea),
    wall_found(uuid, text, text, text, uuid, text[], date, bytea),
    wall_provide(uuid, boolean, bytea)
    TO {{app}};
