"""Lessons one by one: corrections, what is taken back, whom one may see, erasure."""

import stat
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from fullfolj.access import wall
from fullfolj.access.models import User
from fullfolj.config.cast import Cast
from fullfolj.people.models import CONFIDENTIAL, Person
from fullfolj.people.tests.people import enter
from fullfolj.schooling import lesson_files
from fullfolj.schooling.actions import lessons as actions
from fullfolj.schooling.actions.attendance import NotSchoolProviderError
from fullfolj.schooling.jobs import erase_lessons
from fullfolj.schooling.tests.pupils import MORNING, NOW, lesson, origin, provider
from fullfolj.schooling.told_attendance import Count, Lesson

pytestmark = pytest.mark.django_db

OCTOBER = {"since": date(2026, 10, 1), "until": date(2026, 10, 31)}
TURNS_22 = date(2030, 5, 1)
Rows = list[dict[str, Any]]
Committed = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def committed(
    cast: Cast, django_capture_on_commit_callbacks: Committed
) -> Callable[..., Count]:
    """Tell lessons of Berg's pupils in a transaction that commits."""
    provider(cast)

    def told(rows: Sequence[Lesson], by: User = cast.anna, **about: Any) -> Count:
        with django_capture_on_commit_callbacks(execute=True), cast.asking(by):
            return actions.tell(lessons=rows, origin=origin(cast, **about), by=by)

    return told


@pytest.fixture
def elin(cast: Cast) -> UUID:
    return enter(cast, cast.anna, "Elin Ek").pk


def kept(
    cast: Cast,
    *persons: UUID,
    as_of: datetime = NOW,
    by: User | None = None,
    **days: date,
) -> Rows:
    """The lessons of some persons as somebody is shown them."""
    asker = by or cast.anna
    with cast.asking(asker):
        table = lesson_files.lessons(
            authority_id=cast.home(asker).pk,
            persons=persons,
            as_of=as_of,
            **OCTOBER | days,
        )
    return list(table.to_pylist())


def files() -> list[Path]:
    return [path for path in Path(settings.LESSONS).rglob("*") if path.is_file()]


def test_a_lesson_is_kept_as_told_and_what_nobody_reported_is_unknown(
    cast: Cast, committed: Callable[..., Count], elin: UUID
) -> None:
    rows = [
        lesson(elin, 0, absent_minutes=20, excused_minutes=20),
        lesson(elin, 1, absent_minutes=60, excused_minutes=15),
        lesson(elin, 2, absent_minutes=None),
        lesson(elin, 3, absent_minutes=10),
        lesson(uuid4()),
    ]
    assert committed(rows) == Count(new=4, unknown=1)
    minutes = ("absent_minutes", "excused_minutes")
    found = kept(cast, elin)
    assert [tuple(row[name] for name in minutes) for row in found] == [
        *((20, 20), (60, 15), (None, None), (10, None))
    ]
    first = found[0]
    assert UUID(bytes=first.pop("person")) == elin
    assert {name: getattr(rows[0], name) for name in first} == first
    assert len(kept(cast, elin, until=date(2026, 10, 6))) == 2
    assert len(kept(cast, elin, since=date(2026, 10, 6))) == 3


def test_of_the_same_lesson_the_newest_registered_by_then_counts(
    cast: Cast, committed: Callable[..., Count], elin: UUID
) -> None:
    rows = [
        lesson(
            elin,
            source_id=given,
            absent_minutes=minutes,
            registered_at=MORNING + timedelta(hours=hours),
        )
        for given, minutes, hours in ((None, 60, 2), (None, 0, 30), (None, 20, 5))
    ]
    assert committed(rows[:1]) == Count(new=1)
    assert committed(rows) == Count(new=2, unchanged=1)
    assert committed(rows) == Count(unchanged=3)
    for hours, minutes in ((4, 60), (6, 20), (31, 0)):
        (row,) = kept(cast, elin, as_of=MORNING + timedelta(hours=hours))
        assert row["absent_minutes"] == minutes
    assert kept(cast, elin, as_of=MORNING) == []


