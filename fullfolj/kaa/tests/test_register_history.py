"""Night after night, whatever happens between: the same as computing all at once."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.core import bulk
from fullfolj.kaa.actions.register import Counts, compute
from fullfolj.kaa.facts import Civil, Enrolment, Facts, Registration
from fullfolj.kaa.models import (
    PolicySetting,
    ReviewDecision,
)
from fullfolj.kaa.rules.facts_seen import as_seen
from fullfolj.kaa.rules.membership import Decision
from fullfolj.kaa.rules.register import Aside
from fullfolj.kaa.tables import (
    CIVIL,
    CREDENTIALS,
    REGISTRATIONS,
    Kind,
    Units,
    enrolments,
    unit_of,
)
from fullfolj.kaa.tests.test_rules import HERE, THERE, people
from fullfolj.kaa.touched import Night
from fullfolj.people.models import NONE, Person

pytestmark = pytest.mark.django_db

BEGIN = date(2024, 1, 10)
CODES = (HERE, THERE)
SOURCE = "test"
births = st.dates(date(2004, 1, 1), date(2011, 12, 31))
steps = st.sampled_from([0, 1, 3, 30, 170, 400])


class House:
    """An authority where things happen, one night after the other."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.as_of = BEGIN
        self.at = datetime(2024, 1, 10, 12, tzinfo=UTC)
        self.last: Night | None = None
        self.aside: dict[UUID, Aside] = {}
        self.moved: set[UUID] = set()
        self.facts: dict[UUID, Facts] = {}

    def enter(self, facts: Facts) -> UUID:
        person = Person(
            id=uuid4(),
            authority=self.authority,
            marking=NONE,
            birth_date=facts.born_on,
            sort_key="",
        )
        person.save(force_insert=True)
        self.tell(person.pk, facts)
        return person.pk

    def tell(self, row_id: UUID, facts: Facts) -> None:
        """What is known from now on of a person, instead of what was."""
        places = enrolments(Units())
        said: list[tuple[Kind[Any], Iterable[Any]]] = [
            (CIVIL, [Civil(*_civil(facts))]),
            (REGISTRATIONS, facts.registrations),
            (places, facts.enrolments),
            (CREDENTIALS, facts.credentials),
        ]
        Units().have(self.authority.pk, set(map(unit_of, facts.enrolments)))
        places = enrolments(Units())
        said[2] = (places, facts.enrolments)
        for kind, rows in said:
            bulk.run(
                f"UPDATE {kind.table} SET recorded_to = %s"  # noqa: S608 - ours
                " WHERE person_id = %s AND recorded_to IS NULL",
                [self.at, row_id],
            )
            bulk.insert(
                kind.table,
                {"person_id": "uuid", "is_open": "boolean", "is_gone": "boolean"}
                | kind.columns,
                [(row_id, True, False, *kind.write(row)) for row in rows],
                {
                    "authority_id": self.authority.pk,
                    "source": SOURCE,
                    "recorded_from": self.at,
                },
            )
        self.facts[row_id] = facts

    def sign(self, name: str, value: str, valid_from: date) -> None:
        PolicySetting(
            authority=self.authority,
            name=name,
            value=value,
            valid_from=valid_from,
            decided_on=self.as_of,
            reference="§ 12",
            signed_by=uuid4(),
            recorded_at=self.at,
        ).save(force_insert=True)

    def rule(self, row_id: UUID, rule: str, decision: str) -> None:
        """Somebody decides, if nobody has; those before are over."""
        mine = ReviewDecision.objects.filter(person=row_id, ended_at=None)
        mine.filter(valid_from__lte=self.as_of).update(
            ended_at=self.at, valid_to=self.as_of
        )
        ReviewDecision(
            authority=self.authority,
            person_id=row_id,
            is_open=True,
            municipality_code=HERE,
            rule=rule,
            decision=decision,
            reason="",
            facts_seen=as_seen(self.facts[row_id], self.aside.get(row_id)),
            valid_from=self.as_of,
            decided_by=uuid4(),
            recorded_at=self.at,
        ).save(force_insert=True)

    def put_aside(self, row_id: UUID) -> None:
        if self.aside.pop(row_id, None) is None:
            self.aside[row_id] = Aside(self.as_of)
        self.moved.add(row_id)

    def night(self, *, anew: bool = False) -> Counts:
        night = Night(self.as_of, self.at, CODES)
        counts = compute(
            authority=self.authority,
            night=night,
            last=None if anew else self.last,
            aside=self.aside,
            also=self.moved,
        )
        self.last, self.moved = night, set()
        self.at += timedelta(minutes=5)
        return counts

    def wait(self, days: int) -> None:
        self.as_of += timedelta(days=days)
        self.at += timedelta(days=days, minutes=5)


