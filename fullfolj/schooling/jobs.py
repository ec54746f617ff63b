"""The night's work on facts. Each job runs inside the wall, in one authority."""

from datetime import date

from django.db import connection

from fullfolj.access.models import Authority


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
