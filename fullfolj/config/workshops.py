"""The youths whom two workshops of the sources coached, and what came of them.

Their numbers are those that were published; the youths are invented. Entered by the
actions that the pages use: a contact, a measure from the method bank, a plan for who
remains, and for the others the closing with its destination and its follow-up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

from fullfolj.access.models import Authority, User
from fullfolj.casework.actions import (
    agreements,
    cases,
    contacts,
    life,
    measures,
    plans,
)
from fullfolj.casework.models import Case, Measure
from fullfolj.casework.outcomes import shares_of
from fullfolj.casework.rules.cases import (
    GOAL,
    IN_HALF_A_YEAR,
    MOVED_AWAY,
    OTHER,
    months_after,
)
from fullfolj.casework.rules.measures import ONGOING
from fullfolj.casework.rules.outcomes import MOVED, REMAINS
from fullfolj.casework.rules.plans import MUNICIPALITY, YES, YOUTH
from fullfolj.casework.rules.waits import MET
from fullfolj.config import cast
from fullfolj.config.home import home
from fullfolj.config.postgres.faults import Fault
from fullfolj.config.words import language
from fullfolj.core import clock
from fullfolj.core.catalogue import catalogue
from fullfolj.kaa.actions import occupations
from fullfolj.programmes.actions import methods
from fullfolj.programmes.models import Method

MALE, FEMALE = SEXES = ("male", "female")
LISTED = 70  # days ago, or more: the youths' names were in the register
BEGAN, DAYS_APART = 66, 11  # days ago; within so many days all of them begin
ENDED, ENDS_APART = 3, 40  # days ago, and so many days before that
LOOKED_AT = 30  # days on: the plan, and a measure that goes on
SUMMER = (6, 7, 8)  # months


@dataclass(frozen=True, slots=True)
class Workshop:
    """A local sub-project (verkstad) in a board of the demo.

    Attributes:
        name: of its texts, and of its method in the bank.
        home: the municipality where its youths live.
        went: how many boys and girls went where; who `REMAINS` has an open case.
        target: how many were to take part, where the source says so.
    """

    name: str
    home: str
    went: Mapping[str, tuple[int, int]]
    target: int | None = None

    @property
    def youths(self) -> tuple[int, int]:
        """How many boys and girls took part."""
        boys, girls = zip(*self.went.values(), strict=True)
        return sum(boys), sum(girls)


# Karlskoga and Degerfors: 29 resumed studies (20 boys), 17 went towards work (10), 17
# to another authority (6), 17 remained (10). Which studies and which authority the
# source does not tell of each, nor Berg the sex of anybody: that is invented.
WORKSHOPS = {
    "karlskoga-degerfors": Workshop(
        "jagmed",
        "1883",
        {
            "komvux": (10, 5),
            "folk_high_school": (5, 3),
            "vocational_college": (1, 0),
            "labour_market_training": (4, 1),
            "work": (10, 7),
            "employment_service": (4, 7),
            "social_services": (2, 4),
            REMAINS: (10, 7),
        },
    ),
    "berg": Workshop(
        "kia",
        "2326",
        {
            "komvux": (2, 2),
            "folk_high_school": (1, 2),
            "work": (3, 2),
            "placement": (1, 0),
            "employment_service": (1, 1),
            "social_insurance": (0, 1),
            MOVED: (2, 1),
            REMAINS: (2, 2),
        },
        target=40,
    ),
}


@dataclass(frozen=True, slots=True)
class End:
    """How a measure and a case end for who goes somewhere; what they do there."""

    measure: str
    case: str
    livelihood: str
    doing: str = ""


ENDS = {
    "komvux": End("to_studies", GOAL, "study_aid", "adult_education"),
    "folk_high_school": End("to_studies", GOAL, "study_aid", "folk_high_school"),
    "vocational_college": End("to_studies", GOAL, "study_aid", "other_education"),
    "labour_market_training": End(
        "to_studies", GOAL, "activity_compensation", "programme"
    ),
    "work": End("to_work", GOAL, "own_income", "work"),
    "placement": End("goal_reached", GOAL, "parents", "internship"),
    "employment_service": End("completed", OTHER, "activity_compensation", "programme"),
    "social_services": End("completed", OTHER, "social_assistance", "none"),
    "social_insurance": End("completed", OTHER, "activity_compensation", "none"),
    MOVED: End("moved", MOVED_AWAY, "unknown"),
}


def youths_by_home() -> dict[str, tuple[int, int]]:
    """How many boys and girls the workshops need, by municipality."""
    return {each.home: each.youths for each in WORKSHOPS.values()}


def have_outcomes(authority: Authority, staff: Sequence[User]) -> list[Any]:
    """Have the youths of the board's workshop coached, and its result in the bank.

    Args:
        staff: who works with cases, whoever leads first.

    Returns the ids of their cases; none where the board has no workshop.
    """
    workshop, lead = WORKSHOPS.get(authority.slug), staff[0]
    if workshop is None:
        return []
    with cast.as_member(lead, authority):
        method = _described(authority, workshop, lead)
        given: dict[User, list[tuple[Any, str, int]]] = {user: [] for user in staff}
        turns = cycle(staff)
        for number, (case, destination) in enumerate(_told(workshop, lead)):
            given[next(turns)].append((case.pk, destination, number))
        for user, theirs in given.items():
            cases.assign(cases=[each[0] for each in theirs], owner=user, by=lead)
    for user, theirs in given.items():
        with cast.as_member(user, authority):
            seen = Case.objects.visible_to(user).select_related("person")
            now = seen.in_bulk([each[0] for each in theirs])
            for pk, destination, number in theirs:
                _coach(now[pk], destination, number=number, method=method, user=user)
    with cast.as_member(lead, authority):
        _measured(method, lead)
    return [each[0] for theirs in given.values() for each in theirs]


def _described(authority: Authority, workshop: Workshop, lead: User) -> Method:
    """The workshop's way of working, in the bank; nobody has measured it yet."""
    said = methods.Described(
        name=text(f"{workshop.name}_name"),
        level="remedy",
        factor="individual",
        target_group=text("coached"),
        age_from=16,
        age_to=19,
        steps=text("coaching_steps"),
        target=workshop.target,
    )
    return methods.add(authority=authority, key=uuid4(), described=said, by=lead)


