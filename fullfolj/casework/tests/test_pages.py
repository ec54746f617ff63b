"""The pages of cases over HTTP: what they show, to whom, and what they leave behind."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from fullfolj.access.models import Read, User
from fullfolj.casework import lines
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case, Contact, SavedView
from fullfolj.casework.policy import day
from fullfolj.casework.tests.cases import found, night, opened, registered, tried
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import statements
from fullfolj.people.models import CONFIDENTIAL
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db

DAY, SHEET, LIST = "/min-dag/", "/dagblad/", "/ungdomar/"
FILE, MANY, VIEWS = "/ungdomar/fil/", "/ungdomar/flera/", "/ungdomar/urval/"
ELSEWHERE = ("https://ond.example/", "//ond.example", "\r\nLocation: //ond.example")
NOBODY = "00000000-0000-4000-8000-000000000000"
BAD_DAYS = ("2026-02-30", "i morgon", "")


def address(case: Case, page: str = "") -> str:
    return f"{LIST}{case.pk}/{page}"


def call(case: Case, user: User, **changed: Any) -> dict[str, Any]:
    """What the form of a contact sends."""
    today = clock.today()
    said = {
        "key": str(uuid4()),
        "version": str(case.version),
        "channel": "phone",
        "reached": "no",
        "line": "Ingen svarade i går",
        "next_step": "Ringa igen",
        "next_step_on": str(today + timedelta(days=7)),
        "happened_on": str(today),
        "made_by": str(user.pk),
    }
    return said | changed


def reads(cast: Cast, kind: str) -> list[tuple[Any, ...]]:
    """What the read log tells the cleared of one kind of reading."""
    with cast.asking(cast.anna):
        told = Read.objects.filter(kind=kind).order_by("at", "-is_open")
        return list(told.values_list("page", "ground", "person_ids", "terms", "hits"))


def state(cast: Cast) -> list[tuple[Any, ...]]:
    """Everything that a try may not change."""
    with cast.asking(cast.anna):
        cases = Case.objects.order_by("pk")
        kept = cases.values_list("pk", "owner", "version", "next_step", "attempts")
        return [*kept, ("contacts", Contact.objects.count())]


def rows_of(answer: Any) -> list[list[str]]:
    """A file as a spreadsheet reads it."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))


# The wall, from outside


