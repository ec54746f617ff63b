"""Cases of the tests: youths in the register, as the night finds them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from fullfolj.access import wall
from fullfolj.access.models import Authority, User
from fullfolj.casework.actions import cases, contacts, endings, life, meetings
from fullfolj.casework.models import Case, Outcome
from fullfolj.casework.rules.cases import IN_HALF_A_YEAR, months_after
from fullfolj.casework.rules.waits import Day
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.kaa.models import RegisterSpell
from fullfolj.kaa.rules.numbers import Numbers
from fullfolj.kaa.tests.questions import signed
from fullfolj.people.models import NONE, Person, Registration
from fullfolj.people.tests.people import enter
from fullfolj.programmes.actions import programmes
from fullfolj.programmes.models import Programme

HERE = "2326"
TWO_WEEKS = Numbers(first_contact_days=14, silent_days=30)


def registered(
    cast: Cast, name: str, number: str = "", *, marking: str = NONE, by: Any = None
) -> Person:
    """Somebody whom the register of an authority holds since a month."""
    by = by or cast.anna
    person = enter(cast, by, name, number, marking=marking)
    with cast.asking(by):
        RegisterSpell.about(
            person,
            municipality_code=HERE,
            valid_from=clock.today() - timedelta(days=30),
            rule="R11",
            law_version="KAA-2018",
        ).save(force_insert=True)
    return person


def night(
    cast: Cast,
    *,
    on: date | None = None,
    numbers: Numbers = TWO_WEEKS,
    authority: Authority | None = None,
) -> dict[str, int]:
    """What a night does to the cases."""
    home = authority or cast.berg
    with wall.as_job(home.pk, "open-cases", sees_protected=True):
        return cases.follow_register(
            authority=home, day=Day(on or clock.today(), numbers)
        )


def opened(cast: Cast, name: str, number: str = "", **given: Any) -> Case:
    """Somebody new in the register, and the case that the night opened."""
    listed_on = given.pop("listed_on", None)
    person = registered(cast, name, number, **given)
    night(cast)
    if listed_on:
        with cast.asking(cast.anna):
            Case.objects.filter(person=person).update(listed_on=listed_on)
        night(cast)
    with cast.asking(cast.anna):
        return found(person)


def found(person: Person) -> Case:
    """The open case of a person."""
    case: Case = Case.objects.select_related("person").get(
        person=person, closed_on=None
    )
    return case


def died(cast: Cast, person: Person) -> Registration:
    """The population register says that somebody died the day before."""
    today = clock.today()
    row: Registration = Registration.about(
        person,
        municipality_code=HERE,
        valid_from=today - timedelta(days=400),
        valid_to=today - timedelta(days=1),
        end_reason="deceased",
        source="own",
    )
    with cast.asking(cast.anna):
        row.save(force_insert=True)
    return row


def tried(case: Case, by: User, **given: Any) -> Any:
    """Record a contact as the form does; by telephone, without an answer."""
    today = clock.today()
    said: dict[str, Any] = {
        "channel": "phone",
        "reached": False,
        "happened_on": today,
        "line": "",
        "next_step": "Ringa igen",
        "next_step_on": today + timedelta(days=7),
        "made_by": by.pk,
    }
    rest: dict[str, Any] = {"key": uuid4(), "version": case.version, "by": by}
    rest |= {name: given.pop(name) for name in tuple(given) if name in rest}
    return contacts.record(case=case, tried=contacts.Tried(**said | given), **rest)


def decided(cast: Cast, **numbers: int) -> None:
    """The board of Berg has signed numbers of its own."""
    for name, number in numbers.items():
        signed(cast, name, str(number), date(2026, 1, 1))


def met(case: Case, by: User, **given: Any) -> Any:
    """Book a meeting as the form does: tomorrow at two, with who books it."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    said: dict[str, Any] = {
        "starts_at": tomorrow.replace(hour=14, minute=0, second=0, microsecond=0),
        "minutes": 45,
        "place": "Biblioteket",
        "kind": "talk",
        "worker": by.pk,
        "second": None,
        "interpreter": "",
        "reminder_days": None,
        "next_step": "Träff kl. 14.00, Biblioteket",
    }
    rest: dict[str, Any] = {"key": uuid4(), "version": case.version, "anyway": False}
    rest |= {name: given.pop(name) for name in tuple(given) if name in rest}
    booked = meetings.Booked(**said | given)
    return meetings.book(case=case, booked=booked, by=by, **rest)


def begun(meeting: Any, **ago: float) -> Any:
    """Let a meeting have begun so long ago, as time does."""
    meeting.starts_at = clock.now() - timedelta(**ago or {"hours": 1})
    meeting.save(update_fields=["starts_at"])
    return meeting


def held(meeting: Any, by: User, **given: Any) -> Any:
    """Say how a meeting went, as the form does; the youth came."""
    said: dict[str, Any] = {
        "outcome": "came",
        "line": "",
        "next_step": "Ringa",
        "next_step_on": clock.today() + timedelta(days=7),
    }
    now = Case.objects.get(pk=meeting.case_id)
    rest: dict[str, Any] = {"key": uuid4(), "version": now.version}
    rest |= {name: given.pop(name) for name in tuple(given) if name in rest}
    return meetings.hold(
        meeting=meeting, held=meetings.Held(**said | given), by=by, **rest
    )


def opened_by_hand(person: Person, by: User, **given: Any) -> Case:
    """Open a case as the form does; for the register's own, without more."""
    said: dict[str, Any] = {
        "key": uuid4(),
        "purpose": "kaa",
        "ground": "",
        "programme": None,
        "referred_by": "",
        "referred_on": None,
    }
    return life.open_(person=person, by=by, **said | given)


def shown(case: Case) -> frozenset[str]:
    """What still runs, as the page of a closing shows it."""
    return frozenset(endings.running(case).marks.values())


def closed(case: Case, by: User, **given: Any) -> Outcome:
    """Close a case as the form does: the goal is reached, at an upper secondary."""
    today = clock.today()
    said: dict[str, Any] = {
        "closed_on": today,
        "reason": "goal",
        "words": "",
        "destination": "upper_secondary",
        "livelihood": "study_aid",
        "follow_up_on": months_after(today, IN_HALF_A_YEAR),
    }
    rest: dict[str, Any] = {"key": uuid4(), "version": case.version, "by": by}
    rest |= {name: given.pop(name) for name in tuple(given) if name in rest}
    why = endings.Reasons(end_reason="completed", plan_reason="Målet är nått")
    said["why"] = replace(given.pop("why", why), shown=shown(case))
    return life.close(case=case, closing=life.Closing(**said | given), **rest)


def running(cast: Cast, name: str, lowest: int, highest: int) -> Programme:
    """A programme of Berg's that goes on."""
    with cast.asking(cast.anna):
        return programmes.add(
            authority=cast.berg,
            name=name,
            lowest_age=lowest,
            highest_age=highest,
            legal_ground="Nämndens beslut § 4",
            valid_from=clock.today(),
            valid_to=None,
            by=cast.anna,
        )
