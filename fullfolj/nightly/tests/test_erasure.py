"""What the night erases at 22, and whom it never touches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.exchange.imports.models import SetAside
from fullfolj.kaa.models import RegisterSpell, ReviewDecision, ReviewSpell
from fullfolj.nightly.tests.conftest import AS_OF
from fullfolj.people.models import (
    MARKINGS,
    CivilRecord,
    ContactDetail,
    Identity,
    Person,
    Protection,
    Registration,
    SearchKey,
)
from fullfolj.schooling.jobs import erase_facts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("day_of_the_files"),
]

TURNED_22 = date(2004, 11, 21)
KEEPERS = (RegisterSpell, ReviewSpell, ReviewDecision)
FACTS = ("people_registration", "people_civilrecord")
ABOUT = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND (a.attname = 'person_id' OR (c.relname = 'people_person' AND a.attname = 'id'))
"""
Rows = dict[UUID, dict[str, list[str]]]


@dataclass(frozen=True)
class Youth:
    """Somebody in one of two authorities, with or without what keeps them."""

    home: int
    days_past_22: int
    marking: str
    keeper: type[Any] | None

    @property
    def goes(self) -> bool:
        return self.home == 0 and self.days_past_22 >= 0 and self.keeper is None


youths = st.lists(
    st.builds(
        Youth,
        st.sampled_from([0, 0, 1]),
        st.sampled_from([-3000, -366, -1, 0, 1, 400]),
        st.sampled_from(MARKINGS),
        st.sampled_from([None, None, *KEEPERS]),
    ),
    min_size=1,
    max_size=6,
)


def enter(authority: Authority, youth: Youth) -> UUID:
    """A person with something in every table that says who they are."""
    born_on = TURNED_22 - timedelta(days=youth.days_past_22)
    person = Person(
        id=uuid4(),
        authority=authority,
        marking=youth.marking,
        birth_date=born_on,
        sort_key="x",
    )
    person.save(force_insert=True)
    held = {"valid_from": born_on, "source": "test"}
    rows: Sequence[Any] = (
        Identity.about(person, given_name="A", family_name="B", **held),
        Protection.about(person, marking=youth.marking, **held),
        ContactDetail.about(person, kind="phone", value="1", recorded_on=AS_OF, **held),
        SearchKey.about(person, kind="family", key=f"b{person.pk}"),
        CivilRecord.about(person, **held),
        Registration.about(person, municipality_code="2326", **held),
        SetAside.about(
            person, number=f"{person.pk}", places={}, refusals=[], import_run=uuid4()
        ),
    )
    for row in rows:
        row.save(force_insert=True)
    if youth.keeper:
        keep(person, youth.keeper)
    return person.pk


def keep(person: Person, keeper: type[Any]) -> None:
    said: dict[str, Any] = {"municipality_code": "2326", "rule": "R11"}
    if keeper is ReviewDecision:
        said |= {"decision": "IN", "facts_seen": {}, "decided_by": uuid4()}
    row = keeper.about(person, valid_from=date(2020, 1, 1), **said)
    row.save(force_insert=True)


def everything(authority: Authority) -> Rows:
    """Every row about every person of an authority, by person and table."""
    found: Rows = {}
    with wall.as_job(authority.pk, "test", sees_protected=True):
        with connection.cursor() as cursor:
            cursor.execute(ABOUT)
            for table, column in cursor.fetchall():
                cursor.execute(f"SELECT {column}, t::text FROM {table} t ORDER BY 2")  # noqa: S608
                for person, row in cursor.fetchall():
                    found.setdefault(person, {}).setdefault(table, []).append(row)
    return found


@given(youths)
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whoever_goes_goes_whole_and_nobody_else_is_touched(
    cast: Cast, entered: list[Youth]
) -> None:
    homes = (cast.berg, cast.krokom)
    with transaction.atomic():
        who: dict[UUID, Youth] = {}
        for place, authority in enumerate(homes):
            with wall.as_job(authority.pk, "test", sees_protected=True):
                for youth in entered:
                    if youth.home == place:
                        who[enter(authority, youth)] = youth
        before = [everything(authority) for authority in homes]
        with wall.as_job(cast.berg.pk, "test", sees_protected=True):
            counts = erase_facts(cast.berg, AS_OF)
        after = [everything(authority) for authority in homes]
        assert after[1] == before[1], "another authority's"
        for person, youth in who.items():
            if youth.home == 0:
                expected = left(youth, before[0][person])
                assert after[0].get(person, {}) == expected
        assert counts["people_person"] == sum(youth.goes for youth in who.values())
        transaction.set_rollback(True)


def left(youth: Youth, before: dict[str, list[str]]) -> dict[str, list[str]]:
    """What must be left of somebody in the authority where the night erases."""
    if youth.goes:
        return {}
    if youth.days_past_22 < 0:
        return before
    facts = {*FACTS, *(f"{name}_event" for name in FACTS)}
    return {table: rows for table, rows in before.items() if table not in facts}


def test_every_table_about_persons_goes_or_keeps_by_what_it_says() -> None:
    """A new table keeps the person until its rows are said to say no more than who."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
            " AND confrelid = 'people_person'::regclass AND confdeltype = 'c'"
        )
        goes = {name for (name,) in cursor.fetchall()}
    assert goes == {
        *("people_identity", "people_contactdetail", "people_protection"),
        *("people_searchkey", "imports_setaside", "ss12000_sourcekey"),
    }


def test_nobody_calls_the_parts_of_the_erasure(cast: Cast) -> None:
    part = "SELECT schooling_erase_rows('people_person', 'id', %s, '{}', true)"
    with wall.as_job(cast.berg.pk, "test"), connection.cursor() as cursor:
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            cursor.execute(part, [cast.berg.pk])
