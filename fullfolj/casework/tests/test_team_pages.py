"""Team meetings over HTTP: one youth at a time, and who sees what."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from fullfolj.casework.actions import team_meetings as actions
from fullfolj.casework.models import Case, Decision, Draft, TeamMeeting
from fullfolj.casework.tests.cases import decided as board_decided
from fullfolj.casework.tests.cases import found, opened, tried
from fullfolj.casework.tests.teams import arranged, decided, point, taken_up
from fullfolj.casework.tests.test_pages import BAD_DAYS, address, reads
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.tagged import Tagged
from fullfolj.people.models import CONFIDENTIAL
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db

TEAM = "/teammoten/"
KEPT_BACK = "visas inte medan de här är med"


def at(meeting: TeamMeeting, page: str = "") -> str:
    return f"{TEAM}{meeting.pk}/{page}"


def page_of(item: Any) -> str:
    return reverse("casework:team_item", args=[item.case_id, item.pk])


def said(case: Case, **changed: Any) -> dict[str, Any]:
    """What the form of a decision sends."""
    given = {
        "key": str(uuid4()),
        "version": str(case.version),
        "text": "Vi prövar praktik",
        "next_step": "Ringa köket",
        "next_step_on": str(clock.today() + timedelta(days=5)),
        "doer": "",
        "tells": "",
        "teller": "",
        "owner": "",
    }
    return given | changed


def test_a_whole_meeting_from_the_first_page_to_the_minutes(cast: Cast) -> None:
    board_decided(cast, first_contact_days=14, silent_days=30)
    long_ago = clock.today() - timedelta(days=40)
    elin = opened(cast, "Elin Testsson", listed_on=long_ago)
    omar = opened(cast, "Omar Provsson", listed_on=long_ago)
    anna = signed_in(cast.anna)
    given = {
        "key": str(uuid4()),
        "title": "Veckans teammöte",
        "held_on": str(clock.today()),
        "place": "Kommunhuset",
        "invited": [str(cast.anna.pk), str(cast.bo.pk)],
        "guests": "Eva Gäst",
    }
    answer = anna.post(f"{TEAM}nytt/", given, follow=True)
    proposed = text_of(answer)
    assert "Elin Testsson" in proposed
    assert "aldrig kontaktad" in proposed
    with cast.asking(cast.anna):
        meeting = TeamMeeting.objects.get()
    ticked = {"case": [str(elin.pk), str(omar.pk)]}
    told = text_of(anna.post(at(meeting, "forslag/"), ticked, follow=True))
    assert "2 ungdomar är tillagda." in told
    assert "0 av 2 klara" in told
    assert "Eva Gäst" in told
    assert "Gäster är med." in told
    answer = anna.post(at(meeting, "starta/"), follow=True)
    assert answer.context["case"].pk == elin.pk
    assert "1 av 2" in text_of(answer)
    assert "Mötet började" in text_of(answer)
    with cast.asking(cast.anna):
        first, second = point(meeting, elin), point(meeting, omar)
    bos = {"doer": str(cast.bo.pk), "owner": str(cast.bo.pk)}
    told_him = {"tells": "Att vi frågar köket", "teller": str(cast.bo.pk)}
    sent = said(found_as(cast, elin), **bos, **told_him)
    answer = anna.post(page_of(first), sent, follow=True)
    assert answer.context["case"].pk == omar.pk, "the next is ready"
    anna.post(page_of(second), said(found_as(cast, omar), doer=str(cast.anna.pk)))
    told = text_of(anna.post(at(meeting, "avsluta/"), follow=True))
    for words in ("låst", "Vi prövar praktik", "Att vi frågar köket", "Bo", "Eva Gäst"):
        assert words in told
    with cast.asking(cast.bo):
        now = found(elin.person)
        assert (now.next_step, now.owner) == ("Ringa köket", cast.bo.pk)
    assert "Beslut på teammöte" in text_of(anna.get(address(elin)))
    paper = Tagged(anna.get(at(meeting, "anteckningar/pdf/")).content).tree
    assert "Elin Testsson" in paper.text
    assert "Ungdomen får veta: Att vi frågar köket (Bo)" in paper.text


def found_as(cast: Cast, case: Case) -> Case:
    with cast.asking(cast.anna):
        return found(case.person)


def test_whoever_is_ticked_in_the_list_comes_to_the_next_meeting(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    ticked = {"case": [str(case.pk)]}
    assert "Inget möte är på gång." in text_of(
        bo.post(f"{TEAM}ta-upp/", ticked, follow=True)
    )
    with cast.asking(cast.bo):
        meeting = arranged(cast, cast.bo)
    told = text_of(bo.post(f"{TEAM}ta-upp/", ticked, follow=True))
    assert "1 ungdom är tillagd." in told
    assert "Elin Testsson" in told
    assert "Alla lades inte till." not in told
    told = text_of(bo.post(f"{TEAM}ta-upp/", ticked, follow=True))
    assert "är tillagda." not in told
    assert "Alla lades inte till." in told
    assert "Ta upp på nästa teammöte" in text_of(bo.get("/ungdomar/"))
    told = text_of(bo.post(at(meeting, "forslag/"), {}, follow=True))
    assert "Kryssa i minst en ungdom först." in told


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "x" * 1001),
        ("next_step", ""),
        *(("next_step_on", value) for value in BAD_DAYS),
        ("doer", "finns-inte"),
        ("tells", "Att vi ringer"),
        ("teller", "bo"),
    ],
)
def test_a_decision_that_cannot_be_read_is_422_and_nothing_is_lost(
    cast: Cast, field: str, value: str
) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        item = taken_up(arranged(cast, cast.bo), case, cast.bo)
    value = str(cast.bo.pk) if value == "bo" else value
    sent = said(case, doer=str(cast.bo.pk)) | {field: value}
    answer = signed_in(cast.bo).post(page_of(item), sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert {name: form[name].value() for name in ("text", "next_step")} == {
        name: sent[name] for name in ("text", "next_step")
    }
    with cast.asking(cast.bo):
        assert not Decision.objects.exists()
        assert not found(case.person).is_planned


def test_what_was_written_meanwhile_is_shown_beside_ones_own(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        item = taken_up(arranged(cast, cast.anna), case, cast.anna)
    sent = said(case, doer=str(cast.anna.pk))
    with cast.asking(cast.bo):
        tried(found(case.person), cast.bo, next_step="Ringa mamma")
    anna = signed_in(cast.anna)
    answer = anna.post(page_of(item), sent)
    assert answer.status_code == 422
    assert "Ringa mamma" in text_of(answer)
    assert "Vi prövar praktik" in text_of(answer)
    again = sent | {"version": answer.context["form"]["version"].value()}
    assert anna.post(page_of(item), again).status_code == 302


def test_a_protected_youth_waits_until_the_uncleared_has_left(cast: Cast) -> None:
    hidden = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna)
        item = taken_up(meeting, hidden, cast.anna)
    anna, bo = signed_in(cast.anna), signed_in(cast.bo)
    assert "Dold Dunkel" in text_of(anna.get(at(meeting)))
    assert anna.get(page_of(item)).status_code == 200
    both = [str(cast.anna.pk), str(cast.bo.pk)]
    anna.post(at(meeting, "med/"), {"version": 1, "present": both})
    told = text_of(anna.get(at(meeting)))
    assert "Dold Dunkel" not in told
    assert KEPT_BACK in told
    before = len(reads(cast, "display"))
    answer = anna.get(page_of(item), follow=True)
    assert "Dold Dunkel" not in text_of(answer)
    assert len(reads(cast, "display")) == before, "what was not shown was not read"
    assert KEPT_BACK not in text_of(bo.get(at(meeting)))
    assert bo.get(page_of(item)).status_code == 404
    alone = {"version": 2, "present": [str(cast.anna.pk)]}
    anna.post(at(meeting, "med/"), alone)
    anna.post(page_of(item), said(found_as(cast, hidden), doer=str(cast.anna.pk)))
    anna.post(at(meeting, "avsluta/"))
    told = text_of(anna.get(at(meeting, "anteckningar/")))
    assert "Skyddade personer" in told
    assert "Dold Dunkel" in told
    paper = Tagged(anna.get(at(meeting, "anteckningar/pdf/")).content).tree
    assert "Dunkel" not in paper.text
    assert "Dunkel" not in text_of(bo.get(at(meeting, "anteckningar/")))


def test_of_a_closed_meeting_one_reads_and_writes_nothing(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        meeting = arranged(cast, cast.bo)
        item = taken_up(meeting, case, cast.bo)
        decided(item, cast.bo)
    bo, change = signed_in(cast.bo), "(inte avslutat, kan ändras)"
    assert change in Tagged(bo.get(at(meeting, "anteckningar/pdf/")).content).tree.text
    with cast.asking(cast.bo):
        actions.close(meeting=meeting, by=cast.bo)
    paper = Tagged(bo.get(at(meeting, "anteckningar/pdf/")).content).tree
    assert change not in paper.text
    assert "Elin Testsson" in paper.text
    told = text_of(bo.get(TEAM))
    assert "Tidigare möten" in told
    assert "Veckans teammöte" in told
    told = text_of(bo.get(page_of(item)))
    assert "Vi prövar praktik i köket" in told
    assert "<textarea" not in told
    sent = said(found_as(cast, case), doer=str(cast.bo.pk))
    answer = bo.post(page_of(item), sent)
    assert answer.status_code == 422
    assert "Mötet är avslutat" in text_of(answer)


def test_what_is_being_written_is_kept_and_goes_when_it_is_decided(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        item = taken_up(arranged(cast, cast.bo), case, cast.bo)
    bo = signed_in(cast.bo)
    form = bo.get(page_of(item)).context["form"]
    sent = said(case, key=str(item.pk), doer=str(cast.bo.pk))
    there = address(case, f"utkast/{form.draft_name}/")
    assert "Utkast sparat" in bo.post(there, sent).json()["said"]
    assert "Vi prövar praktik" in text_of(bo.get(page_of(item)))
    assert bo.post(page_of(item), sent).status_code == 302
    with cast.asking(cast.bo):
        assert not Draft.objects.exists()
    bo.post(there, sent)
    with cast.asking(cast.bo):
        assert not Draft.objects.exists(), "a late keystroke brings nothing back"


def test_what_is_being_written_is_shown_beside_what_another_decided(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        item = taken_up(arranged(cast, cast.bo, cast.anna), case, cast.bo)
    bo = signed_in(cast.bo)
    there = address(case, f"utkast/beslut-{item.pk}/")
    bo.post(there, said(case, key=str(item.pk), text="Praktik hos Karlssons"))
    assert "Så här står det nu" not in text_of(bo.get(page_of(item)))
    with cast.asking(cast.anna):
        decided(item, cast.anna)
    answer = bo.get(page_of(item))
    assert answer.context["form"]["text"].value() == "Praktik hos Karlssons"
    told = text_of(answer)
    assert "Så här står det nu" in told
    assert "Vi prövar praktik i köket" in told, "what she decided"
    anna = signed_in(cast.anna).get(page_of(item))
    assert anna.context["form"]["text"].value() == "Vi prövar praktik i köket"


@pytest.mark.parametrize(
    "given", [{"title": ""}, {"invited": []}, {"guests": "x\n" * 3 + "y" * 81}]
)
def test_a_meeting_that_cannot_be_is_422(cast: Cast, given: dict[str, Any]) -> None:
    sent = {
        "key": str(uuid4()),
        "title": "Möte",
        "held_on": str(clock.today()),
        "invited": [str(cast.bo.pk)],
    }
    answer = signed_in(cast.bo).post(f"{TEAM}nytt/", sent | given)
    assert answer.status_code == 422
    with cast.asking(cast.bo):
        assert not TeamMeeting.objects.exists()


def test_somebody_else_changed_who_sits_there(cast: Cast) -> None:
    with cast.asking(cast.anna):
        meeting = arranged(cast, cast.anna)
    anna, bo = signed_in(cast.anna), signed_in(cast.bo)
    sent = {"version": 1, "present": [str(cast.bo.pk)]}
    assert bo.post(at(meeting, "med/"), sent).status_code == 302
    answer = anna.post(at(meeting, "med/"), sent | {"guests": "Eva Gäst"})
    assert answer.status_code == 422
    assert "Så här står det nu" in text_of(answer)
    assert "Eva Gäst" in text_of(answer)
    again = sent | {"version": answer.context["form"]["version"].value()}
    assert anna.post(at(meeting, "med/"), again).status_code == 302
