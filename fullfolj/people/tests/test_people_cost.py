"""What the pages about persons cost: statements, bytes and the length of views."""

import ast
from functools import partial
from pathlib import Path

import pytest

from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.tests.cost import costs_little
from fullfolj.people.models import Person
from fullfolj.people.tests.people import enter

LIST = "/personer/"
HOUSE = Path(__file__).parents[2]
VIEWS = [
    path.relative_to(HOUSE)
    for path in sorted([*HOUSE.rglob("views.py"), *HOUSE.rglob("views/*.py")])
]


@pytest.fixture
def full(cast: Cast) -> Person:
    """A list of more than a page."""
    people = [enter(cast, cast.bo, f"Nils Provsson{n}") for n in range(40)]
    return people[0]


@pytest.mark.django_db(transaction=True)
def test_the_pages_cost_few_statements_and_bytes(cast: Cast, full: Person) -> None:
    anna = signed_in(cast.anna)
    anna.get(LIST)
    for page in ("", "{}/", "{}/lasningar/"):
        costs_little(partial(anna.get, LIST + page.format(full.pk)))
    costs_little(lambda: anna.post(LIST, {"text": "provsson"}))


@pytest.mark.parametrize("path", VIEWS, ids=str)
def test_views_are_short(path: Path) -> None:
    for node in ast.parse((HOUSE / path).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < 25, node.name
