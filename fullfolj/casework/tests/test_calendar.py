"""The calendar that leaves the house: whose, while it holds, and nothing personal."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.access.actions import memberships
from fullfolj.access.models import Membership, Read, User
from fullfolj.casework import ics
from fullfolj.casework.actions import calendars
from fullfolj.casework.models import CalendarAddress
from fullfolj.casework.rules.meetings import lasting
from fullfolj.casework.tests.cases import held, met, opened
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.people.models import CONFIDENTIAL

PAGE = "/min-dag/kalender/"
AT = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def event(summary: str = "Träff") -> ics.Event:
    return ics.Event("1@fullfolj", lasting(AT, 45), AT - timedelta(days=1), summary)


def unfolded(text: str) -> list[str]:
    """The lines, as a program that follows RFC 5545 reads them."""
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_a_calendar_as_the_standard_wants_it() -> None:
    lines = unfolded(ics.calendar("Träffar", [event()]))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")] == [
        "BEGIN:VEVENT",
        "UID:1@fullfolj",
        "DTSTAMP:20261123T130000Z",
        "DTSTART:20261124T130000Z",
        "DTEND:20261124T134500Z",
        "SUMMARY:Träff",
        "CLASS:PRIVATE",
    ]


def test_what_has_a_meaning_of_its_own_is_marked() -> None:
    assert ics.text("a,b;c\\d\r\ne") == "a\\,b\\;c\\\\d\\ne"


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=300)
)
def test_no_line_is_too_long_and_nothing_is_lost(said: str) -> None:
    whole = ics.calendar("x", [event(said)])
    for line in whole.encode().split(b"\r\n"):
        assert len(line) <= ics.WIDEST
        line.decode()  # never broken within a character
    assert f"SUMMARY:{ics.text(said)}" in unfolded(whole)
    assert not re.search(r"(?<!\r)\n", whole)


def made(cast: Cast, user: User) -> str:
    """The path that a user gets to give to their calendar."""
    with cast.asking(user):
        home = cast.home(user).pk
        word = calendars.open_calendar(authority_id=home, by=user)
    return f"/kalender/{word}.ics"


def asked(path: str) -> tuple[int, str]:
    """What a calendar is told, which has signed in nowhere."""
    answer = Client().get(path)
    return answer.status_code, answer.content.decode()


@pytest.mark.django_db
def test_times_leave_the_house_and_nothing_else(cast: Cast) -> None:
    elin = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        meeting = met(elin, cast.bo, place="Vårdcentralen", interpreter="Tigrinska")
        omar = met(opened(cast, "Omar Ek"), cast.bo, anyway=True)
        held(omar, cast.bo, outcome="cancelled")
    status, text = asked(made(cast, cast.bo))
    assert status == 200
    assert text.count("BEGIN:VEVENT") == 1, "what is cancelled takes no time"
    assert f"DTSTART:{ics.moment(meeting.starts_at)}" in text
    assert "SUMMARY:Träff\r\n" in text
    for secret in ("Elin", "Testsson", "Vårdcentralen", "Tigrinska", str(meeting.pk)):
        assert secret not in text
    assert str(elin.pk) not in text
    with cast.asking(cast.anna):
        read = Read.objects.get(page="casework:feed")
        assert (read.user_id, read.kind) == (cast.bo.pk, "export")
        assert read.person_ids == [elin.person_id]
        assert read.ground == "ungdomscoach"


@pytest.mark.django_db
def test_it_is_the_users_own_with_their_clearance(cast: Cast) -> None:
    hidden = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        met(hidden, cast.anna)
    assert "BEGIN:VEVENT" in asked(made(cast, cast.anna))[1]
    for user in (cast.bo, cast.gun):
        status, text = asked(made(cast, user))
        assert (status, "BEGIN:VEVENT" in text) == (200, False)


@pytest.mark.django_db
def test_an_address_ends_when_another_is_made_or_it_is_taken_away(cast: Cast) -> None:
    first = made(cast, cast.bo)
    second = made(cast, cast.bo)
    assert [asked(path)[0] for path in (first, second)] == [404, 200]
    with cast.asking(cast.bo):
        assert CalendarAddress.objects.count() == 1
        calendars.close_calendar(by=cast.bo)
    assert asked(second)[0] == 404


@pytest.mark.django_db
def test_it_ends_with_the_membership(cast: Cast) -> None:
    path = made(cast, cast.bo)
    with cast.asking(cast.hilda):
        held_by_bo = Membership.objects.get(user=cast.bo)
        memberships.end(membership=held_by_bo, on=clock.today(), by=cast.hilda)
    assert asked(path)[0] == 404


@pytest.mark.django_db
def test_what_is_no_word_of_ours_is_told_nothing(cast: Cast) -> None:
    path = made(cast, cast.bo)
    word = path.removeprefix("/kalender/").removesuffix(".ics")
    other = "A" if word[40] != "A" else "B"
    forged = word[:40] + other + word[41:]
    for wrong in (forged, word[:-4], word + "AAAA", "x", "A" * 88, "-" * 400):
        assert asked(f"/kalender/{wrong}.ics")[0] == 404
    assert Client().post(path).status_code == 405


@pytest.mark.django_db
def test_the_page_shows_the_address_once(cast: Cast) -> None:
    bo = signed_in(cast.bo)
    assert b"/kalender/" not in bo.get(PAGE).content.replace(PAGE.encode(), b"")
    shown = bo.post(PAGE).content.decode()
    path = re.search(r"/kalender/[\w-]+\.ics", shown)
    assert path
    assert asked(path[0])[0] == 200
    assert path[0] not in bo.get(PAGE).content.decode()
    assert bo.post(PAGE, {"drop": "yes"}).status_code == 302
    assert asked(path[0])[0] == 404
    with cast.asking(cast.bo):
        assert not CalendarAddress.objects.exists()
