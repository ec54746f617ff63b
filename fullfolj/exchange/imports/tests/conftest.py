"""Berg answers for its municipality, in every test of imports that asks for it."""

from datetime import date

import pytest

from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.kaa.models import Municipality


@pytest.fixture
def berg(cast: Cast) -> Authority:
    with cast.asking(cast.hilda):
        Municipality(
            authority=cast.berg, code="2326", valid_from=date(2024, 1, 1)
        ).save(force_insert=True)
    return cast.berg
