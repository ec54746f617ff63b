"""The pages of a youth's way: off until they are used; nothing lost, nobody told."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from fullfolj.access.models import Read
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import (
    Belief,
    Case,
    Draft,
    LadderEvent,
    PrivateSelfView,
    SelfView,
    SelfViewAnswer,
)
from fullfolj.casework.tests.cases import found, opened, tried
from fullfolj.casework.tests.progress import believed, happened, uses, viewed
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db
PAGES = (
    *("vagen/", "sjalvbild/", "sjalvbild/ny/", "sjalvbild/lamna-over/"),
    *("sjalvbild/tack/", "tro/"),
)
TODAY = clock.today()


OFFERED = "Dags för de tio frågorna, om ungdomen vill"


@pytest.fixture
def elin(cast: Cast) -> Case:
    """A case that Anna answers for."""
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=cast.anna, by=cast.anna)
    return case


def place(case: Case, rest: str = "") -> str:
    return f"/ungdomar/{case.pk}/{rest}"


def tap(**changed: Any) -> dict[str, Any]:
    """What one tap on the case's page sends."""
    return {
        "key": str(uuid4()),
        "version": "0",
        "on": str(TODAY),
        "level": "5",
    } | changed


def answers(**changed: Any) -> dict[str, Any]:
    """What the form of the ten questions sends."""
    said = {"key": str(uuid4()), "way": "talk", "on": str(TODAY)}
    return said | {"item_1": "4", "item_2": "1", "item_5": "declined"} | changed


def test_what_the_board_does_not_use_is_not_there(cast: Cast, elin: Case) -> None:
    anna = signed_in(cast.anna)
    assert "På vägen" not in text_of(anna.get(place(elin)))
    for page in PAGES:
        assert anna.get(place(elin, page)).status_code == 404
    with cast.asking(cast.anna):
        assert not LadderEvent.objects.exists()
    uses(cast, "event_ladder")
    told = text_of(anna.get(place(elin)))
    assert "Det hände i dag" in told
    assert "tio frågorna" not in told
    assert "Din egen tro" not in told
    found = [anna.get(place(elin, page)).status_code for page in PAGES]
    assert found == [200, 404, 404, 404, 404, 404]


def test_it_is_offered_wherever_a_case_waits(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.anna):
        tried(found(elin.person), cast.anna, reached=True)
    anna = signed_in(cast.anna)
    pages = ("/min-dag/", "/ungdomar/?visa=self_view", "/mina/", place(elin))
    for page in pages:
        assert OFFERED not in anna.get(page).content.decode()
    uses(cast, "self_view")
    for page in pages:
        assert OFFERED in anna.get(page).content.decode()
    assert "en sista gång" in anna.get(place(elin, "avsluta/")).content.decode()
    with cast.asking(cast.anna):
        viewed(elin, cast.anna)
    for page in (*pages, place(elin, "avsluta/")):
        text = anna.get(page).content.decode()
        assert OFFERED not in text
        assert "en sista gång" not in text


def test_one_tap_notes_what_came_about_today(cast: Cast, elin: Case) -> None:
    """T5: the smallest thing counts, and stands in words with its day."""
    uses(cast)
    bo = signed_in(cast.bo)
    page = bo.get(place(elin))
    assert "Ingen händelse ännu" in text_of(page)
    found = bo.post(place(elin, "vagen/"), tap(level="1"), follow=True)
    told = text_of(found)
    assert "Händelsen är sparad." in told
    assert "Har svarat på något sätt" in told
    assert "Är i aktivitet" not in told, "the next three are near, not all"
    assert "Det är som förut" in told, "that nothing changed is worth a note too"
    with cast.asking(cast.bo):
        made = LadderEvent.objects.get()
    assert (made.level, made.on, made.is_left) == (1, TODAY, False)