def counted(method: Method, user: User) -> dict[tuple[str, str], int]:
    """How many of those with whom a method was used went where, by sex."""
    took_part = Measure.objects.cases_with(method.pk).visible_to(user)
    return took_part.by_destination()


def _measured(method: Method, lead: User) -> None:
    """Write the result into the bank, as it is counted from the cases."""
    reached = shares_of(lead, method.pk).reached
    described = methods.Described(
        **{
            name: getattr(method, name)
            for name in methods.Described.__dataclass_fields__
        }
        | {
            "evidence": "counted",
            "measured_on": reached.of,
            "reached": reached.part,
            "reached_of": reached.of,
            "result": text("coached_result"),
        }
    )
    methods.change(method=method, version=1, described=described, by=lead)


def _told(workshop: Workshop, lead: User) -> Iterator[tuple[Any, str]]:
    """The case of each youth and where they went, the same each time.

    Raises:
        Fault: there are too few since the first night, in files of an older version.
    """
    seen = Case.objects.visible_to(lead).in_group().filter(is_open=True)
    first = seen.order_by("listed_on").values("listed_on")[:1]
    long_here = seen.filter(listed_on=first).with_sex()
    ordered = list(long_here.order_by("person__sort_key", "person__birth_date", "id"))
    there = {sex: [each for each in ordered if each.sex == sex] for sex in SEXES}
    if any(len(there[s]) < n for s, n in zip(SEXES, workshop.youths, strict=True)):
        raise Fault("demo_few", folder=home())
    for destination, wanted in workshop.went.items():
        for sex, how_many in zip(SEXES, wanted, strict=True):
            for _ in range(how_many):
                yield there[sex].pop(), destination


