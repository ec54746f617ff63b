"""The pages about persons: what they show, to whom, and what they leave behind."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from fullfolj.access.models import Read, User
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.people import views
from fullfolj.people.actions import persons
from fullfolj.people.models import CONFIDENTIAL, Person
from fullfolj.people.tests.people import enter, named

LIST = "/personer/"


def page_of(person: Person) -> str:
    return f"{LIST}{person.pk}/"


def text_of(answer: Any) -> str:
    """The page without what differs between any two answers."""
    return re.sub(
        r'(csrfmiddlewaretoken" value=|X-CSRFToken": |data-left=)"\w+"',
        "",
        answer.content.decode(),
    )


def log(cast: Cast, user: User) -> list[tuple[Any, ...]]:
    with cast.asking(user):
        rows = Read.objects.order_by("at", "-is_open")
        return list(rows.values_list("kind", "page", "ground", "person_ids"))


def test_the_list_shows_who_may_be_seen_and_logs_them(cast: Cast) -> None:
    asa = enter(cast, cast.bo, "Åsa Öberg")
    hidden = enter(cast, cast.anna, "Dold Dunkel", marking=CONFIDENTIAL)
    enter(cast, cast.gun, "Krister Krok")
    bo = signed_in(cast.bo).get(LIST)
    assert "Öberg, Åsa" in bo.content.decode()
    assert "2008" in bo.content.decode()
    assert "Dunkel" not in bo.content.decode()
    assert "Krok" not in bo.content.decode()
    anna = signed_in(cast.anna).get(LIST).content.decode()
    assert "Dunkel, Dold" in anna
    assert "Sekretessmarkering" in anna
    assert log(cast, cast.anna) == [
        ("list", "people:people", "ungdomscoach", [asa.pk]),
        ("list", "people:people", "samordnare", [asa.pk]),
        ("list", "people:people", "samordnare", [hidden.pk]),
    ]


def test_an_empty_list_says_where_persons_come_from(cast: Cast) -> None:
    answer = signed_in(cast.bo).get(LIST)
    assert "Inga personer ännu" in answer.content.decode()


@pytest.mark.parametrize(
    "typed", ["öber", "Åsa Öberg", "20080501-1234", "0805", "oberg"]
)
def test_search_finds_by_name_and_number(cast: Cast, typed: str) -> None:
    asa = enter(cast, cast.bo, "Åsa Öberg", "200805011234")
    enter(cast, cast.bo, "Bertil Berg", "200711112345")
    answer = signed_in(cast.bo).post(LIST, {"text": typed})
    assert "Öberg, Åsa" in answer.content.decode()
    assert "Bertil" not in answer.content.decode()
    assert log(cast, cast.anna) == [
        ("search", "people:people", "ungdomscoach", [asa.pk]),
        ("search", "people:people", "ungdomscoach", []),  # the terms, for the cleared
    ]


def test_search_finds_by_telephone(cast: Cast) -> None:
    asa = enter(cast, cast.bo, "Åsa Öberg")
    with cast.asking(cast.bo):
        persons.add_contact(
            person=asa,
            kind="phone",
            value="070-123 45 67",
            source="person",
            valid_from=date(2025, 1, 1),
            by=cast.bo,
        )
    answer = signed_in(cast.bo).post(LIST, {"text": "+46 70 123"})
    assert "Öberg, Åsa" in answer.content.decode()


def test_nobody_elsewhere_and_protected_get_the_same_answer(cast: Cast) -> None:
    enter(cast, cast.gun, "Tove Alm", "200801012222")
    enter(cast, cast.anna, "Tore Alm", "200801012223", marking=CONFIDENTIAL)
    bo = signed_in(cast.bo)
    answers = {
        text_of(bo.post(LIST, {"text": typed})).replace(typed, "")
        for typed in ("200801012222", "200801012223", "199901019999")
    }
    assert len(answers) == 1
    assert "Inga träffar" in answers.pop()


def test_what_was_searched_is_in_no_address_and_no_title(cast: Cast) -> None:
    enter(cast, cast.bo, "Åsa Öberg")
    answer = signed_in(cast.bo).post(LIST, {"text": "Öberg"})
    text = answer.content.decode()
    assert re.findall(r"<title>(.*?)</title>", text) == ["Personer – Fullfölj"]
    assert not [
        url
        for url in re.findall(r'(?:href|action)="(.*?)"', text)
        if "berg" in url.lower()
    ]
    assert "no-store" in answer["Cache-Control"]


def test_pages_of_a_search_are_posted(cast: Cast) -> None:
    for number in range(35):
        enter(cast, cast.bo, f"Nils Numro{number:02}")
    bo = signed_in(cast.bo)
    first = bo.post(LIST, {"text": "numro"}).content.decode()
    assert "Visar 1–30 av 35" in first
    second = bo.post(LIST, {"text": "numro", "page": "2"}).content.decode()
    assert "Visar 31–35 av 35" in second
    assert "Numro34" in second


def test_a_search_that_finds_too_many_shows_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_HITS", 2)
    people = [enter(cast, cast.bo, f"Nils Provsson{n}") for n in range(3)]
    bo = signed_in(cast.bo)
    answer = bo.post(LIST, {"text": "prov"})
    assert answer.status_code == 422
    assert "Fler än 500 träffar" in answer.content.decode()
    assert "Nils" not in answer.content.decode()
    assert bo.post(LIST, {"text": "provsson0"}).status_code == 200
    with cast.asking(cast.anna):
        rows = Read.objects.order_by("at", "-is_open")
        said = list(rows.values_list("hits", "terms", "person_ids"))
    assert said == [(3, "prov", []), (None, "", [people[0].pk]), (1, "provsson0", [])]


@pytest.mark.parametrize(
    ("typed", "status"),
    [("", 302), ("a b c d e f g", 422), ("x" * 101, 422), ("\0", 422)],
)
def test_what_cannot_be_searched(cast: Cast, typed: str, status: int) -> None:
    assert signed_in(cast.bo).post(LIST, {"text": typed}).status_code == status


def test_a_persons_page_says_everything_with_source_and_date(cast: Cast) -> None:
    asa = enter(cast, cast.bo, "Åsa Öberg", "200805011234")
    with cast.asking(cast.bo):
        renamed = named("Åsa", "Lind", "200805011234")
        persons.rename(person=asa, named=renamed, by=cast.bo)
    text = signed_in(cast.bo).get(page_of(asa)).content.decode()
    assert "<title>Person – Fullfölj</title>" in text
    assert "Åsa Lind" in text
    assert "Åsa Öberg" in text
    assert "20080501-1234" in text
    assert "Registrerat här" in text
    assert "Inga skyddade uppgifter" in text
    assert "Vem har läst" not in text, "a coach does not see who has read"
    assert log(cast, cast.anna) == [
        ("display", "people:person", "ungdomscoach", [asa.pk])
    ]


def test_a_protected_person_is_not_there_without_clearance(cast: Cast) -> None:
    hidden = enter(cast, cast.anna, "Dold Dunkel", marking=CONFIDENTIAL)
    bo, nobody = signed_in(cast.bo), str(uuid4())
    for page in (page_of(hidden), f"{page_of(hidden)}lasningar/"):
        there = bo.get(page)
        elsewhere = bo.get(page.replace(str(hidden.pk), nobody))
        assert there.status_code == elsewhere.status_code == 404
        assert text_of(there).replace(str(hidden.pk), nobody) == text_of(elsewhere)
    anna = signed_in(cast.anna).get(page_of(hidden)).content.decode()
    assert "Bekräfta inte ens att personen finns här" in anna


def test_who_has_read_is_shown_latest_first_and_logged(cast: Cast) -> None:
    asa = enter(cast, cast.bo, "Åsa Öberg")
    bo = signed_in(cast.bo)
    bo.post(LIST, {"text": "åsa"})
    bo.get(page_of(asa))
    assert bo.get(f"{page_of(asa)}lasningar/").status_code == 403
    text = signed_in(cast.anna).get(f"{page_of(asa)}lasningar/").content.decode()
    rows = re.findall(r"<tr>\s*<td>.*?</tr>", text, re.DOTALL)
    assert ["Anna" in rows[0], *("Bo" in row for row in rows[1:])] == [True] * 4
    assert "Läste: Vem har läst" in rows[0]
    assert "Fick inte se: Vem har läst" in rows[1]
    assert "Läste: Personens sida" in rows[2]
    assert "Fick som träff: Personer" in rows[3]
    assert "kommunens aktivitetsansvar" in rows[0]


@pytest.mark.parametrize(
    "name", ["gun", "dag", "farid", "cilla", "elin", "ivar", "hilda"]
)
def test_nobody_else_sees_a_person(cast: Cast, name: str) -> None:
    asa = enter(cast, cast.bo, "Åsa Öberg")
    visitor = signed_in(getattr(cast, name))
    for page in (page_of(asa), f"{page_of(asa)}lasningar/"):
        answer = visitor.get(page)
        assert answer.status_code == 404
        assert "Öberg" not in answer.content.decode()
    with cast.asking(cast.anna):
        kinds = set(Read.objects.of_person(asa.pk).values_list("kind", flat=True))
    assert kinds == ({"denied"} if name in ("cilla", "hilda") else set())
