"""Every text that others read: words that hurt are shown once before it is shared."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from fullfolj.casework.actions.cases import assign
from fullfolj.casework.forms import handovers, mapping, notes
from fullfolj.casework.forms.attachments import AttachmentForm
from fullfolj.casework.forms.sensitive import AsksOnceMore, ReadsOnceMore
from fullfolj.casework.models import (
    Case,
    Draft,
    MappingAnswer,
    Measure,
    Meeting,
    Plan,
    Referral,
    SectionShare,
    SmallStep,
)
from fullfolj.casework.tests.cases import begun, found, met, opened, running
from fullfolj.casework.tests.mappings import INTERESTS, answered
from fullfolj.casework.tests.messages import SMS, reachable, settled
from fullfolj.casework.tests.plans import written
from fullfolj.casework.tests.progress import uses
from fullfolj.casework.tests.teams import arranged, taken_up
from fullfolj.casework.tests.test_pages import address
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db

HURTS = "Har ADHD och är sjukskriven"
WORDS = [("ADHD", "diagnosis"), ("sjukskriven", "health")]
# Tried where their pages are; who is asked of many at once gets the form of one.
ELSEWHERE = {
    *(notes.NoteForm, notes.CorrectionForm, AttachmentForm),
    *(handovers.OfferForm, handovers.ManyForm),
}


def sent(form: Any) -> dict[str, Any]:
    """What a browser sends of a form as it stands on the page."""
    values = {name: form[name].value() for name in form.fields}
    return {
        name: value if isinstance(value, list) else str(value)
        for name, value in values.items()
        if value is not None and value is not False
    }


def asks(browser: Any, page: str, *fields: str, **said: Any) -> type:
    """Whether a page asks once about the words in its fields, and then takes them."""
    given = sent(browser.get(page).context["form"]) | said
    first = browser.post(page, given | dict.fromkeys(fields, HURTS))
    form = first.context["form"]
    assert first.status_code == 422
    assert form.asked_about == WORDS, (page, form.errors)
    assert set(fields) <= set(form.errors) | {None}
    for told in (HURTS, ", ".join(word for word, _matter in WORDS)):
        assert told in text_of(first), page
    mark = f'name="has_read" value="{form.read_mark}"'
    assert mark in first.content.decode(), page
    again = browser.post(page, sent(form) | {"has_read": form.read_mark})
    assert again.status_code == 302, (page, text_of(again))
    return type(form)


def shared_forms(form: type[ReadsOnceMore] = ReadsOnceMore) -> Iterator[Any]:
    """Every form of which others read a text."""
    for each in form.__subclasses__():
        if each.SHARED and each is not AsksOnceMore:
            yield each
        yield from shared_forms(each)


def of_outreach(bo: Any, cast: Cast, case: Case) -> Iterator[type]:
    """How one tried to reach a youth, met them or could not, and what comes next."""
    step = address(case, "nasta-steg/")
    yield asks(bo, step, "next_step")
    plain = sent(bo.get(step).context["form"]) | {"next_step": "Ringa"}
    assert bo.post(step, plain).status_code == 302, "nothing in it is asked about"
    yield asks(bo, address(case, "kontakt/"), "line", "next_step")
    with cast.asking(cast.bo):
        booked = met(found(case.person), cast.bo)
    to = {"on": str(booked.on + timedelta(days=1)), "at": "14:30"}
    yield asks(bo, address(case, f"traff/{booked.pk}/flytta/"), "why", **to)
    with cast.asking(cast.bo):
        moved = begun(Meeting.objects.planned().get())
    here = address(case, f"traff/{moved.pk}/")
    yield asks(bo, here, "line", "next_step", outcome="came")


def of_messages(bo: Any, cast: Cast, case: Case) -> Iterator[type]:
    """What comes next for each whom a message goes to: before one sees whom."""
    settled(cast)
    with cast.asking(cast.bo):
        reachable(case)
    page, chosen = "/ungdomar/skriv/", {"case": str(case.pk)}
    given = sent(bo.post(page, chosen).context["form"]) | chosen
    given |= {"template": SMS, "next_step": HURTS}
    first = bo.post(page, given | {"preview": "yes"})
    form = first.context["form"]
    assert (first.status_code, form.asked_about) == (422, WORDS)
    assert first.context["shown"] is None
    assert HURTS in text_of(first)
    given |= {"has_read": form.read_mark}
    shown = bo.post(page, given | {"preview": "yes"})
    mark = f'name="has_read" value="{form.read_mark}"'
    assert mark in shown.content.decode(), "it is sent along with what is confirmed"
    given |= {"mark": shown.context["shown"].mark, "send": "yes"}
    other = bo.post(page, given | {"next_step": "Har autism"})
    assert other.status_code == 422, "other words are other words"
    assert bo.post(page, given).status_code == 302
    yield type(form)


def of_way(bo: Any, cast: Cast, case: Case) -> Iterator[type]:
    """What came about on a youth's way, and what they want to have learnt."""
    uses(cast, "event_ladder")
    yield asks(bo, address(case, "vagen/"), "line", level="5")
    yield asks(bo, address(case, "introduktion/mal/"), "goal")


