"""Small steps: in the youth's words, split, ticked, taken away; nothing is lost."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from fullfolj.casework.actions import plans, small_steps
from fullfolj.casework.actions.common import ChangedError, FarAwayError, UsedError
from fullfolj.casework.actions.small_steps import (
    GoneError,
    NamelessError,
    NoSuchPromiseError,
    PartError,
    TooManyError,
    Worded,
)
from fullfolj.casework.models import Promise, SmallStep
from fullfolj.casework.planned import planned
from fullfolj.casework.rules.plans import YOUTH
from fullfolj.casework.tests.cases import opened
from fullfolj.casework.tests.plans import ending, in_days, rest, stepped, written
from fullfolj.config.cast import Cast
from fullfolj.core import clock

pytestmark = pytest.mark.django_db

CALL = "Ring tandläkaren"
PARTS = ("Hitta numret", "Skriva vad jag ska säga", "Öva med Bo", "Ringa")


def test_t5_three_of_four(cast: Cast) -> None:
    """T5: "ring tandläkaren" in four parts, three done: 3 of 4."""
    case = opened(cast, "Lina Testsson")
    with cast.asking(cast.bo):
        step = stepped(case, cast.bo, CALL)
        small_steps.split(case=case, step_id=step.pk, parts=PARTS, by=cast.bo)
        (whole,) = planned(case).steps
        assert [each.text for each in whole.parts] == list(PARTS)
        for part in whole.parts[:3]:
            small_steps.tick(case=case, step_id=part.pk, done=True, by=cast.bo)
        (whole,) = found = planned(case).steps
        assert (whole.done, len(whole.parts), whole.is_done) == (3, 4, False)
        assert (planned(case).steps_done, planned(case).steps_in_all) == (3, 4)
        last = whole.parts[3]
        assert (last.party, last.due_on) == (step.party, step.due_on)
        small_steps.tick(case=case, step_id=last.pk, done=True, by=cast.bo)
        assert planned(case).steps[0].is_done
    assert len(found) == 1


def test_a_step_needs_no_plan_and_outlives_one(cast: Cast) -> None:
    case = opened(cast, "Lina Testsson")
    with cast.asking(cast.bo):
        stepped(case, cast.bo, "Svarade på sms")
        written(case, cast.bo)
        plans.end(**rest(case, cast.bo, {}), ending=ending())
        assert [each.row.text for each in planned(case).steps] == ["Svarade på sms"]


def test_a_tick_may_be_taken_back_and_is_one_however_often(cast: Cast) -> None:
    case = opened(cast, "Lina Testsson")
    with cast.asking(cast.bo):
        step = stepped(case, cast.bo, "Åkte buss med Bo")
        for done in (True, True, False, True):
            small_steps.tick(case=case, step_id=step.pk, done=done, by=cast.bo)
        after = SmallStep.objects.get()
        assert (after.done_on, after.done_by) == (clock.today(), cast.bo.pk)
        assert after.version == 4, "said twice is said once"


def test_split_again_adds_parts_and_the_same_text_is_not_another(cast: Cast) -> None:
    case = opened(cast, "Lina Testsson")
    with cast.asking(cast.bo):
        step = stepped(case, cast.bo, CALL)
        for parts in (PARTS[:2], (PARTS[1], PARTS[2], PARTS[2])):
            small_steps.split(case=case, step_id=step.pk, parts=parts, by=cast.bo)
        (whole,) = planned(case).steps
        assert [each.text for each in whole.parts] == list(PARTS[:3])
    part = whole.parts[0]
    with cast.asking(cast.bo), pytest.raises(PartError):
        small_steps.split(case=case, step_id=part.pk, parts=("x",), by=cast.bo)
    many = tuple(str(number) for number in range(18))
    with cast.asking(cast.bo), pytest.raises(TooManyError):
        small_steps.split(case=case, step_id=step.pk, parts=many, by=cast.bo)


def test_what_is_taken_away_goes_with_its_parts(cast: Cast) -> None:
    case = opened(cast, "Lina Testsson")
    with cast.asking(cast.bo):
        step = stepped(case, cast.bo, CALL)
        small_steps.split(case=case, step_id=step.pk, parts=PARTS[:2], by=cast.bo)
        first, second = planned(case).steps[0].parts
        small_steps.drop(case=case, step_id=first.pk, by=cast.bo)
        assert len(planned(case).steps[0].parts) == 1
        small_steps.drop(case=case, step_id=second.pk, by=cast.bo)
        (whole,) = planned(case).steps
        assert (whole.parts, whole.row.is_split) == ((), False), "to be ticked itself"
        small_steps.drop(case=case, step_id=step.pk, by=cast.bo)
        assert planned(case).steps == ()
        assert SmallStep.objects.count() == 3, "it is history"
    with cast.asking(cast.bo), pytest.raises(GoneError):
        small_steps.tick(case=case, step_id=step.pk, done=True, by=cast.bo)


def test_the_same_form_twice_is_one_step(cast: Cast) -> None:
    case, key = opened(cast, "Lina Testsson"), uuid4()
    with cast.asking(cast.bo):
        first = stepped(case, cast.bo, CALL, key=key)
        assert stepped(case, cast.bo, CALL, key=key) == first
        assert SmallStep.objects.count() == 1
    with cast.asking(cast.bo), pytest.raises(UsedError):
        stepped(case, cast.bo, "Något annat", key=key)


def test_nobody_words_over_what_they_have_not_seen(cast: Cast) -> None:
    case = opened(cast, "Lina Testsson")
    with cast.asking(cast.bo):
        step = stepped(case, cast.bo, CALL)

    def reword(text: str) -> None:
        worded = Worded(text=text, party=YOUTH, name="", due_on=in_days(3))
        small_steps.reword(
            case=case, step_id=step.pk, version=1, worded=worded, by=cast.bo
        )

    with cast.asking(cast.bo):
        reword("Skriv till tandläkaren")
        reword("Skriv till tandläkaren")
        assert SmallStep.objects.get().version == 2
    with cast.asking(cast.bo), pytest.raises(ChangedError):
        reword("Mejla tandläkaren")


def test_an_old_step_is_worded_anew_on_the_day_it_has(cast: Cast) -> None:
    case, long_ago = opened(cast, "Lina Testsson"), in_days(-400)
    said: dict[str, Any] = {"text": "Ringa skolan", "party": YOUTH, "name": ""}
    with cast.asking(cast.bo):
        step = stepped(case, cast.bo, CALL)
        SmallStep.objects.update(due_on=long_ago)
        known: dict[str, Any] = {"case": case, "step_id": step.pk, "version": 1}
        far = Worded(**said, due_on=in_days(-401))
        with pytest.raises(FarAwayError):
            small_steps.reword(**known, worded=far, by=cast.bo)
        kept = Worded(**said, due_on=long_ago)
        small_steps.reword(**known, worded=kept, by=cast.bo)
        after = SmallStep.objects.get()
    assert (after.text, after.due_on) == ("Ringa skolan", long_ago)


def test_which_are_overdue(cast: Cast) -> None:
    case = opened(cast, "Lina Testsson")
    today = clock.today()
    with cast.asking(cast.bo):
        stepped(case, cast.bo, "I dag", due_on=today)
        late = stepped(case, cast.bo, "I går", due_on=in_days(-1))
        overdue = SmallStep.objects.overdue(today)
        assert [each.text for each in overdue] == ["I går"]
        assert planned(case).steps_late == 1
        small_steps.split(case=case, step_id=late.pk, parts=PARTS[:1], by=cast.bo)
        assert [each.text for each in overdue.all()] == [PARTS[0]], "its parts are"
        (part,) = overdue.all()
        small_steps.tick(case=case, step_id=part.pk, done=True, by=cast.bo)
        assert not overdue.all().exists()


def test_what_cannot_be_is_refused_and_nothing_is_written(cast: Cast) -> None:
    case = opened(cast, "Lina Testsson")
    elsewhere = opened(cast, "Omar Ek")
    with cast.asking(cast.bo):
        written(elsewhere, cast.bo)
        theirs = Promise.objects.first()
        assert theirs
    for wrong, refusal in (
        ({"due_on": in_days(400)}, FarAwayError),
        ({"due_on": in_days(-400)}, FarAwayError),
        ({"promise": theirs.pk}, NoSuchPromiseError),
        ({"party": "school"}, NamelessError),
        ({"party": "municipality"}, NamelessError),
    ):
        with cast.asking(cast.bo), pytest.raises(refusal):
            stepped(case, cast.bo, CALL, **wrong)
    with cast.asking(cast.cilla), pytest.raises(PermissionDenied):
        stepped(case, cast.cilla, CALL)
    with cast.asking(cast.bo):
        assert not SmallStep.objects.exists()
