"""Keeping what a source tells of lessons one by one, for early warning (store C).

Only a school provider keeps them. They stand beside the database (lesson_files.py) and
are there when its transaction has committed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from fullfolj.access.models import User
from fullfolj.core import bulk
from fullfolj.core.columns import column
from fullfolj.schooling import lesson_files
from fullfolj.schooling.actions.attendance import may_tell
from fullfolj.schooling.told_attendance import Count, Lesson, Origin

BATCH = 200_000  # rows
HERE = "SELECT id FROM people_person WHERE id = ANY (%s)"


@transaction.atomic
def tell(*, lessons: Iterable[Lesson], origin: Origin, by: User | None) -> Count:
    """Keep lessons; what was told before in the same words is not written again.

    Args:
        by: None when a job does it.

    Raises:
        NotSchoolProviderError: nothing was written.
        PermissionDenied: not for this user.
    """
    may_tell(origin.authority, by)
    new = unchanged = unknown = 0
    rows = iter(lessons)
    with lesson_files.adding(origin.authority.pk) as draft:
        while batch := list(islice(rows, BATCH)):
            known = _here(batch)
            by_year: dict[str, list[Lesson]] = defaultdict(list)
            for lesson in batch:
                if lesson.person in known:
                    by_year[lesson_files.school_year(lesson.lesson_start)].append(
                        lesson
                    )
            for year, told in by_year.items():
                table = lesson_files.as_table(told, origin)
                added = lesson_files.not_there(origin.authority.pk, year, table)
                draft.add(added, year)
                new += len(added)
                unchanged += len(told) - len(added)
            unknown += len(batch) - sum(map(len, by_year.values()))
    return Count(new=new, unchanged=unchanged, unknown=unknown)


@transaction.atomic
def take_back(*, ids: Collection[UUID], origin: Origin, by: User | None) -> int:
    """Take back lessons that the source has deleted, by its own ids; how many of them
    it had not deleted before, whether or not they were told.

    An id that was deleted never comes again, as SS 12000 has it.

    Raises:
        NotSchoolProviderError: nothing was written.
        PermissionDenied: not for this user.
    """
    may_tell(origin.authority, by)
    new = lesson_files.not_taken_back(origin.authority.pk, ids)
    with lesson_files.adding(origin.authority.pk) as draft:
        draft.add(lesson_files.taken_back(origin.at, ids=new), lesson_files.TAKEN_BACK)
    return len(new)


@transaction.atomic
def take_back_run(*, authority_id: UUID, run: UUID, at: datetime) -> None:
    """Take back what came with an import, in the transaction that undoes it.

    What it had corrected counts again, and so does its own before `at`.
    """
    with lesson_files.adding(authority_id) as draft:
        draft.add(lesson_files.taken_back(at, runs=[run]), lesson_files.TAKEN_BACK)


def _here(batch: list[Lesson]) -> set[UUID]:
    """Of the persons of some lessons, those who are here for who asks."""
    wanted = list({lesson.person for lesson in batch})
    return {row[0] for row in bulk.run(HERE, [column("uuid", wanted)])}
