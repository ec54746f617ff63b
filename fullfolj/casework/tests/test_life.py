"""A case is opened by hand, closed, asked after and opened again."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from fullfolj.access.models import User
from fullfolj.casework.actions import endings, follow_ups, life
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.actions.common import ChangedError, ClosedError, FarAwayError
from fullfolj.casework.actions.endings import BeforeBegunError, Reasons
from fullfolj.casework.life import happenings, state_of, waiting
from fullfolj.casework.models import (
    Case,
    CaseEvent,
    FollowUp,
    Measure,
    Meeting,
    Outcome,
    Plan,
    Promise,
)
from fullfolj.casework.models.timeline import timeline
from fullfolj.casework.rules.cases import CLOSED, DONE, LEFT, OPEN, months_after
from fullfolj.casework.tests.cases import (
    begun,
    closed,
    died,
    found,
    held,
    met,
    night,
    opened,
    opened_by_hand,
    registered,
    running,
    shown,
    tried,
)
from fullfolj.casework.tests.measures import offered
from fullfolj.casework.tests.plans import promised, written
from fullfolj.casework.views.mine import Diary
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.kaa.models import RegisterSpell
from fullfolj.people.actions import persons
from fullfolj.people.models import (
    CONFIDENTIAL,
    PROTECTED_REGISTRATION,
    Person,
    Registration,
)
from fullfolj.people.tests.people import enter
from fullfolj.people.tests.test_people_pages import text_of
from fullfolj.schooling.models import Enrolment, SchoolUnit

pytestmark = pytest.mark.django_db


def alive(case: Case) -> Any:
    return Case.objects.with_life().get(pk=case.pk)


def born(person: Person, years: int) -> None:
    today = clock.today()
    day = date(today.year - years, 1, 1)
    Person.objects.filter(pk=person.pk).update(birth_date=day)
    person.birth_date = day


def refused(cast: Cast, person: Person, by: User, **given: Any) -> str:
    with pytest.raises(Refused) as told, transaction.atomic():
        opened_by_hand(person, by, **given)
    return told.value.code


# Opening


def test_the_night_tells_that_it_opened_a_case(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    assert night(cast)["opened"] == 0
    with cast.asking(cast.anna):
        event = CaseEvent.objects.get(case=case)
    assert (event.kind, event.on, event.by_user) == ("opened", clock.today(), None)


def test_who_is_twenty_gets_a_case_with_its_ground(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Omar Provsson")
    with cast.asking(cast.bo):
        born(person, 21)
        case = opened_by_hand(
            person, cast.bo, purpose="over_twenty", ground="Ungdomens ja 3 maj"
        )
        told = alive(case)
    assert (case.owner, case.purpose, case.municipality_code) == (
        cast.bo.pk,
        "over_twenty",
        "",
    )
    event = happenings(told)[0]
    assert (event.kind, event.by, event.words) == ("opened", "Bo", "Ungdomens ja 3 maj")
    assert state_of(told) == OPEN


def test_what_the_law_does_not_allow_is_refused_in_one_sentence(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Omar Provsson")
    with cast.asking(cast.bo):
        born(person, 17)
        assert refused(cast, person, cast.bo, purpose="kaa") == "not_registered"
        assert refused(cast, person, cast.bo, purpose="over_twenty") == "too_young"
        assert refused(cast, person, cast.bo, purpose="prevention") == "not_enrolled"
        assert refused(cast, person, cast.bo, purpose="programme") == "no_programme"
        assert not Case.objects.exists()
        assert not CaseEvent.objects.exists()


def test_prevention_is_for_who_has_a_place_at_a_school(cast: Cast) -> None:
    person = enter(cast, cast.anna, "Omar Provsson")
    with cast.asking(cast.anna):
        school = SchoolUnit.objects.create(authority=cast.berg, name="Bergs gymnasium")
        place = Enrolment.about(
            person,
            school_unit_id=school.pk,
            school_type="GY",
            status="active",
            valid_from=clock.today() - timedelta(days=90),
            source="hand",
        )
        place.save(force_insert=True)
        case = opened_by_hand(
            person, cast.anna, purpose="prevention", ground="Ja 3 maj"
        )
        assert case.purpose == "prevention"
        Enrolment.objects.update(valid_to=clock.today())
        said = refused(cast, person, cast.anna, purpose="prevention", ground="Ja")
        assert said == "one_open"
        closed(case, cast.anna)
        said = refused(cast, person, cast.anna, purpose="prevention", ground="Ja")
        assert said == "not_enrolled"


def test_a_programme_takes_those_of_its_ages(cast: Cast) -> None:
    """Navigator took 16 to 29; the ages are the programme's own data."""
    navigator = running(cast, "Navigator", 16, 29)
    person = enter(cast, cast.bo, "Omar Provsson")
    given = {"purpose": "programme", "programme": navigator, "ground": "Beslut § 4"}
    with cast.asking(cast.bo):
        born(person, 15)
        assert refused(cast, person, cast.bo, **given) == "wrong_age"
        born(person, 29)
        case = opened_by_hand(person, cast.bo, **given)
        assert (case.programme, case.ground) == (navigator, "Beslut § 4")


