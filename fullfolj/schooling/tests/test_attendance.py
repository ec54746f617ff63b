"""Absence, grades and sums of attendance: what changed, who may, and for whom."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fullfolj.access import wall
from fullfolj.access.actions import authorities
from fullfolj.access.fields import classes
from fullfolj.config.cast import Cast
from fullfolj.people.models import CONFIDENTIAL
from fullfolj.people.tests.people import enter
from fullfolj.schooling.actions.attendance import (
    NotSchoolProviderError,
    take_back,
    tell,
)
from fullfolj.schooling.models import SchoolUnit
from fullfolj.schooling.prevention import AbsenceReport, AttendanceSum, Grade, Told
from fullfolj.schooling.tests.pupils import (
    absence,
    graded,
    lesson,
    origin,
    provider,
    summed,
)
from fullfolj.schooling.told_attendance import (
    ABSENCES,
    GRADES,
    SUMS,
    Count,
    Kind,
    unfit,
)
from fullfolj.schooling.words import say

pytestmark = pytest.mark.django_db

MODELS: dict[str, type[Told]] = {
    ABSENCES.table: AbsenceReport,
    GRADES.table: Grade,
    SUMS.table: AttendanceSum,
}
EVERY: list[tuple[Kind[Any], Any, dict[str, Any]]] = [
    (ABSENCES, absence(source_id=uuid4()), {"kind": "leave"}),
    (ABSENCES, absence(), {"ends_at": absence().ends_at.replace(minute=5)}),
    (GRADES, graded(source_id=uuid4()), {"grade": "C"}),
    (GRADES, graded("F-warning"), {"grade": "F", "is_final": True}),
    (SUMS, summed(activity_id=uuid4()), {"invalid_absence": 60}),
    (SUMS, summed(), {"present": None}),
]


@pytest.mark.parametrize(("kind", "fact", "change"), EVERY)
def test_what_is_told_again_is_kept_once_and_a_correction_ends_the_former(
    cast: Cast, kind: Kind[Any], fact: Any, change: dict[str, Any]
) -> None:
    provider(cast)
    elin, otto = (enter(cast, cast.anna, name).pk for name in ("Elin Ek", "Otto Alm"))
    rows: Any = MODELS[kind.table].objects

    def told(fact: Any, *, hours: int, whole: bool = False) -> Count:
        said = {elin: [fact] if fact else [], uuid4(): [summed()]}
        about = origin(cast, hours=hours)
        return tell(kind=kind, said=said, origin=about, whole=whole, by=cast.anna)

    with cast.asking(cast.anna):
        assert told(fact, hours=0) == Count(new=1, unknown=1)
        assert told(fact, hours=1) == Count(unchanged=1, unknown=1)
        corrected = replace(fact, **change)
        assert told(corrected, hours=2) == Count(changed=1, unknown=1)
        row = rows.known_now().get()
        assert {name: getattr(row, name) for name in change} == change
        before = rows.known_at(origin(cast, hours=1).at).get()
        assert getattr(before, next(iter(change))) != next(iter(change.values()))
        assert told(None, hours=3) == Count(unknown=1)  # a change says no more
        others = tell(
            kind=kind, said={otto: []}, origin=origin(cast), whole=True, by=cast.anna
        )
        assert others == Count()
        assert told(None, hours=3, whole=True) == Count(gone=1, unknown=1)
        assert not rows.known_now().exists()
        assert rows.known_at(origin(cast, hours=2).at).get() == row


@pytest.mark.parametrize(("kind", "fact", "change"), [EVERY[0], EVERY[2]])
def test_what_the_source_deleted_or_gave_another_pupil_is_no_longer_so(
    cast: Cast, kind: Kind[Any], fact: Any, change: dict[str, Any]
) -> None:
    provider(cast)
    elin, otto = (enter(cast, cast.anna, name).pk for name in ("Elin Ek", "Otto Alm"))
    rows: Any = MODELS[kind.table].objects
    given: dict[str, Any] = {"origin": origin(cast), "by": cast.anna}
    with cast.asking(cast.anna):
        twice = [replace(fact, **change), fact]
        said = {elin: twice}
        assert tell(kind=kind, said=said, whole=False, **given) == Count(new=1)
        said = {otto: [fact]}
        assert tell(kind=kind, said=said, whole=True, **given) == Count(changed=1)
        assert rows.known_now().get().person_id == otto
        ids = [fact.source_id, uuid4()]
        other = replace(given["origin"], source="another")
        assert take_back(kind=kind, ids=ids, origin=other, by=cast.anna) == 0
        assert take_back(kind=kind, ids=ids, **given) == 1
        assert take_back(kind=kind, ids=ids, **given) == 0
        assert not rows.known_now().exists()


FACTS = st.dictionaries(
    st.integers(0, 2),
    st.lists(
        st.builds(
            graded,
            st.sampled_from(["A", "F", "-"]),
            source_id=st.sampled_from([None, UUID(int=1), UUID(int=2)]),
            course_code=st.sampled_from(["ENG", "SVE"]),
        ),
        max_size=3,
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(first=FACTS, then=FACTS)
def test_what_is_known_of_whom_the_source_told_all_is_what_it_told_last(
    cast: Cast, first: dict[int, list[Any]], then: dict[int, list[Any]]
) -> None:
    provider(cast)
    with transaction.atomic():
        pupils = [enter(cast, cast.anna, f"Elin {name}").pk for name in "ABC"]
        expected: dict[Any, tuple[UUID, Any]] = {}
        with cast.asking(cast.anna):
            for said in (first, then):
                by_id = {pupils[n]: facts for n, facts in said.items()}
                given: dict[str, Any] = {"kind": GRADES, "origin": origin(cast)}
                tell(**given, said=by_id, whole=True, by=cast.anna)
                expected = {k: v for k, v in expected.items() if v[0] not in by_id}
                for pupil, facts in by_id.items():
                    expected |= {GRADES.key(pupil, f): (pupil, f.grade) for f in facts}
            known = Grade.objects.known_now().values_list("person_id", "grade")
            assert sorted(known) == sorted(expected.values())
        transaction.set_rollback(True)


def test_an_authority_without_schools_is_refused_in_a_sentence_and_by_the_wall(
    cast: Cast,
) -> None:
    provider(cast)
    per = enter(cast, cast.gun, "Per Ek")
    krokom = replace(origin(cast), authority=cast.krokom)
    with cast.asking(cast.gun):
        with pytest.raises(NotSchoolProviderError) as refused:
            tell(
                kind=GRADES,
                said={per.pk: [graded()]},
                origin=krokom,
                whole=True,
                by=cast.gun,
            )
        with pytest.raises(NotSchoolProviderError):
            take_back(kind=GRADES, ids=[uuid4()], origin=krokom, by=cast.gun)
        for row in (
            Grade.about(per, source="x", **vars_of(graded())),
            AbsenceReport.about(per, source="x", **vars_of(absence())),
            AttendanceSum.about(per, source="x", **vars_of(summed())),
        ):
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
                row.save(force_insert=True)
    with override("sv"):
        assert "inte huvudman" in say("refused", refused.value.code)
    # Nor may Krokom write for Berg, which is one.
    about = Grade.about(per, source="x", **vars_of(graded()))
    about.authority_id = cast.berg.pk
    with cast.asking(cast.gun), pytest.raises(DatabaseError), transaction.atomic():
        about.save(force_insert=True)


def vars_of(fact: Any) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in fact.__dataclass_fields__}


def test_only_who_may_import_tells_and_the_protected_stay_hidden(cast: Cast) -> None:
    provider(cast)
    sara = enter(cast, cast.anna, "Sara Ek", marking=CONFIDENTIAL)
    given: dict[str, Any] = {
        "kind": SUMS,
        "said": {sara.pk: [summed()]},
        "origin": origin(cast),
        "whole": True,
    }
    for by in (cast.bo, None):
        with cast.asking(cast.bo), pytest.raises(PermissionDenied):
            tell(**given, by=by)
    with cast.asking(cast.hilda):  # imports, and sees no protected person
        assert tell(**given, by=cast.hilda) == Count(unknown=1)
    with wall.as_job(cast.berg.pk, "pull", sees_protected=True):
        assert tell(**given, by=None) == Count(new=1)
    with cast.asking(cast.hilda):
        assert not AttendanceSum.objects.exists()
    with cast.asking(cast.anna):
        assert AttendanceSum.objects.get().person_id == sara.pk


def test_an_authority_that_lets_its_schools_go_is_told_no_more(cast: Cast) -> None:
    provider(cast)
    elin = enter(cast, cast.anna, "Elin Ek")
    given: dict[str, Any] = {"kind": SUMS, "origin": origin(cast), "whole": False}
    with cast.asking(cast.anna):
        tell(**given, said={elin.pk: [summed()]}, by=cast.anna)
        authorities.provide_schools(authority=cast.berg, provides=False)
        with pytest.raises(NotSchoolProviderError):
            tell(**given, said={elin.pk: [summed(present=1)]}, by=cast.anna)
        assert AttendanceSum.objects.get().present == 400


def test_the_unit_of_a_grade_is_of_the_same_authority(cast: Cast) -> None:
    provider(cast)
    elin = enter(cast, cast.anna, "Elin Ek")
    with cast.asking(cast.gun):
        theirs = SchoolUnit.objects.create(authority=cast.krokom, name="Krokoms")
    said = {elin.pk: [graded(school_unit_id=theirs.pk)]}
    given: dict[str, Any] = {"kind": GRADES, "said": said, "origin": origin(cast)}
    with cast.asking(cast.anna), pytest.raises(IntegrityError), transaction.atomic():
        tell(**given, whole=True, by=cast.anna)


MISFITS: list[tuple[Kind[Any], Any, str]] = [
    (ABSENCES, absence(kind="ill"), "kind"),
    (ABSENCES, absence(ends_at=absence().starts_at - timedelta(1)), "ends_at"),
    (GRADES, graded("G"), "grade"),
    (GRADES, graded("F-warning", is_final=True), "is_final"),
    (GRADES, graded(points=-1), "points"),
    (GRADES, graded(points=2**15), "points"),
    (GRADES, graded(course_code="x" * 51), "course_code"),
    (GRADES, graded(course_name="x" * 201), "course_name"),
    (SUMS, summed(last_on=date(2026, 9, 30)), "last_on"),
    (SUMS, summed(activity="x" * 201), "activity"),
    (SUMS, summed(course_code="x" * 51), "course_code"),
    (SUMS, summed(offered=-1), "offered"),
]


@pytest.mark.parametrize(("kind", "fact", "field"), MISFITS)
def test_what_the_database_would_refuse_is_told_by_its_field_first(
    cast: Cast, kind: Kind[Any], fact: Any, field: str
) -> None:
    provider(cast)
    elin = enter(cast, cast.anna, "Elin Ek").pk
    given: dict[str, Any] = {"kind": kind, "origin": origin(cast), "by": cast.anna}
    assert unfit(fact) == field
    with cast.asking(cast.anna), pytest.raises(DatabaseError), transaction.atomic():
        tell(**given, said={elin: [fact]}, whole=True)


def test_what_goes_as_far_as_the_columns_go_is_kept(cast: Cast) -> None:
    provider(cast)
    elin = enter(cast, cast.anna, "Elin Ek").pk
    given: dict[str, Any] = {"origin": origin(cast), "whole": True, "by": cast.anna}
    long = {"course_code": "x" * 50}
    facts: list[tuple[Kind[Any], Any]] = [
        (ABSENCES, absence(ends_at=absence().starts_at)),
        (GRADES, graded("-", points=2**15 - 1, course_name="x" * 200, **long)),
        (SUMS, summed(last_on=date(2026, 10, 1), activity="x" * 200, **long)),
        (SUMS, summed(invalid_absence=2**31 - 1, offered=0)),
    ]
    with cast.asking(cast.anna):
        for kind, fact in facts:
            assert unfit(fact) == ""
            assert tell(kind=kind, said={elin: [fact]}, **given).new == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({}, ""),
        ({"absent_minutes": None}, ""),
        ({"absent_minutes": 60, "excused_minutes": 60}, ""),
        ({"minutes": -1, "absent_minutes": None}, "minutes"),
        ({"absent_minutes": 61}, "absent_minutes"),
        ({"absent_minutes": 10, "excused_minutes": 11}, "excused_minutes"),
        ({"absent_minutes": None, "excused_minutes": 5}, "excused_minutes"),
    ],
)
def test_nobody_is_absent_longer_than_the_lesson_or_excused_longer_than_absent(
    more: dict[str, Any], field: str
) -> None:
    assert unfit(lesson(uuid4(), **more)) == field


def test_nothing_of_it_is_of_the_register() -> None:
    for model in MODELS.values():
        said = classes(model)
        assert said["support"]
        assert not said["register"]
