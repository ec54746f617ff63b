-- Take back whom a run brought, and what it called and marked others. Only the job that
-- undoes the authority's latest import may. The application itself has no right to delete
-- a person, a name or a marking.

-- Who came with the run and of whom nothing else speaks: every row about them is the
-- run's, or made from its rows. A table that no one has thought of here keeps the person.
CREATE OR REPLACE FUNCTION imports_only_of_run(authority uuid, run uuid, at timestamptz)
RETURNS uuid[] LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    persons uuid[];
    its_table text;
    its_column text;
    the_runs text;
BEGIN
    SELECT array_agg(p.id) INTO persons FROM people_person p
    WHERE p.authority_id = authority AND p.recorded_at = at;
    FOR its_table, its_column IN SELECT name, about FROM schooling_about_persons() LOOP
        the_runs := CASE
            WHEN its_table IN ('people_civilrecord', 'people_registration',
                'schooling_enrolment', 'schooling_credential', 'imports_setaside',
                'schooling_absencereport', 'schooling_grade',
                'schooling_attendancesum', 'schooling_mentorship',
                'schooling_studyplan', 'people_guardian')
            THEN 'r.import_run = $3'
            -- What somebody typed has no run, and keeps the person.
            WHEN its_table = 'schooling_notice'
            THEN 'r.import_run IS NOT DISTINCT FROM $3'
            WHEN its_table IN ('people_identity', 'people_protection')
            THEN 'r.recorded_at = $4'
            WHEN its_table = 'people_contactdetail' THEN 'r.source = ''files'''
            WHEN its_table IN ('people_searchkey', 'ss12000_sourcekey') THEN 'true'
            ELSE 'false' END;
        EXECUTE format('SELECT array_agg(p.who) FROM unnest($2) AS p (who)
            WHERE NOT EXISTS (SELECT FROM %I r WHERE r.authority_id = $1
                AND r.%I = p.who AND NOT (%s))', its_table, its_column, the_runs)
        INTO persons USING authority, persons, run, at;
    END LOOP;
    RETURN persons;
END $$;

CREATE OR REPLACE FUNCTION imports_withdraw(of_run uuid)
RETURNS TABLE (what text, who uuid) LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    authority uuid := wall_authority();
    at timestamptz;
    of_source text;
    persons uuid[];
    fact text;
BEGIN
    IF authority IS NULL OR wall_job() IS DISTINCT FROM 'undo import' THEN
        RAISE EXCEPTION 'wall: only the job that undoes an import does this'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT r.known_from, r.source INTO at, of_source FROM imports_importrun r
    WHERE r.authority_id = authority AND r.id = of_run AND r.outcome = 'applied'
      AND r.undoes IS NULL AND NOT EXISTS (
        SELECT FROM imports_importrun later
        WHERE later.authority_id = authority AND later.outcome = 'applied'
          AND later.started_at > r.started_at);
    IF at IS NULL THEN
        RAISE EXCEPTION 'wall: no run to undo' USING ERRCODE = 'no_data_found';
    END IF;

    persons := imports_only_of_run(authority, of_run, at);
    FOREACH fact IN ARRAY ARRAY['people_registration', 'people_civilrecord',
                                'schooling_enrolment', 'schooling_credential',
                                'schooling_notice', 'schooling_mentorship',
                                'schooling_studyplan', 'people_guardian',
                                'schooling_absencereport',
                                'schooling_grade', 'schooling_attendancesum',
                                'people_searchkey',
                                'people_contactdetail', 'people_protection',
                                'people_identity', 'imports_setaside',
                                'ss12000_sourcekey'] LOOP
        EXECUTE format('DELETE FROM %I WHERE authority_id = $1 AND person_id = ANY ($2)',
                       fact) USING authority, persons;
    END LOOP;
    DELETE FROM people_person WHERE authority_id = authority AND id = ANY (persons);
    RETURN QUERY SELECT 'person', unnest(persons);

    -- Names that still hold: the one before holds again.
    SELECT array_agg(DISTINCT i.person_id) INTO persons FROM people_identity i
    JOIN people_person p ON p.authority_id = i.authority_id AND p.id = i.person_id
    WHERE i.authority_id = authority AND i.recorded_at = at AND i.source = of_source
      AND i.valid_to IS NULL AND p.recorded_at <> at
      AND EXISTS (SELECT FROM people_identity b WHERE b.authority_id = authority
                  AND b.person_id = i.person_id AND b.recorded_at < at);
    DELETE FROM people_identity
    WHERE authority_id = authority AND person_id = ANY (persons) AND recorded_at = at;
    UPDATE people_identity i SET valid_to = NULL
    FROM unnest(persons) AS p (who), LATERAL (
        SELECT b.id FROM people_identity b
        WHERE b.authority_id = authority AND b.person_id = p.who
        ORDER BY b.recorded_at DESC, b.id DESC LIMIT 1) AS before
    WHERE i.authority_id = authority AND i.id = before.id;
    RETURN QUERY SELECT 'name', unnest(persons);

    -- Markings that nobody has changed since: the one before holds again.
    SELECT array_agg(DISTINCT m.person_id) INTO persons FROM people_protection m
    JOIN people_person p ON p.authority_id = m.authority_id AND p.id = m.person_id
    WHERE m.authority_id = authority AND m.recorded_at = at AND m.source = of_source
      AND m.decided_by IS NULL AND m.valid_to IS NULL AND p.recorded_at <> at
      AND EXISTS (SELECT FROM people_protection b WHERE b.authority_id = authority
                  AND b.person_id = m.person_id AND b.recorded_at < at);
    DELETE FROM people_protection
    WHERE authority_id = authority AND person_id = ANY (persons) AND recorded_at = at;
    UPDATE people_protection m SET valid_to = NULL
    FROM unnest(persons) AS p (who), LATERAL (
        SELECT b.id FROM people_protection b
        WHERE b.authority_id = authority AND b.person_id = p.who
        ORDER BY b.recorded_at DESC, b.id DESC LIMIT 1) AS before
    WHERE m.authority_id = authority AND m.id = before.id;
    UPDATE people_person p SET marking = m.marking FROM people_protection m
    WHERE p.authority_id = authority AND p.id = ANY (persons)
      AND m.authority_id = authority AND m.person_id = p.id AND m.valid_to IS NULL;
    RETURN QUERY SELECT 'marking', unnest(persons);
END $$;
REVOKE ALL ON FUNCTION imports_withdraw(uuid),
    imports_only_of_run(uuid, uuid, timestamptz) FROM PUBLIC, {{app}};
GRANT EXECUTE ON FUNCTION imports_withdraw(uuid) TO {{app}};
