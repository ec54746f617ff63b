"""Who asks: only a live ticket of a live member opens anything."""

import secrets
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from fullfolj.access import wall
from fullfolj.access.models import Membership
from fullfolj.config.cast import Cast
from fullfolj.core import clock

TODAY = clock.today()


def opened(cast: Cast, name: str) -> str:
    token = secrets.token_hex(16)
    user = getattr(cast, name)
    wall.open_ticket(token, authority_id=cast.home(user).pk, user_id=user.pk)
    return token


def setting(name: str, value: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [name, str(value)])


def members_seen() -> int:
    return Membership.objects.count()


def test_without_a_token_there_are_no_rows(cast: Cast) -> None:
    assert members_seen() == 0
    with wall.asking(None) as asker:
        assert asker is None
        assert members_seen() == 0


def test_a_member_sees_the_own_authority_alone(cast: Cast) -> None:
    with wall.asking(opened(cast, "bo")) as asker:
        assert asker
        assert (asker.authority_id, asker.user_id) == (cast.berg.pk, cast.bo.pk)
        assert not asker.sees_protected
        authorities = Membership.objects.values_list("authority", flat=True)
        assert set(authorities) == {cast.berg.pk}
    assert members_seen() == 0, "the setting does not outlive its block"


@pytest.mark.parametrize("token", ["", "x", "' or true --", "0" * 64, "å" * 9])
def test_a_guessed_token_opens_nothing(cast: Cast, token: str) -> None:
    opened(cast, "bo")
    with wall.asking(token) as asker:
        assert asker is None
        assert members_seen() == 0


def test_the_names_of_things_open_nothing(cast: Cast) -> None:
    opened(cast, "bo")
    for value in (cast.berg.pk, cast.bo.pk, cast.bo.email, cast.berg.slug):
        setting("fullfolj.token", value)
        setting("fullfolj.today", TODAY)
        setting("fullfolj.authority", cast.berg.pk)
        assert members_seen() == 0


def test_a_former_member_has_lost_everything(cast: Cast) -> None:
    with wall.asking(opened(cast, "ivar")) as asker:
        assert asker is None
        assert members_seen() == 0


def test_a_stranger_with_a_signed_ticket_is_no_member(cast: Cast) -> None:
    token = secrets.token_hex(16)
    wall.open_ticket(token, authority_id=cast.berg.pk, user_id=cast.gun.pk)
    with wall.asking(token) as asker:
        assert asker is None


def test_a_switched_off_user_has_lost_everything(cast: Cast) -> None:
    token = opened(cast, "bo")
    cast.bo.is_active = False
    cast.bo.save(update_fields=["is_active"])
    with wall.asking(token) as asker:
        assert asker is None


def test_a_closed_ticket_is_closed(cast: Cast) -> None:
    token = opened(cast, "bo")
    wall.close_ticket(token)
    with wall.asking(token) as asker:
        assert asker is None


def test_a_ticket_ends_by_the_clock_of_the_database(cast: Cast) -> None:
    token = secrets.token_hex(16)
    wall._open(token, cast.berg.pk, (cast.bo.pk, None), (False, 0))
    with wall.asking(token) as asker:
        assert asker is None


def test_a_job_is_in_one_authority_and_sees_what_it_was_given(cast: Cast) -> None:
    token = wall.job_ticket(cast.krokom.pk, "import")
    with wall.asking(token) as asker:
        assert asker == wall.Asker(
            cast.krokom.pk, None, "import", False, cast.krokom.name
        )
    token = wall.job_ticket(cast.krokom.pk, "import", sees_protected=True)
    with wall.asking(token) as asker:
        assert asker
        assert asker.sees_protected


def test_only_a_job_has_the_planner_take_note(cast: Cast) -> None:
    note = "select wall_take_note(array['access_unit'])"
    with wall.asking(opened(cast, "bo")), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="only a job"), transaction.atomic():
            cursor.execute(note)
    with wall.as_job(cast.krokom.pk, "import"), connection.cursor() as cursor:
        cursor.execute(note)
        with pytest.raises(DatabaseError, match="not exist"), transaction.atomic():
            cursor.execute(note.replace("access_unit", "access_unit; drop table x"))


