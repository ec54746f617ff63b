"""Handing over: asked, taken, lent and back; before 20; what crosses at a move."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from fullfolj.access import wall
from fullfolj.access.actions.memberships import end
from fullfolj.access.models import Membership, User
from fullfolj.casework import policy
from fullfolj.casework.actions import handovers, life
from fullfolj.casework.actions.cases import NotYoursError, assign
from fullfolj.casework.actions.common import ClosedError, FarAwayError
from fullfolj.casework.actions.life import ToComeError
from fullfolj.casework.actions.moves import (
    BeforeAskedError,
    NoOfferError,
    NoYesError,
    OfferWaitsError,
    OwnMunicipalityError,
    take_back,
)
from fullfolj.casework.actions.preparations import NoBirthdayError
from fullfolj.casework.jobs import return_cases
from fullfolj.casework.models import (
    Case,
    Handover,
    Meeting,
    MoveOffer,
    Preparation,
)
from fullfolj.casework.rules.waits import TURNS_20
from fullfolj.casework.tests.cases import (
    closed,
    found,
    met,
    night,
    opened,
    opened_by_hand,
)
from fullfolj.casework.tests.handovers import (
    answered,
    asked,
    lent,
    offered,
    owned,
    prepared,
)
from fullfolj.casework.views.common import ROWS
from fullfolj.casework.views.handovers import going
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.kaa.models import Municipality
from fullfolj.people.models import CONFIDENTIAL, Person
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def owner_of(cast: Cast, case: Case) -> Any:
    with cast.asking(cast.anna):
        return found(case.person).owner


def returned(cast: Cast, days: int) -> int:
    """How many the night so many days from now gives back."""
    on = clock.today() + timedelta(days=days)
    with wall.as_job(cast.berg.pk, "return-cases", sees_protected=True):
        return return_cases(cast.berg, on)[0]["returned"]


def test_until_the_colleague_says_yes_the_giver_answers(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    with cast.asking(cast.bo):
        made = asked(case, cast.bo, cast.anna, message="Du har varit där förr")
        assert Handover.objects.waiting().get() == made
    assert owner_of(cast, case) == cast.bo.pk
    with cast.asking(cast.anna):
        assert Handover.objects.asked_of(cast.anna).get() == made
        assert handovers.accept(handovers=[made.pk], by=cast.anna) == 1
        assert handovers.accept(handovers=[made.pk], by=cast.anna) == 0, "once"
        assert not Handover.objects.waiting().exists()
    assert owner_of(cast, case) == cast.anna.pk


def test_a_no_changes_nothing_and_may_be_said_with_a_word(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    with cast.asking(cast.bo):
        made = asked(case, cast.bo, cast.anna)
    with cast.asking(cast.anna):
        for _ in range(2):
            handovers.decline(handover=made.pk, word="Jag är ledig", by=cast.anna)
        with pytest.raises(handovers.NoQuestionError):
            handovers.decline(handover=made.pk, word="Annat", by=cast.anna)
        assert handovers.accept(handovers=[made.pk], by=cast.anna) == 0
        kept = Handover.objects.get()
        assert (kept.word, kept.answer) == ("Jag är ledig", "declined")
    assert owner_of(cast, case) == cast.bo.pk
    with cast.asking(cast.bo):
        assert asked(case, cast.bo, cast.anna).answer == "", "may be asked again"


def test_a_whole_caseload_is_asked_at_once_and_taken_one_or_all(cast: Cast) -> None:
    cases = [owned(cast, f"Nils Provsson{n}", cast.bo) for n in range(4)]
    more, key = owned(cast, "Omar Provsson", cast.bo).pk, uuid4()
    with cast.asking(cast.bo):
        given: dict[str, Any] = {
            "cases": [each.pk for each in cases],
            "key": key,
            "to_user": cast.anna,
            "until": None,
            "by": cast.bo,
        }
        assert handovers.ask(message="", **given) == 4
        assert handovers.ask(message="", **given) == 4, "the same form sent twice"
        assert Handover.objects.count() == 4
        with pytest.raises(handovers.HandoverUsedError):
            handovers.ask(message="annat", **given)
        with pytest.raises(handovers.HandoverUsedError):
            handovers.ask(message="", **given | {"cases": [*given["cases"], more]})
    with cast.asking(cast.anna):
        ids = list(Handover.objects.values_list("pk", flat=True))
        assert handovers.accept(handovers=ids[:1], by=cast.anna) == 1
        assert handovers.accept(handovers=[*ids, uuid4()], by=cast.anna) == 3
        mine = Case.objects.exclude(pk=more).values_list("owner", flat=True)
        assert set(mine) == {cast.anna.pk}


def test_for_a_time_it_goes_back_by_itself_the_night_after(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    lent(cast, case)
    assert owner_of(cast, case) == cast.anna.pk
    with cast.asking(cast.anna), pytest.raises(handovers.LentError):
        asked(case, cast.anna, cast.bo)
    assert returned(cast, 5) == 0, "the last day is hers"
    assert returned(cast, 6) == 1
    assert returned(cast, 6) == 0, "the night asks nothing twice"
    assert owner_of(cast, case) == cast.bo.pk


def test_what_somebody_else_was_given_meanwhile_stays_there(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    lent(cast, case)
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=None, by=cast.anna)
        assert not Handover.objects.lent().exists(), "it is over"
        assign(cases=[case.pk], owner=cast.anna, by=cast.anna)
    assert returned(cast, 6) == 0
    assert owner_of(cast, case) == cast.anna.pk, "for good, this time"


def test_who_has_quit_gets_nothing_back_and_nobody_answers(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    lent(cast, case)
    with cast.asking(cast.anna):
        both = {"worker": cast.bo.pk, "second": cast.anna.pk}
        pair = met(found(case.person), cast.anna, **both)
    with cast.asking(cast.hilda):
        held = Membership.objects.get(user=cast.bo)
        end(membership=held, on=clock.today(), by=cast.hilda)
    with cast.asking(cast.anna), pytest.raises(handovers.NotTakerError):
        handovers.give_back(case=case, by=cast.anna)
    assert returned(cast, 6) == 1
    assert night(cast)["released"] == 1
    assert owner_of(cast, case) is None, "and Min dag says so"
    assert workers(cast, pair) == [(cast.anna.pk, None)]


def test_when_who_took_it_quits_it_goes_back_before_its_day(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    lent(cast, case)
    with cast.asking(cast.hilda):
        for held in Membership.objects.filter(user=cast.anna):
            end(membership=held, on=clock.today() + 2 * A_DAY, by=cast.hilda)
    assert returned(cast, 1) == 0, "she is still here"
    assert returned(cast, 2) == 1
    assert night(cast, on=clock.today() + 2 * A_DAY)["released"] == 0
    assert returned(cast, 6) == 0
    assert owner_of(cast, case) == cast.bo.pk


def test_it_may_go_back_before_its_day(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    with cast.asking(cast.bo), pytest.raises(handovers.NotLentError):
        handovers.give_back(case=case, by=cast.bo)
    lent(cast, case)
    with cast.asking(cast.bo):
        handovers.give_back(case=case, by=cast.bo)
    assert owner_of(cast, case) == cast.bo.pk
    assert returned(cast, 6) == 0


@pytest.mark.parametrize(
    ("days", "refusal"),
    [(-1, handovers.PastUntilError), (500, FarAwayError)],
)
def test_a_last_day_that_cannot_be_is_refused(
    cast: Cast, days: int, refusal: type[Exception]
) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    until = clock.today() + timedelta(days=days)
    with cast.asking(cast.bo), pytest.raises(refusal):
        asked(case, cast.bo, cast.anna, until=until)


def test_who_may_not_answer_is_not_asked(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    others: list[User] = [cast.gun, cast.cilla, cast.hilda, cast.ivar]
    for other in others:
        with cast.asking(cast.bo), pytest.raises(handovers.NotTakerError):
            asked(case, cast.bo, other)
    with cast.asking(cast.bo), pytest.raises(handovers.AlreadyTheirsError):
        asked(case, cast.bo, cast.bo)
    hidden = owned(cast, "Dold Dunkel", cast.anna, marking=CONFIDENTIAL)
    with cast.asking(cast.anna), pytest.raises(handovers.NotTakerError):
        asked(hidden, cast.anna, cast.bo)


def test_nobody_gives_what_is_not_theirs_but_who_leads(cast: Cast) -> None:
    hers = owned(cast, "Elin Testsson", cast.anna)
    with cast.asking(cast.bo), pytest.raises(NotYoursError):
        asked(hers, cast.bo, cast.bo)
    free = opened(cast, "Omar Provsson")
    with cast.asking(cast.anna), pytest.raises(handovers.UnownedError):
        asked(free, cast.anna, cast.bo)
    his = owned(cast, "Nils Provsson", cast.bo)
    with cast.asking(cast.anna):
        made = asked(his, cast.anna, cast.anna)
        assert (made.from_user, made.asked_by) == (cast.bo.pk, cast.anna.pk)


def test_one_question_at_a_time_and_it_may_be_taken_back(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    with cast.asking(cast.bo):
        made = asked(case, cast.bo, cast.anna)
        with pytest.raises(handovers.AskedError):
            asked(case, cast.bo, cast.anna)
        for _again in range(2):
            handovers.withdraw(case=case, handover=made.pk, by=cast.bo)
    with cast.asking(cast.anna):
        assert handovers.accept(handovers=[made.pk], by=cast.anna) == 0
    assert owner_of(cast, case) == cast.bo.pk


def test_a_question_means_nothing_once_the_case_is_closed_or_moved_on(
    cast: Cast,
) -> None:
    shut, moved = (owned(cast, f"Nils Provsson{n}", cast.bo) for n in range(2))
    with cast.asking(cast.bo):
        made = [asked(each, cast.bo, cast.anna).pk for each in (shut, moved)]
        closed(found(shut.person), cast.bo)
        assign(cases=[moved.pk], owner=None, by=cast.bo)
        with pytest.raises(ClosedError):
            asked(shut, cast.bo, cast.anna)
    with cast.asking(cast.anna):
        assert not Handover.objects.asked_of(cast.anna).exists()
        assert handovers.accept(handovers=made, by=cast.anna) == 0
        assert set(Handover.objects.values_list("answer", flat=True)) == {"passed"}


def test_a_closing_ends_the_question_and_the_loan_whatever_comes_after(
    cast: Cast,
) -> None:
    asked_of, away = (owned(cast, f"Nils Provsson{n}", cast.bo) for n in range(2))
    lent(cast, away)
    with cast.asking(cast.bo):
        made = asked(asked_of, cast.bo, cast.anna)
    with cast.asking(cast.anna):
        for case in (asked_of, away):
            closed(found(case.person), cast.anna)
            life.reopen(case=case, words="Kom tillbaka", by=cast.anna)
        assert handovers.accept(handovers=[made.pk], by=cast.anna) == 0
        assert not Handover.objects.lent().exists()
    assert owner_of(cast, asked_of) == owner_of(cast, away) == cast.bo.pk


def test_what_is_booked_goes_to_who_takes_over_and_back(cast: Cast) -> None:
    """For a time what lies within it; whoever is to be there anyhow stays."""
    good, away = (owned(cast, f"Nils Provsson{n}", cast.bo) for n in range(2))
    with cast.asking(cast.bo):
        in_pairs = met(good, cast.bo, second=cast.anna.pk)
        plans = ((good, 1), (away, 1), (away, 30))
        alone, within, after = (
            met(
                found(case.person),
                cast.bo,
                anyway=True,
                starts_at=in_pairs.starts_at + days * A_DAY,
            )
            for case, days in plans
        )
        made = asked(found(good.person), cast.bo, cast.anna)
    lent(cast, away)
    with cast.asking(cast.anna):
        assert [one for one, _ in going(found(good.person), taker=cast.anna)] == [alone]
        assert handovers.accept(handovers=[made.pk], by=cast.anna) == 1
        later = in_pairs.starts_at + 2 * A_DAY
        hers = met(found(away.person), cast.anna, starts_at=later)
    bos, annas = cast.bo.pk, cast.anna.pk
    assert workers(cast, in_pairs) == [(bos, annas)]
    assert workers(cast, alone, within, after, hers) == [
        *((annas, None), (annas, None), (bos, None), (annas, None)),
    ]
    assert returned(cast, 6) == 1
    assert workers(cast, within, after, hers) == [(bos, None)] * 3


def test_what_is_booked_with_who_quit_is_met_by_who_is_left(cast: Cast) -> None:
    """The owner, or the second of the two; otherwise it waits for who takes over."""
    his, hers = (
        owned(cast, f"{name} Provsson", owner)
        for name, owner in (("Nils", cast.bo), ("Omar", cast.anna))
    )
    with cast.asking(cast.bo):
        free = met(his, cast.bo)
        pair, owned_one = (
            met(found(case.person), cast.bo, second=second, anyway=True)
            for case, second in ((his, cast.anna.pk), (hers, None))
        )
        shared = met(found(hers.person), cast.anna, second=cast.bo.pk, anyway=True)
    with cast.asking(cast.hilda):
        held = Membership.objects.get(user=cast.bo)
        end(membership=held, on=clock.today(), by=cast.hilda)
    assert night(cast)["met"] == 2
    annas = cast.anna.pk
    assert workers(cast, shared) == [(annas, None)]
    assert workers(cast, free, pair, owned_one) == [
        *((cast.bo.pk, None), (annas, None), (annas, None)),
    ]
    with cast.asking(cast.anna):
        assert [one for one, _ in going(found(his.person))] == [free]
    anna = signed_in(cast.anna)
    assert "Träffar som ingen kan hålla" in text_of(anna.get("/mina/"))
    with cast.asking(cast.anna):
        assign(cases=[his.pk], owner=cast.anna, by=cast.anna)
    assert workers(cast, free) == [(annas, None)]
    assert "Träffar som ingen kan hålla" not in text_of(anna.get("/mina/"))


def test_of_many_that_nobody_can_hold_the_next_ones_are_shown(cast: Cast) -> None:
    with cast.asking(cast.bo):
        meeting = met(owned(cast, "Nils Provsson", cast.bo), cast.bo)
        for _ in range(ROWS - 1):
            meeting.pk, meeting.starts_at = uuid4(), meeting.starts_at + A_DAY
            meeting.save(force_insert=True)
    with cast.asking(cast.hilda):
        held = Membership.objects.get(user=cast.bo)
        end(membership=held, on=clock.today(), by=cast.hilda)
    anna, more = signed_in(cast.anna), "Det finns fler."
    text = text_of(anna.get("/mina/"))
    assert text.count("Biblioteket") == ROWS
    assert more not in text
    with cast.asking(cast.anna):
        meeting.pk = uuid4()
        meeting.save(force_insert=True)
    text = text_of(anna.get("/mina/"))
    assert text.count("Biblioteket") == ROWS
    assert more in text


def workers(cast: Cast, *meetings: Meeting) -> list[tuple[Any, Any]]:
    """Who is to hold some meetings, as it stands now."""
    with cast.asking(cast.anna):
        found = {each.pk: (each.worker, each.second) for each in Meeting.objects.all()}
    return [found[each.pk] for each in meetings]


def test_gun_asks_and_takes_nothing_of_bergs(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    with cast.asking(cast.bo):
        made = asked(case, cast.bo, cast.anna)
    with cast.asking(cast.gun):
        assert not Handover.objects.exists()
        assert handovers.accept(handovers=[made.pk], by=cast.gun) == 0
        given: dict[str, Any] = {"key": uuid4(), "until": None, "message": ""}
        given |= {"to_user": cast.gun, "by": cast.gun}
        assert handovers.ask(cases=[case.pk], **given) == 0
    assert owner_of(cast, case) == cast.bo.pk


def test_what_is_asked_of_a_protected_person_only_the_cleared_see(cast: Cast) -> None:
    case = owned(cast, "Dold Dunkel", cast.anna, marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        offered(case, cast.anna)
        assert MoveOffer.objects.exists()
    with cast.asking(cast.bo):
        assert not MoveOffer.objects.exists()


# Before the 20th birthday


def almost_twenty(cast: Cast, days: int = 45) -> Case:
    """Somebody who turns 20 so many days from now."""
    case = owned(cast, "Elin Testsson", cast.bo)
    birthday = clock.today() + timedelta(days=days)
    with cast.asking(cast.anna):
        born = birthday.replace(year=birthday.year - 20)
        Person.objects.filter(pk=case.person_id).update(birth_date=born)
    assert night(cast)["born"] == 1
    assert night(cast)["born"] == 0
    with cast.asking(cast.anna):
        return found(case.person)


def waiting(cast: Cast) -> int:
    with cast.asking(cast.anna):
        today = policy.day(clock.today())
        return Case.objects.waiting_for(TURNS_20, today).count()


def test_the_case_waits_until_somebody_says_it_is_handed_over(cast: Cast) -> None:
    case, key = almost_twenty(cast), uuid4()
    assert waiting(cast) == 1
    with cast.asking(cast.bo):
        made = prepared(case, cast.bo, key=key)
        assert prepared(case, cast.bo, key=key) == made, "the same form sent twice"
        assert Preparation.objects.count() == 1
    assert waiting(cast) == 0
    assert night(cast)["born"] == 0, "the night takes nothing back"
    assert waiting(cast) == 0


def test_a_day_ahead_or_a_case_that_does_not_end_at_20_is_refused(cast: Cast) -> None:
    case = almost_twenty(cast)
    with cast.asking(cast.bo), pytest.raises(ToComeError):
        prepared(case, cast.bo, done_on=clock.today() + A_DAY)
    nobody = owned(cast, "Nils Provsson", cast.bo)
    with cast.asking(cast.anna):
        Case.objects.filter(pk=nobody.pk).update(turns_20_on=None)
    with cast.asking(cast.bo), pytest.raises(NoBirthdayError):
        prepared(nobody, cast.bo)


def test_a_case_opened_by_hand_knows_the_birthday(cast: Cast) -> None:
    case = almost_twenty(cast)
    with cast.asking(cast.bo):
        closed(case, cast.bo)
        person = Person.objects.get(pk=case.person_id)
        again = opened_by_hand(person, cast.bo)
        assert again.turns_20_on == case.turns_20_on


# At a move


def test_a_youth_is_asked_once_and_the_answer_is_kept(cast: Cast) -> None:
    case, key = owned(cast, "Elin Testsson", cast.bo), uuid4()
    with cast.asking(cast.bo):
        offer = offered(case, cast.bo, key=key)
        assert offered(case, cast.bo, key=key) == offer, "the same form sent twice"
        with pytest.raises(OfferWaitsError):
            offered(case, cast.bo)
        early = clock.today() - A_DAY
        with pytest.raises(BeforeAskedError):
            answered(case, offer, cast.bo, answered_on=early)
        for _ in range(2):
            assert answered(case, offer, cast.bo, answer="no").answer == "no"
        with pytest.raises(NoOfferError):
            answered(case, offer, cast.bo)
        assert offered(case, cast.bo).answer == "", "may be asked again"


def test_a_yes_may_be_taken_back_and_an_answer_comes_to_a_closed_case(
    cast: Cast,
) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    with cast.asking(cast.bo):
        offer = offered(case, cast.bo, to_code="")
        with pytest.raises(NoYesError):
            take_back(case=case, offer=offer.pk, by=cast.bo)
        closed(found(case.person), cast.bo)
        assert answered(case, offer, cast.bo).answer == "yes"
        for _ in range(2):
            assert take_back(case=case, offer=offer.pk, by=cast.bo).answer == "back"
        with pytest.raises(NoOfferError):
            answered(case, offer, cast.bo)


def test_within_the_authority_nothing_needs_to_cross(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    with cast.asking(cast.hilda):
        Municipality.objects.create(
            authority=cast.berg, code="2326", valid_from=clock.today()
        )
    with cast.asking(cast.bo), pytest.raises(OwnMunicipalityError):
        offered(case, cast.bo, to_code="2326")


def test_a_yes_lets_nothing_cross_by_itself(cast: Cast) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    with cast.asking(cast.bo):
        answered(case, offered(case, cast.bo), cast.bo)
    with cast.asking(cast.gun):
        assert not MoveOffer.objects.exists()
        assert not Case.objects.exists()
        with pytest.raises(Case.DoesNotExist):
            offered(case, cast.gun)
