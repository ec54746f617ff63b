"""What is known of persons, read from their tables as the rules take it.

The tables are read in bulk, one statement a kind, whatever the number of persons.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from fullfolj.core import bulk
from fullfolj.kaa.facts import Civil, Facts
from fullfolj.kaa.models import ReviewDecision
from fullfolj.kaa.rules.facts_seen import as_seen
from fullfolj.kaa.rules.register import Aside, Known, Ruling
from fullfolj.kaa.tables import (
    CIVIL,
    CREDENTIALS,
    REGISTRATIONS,
    Kind,
    Units,
    enrolments,
)
from fullfolj.people.models import PROTECTED_REGISTRATION

AT = "recorded_from <= %s AND (recorded_to IS NULL OR recorded_to > %s)"
NOW = "recorded_to IS NULL"
CHANGED = """
SELECT person_id, max(greatest(recorded_from, recorded_to)) FROM (
    SELECT person_id, recorded_from, recorded_to FROM people_civilrecord
    UNION ALL SELECT person_id, recorded_from, recorded_to FROM people_registration
    UNION ALL SELECT person_id, recorded_from, recorded_to FROM schooling_enrolment
    UNION ALL SELECT person_id, recorded_from, recorded_to FROM schooling_credential
) AS facts
WHERE person_id = ANY (%s) AND recorded_from <= %s GROUP BY 1
"""
MARKED = """
SELECT person_id FROM people_protection
WHERE person_id = ANY (%s) AND marking = 'protected_registration'
  AND valid_to IS NULL AND decided_by IS NOT NULL AND recorded_at <= %s
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """Which knowledge is asked for: that of an instant, or the present.

    Attributes:
        at: the instant; the present one when `is_now`.
        is_now: rows that nothing has corrected, without looking at the clock.
    """

    at: datetime
    is_now: bool = False


@dataclass(slots=True)
class Found:
    """What is known of each person, and whose decisions their facts have outrun."""

    known: dict[UUID, Known]
    outrun: dict[UUID, date]  # decision → the day its facts changed


def rows_of(
    kind: Kind[Any], ids: Collection[UUID], moment: Moment, *, also_gone: bool = False
) -> dict[UUID, list[Any]]:
    """The facts of one kind of these persons, as known at the moment."""
    fields = ", ".join(("person_id", *kind.columns))
    counted = "" if also_gone else " AND NOT is_gone"
    when = NOW if moment.is_now else AT
    values = [] if moment.is_now else [moment.at, moment.at]
    found: dict[UUID, list[Any]] = {}
    for row_id, *rest in bulk.run(
        f"SELECT {fields} FROM {kind.table}"  # noqa: S608 - our own names
        f" WHERE person_id = ANY (%s) AND {when}{counted}",
        [list(ids), *values],
    ):
        found.setdefault(row_id, []).append(kind.read(tuple(rest)))
    return found


def facts_of(
    ids: Collection[UUID], moment: Moment, units: Units | None = None
) -> dict[UUID, Facts]:
    """The facts of those of whom a population register has said anything."""
    places = enrolments(units or Units())
    civil = rows_of(CIVIL, ids, moment, also_gone=True)
    registered = rows_of(REGISTRATIONS, ids, moment)
    enrolled = rows_of(places, ids, moment)
    awarded = rows_of(CREDENTIALS, ids, moment)
    hidden = marked_by_us(ids, moment)
    return {
        row_id: _facts(
            said[0],
            registered.get(row_id, ()),
            enrolled.get(row_id, ()),
            awarded.get(row_id, ()),
            is_hidden=row_id in hidden,
        )
        for row_id, said in civil.items()
    }


def _facts(
    said: Civil, registered: Any, enrolled: Any, awarded: Any, *, is_hidden: bool
) -> Facts:
    return Facts(
        said.born_on,
        PROTECTED_REGISTRATION if is_hidden else said.protection,
        said.deceased_on,
        said.compulsory_until,
        tuple(registered),
        tuple(enrolled),
        tuple(awarded),
    )


def marked_by_us(ids: Collection[UUID], moment: Moment) -> set[UUID]:
    """Those whom the house itself marked with protected registration: no file opens."""
    return {row_id for (row_id,) in bulk.run(MARKED, [list(ids), moment.at])}


def known_of(
    ids: Collection[UUID],
    moment: Moment,
    aside: Mapping[UUID, Aside],
    units: Units | None = None,
) -> Found:
    """All that the register's answer about these persons rests on.

    Args:
        aside: the rows that could not be used, of those persons who have such.
    """
    facts = facts_of(ids, moment, units)
    rulings, outrun = ruled(facts, moment, aside)
    known = {
        row_id: Known(each, aside.get(row_id), rulings.get(row_id, ()))
        for row_id, each in facts.items()
    }
    return Found(known, outrun)


def ruled(
    facts: Mapping[UUID, Facts], moment: Moment, aside: Mapping[UUID, Aside]
) -> tuple[dict[UUID, list[Ruling]], dict[UUID, date]]:
    """What persons decided, the newest last; and the decisions that facts have outrun.

    A decision holds until the facts that were seen change: to the day they did.
    """
    rows = rulings_of(facts.keys(), moment)
    changed = [
        ruling
        for row_id, made in rows.items()
        for ruling in made
        if ruling.is_standing(moment.at)
        and ruling.facts_seen != as_seen(facts[row_id], aside.get(row_id))
    ]
    days = _changed_on({ruling.person_id for ruling in changed}, moment)
    outrun = {
        r.pk: max(days[r.person_id], r.valid_from, *_since(aside.get(r.person_id)))
        for r in changed
    }
    rulings = {
        row_id: [each.as_ruling(moment.at, outrun.get(each.pk)) for each in made]
        for row_id, made in rows.items()
    }
    return rulings, outrun


def _since(aside: Aside | None) -> tuple[date, ...]:
    return (aside.since,) if aside else ()


def rulings_of(
    ids: Collection[UUID], moment: Moment
) -> dict[UUID, list[ReviewDecision]]:
    """What persons decided about these, the newest last. Few persons have any."""
    found: dict[UUID, list[ReviewDecision]] = {}
    for ruling in ReviewDecision.objects.known_at(moment.at):
        if ruling.person_id in ids:
            found.setdefault(ruling.person_id, []).append(ruling)
    return found


def _changed_on(ids: Collection[UUID], moment: Moment) -> dict[UUID, date]:
    """The day the facts of each last changed, in the house's time zone."""
    rows = bulk.run(CHANGED, [list(ids), moment.at]) if ids else []
    return {row_id: timezone.localdate(at) for row_id, at in rows}
