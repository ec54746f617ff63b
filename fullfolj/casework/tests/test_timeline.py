"""What happened in a case, of all kinds, the latest first, in one statement."""

from dataclasses import fields
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from fullfolj.access.models import User
from fullfolj.casework.actions import (
    follow_ups,
    introductions,
    life,
    measures,
    meetings,
    progress,
    refusals,
    small_steps,
)
from fullfolj.casework.actions.meetings import Booked
from fullfolj.casework.models import Case, Contact, FollowUp, StudyGoal
from fullfolj.casework.models.timeline import ROWS, SOURCES, Entry, timeline
from fullfolj.casework.rules.plans import YOUTH
from fullfolj.casework.tests import handovers, plans
from fullfolj.casework.tests.cases import closed, found, met, opened, tried
from fullfolj.casework.tests.handovers import lent, owned, prepared
from fullfolj.casework.tests.mappings import answered
from fullfolj.casework.tests.measures import offered, passed
from fullfolj.casework.tests.notes import attached, corrected, noted
from fullfolj.casework.tests.progress import believed, happened, uses, viewed
from fullfolj.casework.tests.teams import arranged, decided, taken_up
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import statements

pytestmark = pytest.mark.django_db


def told_to(cast: Cast, user: User, case: Case, kind: str = "") -> list[Entry]:
    with cast.asking(user):
        return timeline(case, kind).entries


def full(cast: Cast, case: Case) -> None:
    """A contact a week ago, a note of two days ago; the rest today."""
    today = clock.today()
    with cast.asking(cast.bo):
        before = today - timedelta(days=7)
        tried(case, cast.bo, line="Ingen svarade", happened_on=before)
        attached(case, cast.bo, name="Intyg")
        noted(case, cast.bo, text="I dag")
        old = noted(case, cast.bo, text="Fel", happened_on=today - timedelta(days=2))
        corrected(case, old, cast.bo, text="I förrgår")
        item = taken_up(arranged(cast, cast.bo), case, cast.bo)
        decided(item, cast.bo, text="Beslutet")


def test_the_latest_of_all_kinds_comes_first(cast: Cast) -> None:
    case, today = opened(cast, "Elin Testsson"), clock.today()
    full(cast, case)
    told = told_to(cast, cast.anna, case)
    days = [today - timedelta(days=days) for days in (0, 0, 0, 2, 7)]
    kinds = ["decision", "note", "attachment", "note", "contact"]
    assert [each.kind for each in told] == kinds
    assert [each.on for each in told] == days
    assert [each.said.get("text") for each in told] == [
        "Beslutet",
        "I dag",
        None,
        "I förrgår",
        None,
    ]
    assert {each.name for each in told} == {"Bo"}
    assert told[2].said["name"] == "Intyg"
    assert told[4].said["line"] == "Ingen svarade"
    assert told[4].said["next_step_on"] == today + timedelta(days=7)
    assert told[3].said["corrected_on"] == today


def everything(cast: Cast, case: Case) -> None:
    """One of each kind; the case is opened again after an end that called off one."""
    full(cast, case)
    by, today = cast.bo, clock.today()
    with cast.asking(by):
        plans.written(case, by)
        plans.answered(case, by, YOUTH)
        step = plans.stepped(case, by, "Åka buss en hållplats")
        small_steps.tick(case=case, step_id=step.pk, done=True, by=by)
        held: dict[str, Any] = {
            "state": "accepted",
            "answered_on": today,
            "answer_words": "Gärna",
        }
        measure = offered(case, by, **held)
        days: dict[str, Any] = {"starts_on": today, "ends_on": today, "hours": None}
        measures.start(measure=measure, version=1, by=by, **days)
        why: dict[str, Any] = {
            "ends_on": today,
            "end_reason": "to_work",
            "end_words": "",
        }
        measures.end(measure=measure, version=2, by=by, **why)
        held["state"] = "declined"
        offered(case, by, **held | {"title": "Kurs", "answer_words": "Inte nu"})
        answered(case, by)
        answered(case, by, "skola")
        planned = met(found(case.person), by)
        was = {name.name: getattr(planned, name.name) for name in fields(Booked)}
        was["starts_at"] += timedelta(days=1)
        known: dict[str, Any] = {"meeting": planned, "booked": Booked(**was), "by": by}
        now = found(case.person).version
        meetings.move(key=uuid4(), version=now, why="Sjuk", **known)
        closed(found(case.person), by)
        asked = FollowUp.objects.waiting().order_by("due_on")[0]
        told = {"destination": "work", "livelihood": "own_income", "how_known": "youth"}
        follow_ups.answer(case=case, follow_up=asked.pk, by=by, **told)
        life.reopen(case=case, words="Ringde själv", by=by)


