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
        since, its_source, wall_user(), now());
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
REVOKE ALL ON FUNCTION people_mark(uuid, text, date, text) FROM PUBLIC, {{app}};
GRANT EXECUTE ON FUNCTION people_mark(uuid, text, date, text) TO {{app}};
