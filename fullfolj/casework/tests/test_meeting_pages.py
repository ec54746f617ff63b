"""The pages of meetings over HTTP: what they show, to whom, and what they refuse."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from fullfolj.access.models import Read, User
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case, Draft, Meeting
from fullfolj.casework.tests.cases import begun, found, held, met, opened, tried
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.people.models import CONFIDENTIAL
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db

MINE, WEEK = "/mina/", "/min-dag/traffar/"


@pytest.fixture
def elin(cast: Cast) -> Case:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        assign(cases=[case.pk], owner=cast.bo, by=cast.bo)
        return found(case.person)


def address(case: Case, page: str = "") -> str:
    return f"/ungdomar/{case.pk}/traff/{page}"


def planned(case: Case, by: User, **changed: Any) -> dict[str, Any]:
    """What the form of a meeting sends."""
    said = {
        "key": str(uuid4()),
        "version": str(case.version),
        "kind": "coaching",
        "on": str(clock.today() + timedelta(days=2)),
        "at": "14.30",
        "minutes": "30",
        "place": "Fiket vid torget",
        "worker": str(by.pk),
        "reminder_days": "1",
    }
    return said | changed


def said_of(case: Case, **changed: Any) -> dict[str, Any]:
    """What the form of how it went sends."""
    said = {
        "key": str(uuid4()),
        "version": str(case.version),
        "outcome": "came",
        "line": "Pratade om komvux",
        "next_step": "Ringa",
        "next_step_on": str(clock.today() + timedelta(days=7)),
    }
    return said | changed


def test_a_meeting_is_booked_as_it_was_written(cast: Cast, elin: Case) -> None:
    bo = signed_in(cast.bo)
    sent = planned(elin, cast.bo)
    for _ in range(2):
        answer = bo.post(address(elin) + "?fran=mina", sent)
        assert (answer.status_code, answer.headers["Location"]) == (302, MINE)
    with cast.asking(cast.bo):
        made = Meeting.objects.get()
        assert found(elin.person).next_step == "Träff kl. 14.30, Fiket vid torget"
    local = timezone.localtime(made.starts_at)
    assert (str(local.date()), f"{local:%H:%M}") == (sent["on"], "14:30")
    assert (made.minutes, made.reminder_days, made.second) == (30, 1, None)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"minutes": "0"}, "från 5 till 480"),
        ({"minutes": "-30"}, "från 5 till 480"),
        ({"minutes": "9999999999"}, "från 5 till 480"),
        ({"at": "25:99"}, "Skriv tiden som 14:30"),
        ({"on": "2026-02-30"}, "giltigt datum"),
        ({"on": "2020-01-01"}, "Den tiden har redan varit"),
        ({"on": "2049-01-01"}, "mer än ett år bort"),
        ({"place": ""}, "Detta fält måste fyllas i"),
        ({"place": "x" * 121}, "120 tecken"),
        ({"kind": "disco"}, "giltigt alternativ"),
        ({"worker": "x"}, "giltigt alternativ"),
        ({"key": "x"}, "Sidan kom fram trasig"),
    ],
)
def test_what_cannot_be_is_422_and_nothing_is_lost(
    cast: Cast, elin: Case, wrong: dict[str, str], told: str
) -> None:
    answer = signed_in(cast.bo).post(address(elin), planned(elin, cast.bo, **wrong))
    assert answer.status_code == 422
    assert told in str(answer.context["form"].errors)
    kept = wrong.get("place", "Fiket vid torget")
    assert f'value="{kept}"' in answer.content.decode() or kept == ""
    with cast.asking(cast.bo):
        assert not Meeting.objects.exists()


def test_who_is_busy_is_told_and_may_book_anyway(cast: Cast, elin: Case) -> None:
    bo, omar = signed_in(cast.bo), opened(cast, "Omar Ek")
    bo.post(address(elin), planned(elin, cast.bo))
    sent = planned(omar, cast.bo, at="14:45")
    answer = bo.post(address(omar), sent)
    assert answer.status_code == 422
    assert "redan en träff då" in text_of(answer)
    assert "Boka ändå" not in text_of(bo.get(address(omar))), "asked where it matters"
    assert bo.post(address(omar), sent | {"anyway": "on"}).status_code == 302


def test_two_who_write_at_once_see_both_texts(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.anna):
        tried(elin, cast.anna, next_step="Träffas på biblioteket")
    bo = signed_in(cast.bo)
    answer = bo.post(address(elin), planned(elin, cast.bo))
    assert answer.status_code == 422
    assert "Träffas på biblioteket" in text_of(answer)
    again = {
        name: str(value)
        for name, value in answer.context["form"].data.items()
        if name != "csrfmiddlewaretoken"
    }
    assert bo.post(address(elin), again).status_code == 302


def test_how_it_went_is_written_once(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        meeting = begun(met(elin, cast.bo))
        elin = found(elin.person)
    bo, here = signed_in(cast.bo), address(elin, f"{meeting.pk}/")
    assert bo.post(here, said_of(elin, outcome="")).status_code == 422
    assert bo.post(here, said_of(elin, outcome="moved")).status_code == 422
    assert bo.post(here, said_of(elin)).status_code == 302
    text = text_of(bo.get(here))
    assert "Ungdomen kom" in text
    with cast.asking(cast.bo):
        now = found(elin.person)
    late = bo.post(here, said_of(now, outcome="did_not_come"))
    assert late.status_code == 422
    assert "redan skrivit hur det gick" in text_of(late)
    page = text_of(bo.get(f"/ungdomar/{elin.pk}/"))
    assert "Träffades" in page
    assert "Pratade om komvux" in page


def test_before_its_day_it_can_only_be_called_off(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        meeting = met(elin, cast.bo)
        elin = found(elin.person)
    bo, here = signed_in(cast.bo), address(elin, f"{meeting.pk}/")
    assert "Blir träffen inte av?" in text_of(bo.get(here))
    assert bo.post(here, said_of(elin)).status_code == 422
    assert bo.post(here, said_of(elin, outcome="cancelled")).status_code == 302


def test_mina_ungdomar_shows_the_day_and_the_own(cast: Cast, elin: Case) -> None:
    others = opened(cast, "Omar Ek")
    hidden = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        met(hidden, cast.anna, second=None)
    with cast.asking(cast.bo):
        begun(met(elin, cast.bo, place="Fiket"))
        tried(found(elin.person), cast.bo, reached=True, line="Vill läsa till svetsare")
    text = text_of(signed_in(cast.bo).get(MINE))
    for seen in ("Elin Testsson", "Fiket", "Vill läsa till svetsare", "Nådd i dag."):
        assert seen in text
    for unseen in ("Omar Ek", "Dold Dunkel"):
        assert unseen not in text
    with cast.asking(cast.anna):
        read = Read.objects.filter(page="casework:mine", is_open=True).get()
        assert set(read.person_ids) == {elin.person_id}
        assert read.ground == "ungdomscoach"
    assert others.pk != elin.pk


def test_the_week_is_ones_own_and_another_s_for_who_leads(
    cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.bo):
        meeting = met(elin, cast.bo, starts_at=at_ten_on_a_workday())
        held(met(elin_now(elin), cast.bo), cast.bo, outcome="cancelled")
    day = f"{WEEK}?dag={meeting.on}"
    text = words_of(signed_in(cast.bo).get(day))
    assert "10.00–10.45" in text
    assert "08.00–10.00 Ledigt" in text
    assert "10.45–17.00 Ledigt" in text
    anna = signed_in(cast.anna)
    assert "Elin Testsson" not in text_of(anna.get(day))
    assert "Elin Testsson" in text_of(anna.get(f"{day}&vem={cast.bo.pk}"))
    assert signed_in(cast.bo).get(f"{day}&vem={cast.anna.pk}").status_code == 403
    for nobody in (cast.gun.pk, cast.cilla.pk, uuid4(), "x"):
        assert anna.get(f"{day}&vem={nobody}").status_code == 404


def words_of(answer: Any) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def elin_now(case: Case) -> Case:
    return found(case.person)


def at_ten_on_a_workday() -> Any:
    """Ten o'clock on the Wednesday of next week."""
    now = timezone.localtime()
    ahead = 7 - now.weekday() + 2
    whole = now.replace(hour=10, minute=0, second=0, microsecond=0)
    return whole + timedelta(days=ahead)


@pytest.mark.parametrize("wrong", ["x", "2026-02-30", "0001-01-01", "9999-12-31", ""])
def test_a_day_that_is_none_is_today(cast: Cast, wrong: str) -> None:
    answer = signed_in(cast.bo).get(WEEK, {"dag": wrong})
    assert answer.status_code == 200
    assert answer.context["day"].on == clock.today()


def test_a_meeting_half_written_is_kept_for_its_writer(cast: Cast, elin: Case) -> None:
    bo = signed_in(cast.bo)
    kept = bo.post(f"/ungdomar/{elin.pk}/utkast/traff/", planned(elin, cast.bo))
    assert kept.json()["said"].startswith("Utkast sparat")
    assert "Fiket vid torget" in bo.get(address(elin)).content.decode()
    other = signed_in(cast.anna).get(address(elin)).content.decode()
    assert "Fiket vid torget" not in other
    bo.post(address(elin), planned(elin, cast.bo))
    with cast.asking(cast.bo):
        assert not Draft.objects.exists()
