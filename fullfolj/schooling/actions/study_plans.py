"""What pupils are to study, as a source tells it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from fullfolj.access.models import User
from fullfolj.people.actions.guardians import day_after
from fullfolj.people.actions.learn import Kind, Telling, learn
from fullfolj.people.told import Counts
from fullfolj.schooling.actions.programmes import LONGEST_CODE
from fullfolj.schooling.told import Course, CourseGroup, StudyPlan

KNOWN_COURSES = 20_000  # written once: a country has few that many pupils take


@lru_cache(KNOWN_COURSES)
def _course(course: Course) -> str:
    return json.dumps(course.as_json())


def _group(group: CourseGroup) -> str:
    """As `CourseGroup.from_json` reads it; by hand, since there are millions."""
    courses = ", ".join(map(_course, group.courses))
    title, points = json.dumps(group.title), json.dumps(group.points)
    return f'{{"title": {title}, "points": {points}, "courses": [{courses}]}}'


def _values(said: StudyPlan) -> tuple[Any, ...]:
    contents = f"[{', '.join(map(_group, said.groups))}]"
    span = (said.first_on, day_after(said.last_on))
    return (said.programme_code[:LONGEST_CODE], contents, *span)


STUDY_PLANS = Kind(
    table="schooling_studyplan",
    columns={
        **{"programme_code": "text", "contents": "jsonb"},
        **{"valid_from": "date", "valid_to": "date"},
    },
    write=_values,
    key=("programme_code", "valid_from"),
)


def tell(
    *,
    said: Mapping[UUID, Sequence[StudyPlan]],
    source: str,
    run: UUID,
    at: datetime,
    is_whole: bool,
    by: User | None,
) -> Counts:
    """Know what these persons are to study, as a source tells it now.

    See `learn` for what ends, and for what the arguments mean.

    Raises:
        PermissionDenied: not for this user.
    """
    telling = Telling(source, run, at)
    return learn(STUDY_PLANS, said, telling, is_whole=is_whole, by=by)
