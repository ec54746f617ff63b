"""T3 and T14, the recording: where each went, by sex, and how it went afterwards.

A few of Karlskoga's and Berg's: one of each kind of exit that the sources keep apart.
What is told by hand is told once, and the numbers are counted from the rows.
"""

from collections import Counter
from datetime import date
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, follow, widen
from fullfolj.casework.models import Case, FollowUp, Outcome
from fullfolj.casework.rules.cases import DESTINATIONS, months_after
from fullfolj.casework.tests.cases import found, night, registered
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.models import FILES, CivilRecord

CLOSE, GOAL = "Avsluta ärendet", "Målet är nått"
BOY, GIRL = "male", "female"


class Youth(NamedTuple):
    """What the population register says of somebody, and where they went."""

    name: str
    sex: str
    went: str
    reason: str = GOAL
    lives_on: str = "Studiestöd"


LEFT = (
    Youth("Ali Karimi", BOY, "Folkhögskola"),
    Youth("Sara Exempel", GIRL, "Komvux"),
    Youth("Omar Provsson", BOY, "Arbete", lives_on="Egen inkomst"),
    Youth("Nour Haddad", GIRL, "Praktik", lives_on="Vet inte"),
    Youth("Liv Sund", GIRL, "Socialtjänsten", lives_on="Försörjningsstöd"),
    Youth("Eva Ek", GIRL, "Arbetsförmedlingen", lives_on="Ingenting"),
    Youth("Bo Ek", BOY, "Har flyttat", reason="Har flyttat", lives_on="Vet inte"),
)
STAYS = Youth("Nils Alm", BOY, "")


@pytest.fixture
def cases(cast: Cast) -> dict[str, Case]:
    """The open case of each, by name; the register says of which sex they are."""
    people = {}
    for youth in (*LEFT, STAYS):
        people[youth.name] = registered(cast, youth.name)
        with cast.asking(cast.anna):
            CivilRecord.about(
                people[youth.name],
                valid_from=date(2008, 5, 1),
                sex=youth.sex,
                source=FILES,
            ).save(force_insert=True)
    night(cast)
    with cast.asking(cast.anna):
        return {name: found(person) for name, person in people.items()}


def test_each_exit_is_told_by_hand_and_counted(
    visit: Visit, cast: Cast, cases: dict[str, Case]
) -> None:
    """T3, T14: every exit of its own, moved among them; who remains is not closed."""
    page = visit("/min-dag/", user=cast.bo)
    for number, youth in enumerate(LEFT):
        widen(page, 360 if number % 2 else 1280)
        close(page, cases[youth.name], youth)
    assert_accessible_at_all_widths(page, "t14-closed")
    with cast.asking(cast.bo):
        counted = tally()
    assert counted == {
        (BOY, "studies"): 1,
        (GIRL, "studies"): 1,
        (BOY, "towards_work"): 1,
        (GIRL, "towards_work"): 1,
        (GIRL, "authority"): 2,
        (BOY, "else"): 1,
    }
    told = [said for (_, group), n in counted.items() for said in [group] * n]
    reached = told.count("studies") + told.count("towards_work")
    everyone, ended, moved = len(cases), len(told), told.count("else")
    assert (reached, everyone, ended, ended - moved) == (4, 8, 7, 6)
    ask_after(page, cast, cases)


def close(page: Page, case: Case, youth: Youth) -> None:
    """Close a case as people do."""
    page.goto(f"/ungdomar/{case.pk}/avsluta/")
    page.get_by_role("radio", name=youth.reason).check()
    page.get_by_label("Vart går ungdomen?").select_option(label=youth.went)
    page.get_by_label("Vad försörjer sig").select_option(label=youth.lives_on)
    follow(page, page.get_by_role("button", name=CLOSE).click)
    expect(page.get_by_text("Ärendet är avslutat.")).to_be_visible()


def tally() -> Counter[tuple[str, str]]:
    """How many went where, by sex and by what the sources sum."""
    now = Outcome.objects.filter(person__civilrecord__recorded_to=None)
    went = now.values_list("person__civilrecord__sex", "destination")
    return Counter((sex, DESTINATIONS[place]) for sex, place in went)


def ask_after(page: Page, cast: Cast, cases: dict[str, Case]) -> None:
    """Half a year later one is still there, and one has gone on."""
    with cast.asking(cast.anna):
        early = FollowUp.objects.filter(due_on__lt=months_after(clock.today(), 12))
        assert early.update(due_on=clock.today()) == len(LEFT)
    for name, where in (("Ali Karimi", "Folkhögskola"), ("Liv Sund", "Arbete")):
        page.goto(f"/ungdomar/{cases[name].pk}/uppfoljning/")
        page.get_by_label("Var är ungdomen nu?").select_option(label=where)
        page.get_by_label("Vad försörjer sig").select_option(label="Egen inkomst")
        follow(page, page.get_by_role("button", name="Spara svaret").click)
    expect(page.get_by_role("link", name="Svara")).to_have_count(len(LEFT) - 2)
    with cast.asking(cast.anna):
        answered = FollowUp.objects.filter(answered_on=clock.today())
        assert sorted(answered.values_list("destination", flat=True)) == [
            *("folk_high_school", "work"),
        ]
