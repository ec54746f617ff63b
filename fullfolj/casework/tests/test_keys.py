"""A form's key is one thing's: about another youth it is refused in words."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from fullfolj.casework.actions import introductions
from fullfolj.casework.models import Case
from fullfolj.casework.tests import handovers, mappings, measures, plans, referrals
from fullfolj.casework.tests.cases import (
    begun,
    closed,
    found,
    held,
    met,
    opened,
    opened_by_hand,
    registered,
    tried,
)
from fullfolj.casework.tests.notes import attached, noted
from fullfolj.casework.tests.progress import believed, happened, viewed
from fullfolj.casework.words import say
from fullfolj.config.cast import Cast
from fullfolj.core.refusal import Refused

pytestmark = pytest.mark.django_db


def goal(case: Case, by: Any, **given: Any) -> Any:
    said: dict[str, Any] = {"goal": "Läsa en hel bok", "subject": "", "wanted_by": None}
    return introductions.set_goal(case=case, by=by, **said, **given)


def came(case: Case, by: Any, **given: Any) -> Any:
    return held(begun(met(case, by, anyway=True)), by, **given)


def referred(case: Case, by: Any, **given: Any) -> Any:
    return referrals.asked(case.person, by, **given)


# What a youth's forms make; the last closes the case.
MADE: tuple[Callable[..., Any], ...] = (
    *(tried, met, came, noted, attached, goal, referred, viewed),
    *(measures.offered, handovers.offered, handovers.prepared, mappings.answered),
    *(plans.written, partial(plans.promised, party="school")),
    *(partial(plans.stepped, text="Ringa"), partial(plans.answered, party="youth")),
    *(partial(happened, level=5), partial(believed, likely=3), closed),
)


def test_a_key_is_of_one_youth_alone(cast: Cast) -> None:
    people = [opened(cast, name).person for name in ("Elin Testsson", "Omar Provsson")]
    with cast.asking(cast.bo):
        for make in MADE:
            key = uuid4()
            assert make(found(people[0]), cast.bo, key=key)
            with pytest.raises(Refused) as refused:
                make(found(people[1]), cast.bo, key=key)
            assert "redan" in say("refused", refused.value.code), make
    new = [registered(cast, name) for name in ("Nils Provsson", "Sara Provsson")]
    with cast.asking(cast.bo):
        case = opened_by_hand(new[0], cast.bo)
        with pytest.raises(Refused) as refused:
            opened_by_hand(new[1], cast.bo, key=case.pk)
    assert refused.value.code == "used"
