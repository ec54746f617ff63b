"""The pages of handing over: what they show, to whom, and what they leave behind."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from fullfolj.casework.actions import handovers
from fullfolj.casework.models import Draft, Handover, MoveOffer, Preparation
from fullfolj.casework.tests.cases import (
    found,
    met,
    opened,
    opened_by_hand,
    running,
)
from fullfolj.casework.tests.handovers import answered, asked, lent, offered, owned
from fullfolj.casework.tests.test_handovers import almost_twenty
from fullfolj.casework.tests.test_pages import address, call, reads
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.tagged import Tagged
from fullfolj.kaa.models import Municipality
from fullfolj.people.actions import persons
from fullfolj.people.models import CONFIDENTIAL, Person, Registration
from fullfolj.people.tests.people import enter
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db
LIST, MANY = "/overlamningar/", "/mina/lamna-over/"
WRONG = (
    {"to_user": ""},
    {"to_user": "x"},
    {"to_user": "00000000-0000-4000-8000-000000000000"},
    {"until": "2020-01-01"},
    {"until": "2090-01-01"},
    {"until": "2026-02-30"},
    {"message": "x" * 201},
    {"message": "\0"},
    {"key": "x"},
)


def asking(to: Any, **changed: Any) -> dict[str, Any]:
    """What the form of a question sends."""
    said = {"key": str(uuid4()), "to_user": str(to.pk), "until": "", "message": ""}
    return said | changed


def offer(**changed: Any) -> dict[str, Any]:
    """What the form of a question to a youth who moved sends."""
    said = {
        "key": str(uuid4()),
        "version": "0",
        "to_code": "2309",
        "to_name": "Krokoms kommun",
        "text": "Elin vill börja på komvux.",
        "asked_on": str(clock.today()),
    }
    return said | changed


def lives(cast: Cast, person: Person, home: str, days: int = 0) -> None:
    """Somebody is registered in a municipality since so many days, and nowhere else."""
    since = clock.today() - timedelta(days=days)
    with cast.asking(cast.anna):
        Registration.objects.filter(person=person).update(valid_to=since)
        Registration.about(
            person, municipality_code=home, valid_from=since, source="own"
        ).save(force_insert=True)


def left(cast: Cast, case: Any, home: str = "") -> Any:
    """The register lets go of somebody, who is registered in a municipality."""
    if home:
        lives(cast, case.person, home)
    with cast.asking(cast.anna):
        case.left_on = clock.today()
        case.save(update_fields=["left_on"])
        return found(case.person)


def test_asked_on_one_page_and_taken_on_another(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    bo, anna = signed_in(cast.bo), signed_in(cast.anna)
    answer = bo.post(address(case, "lamna-over/"), asking(cast.anna))
    assert answer.headers["Location"] == address(case)
    assert "har inte svarat" in text_of(bo.get(address(case)))
    for page in ("/min-dag/", "/mina/", LIST):
        assert "Väntar på ditt svar (1)" in text_of(anna.get(page))
        assert "Väntar på ditt svar (1)" not in text_of(bo.get(page))
    with cast.asking(cast.anna):
        made = Handover.objects.get()
    anna.post(LIST, {"handover": str(made.pk)})
    assert "Nu är du ansvarig." in text_of(anna.get(LIST))
    with cast.asking(cast.anna):
        assert found(case.person).owner == cast.anna.pk
    assert "Väntar på ditt svar" not in text_of(anna.get("/min-dag/"))


def test_who_is_asked_sees_which_meetings_go_along(cast: Cast) -> None:
    case, hers = owned(cast, "Elin Testsson", cast.bo), opened(cast, "Omar Provsson")
    until = clock.today() + timedelta(days=7)
    with cast.asking(cast.bo):
        soon = met(case, cast.bo, place="Fiket")
        later = soon.starts_at + timedelta(days=30)
        met(found(case.person), cast.bo, place="Parken", starts_at=later)
    with cast.asking(cast.anna):
        met(hers, cast.anna, place="Torget")
    bo, anna = signed_in(cast.bo), signed_in(cast.anna)
    shown = text_of(bo.get(address(case, "lamna-over/")))
    assert "Fiket" in shown
    assert "Parken" in shown
    bo.post(address(case, "lamna-over/"), asking(cast.anna, until=str(until)))
    shown = text_of(anna.get(address(case, "lamna-over/svar/")))
    assert "Fiket" in shown
    assert "Parken" not in shown, "it lies after the time"
    assert "Du har en annan träff då" in shown


@pytest.mark.parametrize("way", ["assigned", "many", "taken"])
@pytest.mark.parametrize("hours", [0, 1])
def test_who_is_given_a_case_is_told_which_meetings_clash(
    cast: Cast, way: str, hours: int
) -> None:
    case, hers = owned(cast, "Elin Testsson", cast.bo), opened(cast, "Omar Provsson")
    with cast.asking(cast.bo):
        made = asked(case, cast.bo, cast.anna)
        at = met(case, cast.bo).starts_at
    with cast.asking(cast.anna):
        met(hers, cast.anna, starts_at=at + timedelta(hours=hours))
        now = found(case.person)
    anna, me = signed_in(cast.anna), {"owner": str(cast.anna.pk)}
    page, said = {
        "assigned": (address(case, "ansvarig/"), me | {"version": str(now.version)}),
        "many": ("/ungdomar/flera/", me | {"case": [str(case.pk), str(hers.pk)]}),
        "taken": (LIST, {"handover": [str(made.pk)]}),
    }[way]
    told = text_of(anna.post(page, said, follow=True))
    assert ("krockar" in told) == (hours == 0)
    with cast.asking(cast.anna):
        assert found(case.person).owner == cast.anna.pk


def test_a_caseload_for_the_holidays_and_a_no_that_is_told(cast: Cast) -> None:
    cases = [owned(cast, f"Nils Provsson{n}", cast.bo) for n in range(3)]
    until = clock.today() + timedelta(days=14)
    bo, anna = signed_in(cast.bo), signed_in(cast.anna)
    shown = text_of(bo.get(MANY))
    assert all(f"Provsson{n}, Nils" in shown for n in range(3))
    ticked = [str(case.pk) for case in cases[:2]]
    said = asking(cast.anna, until=str(until), message="Semester", cases=ticked)
    assert bo.post(MANY, said).status_code == 302
    assert bo.post(MANY, said).status_code == 302, "the same form sent twice"
    again = said | {"key": str(uuid4())}
    assert bo.post(MANY, again).status_code == 422, "they wait, and are not offered"
    told = text_of(anna.get(LIST))
    assert "Väntar på ditt svar (2)" in told
    assert "Semester" in told
    page = address(cases[0], "lamna-over/svar/")
    assert anna.post(page, {"answer": ""}).status_code == 422
    anna.post(page, {"answer": "no", "word": "Jag är också ledig"})
    assert "Jag är också ledig" in text_of(bo.get(LIST))
    assert "Jag är också ledig" in text_of(bo.get(address(cases[0])))
    assert reads(cast, "list"), "who was listed is in the log"


def test_who_leads_asks_for_a_coach_who_is_ill_and_no_other_does(cast: Cast) -> None:
    case = owned(cast, "Nils Provsson", cast.bo)
    hers = owned(cast, "Elin Testsson", cast.anna)
    page = f"{MANY}?ansvarig={cast.bo.pk}"
    anna, said = signed_in(cast.anna), asking(cast.anna, cases=[str(case.pk)])
    shown = text_of(anna.get(page))
    assert "Provsson, Nils" in shown
    assert "Testsson, Elin" not in shown
    assert anna.post(page, said).status_code == 302
    with cast.asking(cast.anna):
        assert Handover.objects.get().from_user == cast.bo.pk
    page = f"{MANY}?ansvarig={cast.anna.pk}"
    assert "Testsson, Elin" not in text_of(signed_in(cast.bo).get(page))
    said = asking(cast.bo, cases=[str(hers.pk)])
    assert signed_in(cast.bo).post(page, said).status_code == 422


def test_what_cannot_be_is_422_and_nothing_is_lost(cast: Cast) -> None:
    case, bo = owned(cast, "Elin Testsson", cast.bo), signed_in(cast.bo)
    for wrong in WRONG:
        said = asking(cast.anna, message="Hon vill") | wrong
        answer = bo.post(address(case, "lamna-over/"), said)
        assert answer.status_code == 422, wrong
        assert "message" in wrong or 'value="Hon vill"' in answer.content.decode()
    with cast.asking(cast.bo):
        assert not Handover.objects.exists()


def test_words_that_hurt_are_asked_about_once(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    page, bo = address(case, "flytt/"), signed_in(cast.bo)
    said = offer(text="Elin har fått en diagnos. Hon vill börja på komvux.")
    answer = bo.post(page, said)
    assert answer.status_code == 422
    assert "Läs en gång till" in text_of(answer)
    mark = answer.context["form"].read_mark
    assert bo.post(page, said | {"has_read": mark}).status_code == 302


def test_who_has_it_for_a_time_gives_it_back_early(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    lent(cast, case)
    anna = signed_in(cast.anna)
    assert "Anna</bdi> är ansvarig till och med" in text_of(anna.get(address(case)))
    anna.post(address(case, "lamna-over/tillbaka/"), {"back": "yes"})
    with cast.asking(cast.bo):
        assert found(case.person).owner == cast.bo.pk
    answer = anna.post(address(case, "lamna-over/tillbaka/"), follow=True)
    assert "Ingen har ungdomen för en tid" in text_of(answer)


def test_bo_chooses_himself_or_nobody_and_is_told_to_ask(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    bo, owner = signed_in(cast.bo), {"owner": str(cast.anna.pk)}
    shown = text_of(bo.get(address(case, "ansvarig/")))
    assert str(cast.anna.pk) not in shown
    assert str(cast.bo.pk) in shown
    assert bo.post(address(case, "ansvarig/"), owner).status_code == 422
    answer = bo.post("/ungdomar/flera/", {"case": [case.pk], **owner}, follow=True)
    assert "Fråga kollegan först" in text_of(answer)
    with cast.asking(cast.bo):
        assert found(case.person).owner == cast.bo.pk
    others = signed_in(cast.bo).get(
        address(owned(cast, "Omar Provsson", cast.anna), "lamna-over/")
    )
    assert others.status_code == 403, "only hers to give"


def test_before_20_there_is_a_task_a_list_and_an_end(cast: Cast) -> None:
    case, bo = almost_twenty(cast), signed_in(cast.bo)
    for page in ("/min-dag/", "/ungdomar/?visa=turns_20", address(case)):
        assert "Fyller 20 om 45 dagar" in text_of(bo.get(page))
    page = address(case, "infor-20/")
    assert "Till dig som fyller 20" in text_of(bo.get(page))
    said = {"key": str(uuid4()), "version": "0", "items": ["talked", "contact"]}
    torn = bo.post(page, said | {"done_on": str(clock.today())})
    assert torn.status_code == 422, "nobody to hand over to"
    assert torn.content.decode().count(" checked") == 2, "what was ticked is kept"
    said |= {"to_whom": "Arbetsförmedlingen", "done_on": str(clock.today())}
    assert bo.post(page, said | {"items": ["x"]}).status_code == 422
    assert bo.post(page, said).status_code == 302
    told = text_of(bo.get(address(case)))
    assert "Lämnat till: <bdi>Arbetsförmedlingen</bdi>" in told
    assert "Fyller 20 om" not in told
    with cast.asking(cast.bo):
        assert Preparation.objects.get().items == ["talked", "contact"]


def test_at_a_move_nothing_crosses_without_a_yes(cast: Cast) -> None:
    case = left(cast, owned(cast, "Elin Testsson", cast.bo), "2309")
    bo, page = signed_in(cast.bo), address(case, "flytt/")
    told = text_of(bo.get(address(case)))
    assert "Har flyttat: fråga om ni får lämna över." in told
    assert 'value="2309"' in bo.get(page).content.decode(), "as the register knows"
    assert bo.get(address(case, "flytt/brev/")).status_code == 404
    assert bo.post(page, offer()).status_code == 302
    assert "Inget svar ännu" in text_of(bo.get(page))
    assert bo.get(address(case, "flytt/brev/")).status_code == 404
    today = str(clock.today())
    said = {"answer": "no", "said_how": "phone", "answered_on": today}
    assert bo.post(page, said | {"said_how": ""}).status_code == 422
    assert bo.post(page, said).status_code == 302
    told = text_of(bo.get(address(case)))
    assert "Ingenting lämnas till <bdi>Krokoms kommun</bdi>." in told
    assert bo.get(address(case, "flytt/brev/")).status_code == 404


def test_a_yes_lets_a_letter_be_printed_and_is_logged(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    with cast.asking(cast.bo):
        answered(case, offered(case, cast.bo), cast.bo)
    answer = signed_in(cast.bo).get(address(case, "flytt/brev/"))
    assert answer.headers["Content-Type"] == "application/pdf"
    text = Tagged(answer.content).tree.text
    assert "Elin vill börja på komvux." in text
    assert "Krokoms kommun" in text
    assert [row[0] for row in reads(cast, "export")] == ["casework:move_letter"]
    bo = signed_in(cast.bo)
    answer = bo.post(address(case, "flytt/"), {"back": "yes"}, follow=True)
    assert "Ungdomen tog tillbaka sitt ja" in text_of(answer)
    assert bo.get(address(case, "flytt/brev/")).status_code == 404


def test_who_left_may_be_written_of_and_nothing_is_lost(cast: Cast) -> None:
    """Bad input of the case: a person who left the authority."""
    case, bo = owned(cast, "Elin Testsson", cast.bo), signed_in(cast.bo)
    case = left(cast, case)
    told = text_of(bo.get(address(case)))
    assert "Ungdomen har lämnat målgruppen" in told
    assert "Ni vet inte var ungdomen bor nu." in told
    for page in ("kontakt/", "traff/", "plan/skriv/", "anteckning/", "steg/"):
        answer = bo.get(address(case, page))
        assert "skriva klart det som hände, och avsluta." in text_of(answer), page
    said = call(case, cast.bo)
    assert bo.post(address(case, "kontakt/"), said).status_code == 302
    with cast.asking(cast.bo):
        assert found(case.person).attempts == 1


def test_who_began_school_here_has_not_moved(cast: Cast) -> None:
    case, bo = owned(cast, "Elin Testsson", cast.bo), signed_in(cast.bo)
    with cast.asking(cast.hilda):
        Municipality.objects.create(
            authority=cast.berg, code="2326", valid_from=clock.today()
        )
    told = text_of(bo.get(address(left(cast, case, "2326"))))
    assert "Ungdomen har lämnat målgruppen" in told
    assert "/flytt/" not in told


def test_a_move_is_seen_in_a_programme_too(cast: Cast) -> None:
    """Who lived with a neighbour from the first has not moved."""
    programme = running(cast, "Navigator", 16, 29)
    names, elsewhere = ("Elin Testsson", "Omar Provsson"), "2309"
    given = {"purpose": "programme", "programme": programme, "ground": "Beslut"}
    told = []
    for name, first in zip(names, ("2326", elsewhere), strict=True):
        person = enter(cast, cast.anna, name)
        lives(cast, person, first, days=9)
        with cast.asking(cast.bo):
            case = opened_by_hand(person, cast.bo, **given)
        if first != elsewhere:
            lives(cast, person, elsewhere)
        told.append(text_of(signed_in(cast.bo).get(address(case))))
    assert ["Har flyttat: fråga" in text for text in told] == [True, False]


def test_of_a_protected_person_there_is_no_letter(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.anna)
    with cast.asking(cast.anna):
        answered(case, offered(case, cast.anna), cast.anna)
        persons.mark(
            person=case.person,
            marking=CONFIDENTIAL,
            since=clock.today(),
            source="own",
            by=cast.anna,
        )
    anna = signed_in(cast.anna)
    assert "Skriv inget brev" in text_of(anna.get(address(case, "flytt/")))
    assert anna.get(address(case, "flytt/brev/")).status_code == 404
    assert signed_in(cast.bo).get(address(case, "flytt/")).status_code == 404


def test_a_draft_of_the_text_is_kept_and_goes_when_it_is_sent(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    page, said = address(case, "flytt/"), offer(text="Elin vill")
    assert bo.post(address(case, "utkast/flytt/"), said).status_code == 200
    assert "Elin vill" in bo.get(page).content.decode()
    assert bo.post(page, said).status_code == 302
    with cast.asking(cast.bo):
        assert not Draft.objects.exists()
        assert MoveOffer.objects.get().text == "Elin vill"


def test_gun_finds_nothing_of_it(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    with cast.asking(cast.bo):
        asked(case, cast.bo, cast.anna)
        answered(case, offered(case, cast.bo), cast.bo)
    gun = signed_in(cast.gun)
    for page in ("lamna-over/", "infor-20/", "flytt/", "flytt/brev/"):
        assert gun.get(address(case, page)).status_code == 404
        assert gun.post(address(case, page), offer()).status_code in (404, 405)
    assert "Testsson" not in text_of(gun.get(LIST))


def test_who_takes_a_question_back_takes_the_one_that_they_saw(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    with cast.asking(cast.bo):
        first = asked(case, cast.bo, cast.anna)
    with cast.asking(cast.anna):
        handovers.decline(handover=first.pk, word="", by=cast.anna)
    with cast.asking(cast.bo):
        second = asked(case, cast.bo, cast.anna)
        with pytest.raises(handovers.AnsweredError):
            handovers.withdraw(case=case, handover=first.pk, by=cast.bo)
    bo, there = signed_in(cast.bo), f"/ungdomar/{case.pk}/"
    assert f'name="question" value="{second.pk}"' in text_of(bo.get(there))
    place = f"{there}lamna-over/tillbaka/"
    told = bo.post(place, {"question": str(first.pk)}, follow=True)
    assert "väntar inte på svar längre" in text_of(told)
    assert bo.post(place, {"question": "x"}).status_code == 404
    bo.post(place, {"question": str(second.pk)})
    with cast.asking(cast.bo):
        answers = Handover.objects.order_by("recorded_at").values_list("answer")
        assert [each for (each,) in answers] == ["declined", "withdrawn"]
