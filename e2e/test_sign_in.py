"""Signing in as people do it: with a password, a one-time code, in both languages."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from playwright.sync_api import Page, expect

from e2e.codes import code_of
from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab
from fullfolj.access import wall
from fullfolj.access.models import User
from fullfolj.access.sessions import SessionStore
from fullfolj.access.signin.session import BEGAN, USED
from fullfolj.config.cast import Cast
from fullfolj.core import clock

PASSWORD = "vinterns-första-frost"  # noqa: S105 - of an invented person


@pytest.fixture
def anna(cast: Cast) -> User:
    """Anna of Berg, who coordinates and so reads people; with a password."""
    return with_password(cast.anna)


@pytest.fixture
def farid(cast: Cast) -> User:
    """Farid of the region, who sees figures and nobody."""
    return with_password(cast.farid)


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(page: Page, user: User, password: str = PASSWORD) -> None:
    page.get_by_label("E-post").fill(user.email)
    page.get_by_label("Lösenord", exact=True).fill(password)
    follow(page, page.get_by_role("button", name="Logga in").click)


def with_codes(user: User) -> str:
    secret: str = generate_totp_secret()
    with wall.vouched():
        TOTP.activate(user, secret)
        RecoveryCodes.activate(user)
    return secret


def age(page: Page, **marks: timedelta) -> None:
    """Let the session of the page be older than it is."""
    cookies = {c.get("name"): c.get("value") for c in page.context.cookies()}
    store = SessionStore(cookies["sessionid"])
    for mark, by in marks.items():
        store[mark] = (clock.now() - by).isoformat()
    store.save()


def look_again(page: Page) -> None:
    """Let the page ask how long the session lasts, as when one comes back to it."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_she_sets_up_codes_before_anything_else(visit: Visit, anna: User) -> None:
    page = visit("/konto/")
    expect(page).to_have_title("Logga in – Fullfölj")
    assert_accessible_at_all_widths(page, "sign-in")
    sign_in(page, anna)
    expect(page.get_by_role("heading", name="Skaffa engångskoder")).to_be_visible()
    assert_accessible_at_all_widths(page, "codes-set-up")
    page.goto("/")
    expect(page).to_have_url(re.compile("/konto/koder/ny/"))
    secret = page.locator(".key").inner_text()
    follow(page, page.get_by_role("button", name="Börja använda").click)
    assert_accessible_at_all_widths(page, "codes-set-up-error")
    page.get_by_role("textbox").fill(code_of(page.locator(".key").inner_text()))
    follow(page, page.get_by_role("button", name="Börja använda").click)
    expect(page.get_by_role("heading", name="Reservkoder")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    assert_accessible_at_all_widths(page, "recovery-codes")
    follow(page, page.get_by_role("link", name="Jag har sparat dem").click)
    expect(page.get_by_role("heading", name="Min dag")).to_be_visible()
    assert_accessible_at_all_widths(page, "start")
    page.goto("/konto/")
    assert_accessible_at_all_widths(page, "account")
    assert secret


def test_she_signs_in_with_her_code_by_keyboard_alone(visit: Visit, anna: User) -> None:
    secret = with_codes(anna)
    page = visit("/")
    page.get_by_label("E-post").focus()
    page.keyboard.type(anna.email)
    tab(page, 1)
    page.keyboard.type(PASSWORD)
    enter(page)
    expect(page.get_by_role("heading", name="Skriv engångskoden")).to_be_visible()
    assert_accessible_at_all_widths(page, "code")
    page.get_by_role("textbox").focus()
    page.keyboard.type(code_of(secret))
    enter(page)
    expect(page.get_by_role("heading", name="Min dag")).to_be_visible()
    names = [stop["name"] for stop in tab(page, 11)]
    assert names[:3] == ["Gå till innehållet", "Fullfölj", "Start"]
    assert names[3:] == [
        "Min dag",
        "Mina ungdomar",
        "Ungdomar",
        "Personer",
        "Granskning",
        "Inläsning",
        "Anna",
        "Logga ut",
    ]
    enter(page)
    expect(page).to_have_title("Logga in – Fullfölj")


def test_he_who_reads_nobody_needs_no_code_and_no_script(
    visit: Visit, farid: User
) -> None:
    page = visit("/", script=False, width=360)
    sign_in(page, farid, "fel")
    expect(page.get_by_text("Det här behöver du rätta")).to_be_visible()
    sign_in(page, farid)
    expect(page.get_by_role("heading", name="Hej Farid")).to_be_visible()
    follow(page, page.get_by_role("button", name="English").click)
    expect(page.get_by_role("heading", name="Hello Farid")).to_be_visible()
    follow(page, page.get_by_role("button", name="Sign out").click)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_unknown_address_and_wrong_password_look_the_same(
    visit: Visit, farid: User
) -> None:
    page = visit("/logga-in/")
    sign_in(page, farid, "fel")
    wrong = page.locator("ds-error-summary").inner_text()
    assert_accessible_at_all_widths(page, "sign-in-error")
    page.get_by_label("E-post").fill("ingen@fullfolj.example")
    page.get_by_label("Lösenord", exact=True).fill("fel")
    follow(page, page.get_by_role("button", name="Logga in").click)
    expect(page.get_by_label("E-post")).to_have_value("ingen@fullfolj.example")
    assert page.locator("ds-error-summary").inner_text() == wrong


def test_a_page_can_be_opened_as_someone(visit: Visit, cast: Cast) -> None:
    page = visit("/", user=cast.anna, width=360)
    expect(page.get_by_role("heading", name="Min dag")).to_be_visible()


def test_it_warns_and_one_press_extends(visit: Visit, farid: User) -> None:
    page = visit("/konto/")
    sign_in(page, farid)
    expect(page.get_by_role("heading", name="Ditt konto")).to_be_visible()
    age(page, **{USED: timedelta(minutes=26)})
    look_again(page)
    notice = page.get_by_role("alertdialog")
    expect(notice).to_contain_text("Du loggas ut om 4 min")
    assert_accessible_at_all_widths(page, "session-notice")
    expect(notice.get_by_role("button", name="Fortsätt arbeta")).to_be_focused()
    page.keyboard.press("Enter")
    expect(notice).to_be_hidden()


def test_after_ten_hours_it_can_only_be_acknowledged(visit: Visit, farid: User) -> None:
    page = visit("/konto/")
    sign_in(page, farid)
    expect(page.get_by_role("heading", name="Ditt konto")).to_be_visible()
    age(page, **{BEGAN: timedelta(hours=9, minutes=57)})
    look_again(page)
    notice = page.get_by_role("alertdialog")
    expect(notice).to_contain_text("Arbetspasset är slut om 3 min")
    notice.get_by_role("button", name="Jag förstår").click()
    expect(notice).to_be_hidden()


def test_the_page_goes_when_the_session_has(visit: Visit, farid: User) -> None:
    page = visit("/konto/")
    sign_in(page, farid)
    expect(page.get_by_role("heading", name="Ditt konto")).to_be_visible()
    age(page, **{USED: timedelta(minutes=31)})
    follow(page, lambda: look_again(page))
    expect(page.get_by_text("ingen hade använt sidan på 30 minuter")).to_be_visible()
    assert_accessible_at_all_widths(page, "session-ended")
    sign_in(page, farid)
    expect(page.get_by_role("heading", name="Ditt konto")).to_be_visible()
