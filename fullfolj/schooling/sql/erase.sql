-- Erase the facts about everyone who has turned 22, with their history: a history that
-- kept what was erased would be no erasure. Only a job may, in its own authority, and
-- for no day to come. The application itself has no right to delete a fact.
CREATE OR REPLACE FUNCTION schooling_erase_facts(as_of date, really boolean)
RETURNS TABLE (fact text, erased bigint) LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    authority uuid := wall_authority();
    persons uuid[];
BEGIN
    IF authority IS NULL OR wall_job() IS NULL OR as_of > wall_today() THEN
        RAISE EXCEPTION 'wall: only a job erases, and not before its day'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT array_agg(p.id) INTO persons FROM people_person p
    WHERE p.authority_id = authority
      AND p.birth_date <= (as_of - interval '22 years')::date;
    FOREACH fact IN ARRAY ARRAY['people_registration', 'people_civilrecord',
                                'schooling_enrolment', 'schooling_credential'] LOOP
        IF really THEN
            EXECUTE format('DELETE FROM %I WHERE authority_id = $1
                AND person_id = ANY ($2)', fact) USING authority, persons;
            GET DIAGNOSTICS erased = ROW_COUNT;
            EXECUTE format('DELETE FROM %I WHERE authority_id = $1
                AND person_id = ANY ($2)', fact || '_event') USING authority, persons;
        ELSE
            EXECUTE format('SELECT count(*) FROM %I WHERE authority_id = $1
                AND person_id = ANY ($2)', fact) INTO erased USING authority, persons;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION schooling_erase_facts(date, boolean) FROM PUBLIC, {{app}};
GRANT EXECUTE ON FUNCTION schooling_erase_facts(date, boolean) TO {{app}};
