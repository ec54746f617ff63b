"""History: written by the database whatever one does, read behind the wall alone."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Value
from django.db.models.functions import Concat

from fullfolj.access import history, wall
from fullfolj.access.models import Membership
from fullfolj.access.sql import HISTORY
from fullfolj.access.sql.enclose import keep_what_was
from fullfolj.config.cast import Cast
from fullfolj.config.postgres import roles
from fullfolj.people.actions import persons
from fullfolj.people.models import CONFIDENTIAL, Identity, Person, Protection
from fullfolj.people.tests.people import enter

TODAY = date(2026, 3, 1)
EVENTS = [
    f"{table}_event"
    for table in (
        "access_unit",
        "access_membership",
        "people_person",
        "people_identity",
        "people_contactdetail",
        "people_protection",
    )
]


def test_the_role_is_the_one_that_the_house_prepares() -> None:
    assert roles.HISTORY == HISTORY


def test_every_change_is_kept_with_who_did_it(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg")
    with cast.asking(cast.anna):
        Person.objects.filter(pk=person.pk).update(birth_date=TODAY)
        first, second = history.of_row(Person, person.pk)
    assert (first.kind, first.by_user) == ("insert", cast.bo.pk)
    assert (second.kind, second.by_user) == ("update", cast.anna.pk)
    assert (first.row["birth_date"], second.row["birth_date"]) == (
        "2008-05-01",
        "2026-03-01",
    )


def test_each_change_is_told_with_the_row_it_left(cast: Cast) -> None:
    one, other = (enter(cast, cast.bo, name) for name in ("Åsa Öberg", "Bo Ek"))
    with cast.asking(cast.anna):
        for key in ("a", "b"):
            both = Person.objects.filter(pk__in=[one.pk, other.pk])
            both.update(sort_key=Concat("sort_key", Value(key)))
        for person, key in ((one, "}berg  {sa"), (other, "ek  bo")):
            events = history.of_row(Person, person.pk)
            assert [(e.kind, e.row["sort_key"]) for e in events] == [
                ("insert", key),
                ("update", key + "a"),
                ("update", key + "ab"),
            ]


@pytest.mark.parametrize(
    "change", ["id = gen_random_uuid()", "person_id = '{other}'", "id = '{other}'"]
)
def test_a_row_stays_itself_and_its_persons(cast: Cast, change: str) -> None:
    """Its history would else be another's."""
    person, other = (enter(cast, cast.bo, name) for name in ("Åsa Öberg", "Bo Ek"))
    with cast.asking(cast.bo), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="null value"), transaction.atomic():
            cursor.execute(
                f"update people_protection set {change.format(other=other.pk)}"  # noqa: S608 - ours
                " where person_id = %s",
                [person.pk],
            )
        assert len(history.of_person(Protection, person.pk)) == 1


OLDER = """
ALTER TABLE access_unit_event DROP COLUMN row_before;
ALTER TABLE access_unit_event ADD COLUMN row_after jsonb NOT NULL;
INSERT INTO access_unit_event (at, kind, authority_id, row_id, row_after)
SELECT '2026-01-01'::timestamptz + number * interval '1 day', kind, '{authority}', id,
    jsonb_build_object('name', name)
FROM (VALUES (1, 'insert', 'a'), (2, 'update', 'b'), (3, 'update', 'c'),
    (4, 'delete', 'c')) AS old (number, kind, name),
    (VALUES ('{unit}'::uuid), ('{authority}')) AS rows (id)
"""


@pytest.mark.django_db(databases=["default", "owner"])
def test_an_older_history_is_turned_into_what_was_before() -> None:
    authority, unit = uuid4(), uuid4()
    with connections["owner"].schema_editor() as editor:
        editor.execute(OLDER.format(authority=authority, unit=unit), params=None)
        keep_what_was(editor)
        with editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT kind, row_before->>'name' FROM access_unit_event"
                " WHERE row_id = %s ORDER BY at",
                [unit],
            )
            assert cursor.fetchall() == [
                ("insert", None),
                ("update", "a"),
                ("update", "b"),
                ("delete", "c"),
            ]
            keep_what_was(editor)


def test_a_job_is_named(cast: Cast) -> None:
    with wall.asking(wall.job_ticket(cast.berg.pk, "import population")):
        person = Person.objects.create(
            authority=cast.berg, marking="none", sort_key="x"
        )
        (event,) = history.of_row(Person, person.pk)
    assert (event.by_user, event.by_job) == (None, "import population")


def test_bulk_and_plain_sql_are_kept(cast: Cast) -> None:
    with cast.asking(cast.anna), connection.cursor() as cursor:
        Person.objects.bulk_create(
            Person(authority=cast.berg, marking="none", sort_key=f"{n}")
            for n in range(5)
        )
        cursor.execute("update people_person set sort_key = 'y' where sort_key = '3'")
        cursor.execute("select kind, count(*) from people_person_event group by kind")
        assert dict(cursor.fetchall()) == {"insert": 5, "update": 1}


