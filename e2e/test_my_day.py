"""Min dag: what waits this morning, and a contact in three taps."""

from playwright.sync_api import expect

from e2e import youths
from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, follow, widen
from fullfolj.config.cast import Cast

DAY = "/min-dag/"


def test_anna_sees_what_waits(visit: Visit, cast: Cast) -> None:
    youths.morning(cast)
    page = visit(DAY, user=cast.anna)
    expect(page.get_by_text("4 av 9")).to_be_visible()
    assert_accessible_at_all_widths(page, "my-day")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Testsson, Elin").click)
    assert_accessible_at_all_widths(page, "case")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Ny kontakt").click)
    assert_accessible_at_all_widths(page, "contact")
