"""Appointing and ending: nobody widens their own rights, no authority is left alone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from fullfolj.access import roles, wall
from fullfolj.access.actions import authorities, memberships, units
from fullfolj.access.models import Authority, Membership, Unit
from fullfolj.config.cast import Cast
from fullfolj.core import clock

TODAY = clock.today()


def of(cast: Cast, name: str) -> Membership:
    return Membership.objects.get(user=getattr(cast, name))


def test_an_administrator_appoints_and_ends(cast: Cast) -> None:
    with cast.asking(cast.hilda):
        memberships.appoint(
            authority=cast.berg,
            user=cast.elin,
            role="projektledare",
            valid_from=TODAY,
            by=cast.hilda,
        )
        elin = of(cast, "elin")
        assert wall.authorities_of(cast.elin.pk) == [cast.berg.pk]
        memberships.end(membership=elin, on=TODAY, by=cast.hilda)
        assert wall.authorities_of(cast.elin.pk) == []


@pytest.mark.parametrize("name", ["anna", "bo", "cilla"])
def test_nobody_else_appoints(cast: Cast, name: str) -> None:
    user = getattr(cast, name)
    with cast.asking(user):
        with pytest.raises(PermissionDenied):
            memberships.appoint(
                authority=cast.berg,
                user=cast.elin,
                role="mentor",
                valid_from=TODAY,
                by=user,
            )
        with pytest.raises(PermissionDenied):
            memberships.end(membership=of(cast, "ivar"), on=TODAY, by=user)
        with pytest.raises(PermissionDenied):
            units.open_unit(authority=cast.berg, name="Ny", by=user)


def test_an_administrator_gives_themselves_nothing(cast: Cast) -> None:
    with cast.asking(cast.hilda):
        with pytest.raises(PermissionDenied):
            memberships.appoint(
                authority=cast.berg,
                user=cast.hilda,
                role="samordnare",
                valid_from=TODAY,
                by=cast.hilda,
            )
        with pytest.raises(PermissionDenied):
            memberships.clear(membership=of(cast, "hilda"), reason="Jag", by=cast.hilda)


def test_the_database_refuses_what_goes_past_the_action(cast: Cast) -> None:
    """Mass assignment or an injected statement, as the administrator herself."""
    with cast.asking(cast.hilda):
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            Membership.objects.create(
                authority=cast.berg,
                user=cast.hilda,
                role="samordnare",
                valid_from=TODAY,
            )
        mine = Membership.objects.filter(user=cast.hilda)
        changed = mine.update(sees_protected=True, protected_reason="Jag")
        assert changed == 0
    with cast.asking(cast.bo):
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            Membership.objects.create(
                authority=cast.berg, user=cast.elin, role="mentor", valid_from=TODAY
            )
        assert Membership.objects.update(valid_to=TODAY) == 0
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            Unit.objects.create(authority=cast.berg, name="Ny")


@pytest.mark.parametrize(
    "statement",
    [
        "update access_membership set role = 'administrator'",
        "update access_membership set user_id = wall_user()",
        "update access_membership set authority_id = gen_random_uuid()",
        "update access_membership set valid_from = '2000-01-01'",
        "delete from access_membership",
        "insert into access_authority (id, slug, name, kind)"
        " values (gen_random_uuid(), 'x', 'x', 'state')",
        "update access_authority set name = 'x'",
        "delete from access_user",
    ],
)
def test_some_columns_are_written_once(cast: Cast, statement: str) -> None:
    with cast.asking(cast.hilda), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="permission denied"):
            with transaction.atomic():
                cursor.execute(statement)


def test_an_authority_keeps_an_administrator(cast: Cast) -> None:
    def appoint(by: str, whom: str) -> None:
        memberships.appoint(
            authority=cast.berg,
            user=getattr(cast, whom),
            role=roles.ADMINISTRATOR,
            valid_from=TODAY,
            by=getattr(cast, by),
        )

    with cast.asking(cast.hilda):
        appoint("hilda", "anna")
    with cast.asking(cast.anna):
        hilda = of(cast, "hilda")
        memberships.end(membership=hilda, on=TODAY, by=cast.anna)
    with cast.asking(cast.hilda, cast.berg):
        assert not Membership.objects.exists(), "she is no member any more"
    with cast.asking(cast.anna):
        mine = Membership.objects.filter(user=cast.anna, role="administrator")
        assert mine.update(valid_to=TODAY) == 0, "not one's own"
        appoint("anna", "bo")
        bo = Membership.objects.get(user=cast.bo, role="administrator")
        memberships.end(membership=bo, on=TODAY + timedelta(1), by=cast.anna)


def test_the_last_administrator_cannot_be_ended(cast: Cast) -> None:
    with cast.asking(cast.hilda):
        memberships.appoint(
            authority=cast.berg,
            user=cast.anna,
            role=roles.ADMINISTRATOR,
            valid_from=TODAY,
            valid_to=TODAY + timedelta(30),
            by=cast.hilda,
        )
    with cast.asking(cast.anna):
        with pytest.raises(memberships.LastAdministratorError):
            memberships.end(membership=of(cast, "hilda"), on=TODAY, by=cast.anna)
        assert of(cast, "hilda").valid_to is None


def test_the_same_role_is_not_held_twice_at_once(cast: Cast) -> None:
    with cast.asking(cast.hilda), pytest.raises(memberships.AlreadyHeldError):
        memberships.appoint(
            authority=cast.berg,
            user=cast.bo,
            role="ungdomscoach",
            valid_from=date(2025, 1, 1),
            by=cast.hilda,
        )


def test_only_a_signed_call_makes_an_authority_a_school_provider(cast: Cast) -> None:
    for forged in ("'\\x00'", "wall_today()::text::bytea"):
        with (
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="not signed"),
            transaction.atomic(),
        ):
            cursor.execute(f"select wall_provide(%s, true, {forged})", [cast.berg.pk])
    assert not Authority.objects.filter(is_school_provider=True).exists()
    authorities.provide_schools(authority=cast.berg, provides=True)
    assert Authority.objects.get(is_school_provider=True) == cast.berg


def test_only_a_signed_call_founds_an_authority(cast: Cast) -> None:
    forged = (
        "select wall_found(gen_random_uuid(), 'x', 'x', 'state', %s,"
        " array['administrator'], current_date, '\\x00')"
    )
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="not signed"),
        transaction.atomic(),
    ):
        cursor.execute(forged, [cast.bo.pk])
    assert Authority.objects.count() == 4
