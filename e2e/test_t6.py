"""T6, the list's half: sixty unmapped on 1 October 2012, none overdue in June 2014.

The house's day travels, and the instant does not: what is told of days is 2012's, what
was recorded is recorded now. Nights go on the days of the story, over files that were
read in on the first; sixty of Berg's are outside upper secondary school by the rule of
that time (KIA).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, follow, widen
from fullfolj.access.models import User
from fullfolj.casework import policy
from fullfolj.casework.models import Case
from fullfolj.casework.rules import waits as rules
from fullfolj.casework.rules.waits import HOME_VISIT, LETTER, MET, PHONE, SMS
from fullfolj.casework.tests.cases import opened, tried
from fullfolj.config.cast import Cast, everyone
from fullfolj.core import clock
from fullfolj.exchange.demo.numbers import check_sum
from fullfolj.exchange.extracts.tests.folders import write_folder
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.kaa.tests.questions import signed
from fullfolj.nightly import steps

DAY, LIST = "/min-dag/", "/ungdomar/"
HERE, SIXTY = "2326", 60
FIRST, LAST = date(2012, 10, 1), date(2014, 6, 30)
TOO_LATE = FIRST + timedelta(days=14)


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: when, how, whether it reached anybody, what comes next.

    `said` is what the way is called in the form.
    """

    on: date
    channel: str
    said: str
    reached: bool
    next_step: str
    next_step_on: date


RUNGS = (
    Rung(TOO_LATE, PHONE, "Ringde", False, "Skicka sms", date(2012, 10, 22)),
    Rung(date(2012, 10, 22), SMS, "Skickade sms", False, "Brev", date(2012, 10, 29)),
    Rung(
        *(date(2012, 10, 29), LETTER, "Skickade brev", False),
        *("Göra hembesök", date(2012, 11, 12)),
    ),
    Rung(
        *(date(2012, 11, 12), HOME_VISIT, "Gjorde hembesök", True),
        *("Följa upp", date(2013, 6, 10)),
    ),
    Rung(date(2013, 6, 10), MET, "Träffades", True, "Följa upp", date(2014, 6, 9)),
    Rung(date(2014, 6, 9), MET, "Träffades", True, "Följa upp", date(2014, 8, 25)),
)


class Calendar:
    """What day the house takes it to be."""

    today = FIRST


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """The house in 2012, with its cast already at work."""
    told = Calendar()
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: told.today)
    monkeypatch.setattr("fullfolj.config.cast.SINCE", date(2012, 1, 1))
    return told


@pytest.fixture
def cast(calendar: Calendar, site: str, tmp_path: Path) -> Cast:
    """The board has decided on two weeks; sixty are read in, and the night has gone."""
    made = everyone()
    signed(made, "first_contact_days", "14", date(2012, 9, 1))
    numbers = [numbered(n) for n in range(1, SIXTY + 1)]
    files = {
        "people": [f"{n},Nils,Provsson{n[8:11]},male,none,,,,,,," for n in numbers],
        "registrations": [f"{n},{HERE},1995-06-01,," for n in numbers],
        "enrolments": (),
        "credentials": (),
    }
    import_folder(
        folder=write_folder(tmp_path / "files", files),
        authority=made.berg,
        options=Options(answers_for=(HERE,)),
    )
    night(FIRST)
    return made


def numbered(serial: int) -> str:
    """The number of somebody invented, born in June 1995."""
    digits = f"950601{serial:03}"
    return f"19{digits}{-check_sum(digits) % 10}"


def night(on: date) -> None:
    assert not [done for done in steps.run(on) if done.reason]


def test_sixty_are_seen_through(visit: Visit, cast: Cast, calendar: Calendar) -> None:
    page = visit(DAY, user=cast.anna)
    kept(page, 0)
    give_out(page)
    with cast.asking(cast.anna):
        owners = dict(Case.objects.values_list("pk", "owner"))
    assert Counter(owners.values()) == {cast.bo.pk: 30, cast.anna.pk: 30}
    one = next(pk for pk, owner in owners.items() if owner == cast.anna.pk)
    others = [pk for pk in owners if pk != one]
    calendar.today = TOO_LATE - timedelta(days=1)
    page.goto(DAY)
    expect(page.get_by_text("Första kontakt försenad")).to_have_count(0)
    calendar.today = TOO_LATE
    page.goto(DAY)
    expect(page.get_by_role("link", name="60 Första kontakt försenad")).to_be_visible()
    for rung in RUNGS:
        calendar.today = rung.on
        night(rung.on)
        if rung.channel != PHONE:
            assert waiting(cast)[rules.DUE] == SIXTY
        climb_by_form(page, one, rung)
        for user in (cast.anna, cast.bo):
            climb(cast, user, [pk for pk in others if owners[pk] == user.pk], rung)
        assert not waiting(cast)[rules.OVERDUE]
    all_is_well(page, calendar, one)


