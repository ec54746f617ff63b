"""Skolgång, as somebody reads it before they ring."""

from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, follow
from fullfolj.casework.tests.cases import opened
from fullfolj.config.cast import Cast
from fullfolj.people.models import Person
from fullfolj.people.tests.people import enter
from fullfolj.people.told import Guardian
from fullfolj.schooling.tests.test_schooling import born, going, placed
from fullfolj.schooling.tests.told import AUGUST, CILLA, KARIN, tell
from fullfolj.schooling.told import Mentor

LONG = "Maximiliana-Konstantina Wachtmeister-Oxenstierna"


@pytest.fixture
def asa(cast: Cast) -> Person:
    """In her second school, with a mentor at each."""
    person = going(cast)
    unit = placed(
        cast,
        person,
        programme_code="IMIND",
        status="interrupted",
        valid_from=date(2025, 8, 18),
        valid_to=date(2026, 3, 1),
        is_gone=True,
    )
    before = replace(CILLA, name=LONG, email="mk.wachtmeister@fullfolj.example")
    earlier = replace(before, first_on=date(2025, 8, 18), last_on=date(2026, 2, 27))
    now = replace(CILLA, unit_id=unit.pk, first_on=AUGUST)
    tell(cast, {person: [replace(earlier, unit_id=unit.pk), now]}, Mentor)
    tell(cast, {person: [now]}, Mentor)
    return person


def test_bo_finds_whom_to_ring_about_asa(visit: Visit, cast: Cast, asa: Person) -> None:
    page = visit(f"/personer/{asa.pk}/", user=cast.bo)
    follow(page, page.get_by_role("link", name="Skolgång").click)
    assert page.title() == "Skolgång – Fullfölj"
    ring = page.get_by_role("link", name="070-123 45 67")
    expect(ring).to_have_attribute("href", "tel:0701234567")
    write = page.get_by_role("link", name="Cilla@fullfolj.example")
    expect(write).to_have_attribute("href", "mailto:Cilla@fullfolj.example")
    assert_accessible_at_all_widths(page, "schooling")
    page.get_by_text("Naturvetenskapsprogrammet (NA)").last.click()
    expect(page.get_by_text("Engelska 5")).to_be_visible()
    assert_accessible_at_all_widths(page, "schooling-plan")


def test_bo_sees_whom_to_ring_where_he_writes_that_he_did(
    visit: Visit, cast: Cast
) -> None:
    elin = opened(cast, "Elin Testsson")
    born(cast, elin.person, 17)
    other = replace(KARIN, given_name="Karl-Johan", relation="god_man")
    tell(cast, {elin.person: [KARIN, other]}, Guardian)
    page = visit(f"/ungdomar/{elin.pk}/kontakt/", user=cast.bo)
    guardians = page.get_by_role("list", name="Vårdnadshavare")
    expect(guardians.get_by_role("link", name="070-123 45 67")).to_have_count(2)
    assert_accessible_at_all_widths(page, "contact-guardians")


def test_of_age_with_nothing_told(visit: Visit, cast: Cast) -> None:
    nils = enter(cast, cast.bo, "Nils Provsson")
    born(cast, nils, 19)
    page = visit(f"/personer/{nils.pk}/skolgang/", user=cast.bo)
    expect(page.get_by_text("har fyllt 18 år")).to_be_visible()
    assert_accessible_at_all_widths(page, "schooling-empty")


def test_on_a_phone_without_script(visit: Visit, cast: Cast, asa: Person) -> None:
    tell(cast, {asa: []}, Guardian)
    page = visit(f"/personer/{asa.pk}/skolgang/", user=cast.bo, script=False, width=360)
    expect(page.get_by_text("Ingen skola har berättat om någon")).to_be_visible()
    page.locator("summary").filter(has_text="Naturvetenskap").click()
    expect(page.get_by_text("Engelska 5")).to_be_visible()
