"""The pages of mappings over HTTP: what they show, to whom; and nothing is lost."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from fullfolj.access.models import Read
from fullfolj.casework.actions import mapping, shares
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case, Draft, MappingAnswer, SectionShare
from fullfolj.casework.tests.cases import opened
from fullfolj.casework.tests.mappings import HEALTH, INTERESTS, answered, opened_to
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db

SHARED, SECTIONS = "/delade-med-mig/", "/kartlaggningens-delar/"


@pytest.fixture
def elin(cast: Cast) -> Case:
    """A case that Anna answers for."""
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=cast.anna, by=cast.anna)
    return case


def place(case: Case, rest: str = "") -> str:
    return f"/ungdomar/{case.pk}/kartlaggning/{rest}"


def drawing(**changed: Any) -> dict[str, Any]:
    """What the form of a section sends."""
    said = {"key": str(uuid4()), "version": "0", "section_version": "1"}
    said |= {"works": "Serier", "hard": "", "want": "Rita mer", "state": "done"}
    return said | changed


def answers(cast: Cast) -> list[tuple[Any, ...]]:
    with cast.asking(cast.anna):
        made = MappingAnswer.objects.order_by("version")
        return list(made.values_list("section", "version", "want"))


def test_a_section_is_answered_and_stands_in_the_list(cast: Cast, elin: Case) -> None:
    bo = signed_in(cast.bo)
    before = text_of(bo.get(place(elin)))
    assert before.count("Inte börjat") == 13
    answer = bo.post(place(elin, f"{INTERESTS}/"), drawing(want="Rita\r\noch måla"))
    assert (answer.status_code, answer["Location"]) == (302, place(elin))
    assert answers(cast) == [(INTERESTS, 1, "Rita\noch måla")]
    after = text_of(bo.get(place(elin)))
    assert (after.count("Inte börjat"), after.count("Klart")) == (12, 1)
    told = text_of(bo.get(f"/ungdomar/{elin.pk}/"))
    assert "Fortsätt kartläggningen" in told
    assert "Rita" not in told, "the case's page tells how far, not what"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"state": "score"}, "score"),
        ({"want": "a" * 2001}, "2001"),
        ({"want": "a\0b"}, "Null-tecken"),
        ({"version": "x"}, "Sidan kom fram trasig"),
        ({"version": "9" * 40}, "Någon svarade i delen"),
        ({"key": "x"}, "Sidan kom fram trasig"),
        ({"version": "7"}, "Någon svarade i delen"),
    ],
)
def test_what_cannot_be_read_is_422_and_nothing_is_lost(
    cast: Cast, elin: Case, wrong: dict[str, str], said: str
) -> None:
    sent = drawing(hard="Komma upp på morgonen") | wrong
    answer = signed_in(cast.bo).post(place(elin, f"{INTERESTS}/"), sent)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Komma upp på morgonen" in text_of(answer)
    assert answers(cast) == []


def test_two_who_answer_at_once_see_both_texts(cast: Cast, elin: Case) -> None:
    """T4: the later one sees what the first wrote, keeps the own text and may save."""
    with cast.asking(cast.anna):
        answered(elin, cast.anna, want="Spela gitarr")
    bo, where = signed_in(cast.bo), place(elin, f"{INTERESTS}/")
    answer = bo.post(where, drawing(want="Rita mer"))
    assert answer.status_code == 422
    assert "Spela gitarr" in text_of(answer)
    assert "Rita mer" in text_of(answer)
    form = answer.context["form"]
    again = drawing(version=form["version"].value(), key=form["key"].value())
    assert bo.post(where, again).status_code == 302
    assert [each[2] for each in answers(cast)] == ["Spela gitarr", "Rita mer"]


def test_what_was_answered_stands_under_the_words_that_were_asked(
    cast: Cast, elin: Case
) -> None:
    anna, bo = signed_in(cast.anna), signed_in(cast.bo)
    where, place_of = place(elin, "egen-1/"), f"{SECTIONS}egen-1/"

    def told(answer: Any) -> bool:
        """Whether the words of before are shown, beside those of now."""
        assert "Vad vill du slippa?" in text_of(answer)
        return "Så här stod det" in text_of(answer)

    summer = {"title": "Sommaren", "works": "Vad vill du ha kvar?"}
    anna.post(f"{SECTIONS}ny/", summer)
    keep = f"/ungdomar/{elin.pk}/utkast/kartlaggning-egen-1/"
    assert bo.post(keep, drawing()).status_code == 200
    anna.post(f"{place_of}med/", {"asked": "no"})
    anna.post(f"{place_of}med/", {"asked": "yes"})
    assert "Så här stod det" not in text_of(bo.get(where)), "the same words"
    new = {"title": "Sommaren", "works": "Vad vill du slippa?"}
    anna.post(place_of, {**new, "version": "3"})
    answer = bo.get(where)
    assert told(answer), "a draft was written under the words before"
    assert answer.context["form"]["section_version"].value() == "4", "now they are read"
    answer = bo.post(where, drawing())
    assert answer.status_code == 422
    assert told(answer)
    assert "Någon ändrade frågorna medan du skrev." in text_of(answer)
    assert "Vad vill du ha kvar?" in text_of(answer)
    form = answer.context["form"]
    assert (form["works"].value(), form["section_version"].value()) == ("Serier", "4")
    again = drawing(key=form["key"].value(), section_version="4")
    assert bo.post(where, again).status_code == 302
    assert not told(bo.get(where))
    anna.post(place_of, {**summer, "version": "4"})
    now = text_of(bo.get(where))
    assert "Så här stod det" in now, "an answer that stands is one to other words"
    assert "Vad vill du slippa?" in now


def test_what_is_private_is_said_to_be_there(cast: Cast, elin: Case) -> None:
    where = place(elin, f"{HEALTH}/")
    with cast.asking(cast.anna):
        answered(elin, cast.anna, HEALTH, hard="Sover dåligt")
    seen = text_of(signed_in(cast.anna).get(where))
    assert "Sover dåligt" in seen
    hidden = text_of(signed_in(cast.bo).get(where))
    assert "Finns, men visas bara för ansvarig" in hidden
    assert "Sover dåligt" not in hidden
    assert "<textarea" not in hidden
    assert "Öppen för" not in hidden
    sent = signed_in(cast.bo).post(where, drawing(version="1", want="Sova"))
    assert sent.status_code == 422
    assert "Sova" in text_of(sent), "nothing is lost"
    assert "Sover dåligt" not in text_of(sent)
    with cast.asking(cast.anna):
        mapping.begin(case=elin, number=2, by=cast.anna)
        answered(elin, cast.anna, HEALTH, hard="Sover bättre")
    compared = place(elin, "jamfor/")
    assert "Sover bättre" in text_of(signed_in(cast.anna).get(compared))
    beside = text_of(signed_in(cast.bo).get(compared))
    assert beside.count("Finns, men visas bara för ansvarig") == 2
    assert "Sover" not in beside


def test_a_locked_section_shows_who_locked_it(cast: Cast, elin: Case) -> None:
    where, bo = place(elin, f"{INTERESTS}/"), signed_in(cast.bo)
    assert "Det finns inget svar att låsa" in text_of(
        bo.post(f"{where}las/", follow=True)
    )
    bo.post(where, drawing())
    with cast.asking(cast.anna):
        answered(elin, cast.anna, works="Sjunga")
    unseen = bo.post(f"{where}las/", {"lock": "yes", "version": "1"}, follow=True)
    assert "Någon skrev i delen medan du läste." in text_of(unseen)
    assert "Sjunga" in text_of(unseen)
    assert "Låst av" not in text_of(unseen)
    now = unseen.context["standing"].version
    assert f'name="version" value="{now}"' in text_of(unseen)
    bo.post(f"{where}las/", {"lock": "yes", "version": now})
    locked = text_of(bo.get(where))
    assert "Låst av <bdi>Bo</bdi>" in locked
    assert "<textarea" not in locked
    late = bo.post(where, drawing(version=now, want="Något nytt"))
    assert late.status_code == 422
    assert "Något nytt" in text_of(late), "nothing is lost"
    bo.post(f"{where}las/", {"lock": "no"})
    assert bo.post(where, drawing(version=now)).status_code == 302


def test_a_round_is_begun_once_however_often_it_is_sent(cast: Cast, elin: Case) -> None:
    bo, where = signed_in(cast.bo), place(elin, "gang/")
    bo.post(place(elin, f"{INTERESTS}/"), drawing())
    for _ in range(2):
        assert bo.post(where, {"number": "2"}).status_code == 302
    there = text_of(bo.get(place(elin)))
    assert there.count("Gång 2, började") == 1
    assert "Gång 3" not in there
    for odd in ("", "x", "-1", "٣", "9" * 30, "7"):
        answer = bo.post(where, {"number": odd}, follow=True)
        assert answer.status_code == 200
    assert "Gång 3" not in text_of(bo.get(place(elin)))
    empty = text_of(bo.get(place(elin, f"{INTERESTS}/")))
    assert "Förra gången" in empty
    assert ">Rita mer</textarea>" not in empty.replace("\n", "")
    odd_choice = bo.get(place(elin, "jamfor/?fran=x&med=99"))
    assert "Rita mer" in text_of(odd_choice)


def test_a_draft_is_kept_for_each_section(cast: Cast, elin: Case) -> None:
    bo, keep = signed_in(cast.bo), f"/ungdomar/{elin.pk}/utkast/kartlaggning-{{}}/"
    said = bo.post(keep.format(INTERESTS), drawing(want="Halv"))
    assert said.json()["said"].startswith("Utkast sparat")
    bo.post(keep.format("om-ett-ar"), drawing(want="Om ett år"))
    assert "Halv" in text_of(bo.get(place(elin, f"{INTERESTS}/")))
    with cast.asking(cast.anna):
        assert not Draft.objects.exists()
        answered(elin, cast.anna, want="Spela gitarr")
    late = bo.post(keep.format(INTERESTS), drawing(want="Hela"))
    assert late.status_code == 409
    both = text_of(bo.get(place(elin, f"{INTERESTS}/")))
    assert "Spela gitarr" in both
    assert "Hela" in both
    thrown = bo.post(keep.format(INTERESTS), {"drop": "yes"})
    assert thrown["Location"] == place(elin, f"{INTERESTS}/")
    assert "Hela" not in text_of(bo.get(place(elin, f"{INTERESTS}/")))
    key = drawing(version="1")
    bo.post(place(elin, f"{INTERESTS}/"), key)
    assert bo.post(keep.format(INTERESTS), key).json() == {"said": ""}, "it was sent"


def test_a_mentor_sees_a_first_name_and_one_section(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        answered(elin, cast.bo, want="Rita mer")
        answered(elin, cast.bo, "vardag", want="Sova längre")
        share = opened_to(elin, cast.cilla, cast.bo)
    cilla, where = signed_in(cast.cilla), f"{SHARED}{share.pk}/"
    for page in (SHARED, where):
        seen = text_of(cilla.get(page))
        assert "Elin" in seen
        for other in ("Testsson", "Sova längre", str(elin.pk), str(elin.person_id)):
            assert other not in seen
    assert "Rita mer" in text_of(cilla.get(where))
    for page in ("", f"{INTERESTS}/", "jamfor/", f"{INTERESTS}/oppna/"):
        assert cilla.get(place(elin, page)).status_code == 404
    sent = drawing(version="1", want="Läsa serier")
    assert cilla.post(where, sent)["Location"] == SHARED
    assert (INTERESTS, 2, "Läsa serier") in answers(cast)
    conflict = cilla.post(where, drawing(version="1", want="Måla"))
    assert conflict.status_code == 422
    assert "Läsa serier" in text_of(conflict)
    with cast.asking(cast.anna):
        told = Read.objects.filter(user_id=cast.cilla.pk, person_ids=[elin.person_id])
        grounds = set(told.exclude(kind="denied").values_list("page", "ground"))
    pages = ("casework:shared", "casework:shared_section")
    assert grounds == {(page, "opened") for page in pages}


def test_what_a_mentor_writes_is_kept_for_them_alone(cast: Cast, elin: Case) -> None:
    """As a draft of the one section, told of nothing else; gone when it is sent."""
    with cast.asking(cast.anna):
        answered(elin, cast.anna, want="Rita")
        share = opened_to(elin, cast.cilla, cast.anna)
    cilla, where = signed_in(cast.cilla), f"{SHARED}{share.pk}/"
    keep = f"{where}utkast/"
    assert f'data-draft="{keep}"' in cilla.get(where).content.decode()
    half = cilla.post(keep, drawing(version="1", want="Halv"))
    assert half.json()["said"].startswith("Utkast sparat")
    assert str(elin.pk) not in text_of(cilla.get(where))
    assert "Halv" in text_of(cilla.get(where))
    assert "Halv" not in text_of(signed_in(cast.anna).get(place(elin, f"{INTERESTS}/")))
    for user in (cast.anna, cast.bo, cast.gun):
        assert signed_in(user).post(keep, drawing()).status_code == 404
        with cast.asking(user):
            assert not Draft.objects.exists()
    other = f"/ungdomar/{elin.pk}/utkast/kartlaggning-{INTERESTS}/"
    assert cilla.post(other, drawing()).status_code == 404, "the case is not theirs"
    with cast.asking(cast.anna):
        answered(elin, cast.anna, want="Måla")
    assert cilla.post(keep, drawing(version="1", want="Hela")).status_code == 409
    both = text_of(cilla.get(where))
    assert "Hela" in both
    assert "Måla" in both
    assert cilla.post(keep, {"drop": "yes"})["Location"] == where
    assert "Hela" not in text_of(cilla.get(where))
    cilla.post(keep, drawing(version="2", want="Ny"))
    sent = drawing(version="2", want="Ny")
    assert cilla.post(where, sent).status_code == 302
    assert cilla.post(keep, sent).json() == {"said": ""}, "it was sent"
    assert "Utkast" not in text_of(cilla.get(where))
    with cast.asking(cast.anna):
        shares.close(case=elin, share_id=share.pk, by=cast.anna)
    assert cilla.post(keep, drawing(version="3")).status_code == 404


def test_what_a_mentor_wrote_while_it_was_closed_is_theirs_to_copy(
    cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.anna):
        answered(elin, cast.anna, hard="Räkna\nrätt", want="Rita")
        share = opened_to(elin, cast.cilla, cast.anna)
    cilla, where = signed_in(cast.cilla), f"{SHARED}{share.pk}/"
    sent = drawing(version="1", hard="Räkna\r\nrätt", want="Måla\r\nmycket")
    with cast.asking(cast.anna):
        shares.close(case=elin, share_id=share.pk, by=cast.anna)
    answer = cilla.post(where, sent)
    assert answer.status_code == 404
    told = text_of(answer)
    assert "Serier\n\nRäkna\nrätt\n\nMåla\nmycket</textarea>" in told
    for secret in ("Elin", "Rita", "Intressen"):
        assert secret not in told
    for guess in ("Rita", "Sova"):
        answer = cilla.post(where, {"version": "1", "want": guess})
        assert f">{guess}</textarea>" in text_of(answer), "right and wrong are alike"
    for visitor, page, data in (
        (cilla, where, {"version": "1", "want": " "}),
        (cilla, f"{SHARED}{uuid4()}/", sent),
        (signed_in(cast.bo), where, sent),
        (signed_in(cast.gun), where, sent),
    ):
        answer = visitor.post(page, data)
        assert (answer.status_code, "Din text" in text_of(answer)) == (404, False)
    assert len(answers(cast)) == 1


def test_a_share_is_opened_and_closed_on_the_sections_page(
    cast: Cast, elin: Case
) -> None:
    bo, where = signed_in(cast.bo), place(elin, f"{INTERESTS}/")
    until = str(clock.today() + timedelta(days=30))
    given = {"user": str(cast.cilla.pk), "until": until, "said_how": "sa det i dag"}
    for wrong in (
        {"user": str(cast.bo.pk)},
        {"user": "x"},
        {"until": str(clock.today() - timedelta(days=1))},
        {"until": "2999-01-01"},
        {"until": "i morgon"},
        {"said_how": ""},
        {"said_how": "a" * 201},
    ):
        answer = bo.post(f"{where}oppna/", given | wrong)
        assert answer.status_code == 422, wrong
    refused = bo.post(place(elin, f"{HEALTH}/oppna/"), given)
    assert refused.status_code == 422
    bo.post(f"{where}oppna/", given)
    seen = text_of(bo.get(where))
    assert '<bdi class="strong">Cilla</bdi>' in seen
    assert "sa det i dag" in seen
    with cast.asking(cast.bo):
        share = SectionShare.objects.get()
    cilla = signed_in(cast.cilla)
    assert cilla.get(f"{SHARED}{share.pk}/").status_code == 200
    bo.post(place(elin, f"delat/{share.pk}/"))
    assert cilla.get(f"{SHARED}{share.pk}/").status_code == 404
    assert "Ingen har öppnat något för dig" in text_of(cilla.get(SHARED))
    assert "Stäng nu" not in text_of(bo.get(where))


def test_an_authority_changes_its_sections_by_its_page(cast: Cast, elin: Case) -> None:
    anna = signed_in(cast.anna)
    assert anna.post(f"{SECTIONS}ny/", {"title": ""}).status_code == 422
    anna.post(f"{SECTIONS}ny/", {"title": "Djur", "is_private": "on"})
    anna.post(f"{SECTIONS}intressen/med/", {"asked": "no"})
    listed = text_of(anna.get(place(elin)))
    assert "Djur" in listed
    assert "Intressen" not in listed
    where = f"{SECTIONS}egen-1/"
    anna.post(where, {"title": "Djur och natur", "version": "1"})
    late = anna.post(where, {"title": "Hästar", "version": "1"})
    assert late.status_code == 422
    assert "Djur och natur" in text_of(late)
    assert late.context["form"]["version"].value() == "2", "seen, and may be sent again"
    assert anna.post(where, {"title": "Hästar", "version": "2"}).status_code == 302
    seen = text_of(signed_in(cast.bo).get(place(elin, "egen-1/")))
    assert "Hästar" in seen
    assert "Svaren visas bara för den som är ansvarig" in seen
    anna.post(f"{SECTIONS}intressen/med/", {"asked": "yes"})
    assert "Intressen" in text_of(anna.get(place(elin)))
