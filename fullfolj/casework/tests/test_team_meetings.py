"""The team's meeting: what it decides, who may not hear it, and that it is locked."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from fullfolj.casework.actions import team_meetings as actions
from fullfolj.casework.actions.cases import NotYoursError, assign
from fullfolj.casework.actions.common import ChangedError, FarAwayError, PastStepError
from fullfolj.casework.models import AgendaItem, Case, Decision, TeamMeeting
from fullfolj.casework.models.timeline import timeline
from fullfolj.casework.tests.cases import found, opened, tried
from fullfolj.casework.tests.teams import arranged, decided, ids, point, taken_up
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.models import CONFIDENTIAL, Person

pytestmark = pytest.mark.django_db

NOTHING: list[Any] = []


def agenda(cast: Cast, user: Any, meeting: TeamMeeting) -> list[Any]:
    """Whose cases a user sees on an agenda, in order."""
    with cast.asking(user):
        return list(actions.points(meeting, user).values_list("case_id", flat=True))


def test_a_decision_becomes_the_next_step_and_stands_in_the_timeline(
    cast: Cast,
) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna, cast.bo)
        item = taken_up(meeting, case, cast.anna)
        decided(item, cast.anna, doer=cast.bo.pk, owner=cast.anna.pk)
        step = "Ringa köket (Bo)"
        assert found(case.person).next_step == step, "who answers sees who does it"
        decided(item, cast.anna, doer=cast.bo.pk, owner=cast.bo.pk, teller=cast.bo.pk)
        now = found(case.person)
        assert (now.next_step, now.is_planned) == ("Ringa köket", True)
        assert now.next_step_on == clock.today() + timedelta(days=5)
        assert now.owner == cast.bo.pk
        assert now.version > case.version
        (entry,) = timeline(now, "decision").entries
    assert (entry.name, entry.said["doer"], entry.said["teller"]) == (
        *("Anna", "Bo", "Bo"),
    )
    assert entry.said["text"] == "Vi prövar praktik i köket"
    assert entry.said["tells"] == "Att vi frågar köket"


def test_the_same_form_twice_is_one_decision_and_another_puts_it_right(
    cast: Cast,
) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        item = taken_up(arranged(cast, cast.anna), case, cast.anna)
        seen = found(case.person).version
        first = decided(item, cast.anna, version=seen)
        assert decided(item, cast.anna, version=seen) == first
        decided(item, cast.anna, text="Vi väntar en vecka")
        assert list(Decision.objects.values_list("text", flat=True)) == [
            "Vi väntar en vecka"
        ]


def test_what_somebody_wrote_meanwhile_is_not_written_over(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        item = taken_up(arranged(cast, cast.anna), case, cast.anna)
    with cast.asking(cast.bo):
        tried(found(case.person), cast.bo)
    with cast.asking(cast.anna), pytest.raises(ChangedError):
        decided(item, cast.anna, version=case.version)
    with cast.asking(cast.anna):
        assert not Decision.objects.exists()


def test_nobody_gives_away_anothers_case_at_a_meeting(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=cast.anna, by=cast.anna)
    with cast.asking(cast.bo):
        item = taken_up(arranged(cast, cast.bo), case, cast.bo)
    with cast.asking(cast.bo), pytest.raises(NotYoursError):
        decided(item, cast.bo, owner=cast.bo.pk)
    with cast.asking(cast.bo):
        decided(item, cast.bo)
        assert found(case.person).owner == cast.anna.pk


@pytest.mark.parametrize(
    ("field", "refusal"),
    [("doer", actions.NotDoerError), ("teller", actions.NotTellerError)],
)
def test_only_who_works_with_the_youth_is_given_something_to_do(
    cast: Cast, field: str, refusal: type[Exception]
) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        item = taken_up(arranged(cast, cast.anna), case, cast.anna)
    with cast.asking(cast.anna), pytest.raises(refusal):
        decided(item, cast.anna, **{field: cast.cilla.pk})


@pytest.mark.parametrize(
    ("days", "refusal"), [(-1, PastStepError), (900, FarAwayError)]
)
def test_a_day_that_cannot_be_is_refused(
    cast: Cast, days: int, refusal: type[Exception]
) -> None:
    case = opened(cast, "Elin Testsson")
    day = clock.today() + timedelta(days=days)
    with cast.asking(cast.anna):
        item = taken_up(arranged(cast, cast.anna), case, cast.anna)
    with cast.asking(cast.anna), pytest.raises(refusal):
        decided(item, cast.anna, next_step_on=day)


# The closed meeting


def test_a_closed_meeting_is_locked(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna)
        item = taken_up(meeting, case, cast.anna)
        decided(item, cast.anna)
        actions.close(meeting=meeting, by=cast.anna)
    given: dict[str, Any] = {"meeting": meeting, "by": cast.anna}
    deeds: list[tuple[Any, dict[str, Any]]] = [
        (actions.close, {}),
        (actions.begin, {}),
        (actions.take_up, {"cases": [case.pk]}),
        (actions.drop, {"item": item.pk}),
        (actions.move, {"item": item.pk, "up": True}),
        (actions.seat, {"version": 1, "present": [], "guests": []}),
    ]
    for act, more in deeds:
        with cast.asking(cast.anna), pytest.raises(actions.MeetingClosedError):
            act(**given, **more)
    with cast.asking(cast.anna), pytest.raises(actions.MeetingClosedError):
        decided(item, cast.anna, text="Något annat")


def test_the_database_itself_changes_nothing_of_a_closed_meeting(cast: Cast) -> None:
    """No action of ours is asked."""
    elin, omar = opened(cast, "Elin Testsson"), opened(cast, "Omar Ek")
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna)
        item = taken_up(meeting, elin, cast.anna)
        decided(item, cast.anna)
        actions.close(meeting=meeting, by=cast.anna)
        assert Decision.objects.update(text="Förfalskat") == 0
        assert AgendaItem.objects.update(position=9) == 0
        assert AgendaItem.objects.filter(pk=item.pk).delete()[0] == 0
    with (
        pytest.raises(DatabaseError),
        cast.asking(cast.anna),
        transaction.atomic(),
    ):
        AgendaItem.about(
            omar.person, case=omar, meeting=meeting, position=2, added_by=cast.anna.pk
        ).save(force_insert=True)


# Who may not hear it


def test_a_protected_youth_is_not_taken_up_while_an_uncleared_sits_there(
    cast: Cast,
) -> None:
    hidden = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna, cast.bo)
        assert actions.take_up(meeting=meeting, cases=[hidden.pk], by=cast.anna) == 0
        alone = [str(cast.anna.pk)]
        actions.seat(meeting=meeting, version=1, present=alone, guests=[], by=cast.anna)
        item = taken_up(meeting, hidden, cast.anna)
        decided(item, cast.anna)
        everybody = [*alone, str(cast.bo.pk)]
        actions.seat(
            meeting=meeting, version=2, present=everybody, guests=[], by=cast.anna
        )
    with cast.asking(cast.anna), pytest.raises(actions.KeptBackError):
        decided(point(meeting, hidden), cast.anna, text="Något annat")
    assert agenda(cast, cast.bo, meeting) == NOTHING, "Bo never sees that it is there"
    with cast.asking(cast.bo):
        assert not AgendaItem.objects.exists()
        assert not Decision.objects.exists()


def test_a_guest_keeps_the_protected_back_too(cast: Cast) -> None:
    hidden = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna, guests=("Eva från bostadsbolaget",))
        assert actions.take_up(meeting=meeting, cases=[hidden.pk], by=cast.anna) == 0


def test_what_was_decided_of_who_becomes_protected_is_for_the_cleared(
    cast: Cast,
) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        meeting = arranged(cast, cast.bo)
        decided(taken_up(meeting, case, cast.bo), cast.bo)
        actions.close(meeting=meeting, by=cast.bo)
    with cast.asking(cast.anna):
        Person.objects.filter(pk=case.person_id).update(marking=CONFIDENTIAL)
        assert Decision.objects.count() == 1, "also when the meeting is locked"
    with cast.asking(cast.bo):
        assert not Decision.objects.exists()
        assert not AgendaItem.objects.exists()


def test_another_authority_sees_nothing_of_it(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        decided(taken_up(arranged(cast, cast.anna), case, cast.anna), cast.anna)
    with cast.asking(cast.gun):
        for model in (TeamMeeting, AgendaItem, Decision):
            assert not model.objects.exists()


def test_who_does_not_work_with_cases_arranges_nothing(cast: Cast) -> None:
    for user in (cast.cilla, cast.hilda):
        with cast.asking(user), pytest.raises(PermissionDenied):
            arranged(cast, user)
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna)
    with cast.asking(cast.cilla), pytest.raises(PermissionDenied):
        actions.close(meeting=meeting, by=cast.cilla)


# The agenda


def test_the_agenda_holds_each_once_in_the_order_chosen(cast: Cast) -> None:
    cases = [opened(cast, f"{name} Provsson") for name in ("Ali", "Liv", "Nour")]
    ali, liv, nour = ids(*cases)
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna)
        given: dict[str, Any] = {"meeting": meeting, "by": cast.anna}
        assert actions.take_up(cases=[nour, ali], **given) == 2
        assert actions.take_up(cases=[ali, liv, uuid4()], **given) == 1
    assert agenda(cast, cast.anna, meeting) == [nour, ali, liv]
    with cast.asking(cast.anna):
        actions.move(item=point(meeting, cases[1]).pk, up=True, **given)
        actions.move(item=point(meeting, cases[2]).pk, up=True, **given)
    assert agenda(cast, cast.anna, meeting) == [nour, liv, ali]
    with cast.asking(cast.anna):
        actions.drop(item=point(meeting, cases[1]).pk, **given)
        decided(point(meeting, cases[0]), cast.anna)
    assert agenda(cast, cast.anna, meeting) == [nour, ali]
    with cast.asking(cast.anna), pytest.raises(actions.DecidedError):
        actions.drop(item=point(meeting, cases[0]).pk, **given)


def test_two_who_added_at_once_do_not_hold_each_other_in_place(cast: Cast) -> None:
    cases = [opened(cast, f"{name} Provsson") for name in ("Ali", "Liv")]
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna)
        actions.take_up(meeting=meeting, cases=ids(*cases), by=cast.anna)
        AgendaItem.objects.update(position=1)
    before = agenda(cast, cast.anna, meeting)
    last = next(each for each in cases if each.pk == before[1])
    with cast.asking(cast.anna):
        item = point(meeting, last).pk
        actions.move(meeting=meeting, item=item, up=True, by=cast.anna)
    assert agenda(cast, cast.anna, meeting) == before[::-1]


def test_the_same_meeting_twice_is_one_and_a_far_day_is_refused(cast: Cast) -> None:
    key = uuid4()
    with cast.asking(cast.anna):
        assert arranged(cast, cast.anna, key=key) == arranged(cast, cast.anna, key=key)
    with cast.asking(cast.anna), pytest.raises(actions.MeetingUsedError):
        arranged(cast, cast.anna, key=key, title="Ett annat")
    with cast.asking(cast.anna), pytest.raises(FarAwayError):
        arranged(cast, cast.anna, held_on=clock.today() + timedelta(days=400))


def test_who_comes_uninvited_is_invited_and_two_do_not_write_over_each_other(
    cast: Cast,
) -> None:
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna)
        given: dict[str, Any] = {"meeting": meeting, "guests": [], "by": cast.anna}
        for _again in range(2):
            actions.seat(version=1, present=[str(cast.bo.pk)], **given)
        now = TeamMeeting.objects.get()
        assert now.version == 2, "the same form twice is once"
        assert now.invited == [str(cast.anna.pk), str(cast.bo.pk)]
        assert now.absent == [str(cast.anna.pk)]
    with cast.asking(cast.anna), pytest.raises(actions.MeetingChangedError):
        actions.seat(version=1, present=[], **given)


def test_a_case_that_is_closed_is_not_taken_up_and_nothing_is_left_of_it(
    cast: Cast,
) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna)
        taken_up(meeting, case, cast.anna)
        (item,) = actions.points(meeting, cast.anna).with_decided()
        assert item.is_left
        Case.objects.filter(pk=case.pk).update(closed_on=clock.today())
        (item,) = actions.points(meeting, cast.anna).with_decided()
        assert (item.is_left, item.is_decided) == (False, False)
        other = arranged(cast, cast.anna)
        assert actions.take_up(meeting=other, cases=[case.pk], by=cast.anna) == 0


def test_the_next_meeting_is_ones_own_and_not_one_that_was_forgotten(
    cast: Cast,
) -> None:
    today = clock.today()
    with cast.asking(cast.anna):
        seen = TeamMeeting.objects.visible_to(cast.anna)
        assert seen.next_of(cast.anna) is None
        last_week = today - timedelta(days=7)
        forgotten = arranged(cast, cast.anna, held_on=last_week)
        assert seen.next_of(cast.anna) == forgotten
        theirs = arranged(cast, cast.anna, invited=(str(cast.bo.pk),))
        assert seen.next_of(cast.anna) == theirs, "better than one that has been"
        own = arranged(cast, cast.anna, held_on=today + timedelta(days=3))
        assert seen.next_of(cast.anna) == own
        assert seen.next_of(cast.bo) == theirs