def test_everything_that_happens_is_told_each_kind_also_alone(cast: Cast) -> None:
    """What somebody wrote of a meeting that was, is its contact."""
    case = owned(cast, "Elin Testsson", cast.bo)
    lent(cast, case)
    with cast.asking(cast.bo):
        case = found(case.person)
    everything(cast, case)
    with cast.asking(cast.anna):
        sent, whole = statements(lambda: timeline(case))
        alone = {kind: timeline(case, kind).entries for kind in SOURCES}
        unknown = timeline(case, "something else")
    assert len(sent) == 1
    for kind, entries in alone.items():
        assert {each.kind for each in entries} <= {kind}
    assert whole.entries == unknown.entries
    assert len(whole.entries) == sum(map(len, alone.values()))
    told = [each.said["what"] for each in reversed(alone["measure"])]
    assert [each for each in told if each != "declined"] == [
        *("offered", "accepted", "begun", "ended", "offered"),
    ]
    counted = {kind: len(entries) for kind, entries in alone.items() if entries}
    assert counted == {
        **{"contact": 1, "note": 2, "attachment": 1, "plan": 4, "measure": 6},
        **{"meeting": 2, "mapping": 1, "outcome": 3, "decision": 1, "handover": 1},
    }
    assert [each.on for each in alone["outcome"]] == [clock.today()] * 3
    assert whole.entries[0].on == clock.today(), "what is cancelled lies not ahead"
    page = signed_in(cast.anna).get(f"/ungdomar/{case.pk}/").content.decode()
    for text in (
        *("Planen, version 1", "Litet steg klart", "Åka buss en hållplats"),
        *("Erbjuden: <bdi>Praktik", "Tackade ja: <bdi>Praktik", "Gärna"),
        *("Började: <bdi>", "Slutade: <bdi>", "Ungdomen började arbeta"),
        *("Tackade nej: <bdi>Kurs", "Träffen flyttades", "Sjuk", "Kartläggning"),
        *("Träffen ställdes in", "Den var bokad till"),
        *("Avslutat", "Öppnat igen", "Ringde själv", "Försörjning"),
    ):
        assert text in page, text


def way(cast: Cast, case: Case) -> None:
    """What the youth wants, does, answers and refuses, all of it today."""
    by, today = cast.bo, clock.today()
    uses(cast)
    with cast.asking(by):
        happened(case, by, 2, line="Drack kaffe")
        struck = happened(case, by, 7)
        progress.strike(case=case, event=struck.pk, by=by)
        viewed(case, by)
        believed(case, by, likely=5)
        said: dict[str, Any] = {"subject": "", "wanted_by": today, "by": by}
        for goal in ("Läsa en bok", "Åka buss själv"):
            introductions.set_goal(case=case, key=uuid4(), goal=goal, **said)
        book, bus = StudyGoal.objects.order_by("recorded_at")
        introductions.close_goal(goal=book, reached=True, by=by)
        introductions.close_goal(goal=bus, reached=False, by=by)
        passed(case, by, "english", "mathematics")
        Case.objects.filter(pk=case.pk).update(turns_20_on=today + timedelta(days=9))
        prepared(case, by)
        moved = handovers.offered(case, by, asked_on=today - timedelta(days=1))
        handovers.answered(case, moved, by)
        refusals.choose(case=case, channels=["sms"], seen=[], by=by)
        refusals.choose(case=case, channels=[], seen=["sms"], by=by)


