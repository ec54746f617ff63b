"""What is known of persons, read from their tables as the rules take it.

The tables are read in bulk, one statement a kind, whatever the number of persons.
"""

from collections.abc import Callable, Collection, Mapping
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

HANDFUL = 100  # persons
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


def ask_rows(
    kind: Kind[Any], ids: Collection[UUID], moment: Moment, *, also_gone: bool = False
) -> Callable[[], dict[UUID, list[Any]]]:
    """Ask for the facts of one kind of these persons, as known at the moment."""
    fields = ", ".join(("person_id", *kind.columns))
    counted = "" if also_gone else " AND NOT is_gone"
    when = NOW if moment.is_now else AT
    values = [] if moment.is_now else [moment.at, moment.at]
    asked = bulk.ask(
        f"SELECT {fields} FROM {kind.table}"  # noqa: S608 - our own names
        f" WHERE person_id = ANY (%s) AND {when}{counted}",
        [list(ids), *values],
    )

    def answer() -> dict[UUID, list[Any]]:
        found: dict[UUID, list[Any]] = {}
        for row in asked():
            found.setdefault(row[0], []).append(kind.read(row[1:]))
        return found

    return answer


def rows_of(
    kind: Kind[Any], ids: Collection[UUID], moment: Moment, *, also_gone: bool = False
) -> dict[UUID, list[Any]]:
    """The facts of one kind of these persons, as known at the moment."""
    return ask_rows(kind, ids, moment, also_gone=also_gone)()


def ask_facts(
    ids: Collection[UUID], moment: Moment, units: Units | None = None
) -> Callable[[], dict[UUID, Facts]]:
    """Ask for the facts of those of whom a population register has said anything."""
    asked_civil = ask_rows(CIVIL, ids, moment, also_gone=True)
    asked_registered = ask_rows(REGISTRATIONS, ids, moment)
    asked_enrolled = ask_rows(enrolments(units or Units()), ids, moment)
    asked_awarded = ask_rows(CREDENTIALS, ids, moment)
    asked_hidden = bulk.ask(MARKED, [list(ids), moment.at])

    def answer() -> dict[UUID, Facts]:
        civil, registered = asked_civil(), asked_registered()
        enrolled, awarded = asked_enrolled(), asked_awarded()
        hidden = {row_id for (row_id,) in asked_hidden()}
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

    return answer


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
    facts: Mapping[UUID, Facts],
    moment: Moment,
    aside: Mapping[UUID, Aside],
    made: Mapping[UUID, list[ReviewDecision]],
) -> Found:
    """All that the register's answer about persons with these facts rests on.

    Args:
        aside: the rows that could not be used, of those persons who have such.
        made: what people decided, as `rulings_made` has it.
    """
    rows = {row_id: made[row_id] for row_id in made.keys() & facts.keys()}
    rulings, outrun = ruled(rows, facts, moment, aside)
    known = {
        row_id: Known(each, aside.get(row_id), rulings.get(row_id, ()))
        for row_id, each in facts.items()
    }
    return Found(known, outrun)


def ruled(
    rows: Mapping[UUID, list[ReviewDecision]],
    facts: Mapping[UUID, Facts],
    moment: Moment,
    aside: Mapping[UUID, Aside],
) -> tuple[dict[UUID, list[Ruling]], dict[UUID, date]]:
    """What persons decided, the newest last; and the decisions that facts have outrun.

    A decision holds until the facts that were seen change: to the day they did.

    Args:
        rows: of whom it is asked, as `rulings_made` has them.
        facts: of those whom the rows are about, at least.
    """
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


def rulings_made(
    moment: Moment, of: Collection[UUID] | None = None
) -> dict[UUID, list[ReviewDecision]]:
    """What people decided by then, by person, the newest last; of all, or of these.

    Few have any: only for a handful of persons is it worth naming them to the database.
    """
    made = ReviewDecision.objects.known_at(moment.at)
    if of is not None and len(of) <= HANDFUL:
        made = made.filter(person__in=of)
    found: dict[UUID, list[ReviewDecision]] = {}
    for ruling in made:
        if of is None or ruling.person_id in of:
            found.setdefault(ruling.person_id, []).append(ruling)
    return found


def _changed_on(ids: Collection[UUID], moment: Moment) -> dict[UUID, date]:
    """The day the facts of each last changed, in the house's time zone."""
    rows = bulk.run(CHANGED, [list(ids), moment.at]) if ids else []
    return {row_id: timezone.localdate(at) for row_id, at in rows}
