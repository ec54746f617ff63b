"""One at a time: who comes second waits until the first is done, and sees what it did.

For what no row can be locked for yet, such as a form that is sent twice at once.
"""

from uuid import UUID

from django.db import connection

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 5740148))"


def in_turn(of: UUID) -> None:
    """Wait until nobody else does anything of this; it holds to the transaction's end.

    Args:
        of: the key of a form, or whose it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [str(of)])
