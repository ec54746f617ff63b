"""The night's work on facts."""

from datetime import date

from django.db import connection

from fullfolj.access import wall
from fullfolj.access.models import Authority

Counts = dict[str, dict[str, int]]  # authority's slug → table → rows


def erase_facts(as_of: date, *, dry_run: bool = True) -> Counts:
    """Erase the facts about everyone who has turned 21 by a day; idempotent.

    1. A ticket for the job in one authority at a time.
    2. Counts what would go; with `dry_run=False` the database erases it, with history.
    3. Reports rows by authority and table.
    """
    erased: Counts = {}
    for authority in Authority.objects.order_by("slug"):
        token = wall.job_ticket(authority.pk, "erase facts", sees_protected=True)
        with wall.asking(token), connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM schooling_erase_facts(%s, %s)", [as_of, not dry_run]
            )
            erased[authority.slug] = dict(cursor.fetchall())
        wall.close_ticket(token)
    return erased