def _civil(facts: Facts) -> tuple[Any, ...]:
    return (
        facts.born_on,
        facts.protection,
        facts.deceased_on,
        facts.compulsory_until,
    )


def _something(house: House, data: st.DataObject) -> None:
    """Something happens to somebody, or to the authority's choices."""
    row_id = data.draw(st.sampled_from(sorted(house.facts)))
    match data.draw(st.sampled_from(["facts", "facts", "policy", "ruling", "aside"])):
        case "facts":
            told = data.draw(people)
            born_on = house.facts[row_id].born_on
            house.tell(row_id, _as_born(told, born_on))
        case "policy":
            name = data.draw(st.sampled_from(sorted(PolicySetting.OF_RULE)))
            day = house.as_of + timedelta(days=data.draw(st.integers(-60, 60)))
            value = data.draw(st.sampled_from(["", *Decision]))
            if name == "admitted_counts_until":
                value = date(house.as_of.year, 8, 17).isoformat()
            house.sign(name, value, day)
        case "ruling":
            rule = data.draw(st.sampled_from(["R3d", "R3f", "R4c", "R6d", "R0"]))
            house.rule(row_id, rule, data.draw(st.sampled_from(["IN", "OUT"])))
        case "aside":
            house.put_aside(row_id)


def _as_born(facts: Facts, born_on: date) -> Facts:
    values = {name: getattr(facts, name) for name in facts.__slots__}
    return Facts(**(values | {"born_on": born_on}))


@given(st.lists(people, min_size=2, max_size=4), st.data())
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nights_one_by_one_equal_one_full_computation(
    cast: Cast, persons: list[Facts], data: st.DataObject
) -> None:
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        house = House(cast.berg)
        for facts in persons:
            house.enter(_as_born(facts, data.draw(births)))
        for _ in range(data.draw(st.integers(1, 5))):
            house.night()
            for _ in range(data.draw(st.integers(0, 2))):
                _something(house, data)
            house.wait(data.draw(steps))
        house.night()
        again = house.night()
        assert (again.added, again.closed) == (0, 0)
        full = house.night(anew=True)
        assert (full.added, full.closed) == (0, 0)
        transaction.set_rollback(True)


STUDIES = {
    "equivalent_studies": ("FHS", "active", "OUT"),
    "finishing_compulsory": ("GR", "active", "IN"),
    "admitted_counts_until": ("GY", "admitted", "2024-08-19"),
}


@pytest.mark.parametrize("name", sorted(STUDIES))
def test_a_choice_is_followed_the_night_it_is_signed_and_the_night_it_begins(
    cast: Cast, name: str
) -> None:
    school_type, status, value = STUDIES[name]
    first = date(2024, 8, 20) if status == "admitted" else date(2023, 8, 20)
    student = Facts(
        date(2007, 5, 1),
        registrations=(Registration(HERE, date(2007, 5, 1)),),
        enrolments=(Enrolment(school_type, "", first, None, status),),
    )
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        house = House(cast.berg)
        house.enter(student)
        house.as_of, house.at = date(2024, 6, 20), datetime(2024, 6, 20, 12, tzinfo=UTC)
        assert house.night().added
        house.wait(1)
        house.sign(name, value, date(2024, 6, 1))
        assert house.night().closed == 1
        house.wait(1)
        house.sign(name, "", date(2024, 7, 1))
        house.wait(2)
        assert (house.night().added, house.night().added) == (0, 0)
        house.wait(20)
        assert house.night().added, "the day came"
        full = house.night(anew=True)
        assert (full.added, full.closed) == (0, 0)
