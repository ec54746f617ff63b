"""The measured traps of the architecture, put back one by one, and what they cost.

The owner puts each back and takes it away again; the application asks in between.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction

from fullfolj.access.models import Read
from fullfolj.access.sql.enclose import Enclosure, trigger
from fullfolj.config.cast import Cast
from fullfolj.people.models import NONE, Person, SearchKey
from fullfolj.people.tests.people import enter

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 20_000
FILL = """
insert into people_person (id, authority_id, marking, sort_key, recorded_at)
select gen_random_uuid(), authority, 'none', 'k' || n, now()
from generate_series(1, %(many)s) n, unnest(%(authorities)s::uuid[]) authority;
insert into people_searchkey (id, authority_id, person_id, is_open, kind, key)
select gen_random_uuid(), authority_id, id, is_open, 'family',
       substr(md5(id::text), 1, 10)
from people_person;
analyze people_person; analyze people_searchkey;
"""


def owner(statement: str, values: Any = None) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def crowd(cast: Cast) -> Cast:
    authorities = [cast.berg.pk, cast.krokom.pk]
    owner(FILL, {"many": MANY, "authorities": authorities})
    return cast


@contextmanager
def put_back(trap: str, *, away: str) -> Iterator[None]:
    owner(trap)
    try:
        yield
    finally:
        owner(away)


def plan(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"explain {statement}")
        return "\n".join(row[0] for row in cursor.fetchall())


def seconds(work: Callable[[], object], times: int = 3) -> float:
    spans = []
    for _ in range(times):
        started = perf_counter()
        work()
        spans.append(perf_counter() - started)
    return min(spans)


def test_search_goes_by_the_index_and_like_does_not(crowd: Cast) -> None:
    with crowd.asking(crowd.bo):
        ours = SearchKey.objects.filter(key__gte="ab", key__lt="ab\U0010ffff")
        like = SearchKey.objects.filter(key__startswith="ab")
        assert "(key)::text >=" in _condition(ours.explain())
        assert "key" not in _condition(like.explain())
        assert ours.count() == like.count() > 0
        fast = seconds(lambda: list(ours.values_list("person_id")))
        slow = seconds(lambda: list(like.values_list("person_id")))
    assert slow > 3 * fast, (slow, fast)


def test_the_search_that_pages_use_goes_by_the_index(crowd: Cast) -> None:
    with crowd.asking(crowd.bo):
        people = Person.objects.visible_to(crowd.bo)
        text = people.matching("abc 0a").sorted_for_list().explain()
    assert "searchkey_prefix" in text
    assert "Seq Scan on people_" not in text


def test_the_list_goes_by_the_index(crowd: Cast) -> None:
    with crowd.asking(crowd.bo):
        people = Person.objects.visible_to(crowd.bo).sorted_for_list()[:50]
        text = people.explain()
    assert "person_sorted" in text
    assert "Sort" not in text


def _condition(text: str) -> str:
    return "".join(line for line in text.splitlines() if "Index Cond" in line)


def test_a_policy_asked_once_a_row_costs_many_times_more(crowd: Cast) -> None:
    once = "(authority_id = (SELECT wall_authority())) AND (is_open OR (SELECT {}))"
    once = once.format("wall_clearance()")
    count = "select count(*) from people_person"

    def ask() -> tuple[str, float]:
        with crowd.asking(crowd.bo), connection.cursor() as cursor:
            cursor.execute("set local enable_indexscan = off")
            cursor.execute("set local enable_indexonlyscan = off")
            cursor.execute("set local enable_bitmapscan = off")
            return plan(count), seconds(lambda: cursor.execute(count), 1)

    text, fast = ask()
    assert "InitPlan" in text
    assert "wall_" not in text.split("InitPlan")[0]
    with put_back(
        "alter policy wall on people_person using"
        " (authority_id = wall_authority() and (is_open or wall_clearance()))",
        away=f"alter policy wall on people_person using ({once})",
    ):
        text, slow = ask()
        assert "InitPlan" not in text
    assert slow > 5 * fast, (slow, fast)


def insert(cast: Cast, rows: int) -> float:
    """Seconds to insert so many persons in one statement, with their history."""
    with cast.asking(cast.bo), connection.cursor() as cursor:
        started = perf_counter()
        cursor.execute(
            "insert into people_person"
            " (id, authority_id, marking, sort_key, recorded_at)"
            " select gen_random_uuid(), %s, 'none', 'x', now()"
            " from generate_series(1, %s)",
            [cast.berg.pk, rows],
        )
        return perf_counter() - started


def test_history_grows_with_the_batch_and_no_faster(cast: Cast) -> None:
    insert(cast, 100)
    few, many = insert(cast, 2_000), insert(cast, 16_000)
    assert many < 8 * 2.5 * few, (few, many)
    with cast.asking(cast.bo), connection.cursor() as cursor:
        cursor.execute("select count(*) from people_person_event")
        assert cursor.fetchone() == (18_100,)


def test_history_once_a_row_costs_many_times_more(cast: Cast) -> None:
    name = "people_person_insert_event"
    ours = trigger(Enclosure("people_person", person="id"), "insert")
    ours = ours.replace("{{app}}", "fullfolj_app").replace(
        "{{history}}", "fullfolj_history"
    )
    by_row = ours.replace("REFERENCING NEW TABLE AS changed_rows", "")
    by_row = by_row.replace("FOR EACH STATEMENT", "FOR EACH ROW")
    by_row = by_row.replace("FROM changed_rows r;", "FROM (SELECT NEW.*) r;")
    assert name in by_row
    insert(cast, 100)
    fast = min(insert(cast, 12_000) for _ in range(3))
    with put_back(by_row, away=ours):
        slow = min(insert(cast, 12_000) for _ in range(3))
    assert slow > 3 * fast, (slow, fast)


def test_history_that_asks_a_setting_can_be_switched_off(cast: Cast) -> None:
    ours = trigger(Enclosure("people_person", person="id"), "insert")
    ours = ours.replace("{{app}}", "fullfolj_app").replace(
        "{{history}}", "fullfolj_history"
    )
    asks = ours.replace(
        "BEGIN",
        "BEGIN IF current_setting('pgtrigger.ignore', true) <> ''"
        " THEN RETURN NULL; END IF;",
    )

    def kept() -> int:
        with cast.asking(cast.bo), connection.cursor() as cursor:
            cursor.execute("set local pgtrigger.ignore = '{people_person:insert}'")
            person = Person.objects.create(
                authority=cast.berg, marking=NONE, sort_key="x"
            )
            cursor.execute(
                "select count(*) from people_person_event where row_id = %s",
                [person.pk],
            )
            return int(cursor.fetchone()[0])

    assert kept() == 1
    with put_back(asks, away=ours):
        assert kept() == 0, "the trap"
    assert kept() == 1


def test_a_number_unique_without_the_authority_tells_the_neighbour(cast: Cast) -> None:
    enter(cast, cast.bo, "Åsa Öberg", "200805011234")
    with put_back(
        "create unique index trap on people_identity (number)", away="drop index trap"
    ):
        with pytest.raises(IntegrityError, match="trap"):
            enter(cast, cast.gun, "Ulf Ek", "200805011234")
    enter(cast, cast.gun, "Ulf Ek", "200805011234")


def test_a_reference_without_the_authority_tells_the_neighbour(cast: Cast) -> None:
    there = enter(cast, cast.bo, "Åsa Öberg").pk
    composite = (
        "foreign key (authority_id, person_id, is_open)"
        " references people_person (authority_id, id, is_open) on update cascade"
    )

    def refers(person_id: UUID) -> bool:
        row = SearchKey(
            authority=cast.krokom,
            person_id=person_id,
            is_open=True,
            kind="family",
            key="x",
        )
        try:
            with cast.asking(cast.gun):
                row.save(force_insert=True)
        except IntegrityError:
            return False
        return True

    assert (refers(there), refers(uuid4())) == (False, False)
    with put_back(
        "alter table people_searchkey drop constraint people_searchkey_person;"
        "alter table people_person add constraint trap unique (id);"
        "alter table people_searchkey add constraint trap_person"
        " foreign key (person_id) references people_person (id)",
        away="truncate people_searchkey;"
        "alter table people_searchkey drop constraint trap_person;"
        "alter table people_person drop constraint trap;"
        "alter table people_searchkey add constraint people_searchkey_person "
        + composite,
    ):
        assert (refers(there), refers(uuid4())) == (True, False), "the trap"


def test_a_denied_try_logged_in_the_pages_transaction_is_lost(cast: Cast) -> None:
    """Why the middleware opens another; that it does so is shown in test_pages."""
    row: dict[str, Any] = {
        "authority_id": cast.berg.pk,
        "user_id": cast.bo.pk,
        "kind": "denied",
    }
    row["is_open"] = True
    with cast.asking(cast.bo), transaction.atomic():
        Read.objects.create(**row)
        transaction.set_rollback(True)
    with cast.asking(cast.anna):
        assert not Read.objects.exists()


def test_no_setting_of_a_tenant_is_believed(cast: Cast) -> None:
    """The usual trap: a policy that asks a setting falls to one injected SET."""
    enter(cast, cast.bo, "Åsa Öberg")
    believing = "authority_id::text = current_setting('fullfolj.authority', true)"
    once = "(authority_id = (SELECT wall_authority())) AND (is_open OR (SELECT {}))"

    def seen() -> int:
        with cast.asking(cast.gun), connection.cursor() as cursor:
            cursor.execute(f"set local fullfolj.authority = '{cast.berg.pk}'")
            return Person.objects.count()

    assert seen() == 0
    with put_back(
        f"alter policy wall on people_person using ({believing})",
        away="alter policy wall on people_person using"
        f" ({once.format('wall_clearance()')})",
    ):
        assert seen() == 1, "the trap"