def test_a_new_name_of_2_june_is_overdue_on_16_june(
    visit: Visit, calendar: Calendar, site: str
) -> None:
    """T6: the board's two weeks are whole: the fifteenth is the last day in time."""
    calendar.today = date(2014, 6, 2)
    cast = everyone()
    signed(cast, "first_contact_days", "14", FIRST)
    opened(cast, "Ny Provsson")
    late = "Första kontakt försenad"
    calendar.today = date(2014, 6, 15)
    page = visit(DAY, user=cast.anna)
    expect(page.get_by_role("row", name="Provsson, Ny")).to_contain_text(
        "Ny, hör av dig i dag"
    )
    expect(page.get_by_text(late)).to_have_count(0)
    calendar.today = date(2014, 6, 16)
    page.goto(DAY)
    follow(page, page.get_by_role("link", name=f"1 {late}").click)
    expect(page.get_by_role("row", name="Provsson, Ny")).to_contain_text(
        "Ny för 14 dagar sedan, aldrig kontaktad"
    )


def kept(page: Page, number: int) -> None:
    """How many of all Min dag says have somebody responsible and a next step."""
    said = f"{number} av {SIXTY} har ansvarig och nästa steg"
    expect(page.locator(".headline")).to_have_text(said)


def give_out(page: Page) -> None:
    """Anna gives the first page of the list to Bo, and takes the second herself."""
    for number, name in ((1, "Bo"), (2, "Anna")):
        page.goto(f"{LIST}?page={number}")
        boxes = page.locator("input[name=case]")
        expect(boxes).to_have_count(SIXTY // 2)
        for box in boxes.all():
            box.check(force=True)  # thirty alike: one need not wait for each to settle
        page.get_by_label("Ge de ikryssade till").select_option(label=name)
        follow(page, page.get_by_role("button", name="Byt ansvarig").click)
        expect(page.get_by_text("Ansvarig är ändrad.")).to_be_visible()
        assert page.url.endswith(f"{LIST}?page={number}"), "on the page one was on"
    page.goto(DAY)
    kept(page, 60)


def climb_by_form(page: Page, case: UUID, rung: Rung) -> None:
    """One step of the ladder as people do it."""
    page.goto(f"{LIST}{case}/kontakt/")
    page.get_by_label(rung.said).check()
    if rung.channel == HOME_VISIT:
        page.get_by_label("Vem följde med?").select_option(label="Bo")
    if rung.reached:
        page.get_by_label("Ja", exact=True).check()
    page.locator("#id_next_step").fill(rung.next_step)
    page.get_by_label("Dag för nästa steg").fill(str(rung.next_step_on))
    follow(page, page.get_by_role("button", name="Spara kontakten").click)
    expect(page.get_by_text("Kontakten är sparad.")).to_be_visible()


def climb(cast: Cast, user: User, cases: list[UUID], rung: Rung) -> None:
    """The same for the rest of a user's, by the action that the form calls."""
    along = cast.bo if user == cast.anna else cast.anna
    second = along.pk if rung.channel == HOME_VISIT else None
    with cast.asking(user), transaction.atomic():
        for case in Case.objects.select_related("person").filter(pk__in=cases):
            tried(
                case,
                user,
                channel=rung.channel,
                second=second,
                reached=rung.reached,
                next_step=rung.next_step,
                next_step_on=rung.next_step_on,
            )


def waiting(cast: Cast) -> dict[str, int]:
    """How many wait for each thing on the day of the house."""
    with cast.asking(cast.anna):
        seen = Case.objects.visible_to(cast.anna)
        return seen.tally(policy.day(clock.today()))


def all_is_well(page: Page, calendar: Calendar, case: UUID) -> None:
    """On the last day everybody is in good hands, and nothing is late."""
    calendar.today = LAST
    night(LAST)
    page.goto(DAY)
    kept(page, 60)
    expect(page.get_by_text("Inget väntar i dag")).to_be_visible()
    assert_accessible_at_all_widths(page, "t6-my-day")
    widen(page, 1280)
    for view in (rules.OVERDUE, rules.FIRST_OVERDUE, rules.LEFT):
        page.goto(f"{LIST}?visa={view}")
        expect(page.get_by_text("Ingen ungdom i det urvalet")).to_be_visible()
    page.goto(f"{LIST}{case}/")
    happened = page.get_by_role("region", name="Vad som har hänt")
    expect(happened.locator(".timeline > li")).to_have_count(len(RUNGS))
    assert_accessible_at_all_widths(page, "t6-case")
