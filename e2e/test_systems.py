"""Skolornas system: connected, tried and asked, as a coordinator does it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.exchange.demo.generate import write_demo
from fullfolj.exchange.ss12000 import jobs
from fullfolj.exchange.ss12000.models import Connection, Turn
from fullfolj.exchange.ss12000.tests import faults
from fullfolj.exchange.ss12000.tests.connecting import LIST
from fullfolj.exchange.ss12000.tests.region import region
from fullfolj.exchange.ss12000.tests.server import SchoolServer

TODAY = date(2026, 3, 16)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("region")
    write_demo(target, scale="region", as_of=TODAY, persons=250)
    return target


@pytest.fixture
def school(folder: Path, settings: Any) -> Iterator[SchoolServer]:
    """The schools' system, on this machine as in a demo."""
    settings.SCHOOLS_ON_THIS_MACHINE = True
    with SchoolServer(region(folder, TODAY)) as server:
        yield server


def fill(page: Page, school: SchoolServer) -> None:
    page.get_by_label("Namn").fill("Bergs skolor")
    page.locator("#id_url").fill(school.url)
    page.get_by_role("radio", name="Med en nyckel").check()
    page.locator("#id_token").fill(school.token)


def connected(page: Page) -> Connection:
    """The connection that the page is about."""
    return Connection(pk=UUID(page.url.rstrip("/").split("/")[-1]))


def stands(cast: Cast, connection: Connection, **values: Any) -> None:
    """How far it has come, as the worker says it."""
    with cast.asking(cast.anna):
        now = clock.now()
        turns = Turn.objects.filter(pk=connection.pk)
        turns.update(state="running", said_at=now, **values)


def done(cast: Cast, connection: Connection) -> None:
    """The worker does what is queued."""
    with cast.asking(cast.anna):
        Turn.objects.filter(pk=connection.pk).update(state="waiting")
    jobs.ask(connection.pk, 0)


def test_anna_connects_tries_and_fetches(
    visit: Visit, cast: Cast, school: SchoolServer
) -> None:
    page = visit("/", user=cast.anna)
    follow(
        page,
        page.get_by_role("main").get_by_role("link", name="Skolornas system").click,
    )
    assert_accessible_at_all_widths(page, "systems-empty")
    follow(page, page.get_by_role("link", name="Anslut ett system").click)
    assert_accessible_at_all_widths(page, "systems-form")
    for name in ("token", "client_id", "certificate"):
        expect(page.locator(f"#id_{name}")).to_be_hidden()
    page.get_by_role("radio", name="Med klient-id").check()
    expect(page.locator("#id_token_url")).to_be_visible()
    assert_accessible_at_all_widths(page, "systems-form-client")
    fill(page, school)
    page.get_by_label("Namn").fill("")
    follow(page, page.get_by_role("button", name="Spara").click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    expect(page.locator("#id_token")).to_have_value("")
    assert_accessible_at_all_widths(page, "systems-form-error")
    fill(page, school)
    follow(page, page.get_by_role("button", name="Spara").click)
    expect(page.get_by_text("Anslutningen är sparad.")).to_be_visible()
    assert_accessible_at_all_widths(page, "systems-new")
    follow(page, page.get_by_role("button", name="Prova").click)
    expect(page.get_by_text("Det fungerar: ")).to_be_visible()
    follow(page, page.get_by_role("button", name="Hämta nu").click)
    connection = connected(page)
    expect(page.locator("#stage")).to_have_text("Väntar på sin tur")
    assert_accessible_at_all_widths(page, "systems-waiting")
    stands(cast, connection, stage="applying", done=5000, total=12480)
    expect(page.get_by_text("5 000 av 12 480 personer")).to_be_visible()
    assert_accessible_at_all_widths(page, "systems-running")
    done(cast, connection)
    expect(page.get_by_text("Allt hämtades: ").first).to_be_visible()
    expect(page.locator("#sagt")).to_have_text("Hämtningen är klar.")
    assert_accessible_at_all_widths(page, "systems-fetched")
    page.goto(LIST)
    expect(page.get_by_text("Allt hämtades: ")).to_be_visible()
    assert_accessible_at_all_widths(page, "systems-list")


def test_anna_sees_that_a_system_hides_all_and_why_one_failed(
    visit: Visit, cast: Cast, school: SchoolServer
) -> None:
    page = visit(f"{LIST}ny/", user=cast.anna)
    fill(page, school)
    follow(page, page.get_by_role("button", name="Spara").click)
    unmarked = school.switch(faults.unmarked(), on="/persons")
    follow(page, page.get_by_role("button", name="Hämta nu").click)
    done(cast, connected(page))
    expect(page.get_by_text("Systemet säger inget om skydd")).to_be_visible()
    assert_accessible_at_all_widths(page, "systems-hides-all")
    assert unmarked.happened
    school.switch(faults.status(403), on="/persons")
    follow(page, page.get_by_role("button", name="Hämta allt igen").click)
    done(cast, connected(page))
    expect(page.get_by_text("Uppgifterna hämtades inte")).to_be_visible()
    assert_accessible_at_all_widths(page, "systems-failed")
    follow(page, page.get_by_role("link", name="Ta bort").click)
    assert_accessible_at_all_widths(page, "systems-remove")
    follow(page, page.get_by_role("button", name="Ta bort anslutningen").click)
    expect(page.get_by_text("Anslutningen är borttagen.")).to_be_visible()


def test_by_keyboard_alone(visit: Visit, cast: Cast, school: SchoolServer) -> None:
    page = visit(f"{LIST}ny/", user=cast.anna)
    page.get_by_label("Namn").focus()
    page.keyboard.type("Bergs skolor")
    tab(page, 1)
    page.keyboard.type(school.url)
    tab(page, 1)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab(page, 1)
    page.keyboard.type(school.token)
    enter(page)
    expect(page.get_by_text("Anslutningen är sparad.")).to_be_visible()
    page.get_by_role("button", name="Prova").focus()
    enter(page)
    expect(page.get_by_text("Det fungerar: ")).to_be_visible()


def test_without_script_on_a_phone(
    visit: Visit, cast: Cast, school: SchoolServer
) -> None:
    page = visit(LIST, user=cast.hilda, script=False, width=360)
    page.get_by_role("link", name="Anslut ett system").click()
    fill(page, school)
    page.get_by_role("button", name="Spara").click()
    connection = connected(page)
    page.get_by_role("button", name="Hämta nu").click()
    stands(cast, connection, stage="reading", done=20_000)
    page.get_by_role("link", name="Visa hur långt den har kommit").click()
    expect(page.get_by_text("20 000 uppgifter")).to_be_visible()
    done(cast, connection)
    page.get_by_role("link", name="Visa hur långt den har kommit").click()
    expect(page.locator("p").get_by_text("Allt hämtades: ")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.locator("p").get_by_text("All was fetched: ")).to_be_visible()
