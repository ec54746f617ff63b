"""The wall is whole, and each trap put back is seen."""

import pytest
from django.db import connections

from fullfolj.access import enclosed
from fullfolj.config.checks import wall, wall_faults
from fullfolj.config.words import say

APP = "fullfolj_app"


@pytest.mark.django_db
def test_the_wall_is_whole() -> None:
    assert [str(fault) for fault in wall_faults()] == []
    assert wall(databases=["default"]) == []


TRAPS = {
    "users written without the word of the house": (
        "alter table access_user disable trigger wall_vouched",
        "wall_unvouched",
    ),
    "the word asked for at updates alone": (
        "drop trigger wall_vouched on django_session; create trigger wall_vouched"
        " before update on django_session for each row execute function wall_vouched()",
        "wall_unvouched",
    ),
    "a right to write what nobody writes": (
        "grant insert on account_emailaddress to fullfolj_app",
        "wall_unvouched",
    ),
    "a table without a policy": (
        "create table people_secret (id uuid primary key, authority_id uuid)",
        "wall_open",
    ),
    "row security that spares the owner": (
        "alter table people_person no force row level security",
        "wall_open",
    ),
    "a policy that asks once a row": (
        "alter policy wall on people_person using (authority_id = wall_authority())",
        "wall_per_row",
    ),
    "a policy that forgets the authority": (
        "alter policy wall on people_person using (is_open)",
        "wall_policy",
    ),
    "a second policy that opens": (
        "create policy more on people_person for select to fullfolj_app using (true)",
        "wall_policy",
    ),
    "a policy for everybody": (
        "create policy more on people_person using (true)",
        "wall_policy",
    ),
    "a write that may leave the authority": (
        "alter policy wall_update on people_person with check (true)",
        "wall_policy",
    ),
    "a unique constraint without the authority": (
        "alter table people_identity add unique (number, valid_to)",
        "wall_key",
    ),
    "an exclusion constraint without the authority": (
        "alter table people_identity add exclude using gist (person_id with =,"
        " daterange(valid_from, valid_to) with &&)",
        "wall_key",
    ),
    "a reference by the id alone": (
        "alter table access_unit add unique (id);"
        "alter table access_membership add foreign key (unit_id)"
        " references access_unit (id)",
        "wall_reference",
    ),
    "a copy that the marking does not reach": (
        "alter table people_identity drop constraint people_identity_person",
        "wall_marking",
    ),
    "a marking that does not cascade": (
        "alter table people_identity drop constraint people_identity_person;"
        "alter table people_identity add foreign key (authority_id, person_id, is_open)"
        " references people_person (authority_id, id, is_open)",
        "wall_marking",
    ),
    "history switched off": (
        "alter table people_person disable trigger people_person_update_event",
        "wall_history",
    ),
    "history that forgets deletes": (
        "drop trigger people_person_delete_event on people_person",
        "wall_history",
    ),
    "history by the row": (
        "drop trigger people_person_insert_event on people_person;"
        "create trigger people_person_insert_event after insert on people_person"
        " for each row execute function people_person_insert_event()",
        "wall_history",
    ),
    "history with the rights of who writes": (
        "alter function people_person_insert_event() security invoker",
        "wall_history",
    ),
    "history that a setting switches off": (
        "create or replace function people_person_insert_event() returns trigger"
        " language plpgsql security definer set search_path = pg_catalog, public as $$"
        " begin if current_setting('pgtrigger.ignore', true) = 'x' then return null;"
        " end if; return null; end $$",
        "wall_history",
    ),
    "truncate granted": (
        "grant truncate on people_person to fullfolj_app",
        "wall_rights",
    ),
    "tickets within reach": (
        "grant select on access_ticket to fullfolj_app",
        "wall_owners_alone",
    ),
    "one column of the secret within reach": (
        "grant select (inner_pad) on access_wall to fullfolj_app",
        "wall_owners_alone",
    ),
    "a function with the owner's rights for all": (
        "create function wide() returns int language sql security definer"
        " set search_path = pg_catalog as 'select 1'",
        "wall_function",
    ),
    "a function with the caller's path": (
        "alter function wall_authority() reset search_path",
        "wall_function",
    ),
    "a view, which runs as its owner": (
        "create view everybody as select * from people_person",
        "wall_open",
    ),
}


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_put_back_is_seen(trap: str) -> None:
    statement, expected = TRAPS[trap]
    with connections["owner"].cursor() as owner:
        assert enclosed.breaches(owner, APP) == []
        owner.execute(statement)
        found = enclosed.breaches(owner, APP)
    assert expected in {breach.key for breach in found}, found
    for breach in found:
        assert say(f"fault.{breach.key}", name=breach.name)


@pytest.mark.django_db
def test_another_key_of_the_house_is_seen(settings: object) -> None:
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]  # noqa: S105
    assert [fault.key for fault in wall_faults()] == ["wall_secret"]
