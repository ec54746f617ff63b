"""What Granskning and Ställningstaganden cost: statements and bytes."""

import pytest

from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.tests.cost import STATEMENTS, costs_little
from fullfolj.kaa.models import ReviewSpell
from fullfolj.kaa.tests.questions import answer, ask, outrun
from fullfolj.people.models import PROTECTED_REGISTRATION
from fullfolj.people.tests.people import enter

# A question reads each kind of fact by itself, as the night does: seven statements more
# than a list, and never more with more facts.
OF_ONE = STATEMENTS + 7

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(cast: Cast) -> ReviewSpell:
    """A list of more than a page, a special queue, and one whose facts changed."""
    for number in range(35):
        ask(cast, enter(cast, cast.bo, f"Nils Provsson{number}"))
    hidden = enter(cast, cast.anna, "Hemlig Holm", marking=PROTECTED_REGISTRATION)
    ask(cast, hidden, "R3b")
    asa = enter(cast, cast.bo, "Åsa Öberg")
    spell = ask(cast, asa)
    outrun(cast, answer(cast, asa, "OUT", "Läser heltid, intyg"))
    return spell


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("/granskning/", STATEMENTS),
        ("/granskning/?sarskild", STATEMENTS),
        ("/granskning/{}/", OF_ONE),
    ],
)
def test_a_page_of_the_review_costs_few_statements_and_bytes(
    cast: Cast, asked: ReviewSpell, page: str, most: int
) -> None:
    anna = signed_in(cast.anna)
    anna.get("/granskning/")
    costs_little(lambda: anna.get(page.format(asked.pk)), most)


@pytest.mark.parametrize(
    "page", ["/stallningstaganden/", "/stallningstaganden/equivalent_studies/"]
)
def test_a_page_of_choices_costs_few_statements_and_bytes(
    cast: Cast, page: str
) -> None:
    hilda = signed_in(cast.hilda)
    hilda.get(page)
    costs_little(lambda: hilda.get(page))
