"""On an introductory programme: subjects, goals, what holds around the youth."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from fullfolj.access.actions import memberships
from fullfolj.casework.actions import introductions as actions
from fullfolj.casework.actions.common import ChangedError, FarAwayError
from fullfolj.casework.actions.introductions import Around
from fullfolj.casework.models import Case, Introduction, PassedSubjects, StudyGoal
from fullfolj.casework.support import Support
from fullfolj.casework.tests.cases import found, opened
from fullfolj.casework.tests.measures import EIGHT, FIVE, passed
from fullfolj.casework.words import lacking
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock

pytestmark = pytest.mark.django_db
HOME = Around(
    programme="language",
    home_name="Gläntan",
    home_contact="Mona",
    home_phone="070-111 22 33",
    language="tigrinska",
    supports=("interpreter", "study_guidance"),
)


@pytest.fixture
def lina(cast: Cast) -> Case:
    return opened(cast, "Lina Provsson", "200903011234")


def goal(case: Case, by: Any, **given: Any) -> StudyGoal:
    said: dict[str, Any] = {"key": uuid4(), "goal": "Läsa en hel bok"}
    said |= {"subject": "", "wanted_by": None}
    return actions.set_goal(case=case, by=by, **said | given)


def test_seven_of_eight_is_one_left_and_eight_is_eligible(
    cast: Cast, lina: Case
) -> None:
    """T13, as the case's page tells it."""
    with cast.asking(cast.bo):
        first = passed(lina, cast.bo, "swedish_second", "mathematics", *FIVE)
        seen = Support.of(found(lina.person))
        assert seen.lack is not None
        assert lacking(seen.lack) == "1 kvar: engelska"
        then = passed(lina, cast.bo, *EIGHT)
        seen = Support.of(found(lina.person))
        assert seen.lack is not None
        assert seen.lack.is_eligible
    assert (first.version, first.is_eligible) == (1, False)
    assert (then.version, then.is_eligible) == (2, True)


def test_what_was_noted_stays_and_the_same_again_is_nothing_new(
    cast: Cast, lina: Case
) -> None:
    with cast.asking(cast.bo):
        passed(lina, cast.bo, "swedish")
        passed(lina, cast.bo, "swedish")
        passed(lina, cast.bo, "swedish", "english")
        kept = PassedSubjects.objects.of_case(lina).values_list("subjects", flat=True)
        assert list(kept) == [["swedish", "english"], ["swedish"]]
        with pytest.raises(ChangedError):
            passed(lina, cast.anna, "art", version=1)


def test_days_that_cannot_be_are_refused(cast: Cast, lina: Case) -> None:
    today = clock.today()
    with cast.asking(cast.bo):
        with pytest.raises(actions.NotYetKnownError):
            passed(lina, cast.bo, "art", as_of=today + timedelta(days=1))
        with pytest.raises(FarAwayError):
            passed(lina, cast.bo, "art", as_of=date(2006, 6, 1))
        with pytest.raises(FarAwayError):
            goal(lina, cast.bo, wanted_by=date(2206, 6, 1))
        assert not PassedSubjects.objects.exists()
        assert not StudyGoal.objects.exists()


def test_what_holds_around_the_youth_is_written_anew_each_time(
    cast: Cast, lina: Case
) -> None:
    with cast.asking(cast.bo):
        first = actions.surround(case=lina, version=0, around=HOME, by=cast.bo)
        again = actions.surround(case=lina, version=0, around=HOME, by=cast.bo)
        assert first.pk == again.pk
        moved = Around(programme="language", language="tigrinska")
        actions.surround(case=lina, version=1, around=moved, by=cast.bo)
        newest = Introduction.objects.of_case(lina).first()
        assert newest is not None
        assert (newest.version, newest.home_name) == (2, "")
        with pytest.raises(ChangedError):
            actions.surround(case=lina, version=1, around=HOME, by=cast.anna)
        names = [way.name for way in Support.of(found(lina.person)).routes]
        assert "sfi" in names, "who learns Swedish is told of sfi"


def test_goals_are_reached_or_set_aside_and_never_failed(
    cast: Cast, lina: Case
) -> None:
    with cast.asking(cast.bo):
        book, bus = goal(lina, cast.bo), goal(lina, cast.bo, goal="Åka buss själv")
        for _ in range(2):
            actions.close_goal(goal=book, reached=True, by=cast.bo)
        actions.close_goal(goal=bus, reached=False, by=cast.bo)
        with pytest.raises(actions.GoalOverError):
            actions.close_goal(goal=bus, reached=True, by=cast.bo)
        kept = {each.goal: each for each in StudyGoal.objects.of_case(lina)}
    assert kept["Läsa en hel bok"].reached_on == clock.today()
    assert kept["Läsa en hel bok"].version == 2
    assert kept["Åka buss själv"].set_aside_on == clock.today()


def test_a_neighbour_sees_nothing_and_who_does_not_work_may_not(
    cast: Cast, lina: Case
) -> None:
    with cast.asking(cast.bo):
        passed(lina, cast.bo, *EIGHT)
        book = goal(lina, cast.bo)
        actions.surround(case=lina, version=0, around=HOME, by=cast.bo)
    with cast.asking(cast.gun):
        for model in (PassedSubjects, StudyGoal, Introduction):
            assert not model.objects.exists()
    with cast.asking(cast.cilla), pytest.raises(PermissionDenied):
        actions.close_goal(goal=book, reached=True, by=cast.cilla)


def noted(cast: Cast, year: int, number: int) -> None:
    """So many became eligible in the school year that began in a year."""
    for each in range(number):
        case = opened(cast, f"Elev Provsson{year}{each}")
        with cast.asking(cast.anna):
            row = passed(case, cast.anna, *EIGHT)
            PassedSubjects.about(
                case.person,
                case=case,
                version=row.version + 1,
                subjects=list(EIGHT),
                as_of=date(year, 9, 1),
                how_known="grades",
                is_eligible=True,
                recorded_by=cast.anna.pk,
            ).save(force_insert=True)


def test_eligibility_year_by_year_and_what_others_see(cast: Cast) -> None:
    """T2, G3: 1, 5, 12 is +11 to those who work there; others cannot count the 1."""
    for year, number in ((2023, 1), (2024, 5), (2025, 12)):
        noted(cast, year, number)
    with cast.asking(cast.anna):
        found = PassedSubjects.objects.eligible_by_year()
    assert found == {2023: 1, 2024: 5, 2025: 12}, "each once, the first time"
    inside = signed_in(cast.anna).get("/behorighet/").content.decode()
    assert "<strong>+11</strong> (1 → 12)" in inside
    with cast.asking(cast.hilda):
        memberships.appoint(
            authority=cast.berg,
            user=cast.elin,
            role="rektor",
            valid_from=clock.today(),
            by=cast.hilda,
        )
    for who, query in ((cast.anna, "?utat"), (cast.elin, "")):
        outside = signed_in(who).get(f"/behorighet/{query}").content.decode()
        assert "färre än 5" in outside
        assert "+11" not in outside
        assert "+4" not in outside
        assert "+7" in outside
