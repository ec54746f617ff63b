"""Undoing the latest import: what was known before it is known again.

Nothing is erased of what the import said of those who were here before: its rows end,
and what they ended is recorded anew, so that one can ask what was known in between. Who
came with it, and of whom nothing else speaks, goes.
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import models

from fullfolj.access import wall
from fullfolj.access.models import User
from fullfolj.core import bulk, clock
from fullfolj.core.refusal import Refused
from fullfolj.exchange.imports import policy
from fullfolj.exchange.imports.models import ImportRun, SetAside
from fullfolj.exchange.imports.report import Count
from fullfolj.kaa.models import ReviewDecision
from fullfolj.kaa.tables import alone
from fullfolj.people import rules as names
from fullfolj.people.models import (
    AboutPerson,
    CivilRecord,
    Guardian,
    Identity,
    Registration,
)
from fullfolj.schooling.models import (
    Credential,
    Enrolment,
    Mentorship,
    Notice,
    StudyPlan,
)
from fullfolj.schooling.prevention import AbsenceReport, AttendanceSum, Grade
from fullfolj.schooling.told_attendance import lessons_folder

JOB = "undo import"  # as imports/sql/withdraw.sql knows it
UNDO = "undo"  # the source of a run that undoes another
KINDS: dict[str, type[AboutPerson]] = {
    "people": CivilRecord,
    "registrations": Registration,
    "enrolments": Enrolment,
    "credentials": Credential,
    "notices": Notice,
    "guardians": Guardian,
    "mentorships": Mentorship,
    "study_plans": StudyPlan,
    "absences": AbsenceReport,
    "grades": Grade,
    "attendance": AttendanceSum,
}
# What the rows of a table do not have again when they are known again.
ANEW = ("id", "recorded_from", "recorded_to")
END = (
    "UPDATE {table} SET recorded_to = %s WHERE import_run = %s AND recorded_to IS NULL"
)
AGAIN = """
INSERT INTO {table} (id, recorded_from, {columns})
SELECT gen_random_uuid(), %s, {columns} FROM {table} WHERE recorded_to = %s
"""
COUNT_ENDED = "SELECT count(*) FROM {table} WHERE recorded_to = %s AND import_run = %s"
COUNT_AGAIN = "SELECT count(*) FROM {table} WHERE recorded_from = %s"
TOUCHED = "SELECT person_id FROM {table} WHERE import_run = %s OR recorded_to = %s"
CALLED = """
SELECT DISTINCT ON (person_id) person_id, authority_id, is_open, given_name, family_name
FROM people_identity WHERE person_id = ANY (%s) AND valid_to IS NULL
ORDER BY person_id
"""


class UndoRefusedError(Refused):
    """Raised when a run cannot be undone; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def undo(*, run: ImportRun, by: User) -> ImportRun:
    """Put back what was known before a run, in one transaction; itself a run.

    A marking of protection that came since stays. So does whoever something else speaks
    of by now, such as a spell in the register: of them only the facts of the run go.

    Raises:
        UndoRefusedError: something later stands on the run, or it is none to undo.
    """
    if not policy.can_import(by):
        raise PermissionDenied
    token = wall.job_ticket(run.authority_id, JOB, sees_protected=True)
    try:
        with wall.asking(token):
            alone(run.authority_id)
            found = ImportRun.objects.get(pk=run.pk)
            if why := refusal(found):
                raise UndoRefusedError(why)
            return _undo(found, by)
    finally:
        wall.close_ticket(token)


def refusal(run: ImportRun) -> str:
    """Why a run cannot be undone, as a key of `refused_undo`; nothing if it can.

    Asked with clearance it knows of everybody; without, of those whom who asks may see.
    """
    latest = ImportRun.objects.applied().first()
    if run.undoes or run.outcome != "applied" or latest != run:
        return "later"
    if run.known_from is None:
        return "old"
    touched = _touched(run)
    decided = ReviewDecision.objects.filter(recorded_at__gt=run.known_from)
    renamed = Identity.objects.filter(
        recorded_at__gt=run.known_from,
        person__in=(
            Identity.objects.filter(recorded_at=run.known_from).values("person")
        ),
    )
    theirs = set(decided.values_list("person_id", flat=True)) & touched
    return "decided" if theirs or renamed.exists() else ""


def _touched(run: ImportRun) -> set[UUID]:
    """Of whom the run recorded or ended something."""
    values = [run.pk, run.known_from]
    tables = [kind._meta.db_table for kind in KINDS.values()]
    tables.append(SetAside._meta.db_table)
    rows = [bulk.run(TOUCHED.format(table=table), values) for table in tables]
    return {person for found in rows for (person,) in found if person}


def _undo(run: ImportRun, by: User) -> ImportRun:
    started = clock.now()
    counts = {}
    for name, kind in KINDS.items():
        counts[name] = _put_back(kind, run, started)
    _put_back(SetAside, run, started)
    _take_back_lessons(run, started)
    found = bulk.run("SELECT what, who FROM imports_withdraw(%s)", [run.pk])
    _find_by_name([who for what, who in found if what == "name"])
    done = ImportRun(
        id=uuid4(),
        authority_id=run.authority_id,
        started_at=started,
        source=UNDO,
        outcome="applied",
        counts={name: _as_dict(count) for name, count in counts.items()},
        known_from=started,
        undoes=run.pk,
        by_user=by.pk,
    )
    done.save(force_insert=True)
    return done


def _put_back(kind: type[models.Model], run: ImportRun, at: object) -> Count:
    """End the rows of the run; what they ended is known again from now on."""
    table = kind._meta.db_table
    columns = [str(f.column) for f in kind._meta.concrete_fields]
    columns = [f'"{column}"' for column in columns if column not in ANEW]
    said = {"table": table, "columns": ", ".join(columns)}
    bulk.run(END.format(**said), [at, run.pk])
    bulk.run(AGAIN.format(**said), [at, run.known_from])
    (ended,) = bulk.run(COUNT_ENDED.format(**said), [at, run.pk])[0]
    (again,) = bulk.run(COUNT_AGAIN.format(**said), [at])[0]
    return Count(changed=again, gone=ended)


def _take_back_lessons(run: ImportRun, at: datetime) -> None:
    if lessons_folder(run.authority_id).is_dir():
        from fullfolj.schooling.actions.lessons import take_back_run

        take_back_run(authority_id=run.authority_id, run=run.pk, at=at)


def _as_dict(count: Count) -> dict[str, int]:
    return {name: getattr(count, name) for name in Count.__slots__}


def _find_by_name(ids: list[UUID]) -> None:
    """Let persons be sorted and found by the names that hold again."""
    called = bulk.run(CALLED, [ids])
    bulk.run(
        "UPDATE people_person p SET sort_key = new.sort_key"
        " FROM unnest(%s::uuid[], %s::text[]) AS new (id, sort_key)"
        " WHERE p.id = new.id",
        [
            [row[0] for row in called],
            [names.sort_key(family, given)[:210] for *_, given, family in called],
        ],
    )
    bulk.run(
        "DELETE FROM people_searchkey WHERE person_id = ANY (%s)"
        " AND kind IN ('family', 'given')",
        [ids],
    )
    bulk.insert(
        "people_searchkey",
        {
            **{"person_id": "uuid", "authority_id": "uuid", "is_open": "boolean"},
            **{"kind": "text", "key": "text"},
        },
        [
            (person, authority, is_open, kind, key[:120])
            for person, authority, is_open, given, family in called
            for kind, key in sorted(
                names.search_keys(
                    family_name=family, given_name=given, number="", phones=()
                )
            )
        ],
        {},
    )