def test_a_youths_way_studies_and_answers_are_told(cast: Cast) -> None:
    """Of their own view the day alone; of what is struck out or believed nothing."""
    case = owned(cast, "Elin Testsson", cast.bo)
    way(cast, case)
    with cast.asking(cast.anna):
        sent, whole = statements(lambda: timeline(case))
        alone = {kind: timeline(case, kind).entries for kind in SOURCES}
    assert len(sent) == 1
    assert len(whole.entries) == sum(map(len, alone.values()))
    counted = {kind: len(entries) for kind, entries in alone.items() if entries}
    assert counted == {"contact": 2, "handover": 3, "progress": 2, "study": 5}
    assert [each.said["what"] for each in alone["handover"]][1:] == [
        "prepared",
        "asked",
    ]
    view = next(each for each in alone["progress"] if each.said.get("is_view"))
    assert view.said == {"is_view": True}
    page = signed_in(cast.anna).get(f"/ungdomar/{case.pk}/").content.decode()
    story = page[page.index('id="happened"') : page.index('id="life"')]
    for text in (
        *("Svarade på de tio frågorna", "Har träffat eller chattat", "Drack kaffe"),
        *("Studiemål nått", "Studiemål lagt åt sidan", "Läsa en bok", "Engelska, Mate"),
        *("Klart inför 20-årsdagen", "Arbetsförmedlingen", "Frågade om ni får lämna"),
        *(
            "Ungdomen sa ja till",
            "när vi sågs",
            "Vill inte ha sms",
            "Gäller inte längre",
        ),
    ):
        assert text in story, text
    assert "Studerar eller arbetar" not in story


def test_what_is_restricted_is_there_and_says_nothing(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        noted(case, cast.bo, text="Hemligt", is_restricted=True)
        attached(case, cast.bo, name="Hemligt", is_restricted=True)
    for user, secret in ((cast.bo, "Hemligt"), (cast.anna, None)):
        file, note = told_to(cast, user, case)
        assert (file.said["name"], note.said["text"]) == (secret, secret)
        assert (file.name, note.name) == ("Bo", "Bo")


def test_a_page_is_one_statement_and_says_whether_there_is_more(cast: Cast) -> None:
    """Of five hundred entries as of three."""
    case, today = opened(cast, "Elin Testsson"), clock.today()
    said = {"channel": "phone", "reached": False, "next_step": "Ringa igen"}
    by = {"made_by": cast.bo.pk, "recorded_by": cast.bo.pk, "case": case}
    with cast.asking(cast.bo):
        Contact.objects.bulk_create(
            Contact.about(
                case.person,
                happened_on=today - timedelta(days=days),
                next_step_on=today,
                line=f"Nummer {days}",
                **said,
                **by,
            )
            for days in range(1, 501)
        )
        noted(case, cast.bo, text="I dag")
        sent, first = statements(lambda: timeline(case))
        pages = {number: timeline(case, page=number) for number in (2, 17, 18)}
    assert len(sent) == 1
    assert (len(first.entries), first.has_older) == (ROWS, True)
    assert [each.kind for each in first.entries] == ["note", *["contact"] * (ROWS - 1)]
    assert pages[2].entries[0].said["line"] == f"Nummer {ROWS}"
    last = pages[17]
    assert (len(last.entries), last.has_older) == (501 - 16 * ROWS, False)
    assert last.entries[-1].said["line"] == "Nummer 500"
    assert pages[18].entries == []


def test_another_authority_and_another_case_tell_nothing(cast: Cast) -> None:
    elin, omar = opened(cast, "Elin Testsson"), opened(cast, "Omar Ek")
    full(cast, elin)
    nothing: list[Any] = []
    assert told_to(cast, cast.gun, elin) == nothing
    assert told_to(cast, cast.anna, omar) == nothing
