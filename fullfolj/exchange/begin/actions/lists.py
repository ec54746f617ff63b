"""Sending in a list, saying what its columns are, and throwing it away."""

import hashlib
import hmac
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction

from fullfolj.access import wall
from fullfolj.access.models import Authority, User
from fullfolj.core import clock
from fullfolj.exchange.begin import policy, rules
from fullfolj.exchange.begin.models import HeadingMap, KnownList
from fullfolj.exchange.extracts.tables import Table, Unusable
from fullfolj.people.rules import fold

MOST_ROWS = 20_000
LOOKED_PAST = rules.LOOKED_AT + 1  # titles and headings are no rows
ROWS = "rows.json"
SUFFIXES = (".csv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods")


@transaction.atomic
def receive(
    *, authority: Authority, file: TemporaryUploadedFile, by: User
) -> KnownList:
    """Read a list, keep its rows for a day, and guess what its columns are.

    They are what the same headings meant last time; else what they are usually called.
    Nothing is decided until somebody says so, by `choose`.

    Raises:
        Unusable: it cannot be read, is empty or has too many rows.
    """
    if not policy.ground_to_compare(by):
        raise PermissionDenied
    found = KnownList(authority=authority, by_user=by.pk)
    found.folder.mkdir(mode=0o700)
    try:
        sheet = rules.sheet(read(found, file), clock.today())
        found.fingerprint = fingerprint(sheet.head)
        known = HeadingMap.objects.of(found).first()
        found.columns = known.columns if known else rules.guess(sheet, clock.today())
        write(found, sheet)
    except BaseException:
        shutil.rmtree(found.folder, ignore_errors=True)
        raise
    found.save(force_insert=True)
    return found


def read(found: KnownList, file: TemporaryUploadedFile) -> list[rules.Row]:
    """The rows of a file that somebody sent in; the file itself is not kept.

    Raises:
        Unusable: it cannot be read, is empty or has too many rows.
    """
    suffix = PurePath(str(file.name)).suffix.lower()
    path = found.folder / f"list{suffix if suffix in SUFFIXES else '.csv'}"
    os.link(file.temporary_file_path(), path)
    try:
        rows = list(islice(Table(path, "").cells(), MOST_ROWS + LOOKED_PAST))
    finally:
        path.unlink()
    if len(rows) < 1:
        raise Unusable("file.empty")
    if len(rows) == MOST_ROWS + LOOKED_PAST:
        raise Unusable("list.rows", most=MOST_ROWS)
    return rows


def fingerprint(head: Sequence[str]) -> str:
    """What tells the same headings again, and does not tell what they are.

    Empty where nothing stands in them, for such lists are not alike.
    """
    folded = [fold(heading) for heading in head]
    if not any(folded):
        return ""
    text = "\x1f".join(folded)
    return hmac.new(wall.secret(), text.encode(), hashlib.sha256).hexdigest()


def write(found: KnownList, sheet: rules.Sheet) -> None:
    """Keep the rows."""
    text = json.dumps({"head": sheet.head, "rows": sheet.rows})
    (found.folder / ROWS).write_text(text, encoding="utf-8")


def kept(found: KnownList) -> rules.Sheet | None:
    """The rows that are kept; None when they are gone."""
    try:
        said = json.loads((found.folder / ROWS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return rules.Sheet(said["head"], [(line, cells) for line, cells in said["rows"]])


@transaction.atomic
def choose(*, found: KnownList, columns: Mapping[str, int], by: User) -> None:
    """Say what the columns are, to be filled in for the next list with these headings.

    It replaces what was remembered of them. From now on no other column is kept.
    """
    if not policy.ground_to_compare(by):
        raise PermissionDenied
    sheet = None if found.is_chosen else kept(found)
    if sheet is None:
        return
    if found.fingerprint:
        HeadingMap.objects.update_or_create(
            authority_id=found.authority_id,
            fingerprint=found.fingerprint,
            defaults={"columns": dict(columns), "used_at": clock.now()},
        )
    roles = list(columns)
    places = [columns[role] for role in roles]
    rows = [
        (line, [rules.at(cells, place) for place in places])
        for line, cells in sheet.rows
    ]
    found.columns = {role: place for place, role in enumerate(roles)}
    found.is_chosen = True
    found.save(update_fields=["columns", "is_chosen"])
    head = [sheet.head[place] for place in places]
    write(found, rules.Sheet(head, rows))


@transaction.atomic
def discard(*, found: KnownList, by: User) -> None:
    """Throw the rows away."""
    if not policy.ground_to_compare(by):
        raise PermissionDenied
    found.is_kept = False
    found.save(update_fields=["is_kept"])
    transaction.on_commit(lambda: shutil.rmtree(found.folder, ignore_errors=True))


def shown(found: KnownList, sheet: rules.Sheet, most: int) -> list[dict[str, Any]]:
    """Each column with its heading and first values, for who says what it is."""
    meant = {place: role for role, place in found.columns.items()}
    return [
        {
            "place": place,
            "heading": heading,
            "values": [
                text for _, row in sheet.rows[:most] if (text := rules.at(row, place))
            ],
            "role": meant.get(place, ""),
        }
        for place, heading in enumerate(sheet.head)
    ]