def test_a_programme_is_a_ground_where_no_other_is_said(cast: Cast) -> None:
    navigator, key = running(cast, "Navigator", 16, 29), uuid4()
    person = enter(cast, cast.bo, "Omar Provsson")
    with cast.asking(cast.bo):
        born(person, 29)
        given: dict[str, Any] = {"purpose": "programme", "programme": navigator}
        case = opened_by_hand(person, cast.bo, key=key, **given)
        assert case.ground == "Nämndens beslut § 4"
        assert CaseEvent.objects.get().words == case.ground
        assert opened_by_hand(person, cast.bo, key=key, **given) == case


def test_without_a_ground_nothing_is_opened_but_the_laws_duty(cast: Cast) -> None:
    person = registered(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        born(person, 21)
        said = refused(cast, person, cast.bo, purpose="over_twenty", ground="")
        assert said == "no_ground"
        kaa = opened_by_hand(person, cast.bo, purpose="kaa", ground="")
        assert (kaa.municipality_code, kaa.ground) == ("2326", "")


def test_one_open_case_for_each_purpose_and_the_same_form_once(cast: Cast) -> None:
    person, key = registered(cast, "Elin Testsson"), uuid4()
    with cast.asking(cast.bo):
        first = opened_by_hand(person, cast.bo, key=key, purpose="kaa")
        assert opened_by_hand(person, cast.bo, key=key, purpose="kaa") == first
        assert refused(cast, person, cast.bo, purpose="kaa") == "one_open"
        born(person, 20)
        other = opened_by_hand(person, cast.bo, purpose="over_twenty", ground="Ja")
        assert list(Case.objects.of_person(person)) == [other, first]
        told = alive(first).others
        assert [each["id"] for each in told] == [str(other.pk)]
    assert night(cast)["opened"] == 0


def test_a_referral_says_who_asked_and_when(cast: Cast) -> None:
    """T9, what a referral leaves behind."""
    person = registered(cast, "Elin Testsson")
    tomorrow = clock.today() + timedelta(days=1)
    with cast.asking(cast.bo):
        given: dict[str, Any] = {"purpose": "kaa", "referred_by": "Arbetsförmedlingen"}
        said = refused(cast, person, cast.bo, **given, referred_on=tomorrow)
        assert said == "to_come"
        case = opened_by_hand(person, cast.bo, **given, referred_on=clock.today())
    assert (case.referred_by, case.referred_on) == (
        "Arbetsförmedlingen",
        clock.today(),
    )


def test_a_purpose_never_changes_whoever_tries(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        with pytest.raises(DatabaseError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(purpose="prevention", ground="x")
        assert found(case.person).purpose == "kaa"


def test_gun_a_mentor_and_protected_registration_open_nothing(cast: Cast) -> None:
    person = registered(cast, "Elin Testsson")
    for other in (cast.gun, cast.cilla):
        with cast.asking(other), pytest.raises(PermissionDenied):
            opened_by_hand(person, other, purpose="kaa")
    hidden = registered(cast, "Hemlig Holm", marking=PROTECTED_REGISTRATION)
    with cast.asking(cast.anna):
        assert refused(cast, hidden, cast.anna, purpose="kaa") == "restricted"


# Closing


def test_closing_keeps_why_where_and_when_somebody_asks(cast: Cast) -> None:
    """T3: destinations are kept apart, moved among them."""
    case, today = opened(cast, "Elin Testsson"), clock.today()
    with cast.asking(cast.bo):
        closed(case, cast.bo, destination="komvux", livelihood="study_aid")
        told = alive(case)
        assert Outcome.objects.get().destination == "komvux"
        days = list(
            FollowUp.objects.values_list("due_on", flat=True).order_by("due_on")
        )
    assert days == [months_after(today, 6), months_after(today, 12)]
    assert (told.closed_on, state_of(told)) == (today, CLOSED)
    event = happenings(told)[0]
    assert (event.kind, event.by, event.reason) == ("closed", "Bo", "goal")
    assert [each.is_waiting for each in event.asked] == [True, True]


def test_the_same_form_twice_closes_once_and_another_is_told(cast: Cast) -> None:
    case, key = opened(cast, "Elin Testsson"), uuid4()
    with cast.asking(cast.bo):
        first = closed(case, cast.bo, key=key)
        assert closed(case, cast.bo, key=key) == first
        later = first.closed_on + timedelta(days=90)
        with pytest.raises(ClosedError):  # and not "saved", with the day left out
            closed(case, cast.bo, key=key, follow_up_on=later)
        assert CaseEvent.objects.filter(kind="closed").count() == 1
        assert FollowUp.objects.count() == 2
    with cast.asking(cast.anna), pytest.raises(ClosedError):
        closed(case, cast.anna)
    with cast.asking(cast.bo):
        life.reopen(case=case, words="Ringde själv", by=cast.bo)
        with pytest.raises(ChangedError):  # nor "closed", of what is open again
            closed(case, cast.bo, key=key)
        assert alive(case).closed_on is None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"closed_on": 1}, "to_come"),
        ({"closed_on": -400}, "far_away"),
        ({"closed_on": -30}, "before_opened"),
        ({"follow_up_on": 0}, "too_early"),
        ({"follow_up_on": 800}, "far_away"),
        ({"reason": "other"}, "which_other"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    cast: Cast, wrong: dict[str, Any], code: str
) -> None:
    case = opened(cast, "Elin Testsson")
    given = {
        name: clock.today() + timedelta(days=said) if isinstance(said, int) else said
        for name, said in wrong.items()
    }
    with cast.asking(cast.bo), pytest.raises(Refused) as told:
        closed(case, cast.bo, **given)
    assert told.value.code == code
    with cast.asking(cast.bo):
        assert found(case.person).version == case.version
        assert not Outcome.objects.exists()


def test_nobody_closes_over_what_they_have_not_seen(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        tried(case, cast.anna)
    with cast.asking(cast.bo), pytest.raises(ChangedError):
        closed(case, cast.bo)


def test_what_still_runs_ends_with_the_case(cast: Cast) -> None:
    """No measure ends without its reason and day, no plan either (2006:39, 8 §)."""
    case, today = opened(cast, "Elin Testsson"), clock.today()
    later = today + timedelta(days=20)
    begun = {"state": "ongoing", "starts_on": today, "ends_on": later}
    with cast.asking(cast.bo):
        goes_on = offered(case, cast.bo, **begun)
        to_begin = offered(
            case, cast.bo, state="accepted", answered_on=today, starts_on=later
        )
        declined = offered(case, cast.bo, state="declined", answered_on=today)
        written(case, cast.bo)
        promised(case, cast.bo, "school", starts_on=later)
        stops = Reasons(end_reason="to_studies", plan_reason="Började på komvux")
        for why, code in (
            (Reasons(), "measures_run"),
            (Reasons(end_reason="to_studies"), "plan_runs"),
            (replace(stops, end_reason="other"), "end_words"),
        ):
            with pytest.raises(Refused) as told, transaction.atomic():
                closed(case, cast.bo, why=why)
            assert told.value.code == code
        seen = replace(stops, shown=shown(case))
        with pytest.raises(BeforeBegunError):
            endings.end_all(case, today - timedelta(days=1), seen, by=cast.bo)
        assert not Outcome.objects.exists()
        assert Plan.objects.current().exists()
        key = uuid4()
        first = closed(case, cast.bo, why=stops, key=key)
        assert closed(case, cast.bo, why=stops, key=key) == first, "sent twice"
        ends = {each.pk: each for each in Measure.objects.all()}
        for made, starts_on in ((goes_on, today), (to_begin, None)):
            end = ends[made.pk]
            assert (end.state, end.ends_on, end.end_reason, end.starts_on) == (
                *("ended", today, "to_studies", starts_on),
            )
        assert ends[declined.pk].state == "declined"
        ended = [Plan.objects.get().end_reason]
        ended += Promise.objects.values_list("end_reason", flat=True)
        assert ended == ["Började på komvux"] * 4
        kinds = {each.kind for each in timeline(case).entries}
        assert {"measure", "plan", "outcome"} <= kinds


def test_meetings_to_come_are_called_off_and_those_begun_are_settled(
    cast: Cast,
) -> None:
    """Nobody is reminded of what is called off; a closed case has no next step."""
    case, today = opened(cast, "Elin Testsson"), clock.today()
    with cast.asking(cast.bo):
        tried(case, cast.bo, next_step="Boka en träff")
        times = {"came": 2, "cancelled": 1}
        begun_ones = {
            outcome: begun(met(found(case.person), cast.bo, anyway=True), hours=hours)
            for outcome, hours in times.items()
        }
        coming = met(found(case.person), cast.bo, reminder_days=1)
        assert Diary.of(cast.bo, today).to_remind == [coming]
        why = Reasons(called_off="Ärendet avslutades.")
        closed(found(case.person), cast.bo, why=why)
        now = Meeting.objects.get(pk=coming.pk)
        assert (now.state, now.why) == ("cancelled", "Ärendet avslutades.")
        diary = Diary.of(cast.bo, today)
        assert diary.to_remind == []
        assert {*diary.today, *diary.unsaid} == {*begun_ones.values()}
        for outcome, meeting in begun_ones.items():
            held(meeting, cast.bo, outcome=outcome)
            assert Meeting.objects.get(pk=meeting.pk).state == outcome
        after = Case.objects.get(pk=case.pk)
        assert (after.closed_on, after.reached_on) == (today, today)
        assert after.next_step != "Ringa", "nothing comes next"


def test_a_closed_case_is_written_in_by_nobody(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        closed(case, cast.bo)
        assert assign(cases=[case.pk], owner=cast.bo, by=cast.bo) == 0
    with cast.asking(cast.bo), pytest.raises(ClosedError):
        tried(case, cast.bo)


def test_gun_closes_and_opens_nothing_of_bergs(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.gun), pytest.raises(Case.DoesNotExist):
        closed(case, cast.gun)
    with cast.asking(cast.cilla), pytest.raises(PermissionDenied):
        closed(case, cast.cilla)
    with cast.asking(cast.anna):
        closed(case, cast.anna)
    with cast.asking(cast.gun), pytest.raises(Case.DoesNotExist):
        life.reopen(case=case, words="Fel", by=cast.gun)
    with cast.asking(cast.gun):
        assert not Outcome.objects.exists()
        assert not FollowUp.objects.exists()


def test_what_somebody_closed_stays_closed_while_the_register_holds(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        closed(case, cast.anna, reason="declined", destination="unknown")
    assert night(cast)["opened"] == 0, "is no new name"
    with cast.asking(cast.anna):
        RegisterSpell.objects.update(valid_to=clock.today())
    assert night(cast)["left"] == 1
    with cast.asking(cast.anna):
        RegisterSpell.objects.update(valid_to=None)
    assert night(cast)["opened"] == 1, "comes back, and is a new name"
    with cast.asking(cast.anna):
        assert found(case.person).pk != case.pk


# Follow-up


def due(cast: Cast, by: User, months: int) -> list[UUID]:
    seen = Case.objects.visible_to(by)
    on = months_after(clock.today(), months)
    return list(FollowUp.objects.due(on, seen).values_list("pk", flat=True))


def answered(case: Case, by: User, **given: Any) -> FollowUp:
    asked = waiting(alive(case))
    assert asked
    said: dict[str, Any] = {
        "destination": "work",
        "livelihood": "own_income",
        "how_known": "youth",
    }
    said |= {"follow_up": asked.id}
    return follow_ups.answer(case=case, by=by, **said | given)


def test_it_asks_by_itself_and_stops_when_answered(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        closed(case, cast.bo)
        assert [len(due(cast, cast.bo, m)) for m in (0, 5, 6, 12)] == [0, 0, 1, 2]
        first = answered(case, cast.bo)
        assert answered(case, cast.bo, follow_up=first.pk) == first, "sent twice"
        assert [len(due(cast, cast.bo, m)) for m in (6, 12)] == [0, 1]
        assert state_of(alive(case)) == CLOSED
        answered(case, cast.bo, destination="unknown")
        assert due(cast, cast.bo, 12) == []
        assert state_of(alive(case)) == DONE
    before = {"left": 0, "returned": 0, "moved": 0, "opened": 0, "released": 0}
    before |= {"dated": 0, "born": 0, "met": 0}
    assert night(cast) == before, "the night asks nothing twice"


def test_another_answer_to_what_is_answered_is_refused(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        closed(case, cast.bo)
        first = answered(case, cast.bo)
    with cast.asking(cast.anna), pytest.raises(follow_ups.AnsweredError):
        answered(case, cast.anna, follow_up=first.pk, destination="moved")


def test_a_later_answer_lets_the_earlier_pass(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        closed(case, cast.bo)
        _, late = FollowUp.objects.order_by("due_on")
        answered(case, cast.bo, follow_up=late.pk)
        ended = FollowUp.objects.order_by("due_on").values_list("ended", flat=True)
        assert list(ended) == ["passed", ""]
        assert due(cast, cast.bo, 12) == []


def test_the_youth_may_say_no_more(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        closed(case, cast.bo)
        assert follow_ups.stop(case=case, by=cast.bo) == 2
        assert due(cast, cast.bo, 12) == []
        assert state_of(alive(case)) == DONE


def test_a_chosen_day_past_the_year_asks_once(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        closed(case, cast.bo, follow_up_on=months_after(clock.today(), 14))
        assert FollowUp.objects.count() == 1


# Opening again


def test_opened_again_it_keeps_its_history_and_asks_no_more(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        tried(case, cast.bo, line="Ingen svarade")
        closed(found(case.person), cast.bo)
        life.reopen(case=case, words="Ringde själv", by=cast.bo)
        again = alive(case)
        assert [e.kind for e in happenings(again)] == ["reopened", "closed", "opened"]
        assert (again.closed_on, again.next_step, again.attempts) == (None, "", 1)
        assert state_of(again) == OPEN
        assert due(cast, cast.bo, 12) == []
        assert set(FollowUp.objects.values_list("ended", flat=True)) == {"reopened"}
        tried(found(case.person), cast.bo)
    with cast.asking(cast.bo), pytest.raises(life.NotClosedError):
        life.reopen(case=case, words="Igen", by=cast.bo)


def test_not_opened_again_beside_another_for_the_same(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        closed(case, cast.bo)
        opened_by_hand(case.person, cast.bo, purpose="kaa")
    with cast.asking(cast.bo), pytest.raises(life.OneOpenError):
        life.reopen(case=case, words="Ringde", by=cast.bo)


def test_opened_again_who_has_left_the_register_stands_as_left(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        closed(case, cast.anna)
        RegisterSpell.objects.update(valid_to=clock.today())
    night(cast)
    with cast.asking(cast.anna):
        life.reopen(case=case, words="Ringde själv", by=cast.anna)
        assert state_of(alive(case)) == LEFT


def test_nobody_rings_or_asks_after_the_dead(cast: Cast) -> None:
    """For every purpose, until the register takes it back."""
    case = opened(cast, "Elin Testsson")
    programme = running(cast, "Navigator", 16, 29)
    with cast.asking(cast.bo):
        given = {"programme": programme, "ground": "Beslut"}
        other = opened_by_hand(case.person, cast.bo, purpose="programme", **given)
        closed(case, cast.bo)
        meeting = met(other, cast.bo, reminder_days=1)
        assert Diary.of(cast.bo, clock.today()).to_remind == [meeting]
        persons.add_contact(
            person=case.person,
            kind="phone",
            value="070-123 45 67",
            source="person",
            valid_from=clock.today(),
            by=cast.bo,
        )
        assert len(due(cast, cast.bo, 12)) == 2
    bo = signed_in(cast.bo)
    here = f"/ungdomar/{other.pk}/"
    meets = f"{here}traff/{meeting.pk}/"
    for page in ("/mina/", here, meets):
        assert 'href="tel:' in text_of(bo.get(page))
    told = died(cast, case.person)
    mine = text_of(bo.get("/mina/"))
    assert "Har avlidit" in mine
    assert "Ny kontakt" not in mine
    for page in ("/mina/", here, meets):
        assert 'href="tel:' not in text_of(bo.get(page))
    assert "Påminn ungdomen" not in text_of(bo.get(meets))
    with cast.asking(cast.bo):
        assert Diary.of(cast.bo, clock.today()).to_remind == []
        assert not due(cast, cast.bo, 12)
    assert [night(cast)["left"] for _ in range(2)] == [1, 0]
    told_of = text_of(bo.get(here))
    assert "Inte kvar i registret sedan i dag" in told_of
    assert "Ungdomen har avlidit" in told_of
    assert "lämnat målgruppen" not in told_of
    with cast.asking(cast.bo):
        assert not Case.objects.visible_to(cast.bo).in_group().exists()
        assert state_of(alive(found(case.person))) == LEFT
    with cast.asking(cast.anna):
        Registration.objects.filter(pk=told.pk).update(recorded_to=clock.now())
    assert [night(cast)["returned"] for _ in range(2)] == [1, 0]
    with cast.asking(cast.bo):
        assert state_of(alive(found(case.person))) == OPEN
        assert len(due(cast, cast.bo, 12)) == 2


def test_who_was_closed_as_dead_and_lives_is_open_when_opened_again(cast: Cast) -> None:
    person = opened(cast, "Elin Testsson").person
    programme = running(cast, "Navigator", 16, 29)
    with cast.asking(cast.bo):
        given = {"programme": programme, "ground": "Beslut"}
        case = opened_by_hand(person, cast.bo, purpose="programme", **given)
    told = died(cast, person)
    night(cast)
    with cast.asking(cast.bo):
        closed(Case.objects.get(pk=case.pk), cast.bo)
        Registration.objects.filter(pk=told.pk).update(recorded_to=clock.now())
    assert [night(cast)["returned"] for _ in range(2)] == [1, 0]
    with cast.asking(cast.bo):
        life.reopen(case=case, words="Fel i registret", by=cast.bo)
        assert state_of(alive(case)) == OPEN


def test_a_new_marking_reaches_all_of_a_cases_life(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        closed(case, cast.anna)
        since = clock.today()
        given: dict[str, Any] = {"since": since, "source": "own", "by": cast.anna}
        persons.mark(person=case.person, marking=CONFIDENTIAL, **given)
        assert len(due(cast, cast.anna, 12)) == 2
    with cast.asking(cast.bo):
        for model in (CaseEvent, Outcome, FollowUp):
            assert not model._default_manager.exists()


def test_a_day_years_off_is_a_slip(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo), pytest.raises(FarAwayError):
        closed(case, cast.bo, follow_up_on=date(9999, 12, 30))
