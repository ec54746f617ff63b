"""What happened to a youth, of all kinds, and what was agreed: in the browser."""

from playwright.sync_api import expect

from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths, follow, widen
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import FollowUpOfPlan, SmallStep
from fullfolj.casework.tests.cases import opened
from fullfolj.casework.tests.plans import GOAL, in_days, stepped, written
from fullfolj.casework.tests.test_timeline import everything, way
from fullfolj.config.cast import Cast
from fullfolj.core.tests.tagged import Tagged


def test_a_case_in_which_much_has_happened(visit: Visit, cast: Cast) -> None:
    """All kinds in one list; what is late is a task; the plan on paper in one tap."""
    elin, amir = opened(cast, "Elin Testsson"), opened(cast, "Amir Testsson")
    everything(cast, elin)
    way(cast, elin)
    with cast.asking(cast.bo):
        written(amir, cast.bo)
        stepped(amir, cast.bo, "Ringa tandläkaren")
        assign(cases=[elin.pk, amir.pk], owner=cast.bo, by=cast.bo)
        FollowUpOfPlan.objects.update(on=in_days(-3))
        SmallStep.objects.filter(done_on=None).update(due_on=in_days(-1))
    page = visit("/min-dag/", user=cast.bo)
    expect(page.get_by_role("link", name="Planer att följa upp")).to_be_visible()
    page = visit("/mina/", user=cast.bo)
    assert_accessible_at_all_widths(page, "agreed-mine")
    paper = page.get_by_role("link", name="Planen på papper").first
    printed = page.request.get(paper.get_attribute("href") or "")
    assert printed.headers["content-type"] == "application/pdf"
    assert GOAL in Tagged(printed.body()).tree.text
    page = visit(f"/ungdomar/{amir.pk}/", user=cast.bo)
    expect(page.get_by_text("Planen skulle ha följts upp för 3 dagar")).to_be_visible()
    page.goto(f"/ungdomar/{elin.pk}/")
    assert_accessible_at_all_widths(page, "agreed-case")
    widen(page, 1280)
    follow(page, page.get_by_role("link", name="Flyttade träffar").click)
    expect(page.get_by_text("Träffen flyttades")).to_be_visible()
    expect(page.get_by_text("Litet steg klart")).to_have_count(0)


def test_a_phone_adds_a_small_step_in_two_taps(visit: Visit, cast: Cast) -> None:
    """And is back among its own, without script."""
    elin = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        assign(cases=[elin.pk], owner=cast.bo, by=cast.bo)
    page = visit("/mina/", user=cast.bo, width=360, script=False)
    follow(page, page.get_by_role("link", name="Litet steg").click)
    page.get_by_label("Vad är steget?").fill("Åka buss en hållplats")
    follow(page, page.get_by_role("button", name="Spara").click)
    expect(page.get_by_role("heading", name="Mina ungdomar")).to_be_visible()
    with cast.asking(cast.bo):
        assert SmallStep.objects.get().text == "Åka buss en hållplats"
