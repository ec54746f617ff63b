"""A form's key is one thing's: about another youth it is refused in words."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any
from uuid import uuid4

import pytest
from django.forms import Form, UUIDField

from fullfolj.casework import forms
from fullfolj.casework.actions import introductions
from fullfolj.casework.forms.common import KeyedForm
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


def test_every_form_with_a_key_carries_it_the_same_way() -> None:
    modules = [f"{forms.__name__}.{each.name}" for each in iter_modules(forms.__path__)]
    found = [each for name in modules for each in vars(import_module(name)).values()]
    classes = [each for each in found if isinstance(each, type)]
    kinds = {each for each in classes if issubclass(each, Form)}
    keyed = {k for k in kinds if isinstance(k.base_fields.get("key"), UUIDField)}
    assert len(keyed) > 20, "all of them"
    own = [each.__name__ for each in keyed if not issubclass(each, KeyedForm)]
    assert not own, "they derive from the one"
