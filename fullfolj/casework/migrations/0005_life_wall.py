"""What happens to cases, behind the wall; a case's purpose stays what it was."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, unnoted
from fullfolj.casework.sql import enclose_of_case

# Cases from before there were events: the night opened them.
BEFORE = """
INSERT INTO casework_caseevent (id, authority_id, is_open, person_id, case_id, kind,
    "on", words, recorded_at)
SELECT gen_random_uuid(), authority_id, is_open, person_id, id, 'opened', listed_on, '',
    recorded_at
FROM casework_case;
"""
CASE = """
ALTER TABLE casework_case ADD CONSTRAINT casework_case_programme
    FOREIGN KEY (authority_id, programme_id)
    REFERENCES programmes_programme (authority_id, id);
CREATE FUNCTION casework_purpose_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a case never changes purpose: another is opened'
        USING ERRCODE = 'check_violation';
END $$;
REVOKE ALL ON FUNCTION casework_purpose_stays() FROM PUBLIC, {{app}};
CREATE TRIGGER casework_purpose_stays BEFORE UPDATE OF purpose ON casework_case
    FOR EACH ROW WHEN (NEW.purpose IS DISTINCT FROM OLD.purpose)
    EXECUTE FUNCTION casework_purpose_stays();
"""


def tables(editor: Any) -> None:
    sql.run(editor, BEFORE)
    enclose_of_case(editor, "casework_caseevent", may="SELECT, INSERT")
    enclose_of_case(editor, "casework_outcome", may="SELECT, INSERT")
    enclose_of_case(editor, "casework_followup")
    sql.run(editor, CASE)
    noted = (*UNCOUNTED, "closed_on", "left_on")
    sql.run(editor, unnoted("casework_case", noted))


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_life")]
    operations = [sql.Run(tables)]
