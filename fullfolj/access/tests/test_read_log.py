"""The read log: rows in one's own name, now, for ever; sealed and checked."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from fullfolj.access import readlog, wall
from fullfolj.access.jobs import seal_read_log
from fullfolj.access.models import Read, Seal
from fullfolj.config.cast import Cast, everyone
from fullfolj.core import clock


def write(cast: Cast, name: str, *ids: Any, **fields: Any) -> None:
    with cast.asking(getattr(cast, name)):
        asker = wall.who_asks()
        assert asker
        readlog.write(asker, fields.pop("kind", "display"), ids, page="test", **fields)


def test_a_read_is_in_the_own_name(cast: Cast) -> None:
    person = uuid4()
    write(cast, "bo", person, ground="ärende")
    with cast.asking(cast.anna):
        (read,) = Read.objects.of_person(person)
        assert read.user_id == cast.bo.pk
    with cast.asking(cast.gun):
        assert not Read.objects.of_person(person)
        assert not Read.objects.exists()


@pytest.mark.parametrize(
    "forged",
    [
        {"user_id": uuid4()},
        {"authority_id": uuid4()},
        {"at": clock.now() - timedelta(days=3)},
        {"job": "import"},
        {"user_id": None},
    ],
)
def test_a_read_cannot_be_forged(cast: Cast, forged: dict[str, Any]) -> None:
    true: dict[str, Any] = {
        "authority_id": cast.berg.pk,
        "user_id": cast.bo.pk,
        "kind": "display",
    }
    true["is_open"] = True  # else the database may not give it back
    with cast.asking(cast.bo):
        Read(**true).save(force_insert=True)
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            Read(**true | forged).save(force_insert=True)


@pytest.mark.parametrize(
    "statement",
    [
        "update access_read set user_id = null",
        "delete from access_read",
        "truncate access_read",
        "update access_seal set reads = 0",
        "insert into access_seal select * from access_seal",
        "delete from access_seal",
        "select access_seal_before(current_date)",
        "select * from access_digest(gen_random_uuid(), current_date, '')",
        "alter table access_read disable row level security",
    ],
)
def test_the_log_cannot_be_changed(cast: Cast, statement: str) -> None:
    write(cast, "bo", uuid4())
    with cast.asking(cast.hilda), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match=r"permission|owner|only a job"):
            with transaction.atomic():
                cursor.execute(statement)


def test_who_read_a_person_is_found_by_the_index(cast: Cast) -> None:
    """Containment is not leakproof: asked plainly, the wall forbids the index."""
    with cast.asking(cast.bo), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        plain = Read.objects.filter(person_ids__contains=[uuid4()]).explain()
        found = Read.objects.of_person(uuid4()).explain()
        assert "read_person_ids" not in plain, "the trap"
        assert "access_read_pkey" in found


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def faults(cast: Cast) -> list[str]:
    with cast.asking(cast.anna), connection.cursor() as cursor:
        cursor.execute("select why from access_seal_faults() order by day, why")
        return [row[0] for row in cursor.fetchall()]


def seal(cast: Cast) -> int:
    with wall.as_job(cast.berg.pk, "seal"):
        return seal_read_log(cast.berg, clock.today())["days"]


@pytest.fixture
def sealed(transactional_db: None) -> Cast:
    """Reads four and three days ago and today; sealed up to yesterday."""
    with transaction.atomic():
        cast = everyone()
    for number in range(4):
        write(cast, "bo", uuid4(), ground=str(number))
    as_owner("update access_read set at = at - interval '4 days' where ground < '2'")
    as_owner("update access_read set at = at - interval '3 days' where ground = '2'")
    assert seal(cast) >= 3, "a day is sealed an hour later"
    return cast


@pytest.mark.django_db(transaction=True)
def test_days_are_sealed_once_and_in_order(sealed: Cast) -> None:
    assert seal(sealed) == 0
    with sealed.asking(sealed.anna):
        days = list(Seal.objects.order_by("day"))
        assert [seal.reads for seal in days[:2]] == [2, 1]
        first = days[0].day
        assert [s.day for s in days] == [first + timedelta(n) for n in range(len(days))]
    with sealed.asking(sealed.gun):
        assert not Seal.objects.exists()
    assert faults(sealed) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("tampering", "why"),
    [
        ("update access_read set user_id = null where ground = '0'", "digest"),
        ("update access_read set person_ids = '{}' where ground = '1'", "digest"),
        ("delete from access_read where ground = '1'", "count"),
        (
            "update access_read set at = at - interval '2 days' where ground = '3'",
            "count",
        ),
        ("update access_read set at = at - interval '90 days'", "older"),
        ("delete from access_seal where reads = 1", "gap"),
        ("update access_seal set digest = '\\x00' where reads = 1", "digest"),
        ("update access_seal set reads = 7 where reads = 1", "count"),
    ],
)
def test_tampering_by_the_owner_is_seen(sealed: Cast, tampering: str, why: str) -> None:
    as_owner(tampering)
    assert why in faults(sealed)
