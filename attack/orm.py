"""The same through Django's models: every model, every way that a QuerySet has."""

import json
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Count, Exists, Max, OuterRef

from attack.tries import Loot, Try
from attack.world import World
from fullfolj.access import wall
from fullfolj.access.enclosed import EXCEPTIONS

OUTSIDE = ("gun@krokom", "karin@krokom", "farid", "dag", "gun@berg", "ivar@berg",
           "elin@berg", "olle@berg", "expired", "closed", "job@krokom", "")  # fmt: skip
INSIDE = ("bo@berg", "cilla@berg", "hilda@berg", "job@berg")
Way = Callable[[Any, Any], object]


def _refreshed(model: Any, pk: Any) -> object:
    row = model(pk=pk)
    row.refresh_from_db()
    return vars(row)


def _bulk(model: Any, pk: Any) -> object:
    return model.objects.bulk_update([model(pk=pk)], list(_same(model)))


@cache
def _same(model: Any) -> dict[str, models.F]:
    """A change that changes nothing, of a column that the application may write."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select attname::text from pg_attribute where attrelid = %s::regclass"
            " and attnum > 0 and has_column_privilege(attrelid, attnum, 'UPDATE')",
            [model._meta.db_table],
        )
        may = {row[0] for row in cursor.fetchall()}
    plain = [f for f in model._meta.fields if not f.primary_key and not f.generated]
    name = next((f.name for f in plain if f.attname in may), plain[-1].name)
    return {name: models.F(name)}


READING: dict[str, Way] = {
    "all": lambda m, pk: list(m.objects.values_list()),
    "get": lambda m, pk: m.objects.filter(pk=pk).values(),
    "in bulk": lambda m, pk: [vars(x) for x in m.objects.in_bulk([pk]).values()],
    "exists": lambda m, pk: m.objects.filter(pk=pk).exists() and f"{pk}",
    "count": lambda m, pk: m.objects.filter(pk=pk).count() and f"{pk}",
    "iterator": lambda m, pk: [vars(x) for x in m.objects.iterator(chunk_size=10)],
    "raw": lambda m, pk: [
        vars(x) for x in m.objects.raw(f"select * from {m._meta.db_table}")
    ],
    "last": lambda m, pk: vars(m.objects.order_by("pk").last() or Exists),
    "union": lambda m, pk: list(m.objects.values_list().union(m.objects.values_list())),
    "aggregate": lambda m, pk: m.objects.filter(pk=pk).aggregate(
        n=Count("pk"), x=Max("pk")
    ),
    "subquery": lambda m, pk: list(
        m.objects.filter(Exists(m.objects.filter(pk=OuterRef("pk")))).values_list()
    ),
    "serialized": lambda m, pk: serializers.serialize("json", m.objects.all()),
    "explained": lambda m, pk: (
        m.objects.filter(pk__gt=pk).explain().replace(str(pk), "")
    ),
    "refreshed": _refreshed,
    "base manager": lambda m, pk: list(m._base_manager.filter(pk=pk).values_list()),
}
WRITING: dict[str, Way] = {
    "update": lambda m, pk: m.objects.filter(pk=pk).update(**_same(m)),
    "delete": lambda m, pk: m.objects.filter(pk=pk).delete()[0],
    "raw delete": lambda m, pk: m.objects.filter(pk=pk)._raw_delete("default"),
    "delete by save": lambda m, pk: m(pk=pk).delete()[0],
    "bulk update": _bulk,
}


def tries(world: World) -> Iterator[Try]:
    """Every model behind the wall, from outside and for the protected from inside."""
    for hidden, keys in ((False, OUTSIDE), (True, INSIDE)):
        loot = world.loot(hidden=hidden)
        for model in apps.get_models():
            table = next(
                (t for t in world.tables if t.name == model._meta.db_table), None
            )
            if table is None or table.name in EXCEPTIONS:
                continue
            if hidden and not table.personal:
                continue
            row = world.sample(table, hidden=hidden)
            for key in keys if row else ():
                yield from of(world, model, key, (row or {})["id"], loot)


def of(
    world: World, model: type[models.Model], key: str, pk: str, loot: Loot
) -> Iterator[Try]:
    """All the ways, for one model and one actor, who says once who asks.

    Each is to be tried when it comes: afterwards nobody asks any more.
    """
    with wall.asking(world.tokens[key] if key else None):
        for name, way in (READING | WRITING).items():
            writes = name in WRITING
            if key in INSIDE and model._meta.db_table == "access_read" and writes:
                continue
            yield Try(
                "orm",
                f"{model._meta.label} / {key or 'nobody'} / {name}",
                partial(got, partial(way, model, pk), loot, writes=writes),
            )


def got(way: Callable[[], object], loot: Loot, *, writes: bool) -> str | None:
    """What a way brings; undone."""
    try:
        with transaction.atomic():
            found = way()
            text = json.dumps(found, default=_plain) if not writes else ""
            transaction.set_rollback(True)
    except (DatabaseError, LookupError, models.ObjectDoesNotExist) as error:
        return loot.found(str(error)) if "matching query" not in str(error) else None
    if writes:
        return f"{found} rows" if found else None
    return loot.found(text)


def _plain(value: object) -> object:
    if isinstance(value, models.QuerySet | set | map):
        return list(value)
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
