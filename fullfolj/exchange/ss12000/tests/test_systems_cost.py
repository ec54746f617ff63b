"""What the pages of Skolornas system cost: statements and bytes."""

from functools import partial

import pytest
from django.test import Client

from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.tests.cost import costs_little
from fullfolj.exchange.ss12000.models import APPLIED, WHOLE, Connection, Pull, Turn
from fullfolj.exchange.ss12000.tests.connecting import LIST, page

SYSTEMS, PULLS = 12, 30
COUNTS = {"new": 1, "changed": 0, "unchanged": 0, "gone": 0, "refused": 0}
REFUSED = {
    **{"file": "/persons#people", "line": 7, "field": "civicNo"},
    **{"value_class": "digits", "reason": "number.check"},
}
REPORT = {
    **{"tables": {"people": COUNTS, "enrolments": COUNTS}, "unrelated": {}},
    **{"refused": [REFUSED] * 100, "more_refused": 1, "marks_nobody": True},
}


@pytest.fixture
def connection(cast: Cast) -> Connection:
    """Many systems, one of them asked many times."""
    with cast.asking(cast.anna):
        for number in range(SYSTEMS):
            made = Connection.objects.create(
                authority=cast.berg, name=f"S{number}", url=f"https://s{number}.invalid"
            )
            Turn.objects.create(pk=made.pk, authority=cast.berg)
            for _ in range(PULLS):
                Pull.objects.create(
                    authority=cast.berg,
                    connection=made,
                    kind=WHOLE,
                    outcome=APPLIED,
                    counts=REPORT["tables"],
                    report=REPORT,
                )
    return made


@pytest.mark.django_db(transaction=True)
def test_the_pages_cost_few_statements_and_bytes(
    cast: Cast, connection: Connection
) -> None:
    anna: Client = signed_in(cast.anna)
    parts = (page(connection, part) for part in ("andra/", "ta-bort/"))
    for path in (LIST, page(connection), *parts):
        anna.get(path)
        costs_little(partial(anna.get, path))
