"""The page where a plan is followed up: what is due, what was found, sent again."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from fullfolj.casework.actions import plans
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import FollowUpOfPlan, SmallStep
from fullfolj.casework.planned import planned
from fullfolj.casework.tests.cases import found, tried
from fullfolj.casework.tests.measures import offered
from fullfolj.casework.tests.plans import in_days, rest, stepped
from fullfolj.casework.tests.test_plan_pages import address, begun
from fullfolj.casework.words import say
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db


def test_an_overdue_follow_up_is_a_task_until_somebody_holds_it(cast: Cast) -> None:
    """On Min dag, in its list, on the card and on the case; likewise what else is late.

    A measure that was to end, and a small step that was to be done, are late too.
    """
    case, three = begun(cast), clock.today() - timedelta(days=3)
    with cast.asking(cast.bo):
        stepped(case, cast.bo, "Åka buss")
        going = {"starts_on": three, "ends_on": three, "offered_on": three}
        offered(case, cast.bo, state="ongoing", **going)
        assign(cases=[case.pk], owner=cast.bo, by=cast.bo)
        tried(found(case.person), cast.bo)
        FollowUpOfPlan.objects.update(on=three)
        SmallStep.objects.update(due_on=three)
    bo = signed_in(cast.bo)
    late = (
        "Planen skulle ha följts upp för 3 dagar sedan",
        "En insats skulle ha slutat för 3 dagar sedan",
        "Ett litet steg är 3 dagar sent",
    )
    day, whole = text_of(bo.get("/min-dag/")), text_of(bo.get(address(case, "")))
    assert late[0] in text_of(bo.get("/mina/"))
    for told, view in zip(
        late, ("plan_due", "measure_over", "small_step"), strict=True
    ):
        assert told in whole
        assert told in text_of(bo.get(f"/ungdomar/?visa={view}"))
        assert say("view", view) in day
    said = {
        **{"key": str(uuid4()), "version": "2", "done_on": str(clock.today())},
        **{"line": "Det går bra", "next_on": str(in_days(30))},
    }
    page = address(case, "plan/uppfoljning/")
    said["done"] = str(bo.get(page).context["form"]["done"].value())
    assert bo.post(page, said).status_code == 302
    after = text_of(bo.get(address(case, "")))
    assert late[0] not in after
    assert late[1] in after


def test_a_follow_up_sent_twice_is_held_once_and_the_next_one_waits(cast: Cast) -> None:
    case, bo = begun(cast), signed_in(cast.bo)
    page = address(case, "plan/uppfoljning/")
    form = bo.get(page).context["form"]
    said = {name: str(form[name].value()) for name in form.fields}
    said["line"] = "Det går bra"

    def held() -> list[str]:
        """What was found, each time; nothing of the one that is to come."""
        with cast.asking(cast.bo):
            rows = planned(case).follow_ups
        return sorted(each.line if each.done_on else "" for each in rows)

    for _ in range(2):
        assert bo.post(page, said).status_code == 302
        assert held() == ["", "Det går bra"]
    # Back in the browser, with another text: one beside it, as the page says.
    answer = bo.post(page, said | {"line": "Det går bättre"})
    assert answer.status_code == 422
    form = answer.context["form"]
    again = {name: str(form[name].value()) for name in form.fields}
    assert bo.post(page, again).status_code == 302
    assert held() == ["", "Det går bra", "Det går bättre"]


@pytest.mark.parametrize("done_on", [None, clock.today()])
@pytest.mark.parametrize("is_torn", [False, True])
def test_a_follow_up_that_was_moved_or_held_meanwhile_is_about_the_right_one(
    cast: Cast, done_on: date | None, *, is_torn: bool
) -> None:
    """Moved or torn it is the planned one; held, one is told that it is beside it."""
    case, bo = begun(cast), signed_in(cast.bo)
    page = address(case, "plan/uppfoljning/")
    form = bo.get(page).context["form"]
    said = {name: str(form[name].value()) for name in form.fields} | {"line": "Min"}
    done, on = UUID(said["done"]), in_days(40)
    if is_torn:
        said["done"] = "x"
    with cast.asking(cast.anna):
        looked = plans.Looked(done=done, done_on=done_on, line="Hennes", next_on=on)
        plans.look(**rest(case, cast.anna, {}), looked=looked)
    answer = bo.post(page, said)
    is_held = done_on is not None and not is_torn
    assert answer.status_code == 422
    assert (say("refused", "looked_at") in text_of(answer)) == is_held
    form = answer.context["form"]
    again = {name: str(form[name].value()) for name in form.fields}
    assert (again["done"] == "") == is_held
    assert bo.post(page, again).status_code == 302
    with cast.asking(cast.bo):
        rows = planned(case).follow_ups
    lines = ["Hennes"] * (done_on is not None) + ["Min"]
    assert sorted(each.line for each in rows if each.done_on) == lines
    still = [each.on for each in rows if not each.done_on]
    assert still == sorted({in_days(30)} | ({on} if is_held else set()))
