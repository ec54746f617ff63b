-- Mark a person. Whoever is in the authority may protect a person they see, though they
-- will not see them afterwards; only who sees protected persons may open one again. The
-- marking reaches every row about the person by the foreign keys, in this statement.
CREATE OR REPLACE FUNCTION people_mark(
    person uuid, new_marking text, since date, its_source text
) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    authority uuid := wall_authority();
    cleared boolean := wall_clearance();
    was people_person;
BEGIN
    SELECT p.* INTO was FROM people_person p
    WHERE p.authority_id = authority AND p.id = person AND (p.is_open OR cleared)
    FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'wall: no such person' USING ERRCODE = 'no_data_found';
    END IF;
    UPDATE people_protection SET valid_to = greatest(since, valid_from)
    WHERE authority_id = authority AND person_id = person AND valid_to IS NULL;
    UPDATE people_person SET marking = new_marking
    WHERE authority_id = authority AND id = person;
    INSERT INTO people_protection (id, authority_id, person_id, is_open, marking,
        valid_from, source, decided_by, recorded_at)
    VALUES (gen_random_uuid(), authority, person, new_marking = 'none', new_marking,
        since, its_source, wall_user(), clock_timestamp());
END $$;
-- A person who becomes protected is covered in the read log, too. The rows themselves
-- stay as they were sealed; only who may see them changes.
CREATE OR REPLACE FUNCTION people_cover_reads() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    covered uuid[];
BEGIN
    SELECT array_agg(n.id) INTO covered FROM new_rows n
    JOIN old_rows o ON o.authority_id = n.authority_id AND o.id = n.id
    WHERE o.is_open AND NOT n.is_open;
    IF covered IS NOT NULL THEN
        UPDATE access_read SET is_open = false WHERE is_open AND person_ids && covered;
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION people_cover_reads() FROM PUBLIC, {{app}};
DROP TRIGGER IF EXISTS people_cover_reads ON people_person;
CREATE TRIGGER people_cover_reads AFTER UPDATE ON people_person
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION people_cover_reads();
-- A person's history is as open as the person is, in every table that keeps one; when the
-- person is erased, it is for the cleared.
CREATE OR REPLACE FUNCTION people_cover_history() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    authorities uuid[];
    persons uuid[];
    openness boolean[];
    event name;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(n.authority_id), array_agg(n.id), array_agg(n.is_open)
        INTO authorities, persons, openness FROM new_rows n
        JOIN old_rows o ON o.authority_id = n.authority_id AND o.id = n.id
        WHERE o.is_open <> n.is_open;
    ELSE
        SELECT array_agg(o.authority_id), array_agg(o.id), array_agg(false)
        INTO authorities, persons, openness FROM old_rows o;
    END IF;
    IF persons IS NULL THEN
        RETURN NULL;
    END IF;
    FOR event IN
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND c.relname LIKE '%\_event' AND a.attname = 'is_open'
    LOOP
        EXECUTE format(
            'UPDATE %I e SET is_open = n.is_open'
            ' FROM unnest($1, $2, $3) AS n (authority_id, id, is_open)'
            ' WHERE e.authority_id = n.authority_id AND e.is_open = NOT n.is_open'
            ' AND e.person_id = n.id', event
        ) USING authorities, persons, openness;
    END LOOP;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION people_cover_history() FROM PUBLIC, {{app}};
DROP TRIGGER IF EXISTS people_cover_history ON people_person;
CREATE TRIGGER people_cover_history AFTER UPDATE ON people_person
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION people_cover_history();
DROP TRIGGER IF EXISTS people_cover_erased ON people_person;
CREATE TRIGGER people_cover_erased AFTER DELETE ON people_person
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION people_cover_history();
REVOKE ALL ON FUNCTION people_mark(uuid, text, date, text) FROM PUBLIC, {{app}};
GRANT EXECUTE ON FUNCTION people_mark(uuid, text, date, text) TO {{app}};
