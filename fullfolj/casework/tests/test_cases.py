"""The night opens cases for new names; people take them and hand them over."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from fullfolj.access.actions.memberships import end
from fullfolj.access.models import Membership
from fullfolj.casework.actions import life
from fullfolj.casework.actions.cases import (
    AskFirstError,
    NotTheirsError,
    NotYoursError,
    assign,
    choose_next,
)
from fullfolj.casework.lines import chosen
from fullfolj.casework.models import Case
from fullfolj.casework.policy import day
from fullfolj.casework.tests.cases import (
    TWO_WEEKS,
    closed,
    found,
    night,
    opened,
    registered,
    tried,
)
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.kaa.models import RegisterSpell
from fullfolj.kaa.rules.numbers import Numbers
from fullfolj.kaa.tests.doings import tell
from fullfolj.people.actions import persons
from fullfolj.people.models import CONFIDENTIAL, PROTECTED_REGISTRATION, Person
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db


def test_the_night_opens_a_case_for_a_new_name_once(cast: Cast) -> None:
    person = registered(cast, "Elin Testsson")
    assert night(cast)["opened"] == 1
    assert night(cast) == {
        "left": 0,
        "returned": 0,
        "moved": 0,
        "opened": 0,
        "born": 0,
        "released": 0,
        "met": 0,
        "dated": 0,
    }
    with cast.asking(cast.anna):
        case = found(person)
    today = clock.today()
    assert (case.listed_on, case.municipality_code) == (today, "2326")
    assert case.next_step_on == today + timedelta(days=13), "two weeks, today included"
    assert (case.owner, case.attempts, case.next_step) == (None, 0, "")


def test_without_a_decision_a_new_name_has_no_day(cast: Cast) -> None:
    person = registered(cast, "Elin Testsson")
    night(cast, numbers=Numbers())
    with cast.asking(cast.anna):
        assert found(person).next_step_on is None
    night(cast, numbers=TWO_WEEKS)
    with cast.asking(cast.anna):
        assert found(person).next_step_on is not None, "the board has decided since"


def test_who_leaves_the_register_keeps_the_case_and_may_come_back(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    today = clock.today()
    with cast.asking(cast.anna):
        RegisterSpell.objects.update(valid_to=today)
    assert night(cast)["left"] == 1
    assert night(cast)["left"] == 0
    with cast.asking(cast.anna):
        assert found(case.person).left_on == today
        assert found(case.person).closed_on is None, "nothing closes itself"
        RegisterSpell.objects.update(valid_to=None, municipality_code="2309")
    counts = night(cast)
    assert (counts["returned"], counts["moved"], counts["opened"]) == (1, 1, 0)
    with cast.asking(cast.anna):
        kept = found(case.person)
    assert (kept.pk, kept.left_on, kept.municipality_code) == (case.pk, None, "2309")


def test_protected_registration_never_gets_a_case_nor_keeps_one_in_lists(
    cast: Cast,
) -> None:
    registered(cast, "Hemlig Holm", marking=PROTECTED_REGISTRATION)
    assert night(cast)["opened"] == 0
    case = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        assert Case.objects.visible_to(cast.anna).get() == case
    with cast.asking(cast.bo):
        assert not Case.objects.visible_to(cast.bo).exists(), "is not cleared"
    with cast.asking(cast.anna):
        protect(cast, case.person, PROTECTED_REGISTRATION)
        assert not Case.objects.visible_to(cast.anna).exists()


def test_a_new_marking_reaches_the_case_and_what_was_written(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        tried(case, cast.bo)
    with cast.asking(cast.anna):
        protect(cast, case.person, CONFIDENTIAL)
        assert found(case.person).contact_set.count() == 1
    with cast.asking(cast.bo):
        assert not Case.objects.exists()


def protect(cast: Cast, person: Person, marking: str) -> None:
    since = clock.today()
    persons.mark(
        person=person, marking=marking, since=since, source="own", by=cast.anna
    )


def test_bo_takes_lays_down_his_own_and_asks_before_he_gives(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        assert assign(cases=[case.pk], owner=cast.bo, by=cast.bo) == 1
        assert assign(cases=[case.pk], owner=cast.bo, by=cast.bo) == 0
    with cast.asking(cast.bo), pytest.raises(AskFirstError):
        assign(cases=[case.pk], owner=cast.anna, by=cast.bo)
    with cast.asking(cast.bo):
        assert assign(cases=[case.pk], owner=None, by=cast.bo) == 1
    with cast.asking(cast.anna):
        assert assign(cases=[case.pk], owner=cast.anna, by=cast.anna) == 1
    with cast.asking(cast.bo), pytest.raises(NotYoursError):
        assign(cases=[case.pk], owner=cast.bo, by=cast.bo)
    with cast.asking(cast.anna):
        assert assign(cases=[case.pk], owner=None, by=cast.anna) == 1


def test_anna_gives_out_many_at_once(cast: Cast) -> None:
    for n in range(5):
        registered(cast, f"Nils Provsson{n}")
    night(cast)
    with cast.asking(cast.anna):
        everyone = list(Case.objects.values_list("pk", flat=True))
        given = assign(cases=[*everyone, uuid4()], owner=cast.bo, by=cast.anna)
        assert given == 5, "what is not there is passed over"
        assert set(Case.objects.values_list("owner", "version")) == {(cast.bo.pk, 3)}


def test_only_who_works_with_youths_here_may_answer_for_one(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    hidden = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    for other in (cast.gun, cast.cilla, cast.hilda, cast.ivar):
        with cast.asking(cast.anna), pytest.raises(NotTheirsError):
            assign(cases=[case.pk], owner=other, by=cast.anna)
    with cast.asking(cast.anna), pytest.raises(NotTheirsError):
        assign(cases=[case.pk, hidden.pk], owner=cast.bo, by=cast.anna)
    with cast.asking(cast.anna):
        assert assign(cases=[hidden.pk], owner=cast.anna, by=cast.anna) == 1


def test_gun_sees_and_gives_out_nothing_of_bergs(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.gun):
        assert not Case.objects.visible_to(cast.gun).exists()
        assert assign(cases=[case.pk], owner=cast.gun, by=cast.gun) == 0
    assert night(cast, authority=cast.krokom)["opened"] == 0
    with cast.asking(cast.cilla):
        assert not Case.objects.visible_to(cast.cilla).exists(), "a mentor has no cases"


@pytest.mark.parametrize("doing", ["known", "unknown", "stale", "work"])
def test_the_list_is_chosen_by_occupation(cast: Cast, doing: str) -> None:
    case = opened(cast, "Elin Testsson")
    opened(cast, "Omar Provsson")
    tell(cast, case.person, "work")
    with cast.asking(cast.anna):
        choice = {"sysselsattning": doing}
        shown = chosen(Case.objects.all(), choice, cast.anna, day(clock.today()))
        names = [c.person.sort_key.split()[0] for c in shown.select_related("person")]
    assert names == {"unknown": ["provsson"], "stale": []}.get(doing, ["testsson"])


def test_who_no_longer_works_here_answers_for_nobody(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=cast.bo, by=cast.anna)
    assert night(cast)["released"] == 0
    with cast.asking(cast.hilda):
        held = Membership.objects.get(user=cast.bo)
        end(membership=held, on=clock.today(), by=cast.hilda)
    assert night(cast)["released"] == 1
    with cast.asking(cast.anna):
        assert found(case.person).owner is None
        assert Case.objects.tally(day(clock.today()))["kept"] == 0


def test_who_comes_back_is_contacted_anew(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson", listed_on=clock.today() - timedelta(days=400))
    with cast.asking(cast.anna):
        RegisterSpell.objects.update(valid_to=clock.today())
    night(cast)
    with cast.asking(cast.anna):
        RegisterSpell.objects.update(valid_to=None)
    night(cast)
    with cast.asking(cast.anna):
        back = found(case.person)
    assert back.listed_on == clock.today()
    assert back.next_step_on == clock.today() + timedelta(days=13)


def test_what_was_chosen_before_the_register_knew_is_seen_and_stands(
    cast: Cast,
) -> None:
    """A dropout comes by themselves; the file tells of it days later."""
    today, soon = clock.today(), clock.today() + timedelta(days=2)
    elin, nils = (opened(cast, f"{name} Testsson") for name in ("Elin", "Nils"))
    for case in (elin, nils):
        with cast.asking(cast.bo):
            assign(cases=[case.pk], owner=cast.bo, by=cast.bo)
            closed(found(case.person), cast.bo)
    with cast.asking(cast.anna):
        RegisterSpell.objects.update(valid_to=today)
    night(cast)
    for case, on in ((elin, soon), (nils, today)):
        with cast.asking(cast.bo):
            life.reopen(case=case, words="Hoppade av", by=cast.bo)
            now = found(case.person)
            given: dict[str, Any] = {
                "next_step": f"Studievägledaren {on}",
                "next_step_on": on,
            }
            choose_next(case=now, version=now.version, by=cast.bo, **given)
    bo = signed_in(cast.bo)
    mine = text_of(bo.get("/mina/"))
    assert mine.count("Studievägledaren") == 2
    assert mine.count("Inte kvar i registret sedan i dag") == 2
    assert f"Studievägledaren {today}" in text_of(bo.get("/dagblad/"))
    with cast.asking(cast.anna):
        RegisterSpell.objects.update(valid_to=None)
    assert night(cast, on=today + timedelta(days=1))["returned"] == 2
    with cast.asking(cast.bo):
        kept, past = found(elin.person), found(nils.person)
    assert (kept.next_step, kept.next_step_on) == (f"Studievägledaren {soon}", soon)
    assert (past.next_step, past.is_planned) == ("", False), "its day has been"


def test_what_ended_with_leaving_stands_last_among_ones_own(cast: Cast) -> None:
    """Nothing was chosen since they left: it is shown, and printed on no day sheet."""
    gone, here = (opened(cast, f"{name} Testsson") for name in ("Elin", "Nils"))
    with cast.asking(cast.bo):
        assign(cases=[gone.pk, here.pk], owner=cast.bo, by=cast.bo)
        today = clock.today()
        rows = Case.objects.filter(pk=gone.pk)
        rows.update(left_on=today, next_step_on=today - timedelta(days=1))
        assert list(Case.objects.open().by_to_do(today)) == [here, gone]
        assert list(Case.objects.to_do(clock.today())) == [here]


def test_those_who_left_never_stand_before_who_waits(cast: Cast) -> None:
    for n in range(3):
        opened(cast, f"Nils Provsson{n}")
    with cast.asking(cast.anna):
        Case.objects.update(left_on=clock.today())
    new = opened(cast, "Elin Testsson", listed_on=clock.today() - timedelta(days=60))
    with cast.asking(cast.anna):
        Case.objects.exclude(pk=new.pk).update(left_on=clock.today())
        assert Case.objects.pressing(day(clock.today())).first() == new