def test_what_ended_is_told_and_what_was_wrong_is_struck(
    cast: Cast, elin: Case
) -> None:
    uses(cast)
    bo = signed_in(cast.bo)
    bo.post(place(elin, "vagen/"), tap(line="Börjat på <b>caféet</b>"))
    bo.post(place(elin, "vagen/"), tap(is_left="left"))
    told = text_of(bo.get(place(elin)))
    assert "tog slut" in told
    assert "&lt;b&gt;caféet" in told
    with cast.asking(cast.bo):
        last = LadderEvent.objects.filter(is_left=True).get()
    where = place(elin, f"vagen/{last.pk}/stryk/")
    assert "Händelsen är struken." in text_of(bo.post(where, follow=True))
    assert "tog slut" not in text_of(bo.get(place(elin)))
    nowhere = place(elin, f"vagen/{uuid4()}/stryk/")
    assert "Händelsen finns inte här." in text_of(bo.post(nowhere, follow=True))


def test_a_wrong_event_is_422_and_nothing_is_lost(cast: Cast, elin: Case) -> None:
    uses(cast)
    bo = signed_in(cast.bo)
    for wrong, said in (
        ({"level": "9"}, "9"),
        ({"level": ""}, "måste fyllas i"),
        ({"level": "0", "is_left": "left"}, "inte vara nådd"),
        ({"on": str(TODAY + timedelta(days=1))}, "har inte varit än"),
        ({"on": "1999-01-01"}, "mer än ett år bort"),
        ({"on": "snart"}, "giltigt datum"),
        ({"line": "a" * 201}, "201"),
        ({"line": "a\0b"}, "Null-tecken"),
        ({"key": "x"}, "Sidan kom fram trasig"),
    ):
        sent = tap(line="Åkte bussen själv") | wrong
        answer = bo.post(place(elin, "vagen/"), sent)
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert sent["line"].split("\0")[0] in answer.content.decode()
    with cast.asking(cast.bo):
        assert not LadderEvent.objects.exists()


def test_a_half_written_event_is_kept_for_its_writer(cast: Cast, elin: Case) -> None:
    uses(cast)
    bo, where = signed_in(cast.bo), place(elin, "utkast/vagen/")
    sent = tap(line="Halv mening")
    assert bo.post(where, sent).status_code == 200
    assert "Halv mening" in bo.get(place(elin, "vagen/")).content.decode()
    anna = signed_in(cast.anna)
    assert "Halv mening" not in anna.get(place(elin, "vagen/")).content.decode()
    bo.post(place(elin, "vagen/"), sent)
    with cast.asking(cast.bo):
        assert not Draft.objects.exists()


def test_the_ten_questions_are_written_down_and_energy_is_for_few(
    cast: Cast, elin: Case
) -> None:
    uses(cast)
    anna = signed_in(cast.anna)
    assert "inte ställda ännu" in text_of(anna.get(place(elin)))
    answer = anna.post(place(elin, "sjalvbild/ny/"), answers(), follow=True)
    told = text_of(answer)
    assert "Svaren är sparade." in told
    assert told.count("hoppade över") == 7
    assert told.count("ville inte svara") == 1
    assert "visas bara för ansvarig" not in told
    hidden = text_of(signed_in(cast.bo).get(place(elin, "sjalvbild/")))
    assert hidden.count("visas bara för ansvarig") == 1
    with cast.asking(cast.bo):
        assert not PrivateSelfView.objects.exists()
    assert "svarade på de tio frågorna" in text_of(anna.get(place(elin)))


def test_wrong_answers_are_422_and_nothing_is_lost(cast: Cast, elin: Case) -> None:
    uses(cast)
    bo = signed_in(cast.bo)
    for wrong, said in (
        ({"item_3": "6"}, "6"),
        ({"key": "x"}, "trasig"),
        ({"item_1": "", "item_2": "", "item_5": ""}, "Inget är ifyllt"),
    ):
        for page in ("sjalvbild/ny/", "sjalvbild/lamna-over/"):
            answer = bo.post(place(elin, page), answers(**wrong))
            assert answer.status_code == 422
            assert said in text_of(answer)
            kept = answer.context["form"]["item_1"].value()
            assert kept == wrong.get("item_1", "4"), "nothing is lost"
    with cast.asking(cast.bo):
        assert not SelfView.objects.exists()


