"""`make run` as one meets it who has just cloned the house: `fullfolj demo`."""

import json
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.walk import assert_accessible_at_all_widths, enter, follow, widen
from fullfolj.config.postgres.cluster import PORT, Cluster
from fullfolj.config.tests.conftest import end, is_gone, until
from fullfolj.config.tests.houses import left, run, served
from fullfolj.config.workshops import SEXES, WORKSHOPS

FEW = ("--persons", "900")
READY = "Avsluta med Ctrl-C"
LATER_RUN = 15  # seconds until the page, as promised; the first has five minutes
FILES = ("people.csv", "registrations.csv", "enrolments.csv", "credentials.csv")
# Each of the four boards has been read in once, and has decided once.
STANDING = """
SELECT (SELECT count(*) FROM imports_importrun WHERE outcome = 'applied'),
       (SELECT count(DISTINCT authority_id) FROM imports_importrun),
       (SELECT count(DISTINCT authority_id) FROM kaa_registerspell),
       (SELECT max(n) FROM (SELECT count(*) AS n FROM kaa_policysetting
                            GROUP BY authority_id, name) AS each),
       (SELECT count(*) FROM nightly_jobrun WHERE outcome <> 'done'),
       (SELECT count(*) FROM access_user),
       (SELECT count(DISTINCT authority_id) FROM casework_contact)
"""
SHARES_OF_BERG = ("12 av 23, 52,2 %", "12 av 19, 63,2 %", "12 av 16, 75,0 %")
WAITS = """
SELECT count(*) FROM pg_locks
WHERE NOT granted AND relation = 'schooling_credential'::regclass
"""


# What came of the youths of each workshop, as its coordinator counts them.
COUNTED = """
import json
from fullfolj.access.models import Authority, User
from fullfolj.config.cast import as_member
from fullfolj.config.workshops import counted
from fullfolj.programmes.models import Method
for name, slug in (("petra", "karlskoga-degerfors"), ("anna", "berg")):
    user = User.objects.get(email=f"{name}@fullfolj.example")
    with as_member(user, Authority.objects.get(slug=slug)):
        found = counted(Method.objects.get(), user)
    print(json.dumps([[*of, n] for of, n in found.items()]))
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home where nothing is, and where nothing but the demo's house will be."""
    home = tmp_path / "home"
    yield home
    end(region(home))
    assert [path.name for path in home.iterdir()] == ["demo-region"]


def region(home: Path) -> Cluster:
    return Cluster(home / "demo-region")


def asked(home: Path, query: str) -> tuple[Any, ...]:
    """The first row of an answer, past the wall."""
    with past_the_wall(home) as connection:
        row = connection.execute(query).fetchone()
    assert row
    return row


def past_the_wall(home: Path) -> "psycopg.Connection[tuple[Any, ...]]":
    where = region(home).host()
    return psycopg.connect(host=where, port=PORT, user="postgres", dbname="fullfolj")


@contextmanager
def in_the_way(home: Path) -> Iterator[None]:
    """Hold up an import in its middle."""
    with past_the_wall(home) as connection:
        connection.execute("LOCK TABLE schooling_credential IN ACCESS EXCLUSIVE MODE")
        yield


def assert_what_came_of_them(home: Path) -> None:
    """T3, T14 (G1, G2): by destination and sex; the shares: test_outcome_rules."""
    told = run(region(home).home, "manage", "shell", "-v", "0", "-c", COUNTED)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.strip().splitlines()
    for line, workshop in zip(lines, WORKSHOPS.values(), strict=True):
        found = {(where, sex): number for where, sex, number in json.loads(line)}
        assert found == {
            (where, sex): number
            for where, numbers in workshop.went.items()
            for sex, number in zip(SEXES, numbers, strict=True)
            if number
        }


def assert_bergs_shares_are_told(page: Page) -> None:
    """T3 (G2): on the method's page, each with how many it is of, and of the target."""
    page.goto("/metoder/")
    follow(page, page.locator("main").get_by_role("link", name="KIA").click)
    for told in ("23 av 40 som var målet, 57,5 %", *SHARES_OF_BERG):
        expect(page.locator("main")).to_contain_text(told)
    assert_accessible_at_all_widths(page, "method-came-of")
    widen(page, 1280)


def test_from_nothing_to_a_page_and_again(browser: Browser, home: Path) -> None:
    with served(home, "demo", *FEW) as first:
        first.until_said("Läser in: Krokoms kommun")
        first.stop(signal.SIGKILL)
    with served(home, "demo", *FEW) as house:
        house.until_said(READY, seconds=120)
        assert "Läser in: Bergs kommun" not in house.said
        assert "Läser in: Krokoms kommun" in house.said
        assert f"http://localhost:{house.port}" in house.said
        for role in ("Anna     Samordnare", "Hilda    Administratör", "Dag      Samv"):
            assert role in house.said
        context = browser.new_context(
            base_url=f"http://localhost:{house.port}", locale="sv-SE"
        )
        page = context.new_page()
        page.goto("/")
        assert_accessible_at_all_widths(page, "sign-in-demo")
        widen(page, 1280)
        page.get_by_role("button", name="Anna Samordnare").focus()
        enter(page)
        expect(page.get_by_role("heading", name="Min dag")).to_be_visible()
        expect(page.locator(".headline")).not_to_have_text(re.compile("^0 av"))
        assert_bergs_shares_are_told(page)
        page.goto("/importer/")
        expect(page.get_by_role("row")).to_have_count(2)
        page.goto("/importer/ny/")
        files = home / "demo-region" / "files" / "berg"
        page.get_by_label("Filer").set_input_files([files / name for name in FILES])
        with in_the_way(home):
            follow(page, page.get_by_role("button", name="Skicka in").click)
            until(lambda: asked(home, WAITS) == (1,))
            assert house.stop(signal.SIGINT) == 0, house.said
        context.close()
    began = time.monotonic()
    with served(home, "demo") as later:
        later.until_said(READY)
        assert time.monotonic() - began < LATER_RUN
        assert "Läser in" not in later.said
        assert "ha arbetat" not in later.said
        assert asked(home, STANDING) == (4, 4, 4, 1, 0, 16, 4)
        assert_what_came_of_them(home)
        assert later.stop() == 0
    until(lambda: not left(home) and is_gone(region(home)))
