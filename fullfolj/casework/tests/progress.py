"""The youths' way in the tests, made by the actions that the pages use."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from fullfolj.access.models import User
from fullfolj.casework.actions import progress
from fullfolj.casework.models import Belief, Case, LadderEvent, SelfView
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.kaa.models import PolicySetting
from fullfolj.kaa.rules.parts import NAMES, ON
from fullfolj.kaa.tests.questions import signed

ALL_THREES: Mapping[int, int | None] = dict.fromkeys(range(1, 11), 3)


def uses(cast: Cast, *parts: str, by: User | None = None) -> None:
    """The board of Berg uses these parts; all of them, where none is named."""
    with cast.asking(by or cast.hilda):
        used = PolicySetting.objects.parts(clock.today())
    for name in parts or NAMES:
        if not getattr(used, name):
            signed(cast, name, ON, date(2026, 1, 1), by=by)


def happened(case: Case, by: User, level: int, **given: Any) -> LadderEvent:
    """Note an event, as one tap does: today."""
    said: dict[str, Any] = {"on": clock.today(), "is_left": False, "line": ""}
    key = given.pop("key", None) or uuid4()
    event = progress.Happened(level=level, **said | given)
    return progress.note_event(case=case, key=key, happened=event, by=by)


def viewed(case: Case, by: User, answers: Any = ALL_THREES, **given: Any) -> SelfView:
    """Keep answers, as the form does: in a talk today."""
    said: dict[str, Any] = {"on": clock.today(), "way": "talk", "language": "sv"}
    key = given.pop("key", None) or uuid4()
    answered = progress.Answered(answers=answers, **said | given)
    return progress.answer(case=case, key=key, answered=answered, by=by)


def believed(case: Case, by: User, **given: Any) -> Belief:
    """Keep what somebody believes, as the form does."""
    key = given.pop("key", None) or uuid4()
    nothing: dict[str, int | None] = dict.fromkeys(Belief.ASKED)
    return progress.believe(case=case, key=key, believed=nothing | given, by=by)
