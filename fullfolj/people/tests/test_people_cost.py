"""What the pages about persons cost: statements, bytes and the length of views."""

import ast
from pathlib import Path
from typing import Any

import pytest

from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.tests.cost import costs_little
from fullfolj.people.models import Person
from fullfolj.people.tests.people import enter

LIST = "/personer/"
HOUSE = Path(__file__).parents[2]
VIEWS = [path.relative_to(HOUSE) for path in sorted(HOUSE.rglob("views.py"))]


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
    anna.get(LIST)

    def visit() -> Any:
        if page == "search":
            return anna.post(LIST, {"text": "provsson"})
        return anna.get(LIST + page.format(full.pk))

    costs_little(visit)


@pytest.mark.parametrize("path", VIEWS, ids=str)
def test_views_are_short(path: Path) -> None:
    for node in ast.parse((HOUSE / path).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < 25, node.name
