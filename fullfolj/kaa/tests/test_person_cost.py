"""What the register's pages about one person cost: statements and bytes."""

import pytest

from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.tests.cost import STATEMENTS, costs_little
from fullfolj.kaa.models import Municipality
from fullfolj.kaa.tests.doings import days_ago, registered, tell
from fullfolj.kaa.tests.questions import HERE, answer, ask
from fullfolj.people.models import Person
from fullfolj.people.tests.people import enter

# Each kind of fact is read by itself, as the night does.
OF_ONE = STATEMENTS + 10

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asa(cast: Cast) -> Person:
    """In the register, having done many things."""
    person = enter(cast, cast.bo, "Åsa Öberg")
    registered(cast, person)
    ask(cast, person)
    answer(cast, person, "IN", "Läser en kurs på kvällar")
    with cast.asking(cast.anna):
        Municipality.objects.create(
            authority=cast.berg, code=HERE, valid_from=days_ago(400)
        )
    for n in range(20, 0, -1):
        tell(cast, person, ("work", "none")[n % 2], valid_from=days_ago(n * 10))
    return person


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("sysselsattning", STATEMENTS),
        ("varfor", OF_ONE),
        ("skolmeddelande", STATEMENTS),
    ],
)
def test_a_page_about_a_person_costs_few_statements_and_bytes(
    cast: Cast, asa: Person, page: str, most: int
) -> None:
    bo = signed_in(cast.bo)
    address = f"/personer/{asa.pk}/{page}/"
    bo.get(address)
    costs_little(lambda: bo.get(address), most)