def _coach(
    case: Any, destination: str, *, number: int, method: Method, user: User
) -> None:
    """Some months with one youth, until they went somewhere."""
    began = days_ago(BEGAN - number % DAYS_APART)
    case = _met(case, began, user)
    offered = measures.offer(
        case=case,
        key=uuid4(),
        offer=measures.Offer(
            kind="coaching",
            title=text("coaching"),
            provider=method.name,
            method=method.pk,
            state=ONGOING,
            offered_on=began,
            starts_on=began + timedelta(days=7),
            ends_on=days_ago(-LOOKED_AT),
        ),
        by=user,
    )
    if destination == REMAINS:
        case = _met(case, days_ago(3 + number % 14), user)
        _plan(case, user)
    else:
        ended = days_ago(ENDED + number * 37 % ENDS_APART)
        _end(case, offered, destination, on=ended, user=user)


def _met(case: Any, on: date, user: User) -> Any:
    """Meet the youth on a day; the case as it is then."""
    tried = contacts.Tried(
        channel=MET,
        reached=True,
        happened_on=on,
        line=text("came_by"),
        next_step=text("visit"),
        next_step_on=days_ago(-(2 + on.day % 12)),
        made_by=user.pk,
    )
    made = contacts.record(
        case=case, key=uuid4(), version=case.version, tried=tried, by=user
    )
    return made.case


def _plan(case: Any, user: User) -> None:
    """A plan that both have said yes to, with a promise of each."""
    written = plans.Written(
        goal=text("goal"),
        language=language(),
        planning="",
        wanted_by=YOUTH,
        promises=(
            (YOUTH, text("youth_promises")),
            (MUNICIPALITY, text("we_promise")),
        ),
        follow_up_on=days_ago(-LOOKED_AT),
    )
    made = plans.write(case=case, key=uuid4(), version=0, written=written, by=user)
    for party in (YOUTH, MUNICIPALITY):
        yes = agreements.Answered(
            party=party, promise=None, answer=YES, said_on=clock.today(), how="spoken"
        )
        agreements.answer(
            case=case, key=uuid4(), version=made.number, answered=yes, by=user
        )


def _end(
    case: Any, offered: Measure, destination: str, *, on: date, user: User
) -> None:
    """End the measure and the case; somebody asks in half a year how it went."""
    how = ENDS[destination]
    measures.end(
        measure=offered,
        version=offered.version,
        ends_on=on,
        end_reason=how.measure,
        end_words="",
        by=user,
    )
    if how.doing:
        occupations.record(
            person=case.person,
            kind=how.doing,
            valid_from=on,
            how_known="youth",
            verified_on=on,
            by=user,
        )
    closing = life.Closing(
        closed_on=on,
        reason=how.case,
        words=text("passed_on"),
        destination=destination,
        livelihood=how.livelihood,
        follow_up_on=months_after(on, IN_HALF_A_YEAR),
    )
    life.close(case=case, key=uuid4(), version=case.version, closing=closing, by=user)


def first_night(today: date) -> date:
    """The first night that opened cases where there is a workshop: in term."""
    day = today - timedelta(days=LISTED)
    return day if is_term(day) else date(day.year, SUMMER[0], 1) - timedelta(days=1)


def is_term(day: date) -> bool:
    """Whether pupils are at school, and nobody between two."""
    return day.month not in SUMMER


def days_ago(ago: int) -> date:
    """The day so many days before today."""
    return clock.today() - timedelta(days=ago)


def text(key: str) -> str:
    """What the staff have written, in the language of the house; nothing of no key."""
    written = catalogue("fullfolj.config").text
    return written(f"worked.{key}", language()) if key else ""
