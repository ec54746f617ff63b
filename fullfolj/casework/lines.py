"""What a row of a list of cases shows: who, why, last, next, who answers for it."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q

from fullfolj.access.models import User
from fullfolj.casework.forms.youths import ENDED, MINE, NEVER
from fullfolj.casework.models import NEXT, Case
from fullfolj.casework.rules.waits import Day, Wait, waits
from fullfolj.casework.words import say, told
from fullfolj.core import clock
from fullfolj.kaa.models import KNOWN, STALE, UNKNOWN, Occupation
from fullfolj.kaa.silence import unconfirmed

AT_ONCE = 1000  # rows of a file
FORMULA = tuple("=+-@\t\r")
COLUMNS = (
    *("family_name", "given_name", "born", "municipality", "listed_on", "why"),
    *("tried_on", "attempts", "reached_on", "next_step", "next_step_on", "owner"),
)


@dataclass(frozen=True)
class Line:
    """One row. `why` is what the case waits for, in words, the most pressing first."""

    case: Any
    waits: Sequence[Wait]
    unconfirmed: date | None
    least_tries: int | None

    @property
    def why(self) -> list[str]:
        """Each thing it waits for, as a sentence."""
        return [told(wait) for wait in self.waits]

    @property
    def days_listed(self) -> int:
        """How many days the name has been here."""
        listed: date = self.case.listed_on
        return (clock.today() - listed).days

    @property
    def days_since(self) -> int | None:
        """How many days ago the youth was reached; None if never."""
        reached: date | None = self.case.reached_on
        return (clock.today() - reached).days if reached else None


def lines(ids: Sequence[UUID], day: Day) -> list[Line]:
    """The rows of cases that are known to be visible, in the order given.

    Two statements, however many rows: the list of ids has been sorted before, so that
    what is shown is asked for thirty and not for a hundred thousand.
    """
    asked = Case.objects.filter(pk__in=ids).with_owner().with_last().with_agreed()
    found = {case.pk: case for case in asked.with_person(day.on)}
    silent = unconfirmed(day.on, [case.person_id for case in found.values()])
    return [
        Line(
            found[row_id],
            [] if found[row_id].closed_on else list(waits(found[row_id].standing, day)),
            silent.get(found[row_id].person_id),
            day.numbers.contact_tries,
        )
        for row_id in ids
        if row_id in found  # gone since the list was sorted
    ]


def chosen(cases: Any, choice: Mapping[str, str], asker: User, day: Day) -> Any:
    """The cases of a choice of the list, in its order; see `forms.ChoiceForm`."""
    on, numbers = day.on, day.numbers
    view, owner, code = (choice.get(k, "") for k in ("visa", "ansvarig", "kommun"))
    if view == MINE:
        cases = cases.in_group().filter(owner=asker.pk)
    elif view == NEVER:
        cases = cases.in_group().filter(attempts=0)
    elif view == ENDED:
        cases = cases.closed()
    elif view:
        cases = cases.waiting_for(view, day)
    else:
        cases = cases.in_group()
    if owner:
        cases = cases.filter(owner=owner)
    if code:
        cases = cases.filter(municipality_code=code)
    if doing := choice.get("sysselsattning", ""):
        cases = cases.filter(_does(doing, on, numbers.occupation_days))
    return cases.sorted_by(choice.get("sortera", NEXT))


def _does(doing: str, on: date, days: int | None) -> Q:
    """A condition: what is known of somebody's occupation, or which one they have."""
    known = Q(Occupation.objects.is_known(on, days))
    told = Q(Occupation.objects.is_told(on))
    states = {KNOWN: known, STALE: told & ~known, UNKNOWN: ~told}
    return states.get(doing) or Q(Occupation.objects.filter(kind=doing).is_told(on))


def spreadsheet(
    cases: Any, day: Day, log: Callable[[list[UUID]], None]
) -> Iterator[str]:
    """A file for a spreadsheet, a part at a time; each part is logged before it goes.

    Semicolons and a mark of UTF-8, as Swedish spreadsheets open it. A hundred thousand
    rows take no more memory than a thousand.
    """
    yield "\ufeff" + _written([[say("column", name) for name in COLUMNS]])
    ids = cases.values_list("pk", flat=True).iterator(chunk_size=AT_ONCE)
    while part := list(islice(ids, AT_ONCE)):
        rows = lines(part, day)
        log([line.case.person_id for line in rows])
        yield _written(map(_cells, rows))


def _cells(line: Line) -> list[str]:
    case = line.case
    return [
        case.family_name,
        case.given_name,
        str(case.person.birth_date or ""),
        case.municipality_code,
        str(case.listed_on),
        "; ".join(line.why),
        str(case.tried_on or ""),
        str(case.attempts),
        str(case.reached_on or ""),
        case.next_step,
        str(case.next_step_on or ""),
        case.owner_name or "",
    ]


def _written(rows: Iterable[list[str]]) -> str:
    """Rows as text; what a spreadsheet would run as a formula is told to be text."""
    place = StringIO()
    writer = csv.writer(place, delimiter=";")
    for row in rows:
        writer.writerow(["'" + cell if cell[:1] in FORMULA else cell for cell in row])
    return place.getvalue()
