"""How each kind of fact stands in its table: the one edge where days are converted."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from fullfolj.core import bulk
from fullfolj.kaa.facts import Civil, Credential, Enrolment, Registration

Fact = TypeVar("Fact", bound=Hashable)
ONE_DAY = timedelta(days=1)
Values = tuple[Any, ...]


@dataclass(frozen=True)
class Kind(Generic[Fact]):
    """One kind of fact: its table and columns, and the way there and back.

    `read` and `write` speak of the values of `columns`; `key` is what stays the same
    when a fact is corrected.
    """

    name: str
    table: str
    columns: dict[str, str]
    read: Callable[[Values], Fact]
    write: Callable[[Fact], Values]
    key: Callable[[Fact], Hashable]


SPAN = {"valid_from": "date", "valid_to": "date"}
CIVIL = Kind(
    name="people",
    table="people_civilrecord",
    columns={
        **SPAN,
        "protection": "text",
        "deceased_on": "date",
        "compulsory_until": "date",
    },
    read=lambda v: Civil(v[0], v[2], v[3], v[4]),
    write=lambda c: (
        c.born_on,
        None,
        c.protection,
        c.deceased_on,
        c.compulsory_until,
    ),
    key=lambda _c: "one",
)
REGISTRATIONS = Kind(
    name="registrations",
    table="people_registration",
    columns={**SPAN, "municipality_code": "text", "end_reason": "text"},
    read=lambda v: Registration(v[2], v[0], v[1], v[3]),
    write=lambda r: (r.valid_from, r.valid_to, r.municipality_code, r.end_reason),
    key=lambda r: (r.municipality_code, r.valid_from),
)
CREDENTIALS = Kind(
    name="credentials",
    table="schooling_credential",
    columns={**SPAN, "kind": "text"},
    read=lambda v: Credential(v[2], v[0]),
    write=lambda c: (c.awarded_on, None, c.kind),
    key=lambda c: c.kind,
)


def enrolments(units: "Units") -> Kind[Enrolment]:
    """Enrolments, whose last day is inclusive in facts and files, and whose unit has
    a row of its own."""

    def read(v: Values) -> Enrolment:
        code, name = units.names[v[2]]
        last_on = v[1] - ONE_DAY if v[1] else None
        return Enrolment(v[3], v[4], v[0], last_on, v[5], v[6], code, name)

    def write(e: Enrolment) -> Values:
        after = e.last_on + ONE_DAY if e.last_on else None
        unit = units.ids[unit_of(e)]
        place = (unit, e.school_type, e.programme_code)
        return (e.first_on, after, *place, e.status, e.study_abroad)

    columns = {
        **SPAN,
        "school_unit_id": "uuid",
        "school_type": "text",
        "programme_code": "text",
        "status": "text",
        "study_abroad": "boolean",
    }
    return Kind(
        name="enrolments",
        table="schooling_enrolment",
        columns=columns,
        read=read,
        write=write,
        key=_place,
    )


ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 5740141))"


def alone(authority_id: UUID) -> None:
    """Wait until nobody else writes or judges the authority's facts.

    It holds to the end of the transaction: what the night has read is all there was.
    """
    bulk.run(ONE_AT_A_TIME, [str(authority_id)])


LONGEST_CODE, LONGEST_NAME, LONGEST_PROGRAMME = 20, 200, 50


def unit_of(e: Enrolment) -> tuple[str, str]:
    """The school unit of an enrolment, by code and name."""
    return e.school_unit_code, e.school_name


def fitting(e: Enrolment) -> Enrolment:
    """The enrolment with its texts as long as the columns go."""
    code, name = e.school_unit_code, e.school_name
    fits = len(code) <= LONGEST_CODE and len(name) <= LONGEST_NAME
    if fits and len(e.programme_code) <= LONGEST_PROGRAMME:
        return e
    return replace(
        e,
        school_unit_code=code[:LONGEST_CODE],
        school_name=name[:LONGEST_NAME],
        programme_code=e.programme_code[:LONGEST_PROGRAMME],
    )


def _place(e: Enrolment) -> tuple[str, str, str, date]:
    return (e.school_unit_code, e.school_type, e.programme_code, e.first_on)


class Units:
    """The authority's school units, by code and name and by id."""

    def __init__(self) -> None:
        rows = bulk.run("SELECT id, code, name FROM schooling_schoolunit")
        self.names = {row_id: (code, name) for row_id, code, name in rows}
        self.ids = {pair: row_id for row_id, pair in self.names.items()}

    def have(self, authority_id: UUID, wanted: set[tuple[str, str]]) -> None:
        """Enter those of these units, by code and name, that are not there."""
        new = {pair: uuid4() for pair in sorted(wanted - self.ids.keys())}
        bulk.insert(
            "schooling_schoolunit",
            {"id": "uuid", "code": "text", "name": "text"},
            [(row_id, *pair) for pair, row_id in new.items()],
            {"authority_id": authority_id},
        )
        self.ids |= new
        self.names |= {row_id: pair for pair, row_id in new.items()}
