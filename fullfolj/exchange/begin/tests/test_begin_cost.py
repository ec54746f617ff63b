"""What the pages of Kom igång cost: statements and bytes."""

import pytest
from django.db import transaction

from fullfolj.config.cast import Cast, everyone
from fullfolj.config.testing import signed_in
from fullfolj.exchange.imports.tests.deliveries import answers_for_berg
from fullfolj.people.tests.test_people_cost import BYTES, STATEMENTS, statements


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """With real commits: within a test's own transaction the wall asks twice more."""
    with transaction.atomic():
        made = everyone()
        answers_for_berg(made)
    return made


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/personer/ny/", "/kom-igang/"])
def test_a_page_costs_few_statements_and_bytes(cast: Cast, path: str) -> None:
    anna = signed_in(cast.anna)
    anna.get(path)
    sent, answer = statements(lambda: anna.get(path))
    assert answer.status_code == 200
    assert 4 < len(sent) <= STATEMENTS, "\n".join(sent)
    assert len(answer.content) < BYTES
