"""The night's work on access. Each job runs inside the wall, in one authority."""

from datetime import date

from django.db import connection

from fullfolj.access.models import Authority


def seal_read_log(_authority: Authority, as_of: date) -> dict[str, int]:
    """Seal the authority's read log for every day before `as_of`; idempotent.

    1. The database seals the days that are over, in order, each on top of the last.
    2. Reports how many days it sealed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_seal_before(%s)", [as_of])
        return {"days": int(cursor.fetchone()[0])}
