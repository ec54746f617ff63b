"""Granskning: whom it shows to whom, what is known, and what a decision does."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection

from fullfolj.access.actions import memberships
from fullfolj.access.models import Read, User
from fullfolj.config.cast import SINCE as LONG_AGO
from fullfolj.config.cast import Cast
from fullfolj.config.testing import as_owner, signed_in
from fullfolj.kaa.models import ReviewDecision, ReviewSpell
from fullfolj.kaa.tests.questions import answer, ask, outrun
from fullfolj.people.models import CONFIDENTIAL, PROTECTED_REGISTRATION
from fullfolj.people.tests.people import enter

LIST = "/granskning/"
CERTIFICATE = {"decision": "OUT", "reason": "Läser heltid, intyg den 3 oktober"}


def page_of(spell: ReviewSpell) -> str:
    return f"{LIST}{spell.pk}/"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def show(user: User, path: str = LIST) -> str:
    response = signed_in(user).get(path)
    assert response.status_code == 200
    return text_of(response)


def coordinator(cast: Cast) -> User:
    """Elin, who coordinates in Berg too but is not cleared."""
    with cast.asking(cast.hilda):
        memberships.appoint(
            authority=cast.berg,
            user=cast.elin,
            role="samordnare",
            valid_from=LONG_AGO,
            by=cast.hilda,
        )
    return cast.elin


def test_the_list_shows_whom_the_rule_asks_about(cast: Cast) -> None:
    late = enter(cast, cast.bo, "Sen Sundin")
    early = enter(cast, cast.bo, "Tidig Törn")
    unsure = enter(cast, cast.bo, "Oviss Olsson")
    quiet = enter(cast, cast.bo, "Tyst Trygg")
    ask(cast, late, since=date(2026, 8, 20))
    ask(cast, early, since=date(2025, 8, 20))
    ask(cast, unsure, "R3f")
    ask(cast, enter(cast, cast.gun, "Krister Krok"), by=cast.gun)
    shown = show(cast.anna)
    order = [
        "Läser på komvux",
        "Törn, Tidig",
        "Sundin, Sen",
        "Bor här",
        "Olsson, Oviss",
    ]
    assert [shown.index(each) for each in order] == sorted(
        shown.index(each) for each in order
    )
    assert "2326" in shown
    assert "20 aug 2025" in shown
    assert "Trygg" not in shown
    assert "Krok" not in shown
    with cast.asking(cast.anna):
        (read,) = Read.objects.filter(page="kaa:questions")
    assert (read.kind, read.ground) == ("list", "samordnare")
    assert set(read.person_ids) == {late.pk, early.pk, unsure.pk}
    assert quiet.pk not in read.person_ids


def test_protected_registration_has_a_queue_of_its_own(cast: Cast) -> None:
    ask(cast, enter(cast, cast.bo, "Åsa Öberg"))
    ask(cast, enter(cast, cast.anna, "Dold Dunkel", marking=CONFIDENTIAL))
    hidden = ask(
        cast,
        enter(cast, cast.anna, "Hemlig Holm", marking=PROTECTED_REGISTRATION),
        "R3b",
    )
    shown, special = show(cast.anna), show(cast.anna, f"{LIST}?sarskild")
    assert "Öberg" in shown
    assert "Dunkel" in shown
    assert "Holm" not in shown
    assert "1 person med skyddad folkbokföring" in shown
    assert "Holm, Hemlig" in special
    assert "Öberg" not in special
    elin = coordinator(cast)
    for path in (LIST, f"{LIST}?sarskild"):
        shown = show(elin, path)
        assert "Öberg" in shown
        assert not {"Dunkel", "Holm", "Särskild"} & set(re.findall(r"\w+", shown))
    assert signed_in(elin).get(page_of(hidden)).status_code == 404
    shown = show(cast.anna, page_of(hidden))
    assert "Vistas personen hos er" in shown
    assert "Skriv aldrig var personen bor" in shown
    done = signed_in(cast.anna).post(page_of(hidden), CERTIFICATE)
    assert done["Location"] == f"{LIST}?sarskild"


def test_a_question_of_protected_registration_needs_clearance_whatever_the_row_is(
    cast: Cast,
) -> None:
    """The marking was lowered today; tonight the rule will ask otherwise."""
    spell = ask(cast, enter(cast, cast.bo, "Nyss Nilsson"), "R3b")
    elin = coordinator(cast)
    assert "Nilsson" not in show(elin)
    assert signed_in(elin).get(page_of(spell)).status_code == 404
    assert "Nilsson" in show(cast.anna, f"{LIST}?sarskild")


def test_who_is_decided_leaves_the_list_until_the_facts_change(cast: Cast) -> None:
    asa = enter(cast, cast.bo, "Åsa Öberg")
    spell = ask(cast, asa)
    anna = signed_in(cast.anna)
    assert "Nej, personen ingår inte" in text_of(anna.get(page_of(spell)))
    done = anna.post(page_of(spell), CERTIFICATE, follow=True)
    assert done.redirect_chain == [(LIST, 302)]
    assert "Beslutet är sparat" in text_of(done)
    assert "Öberg" not in text_of(done)
    with cast.asking(cast.anna):
        made = ReviewDecision.objects.get()
    assert (made.person_id, made.decision, made.rule) == (asa.pk, "OUT", "R6d")
    assert made.decided_by == cast.anna.pk
    shown = text_of(anna.get(page_of(spell)))
    assert "gäller nu" in shown
    assert "Läser heltid, intyg den 3 oktober" in shown
    outrun(cast, made)
    assert "Uppgifterna har ändrats sedan beslutet" in show(cast.anna)
    shown = text_of(anna.get(page_of(spell)))
    course = "Birka folkhögskola, folkhögskola, pågår"
    assert f"Borta: {course}, från 12 jan 2026" in shown
    assert f"Nytt: {course}, 12 jan 2026 – 26 maj 2027" in shown
    assert "Anna, " in shown
    assert "Slutade gälla" in shown


def test_a_question_that_another_rule_asks_is_not_answered(cast: Cast) -> None:
    asa = enter(cast, cast.bo, "Åsa Öberg")
    ask(cast, asa)
    answer(cast, asa, "OUT", "Läser heltid, intyg")
    assert "Öberg" not in show(cast.anna)
    with cast.asking(cast.anna):
        ReviewSpell.objects.update(rule="R3d")
    assert "Öberg" in show(cast.anna)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("Är sjukskriven", "inget stå om hälsa"),
        ("Utreds för adhd", "inget stå om diagnoser"),
        ("Misstänkt för stöld", "inget stå om brott"),
        ("Går i moskén", "inget stå om tro"),
        ("Är homosexuell", "inget stå om ursprung"),
        ("", "måste fyllas i"),
        ("x" * 501, "500 tecken"),
    ],
)
def test_what_may_not_stand_there_is_refused_and_kept_in_the_form(
    cast: Cast, reason: str, said: str
) -> None:
    spell = ask(cast, enter(cast, cast.bo, "Åsa Öberg"))
    given = {"decision": "IN", "reason": reason}
    answer = signed_in(cast.anna).post(page_of(spell), given)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert reason in answer.content.decode()
    assert 'value="IN" class="ds-input" required id="id_decision_0" checked' in (
        re.sub(r" aria-\w+=\"[^\"]*\"", "", answer.content.decode())
    )
    with cast.asking(cast.anna):
        assert not ReviewDecision.objects.exists()


def test_what_is_no_longer_asked_is_refused(cast: Cast) -> None:
    """A pupil since today: the night has not yet ended the question."""
    asa = enter(cast, cast.bo, "Åsa Öberg")
    spell = ask(cast, asa, "R3d")
    answer = signed_in(cast.anna).post(
        page_of(spell), {**CERTIFICATE, "decision": "IN"}
    )
    assert answer.status_code == 422
    assert "frågar inte om det här längre" in text_of(answer)


def test_the_page_says_that_facts_came_since_the_night(cast: Cast) -> None:
    asa = enter(cast, cast.bo, "Åsa Öberg")
    assert "har ändrats i dag" not in show(cast.anna, page_of(ask(cast, asa)))
    bertil = enter(cast, cast.bo, "Bertil Berg")
    assert "har ändrats i dag" in show(cast.anna, page_of(ask(cast, bertil, "R3d")))


def test_each_reading_of_a_question_is_logged(cast: Cast) -> None:
    asa = enter(cast, cast.bo, "Åsa Öberg")
    signed_in(cast.anna).get(page_of(ask(cast, asa)))
    with cast.asking(cast.anna):
        (read,) = Read.objects.filter(page="kaa:question")
    assert (read.kind, read.ground, read.person_ids) == (
        "display",
        "samordnare",
        [asa.pk],
    )


def test_nothing_personal_stands_in_title_or_address(cast: Cast) -> None:
    spell = ask(cast, enter(cast, cast.bo, "Åsa Öberg"))
    text = signed_in(cast.anna).get(page_of(spell)).content.decode()
    assert re.findall(r"<title>(.*?)</title>", text) == ["Fråga – Fullfölj"]


def test_what_is_elsewhere_is_as_what_is_nowhere(cast: Cast) -> None:
    spell = ask(cast, enter(cast, cast.bo, "Åsa Öberg"))
    for user in (cast.gun, cast.cilla, cast.hilda, cast.ivar):
        client = signed_in(user)
        for path in (page_of(spell), f"{LIST}{uuid4()}/"):
            assert client.get(path).status_code == 404
            assert client.post(path, CERTIFICATE).status_code == 404
    assert signed_in(cast.bo).post(page_of(spell), CERTIFICATE).status_code == 403
    with cast.asking(cast.anna):
        assert not ReviewDecision.objects.exists()


def test_empty_says_that_no_night_has_been(cast: Cast) -> None:
    shown = show(cast.anna)
    assert "Ingen väntar på svar" in shown
    assert "har inte gått igenom någon än" in shown


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_wait_for_each_other(cast: Cast) -> None:
    asa = enter(cast, cast.bo, "Åsa Öberg")
    ask(cast, asa)
    with as_owner() as other, other.transaction():
        held = "SELECT 1 FROM people_person WHERE id = %s FOR NO KEY UPDATE"
        assert other.execute(held, [asa.pk]).rowcount == 1
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        try:
            with pytest.raises(OperationalError):
                answer(cast, asa, "OUT", "Läser heltid, intyg")
        finally:
            connection.close()
    assert answer(cast, asa, "OUT", "Läser heltid, intyg").decision == "OUT"
