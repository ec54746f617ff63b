"""Meetings: booked once, moved, held, and what that does to the case."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from fullfolj.access.models import User
from fullfolj.casework.actions import meetings
from fullfolj.casework.actions.common import (
    ChangedError,
    FarAwayError,
    PastStepError,
    UsedError,
)
from fullfolj.casework.actions.meetings import (
    Booked,
    ClashError,
    NotHeldError,
    NotMeeterError,
    PastMeetingError,
    SamePersonError,
    SettledError,
)
from fullfolj.casework.models import Case, Contact, Meeting
from fullfolj.casework.tests.cases import begun, found, held, met, opened, tried
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.actions import persons
from fullfolj.people.models import CONFIDENTIAL

pytestmark = pytest.mark.django_db


def at_two(days: int) -> datetime:
    later = timezone.localtime() + timedelta(days=days)
    return later.replace(hour=14, minute=0, second=0, microsecond=0)


def moved(meeting: Any, by: User, **given: Any) -> Any:
    said = {
        name: getattr(meeting, name)
        for name in Booked.__dataclass_fields__
        if name != "starts_at"
    }
    case = Case.objects.get(pk=meeting.case_id)
    rest = {"key": uuid4(), "version": case.version, "why": given.pop("why", "")}
    booked = Booked(**said | {"starts_at": at_two(3)} | given)
    return meetings.move(meeting=meeting, booked=booked, by=by, **rest)


def test_a_meeting_is_the_next_step(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        meeting = met(case, cast.bo)
        after = found(case.person)
    assert (after.next_step, after.next_step_on) == (meeting.next_step, meeting.on)
    assert after.is_planned
    assert (after.attempts, after.reached_on) == (0, None), "nobody has met yet"


@pytest.mark.parametrize(("days", "is_next"), [(1, False), (3, True), (5, True)])
def test_what_is_planned_before_it_stays_the_next_step(
    cast: Cast, days: int, *, is_next: bool
) -> None:
    case, on = opened(cast, "Elin Testsson"), clock.today() + timedelta(days=days)
    with cast.asking(cast.bo):
        tried(case, cast.bo, next_step="Ringa", next_step_on=on)
        before = found(case.person)
        met(before, cast.bo, starts_at=at_two(3))
        after = found(case.person)
    assert (after.next_step != "Ringa") == is_next
    assert (after.version > before.version) == is_next


def test_the_same_form_twice_is_one_meeting(cast: Cast) -> None:
    case, key = opened(cast, "Elin Testsson"), uuid4()
    with cast.asking(cast.bo):
        first = met(case, cast.bo, key=key)
        assert met(case, cast.bo, key=key) == first
        assert Meeting.objects.count() == 1
        with pytest.raises(UsedError):
            met(case, cast.bo, key=key, place="Fiket")
        with pytest.raises(UsedError):
            met(opened_too(cast), cast.bo, key=key)


def opened_too(cast: Cast) -> Case:
    return opened(cast, "Omar Ek")


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"starts_at": clock.now() - timedelta(minutes=1)}, PastMeetingError),
        ({"starts_at": clock.now() + timedelta(days=400)}, FarAwayError),
        ({"worker": "cilla"}, NotMeeterError),
        ({"second": "gun"}, NotMeeterError),
        ({"second": "bo"}, SamePersonError),
        ({"version": 99}, ChangedError),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    cast: Cast, wrong: dict[str, Any], refusal: type[Exception]
) -> None:
    case = opened(cast, "Elin Testsson")
    said = {
        k: getattr(cast, v).pk if isinstance(v, str) else v for k, v in wrong.items()
    }
    with cast.asking(cast.bo), pytest.raises(refusal):
        met(case, cast.bo, **said)
    with cast.asking(cast.bo):
        assert not Meeting.objects.exists()
        assert found(case.person).version == case.version


def test_a_clash_is_told_and_may_be_booked_all_the_same(cast: Cast) -> None:
    elin, omar = opened(cast, "Elin Testsson"), opened(cast, "Omar Ek")
    half_past = at_two(1) + timedelta(minutes=30)
    with cast.asking(cast.anna):
        met(elin, cast.anna, second=cast.bo.pk)
        for who in (cast.anna, cast.bo):
            with pytest.raises(ClashError):
                met(omar, who, starts_at=half_past)
        met(omar, cast.bo, starts_at=half_past + timedelta(minutes=15))
        omar = found(omar.person)
        met(omar, cast.bo, starts_at=half_past, anyway=True)
        assert Meeting.objects.count() == 3


def test_a_meeting_that_took_place_is_a_contact(cast: Cast) -> None:
    case, today = opened(cast, "Elin Testsson"), clock.today()
    with cast.asking(cast.bo):
        meeting, key = begun(met(case, cast.bo)), uuid4()
        for _ in range(2):
            held(meeting, cast.bo, key=key, line="Vill börja på komvux")
        after, contact = found(case.person), Contact.objects.get()
        now = Meeting.objects.get()
    assert (after.attempts, after.tried_on, after.reached_on) == (1, today, today)
    assert (after.next_step, contact.line) == ("Ringa", "Vill börja på komvux")
    assert (contact.channel, contact.reached) == ("met", True)
    assert (now.state, now.contact) == ("came", contact.pk)


def test_who_did_not_come_was_tried_and_not_reached(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        held(begun(met(case, cast.bo)), cast.bo, outcome="did_not_come")
        after = found(case.person)
        assert (after.attempts, after.reached_on) == (1, None)
        assert not Contact.objects.get().reached


def test_a_cancelled_meeting_is_no_try(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        meeting = met(case, cast.bo)
        for _ in range(2):
            said = {"outcome": "cancelled", "line": "Bussen gick inte"}
            held(meeting, cast.bo, **said)
        after, now = found(case.person), Meeting.objects.get()
        assert not Contact.objects.exists()
    assert (now.state, now.why) == ("cancelled", "Bussen gick inte")
    assert (after.attempts, after.next_step) == (0, "Ringa")


def test_it_is_said_once_and_not_before_its_day(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        meeting = met(case, cast.bo)
        with pytest.raises(NotHeldError):
            held(meeting, cast.bo)
        begun(meeting)
        yesterday = clock.today() - timedelta(days=1)
        with pytest.raises(PastStepError):
            held(meeting, cast.bo, next_step_on=yesterday)
        with pytest.raises(ChangedError):
            held(meeting, cast.bo, version=99)
        held(meeting, cast.bo)
        for again in (held, moved):
            with pytest.raises(SettledError):
                again(meeting, cast.bo)
        assert found(case.person).attempts == 1


def test_a_meeting_is_moved_and_the_first_stays(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        old = met(case, cast.bo)
        new = moved(old, cast.bo, place="Fiket", next_step="Träff på fiket", why="Buss")
        was = Meeting.objects.get(pk=old.pk)
        after = found(case.person)
    assert (was.state, was.moved_to, was.why) == ("moved", new.pk, "Buss")
    assert (after.next_step, after.next_step_on) == ("Träff på fiket", new.on)
    with cast.asking(cast.bo):
        half = at_two(3) + timedelta(minutes=20)
        moved(new, cast.bo, starts_at=half)
        assert Meeting.objects.planned().count() == 1, "its own time is no clash"


def test_who_may_not_work_with_it_writes_nothing(cast: Cast) -> None:
    hidden = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    for user in (cast.cilla, cast.hilda, cast.bo, cast.gun):
        with cast.asking(user), pytest.raises(Case.DoesNotExist):
            met(hidden, user)
    seen = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        meeting = met(seen, cast.bo)
    with cast.asking(cast.cilla), pytest.raises(PermissionDenied):
        held(meeting, cast.cilla)
    with cast.asking(cast.gun):
        assert not Meeting.objects.exists()


def test_a_meeting_follows_its_person_when_they_become_protected(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        old = met(case, cast.anna)
        new = moved(old, cast.anna)
        held(begun(new), cast.anna)
        persons.mark(
            person=case.person,
            marking=CONFIDENTIAL,
            since=clock.today(),
            source="population",
            by=cast.anna,
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert set(Meeting.objects.values_list("is_open", flat=True)) == {False}
    with cast.asking(cast.bo):
        assert not Meeting.objects.exists()


def test_the_database_refuses_what_contradicts_itself(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        meeting = met(case, cast.bo)
        for wrong in (
            {"state": "came"},
            {"state": "moved"},
            {"minutes": 0},
            {"why": "Varför inte"},
            {"second": cast.bo.pk},
            {"contact": uuid4()},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Meeting.objects.filter(pk=meeting.pk).update(**wrong)


def test_whose_time_it_takes_and_on_which_days(cast: Cast) -> None:
    case, other = opened(cast, "Elin Testsson"), opened(cast, "Omar Ek")
    with cast.asking(cast.anna):
        one = met(case, cast.anna, second=cast.bo.pk)
        held(met(other, cast.bo, starts_at=at_two(2)), cast.bo, outcome="cancelled")
        day: date = one.on

        def theirs(user: User, first: date) -> list[Any]:
            own = Meeting.objects.of_worker(user.pk).visible_to(cast.anna)
            return list(own.between(first, first + timedelta(days=1)))

        assert theirs(cast.anna, day) == theirs(cast.bo, day) == [one]
        assert theirs(cast.bo, day + timedelta(days=1)) == [], "cancelled takes no time"
        assert theirs(cast.gun, day) == []
