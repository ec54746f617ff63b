"""Rows within a row: several rows as JSON in one statement, and read back again.

A page that asks for much asks once. JSON knows no days and no ids, so that what comes
back is read as its model, or by its name, says.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, QuerySet
from django.db.models.functions import JSONObject

Row = TypeVar("Row", bound=Model)


def as_object(names: Iterable[str], **more: Any) -> JSONObject:
    """These fields of a row as one object; `more` by name, as expressions."""
    return JSONObject(**{name: F(name) for name in names}, **more)


def as_list(rows: QuerySet[Any], names: Iterable[str], **more: Any) -> ArraySubquery:
    """Rows, each `as_object`, as one value of the row that they are asked for."""
    return ArraySubquery(rows.values(as_object=as_object(names, **more)))


def revived(model: type[Row], said: Mapping[str, Any]) -> Row:
    """A row of a model, not to be saved, of what the database said of it.

    What is said under a name that is no field's is kept as it came.
    """
    fields = {field.name: field for field in model._meta.concrete_fields}
    row = model()
    for name, value in said.items():
        kept = fields[name].to_python(value) if name in fields else value
        setattr(row, name, kept)
    return row


def dated(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said, with its days as days: those under `on`, and names that end so."""
    found: dict[str, Any] = {}
    for name, value in said.items():
        if isinstance(value, list):
            found[name] = [dated(e) if isinstance(e, dict) else e for e in value]
        elif value and (name == "on" or name.endswith("_on")):
            found[name] = date.fromisoformat(value)
        else:
            found[name] = value
    return found
