"""A youth's way: one tap, ten questions on a phone handed over, and movement."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, enter, follow, tab, widen
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case, LadderEvent, SelfView, SelfViewAnswer
from fullfolj.casework.tests.cases import found, opened, tried
from fullfolj.casework.tests.progress import believed, happened, uses, viewed
from fullfolj.config.cast import Cast
from fullfolj.core import clock


@pytest.fixture
def elin(cast: Cast) -> Case:
    """A case that Anna answers for, where every part is used."""
    uses(cast)
    case = opened(cast, "Elin Testsson", "200805011236")
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=cast.anna, by=cast.anna)
    return case


def place(case: Case, rest: str = "") -> str:
    return f"/ungdomar/{case.pk}/{rest}"


def press(page: Page, name: str) -> Callable[[], None]:
    return page.get_by_role("button", name=name, exact=True).click


def choose(page: Page, question: str, answer: str) -> None:
    """Answer one of the questions."""
    asked = page.get_by_role("group", name=question)
    asked.get_by_label(answer, exact=True).check()


def test_one_tap_on_a_phone_without_script(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    """T5: a small thing counts, is told in words, and is no number."""
    page = visit(place(elin), user=cast.bo, width=360, script=False)
    way = page.get_by_role("region", name="På vägen")
    expect(way.get_by_text("Ingen händelse ännu")).to_be_visible()
    follow(page, way.get_by_role("button", name="Har svarat på något sätt").click)
    expect(page.get_by_text("Händelsen är sparad.")).to_be_visible()
    expect(way.get_by_role("listitem")).to_contain_text("Har svarat på något sätt")
    with cast.asking(cast.bo):
        assert LadderEvent.objects.get().level == 1


def test_the_cases_page_with_a_way(visit: Visit, cast: Cast, elin: Case) -> None:
    with cast.asking(cast.anna):
        happened(elin, cast.anna, 2, line="Drack kaffe på biblioteket")
        happened(elin, cast.anna, 5)
        happened(elin, cast.anna, 5, is_left=True)
        viewed(elin, cast.anna, on=clock.today() - timedelta(days=100))
        tried(found(elin.person), cast.bo, channel="met", reached=True)
        believed(elin, cast.anna, likely=3)
    page = visit(place(elin), user=cast.anna)
    expect(page.get_by_text("Det har gått tre månader.")).to_be_visible()
    expect(page.locator(".waits")).to_have_text(
        "Dags för de tio frågorna, om ungdomen vill"
    )
    assert_accessible_at_all_widths(page, "progress-case")
    page.goto("/min-dag/")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="1 Dags för de tio frågorna").click)
    expect(page.get_by_role("link", name="Testsson, Elin")).to_be_visible()


def test_an_event_by_keyboard_of_another_day(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    page = visit(place(elin, "vagen/"), user=cast.bo)
    page.get_by_label("Inte nådd").focus()
    page.keyboard.press("Space")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Är i aktivitet")).to_be_checked()
    page.get_by_label("En rad om det").focus()
    page.keyboard.type("Börjat på kafé")
    tab(page, 1)
    enter(page)
    expect(page.get_by_text("Händelsen är sparad.")).to_be_visible()
    follow(page, page.get_by_role("link", name="Annan händelse eller annan dag").click)
    follow(page, press(page, "Spara"))
    expect(page.locator("ds-error-summary")).to_be_focused()
    assert_accessible_at_all_widths(page, "ladder")
    widen(page, 1280)
    follow(page, page.get_by_role("button", name="Stryk").click)
    expect(page.get_by_text("Händelsen är struken.")).to_be_visible()


def test_the_screen_handed_over_on_a_phone_without_script(
    visit: Visit, cast: Cast, elin: Case
) -> None:
    """Ten questions, nobody's name, no way elsewhere; each may be passed over."""
    page = visit(place(elin, "sjalvbild/"), user=cast.anna, width=360, script=False)
    follow(page, page.get_by_role("link", name="Lämna över skärmen, Svenska").click)
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("group")).to_have_count(10)
    assert "Elin" not in page.content()
    choose(page, "3. Jag kan ta mig dit jag behöver.", "2")
    choose(page, "5. Jag har någon att vända mig till.", "Vill inte svara")
    follow(page, press(page, "Klar"))
    expect(page.get_by_text("Lämna tillbaka skärmen nu.")).to_be_visible()
    assert "Elin" not in page.content()
    with cast.asking(cast.anna):
        assert SelfView.objects.get().way == "alone"
        rows = SelfViewAnswer.objects.order_by("item")
        assert list(rows.values_list("item", "value")) == [(3, 2), (5, None)]
    follow(page, page.get_by_role("link", name="För personalen: fortsätt").click)
    expect(page.get_by_role("cell", name="ville inte svara")).to_be_visible()


def test_the_pages_of_the_ten_questions(visit: Visit, cast: Cast, elin: Case) -> None:
    page = visit(place(elin, "sjalvbild/"), user=cast.anna)
    assert_accessible_at_all_widths(page, "self-view-none")
    for rest in ("lamna-over/", "tack/", "ny/"):
        page.goto(place(elin, f"sjalvbild/{rest}"))
        assert_accessible_at_all_widths(page, f"self-view-{rest[:-1]}")
    widen(page, 1280)
    follow(page, press(page, "Spara svaren"))
    expect(page.get_by_text("Inget är ifyllt.")).to_be_visible()
    choose(page, "10. Det är jag som bestämmer i min plan.", "5 Stämmer helt")
    follow(page, press(page, "Spara svaren"))
    expect(page.get_by_text("Svaren är sparade.")).to_be_visible()
    assert_accessible_at_all_widths(page, "self-view")


def test_a_belief_is_read_by_who_wrote_it(visit: Visit, cast: Cast, elin: Case) -> None:
    with cast.asking(cast.anna):
        viewed(elin, cast.anna)
    page = visit(place(elin, "tro/"), user=cast.bo)
    choose(page, "Hur troligt är studier eller arbete inom ett år?", "4")
    follow(page, press(page, "Spara"))
    expect(page.get_by_role("table")).to_contain_text("Ungdomen själv")
    assert_accessible_at_all_widths(page, "belief")
    page = visit(place(elin, "tro/"), user=cast.anna)
    expect(page.get_by_role("table")).to_have_count(0)


def test_movement_tells_how_many_and_who_are_missing(visit: Visit, cast: Cast) -> None:
    """T14: three numbers, each with its denominator; small groups are not shown."""
    uses(cast)
    first = clock.today() - timedelta(days=200)
    later = clock.today() - timedelta(days=60)
    for number in range(17):
        case = opened(cast, f"Elev Provsson{number}", listed_on=first)
        if number >= 12:
            continue
        with cast.asking(cast.anna):
            happened(case, cast.anna, 2, on=first)
            viewed(case, cast.anna, on=first)
            happened(case, cast.anna, 5 if number < 6 else 2, on=later)
            if number < 6:
                viewed(case, cast.anna, dict.fromkeys(range(1, 11), 5), on=later)
    page = visit("/rorelse/", user=cast.anna)
    expect(page.get_by_text("6 av 12")).to_be_visible()
    expect(page.get_by_role("row", name="Jag förstår det jag läser")).to_contain_text(
        "+2"
    )
    assert_accessible_at_all_widths(page, "movement")
