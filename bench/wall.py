"""What the wall costs: the same pages with policies and, as the owner, without.

The database is the house's own PostgreSQL, durable, with the settings it is served
with. Berg has 100,000 persons, two neighbours a fifth each.
"""

import os
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

Figures = dict[str, float]
DAY = "2026-01-01"
REPEATS = 60
GIVEN = "Åsa Bo Cilla Doris Elin Farid Gun Hilda Ivar Johan Karin Lena Mohammed Nils"
FAMILY = "Andersson Berg Ek Lind Öberg Åkesson Nilsson Persson Strand Zetterman Olsson"

PERSONS = """
INSERT INTO people_person (id, authority_id, marking, birth_date, sort_key, recorded_at)
SELECT gen_random_uuid(), %(authority)s, CASE WHEN n %% 400 = 0 THEN 'confidential'
    ELSE 'none' END, date '2008-01-01' + n %% 1000,
    lower((%(family)s::text[])[1 + n %% 11]) || to_char(n, 'FM000000') || '  '
    || lower((%(given)s::text[])[1 + n %% 14]), now()
FROM generate_series(1, %(many)s) n
"""
ABOUT = """
INSERT INTO people_identity (id, authority_id, person_id, is_open, number_kind, number,
    given_name, family_name, valid_from, source, recorded_at)
SELECT gen_random_uuid(), authority_id, id, is_open, 'personal',
    '2008' || lpad(row_number() OVER ()::text, 8, '0'), split_part(sort_key, '  ', 2),
    split_part(sort_key, '  ', 1), '2020-01-01', 'bench', now()
FROM people_person;
INSERT INTO people_contactdetail (id, authority_id, person_id, is_open, kind, value,
    source, recorded_on, valid_from)
SELECT gen_random_uuid(), authority_id, person_id, is_open, 'phone',
    '07' || right(number, 8), 'bench', '2020-01-01', '2020-01-01' FROM people_identity;
INSERT INTO people_searchkey (id, authority_id, person_id, is_open, kind, key)
SELECT gen_random_uuid(), i.authority_id, i.person_id, i.is_open, k.kind, k.key
FROM people_identity i CROSS JOIN LATERAL (VALUES
    ('family', translate(i.family_name, 'åäö', 'aao')),
    ('given', translate(i.given_name, 'åäö', 'aao')), ('number', i.number),
    ('phone', '467' || right(i.number, 8))
) k (kind, key);
"""


def wall(folder: Path, persons: int = 100_000, rows: int = 1_000_000) -> Figures:
    """List, search and person page with and without policies; rows with history."""
    from django.db import connections, transaction

    cast = prepared(folder)
    owner = connections["owner"]
    fill(owner, cast, persons)
    person_id = some_person(owner, cast.berg.pk)
    figures: Figures = {"persons": persons}
    with transaction.atomic(), cast.asking(cast.bo):
        pages = (("list", 0), ("search", 1), ("two words", 2), ("person", 3))
        for name, number in pages:
            inside = queries("default", cast, person_id)[number]
            outside = queries("owner", cast, person_id)[number]
            assert inside() == outside() > 0, name
            with_wall, without = alternating(inside, outside)
            figures[f"{name}, ms"] = with_wall * 1000
            figures[f"{name} without, ms"] = without * 1000
            figures[f"{name}, ratio"] = with_wall / without
    figures["asking, ms"] = asking(cast) * 1000
    figures["rows"] = rows
    figures["rows with history, s"] = insert(cast, rows)
    return figures


def prepared(folder: Path) -> Any:
    """An embedded database of the bench's own, migrated, with the cast in it."""
    os.environ["FULLFOLJ_HOME"] = str(folder)
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(name, None)
    from fullfolj.config.manage import set_up

    set_up()
    from django.core.management import call_command
    from django.db import transaction

    from fullfolj.config.cast import everyone

    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        return everyone()


def fill(owner: Any, cast: Any, persons: int) -> None:
    """The crowd, by the owner."""
    names = {"given": GIVEN.split(), "family": FAMILY.split()}
    sizes = ((cast.berg, 1), (cast.krokom, 5), (cast.region, 5))
    with owner.cursor() as cursor:
        for authority, part in sizes:
            bound = {"authority": authority.pk, "many": persons // part}
            cursor.execute(PERSONS, names | bound)
        cursor.execute(ABOUT)
        cursor.execute("VACUUM ANALYZE")


def some_person(owner: Any, authority_id: UUID) -> UUID:
    """An open person in the middle of the list."""
    with owner.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM people_person WHERE authority_id = %s AND is_open"
            " ORDER BY sort_key OFFSET 5000 LIMIT 1",
            [authority_id],
        )
        found: UUID = cursor.fetchone()[0]
    return found


def queries(alias: str, cast: Any, person_id: UUID) -> list[Callable[[], int]]:
    """The pages' queries; without the wall they name authority and openness."""
    from fullfolj.people import rules
    from fullfolj.people.models import (
        ContactDetail,
        Identity,
        Person,
        Protection,
        SearchKey,
    )
    from fullfolj.people.models.persons import _any_of

    own = {} if alias == "default" else {"authority": cast.berg, "is_open": True}
    people = Person.objects.using(alias).filter(**own).visible_to(cast.bo)

    def page() -> int:
        return len(people.sorted_for_list()[1000:1050])

    def search(text: str) -> Callable[[], int]:
        found = people
        for ranges in rules.prefixes(text):
            for first, after in ranges[:1]:
                keys = SearchKey.objects.filter(key__gte=first, key__lt=after, **own)
                found = found.filter(_any_of(keys.values("person_id")))
        if alias == "default":
            found = people.matching(text)
        return lambda: len(found.sorted_for_list()[:50])

    def person() -> int:
        about = (Identity, ContactDetail, Protection)
        rows = sum(
            len(model.objects.using(alias).filter(person_id=person_id, **own))
            for model in about
        )
        return rows + len(people.filter(pk=person_id))

    return [page, search("andersson01"), search("öberg00 ka"), person]


def alternating(
    first: Callable[[], object], second: Callable[[], object]
) -> tuple[float, float]:
    """The medians of two pieces of work, done in turns."""
    spans: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPEATS):
        for work, into in zip((first, second), spans, strict=True):
            started = perf_counter()
            work()
            into.append(perf_counter() - started)
    return median(spans[0]), median(spans[1])


def asking(cast: Any) -> float:
    """What a request pays to say who asks: the transaction and its settings."""
    from fullfolj.access import wall as access_wall

    token = uuid4().hex
    access_wall.open_ticket(token, authority_id=cast.berg.pk, user_id=cast.bo.pk)

    def ask() -> None:
        with access_wall.asking(token):
            pass

    return alternating(ask, ask)[0]


def insert(cast: Any, rows: int, batch: int = 10_000) -> float:
    """Persons entered by a member, in batches, with policies, keys and history."""
    from django.db import connection

    started = perf_counter()
    with cast.asking(cast.bo), connection.cursor() as cursor:
        for first in range(0, rows, batch):
            ids = [uuid4() for _ in range(batch)]
            keys = [f"name{number:08}" for number in range(first, first + batch)]
            cursor.execute(
                "INSERT INTO people_person"
                " (id, authority_id, marking, birth_date, sort_key, recorded_at)"
                " SELECT id, %s, 'none', %s, key, now()"
                " FROM unnest(%s::uuid[], %s::text[]) AS new (id, key)",
                [cast.berg.pk, DAY, ids, keys],
            )
    return perf_counter() - started
