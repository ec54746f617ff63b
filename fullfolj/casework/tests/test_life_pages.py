"""The pages of a case as a whole over HTTP: what they show, refuse and leave behind."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from fullfolj.access.models import Read
from fullfolj.casework.models import (
    Case,
    CaseEvent,
    Contact,
    Draft,
    FollowUp,
    Measure,
    Outcome,
    Plan,
)
from fullfolj.casework.rules.cases import months_after
from fullfolj.casework.tests.cases import (
    begun,
    closed,
    found,
    met,
    opened,
    opened_by_hand,
    registered,
    tried,
)
from fullfolj.casework.tests.measures import offered
from fullfolj.casework.tests.plans import GOAL, promised, written
from fullfolj.casework.tests.progress import uses
from fullfolj.casework.tests.test_pages import address, call
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import costs_little
from fullfolj.people.models import CONFIDENTIAL, Person
from fullfolj.people.tests.people import enter

pytestmark = pytest.mark.django_db
DUE = "/ungdomar/uppfoljningar/"


def closing(case: Case, **changed: Any) -> dict[str, Any]:
    """What the form of a closing sends."""
    said = {
        "key": str(uuid4()),
        "version": str(case.version),
        "reason": "goal",
        "words": "",
        "destination": "komvux",
        "livelihood": "study_aid",
        "follow_up_on": str(months_after(clock.today(), 6)),
        "closed_on": str(clock.today()),
    }
    return said | changed


def of(person: Person, page: str = "") -> str:
    return f"/ungdomar/person/{person.pk}/{page}"


def asked_today(cast: Cast, case: Case) -> None:
    """Half a year has gone since Anna closed it."""
    with cast.asking(cast.anna):
        closed(case, cast.anna)
        early = FollowUp.objects.filter(due_on__lt=months_after(clock.today(), 12))
        early.update(due_on=clock.today())


def test_a_case_is_closed_read_and_opened_again(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    answer = bo.post(address(case, "avsluta/"), closing(case))
    assert answer.headers["Location"] == address(case)
    page = bo.get(address(case)).content.decode()
    for said in ("Avslutat", "Målet är nått", "Komvux", "studiestöd", "Öppna igen"):
        assert said in page
    assert address(case, "kontakt/") not in page
    assert bo.post(address(case, "oppna-igen/"), {"words": ""}).status_code == 422
    bo.post(address(case, "oppna-igen/"), {"words": "Ringde själv"})
    page = bo.get(address(case)).content.decode()
    assert "Ringde själv" in page
    assert address(case, "kontakt/") in page


def test_what_still_runs_is_shown_and_ends_for_a_reason(cast: Cast) -> None:
    """Sent without a reason nothing is lost, and what is plain is proposed."""
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    today = clock.today()
    with cast.asking(cast.bo):
        later = today + timedelta(days=60)
        offered(case, cast.bo, state="ongoing", starts_on=today, ends_on=later)
        written(case, cast.bo)
    here = address(case, "avsluta/")
    bo.get("/min-dag/")
    page = costs_little(lambda: bo.get(here)).content.decode()
    for said in ("Det här slutar samma dag", "Praktik på cykelverkstad", GOAL):
        assert said in page
    sent = closing(case, words="Började på komvux")
    answer = bo.post(here, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Insatser pågår. Välj varför de slutar." in page
    assert "Började på komvux" in page
    proposed = re.search(r'<input[^>]*value="goal_reached"[^>]*>', page)
    assert proposed
    assert "checked" in proposed[0]
    shown = answer.context["form"]["shown"].value()
    sent = closing(case, end_reason="to_studies", shown=shown)
    assert bo.post(here, sent).headers["Location"] == address(case)
    assert bo.post(here, sent).headers["Location"] == address(case), "sent twice"
    file = bo.get(address(case, "plan/fil/")).json()
    (measure,), (plan,) = file["measures"], file["plans"]
    assert (measure["state"], measure["ends_on"]) == ("ended", str(today))
    assert measure["end_reason"] == "to_studies"
    ended = plan["versions"][-1]["items"]["reason_ended"]
    assert [each["reason"] for each in ended] == ["Målet är nått"] * 3
    page = bo.get(address(case)).content.decode()
    assert "Slutade: <bdi>Praktik på cykelverkstad</bdi>" in page


def test_meetings_to_come_are_listed_and_one_that_was_is_settled_afterwards(
    cast: Cast,
) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    with cast.asking(cast.bo):
        was = begun(met(case, cast.bo, place="Fiket"))
        met(found(case.person), cast.bo, place="Biblioteket")
        now = found(case.person)
    answer = bo.get(address(case, "avsluta/"))
    page, shown = answer.content.decode(), answer.context["form"]["shown"].value()
    listed = page[page.index("De här träffarna ställs in") :]
    assert "Biblioteket" in listed
    assert "Fiket" not in listed
    sent = closing(now, shown=shown)
    answer = bo.post(address(case, "avsluta/"), sent, follow=True)
    page = answer.content.decode()
    assert "Bokade träffar är inställda" in page
    assert "Ärendet avslutades." in page
    here = address(case, f"traff/{was.pk}/")
    assert "next_step" not in bo.get(here).content.decode()
    said = {"key": str(uuid4()), "version": str(now.version), "outcome": "came"}
    answer = bo.post(here, said)
    assert answer.status_code == 422, "closed since the form was opened"
    said["version"] = answer.context["form"].data["version"]
    assert bo.post(here, said).status_code == 302
    page = bo.get(address(case)).content.decode()
    assert "Ungdomen kom" in page
    with cast.asking(cast.bo):
        assert Contact.objects.get().next_step == ""


def test_what_is_written_in_a_closed_case_is_refused_and_not_lost(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        closed(case, cast.anna)
        now = Case.objects.get(pk=case.pk)
    bo = signed_in(cast.bo)
    answer = bo.post(address(case, "kontakt/"), call(now, cast.bo, line="Vill komma"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ärendet är avslutat. Öppna det igen" in page
    assert 'value="Vill komma"' in page
    bo.post(address(case, "utkast/kontakt/"), call(now, cast.bo, line="Vill komma"))
    answer = bo.post(address(case, "ansvarig/"), {"owner": str(cast.bo.pk)})
    assert answer.headers["Location"] == address(case)
    with cast.asking(cast.anna):
        assert Case.objects.get(pk=case.pk).owner is None
    bo.post(address(case, "oppna-igen/"), {"words": "Ringde själv"})
    page = bo.get(address(case, "kontakt/")).content.decode()
    assert 'value="Vill komma"' in page, "the draft is there when it is opened again"


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "arrested"},
        {"reason": "other"},
        {"destination": "mars"},
        {"livelihood": ""},
        {"follow_up_on": "2026-02-30"},
        {"follow_up_on": "0001-01-01"},
        {"closed_on": "9999-12-31"},
        {"key": "x"},
        {"version": "-1"},
        {"words": "x" * 100_000},
    ],
)
def test_a_closing_that_cannot_be_is_422_and_nothing_is_lost(
    cast: Cast, wrong: dict[str, str]
) -> None:
    case = opened(cast, "Elin Testsson")
    said = closing(case, words="Började på verkstaden") | wrong
    said["words"] = wrong.get("words", "" if "reason" in wrong else said["words"])
    answer = signed_in(cast.bo).post(address(case, "avsluta/"), said)
    assert answer.status_code == 422
    if said["words"] and "words" not in wrong:
        assert "Började på verkstaden" in answer.content.decode()
    with cast.asking(cast.bo):
        assert found(case.person).version == case.version
        assert not Outcome.objects.exists()


def test_both_texts_are_shown_when_somebody_wrote_meanwhile(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    said = closing(case, reason="other", words="Började på verkstaden")
    with cast.asking(cast.anna):
        tried(case, cast.anna, next_step="Träffas på biblioteket")
    bo = signed_in(cast.bo)
    answer = bo.post(address(case, "avsluta/"), said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Träffas på biblioteket" in page
    assert "Började på verkstaden" in page


def test_what_a_colleague_starts_meanwhile_is_shown_before_it_ends(cast: Cast) -> None:
    """A measure, a promise, a meeting end with a case only when one has seen them."""
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    today, here = clock.today(), address(case, "avsluta/")
    with cast.asking(cast.bo):
        seen = offered(case, cast.bo, state="ongoing", starts_on=today)
        written(case, cast.bo)
    form = bo.get(here).context["form"]
    said = {name: form[name].value() or "" for name in ("version", "key", "shown")}
    said = closing(case, end_reason="to_work", **said)
    with cast.asking(cast.anna):
        new = offered(
            case, cast.anna, title="Ny kurs", state="ongoing", starts_on=today
        )
        promised(case, cast.anna, "school")
        plan = Plan.objects.get()
        meeting = met(case, cast.anna)
        said["version"] = str(found(case.person).version)
    answer = bo.post(here, said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Någon sparade i ärendet medan du skrev." in page
    assert "Ny kurs" in page
    assert page.count("Nytt eller ändrat") == 3
    form = answer.context["form"]
    assert form.unseen == {new.pk, plan.pk, meeting.pk}
    assert seen.pk not in form.unseen
    with cast.asking(cast.bo):
        assert Measure.objects.running().count() == 2
    again = {name: form[name].value() for name in said}
    assert bo.post(here, again).headers["Location"] == address(case)
    with cast.asking(cast.bo):
        assert not Measure.objects.running().exists()


def test_a_persons_cases_stand_newest_first_and_one_leads_on(cast: Cast) -> None:
    person, bo = registered(cast, "Elin Testsson"), signed_in(cast.bo)
    page = bo.get(of(person)).content.decode()
    assert "Personen har inget ärende hos er" in page
    with cast.asking(cast.bo):
        kaa = opened_by_hand(person, cast.bo)
    assert bo.get(of(person)).headers["Location"] == address(kaa)
    with cast.asking(cast.bo):
        Person.objects.filter(pk=person.pk).update(birth_date="2000-01-01")
        person.refresh_from_db()
        given = {"purpose": "over_twenty", "ground": "Ungdomens ja"}
        later = opened_by_hand(person, cast.bo, **given)
    page = bo.get(of(person)).content.decode()
    assert page.index(address(later)) < page.index(address(kaa))
    other = bo.get(address(kaa)).content.decode()
    assert address(later) in other, "each case leads to the person's others"
    with cast.asking(cast.anna):
        kinds = Read.objects.filter(page="casework:of_person").values_list("kind")
        assert set(kinds) == {("display",)}


def test_opening_what_cannot_be_keeps_what_was_written(cast: Cast) -> None:
    person, bo = enter(cast, cast.bo, "Omar Provsson"), signed_in(cast.bo)
    said = {"key": str(uuid4()), "purpose": "kaa", "ground": "Beslut 3 maj"}
    answer = bo.post(of(person, "oppna/"), said)
    assert answer.status_code == 422
    assert "registret har inte personen" in answer.content.decode()
    assert "Beslut 3 maj" in answer.content.decode()
    for wrong in ({"purpose": "x"}, {"key": "x"}, {"programme": "x"}):
        assert bo.post(of(person, "oppna/"), said | wrong).status_code == 422
    with cast.asking(cast.bo):
        assert not CaseEvent.objects.exists()


def test_it_asks_by_itself_and_is_answered(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    assert "Ingen att fråga i dag" in bo.get(DUE).content.decode()
    asked_today(cast, case)
    brief = bo.get(DUE, headers={"HX-Request": "true"}).content.decode()
    assert "Testsson, Elin" in brief
    assert "<html" not in brief
    assert "Testsson, Elin" in bo.get(DUE).content.decode()
    assert "Testsson" not in signed_in(cast.gun).get(DUE).content.decode()
    page = address(case, "uppfoljning/")
    assert "tio frågorna" not in bo.get(page).content.decode()
    uses(cast, "self_view")
    assert "tio frågorna" not in bo.get(page).content.decode(), "nobody reached them"
    with cast.asking(cast.anna):
        Case.objects.filter(pk=case.pk).update(reached_on=clock.today())
    assert "Ställ de tio frågorna" in bo.get(page).content.decode()
    assert bo.post(page, {"destination": "work"}).status_code == 422
    said = {"destination": "work", "livelihood": "own_income", "how_known": "youth"}
    assert bo.post(page, said).headers["Location"] == DUE
    assert "Testsson" not in bo.get(DUE).content.decode()
    assert bo.post(page, {**said, "follow_up": str(uuid4())}).status_code == 404
    assert bo.post(page, {**said, "follow_up": "x"}).status_code == 404


def test_no_more_questions_where_the_youth_said_so(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    asked_today(cast, case)
    bo.post(address(case, "uppfoljning/"), {"stop": "yes"})
    assert "Ingen att fråga i dag" in bo.get(DUE).content.decode()
    page = bo.get(address(case)).content.decode()
    assert "ungdomen ville inte ha fler frågor" in page
    answer = bo.get(address(case, "uppfoljning/"))
    assert answer.headers["Location"] == address(case)


def test_who_is_protected_is_asked_after_by_the_cleared_alone(cast: Cast) -> None:
    case = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    asked_today(cast, case)
    assert "Dunkel, Dold" in signed_in(cast.anna).get(DUE).content.decode()
    assert "Dunkel" not in signed_in(cast.bo).get(DUE).content.decode()
    assert signed_in(cast.bo).get(address(case, "uppfoljning/")).status_code == 404


def test_the_form_of_a_closing_is_kept_while_it_is_written(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    said = closing(case, reason="other", words="Började på verk")
    assert bo.post(address(case, "utkast/avslut/"), said).status_code == 200
    page = bo.get(address(case, "avsluta/")).content.decode()
    assert "Började på verk" in page
    bo.post(address(case, "avsluta/"), closing(case))
    with cast.asking(cast.bo):
        assert not Draft.objects.exists()


def test_a_list_tells_what_a_case_is_for_where_it_is_not_the_laws_duty(
    cast: Cast,
) -> None:
    person = enter(cast, cast.bo, "Omar Provsson")
    opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        Person.objects.filter(pk=person.pk).update(birth_date="2000-01-01")
        person.refresh_from_db()
        given = {"purpose": "over_twenty", "ground": "Ungdomens ja"}
        case = opened_by_hand(person, cast.bo, **given)
        later = clock.today() + timedelta(days=3)
        tried(case, cast.bo, next_step_on=later)
    page = signed_in(cast.bo).get("/ungdomar/").content.decode()
    assert page.count("Över tjugo år") == 1


def test_a_closed_case_is_found_by_its_view_and_by_search(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    with cast.asking(cast.bo):
        closed(case, cast.bo)
    assert "Testsson" not in bo.get("/ungdomar/").content.decode()
    for answer in (
        bo.get("/ungdomar/?visa=avslutade"),
        bo.post("/ungdomar/", {"text": "testss"}),
    ):
        page = answer.content.decode()
        assert "Testsson, Elin" in page
        assert "Avslutat" in page
        assert address(case, "kontakt/") not in page
