"""What schools tell of a person, gathered for their page."""

from dataclasses import dataclass

from fullfolj.core import clock
from fullfolj.people.models import Guardian, Person
from fullfolj.people.rules import OF_AGE, born_by
from fullfolj.schooling.models import Enrolment, Mentorship, StudyPlan


@dataclass(frozen=True)
class Schooling:
    """A person's places, mentors, study plans and guardians, the latest first.

    Attributes:
        guardians: of who is under 18; of nobody else.
        is_of_age: whether the person is known to have turned 18.
    """

    places: list[Enrolment]
    mentors: list[Mentorship]
    plans: list[StudyPlan]
    guardians: list[Guardian]
    is_of_age: bool

    @classmethod
    def of(cls, person: Person) -> "Schooling":
        """As it is known now, also what left its source."""
        today, latest = clock.today(), ("is_gone", "-valid_from", "-recorded_from")
        places = Enrolment.objects.known_now().with_programme()
        places = places.select_related("school_unit")
        mentors = Mentorship.objects.known_now().select_related("school_unit")
        plans = StudyPlan.objects.known_now().with_programme()
        guardians = Guardian.objects.known_now().of_children(today)
        born_on = person.birth_date
        return cls(
            list(places.filter(person=person).order_by(*latest[1:])),
            list(mentors.filter(person=person).order_by(*latest)),
            list(plans.filter(person=person).order_by(*latest)),
            list(guardians.filter(person=person).order_by("is_hidden", "given_name")),
            born_on is not None and born_on <= born_by(today, OF_AGE),
        )