def test_gun_sees_nothing_of_bergs(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson", "200805011236")
    gun = signed_in(cast.gun)
    for path in (DAY, SHEET, LIST, f"{LIST}?visa=new&ansvarig={cast.anna.pk}"):
        answer = gun.get(path)
        assert answer.status_code == 200
        assert "Testsson" not in answer.content.decode()
    assert len(rows_of(gun.get(FILE))) == 1, "the headings alone"
    before = state(cast)
    gun.post(MANY, {"case": [case.pk], "owner": cast.gun.pk})
    for page in ("kontakt/", "utkast/kontakt/", "nasta-steg/", "ansvarig/"):
        answer = gun.post(address(case, page), call(case, cast.gun))
        assert answer.status_code == 404
    assert state(cast) == before


def test_a_search_does_not_tell_of_who_is_elsewhere(cast: Cast) -> None:
    opened(cast, "Elin Testsson", "200805011236")
    gun = signed_in(cast.gun)

    def asked(text: str) -> str:
        answer = gun.post(LIST, {"text": text})
        assert answer.status_code == 200
        return text_of(answer).replace(text, "…")

    nobody = asked("finnsinte")
    assert asked("testsson") == asked("20080501-1236") == nobody


def test_a_mentor_and_who_is_signed_out_get_no_page(cast: Cast) -> None:
    opened(cast, "Elin Testsson")
    for path in (DAY, SHEET, LIST, FILE):
        assert signed_in(cast.cilla).get(path).status_code == 403
        assert signed_in(None).get(path).status_code == 302
    for path in (MANY, VIEWS):
        assert signed_in(cast.cilla).post(path, {"name": "x"}).status_code == 403


# The list


def test_a_search_is_logged_with_its_terms_and_whom_it_showed(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    answer = signed_in(cast.bo).post(LIST, {"text": "testss"})
    assert "Testsson, Elin" in answer.content.decode()
    page, ground = "casework:youths", "ungdomscoach"
    assert reads(cast, "search") == [
        (page, ground, [case.person_id], "", None),
        (page, ground, [], "testss", 1),
    ]


def test_an_empty_choice_says_so_and_an_unknown_one_is_passed_over(cast: Cast) -> None:
    opened(cast, "Elin Testsson")
    anna = signed_in(cast.anna)
    assert "Ingen ungdom i det urvalet" in text_of(anna.get(f"{LIST}?visa=silent"))
    odd = f"{LIST}?visa=allt&ansvarig=ingen&sortera=x&page=ett&kommun=0"
    assert "Testsson, Elin" in text_of(anna.get(odd))


@pytest.mark.parametrize("page", ["0", "-1", "9" * 30, "٣", "²", "%00"])
def test_a_page_that_is_not_there_is_the_first(cast: Cast, page: str) -> None:
    opened(cast, "Elin Testsson")
    answer = signed_in(cast.anna).get(f"{LIST}?page={page}")
    assert answer.status_code == 200
    assert "Testsson, Elin" in text_of(answer)


@pytest.mark.parametrize("path", [DAY, SHEET, LIST, FILE, "", "kontakt/", "ansvarig/"])
def test_head_is_answered_as_get_is(cast: Cast, path: str) -> None:
    case = opened(cast, "Elin Testsson")
    anna = signed_in(cast.anna)
    path = path if path.startswith("/") else address(case, path)
    asked, told = anna.get(path), anna.head(path)
    assert asked.status_code == told.status_code == 200
    assert told["Content-Type"] == asked["Content-Type"]
    assert b"".join(told) == b""


# Many at once


def test_bo_cannot_give_away_annas_not_even_among_his_own(cast: Cast) -> None:
    hers, free = opened(cast, "Elin Testsson"), opened(cast, "Omar Provsson")
    with cast.asking(cast.anna):
        assign(cases=[hers.pk], owner=cast.anna, by=cast.anna)
    before = state(cast)
    both = {"case": [free.pk, hers.pk], "owner": cast.bo.pk}
    told = signed_in(cast.bo).post(MANY, both, follow=True)
    assert "har en annan ansvarig" in text_of(told)
    assert state(cast) == before, "all or none"
    assert signed_in(cast.anna).post(MANY, both).status_code == 302
    with cast.asking(cast.anna):
        assert set(Case.objects.values_list("owner", flat=True)) == {cast.bo.pk}


@pytest.mark.parametrize("owner", ["cilla", "gun", "nobody", "x", "\0"])
def test_who_cannot_answer_for_youths_is_refused_in_words(
    cast: Cast, owner: str
) -> None:
    case = opened(cast, "Elin Testsson")
    before = state(cast)
    named = {"cilla": cast.cilla.pk, "gun": cast.gun.pk, "nobody": NOBODY}
    given = {"case": [case.pk], "owner": str(named.get(owner, owner))}
    answer = signed_in(cast.anna).post(MANY, given, follow=True)
    assert "Den personen kan inte vara ansvarig här" in text_of(answer)
    assert state(cast) == before


def test_nothing_ticked_changes_nothing_and_says_so(cast: Cast) -> None:
    opened(cast, "Elin Testsson")
    before = state(cast)
    for ticked in ([], ["x", "\0", ""]):
        given = {"case": ticked, "owner": cast.anna.pk}
        answer = signed_in(cast.anna).post(MANY, given, follow=True)
        assert "Kryssa i minst en ungdom först." in text_of(answer)
    assert state(cast) == before


@pytest.mark.parametrize("there", ELSEWHERE)
def test_no_form_leads_out_of_the_house(cast: Cast, there: str) -> None:
    case = opened(cast, "Elin Testsson")
    anna = signed_in(cast.anna)
    back = {"fran": there}
    query = "?" + "&".join(f"{name}={value}" for name, value in back.items())
    answers = [
        anna.post(MANY, {"case": [case.pk], "owner": cast.bo.pk, "urval": there}),
        anna.post(VIEWS, {"name": "Mina", "visa": there, "urval": there}),
        anna.post(address(case, "ansvarig/") + query, {"owner": cast.anna.pk}),
    ]
    with cast.asking(cast.anna):
        now = found(case.person)
    sent = call(now, cast.anna)
    answers.append(anna.post(address(case, "kontakt/") + query, sent))
    for answer in answers:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("casework:youths"))


# Saved views


def test_a_saved_view_is_its_owners_alone(cast: Cast) -> None:
    opened(cast, "Elin Testsson")
    anna, bo = signed_in(cast.anna), signed_in(cast.bo)
    anna.post(VIEWS, {"name": "Morgonlistan", "visa": "new", "okänt": "x"})
    assert "Morgonlistan" in text_of(anna.get(LIST))
    assert "Morgonlistan" not in text_of(bo.get(LIST))
    bo.post(VIEWS, {"drop": "Morgonlistan"})
    bo.post(VIEWS, {"name": "Morgonlistan", "visa": "silent"})
    for user, query in ((cast.anna, "visa=new"), (cast.bo, "visa=silent")):
        with cast.asking(user):
            (view,) = SavedView.objects.all()
            assert (view.name, view.query) == ("Morgonlistan", query)
    anna.post(VIEWS, {"name": "Morgonlistan", "visa": "due"})
    with cast.asking(cast.anna):
        assert SavedView.objects.get().query == "visa=due", "saved again, not twice"
    anna.post(VIEWS, {"drop": "Morgonlistan"})
    with cast.asking(cast.anna):
        assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\0b"])
def test_a_view_without_a_fair_name_is_not_saved(cast: Cast, name: str) -> None:
    answer = signed_in(cast.anna).post(VIEWS, {"name": name}, follow=True)
    assert "Skriv ett namn på urvalet" in text_of(answer)
    with cast.asking(cast.anna):
        assert not SavedView.objects.exists()


def test_dropping_what_is_not_there_is_harmless(cast: Cast) -> None:
    for name in ("Finns inte", "\0"):
        answer = signed_in(cast.anna).post(VIEWS, {"drop": name})
        assert answer.status_code == 302


# The file


def test_the_file_holds_the_choice_but_never_the_protected_and_is_logged(
    cast: Cast,
) -> None:
    elin = opened(cast, "Elin Testsson")
    omar = opened(cast, "Omar Provsson")
    opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        tried(omar, cast.anna)
    anna = signed_in(cast.anna)
    everybody = rows_of(anna.get(FILE))
    assert {row[0] for row in everybody[1:]} == {"Testsson", "Provsson"}
    answer = anna.get(f"{FILE}?visa=new")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f"ungdomar-{clock.today()}.csv" in answer["Content-Disposition"]
    assert [row[:2] for row in rows_of(answer)[1:]] == [["Testsson", "Elin"]]
    told = [(page, set(people)) for page, _, people, _, _ in reads(cast, "export")]
    assert told == [
        ("casework:youths_file", {elin.person_id, omar.person_id}),
        ("casework:youths_file", {elin.person_id}),
    ]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_would_run_is_told_to_be_text(
    cast: Cast, begins: str
) -> None:
    case = opened(cast, "Elin Testsson")
    evil = f'{begins}HYPERLINK("http://ond.example";"x")'
    with cast.asking(cast.anna):
        tried(case, cast.anna, next_step=evil)
    (_, row) = rows_of(signed_in(cast.anna).get(FILE))
    assert row[9] == "'" + evil


def test_the_file_goes_a_part_at_a_time(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long: never more than a part in memory, logged before it goes."""
    for number in range(25):
        registered(cast, f"Nils Provsson{number}")
    night(cast)
    monkeypatch.setattr(lines, "AT_ONCE", 10)
    logged: list[Any] = []
    with cast.asking(cast.anna):
        parts = lines.spreadsheet(
            Case.objects.visible_to(cast.anna).sorted_by("namn"),
            day(clock.today()),
            lambda people: logged.append(len(people)),
        )
        assert next(parts).startswith("\ufeffEfternamn;")
        assert logged == [], "the headings tell of nobody"
        for expected in ([10], [10, 10], [10, 10, 5]):
            assert next(parts).count("\n") == expected[-1]
            assert logged == expected
        assert list(parts) == []
        rows = lines.spreadsheet(Case.objects.all(), day(clock.today()), logged.append)
        asked, _ = statements(lambda: list(rows))
    fetches = [text for text in asked if text.startswith("FETCH FORWARD 10 ")]
    assert len(fetches) == 4, "a cursor of the database, which says when it is done"


# What is wrong is told, and nothing is lost


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("key", value) for value in ("", "x", "\0", "0" * 31)),
        *(("version", value) for value in ("", "x", "²", "-1", "9" * 30, "\0")),
        *(("channel", value) for value in ("", "carrier_pigeon")),
        *(("reached", value) for value in ("", "kanske")),
        *(("made_by", value) for value in ("", "x", NOBODY)),
        *(("next_step_on", value) for value in BAD_DAYS),
        *(("happened_on", value) for value in BAD_DAYS),
        *(("next_step", value) for value in ("", "x" * 201, "a\0b")),
        ("line", "Ingen svarade i går" + "x" * 300),
    ],
)
def test_a_contact_that_cannot_be_read_is_422_and_nothing_is_lost(
    cast: Cast, field: str, value: str
) -> None:
    case = opened(cast, "Elin Testsson")
    before = state(cast)
    bo = signed_in(cast.bo)
    sent = call(case, cast.bo, **{field: value})
    answer = bo.post(address(case, "kontakt/"), sent)
    assert answer.status_code == 422
    assert "Ingen svarade i går" in text_of(answer), "what was written stands"
    assert state(cast) == before
    # What is hidden cannot be put right by hand: the page tells, and gives it anew.
    hidden = ("key", "version")
    shown = {name: str(answer.context["form"][name].value()) for name in hidden}
    told = ("Sidan kom fram trasig", "Någon sparade i ärendet")
    assert any(each in text_of(answer) for each in told) is (field in hidden)
    again = call(case, cast.bo, **shown)
    assert bo.post(address(case, "kontakt/"), again).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("version", value) for value in ("", "x", "²", "-1")),
        *(("next_step_on", value) for value in BAD_DAYS),
    ],
)
def test_a_next_step_that_cannot_be_read_is_422_and_nothing_is_lost(
    cast: Cast, field: str, value: str
) -> None:
    case = opened(cast, "Elin Testsson")
    before = state(cast)
    sent = {
        "version": str(case.version),
        "next_step": "Träffas på fiket",
        "next_step_on": str(clock.today()),
        field: value,
    }
    answer = signed_in(cast.bo).post(address(case, "nasta-steg/"), sent)
    assert answer.status_code == 422
    assert "Träffas på fiket" in text_of(answer)
    assert state(cast) == before


@pytest.mark.parametrize("version", ["", "x", "²", "-1", "9" * 30])
def test_a_draft_of_another_version_says_so(cast: Cast, version: str) -> None:
    case = opened(cast, "Elin Testsson")
    sent = call(case, cast.bo, version=version)
    answer = signed_in(cast.bo).post(address(case, "utkast/kontakt/"), sent)
    assert answer.status_code == 409
    assert "Någon sparade i ärendet" in answer.json()["said"]


def test_a_draft_takes_what_a_hand_can_write(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    bo = signed_in(cast.bo)
    for line in ("Halv mening", "a\0b", "x" * 400, "😀"):
        sent = call(case, cast.bo, line=line)
        assert bo.post(address(case, "utkast/kontakt/"), sent).status_code == 200
    assert "😀" in text_of(bo.get(address(case, "kontakt/")))