def test_asking_again_comes_back(cast: Cast) -> None:
    with wall.asking(opened(cast, "bo")):
        with wall.asking(opened(cast, "gun")) as inner:
            assert inner
            assert inner.authority_id == cast.krokom.pk
        outer = wall.who_asks()
        assert outer
        assert outer.authority_id == cast.berg.pk


@pytest.mark.parametrize(
    "statement",
    [
        "select * from access_wall",
        "select * from access_ticket",
        "insert into access_ticket values ('\\x00', gen_random_uuid(), null, 'x',"
        " true, now(), now())",
        "update access_wall set time_travel = true",
        "delete from access_ticket",
        "select wall_verify('x', '\\x00')",
        "select * from wall_ticket()",
        "select wall_open('\\x00', gen_random_uuid(), null, 'x', true, 60, '\\x00')",
        "select * from wall_authorities_of(gen_random_uuid(), '\\x00')",
        "create or replace function wall_authority() returns uuid"
        " language sql as 'select null::uuid'",
        "drop function wall_user()",
        "alter function wall_user() owner to current_user",
        "set row_security = off; select * from access_membership",
        "set session_replication_role = replica",
        "alter table access_membership no force row level security",
        "drop policy wall on access_membership",
        "create policy mine on access_membership using (true)",
        "alter table access_membership disable trigger all",
        "lock table access_wall",
    ],
)
def test_an_injected_statement_cannot_open_the_wall(cast: Cast, statement: str) -> None:
    with (
        wall.asking(opened(cast, "bo")),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        cursor.execute(statement)


def test_a_signature_holds_for_what_was_signed(cast: Cast) -> None:
    """Not for another authority, user, length or right."""
    token, other = b"0" * 32, uuid4()
    signed = wall.sign("open", token.hex(), cast.berg.pk, cast.bo.pk, None, 0, 60)
    call = "SELECT wall_open(%s, %s, %s, %s, %s, %s, %s)"
    right = [token, cast.berg.pk, cast.bo.pk, None, False, 60]
    wall._ask(call, [*right, signed])
    for place, wrong in enumerate([b"1" * 32, other, other, "job", True, 61]):
        changed = [*right[:place], wrong, *right[place + 1 :]]
        with pytest.raises(DatabaseError, match="not signed"), transaction.atomic():
            wall._ask(call, [*changed, signed])


def test_a_token_cannot_be_read_off_the_running_statements(cast: Cast) -> None:
    """Sessions of one role see each other's statements in pg_stat_activity."""
    token = opened(cast, "bo")
    with connection.cursor() as cursor:
        wall._say(token, str(TODAY))
        cursor.execute("select pg_backend_pid()")
        (pid,) = cursor.fetchone()
    wall._ask("SELECT set_config('fullfolj.token', %s, true)", [token])
    with psycopg.connect(**connection.get_connection_params()) as spy:
        row = spy.execute(
            "select query from pg_stat_activity where pid = %s", [pid]
        ).fetchone()
    assert row
    assert "set_config" in row[0]
    assert token not in row[0]


@pytest.mark.django_db(transaction=True)
def test_the_day_may_be_said_only_near_the_servers() -> None:
    owner = connections["owner"]
    for travel, days, heard in (
        (False, 0, True),
        (False, 2, True),
        (False, -2, True),
        (False, 9, False),
        (False, -400, False),
        (True, -400, True),
    ):
        with owner.cursor() as cursor:
            cursor.execute("update access_wall set time_travel = %s", [travel])
        said = TODAY + timedelta(days)
        with transaction.atomic():
            setting("fullfolj.today", said)
            answer = wall._ask("select wall_today()", [])[0][0]
        assert (answer == said) is heard, (travel, days)


@pytest.mark.parametrize("said", ["", "x", "2026-1-1", "infinity", "now", "epoch"])
def test_what_is_no_date_is_no_day(db: None, said: str) -> None:
    setting("fullfolj.today", said)
    assert wall._ask("select wall_today()", []) == [(None,)]
