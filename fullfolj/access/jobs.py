"""The night's work on access."""

from datetime import date

from django.db import connection

from fullfolj.access import wall
from fullfolj.access.models import Authority


def seal_read_log(as_of: date) -> dict[str, int]:
    """Seal each authority's read log for every day before `as_of`; idempotent.

    1. A ticket for the job in one authority at a time.
    2. The database seals the days that are over, in order, each on top of the last.
    3. Reports how many days it sealed, by authority.
    """
    sealed = {}
    for authority in Authority.objects.order_by("slug"):
        token = wall.job_ticket(authority.pk, "seal read log")
        with wall.asking(token), connection.cursor() as cursor:
            cursor.execute("SELECT access_seal_before(%s)", [as_of])
            sealed[authority.slug] = int(cursor.fetchone()[0])
        wall.close_ticket(token)
    return sealed
