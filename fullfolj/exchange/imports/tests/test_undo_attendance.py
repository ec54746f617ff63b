"""Undoing an import that brought what schools note of their pupils."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.exchange.extracts.tests.folders import ANNA, BO, write_folder
from fullfolj.exchange.imports.tests.test_import import person, take, without
from fullfolj.exchange.imports.tests.test_undo import latest, take_back
from fullfolj.people.models import Person
from fullfolj.schooling import lesson_files
from fullfolj.schooling.actions import lessons
from fullfolj.schooling.actions.attendance import tell
from fullfolj.schooling.jobs import erase_lessons
from fullfolj.schooling.prevention import AbsenceReport, AttendanceSum, Grade
from fullfolj.schooling.tests.pupils import (
    MORNING,
    NOW,
    absence,
    graded,
    lesson,
    provider,
    summed,
)
from fullfolj.schooling.told_attendance import ABSENCES, GRADES, SUMS, Kind, Origin

pytestmark = pytest.mark.django_db
Committed = Callable[..., AbstractContextManager[Any]]


def pulled(cast: Cast, ids: list[UUID], grade: str) -> None:
    """What the latest import's source tells of some pupils, in the same run."""
    run = latest(cast)
    assert run.known_from
    about = Origin(cast.berg, "school system", run.pk, run.known_from)
    entered = MORNING + timedelta(hours=ord(grade))
    told: dict[str, Any] = {"origin": about, "by": None}
    facts: list[tuple[Kind[Any], Any]] = [
        (GRADES, graded(grade)),
        (ABSENCES, absence(ends_at=entered)),
        (SUMS, summed(present=ord(grade))),
    ]
    with wall.as_job(cast.berg.pk, "pull", sees_protected=True):
        for kind, fact in facts:
            tell(kind=kind, said={each: [fact] for each in ids}, whole=True, **told)
        rows = [lesson(each, minutes=ord(grade), registered_at=entered) for each in ids]
        lessons.tell(lessons=rows, **told)


def minutes(cast: Cast, *ids: UUID) -> list[int]:
    """How long each lesson is said to be, as who sees everybody is shown."""
    with wall.as_job(cast.berg.pk, "look", sees_protected=True):
        table = lesson_files.lessons(
            authority_id=cast.berg.pk,
            persons=ids,
            since=date(2026, 10, 1),
            until=date(2026, 10, 31),
            as_of=NOW + timedelta(days=3650),
        )
    return list(table["minutes"].to_pylist())


def test_what_was_told_before_is_known_again_and_who_came_with_it_is_gone(
    cast: Cast,
    berg: Authority,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    provider(cast)
    with django_capture_on_commit_callbacks(execute=True):
        take(write_folder(tmp_path / "f", without("people", BO)), berg)
        with cast.asking(cast.anna):
            anna = person(ANNA).pk
        pulled(cast, [anna], "A")
    with django_capture_on_commit_callbacks(execute=True):
        take(write_folder(tmp_path / "f"), berg)
        with cast.asking(cast.anna):
            bo = person(BO).pk
        pulled(cast, [anna, bo], "F")
    assert minutes(cast, anna, bo) == [ord("F")] * 2
    with django_capture_on_commit_callbacks(execute=True):
        done = take_back(cast)
    assert done.counts["grades"] | {"unchanged": 0} == done.counts["attendance"]
    with cast.asking(cast.anna):
        assert not Person.objects.filter(pk=bo).exists()
        assert Grade.objects.known_now().get().grade == "A"
        assert AttendanceSum.objects.known_now().get().present == ord("A")
        assert AbsenceReport.objects.known_now().get().person_id == anna
        assert not Grade.objects.filter(person=bo).exists()
    assert minutes(cast, anna, bo) == [ord("A")]
    with wall.as_job(cast.berg.pk, "erase-lessons", sees_protected=True):
        assert erase_lessons(cast.berg, NOW.date()) == {"persons": 1, "rows": 1}
    assert minutes(cast, anna, bo) == [ord("A")]
