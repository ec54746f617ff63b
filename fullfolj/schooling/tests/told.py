"""What schools tell in the tests, in the name of a job, as a pull does."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from fullfolj.access import wall
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.actions import guardians
from fullfolj.people.models import Person
from fullfolj.people.told import Counts, Guardian
from fullfolj.schooling.actions import mentorships, programmes, study_plans
from fullfolj.schooling.told import (
    Course,
    CourseGroup,
    Mentor,
    Programme,
    StudyPlan,
)

SOURCE = "school"
AUGUST = date(2026, 8, 18)
KARIN = Guardian(
    relation="guardian",
    is_hidden=False,
    given_name="Karin",
    family_name="Öberg",
    phone="070-123 45 67",
    email="karin@example.se",
)
HIDDEN = Guardian(relation="guardian", is_hidden=True, given_name="Karl", phone="070")
CILLA = Mentor(name="Cilla Berg", email="Cilla@fullfolj.example", first_on=AUGUST)
SCIENCE = Programme(code="NA", name="Naturvetenskapsprogrammet", kind="preparatory")
PLAN = StudyPlan(
    programme_code="NA",
    first_on=AUGUST,
    last_on=date(2029, 6, 12),
    groups=(
        CourseGroup(
            title="Gymnasiegemensamma",
            points=1150,
            courses=(
                Course(code="ENGENG05", name="Engelska 5", points=100, first_on=AUGUST),
                Course(code="HISHIS01b", points=100, hours=80),
            ),
        ),
        CourseGroup(title="Individuellt val"),
    ),
)
ACTIONS: dict[type[Any], Callable[..., Counts]] = {
    Guardian: guardians.tell,
    Mentor: mentorships.tell,
    StudyPlan: study_plans.tell,
}


def tell(
    cast: Cast,
    said: Mapping[Person, Sequence[Guardian | Mentor | StudyPlan]],
    kind: type[Guardian | Mentor | StudyPlan],
    *,
    at: datetime | None = None,
    run: UUID | None = None,
    is_whole: bool = False,
    source: str = SOURCE,
) -> Counts:
    """What a source tells of persons of Berg's, who may be protected."""
    with wall.as_job(cast.berg.pk, "pull", sees_protected=True):
        return ACTIONS[kind](
            said={person.pk: facts for person, facts in said.items()},
            source=source,
            run=run or uuid4(),
            at=at or clock.now(),
            is_whole=is_whole,
            by=None,
        )


def name(cast: Cast, *said: Programme) -> Counts:
    """What a source calls programmes."""
    with wall.as_job(cast.berg.pk, "pull"):
        return programmes.tell(said=said, source=SOURCE, by=None)
