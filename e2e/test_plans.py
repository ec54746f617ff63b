"""A plan and small steps: on a phone, by keyboard, without script, on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Visit
from e2e.walk import (
    assert_accessible_at_all_widths,
    enter,
    follow,
    tab,
    take,
    widen,
)
from fullfolj.casework.actions import plans, small_steps
from fullfolj.casework.models import Case, Plan, SmallStep
from fullfolj.casework.planned import planned
from fullfolj.casework.rules.plans import MUNICIPALITY, YOUTH
from fullfolj.casework.tests.cases import opened
from fullfolj.casework.tests.plans import (
    answered,
    in_days,
    promised,
    rest,
    stepped,
    written,
)
from fullfolj.config.cast import Cast
from fullfolj.core import clock

IFO = "social_services"
SAVE = "Spara planen"
PAPER = 673  # px: what an A4 holds between its margins


@pytest.fixture
def amir(cast: Cast) -> Case:
    return opened(cast, "Amir Testsson", "200905011235")


@pytest.fixture
def agreed(cast: Cast, amir: Case) -> Case:
    """A plan that everybody but the youth has said yes to; a follow-up has come."""
    with cast.asking(cast.bo):
        written(
            amir,
            cast.bo,
            planning="Först ett studiebesök, sedan en ansökan till folkhögskolan.",
            follow_up_on=clock.today(),
        )
        promised(amir, cast.bo, IFO, text="Betala busskort", agreed="spoken")
        promised(
            amir,
            cast.bo,
            "other",
            name="Bergs IK",
            text="Träning på tisdagar",
            ends_on=in_days(60),
        )
        answered(amir, cast.bo, MUNICIPALITY)
        step = stepped(amir, cast.bo, "Ring tandläkaren")
        parts = ("Hitta numret", "Öva med Bo", "Skriva en lapp", "Ringa")
        small_steps.split(case=amir, step_id=step.pk, parts=parts, by=cast.bo)
        for part in planned(amir).steps[0].parts[:3]:
            small_steps.tick(case=amir, step_id=part.pk, done=True, by=cast.bo)
        stepped(amir, cast.bo, "Åka buss en hållplats", due_on=in_days(-2))
    return amir


def address(case: Case, page: str = "plan/") -> str:
    return f"/ungdomar/{case.pk}/{page}"


def test_t4_a_plan_on_a_phone_without_script(
    visit: Visit, cast: Cast, amir: Case
) -> None:
    """T4: written, answered, reworded; each version stays readable."""
    page = visit(f"/ungdomar/{amir.pk}/", user=cast.bo, width=360, script=False)
    follow(page, page.get_by_role("link", name="Skriv en plan").click)
    page.get_by_label("Mål, med ungdomens egna ord").fill("Jag vill bli florist")
    page.get_by_label("Det här gör ungdomen").fill("Ringa folkhögskolan")
    page.get_by_label("Det här gör kommunen").fill("Följa med på besöket")
    follow(page, page.get_by_role("button", name=SAVE).click)
    follow(page, page.get_by_role("link", name="Nytt löfte").click)
    page.get_by_label("Vem lovar?").select_option(label="Socialtjänsten")
    page.get_by_label("Vad ska göras?").fill("Betala busskort")
    page.get_by_label("Ja, muntligt").check()
    follow(page, page.get_by_role("button", name="Spara löftet").click)
    answer(page, "Kommunen: hela planen")
    standing = page.locator("main")
    expect(standing.get_by_text("Planen gäller inte än")).to_be_visible()
    expect(standing.get_by_text("väntar på ungdomen").first).to_be_visible()
    answer(page, "Ungdomen: hela planen")
    expect(standing.get_by_text("Planen gäller", exact=True)).to_be_visible()
    follow(page, page.get_by_role("link", name="Ändra målet").click)
    page.get_by_label("Mål, med ungdomens egna ord").fill("Jag vill bli florist i Åre")
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(standing.get_by_text("väntar på socialtjänsten")).to_be_visible()
    page.locator("summary", has_text="versioner").click()
    follow(page, page.get_by_role("link", name="Version 3").click)
    expect(page.locator("ins")).to_have_text(re.compile("i Åre"))
    page.goto(address(amir, "plan/version/1/"))
    expect(page.locator("blockquote")).to_have_text("Jag vill bli florist")


def test_t4_one_changed_promise_asks_only_whom_it_touches(
    visit: Visit, cast: Cast, agreed: Case
) -> None:
    """T4: awaits the youth until he says yes; what the club changes asks him alone."""
    page = visit(address(agreed), user=cast.bo)
    main = page.locator("main")
    expect(main.get_by_text("Planen gäller inte än")).to_be_visible()
    expect(main.get_by_text("väntar på ungdomen").first).to_be_visible()
    assert_accessible_at_all_widths(page, "plan-awaits-youth")
    widen(page, 1280)
    answer(page, "Ungdomen: hela planen")
    answer(page, "Bergs IK")
    expect(main.get_by_text("väntar på")).to_have_count(0)
    follow(page, main.get_by_role("link", name="Ändra Träning på tisdagar").click)
    page.get_by_label("Vad ska göras?").fill("Träning på onsdagar")
    follow(page, page.get_by_role("button", name="Spara löftet").click)
    expect(main.get_by_text("Planen gäller", exact=True)).to_be_visible()
    others = main.get_by_role("region", name="Andras löften")
    expect(others.get_by_text("väntar på ungdomen")).to_be_visible()
    expect(main.get_by_text("väntar på socialtjänsten")).to_have_count(0)
    assert_accessible_at_all_widths(page, "plan-awaits-one")


def answer(page: Page, who: str) -> None:
    """Note a yes."""
    follow(page, page.get_by_role("link", name="Skriv in ett svar").click)
    page.get_by_label(who).check()
    follow(page, page.get_by_role("button", name="Spara svaret").click)


def test_the_plan_is_one_page_on_screen_and_on_paper(
    visit: Visit, cast: Cast, agreed: Case
) -> None:
    page = visit(address(agreed), user=cast.bo)
    assert_accessible_at_all_widths(page, "plan")
    page.emulate_media(media="print")
    widen(page, PAPER)
    take(page, "plan-paper")
    pages = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pages)) == 1
    page.emulate_media(media="screen")
    page.goto(f"/ungdomar/{agreed.pk}/")
    assert_accessible_at_all_widths(page, "case-with-plan")


def test_by_keyboard_alone_a_small_step(visit: Visit, cast: Cast, amir: Case) -> None:
    page = visit(f"/ungdomar/{amir.pk}/", user=cast.bo)
    page.get_by_role("link", name="Litet steg").focus()
    enter(page)
    expect(page.get_by_label("Vad är steget?")).to_be_focused()
    page.keyboard.type("Svara på sms")
    stops = tab(page, 1)
    assert stops[0]["name"] == "due_on"
    enter(page)
    expect(page.get_by_text("Svara på sms Ungdomen")).to_be_visible()
    with cast.asking(cast.bo):
        step = SmallStep.objects.get()
        assert (step.text, step.due_on) == ("Svara på sms", in_days(7))


def test_a_step_in_two_taps_and_ticked_with_one_on_a_phone(
    visit: Visit, cast: Cast, amir: Case
) -> None:
    page = visit(f"/ungdomar/{amir.pk}/", user=cast.bo, width=360, script=False)
    follow(page, page.get_by_role("link", name="Litet steg").click)
    page.keyboard.type("Åka buss en hållplats")
    follow(page, page.get_by_role("button", name="Spara").click)
    follow(page, page.get_by_role("button", name="Klart Åka buss").click)
    expect(page.get_by_text("1 av 1 små steg är klara.")).to_be_visible()


TELEPHONES = "input[type=tel], input[name*=phone], input[name*=telefon]"


def test_t5_a_step_in_four_parts(visit: Visit, cast: Cast) -> None:
    """T5: split in four, three done: 3 av 4, as text and as a bar.

    Lina has no telephone, and nothing asks for one: that she answered a message and
    took the bus are a contact and a step as good as any.
    """
    lina = opened(cast, "Lina Provsson", "200903011234")
    page = visit(f"/ungdomar/{lina.pk}/kontakt/", user=cast.bo)
    page.get_by_label("Träffades").check()
    page.get_by_label("Ja", exact=True).check()
    page.get_by_label("Vad hände?").fill("Åkte buss med Bo en hållplats")
    page.locator("#id_next_step").fill("Prova två hållplatser")
    page.get_by_label("Dag för nästa steg").fill(str(in_days(7)))
    no_telephone(page)
    follow(page, page.get_by_role("button", name="Spara kontakten").click)
    follow(page, page.get_by_role("link", name="Litet steg").click)
    no_telephone(page)
    page.get_by_label("Vad är steget?").fill("Ring tandläkaren")
    follow(page, page.get_by_role("button", name="Spara").click)
    page.goto(address(lina))
    widen(page, 360)
    follow(page, page.get_by_role("link", name="Dela Ring tandläkaren").click)
    lines = "Hitta numret\nÖva med Bo\nSkriva en lapp\nRinga"
    page.get_by_label("Skriv en del på varje rad").fill(lines)
    no_telephone(page)
    assert_accessible_at_all_widths(page, "step-split")
    widen(page, 360)
    follow(page, page.get_by_role("button", name="Spara").click)
    for part in lines.splitlines()[:3]:
        follow(page, page.get_by_role("button", name=f"Klart {part}").click)
    expect(page.get_by_text("3 av 4")).to_be_visible()
    expect(page.locator("progress")).to_have_attribute("value", "3")
    assert_accessible_at_all_widths(page, "step-three-of-four")


def no_telephone(page: Page) -> None:
    """Nothing on the page asks for a number to ring."""
    expect(page.locator(TELEPHONES)).to_have_count(0)


def test_the_forms_are_accessible(visit: Visit, cast: Cast, agreed: Case) -> None:
    with cast.asking(cast.bo):
        row = planned(agreed).promises[0].row
        step = SmallStep.objects.filter(parent=None).first()
    assert step
    page = visit(address(agreed, "plan/skriv/"), user=cast.bo)
    for name, where in {
        "plan-write": "plan/skriv/",
        "plan-promise": "plan/lofte/",
        "plan-promise-change": f"plan/lofte/{row.pk}/",
        "plan-promise-end": f"plan/lofte/{row.pk}/avsluta/",
        "plan-answer": "plan/svar/",
        "plan-follow-up": "plan/uppfoljning/",
        "plan-end": "plan/avsluta/",
        "step": "steg/",
        "step-change": f"steg/{step.pk}/",
    }.items():
        page.goto(address(agreed, where))
        assert_accessible_at_all_widths(page, name)


def test_what_is_wrong_is_told_and_nothing_is_lost(
    visit: Visit, cast: Cast, amir: Case
) -> None:
    page = visit(address(amir, "plan/skriv/"), user=cast.bo)
    goal = page.get_by_label("Mål, med ungdomens egna ord")
    goal.fill("Jag vill. " * 300)
    page.get_by_label("När ska ni titta").fill("2020-01-01")
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.locator("ds-error-summary")).to_be_focused()
    expect(page.locator("#id_goal_error")).to_contain_text("Skriv högst 2000.")
    assert_accessible_at_all_widths(page, "plan-error")
    assert len(goal.input_value()) > 2900, "the browser has not cut it"
    goal.fill("Jag vill bli kock")
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.locator("#id_follow_up_on_error")).to_contain_text("har redan varit")
    with cast.asking(cast.bo):
        assert not Plan.objects.exists()


def test_two_who_write_at_once_see_both_texts(
    visit: Visit, cast: Cast, agreed: Case
) -> None:
    page = visit(address(agreed, "plan/skriv/"), user=cast.bo)
    goal = page.get_by_label("Mål, med ungdomens egna ord")
    goal.fill("Jag vill bli kock")
    with cast.asking(cast.anna):
        written(agreed, cast.anna, goal="Jag vill bli snickare")
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.get_by_text("Jag vill bli snickare")).to_be_visible()
    expect(goal).to_have_value("Jag vill bli kock")
    assert_accessible_at_all_widths(page, "plan-conflict")
    widen(page, 1280)
    follow(page, page.get_by_role("button", name=SAVE).click)
    expect(page.get_by_text("Planen är sparad.")).to_be_visible()
    with cast.asking(cast.bo):
        assert Plan.objects.get().goal == "Jag vill bli kock"


def test_what_is_written_is_kept_for_the_writer(
    visit: Visit, cast: Cast, amir: Case
) -> None:
    page = visit(address(amir, "plan/skriv/"), user=cast.bo)
    page.get_by_label("Mål, med ungdomens egna ord").fill("Jag vill bl")
    expect(page.get_by_text("Utkast sparat")).to_be_visible()
    page = visit(address(amir, "plan/skriv/"), user=cast.bo)
    expect(page.get_by_label("Mål, med ungdomens egna ord")).to_have_value(
        "Jag vill bl"
    )


def test_what_is_documented_is_read_and_printed(
    visit: Visit, cast: Cast, agreed: Case
) -> None:
    with cast.asking(cast.bo):
        row = planned(agreed).promises[0].row
        ending = plans.Ending(
            ended_on=clock.today(), end_reason="Det är gjort", wanted_by=YOUTH
        )
        given = rest(agreed, cast.bo, {})
        plans.end_promise(promise_id=row.pk, ending=ending, **given)
        written(agreed, cast.bo, goal="Jag vill bli florist i Åre")
    page = visit(address(agreed), user=cast.bo)
    assert_accessible_at_all_widths(page, "plan-later")
    widen(page, 1280)
    page.goto(address(agreed, "plan/dokumentation/"))
    expect(page.locator(".seven > li")).to_have_count(7)
    assert_accessible_at_all_widths(page, "plan-documentation")
    page.goto(address(agreed, "plan/version/5/"))
    expect(page.locator("ins")).to_contain_text("i Åre")
    expect(page.locator("del")).to_contain_text("studiebesök")
    assert_accessible_at_all_widths(page, "plan-version")
