"""A youth's way: what is kept, who may read it, and what nobody can sort by."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import FieldError, PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from fullfolj.access.models import User
from fullfolj.casework.actions import progress
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.actions.common import ClosedError, FarAwayError
from fullfolj.casework.lines import COLUMNS
from fullfolj.casework.models import (
    ORDERS,
    Belief,
    Case,
    LadderEvent,
    PrivateSelfView,
    SelfView,
    SelfViewAnswer,
)
from fullfolj.casework.progress import movement, said_in
from fullfolj.casework.rules.progress import AGAIN, END, PRIVATE, START
from fullfolj.casework.tests.cases import (
    closed,
    night,
    opened,
    opened_by_hand,
    registered,
)
from fullfolj.casework.tests.plans import answered, written
from fullfolj.casework.tests.progress import believed, happened, viewed
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.kaa.models import RegisterSpell
from fullfolj.people.models import CONFIDENTIAL, Person

pytestmark = pytest.mark.django_db
TODAY = clock.today()
HOUSE = Path(progress.__file__).parents[2]


@pytest.fixture
def elin(cast: Cast) -> Case:
    """A case that Anna answers for."""
    case = opened(cast, "Elin Testsson")
    give(cast, case, cast.anna)
    return case


def give(cast: Cast, case: Case, owner: User) -> None:
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=owner, by=cast.anna)


def end(cast: Cast, case: Case) -> None:
    """Close a case: the goal is reached."""
    with cast.asking(cast.anna):
        closed(Case.objects.select_related("person").get(pk=case.pk), cast.anna)


def test_the_same_form_sent_twice_is_one_event(cast: Cast, elin: Case) -> None:
    key = uuid4()
    with cast.asking(cast.bo):
        made = happened(elin, cast.bo, 5, key=key, line="Åkte bussen själv")
        assert happened(elin, cast.bo, 5, key=key, line="Åkte bussen själv") == made
        with pytest.raises(progress.EventUsedError):
            happened(elin, cast.bo, 6, key=key)
        assert LadderEvent.objects.count() == 1


def test_an_event_is_struck_out_and_kept_and_never_rewritten(
    cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.bo):
        made = happened(elin, cast.bo, 7)
        progress.strike(case=elin, event=made.pk, by=cast.bo)
        found = LadderEvent.objects.get()
        assert (found.level, found.struck_by) == (7, cast.bo.pk)
        assert not LadderEvent.objects.standing().exists()
        with pytest.raises(progress.EventGoneError):
            progress.strike(case=elin, event=uuid4(), by=cast.bo)
    with cast.asking(cast.bo), pytest.raises(DatabaseError), transaction.atomic():
        LadderEvent.objects.update(level=1)


def test_days_that_cannot_be_are_refused(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        with pytest.raises(progress.OnNotYetError):
            happened(elin, cast.bo, 1, on=TODAY + timedelta(days=1))
        with pytest.raises(FarAwayError):
            happened(elin, cast.bo, 1, on=TODAY - timedelta(days=400))
        with pytest.raises(progress.OnNotYetError):
            viewed(elin, cast.bo, on=TODAY + timedelta(days=1))
        assert not LadderEvent.objects.exists()
        assert not SelfView.objects.exists()


def test_a_closed_case_takes_what_is_known_only_afterwards(
    cast: Cast, elin: Case
) -> None:
    """That the youth is still there, and how they see it then; no belief."""
    with cast.asking(cast.anna):
        assert viewed(elin, cast.anna).occasion == START
    end(cast, elin)
    with cast.asking(cast.anna):
        made = happened(elin, cast.anna, 8)
        progress.strike(case=elin, event=made.pk, by=cast.anna)
        with pytest.raises(ClosedError):
            believed(elin, cast.anna, likely=3)
        assert viewed(elin, cast.anna).case_id == elin.pk
        assert SelfView.objects.count() == 2


def test_the_occasion_follows_from_what_was_asked_before(
    cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.anna):
        viewed(elin, cast.anna, on=TODAY - timedelta(days=120))
        assert viewed(elin, cast.anna, on=TODAY - timedelta(days=20)).occasion == AGAIN
        assert viewed(elin, cast.anna).occasion == "between"
    other = opened(cast, "Lina Provsson")
    end(cast, other)
    with cast.asking(cast.anna):
        yesterday = TODAY - timedelta(days=1)
        assert viewed(other, cast.anna, {1: 1}, on=yesterday).occasion == START
    another = opened(cast, "Nils Provsson")
    end(cast, another)
    with cast.asking(cast.anna):
        assert viewed(another, cast.anna).occasion == END


def test_what_is_passed_over_has_no_row_and_not_wanting_has(
    cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.anna):
        viewed(elin, cast.anna, {1: 4, 3: None})
        rows = SelfViewAnswer.objects.order_by("item").values_list("item", "value")
        assert list(rows) == [(1, 4), (3, None)]
        with pytest.raises(progress.NothingSaidError):
            viewed(elin, cast.anna, {})


def test_the_same_answers_sent_twice_are_one_view(cast: Cast, elin: Case) -> None:
    key = uuid4()
    with cast.asking(cast.anna):
        made = viewed(elin, cast.anna, {1: 4, 2: 1}, key=key)
        assert viewed(elin, cast.anna, {1: 4, 2: 1}, key=key) == made
        for other in ({1: 5, 2: 1}, {1: 4, 2: 2}, {1: 4}):
            with pytest.raises(progress.ViewUsedError):
                viewed(elin, cast.anna, other, key=key)
        assert SelfView.objects.count() == 1
        mine = believed(elin, cast.anna, key=key, likely=2)
        assert believed(elin, cast.anna, key=key, likely=2) == mine
        with pytest.raises(progress.BeliefUsedError):
            believed(elin, cast.anna, key=key, likely=3)


def test_the_database_refuses_what_is_no_answer(cast: Cast, elin: Case) -> None:
    """Energy never stands among the open answers."""
    with cast.asking(cast.anna):
        view = viewed(elin, cast.anna, {3: 1})
        for item, value in ((PRIVATE, 3), (11, 3), (1, 0), (1, 6)):
            said = {"case": elin, "view": view, "item": item, "value": value}
            row = SelfViewAnswer.about(elin.person, **said)
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save(force_insert=True)


def test_energy_is_for_the_owner_and_who_wrote_it_alone(cast: Cast, elin: Case) -> None:
    """The database itself shows it to nobody else; a new owner reads at once."""
    with cast.asking(cast.anna):
        viewed(elin, cast.anna, {1: 4, 2: 1})
        assert PrivateSelfView.objects.get().value == 1
        _, rows = said_in(elin, cast.anna)
        assert [each.value for each in rows[PRIVATE]] == [1]
    with cast.asking(cast.bo):
        assert not PrivateSelfView.objects.exists()
        _, rows = said_in(elin, cast.bo)
        assert [each.is_hidden for each in rows[PRIVATE]] == [True]
        assert [each.value for each in rows[1]] == [4]
    give(cast, elin, cast.bo)
    with cast.asking(cast.bo):
        assert PrivateSelfView.objects.get().value == 1


def test_that_energy_was_passed_over_is_hidden_too(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.anna):
        viewed(elin, cast.anna, {1: 4})
    with cast.asking(cast.bo):
        assert said_in(elin, cast.bo)[1][PRIVATE][0].is_hidden


def test_a_belief_is_for_who_holds_it_alone(cast: Cast, elin: Case) -> None:
    """Not even for who leads the work and answers for the case."""
    with cast.asking(cast.bo):
        believed(elin, cast.bo, likely=2, item_4=5)
        assert Belief.objects.get().likely == 2
        with pytest.raises(progress.NothingSaidError):
            believed(elin, cast.bo)
    with cast.asking(cast.anna):
        assert not Belief.objects.exists()


@pytest.mark.parametrize("model", [Case, Person])
@pytest.mark.parametrize(
    "path", ["belief", "beliefs", "belief_set", "person__belief", "case__belief"]
)
def test_no_list_can_be_sorted_or_chosen_by_a_belief(
    model: type[Case] | type[Person], path: str
) -> None:
    """Nothing leads from a case or a person to what somebody believes of them."""
    with pytest.raises(FieldError):
        str(model.objects.order_by(f"{path}__likely").query)
    with pytest.raises(FieldError):
        model.objects.filter(**{f"{path}__likely": 1})


def test_only_its_own_page_asks_for_beliefs() -> None:
    """No list, no file, no report and no other page names the model."""
    places = {
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("*.py")
        if not {"tests", "migrations"} & set(path.parts)
        and re.search(r"^[^#\n]*\bBelief\b", path.read_text(encoding="utf-8"), re.M)
    }
    assert places == {
        "casework/models/__init__.py",
        "casework/models/progress.py",
        "casework/actions/progress.py",
        "casework/forms/progress.py",
        "casework/views/progress.py",
        "casework/progress.py",  # that one wrote, on the case's page, for oneself
    }
    assert "belief" not in f"{ORDERS} {COLUMNS}".lower()


def test_a_protected_persons_way_is_for_the_cleared(cast: Cast) -> None:
    case = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        happened(case, cast.anna, 5)
        viewed(case, cast.anna)
    with cast.asking(cast.bo):
        for model in (LadderEvent, SelfView, SelfViewAnswer, PrivateSelfView):
            assert not model._default_manager.exists()
        with pytest.raises((PermissionDenied, Case.DoesNotExist)):
            happened(case, cast.bo, 5)


def many(cast: Cast, number: int) -> list[Case]:
    """So many youths whom the night opened cases for."""
    for each in range(number):
        registered(cast, f"Elev Provsson{each}")
    night(cast)
    with cast.asking(cast.anna):
        year = {"listed_on": TODAY - timedelta(days=365)}
        Case.objects.update(**year)
        return list(Case.objects.select_related("person").order_by("id"))


def test_movement_is_three_numbers_with_how_many_and_how_many_missing(
    cast: Cast,
) -> None:
    """T14: six of twelve moved, six did not; of five there is nothing to compare."""
    cases, first = many(cast, 17), TODAY - timedelta(days=200)
    later = TODAY - timedelta(days=60)
    with cast.asking(cast.anna):
        for place, case in enumerate(cases[:12]):
            happened(case, cast.anna, 2, on=first)
            viewed(case, cast.anna, {1: 2, 2: 1}, on=first)
            happened(case, cast.anna, 5 if place < 6 else 2, on=later)
            if place < 6:
                viewed(case, cast.anna, {1: 4, 2: 5}, on=later)
        happened(cases[12], cast.anna, 2, on=first)
    end(cast, cases[0])
    with cast.asking(cast.anna):
        opened_by_hand(cases[0].person, cast.anna)
        found = movement(cast.anna, TODAY - timedelta(days=300), TODAY)
    assert found.whole == 17, "who has two cases is one youth"
    assert found.up is not None
    assert (found.up.part, found.up.of, found.known.missing) == (6, 12, 5)
    told = {item: (median, group.known) for item, median, group in found.items}
    assert told.pop(1) == (2, 6)
    assert PRIVATE not in told
    assert set(told.values()) == {(None, None)}, "missing is not unchanged"
    assert found.goals is None, "no goals are no share"


def test_a_small_group_is_told_nowhere(cast: Cast) -> None:
    cases = many(cast, 9)
    with cast.asking(cast.anna):
        for case in cases[:6]:
            for days in (100, 50):
                happened(case, cast.anna, 2, on=TODAY - timedelta(days=days))
        found = movement(cast.anna, TODAY - timedelta(days=300), TODAY)
    assert found.whole is None, "three are missing, and could be computed"
    assert (found.up, found.known.known, found.known.missing) == (None, 6, None)
    assert found.known.is_few


def test_who_comes_back_stays_in_the_numbers_of_the_time_before(cast: Cast) -> None:
    for name in "abcdef":
        registered(cast, f"Elev Provsson{name}")
    begin, end_on = (TODAY - timedelta(days=days) for days in (20, 10))
    night(cast, on=begin)
    told = []
    for on, valid_to in ((TODAY, TODAY), (TODAY + timedelta(days=1), None)):
        with cast.asking(cast.anna):
            told.append(movement(cast.anna, begin, end_on).whole)
            RegisterSpell.objects.update(valid_to=valid_to)
        night(cast, on=on)
    with cast.asking(cast.anna):
        assert not Case.objects.filter(listed_on__lt=TODAY).exists(), "all came back"
        assert [*told, movement(cast.anna, begin, end_on).whole] == [6, 6, 6]
        assert movement(cast.anna, begin, begin - timedelta(days=1)).whole != 6


def test_goals_are_those_agreed_and_reached(cast: Cast) -> None:
    cases = many(cast, 11)
    with cast.asking(cast.anna):
        for case in cases:
            written(case, cast.anna)
        for case in cases[:10]:
            answered(case, cast.anna, "youth")
            answered(case, cast.anna, "municipality")
    for case in cases[:5]:
        end(cast, case)
    with cast.asking(cast.anna):
        found = movement(cast.anna, TODAY - timedelta(days=300), TODAY)
    assert found.goals is not None
    assert (found.goals.part, found.goals.of) == (5, 10)


def test_another_authoritys_youths_are_in_no_number(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.anna):
        happened(elin, cast.anna, 2, on=TODAY - timedelta(days=100))
    with cast.asking(cast.gun):
        assert not LadderEvent.objects.exists()
        assert (
            movement(cast.gun, TODAY - timedelta(days=300), TODAY).known.known is None
        )
