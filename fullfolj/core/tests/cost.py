"""What a page may cost, and how that is counted."""

import re
import tempfile
from collections.abc import Callable
from typing import Any

from django.db import connection

STATEMENTS, BYTES = 12, 60_000
FEW = 4  # fewer were not all that was sent: the wall alone asks as many
NO_QUERY = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def statements(work: Callable[[], Any]) -> tuple[list[str], Any]:
    """What was sent to the database, as libpq wrote it down, and what the work gave.

    Django's own count does not see what the wall asks past it. In a test that does not
    commit, the wall asks twice more.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        pgconn = connection.connection.pgconn
        pgconn.trace(file.fileno())
        try:
            answer = work()
        finally:
            pgconn.untrace()
        file.seek(0)
        sent = re.findall(
            r"^.*?F\t\d+\t(?:Query|Parse)\t ?(.*)", file.read(), re.MULTILINE
        )
    texts = [text.lstrip('" ') for text in sent]
    return [text for text in texts if not text.startswith(NO_QUERY)], answer


def costs_little(visit: Callable[[], Any], most: int = STATEMENTS) -> Any:
    """What a visit is answered, which takes few statements and bytes.

    Somebody signed in should have visited before: then the ticket is open, and the
    session's use is noted.
    """
    sent, answer = statements(visit)
    page = answer.request["PATH_INFO"]
    assert answer.status_code == 200, page
    assert FEW < len(sent) <= most, "\n".join([page, *sent])
    assert len(answer.content) <= BYTES, f"{page}: {len(answer.content)}"
    return answer