def test_the_screen_that_is_handed_over_shows_nobody(cast: Cast, elin: Case) -> None:
    uses(cast)
    with cast.asking(cast.anna):
        viewed(elin, cast.anna)
    anna = signed_in(cast.anna)
    for page in ("sjalvbild/lamna-over/", "sjalvbild/tack/"):
        seen = anna.get(place(elin, page)).content.decode()
        for word in ("Elin", "Testsson", "Anna", "<nav", "checked"):
            assert word not in seen, word
        before_notice = seen[: seen.find("<dialog")]
        assert "Logga ut" not in before_notice
    form = answers(item_10="5")
    sent = anna.post(place(elin, "sjalvbild/lamna-over/?sprak=en"), form)
    assert (sent.status_code, sent["Location"]) == (
        302,
        place(elin, "sjalvbild/tack/?sprak=en"),
    )
    assert "Thank you" in text_of(anna.get(sent["Location"]))
    with cast.asking(cast.anna):
        made = SelfView.objects.exclude(way="talk").get()
        assert (made.way, made.language, made.on) == ("alone", "en", TODAY)
        assert SelfViewAnswer.objects.filter(view=made, item=10).get().value == 5


def test_the_questions_are_asked_in_the_language_chosen(cast: Cast, elin: Case) -> None:
    uses(cast)
    anna, where = signed_in(cast.anna), place(elin, "sjalvbild/lamna-over/")
    swedish = anna.get(where).content.decode()
    assert "Jag kan ta mig dit jag behöver." in swedish
    assert '<html lang="sv"' in swedish
    english = anna.get(f"{where}?sprak=en").content.decode()
    assert "I can get where I need to go." in english
    assert '<html lang="en"' in english
    assert "Jag kan ta mig" in anna.get(f"{where}?sprak=xx").content.decode()


def test_a_belief_is_a_mirror_for_oneself(cast: Cast, elin: Case) -> None:
    uses(cast)
    with cast.asking(cast.anna):
        viewed(elin, cast.anna, {4: 2})
        believed(elin, cast.anna, likely=1)
    bo, where = signed_in(cast.bo), place(elin, "tro/")
    assert "Det du har trott" not in text_of(bo.get(where))
    empty = bo.post(where, {"key": str(uuid4())})
    assert empty.status_code == 422
    assert "Inget är ifyllt" in text_of(empty)
    told = text_of(
        bo.post(where, {"key": str(uuid4()), "likely": "4", "item_4": "5"}, follow=True)
    )
    assert "bara du kan läsa det" in told
    assert "Ungdomen själv" in told
    with cast.asking(cast.bo):
        assert [each.likely for each in Belief.objects.all()] == [4]


def test_each_reading_is_logged_and_the_address_says_nobody(
    cast: Cast, elin: Case
) -> None:
    uses(cast)
    bo = signed_in(cast.bo)
    for page in PAGES:
        bo.get(place(elin, page))
    with cast.asking(cast.anna):
        read = Read.objects.filter(user_id=cast.bo.pk, kind="display")
        about = read.filter(person_ids__contains=[elin.person_id])
        assert about.count() == len(PAGES)


def test_movement_is_for_who_leads_the_work(cast: Cast, elin: Case) -> None:
    uses(cast)
    with cast.asking(cast.anna):
        happened(elin, cast.anna, 2, on=TODAY - timedelta(days=100))
    assert signed_in(cast.bo).get("/rorelse/").status_code == 403
    told = text_of(signed_in(cast.anna).get("/rorelse/"))
    assert told.count("Visas inte") >= 2
    assert "Elin" not in told
    assert "1 ungdom" not in told, "a group of one is told nowhere"
    wrong = signed_in(cast.anna).get("/rorelse/?since=2026-05-01&until=2026-04-01")
    assert wrong.status_code == 422
    assert "före den första" in text_of(wrong)
