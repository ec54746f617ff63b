"""Writing a plan: versions that stand, who is asked, answers, how it ends."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from fullfolj.casework.actions import plans
from fullfolj.casework.actions.agreements import NotAskedError
from fullfolj.casework.actions.common import ChangedError, FarAwayError, UsedError
from fullfolj.casework.actions.plan_versions import (
    BeforePlanError,
    FarOffError,
    NoPlanError,
    OrderError,
    OverError,
    PastFollowUpError,
    PlannedDayError,
    ToComeError,
)
from fullfolj.casework.models import Agreement, Case, Plan, PlanVersion, Promise
from fullfolj.casework.planned import Planned, Promised, planned
from fullfolj.casework.rules.plans import (
    DECLINED,
    LIVE,
    MUNICIPALITY,
    OVER,
    WAITS,
    YOUTH,
)
from fullfolj.casework.tests.cases import opened
from fullfolj.casework.tests.plans import (
    GOAL,
    answered,
    ending,
    in_days,
    promised,
    rest,
    version,
    written,
)
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.core.tests.cost import statements
from fullfolj.people.actions import persons
from fullfolj.people.models import CONFIDENTIAL

pytestmark = pytest.mark.django_db

IFO = "social_services"


def of(found: Planned, party: str) -> Promised:
    """The promise of a party."""
    (one,) = found.promised_by(party)
    return one


def awaited(found: Planned) -> list[tuple[str, str | None]]:
    return [(a.party, a.promise.party if a.promise else None) for a in found.awaited]


def test_t4_amirs_plan(cast: Cast) -> None:
    """T4: IFO yes, the youth not yet: awaits the youth. He rewords: version 2."""
    case = opened(cast, "Amir Testsson")
    with cast.asking(cast.bo):
        written(case, cast.bo)
        promised(case, cast.bo, IFO, text="Betala busskort", agreed="spoken")
        answered(case, cast.bo, MUNICIPALITY)
        found = planned(case)
        assert found.standing
        assert (found.standing.state, found.standing.awaits) == (WAITS, (YOUTH,))
        theirs = of(found, IFO).standing
        assert (theirs.state, theirs.awaits) == (WAITS, (YOUTH,)), "IFO has said yes"
        answered(case, cast.bo, YOUTH)
        assert of(planned(case), IFO).standing.state == LIVE
        first = version(case)
        made = written(case, cast.bo, goal="Jag vill bli florist i Åre")
        found = planned(case)
    assert found.standing
    assert found.standing.state == LIVE, "whose goal it is, wanted it"
    assert found.live_since == clock.today()
    assert made.number == first + 1
    assert [each["party"] for each in made.asks] == [IFO]
    assert made.told == [MUNICIPALITY]
    assert awaited(found) == [(IFO, IFO)]
    with cast.asking(cast.bo):
        was = PlanVersion.objects.get(number=1)
        assert was.contents["goal"] == GOAL, "version 1 is readable"


def test_the_first_version_holds_all_that_was_written(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        made = written(case, cast.bo, language="so", planning="Först en träff")
    assert made.number == 1
    kept = made.contents
    assert (kept["goal"], kept["language"]) == (GOAL, "so")
    assert [(p["party"], p["text"]) for p in kept["promises"]] == [
        (YOUTH, "Ringa folkhögskolan"),
        (MUNICIPALITY, "Följa med på besöket"),
    ]
    assert [each["on"] for each in kept["follow_ups"]] == [str(in_days(30))]
    assert made.asks == [
        {"party": YOUTH, "promise": None},
        {"party": MUNICIPALITY, "promise": None},
    ]


def test_only_those_whom_a_change_touches_are_asked_again(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        written(case, cast.bo)
        for party in (IFO, "school"):
            promised(case, cast.bo, party, agreed="written")
        answered(case, cast.bo, YOUTH)
        answered(case, cast.bo, MUNICIPALITY)
        assert awaited(planned(case)) == []
        row = of(planned(case), IFO).row
        made = promised(
            case, cast.bo, IFO, promise_id=row.pk, text="Två busskort", wanted_by=IFO
        )
        found = planned(case)
    assert awaited(found) == [(YOUTH, IFO)], "neither the school nor IFO itself"
    assert made.told == [MUNICIPALITY]
    assert of(found, "school").standing.state == LIVE
    assert found.standing
    assert found.standing.state == LIVE
    assert (of(found, IFO).row.text, of(found, IFO).row.party) == ("Två busskort", IFO)


def test_what_is_saved_as_it_was_asks_nobody_and_is_no_version(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        written(case, cast.bo)
        promised(case, cast.bo, IFO, agreed="written")
        for party in (YOUTH, MUNICIPALITY):
            answered(case, cast.bo, party)
        row = of(planned(case), IFO).row
        stands = PlanVersion.objects.latest("number")
        assert promised(case, cast.bo, IFO, promise_id=row.pk) == stands
        assert written(case, cast.bo) == stands
        assert PlanVersion.objects.count() == version(case) == 2
        assert awaited(planned(case)) == []
        made = promised(case, cast.bo, IFO, promise_id=row.pk, agreed="spoken")
        assert (made.number, made.asks, made.told) == (3, [], []), "agreed to anew"
        assert of(planned(case), IFO).standing.state == LIVE


def test_the_youth_may_decline_and_what_is_offered_stays(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        written(case, cast.bo)
        answered(case, cast.bo, MUNICIPALITY)
        answered(case, cast.bo, YOUTH, answer="no")
        found = planned(case)
        assert found.plan
        assert found.plan.declined_on == clock.today()
        assert found.standing
        assert found.standing.state == DECLINED
        assert of(found, MUNICIPALITY).standing.state == LIVE
        assert of(found, YOUTH).standing.state == DECLINED
        answered(case, cast.bo, YOUTH)
        after = planned(case)
        assert after.plan
        assert after.plan.declined_on is None
        assert after.standing
        assert after.standing.state == LIVE
        assert Agreement.objects.count() == 3, "what was said before stands"


def test_what_was_said_last_stands_however_late_the_rest_is_written(cast: Cast) -> None:
    """A no from last week, written down after the yes of today, declines nothing."""
    case, today = opened(cast, "Elin Testsson"), clock.today()
    with cast.asking(cast.bo):
        written(case, cast.bo)
        answered(case, cast.bo, MUNICIPALITY)
        answered(case, cast.bo, YOUTH)
        promised(case, cast.bo, IFO, agreed="spoken")
        answered(case, cast.bo, YOUTH, answer="no", said_on=in_days(-5))
        found = planned(case)
        assert found.plan
        assert found.standing
        assert (found.standing.state, found.plan.declined_on) == (LIVE, None)
        assert found.live_since == today
        assert [each.row.answer for each in found.answered] == ["yes"] * 3 + ["no"]
        answered(case, cast.bo, YOUTH, answer="no")
        answered(case, cast.bo, YOUTH, answer="no", said_on=in_days(-3))
        after = planned(case)
    assert after.plan
    assert after.standing
    assert (after.standing.state, after.plan.declined_on) == (DECLINED, today)


def test_the_same_form_twice_is_one_version(cast: Cast) -> None:
    case, key = opened(cast, "Elin Testsson"), uuid4()
    with cast.asking(cast.bo):
        first = written(case, cast.bo, key=key)
        again = written(case, cast.bo, key=key, **BEGUN)
        assert first == again
        assert PlanVersion.objects.count() == Plan.objects.count() == 1
        assert Promise.objects.count() == 2
    with cast.asking(cast.bo), pytest.raises(UsedError):
        written(case, cast.bo, key=key, goal="Något annat")
    with cast.asking(cast.bo):
        key = uuid4()
        assert answered(case, cast.bo, YOUTH, key=key) == answered(
            case, cast.bo, YOUTH, key=key
        )
        assert Agreement.objects.count() == 1


# What the form of a first plan sends, whatever there is by then.
BEGUN: dict[str, Any] = {
    "promises": (
        (YOUTH, "Ringa folkhögskolan"),
        (MUNICIPALITY, "Följa med på besöket"),
    ),
    "follow_up_on": in_days(30),
}


def test_nobody_writes_over_what_they_have_not_seen(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        written(case, cast.anna)
    with cast.asking(cast.bo), pytest.raises(ChangedError):
        written(case, cast.bo, version=0, goal="Bli snickare", **BEGUN)
    for late in (
        lambda: promised(case, cast.bo, IFO, version=0),
        lambda: answered(case, cast.bo, YOUTH, version=0),
        lambda: plans.end(**rest(case, cast.bo, {"version": 7}), ending=ending()),
    ):
        with cast.asking(cast.bo), pytest.raises(ChangedError):
            late()
    with cast.asking(cast.bo):
        assert Plan.objects.get().goal == GOAL
        assert (Agreement.objects.count(), Promise.objects.count()) == (0, 2)


def test_a_promise_ends_with_its_day_and_its_reason(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        written(case, cast.bo)
        row = of(planned(case), MUNICIPALITY).row
        given: dict[str, Any] = {"promise_id": row.pk, "ending": ending()}
        made = plans.end_promise(**rest(case, cast.bo, {}), **given)
        found = of(planned(case), MUNICIPALITY)
    assert found.standing.state == OVER
    assert (found.row.ended_on, found.row.end_reason) == (clock.today(), "Det är klart")
    assert (made.asks, made.told) == ([], [YOUTH])
    with cast.asking(cast.bo), pytest.raises(OverError):
        plans.end_promise(**rest(case, cast.bo, {}), **given)
    with cast.asking(cast.bo), pytest.raises(OverError):
        promised(case, cast.bo, MUNICIPALITY, promise_id=row.pk)


def test_the_database_wants_both_the_day_and_the_reason(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        written(case, cast.bo)
        for model in (Plan, Promise):
            for half in ({"ended_on": clock.today()}, {"end_reason": "Klart"}):
                with pytest.raises(DatabaseError), transaction.atomic():
                    model._default_manager.update(**half)


def test_a_plan_ends_with_its_promises_and_the_next_is_another(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        written(case, cast.bo)
        promised(case, cast.bo, IFO, starts_on=in_days(3))
        made = plans.end(**rest(case, cast.bo, {}), ending=ending())
        found = planned(case)
        assert not found.is_current
        assert {each.standing.state for each in found.promises} == {OVER}
        assert of(found, IFO).row.ended_on == in_days(3), "never before its start"
        assert set(made.told) == {YOUTH, IFO}
        assert made.contents["end_reason"] == "Det är klart"
        assert found.awaited == ()
    with cast.asking(cast.bo), pytest.raises(NoPlanError):
        promised(case, cast.bo, IFO)
    with cast.asking(cast.bo):
        written(case, cast.bo, goal="Bli snickare", version=0, **BEGUN)
        after = planned(case)
        assert after.plan
        assert (after.plan.goal, after.plan.version) == ("Bli snickare", 1)
        assert Plan.objects.count() == 2


def test_a_follow_up_that_has_come_makes_the_plan_due(cast: Cast) -> None:
    """Item 7: an overdue follow-up is a task until somebody has held it."""
    case = opened(cast, "Elin Testsson")
    today = clock.today()

    def due(days: int) -> int:
        return int(Plan.objects.followup_due(today + timedelta(days=days)).count())

    with cast.asking(cast.bo):
        written(case, cast.bo, follow_up_on=in_days(2))
        assert [due(days) for days in (0, 1, 2, 40)] == [0, 0, 1, 1]
        assert not planned(case).is_due
        coming = planned(case).next_follow_up
        assert coming
        looked = plans.Looked(
            done=coming.pk, done_on=today, line="Det går bra", next_on=in_days(20)
        )
        key = uuid4()
        for _ in range(2):
            plans.look(**rest(case, cast.bo, {"key": key, "version": 1}), looked=looked)
        assert [due(days) for days in (2, 19, 20)] == [0, 0, 1]
        held, following = planned(case).follow_ups
        assert (held.done_on, held.line) == (today, "Det går bra")
        assert following.on == in_days(20)
        made = PlanVersion.objects.get(number=2)
        assert made.contents["follow_ups"][0]["done_on"] == str(today)
        plans.end(**rest(case, cast.bo, {}), ending=ending())
        assert due(40) == 0, "what is over is not followed up"


def test_a_follow_up_may_be_moved(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        written(case, cast.bo)
        coming = planned(case).next_follow_up
        assert coming
        looked = plans.Looked(
            done=coming.pk, done_on=None, line="", next_on=in_days(40)
        )
        plans.look(**rest(case, cast.bo, {}), looked=looked)
        found = [(each.on, each.done_on) for each in planned(case).follow_ups]
        assert found == [(in_days(40), None)]
        plans.look(**rest(case, cast.bo, {}), looked=replace(looked, done=None))
        other = replace(looked, done=None, next_on=in_days(9))
        plans.look(**rest(case, cast.bo, {}), looked=other)
        coming = planned(case).next_follow_up
        assert coming
        onto = replace(looked, done=coming.pk)
        with pytest.raises(PlannedDayError):
            plans.look(**rest(case, cast.bo, {}), looked=onto)
        onto = replace(onto, next_on=in_days(9))
        plans.look(**rest(case, cast.bo, {}), looked=onto)
        assert [each.on for each in planned(case).follow_ups] == [
            in_days(9),
            in_days(40),
        ]


def test_a_follow_up_that_nobody_planned_may_be_held_too(cast: Cast) -> None:
    case, today = opened(cast, "Elin Testsson"), clock.today()
    with cast.asking(cast.bo):
        written(case, cast.bo)
        looked = plans.Looked(done=None, done_on=today, line="", next_on=in_days(30))
        plans.look(**rest(case, cast.bo, {}), looked=looked)
        found = [(each.on, each.done_on) for each in planned(case).follow_ups]
    assert found == [(today, today), (in_days(30), None)]


def test_nothing_is_held_or_live_before_the_plan_began(cast: Cast) -> None:
    """A yes may have been said before: it is to the plan that began later."""
    case, before = opened(cast, "Elin Testsson"), in_days(-200)
    with cast.asking(cast.bo):
        written(case, cast.bo)
        looked = plans.Looked(done=None, done_on=before, line="", next_on=in_days(9))
        with pytest.raises(BeforePlanError) as told:
            plans.look(**rest(case, cast.bo, {}), looked=looked)
        assert told.value.field == "done_on"
        for party in (YOUTH, MUNICIPALITY):
            answered(case, cast.bo, party, said_on=before)
        found = planned(case)
    assert found.plan
    assert found.live_since == found.plan.starts_on


PAST, FUTURE = clock.today() - timedelta(days=1), in_days(1)


@pytest.mark.parametrize(
    ("wrong", "refusal", "field"),
    [
        ({"starts_on": in_days(9), "ends_on": in_days(8)}, OrderError, "ends_on"),
        ({"ends_on": in_days(6 * 366)}, FarOffError, "ends_on"),
        ({"starts_on": date(1900, 1, 1)}, FarOffError, "starts_on"),
    ],
)
def test_a_promise_that_cannot_be_is_refused_and_nothing_is_written(
    cast: Cast, wrong: dict[str, Any], refusal: type[Any], field: str
) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        written(case, cast.bo)
    with cast.asking(cast.bo), pytest.raises(refusal) as told:
        promised(case, cast.bo, IFO, **wrong)
    assert told.value.field == field
    with cast.asking(cast.bo):
        assert (Promise.objects.count(), version(case)) == (2, 1)


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda c, b: written(c, b, follow_up_on=PAST), PastFollowUpError),
        (lambda c, b: written(c, b, follow_up_on=in_days(9999)), FarOffError),
        (lambda c, b: answered(c, b, YOUTH, said_on=FUTURE), ToComeError),
        (lambda c, b: answered(c, b, YOUTH, said_on=in_days(-400)), FarAwayError),
        (lambda c, b: answered(c, b, IFO), NotAskedError),
        (lambda c, b: answered(c, b, YOUTH, uuid4()), OverError),
        (
            lambda c, b: plans.end(**rest(c, b, {}), ending=ending(ended_on=FUTURE)),
            ToComeError,
        ),
        (
            lambda c, b: plans.end(**rest(c, b, {}), ending=ending(ended_on=PAST)),
            OrderError,
        ),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    cast: Cast, act: Any, refusal: type[Exception]
) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        written(case, cast.bo)
    with cast.asking(cast.bo), pytest.raises(refusal):
        act(case, cast.bo)
    with cast.asking(cast.bo):
        assert PlanVersion.objects.count() == 1
        assert not Agreement.objects.exists()


def test_what_stands_cannot_be_changed_in_the_database(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        written(case, cast.bo)
        answered(case, cast.bo, YOUTH)
        for model in (PlanVersion, Agreement):
            with pytest.raises(DatabaseError), transaction.atomic():
                model._default_manager.update(recorded_at=clock.now())
            with pytest.raises(DatabaseError), transaction.atomic():
                model._default_manager.all().delete()


def test_who_may_not_work_with_it_writes_nothing(cast: Cast) -> None:
    case = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    for user in (cast.cilla, cast.hilda, cast.bo, cast.gun):
        with cast.asking(user), pytest.raises(Case.DoesNotExist):
            written(case, user)
    seen = opened(cast, "Elin Testsson")
    with cast.asking(cast.cilla), pytest.raises(PermissionDenied):
        written(seen, cast.cilla)
    with cast.asking(cast.anna):
        assert not Plan.objects.exists()


def test_a_marking_covers_the_plan_too(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        written(case, cast.bo)
        promised(case, cast.bo, IFO, agreed="spoken")
    with cast.asking(cast.anna):
        persons.mark(
            person=case.person,
            marking=CONFIDENTIAL,
            since=clock.today(),
            source="population",
            by=cast.anna,
        )
    for model in (Plan, PlanVersion, Promise, Agreement):
        with cast.asking(cast.bo):
            assert not model._default_manager.exists()
        with cast.asking(cast.anna):
            assert model._default_manager.exists()


def test_it_is_read_in_one_statement(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        assert planned(case).plan is None
        written(case, cast.bo)
        for party in (IFO, "school"):
            promised(case, cast.bo, party, agreed="written")
        asked, found = statements(lambda: planned(case))
    assert len(asked) == 1
    assert len(found.promises) == 4
    assert found.versions[0].writer == "Bo"
