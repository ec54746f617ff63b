-- Erase everyone who has turned 22, and the guardians of everyone who has turned 18
-- (föräldrabalken 9 kap. 1 §), with their history: a history that kept what was erased
-- would be no erasure. Only a job may, in its own authority, and for no day to
-- come. The application itself has no right to delete a fact or a person.

-- The rows of a table about these persons, and their history where it has one; how many.
CREATE OR REPLACE FUNCTION schooling_erase_rows(
    of_table text, about text, authority uuid, persons uuid[], really boolean
) RETURNS bigint LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    rows bigint;
BEGIN
    IF NOT really THEN
        EXECUTE format('SELECT count(*) FROM %I WHERE authority_id = $1
            AND %I = ANY ($2)', of_table, about) INTO rows USING authority, persons;
        RETURN rows;
    END IF;
    EXECUTE format('DELETE FROM %I WHERE authority_id = $1
        AND %I = ANY ($2)', of_table, about) USING authority, persons;
    GET DIAGNOSTICS rows = ROW_COUNT;
    IF to_regclass(of_table || '_event') IS NOT NULL THEN
        EXECUTE format('DELETE FROM %I WHERE authority_id = $1
            AND person_id = ANY ($2)', of_table || '_event') USING authority, persons;
    END IF;
    RETURN rows;
END $$;

-- Every table that refers to persons, by which column, and whether its rows go with the
-- person (ON DELETE CASCADE): they say who it is, and nothing more.
CREATE OR REPLACE FUNCTION schooling_about_persons()
RETURNS TABLE (name text, about text, goes boolean) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.relname, a.attname, k.confdeltype = 'c'
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
    CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS pair (here, there)
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.here
    JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.there
    WHERE k.contype = 'f' AND k.confrelid = 'public.people_person'::regclass
      AND b.attname = 'id'
    ORDER BY 1, 2
$$;

-- What was known of the guardians of a person, of whom one is protected by now: which of
-- them nobody knows, so all that a source no longer says of them, and all history.
CREATE OR REPLACE FUNCTION schooling_forget_guardians(
    authority uuid, of_age uuid[], really boolean
) RETURNS bigint LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    former uuid[];
    persons uuid[];
BEGIN
    SELECT array_agg(g.id), array_agg(DISTINCT g.person_id) INTO former, persons
    FROM people_guardian g
    WHERE g.authority_id = authority AND g.recorded_to IS NOT NULL AND NOT g.is_hidden
      AND (of_age IS NULL OR g.person_id <> ALL (of_age)) AND g.person_id IN (
        SELECT h.person_id FROM people_guardian h
        WHERE h.authority_id = authority AND h.recorded_to IS NULL AND h.is_hidden);
    IF really THEN
        DELETE FROM people_guardian
        WHERE authority_id = authority AND id = ANY (former);
        DELETE FROM people_guardian_event
        WHERE authority_id = authority AND person_id = ANY (persons);
    END IF;
    RETURN coalesce(cardinality(former), 0);
END $$;

-- First the guardians of those who are of age. Then the facts, of everyone. Then, of whom nothing else is kept, who they are. A table
-- that no one has thought of here keeps the person: a register spell, a decision of
-- review, whatever casework will hold.
CREATE OR REPLACE FUNCTION schooling_erase_facts(as_of date, really boolean)
RETURNS TABLE (fact text, erased bigint) LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    facts CONSTANT text[] := ARRAY['people_registration', 'people_civilrecord',
                                   'schooling_enrolment', 'schooling_credential',
                                   'schooling_notice', 'schooling_absencereport',
                                   'schooling_grade', 'schooling_attendancesum',
                                   'schooling_mentorship', 'schooling_studyplan'];
    authority uuid := wall_authority();
    persons uuid[];
    its_column text;
BEGIN
    IF authority IS NULL OR wall_job() IS NULL OR as_of > wall_today() THEN
        RAISE EXCEPTION 'wall: only a job erases, and not before its day'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT array_agg(DISTINCT p.id) INTO persons FROM people_guardian g
    JOIN people_person p ON p.authority_id = g.authority_id AND p.id = g.person_id
    WHERE g.authority_id = authority
      AND p.birth_date <= (as_of - interval '18 years')::date;
    fact := 'people_guardian';
    erased := schooling_erase_rows(fact, 'person_id', authority, persons, really)
        + schooling_forget_guardians(authority, persons, really);
    RETURN NEXT;
    SELECT array_agg(p.id) INTO persons FROM people_person p
    WHERE p.authority_id = authority
      AND p.birth_date <= (as_of - interval '22 years')::date;
    FOREACH fact IN ARRAY facts LOOP
        erased := schooling_erase_rows(fact, 'person_id', authority, persons, really);
        RETURN NEXT;
    END LOOP;
    FOR fact, its_column IN
        SELECT name, about FROM schooling_about_persons()
        WHERE NOT goes AND name <> ALL (facts || 'people_guardian'::text)
    LOOP
        EXECUTE format('SELECT array_agg(p.who) FROM unnest($2) AS p (who)
            WHERE NOT EXISTS (SELECT FROM %I r
                WHERE r.authority_id = $1 AND r.%I = p.who)', fact, its_column)
        INTO persons USING authority, persons;
    END LOOP;
    FOR fact, its_column IN
        SELECT name, about FROM schooling_about_persons() WHERE goes
    LOOP
        erased := schooling_erase_rows(fact, its_column, authority, persons, really);
        RETURN NEXT;
    END LOOP;
    fact := 'people_person';
    erased := schooling_erase_rows(fact, 'id', authority, persons, really);
    RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION schooling_erase_facts(date, boolean), schooling_about_persons(),
    schooling_erase_rows(text, text, uuid, uuid[], boolean),
    schooling_forget_guardians(uuid, uuid[], boolean) FROM PUBLIC, {{app}};
GRANT EXECUTE ON FUNCTION schooling_erase_facts(date, boolean) TO {{app}};
