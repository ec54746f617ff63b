"""Recording a contact: once, by whom, and what it changes."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from fullfolj.access import wall
from fullfolj.access.models import User
from fullfolj.casework.actions import cases, contacts, drafts
from fullfolj.casework.actions.common import (
    ChangedError,
    ClosedError,
    FarAwayError,
    NotYetError,
    PastStepError,
    UsedError,
)
from fullfolj.casework.actions.contacts import (
    NotMakerError,
    OfAgeError,
)
from fullfolj.casework.jobs import erase_drafts
from fullfolj.casework.models import Case, Contact, Draft
from fullfolj.casework.tests.cases import found, opened, tried
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.models import CONFIDENTIAL, Person

pytestmark = pytest.mark.django_db


def test_a_try_counts_and_plans_the_next_step(cast: Cast) -> None:
    case, today = opened(cast, "Elin Testsson"), clock.today()
    soon = today + timedelta(days=3)
    with cast.asking(cast.bo):
        tried(case, cast.bo, channel="sms", next_step="Ringa", next_step_on=soon)
        after = found(case.person)
    assert (after.attempts, after.tried_on, after.reached_on) == (1, today, None)
    assert (after.next_step, after.next_step_on) == ("Ringa", soon)
    yesterday = today - timedelta(days=1)
    with cast.asking(cast.bo):
        tried(after, cast.bo, channel="met", reached=True, happened_on=yesterday)
        after = found(case.person)
    assert (after.attempts, after.tried_on, after.reached_on) == (2, today, yesterday)


def test_the_school_answering_does_not_break_the_silence(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        tried(case, cast.bo, channel="school", reached=True)
        after = found(case.person)
    assert (after.reached_on, after.attempts) == (None, 0), "nobody asked the youth"
    assert after.next_step == "Ringa igen"


def test_the_same_form_twice_is_one_contact(cast: Cast) -> None:
    case, key = opened(cast, "Elin Testsson"), uuid4()
    with cast.asking(cast.bo):
        first = tried(case, cast.bo, key=key, line="Ingen svarade")
        again = tried(case, cast.bo, key=key, line="Ingen svarade")
        assert first == again
        assert Contact.objects.count() == found(case.person).attempts == 1


def test_the_same_next_step_twice_is_one(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    given: dict[str, Any] = {"next_step": "Ringa skolan", "next_step_on": clock.today()}
    with cast.asking(cast.bo):
        for _again in range(2):
            cases.choose_next(case=case, version=case.version, by=cast.bo, **given)
        now = found(case.person)
        assert (now.next_step, now.version) == ("Ringa skolan", case.version + 1)


def test_nobody_writes_over_what_they_have_not_seen(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        tried(case, cast.anna, next_step="Träffas på biblioteket")
    with cast.asking(cast.bo), pytest.raises(ChangedError):
        tried(case, cast.bo, next_step="Skicka brev")
    with cast.asking(cast.bo), pytest.raises(ChangedError):
        cases.choose_next(
            case=case,
            version=case.version,
            next_step="Skicka brev",
            next_step_on=clock.today(),
            by=cast.bo,
        )
    with cast.asking(cast.bo):
        now = found(case.person)
        assert now.next_step == "Träffas på biblioteket"
        tried(now, cast.bo, next_step="Skicka brev")
        assert found(case.person).next_step == "Skicka brev"


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"happened_on": clock.today() + timedelta(days=1)}, NotYetError),
        ({"next_step_on": clock.today() - timedelta(days=1)}, PastStepError),
        ({"happened_on": clock.today() - timedelta(days=400)}, FarAwayError),
        ({"next_step_on": clock.today() + timedelta(days=800)}, FarAwayError),
        ({"made_by": "cilla"}, NotMakerError),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    cast: Cast, wrong: dict[str, Any], refusal: type[Exception]
) -> None:
    case = opened(cast, "Elin Testsson")
    if wrong.get("made_by") == "cilla":
        wrong = {"made_by": cast.cilla.pk}
    with cast.asking(cast.bo), pytest.raises(refusal):
        tried(case, cast.bo, **wrong)
    with cast.asking(cast.bo):
        assert not Contact.objects.exists()
        assert found(case.person).version == case.version


def test_a_guardian_is_asked_only_about_who_is_under_18(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    for born, allowed in ((date(2010, 1, 1), True), (date(2007, 1, 1), False)):
        with cast.asking(cast.bo):
            Person.objects.filter(pk=case.person_id).update(birth_date=born)
            now = found(case.person)
            if allowed:
                tried(now, cast.bo, channel="guardian")
                continue
        with cast.asking(cast.bo), pytest.raises(OfAgeError):
            tried(now, cast.bo, channel="guardian")


def test_who_may_not_work_with_it_writes_nothing(cast: Cast) -> None:
    case = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    for user in (cast.cilla, cast.hilda, cast.bo, cast.gun):
        with cast.asking(user), pytest.raises(Case.DoesNotExist):
            tried(case, user)
    seen = opened(cast, "Elin Testsson")
    with cast.asking(cast.cilla), pytest.raises(PermissionDenied):
        tried(seen, cast.cilla)
    with cast.asking(cast.anna):
        assert not Contact.objects.exists()


def draft(case: Case, by: User, fields: dict[str, str]) -> Draft | None:
    return drafts.keep(
        case=case, form=contacts.DRAFT, version=case.version, fields=fields, by=by
    )


def test_what_was_sent_is_no_draft_any_more(cast: Cast) -> None:
    case, key = opened(cast, "Elin Testsson"), uuid4()
    with cast.asking(cast.bo):
        tried(case, cast.bo, key=key)
        late = drafts.keep(
            case=case,
            form=contacts.DRAFT,
            version=case.version,
            fields={"line": "x"},
            made=Contact.objects.filter(pk=key),
            by=cast.bo,
        )
        assert late is None
        assert not Draft.objects.exists()


def test_the_same_form_in_another_case_is_refused(cast: Cast) -> None:
    elin, omar, key = opened(cast, "Elin Testsson"), opened(cast, "Omar Ek"), uuid4()
    with cast.asking(cast.bo):
        tried(elin, cast.bo, key=key)
    with cast.asking(cast.bo), pytest.raises(UsedError):
        tried(omar, cast.bo, key=key)


def test_a_draft_is_the_writers_alone_and_goes_when_it_is_sent(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        drafts.keep(
            case=case,
            form=contacts.DRAFT,
            version=case.version,
            fields={"line": "Halv"},
            by=cast.bo,
        )
        drafts.keep(
            case=case,
            form=contacts.DRAFT,
            version=case.version,
            fields={"line": "Hela"},
            by=cast.bo,
        )
        kept = Draft.of(case, cast.bo.pk, contacts.DRAFT)
        assert kept
        assert kept.fields == {"line": "Hela"}
    with cast.asking(cast.anna):
        assert not Draft.objects.exists(), "the database shows it to nobody else"
    with cast.asking(cast.bo):
        tried(case, cast.bo)
        assert not Draft.objects.exists()


def test_the_night_erases_drafts_after_a_month(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        draft(case, cast.bo, {})

    def erased(days: int) -> int:
        with wall.as_job(cast.berg.pk, "erase-drafts", sees_protected=True):
            on = clock.today() + timedelta(days=days)
            return erase_drafts(cast.berg, on)[0]["erased"]

    assert [erased(days) for days in (0, 30, 31)] == [0, 0, 1]


def test_a_closed_case_is_not_written_in(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        case.closed_on = clock.today()
        case.save(update_fields=["closed_on"])
    with cast.asking(cast.bo), pytest.raises(ClosedError):
        tried(case, cast.bo)


def test_the_same_form_with_another_text_is_not_said_to_be_saved(cast: Cast) -> None:
    case, key = opened(cast, "Elin Testsson"), uuid4()
    with cast.asking(cast.bo):
        tried(case, cast.bo, key=key, line="Ingen svarade")
    with cast.asking(cast.bo), pytest.raises(UsedError):
        tried(found(case.person), cast.bo, key=key, line="Hon svarade till slut")


def test_a_home_visit_is_made_in_pairs_and_tells_the_next_two(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    alone: list[dict[str, Any]] = [
        {},
        {"second": cast.bo.pk},
        {"second": cast.cilla.pk},
    ]
    for wrong in alone:
        with cast.asking(cast.bo), pytest.raises(contacts.AloneError):
            tried(case, cast.bo, channel="home_visit", **wrong)
    pair: dict[str, Any] = {"channel": "home_visit", "second": cast.anna.pk}
    with cast.asking(cast.bo), pytest.raises(contacts.SafetyWordsError):
        tried(case, cast.bo, **pair, safety="Pappan är alkoholist")
    with cast.asking(cast.bo):
        tried(case, cast.bo, **pair, safety="Porten är låst, ring på mobilen")
        now = found(case.person)
        tried(now, cast.bo, channel="social_media")
        told = Case.objects.annotate(safety=Contact.objects.safety_of())
        assert told.get(pk=case.pk).safety == "Porten är låst, ring på mobilen"