def test_a_lesson_that_moved_is_there_once_and_what_is_deleted_is_not(
    cast: Cast,
    committed: Callable[..., Count],
    elin: UUID,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    before = lesson(elin)
    moved = replace(
        before,
        lesson_start=MORNING + timedelta(days=40),
        registered_at=MORNING + timedelta(hours=9),
    )
    assert committed([before, moved]).new == 2
    assert kept(cast, elin) == []
    assert len(kept(cast, elin, as_of=MORNING + timedelta(hours=8))) == 1
    assert len(kept(cast, elin, until=date(2026, 11, 30))) == 1
    given: dict[str, Any] = {"ids": [before.source_id], "by": cast.anna}
    with django_capture_on_commit_callbacks(execute=True), cast.asking(cast.anna):
        actions.take_back(**given, origin=origin(cast, hours=-1))
    assert kept(cast, elin, until=date(2026, 11, 30)) == []
    long_ago = NOW - timedelta(hours=2)
    assert len(kept(cast, elin, until=date(2026, 11, 30), as_of=long_ago)) == 1


def test_what_came_with_an_import_goes_with_it_and_what_it_corrected_counts_again(
    cast: Cast,
    committed: Callable[..., Count],
    elin: UUID,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    first = lesson(elin, absent_minutes=60)
    later = first.registered_at + timedelta(hours=1)
    run = uuid4()
    committed([first], run=uuid4())
    committed([replace(first, absent_minutes=0, registered_at=later)], run=run)
    assert kept(cast, elin)[0]["absent_minutes"] == 0
    with django_capture_on_commit_callbacks(execute=True), cast.asking(cast.anna):
        actions.take_back_run(authority_id=cast.berg.pk, run=run, at=NOW)
    assert kept(cast, elin)[0]["absent_minutes"] == 60


def test_two_school_years_are_two_folders_for_us_alone(
    cast: Cast, committed: Callable[..., Count], elin: UUID
) -> None:
    assert committed([lesson(elin), lesson(elin, -97), lesson(elin, -96)]).new == 3
    folders = {str(path.relative_to(settings.LESSONS).parent) for path in files()}
    assert folders == {f"{cast.berg.pk}/{year}" for year in ("2025-2026", "2026-2027")}
    for path in files():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        for folder in (path.parent, path.parent.parent, settings.LESSONS):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        told = path.read_bytes()
        assert b"Elin" not in told
        assert str(elin).encode() not in told
    assert len(kept(cast, elin, since=date(2026, 6, 1))) == 3


def test_one_is_shown_lessons_of_those_alone_whom_the_database_shows(
    cast: Cast, committed: Callable[..., Count], elin: UUID
) -> None:
    sara = enter(cast, cast.anna, "Sara Ek", marking=CONFIDENTIAL).pk
    assert committed([lesson(elin), lesson(sara)]).new == 2
    assert len(kept(cast, elin, sara)) == 2
    assert [row["person"] for row in kept(cast, elin, sara, by=cast.bo)] == [elin.bytes]
    assert kept(cast, elin, sara, by=cast.gun) == []
    with cast.asking(cast.gun):
        theirs = lesson_files.lessons(
            authority_id=cast.berg.pk, persons=[elin, sara], as_of=NOW, **OCTOBER
        )
    assert len(theirs) == 0
    # Who does not see her cannot tell of her either.
    assert committed([lesson(sara, 1)], by=cast.hilda) == Count(unknown=1)


def test_an_authority_without_schools_keeps_no_lessons(cast: Cast, elin: UUID) -> None:
    about = replace(origin(cast), authority=cast.krokom)
    per = enter(cast, cast.gun, "Per Ek").pk
    given: dict[str, Any] = {"origin": about, "by": cast.gun}
    with cast.asking(cast.gun), pytest.raises(NotSchoolProviderError):
        actions.tell(lessons=[lesson(per)], **given)
    with cast.asking(cast.gun), pytest.raises(NotSchoolProviderError):
        actions.take_back(ids=[uuid4()], **given)
    with cast.asking(cast.bo), pytest.raises(PermissionDenied):
        actions.tell(lessons=[lesson(elin)], origin=origin(cast), by=cast.bo)
    assert not files()


def erased(cast: Cast, as_of: date) -> dict[str, int]:
    with wall.as_job(cast.berg.pk, "erase-lessons", sees_protected=True):
        return erase_lessons(cast.berg, as_of)


def test_the_night_drops_whoever_turned_22_or_is_no_longer_here_and_nobody_else(
    cast: Cast,
    committed: Callable[..., Count],
    elin: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    otto, sara = (
        enter(cast, cast.anna, "Otto Alm").pk,
        enter(cast, cast.anna, "Sara Ek", marking=CONFIDENTIAL).pk,
    )
    with cast.asking(cast.anna):
        Person.objects.filter(pk=otto).update(birth_date=date(2010, 1, 1))
        Person.objects.filter(pk=sara).update(birth_date=None)
    assert committed([lesson(each) for each in (elin, otto, sara)]).new == 3
    assert committed([lesson(elin, 1)]).new == 1
    killed = files()[0].with_suffix(".new")
    killed.touch()
    assert erased(cast, TURNS_22) == {"persons": 0, "rows": 0}, "a day to come"
    assert not killed.exists()
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: TURNS_22)
    assert erased(cast, TURNS_22 - timedelta(days=1)) == {"persons": 0, "rows": 0}
    assert erased(cast, TURNS_22) == {"persons": 1, "rows": 2}
    assert erased(cast, TURNS_22) == {"persons": 0, "rows": 0}
    assert len(files()) == 1, "the file of hers alone is gone"
    assert stat.S_IMODE(files()[0].stat().st_mode) == 0o600
    told = {row["person"] for row in kept(cast, elin, otto, sara)}
    assert told == {otto.bytes, sara.bytes}


def test_who_does_not_see_everybody_drops_nothing(
    cast: Cast, committed: Callable[..., Count]
) -> None:
    sara = enter(cast, cast.anna, "Sara Ek", marking=CONFIDENTIAL).pk
    committed([lesson(sara)])
    with wall.as_job(cast.berg.pk, "erase-lessons"), pytest.raises(PermissionDenied):
        erase_lessons(cast.berg, TURNS_22)
    assert len(kept(cast, sara)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ends", ["whole", "fails", "undone", "killed", "broken"])
def test_a_pull_that_breaks_leaves_what_was_and_one_that_committed_is_there(
    cast: Cast, elin: UUID, ends: str
) -> None:
    def rows() -> Any:
        yield lesson(elin)
        if ends == "fails":
            raise ConnectionError

    def pull() -> None:
        with cast.asking(cast.anna):
            actions.tell(lessons=rows(), origin=origin(cast), by=cast.anna)
            assert [path.suffix for path in files()] == [".part"]
            if ends == "undone":  # after the files are whole, as a try does
                transaction.set_rollback(True)
            if ends == "broken":
                raise ConnectionError
            if ends == "killed":  # between the commit and what follows it
                connection.run_on_commit = []

    if ends in ("fails", "broken"):
        with pytest.raises(ConnectionError):
            pull()
    else:
        pull()
    stays = ends in ("whole", "killed")
    assert len(kept(cast, elin)) == stays
    assert [path.suffix for path in files()] == [".parquet"] * stays


def test_a_file_of_a_transaction_that_the_database_never_had_is_deleted(
    cast: Cast, committed: Callable[..., Count], elin: UUID
) -> None:
    committed([lesson(elin)])
    (whole,) = files()
    whole.with_name(f"0.{2**60}.part").write_bytes(whole.read_bytes())
    assert len(kept(cast, elin)) == 1
    assert files() == [whole]