def test_a_cascade_is_kept(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg")
    with cast.asking(cast.anna):
        persons.mark(
            person=person, marking=CONFIDENTIAL, since=TODAY, source="x", by=cast.anna
        )
        events = history.of_person(Identity, person.pk)
    assert [(e.kind, e.row["is_open"]) for e in events] == [
        ("insert", True),
        ("update", False),
    ]
    assert events[1].by_user == cast.anna.pk


def test_memberships_have_a_history(cast: Cast) -> None:
    with cast.asking(cast.hilda):
        ivar = Membership.objects.get(user=cast.ivar)
        events = history.of_row(Membership, ivar.pk)
    assert [e.kind for e in events] == ["insert", "update"]
    assert {e.by_user for e in events} == {cast.hilda.pk}


def test_the_neighbour_reads_no_history(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg")
    with cast.asking(cast.gun), connection.cursor() as cursor:
        assert history.of_row(Person, person.pk) == []
        for table in EVENTS:
            cursor.execute(f"select count(*) from {table}")  # noqa: S608 - our own
            assert (cursor.fetchone() == (0,)) is (table != "access_membership_event")


def test_what_was_written_before_the_marking_is_covered_too(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg")
    with cast.asking(cast.bo):
        assert history.of_row(Person, person.pk)
        persons.mark(
            person=person, marking=CONFIDENTIAL, since=TODAY, source="x", by=cast.bo
        )
        for model in (Person, Identity, Protection):
            assert history.of_person(model, person.pk) == [], model
    with cast.asking(cast.anna):
        assert len(history.of_person(Person, person.pk)) == 2


@pytest.mark.parametrize("table", EVENTS)
@pytest.mark.parametrize(
    "statement",
    [
        "insert into {} (at, kind, authority_id, row_id, row_before)"
        " values (now(), 'insert', wall_authority(), gen_random_uuid(), '{{}}')",
        "update {} set kind = 'x'",
        "delete from {}",
        "truncate {}",
        "drop table {}",
        "alter table {} disable row level security",
    ],
)
def test_history_cannot_be_written(cast: Cast, table: str, statement: str) -> None:
    with cast.asking(cast.gun), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match=r"permission|owner"):
            with transaction.atomic():
                cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    "setting",
    [
        "pgtrigger.ignore = '{people_person:history,people_person_insert_event}'",
        "pghistory.context_id = '00000000-0000-0000-0000-000000000000'",
        "pghistory.context_metadata = '{\"user\": 1}'",
        "search_path = pg_temp, public",
        "role = 'fullfolj_app'",
        "timezone = 'Pacific/Kiritimati'",
        "datestyle = 'SQL, DMY'",
        "constraint_exclusion = on",
        "fullfolj.who = 'somebody'",
    ],
)
def test_no_setting_switches_history_off(cast: Cast, setting: str) -> None:
    with cast.asking(cast.bo), connection.cursor() as cursor:
        cursor.execute(f"set local {setting}")
        person = Person.objects.create(
            authority=cast.berg, marking="none", sort_key="x"
        )
        cursor.execute("set local search_path = public")
        cursor.execute("set local datestyle = 'ISO'")
        (event,) = history.of_row(Person, person.pk)
    assert event.by_user == cast.bo.pk


@pytest.mark.parametrize(
    "statement",
    [
        "set session_replication_role = replica",
        "alter table people_person disable trigger all",
        "alter table people_person disable trigger people_person_insert_event",
        "drop trigger people_person_insert_event on people_person",
        "create or replace function people_person_insert_event() returns trigger"
        " language plpgsql as 'begin return null; end'",
        "alter function people_person_insert_event() reset all",
        "alter function people_person_insert_event() security invoker",
        "drop function people_person_insert_event() cascade",
        "set role fullfolj_history",
        "truncate people_person cascade",
        "create rule quiet as on insert to people_person do instead nothing",
        "copy people_person from program 'true'",
    ],
)
def test_no_statement_switches_history_off(cast: Cast, statement: str) -> None:
    with cast.asking(cast.anna), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match=r"permission|owner"):
            with transaction.atomic():
                cursor.execute(statement)


def test_with_the_wall_off_nothing_is_written(cast: Cast) -> None:
    """`row_security` can be set by anyone; it makes statements fail, not pass."""
    with cast.asking(cast.bo), connection.cursor() as cursor:
        cursor.execute("set local row_security = off")
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            cursor.execute("select count(*) from people_person_event")
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            Person.objects.create(authority=cast.berg, marking="none", sort_key="x")