def of_plan(bo: Any, cast: Cast, case: Case) -> Iterator[type]:
    """What partners get on paper: the plan, its promises and its small steps."""
    plan = address(case, "plan/")
    texts = ("goal", "planning", "youths", "municipalitys")
    yield asks(bo, f"{plan}skriv/", *texts, language="sv")
    first = sent(bo.get(f"{plan}skriv/").context["form"])
    assert first["goal"] == HURTS
    fine = bo.post(f"{plan}skriv/", first | {"planning": "Prova praktik"})
    assert fine.status_code == 302, "what stood there was read when it was written"
    yield asks(bo, f"{plan}skriv/", "planning")
    yield asks(bo, f"{plan}lofte/", "text", party="school")
    yield asks(bo, f"{plan}uppfoljning/", "line")
    yield asks(bo, address(case, "steg/"), "text")
    with cast.asking(cast.bo):
        step = SmallStep.objects.get()
        assert Plan.objects.get().goal == HURTS
    yield asks(bo, address(case, f"steg/{step.pk}/dela/"), "parts")
    yield asks(bo, f"{plan}avsluta/", "end_reason")


def of_measures(bo: Any, cast: Cast, case: Case) -> Iterator[type]:
    """What a youth was offered, which stands in the documentation."""
    said = {"kind": "practice", "title": "Praktik", "provider": "Bergs cykel"}
    yield asks(bo, address(case, "insats/"), "title", "answer_words", **said)
    with cast.asking(cast.bo):
        here = f"/insatser/{Measure.objects.get().pk}/"
    yield asks(bo, f"{here}svar/", "answer_words", accepted="yes")
    yield asks(bo, f"{here}slut/", "end_words", end_reason="completed")


def of_referral(bo: Any, cast: Cast, case: Case) -> Iterator[type]:
    """What a school asked, and what it was answered."""
    said = {
        "asked_by": "school",
        "asked_name": "Bergs gymnasieskola",
        "contact": "Maja",
    }
    person = f"/forfragningar/person/{case.person_id}/"
    yield asks(bo, person, "matter", **said)
    with cast.asking(cast.bo):
        here = f"/forfragningar/{Referral.objects.get().pk}/"
    yield asks(bo, here, "urgent")
    yield asks(bo, f"{here}svar/", "words", "ground", answer="advised")


def of_colleagues(bo: Any, cast: Cast, case: Case) -> Iterator[type]:
    """What a team decides, guests and minutes hear; what a colleague is asked."""
    with cast.asking(cast.bo):
        meeting = arranged(cast, cast.bo)
        point = taken_up(meeting, case, cast.bo)
    page = address(case, f"beslut/{point.pk}/")
    decided = {"tells": "Vi ringer", "teller": str(cast.bo.pk)}
    yield asks(bo, page, "text", "next_step", "tells", **decided)
    yield asks(bo, address(case, "lamna-over/"), "message", to_user=str(cast.anna.pk))
    anna = signed_in(cast.anna)
    yield asks(anna, address(case, "lamna-over/svar/"), "word", answer="no")


def of_closing(bo: Any, cast: Cast, case: Case) -> Iterator[type]:
    """Why a case ends with its plan and is opened again, and the ground of another."""
    with cast.asking(cast.bo):
        written(case, cast.bo)
    said = {"reason": "other", "destination": "remains", "livelihood": "unknown"}
    yield asks(bo, address(case, "avsluta/"), "words", "plan_reason", **said)
    yield asks(bo, address(case, "oppna-igen/"), "words")
    programme = {"programme": running(cast, "Navigator", 16, 29).pk}
    page = f"/ungdomar/person/{case.person_id}/oppna/"
    yield asks(bo, page, "ground", purpose="programme", **programme)


def test_words_that_hurt_are_shown_once_wherever_others_read(cast: Cast) -> None:
    """Every form that shares a text asks, keeps what was written, and stops nobody."""
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    with cast.asking(cast.bo):
        assign(cases=[case.pk], owner=cast.bo, by=cast.bo)
    tried: set[type] = {mapping.MappingForm, mapping.ShareForm}  # below
    tell = (
        of_outreach,
        of_messages,
        of_way,
        of_plan,
        of_measures,
        of_referral,
        of_colleagues,
    )
    for each in (*tell, of_closing):
        tried |= set(each(bo, cast, case))
    assert {*shared_forms(), mapping.MappingForm} == tried | ELSEWHERE


def test_a_section_is_read_once_more_before_a_mentor_reads_it(cast: Cast) -> None:
    """When it is opened, with what stands in it; and while it is open."""
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    with cast.asking(cast.bo):
        answered(case, cast.bo, works=HURTS)
    page = address(case, f"kartlaggning/{INTERESTS}/")
    said = {"user": str(cast.cilla.pk), "said_how": "sa det i dag"}
    asks(bo, f"{page}oppna/", **said)
    with cast.asking(cast.bo):
        share = SectionShare.objects.get()
    theirs, cilla = f"/delade-med-mig/{share.pk}/", signed_in(cast.cilla)
    assert HURTS in text_of(cilla.get(theirs))
    asks(bo, page, "want")
    asks(cilla, theirs, "hard")
    bo.post(address(case, f"kartlaggning/delat/{share.pk}/"))
    form = bo.get(page).context["form"]
    for_ourselves = sent(form) | {"hard": "Har autism"}
    assert bo.post(page, for_ourselves).status_code == 302, "nobody else reads it"
    with cast.asking(cast.bo):
        assert MappingAnswer.objects.last_version(case, INTERESTS) == 4
        assert not Draft.objects.exists()
