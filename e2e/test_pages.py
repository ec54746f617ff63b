"""The pages that everyone may meet: errors, sign-out, a forgotten password."""

from django.template.loader import render_to_string
from playwright.sync_api import expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, follow


def test_the_error_pages_stand_by_themselves(visit: Visit) -> None:
    page = visit("/finns-inte/")
    for code in ("403", "403_csrf", "429", "500"):
        page.set_content(render_to_string(f"{code}.html"))
        assert_accessible_at_all_widths(page, f"error-{code}")


def test_a_page_that_does_not_exist(visit: Visit) -> None:
    page = visit("/finns-inte/")
    expect(page.get_by_role("heading", name="Sidan finns inte")).to_be_visible()
    assert_accessible_at_all_widths(page, "error-404")


def test_a_forgotten_password(visit: Visit) -> None:
    page = visit("/losenord/glomt/")
    assert_accessible_at_all_widths(page, "password-forgotten")
    page.get_by_role("textbox").fill("ingen@fullfolj.example")
    follow(page, page.get_by_role("button", name="Skicka länken").click)
    expect(page.get_by_role("heading", name="Titta i din e-post")).to_be_visible()
    assert_accessible_at_all_widths(page, "password-sent")
