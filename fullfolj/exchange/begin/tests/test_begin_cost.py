"""What the pages of Kom igång cost: statements and bytes."""

import pytest

from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.tests.cost import costs_little
from fullfolj.exchange.imports.tests.deliveries import answers_for_berg


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/personer/ny/", "/kom-igang/"])
def test_a_page_costs_few_statements_and_bytes(cast: Cast, path: str) -> None:
    answers_for_berg(cast)
    anna = signed_in(cast.anna)
    anna.get(path)
    costs_little(lambda: anna.get(path))
