"""What the pages about persons cost: statements, bytes and the length of views."""

import ast
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from fullfolj.config.cast import Cast, everyone
from fullfolj.config.testing import signed_in
from fullfolj.people.models import Person
from fullfolj.people.tests.people import enter

LIST = "/personer/"
STATEMENTS, BYTES = 12, 120_000
HOUSE = Path(__file__).parents[2]
VIEWS = [path.relative_to(HOUSE) for path in sorted(HOUSE.rglob("views.py"))]
NO_QUERY = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def statements(work: Callable[[], Any]) -> tuple[list[str], Any]:
    """What was sent to the database, as libpq wrote it down, and what the work gave.

    Django's own count does not see what the wall asks past it.
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


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """With real commits: within a test's own transaction the wall asks twice more."""
    with transaction.atomic():
        return everyone()


@pytest.fixture
def full(cast: Cast) -> Person:
    """A list of more than a page."""
    people = [enter(cast, cast.bo, f"Nils Provsson{n}") for n in range(40)]
    return people[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", ["", "{}/", "{}/lasningar/", "search"])
def test_a_page_costs_few_statements_and_bytes(
    cast: Cast, full: Person, page: str
) -> None:
    anna = signed_in(cast.anna)
    anna.get(LIST)  # the ticket is open and the session's use is noted

    def visit() -> Any:
        if page == "search":
            return anna.post(LIST, {"text": "provsson"})
        return anna.get(LIST + page.format(full.pk))

    sent, answer = statements(visit)
    assert answer.status_code == 200
    assert 5 < len(sent) <= STATEMENTS, "\n".join(sent)
    assert len(answer.content) <= BYTES


@pytest.mark.parametrize("path", VIEWS, ids=str)
def test_views_are_short(path: Path) -> None:
    for node in ast.parse((HOUSE / path).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < 25, node.name
