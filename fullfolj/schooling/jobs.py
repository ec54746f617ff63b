"""The night's work on facts. Each job runs inside the wall, in one authority."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import connection

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.core import bulk
from fullfolj.core.columns import column
from fullfolj.schooling.told_attendance import lessons_folder

STAYS = """
SELECT id FROM people_person WHERE authority_id = %s AND id = ANY (%s)
AND (birth_date IS NULL
     OR birth_date > (least(%s::date, wall_today()) - interval '22 years')::date)
"""

# Two nights at once would write the same files.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 5740145))"


def erase_facts(
    _authority: Authority, as_of: date, *, dry_run: bool = False
) -> dict[str, int]:
    """Erase everyone who has turned 22 by a day, and the guardians of who is 18.

    Idempotent.

    Facts are held of everyone aged 14 to 21 in whole years, as the list is
    (docs/adr/0008). The person goes with them, unless something else is kept about
    them, such as a spell in the register. A day to come erases nothing.

    1. Counts what would go; unless `dry_run`, the database erases it, with history.
    2. Reports rows by table.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM schooling_erase_facts(least(%s, wall_today()), %s)",
            [as_of, not dry_run],
        )
        return dict(cursor.fetchall())


def erase_lessons(authority: Authority, as_of: date) -> dict[str, int]:
    """Drop the lessons of whoever is no longer here or has turned 22; idempotent.

    1. Settles files that a broken import left.
    2. Asks the database who stays, and writes the files of others anew without them.
    3. Reports persons and rows that went.

    Raises:
        PermissionDenied: who does not see the protected would take them for erased.
    """
    asker = wall.who_asks()
    if asker is None or asker.job is None or not asker.sees_protected:
        raise PermissionDenied
    if not lessons_folder(authority.pk).is_dir():
        return {"persons": 0, "rows": 0}
    from fullfolj.schooling import lesson_files

    bulk.run(ONE_AT_A_TIME, [str(authority.pk)])
    lesson_files.settle(authority.pk)
    there = lesson_files.persons(authority.pk)
    ids = column("uuid", list(there))
    stays = {row[0] for row in bulk.run(STAYS, [authority.pk, ids, as_of])}
    gone = there - stays
    return {"persons": len(gone), "rows": lesson_files.drop(authority.pk, gone)}
