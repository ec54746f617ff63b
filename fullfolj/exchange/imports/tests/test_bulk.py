"""Rows in bulk: arrays as PostgreSQL itself sends them, and statements beside work."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from itertools import chain, pairwise, repeat
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.core import bulk
from fullfolj.core.columns import column, new_ids
from fullfolj.exchange.imports.actions.batch import in_no_order

SUMMER = timezone(timedelta(hours=2))
VALUES = {
    "boolean": st.booleans(),
    "text": st.text(st.characters(exclude_characters="\0", codec="utf-8")),
    "date": st.dates(),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "timestamptz": st.datetimes(
        min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - the next line says where
        timezones=st.sampled_from((UTC, SUMMER)),
    ),
    "uuid": st.uuids(),
}
STEP = "SELECT set_config('test.steps', current_setting('test.steps') || %s, true)"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", VALUES)
def test_a_column_comes_out_as_it_went_in(kind: str) -> None:
    @given(st.lists(st.none() | VALUES[kind]))
    def goes_round(values: list[Any]) -> None:
        sent = column(kind, values)
        assert bulk.run(f"SELECT %s::{kind}[]", [sent]) == [(values,)]

    goes_round()


@pytest.mark.django_db
def test_json_comes_out_as_it_went_in() -> None:
    sent = column("jsonb", ['{"å": [1, null]}', None])
    assert bulk.run("SELECT (%s::jsonb[])::text", [sent]) == [
        ('{"{\\"å\\": [1, null]}",NULL}',)
    ]


@pytest.mark.django_db
def test_ids_come_in_order() -> None:
    found: list[UUID] = bulk.run("SELECT %s::uuid[]", [new_ids(1_000)])[0][0]
    assert found == sorted(set(found))


@pytest.mark.django_db
def test_statements_are_done_in_their_order_and_in_this_transaction() -> None:
    before = bulk.run("SELECT pg_backend_pid()")
    with bulk.beside():
        bulk.ask("SELECT set_config('test.steps', '', true)")
        for number in range(100):
            bulk.ask(STEP, [f" {number}"])
            asked = bulk.ask("SELECT current_setting('test.steps')")
            bulk.run("SELECT 1")
            assert asked()[0][0].split()[-1] == f"{number}"
        assert bulk.run("SELECT pg_backend_pid()") == before
    [(steps,)] = bulk.run("SELECT current_setting('test.steps')")
    assert steps.split() == [f"{number}" for number in range(100)]


@pytest.mark.django_db
def test_a_statement_that_fails_is_told_at_the_end() -> None:
    with pytest.raises(DatabaseError, match="division by zero"):
        asking_beside("SELECT 1 / 0")
    assert bulk.run("SELECT 1") == [(1,)]


@pytest.mark.django_db
def test_a_statement_that_fails_stops_those_after_it() -> None:
    with pytest.raises(DatabaseError, match="division by zero"):
        asking_beside("SELECT 1 / 0", then=repeat("SELECT 1"))


@pytest.mark.django_db
def test_an_error_of_the_work_leaves_no_statement_running() -> None:
    with pytest.raises(ZeroDivisionError):
        asking_beside("SELECT pg_sleep(0.2)", then=(f"SELECT {1 // n}" for n in (1, 0)))
    assert bulk.run("SELECT 1") == [(1,)]


def asking_beside(*statements: str, then: Iterable[str] = ()) -> None:
    with transaction.atomic(), bulk.beside():
        for statement in chain(statements, then):
            bulk.ask(statement)


def test_the_order_of_persons_is_the_same_again_and_not_that_of_their_numbers() -> None:
    numbers = [f"2007{number:08}" for number in range(1_000)]
    found = in_no_order(numbers)
    assert found == in_no_order(reversed(numbers))
    assert sorted(found) == numbers
    rising = sum(a < b for a, b in pairwise(found))
    assert 400 < rising < 600
