"""Asking a school's system: all of it, or what has changed since.

Everything is read before anything is applied, and applied by the import in one
transaction: a pull is complete, or nothing of it happened.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.core import bulk, clock
from fullfolj.exchange.extracts.read import Extracts
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports.actions.batch import Context
from fullfolj.exchange.imports.actions.run import Applied, Given, Options, take_in
from fullfolj.exchange.imports.jobs import told as kept
from fullfolj.exchange.imports.models import ImportRun, ImportSetting
from fullfolj.exchange.imports.report import Report
from fullfolj.exchange.imports.rules import refuse_drop
from fullfolj.exchange.imports.sources import Source
from fullfolj.exchange.ss12000 import keys, read
from fullfolj.exchange.ss12000.around import Around
from fullfolj.exchange.ss12000.attendance import Attendance
from fullfolj.exchange.ss12000.client import Access, Broken, Missing, Server, cannot
from fullfolj.exchange.ss12000.models import (
    APPLIED,
    CERTIFICATE,
    CHANGES,
    CLIENT,
    REFUSED,
    TOKEN,
    WHOLE,
    Connection,
    Pull,
)
from fullfolj.exchange.ss12000.part import Object, Part, Taken
from fullfolj.exchange.ss12000.secrets import unseal

JOB = "ss12000"
PARTS: tuple[type[Part], ...] = (Around, Attendance)
DELETIONS = ["Person", "Group", "Duty", "StudyPlan"]
# What nobody but a school provider may keep, or ask for.
OF_PROVIDERS = frozenset[type[Part]]({Attendance})
DELETIONS_OF_PROVIDERS = ["Attendance", "Absence", "Grade"]
OVERLAP = timedelta(minutes=5)  # a server may write a little after it says that it did
WHOLE_EVERY = timedelta(days=7)  # who turned 14 was not changed by it; lost deletions
BEFORE = """
SELECT count(DISTINCT person_id) FROM schooling_enrolment
WHERE recorded_to IS NULL AND NOT is_gone AND source = %s
"""
# Whether it has said which schools its pupils go to.
HAS_UNITS = """
SELECT EXISTS (
    SELECT FROM schooling_enrolment e
    JOIN schooling_schoolunit u ON u.id = e.school_unit_id AND u.code <> ''
    WHERE e.recorded_to IS NULL AND NOT e.is_gone AND e.source = %s
)
"""
Told = Callable[[str, int], None]  # endpoint, objects so far


@dataclass(slots=True)
class Asked:
    """All that was asked of a system, before anything is done with it.

    Attributes:
        since: the system's own time from which on it was asked; None for all.
        deleted: ids of what has gone since, by the standard's name of the entity.
        parts: what is told besides who goes where.
    """

    since: datetime | None
    said: read.Said = field(default_factory=read.Said)
    deleted: dict[str, set[str]] = field(default_factory=dict)
    asked_at: datetime | None = None
    parts: list[Part] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """All, or what had changed."""
        return WHOLE if self.since is None else CHANGES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of a system before it is asked.

    Attributes:
        who: whom it has told of before, by what it calls them.
        has_units: whether it has said which schools its pupils go to.
        provides: whether it is the authority's own schools that are asked about.
    """

    who: Mapping[str, UUID]
    has_units: bool
    provides: bool


def access_of(connection: Connection) -> Access:
    """How one signs in to a system.

    Raises:
        Unusable: its secret cannot be read any more.
    """
    secret, sign_in = unseal(connection.secret), connection.sign_in
    is_client = sign_in == CLIENT
    return Access(
        url=connection.url,
        token=secret if sign_in == TOKEN else "",
        client_id=connection.client_id if is_client else "",
        client_secret=secret if is_client else "",
        token_url=connection.token_url if is_client else "",
        scope=connection.scope if is_client else "",
        certificate=secret if sign_in == CERTIFICATE else "",
    )


def pull(
    *,
    connection: Connection,
    options: Options,
    whole: bool = False,
    told: Told = lambda endpoint, objects: None,
    applied: Applied = lambda done, total: None,
    pause: Callable[[float], None] = time.sleep,
) -> Report:
    """Ask a system and take in what it says, in one transaction.

    The first time, each week and when asked to it is asked for all; else for what has
    changed since the last time, and for those whose rows could not be used then.

    Raises:
        Unusable: nothing was changed; the reason is kept with the pull.
    """
    started = clock.now()
    authority = connection.authority_id
    with wall.as_job(authority, JOB, sees_protected=True):
        last, last_whole = _last(connection)
        known = keys.called(connection.pk)
        schools = Authority.objects.filter(pk=authority, is_school_provider=True)
        provides = schools.exists()
        has_units = bool(known) and bulk.run(HAS_UNITS, [connection.source])[0][0]
    old = last_whole is None or started - last_whole.started_at > WHOLE_EVERY
    since = None if whole or old or last is None else last.asked_at
    kind = WHOLE if since is None else CHANGES
    try:
        server = Server(access_of(connection), pause=pause)
        again = last.again if last else ()
        about = _Known(who=known, has_units=has_units, provides=provides)
        asked = _ask(server, about, told, since=since, again=again)
        kind = asked.kind
        return _take_in(
            connection, asked, started=started, options=options, applied=applied
        )
    except Unusable as why:
        with wall.as_job(authority, JOB):
            _keep(
                connection,
                kind,
                started,
                outcome=REFUSED,
                reason=why.reason,
                values=why.values,
            )
        raise


def _last(connection: Connection) -> tuple[Pull | None, Pull | None]:
    """The last pull that stands, and the last of all; an undone import is none."""
    standing = ImportRun.objects.standing().filter(source=connection.source)
    newest = ImportRun.objects.applied().filter(source=connection.source).first()
    if newest != standing.first():  # what an undone pull brought is asked for again
        return None, None
    applied = Pull.objects.of(connection).filter(outcome=APPLIED).defer("report")
    applied = applied.filter(run__in=standing.values("pk"))
    return applied.first(), applied.filter(kind=WHOLE).first()


def _ask(
    server: Server,
    known: _Known,
    told: Told,
    *,
    since: datetime | None,
    again: Sequence[str],
) -> Asked:
    """All that is to be read, from the system alone: no transaction is open.

    Args:
        since: the system's own time from which on it is asked; None for all.
        again: what it calls those whose rows could not be used the last time.

    Raises:
        Broken: it did not answer as it should, or no longer says what schools it has:
            then nobody would go to any.
    """
    began = clock.now()
    parts = [part() for part in PARTS if known.provides or part not in OF_PROVIDERS]
    asked = Asked(since, parts=parts)
    said, today = asked.said, clock.today()
    try:
        read.organisations(
            said, _counted("organisations", server.listed("/organisations"), told)
        )
    except Missing:
        if known.has_units:
            raise
    with suppress(Missing):
        read.programmes(
            said, _counted("programmes", server.listed("/programmes"), told)
        )
    after = since - OVERLAP if since else None
    try:
        if after:
            kinds = DELETIONS + (DELETIONS_OF_PROVIDERS if known.provides else [])
            asked.deleted = server.deleted(after, kinds)
        found = server.listed("/persons", modified_after=after)
        counted = _counted("persons", _shown(asked.parts, found), told)
        read.persons(said, counted, today, known.who.keys())
        if after:
            wanted = {*again, *keys.siblings(known.who, said.told)}
            wanted -= said.told | asked.deleted.get("persons", set())
            more = server.looked_up("/persons", sorted(wanted))
            read.persons(said, _shown(asked.parts, more), today, known.who.keys())
        for part in asked.parts:
            part.ask(server, asked.said, after, asked.deleted)
    except Broken as broken:
        if after is None or not cannot(broken):
            raise
        # What has changed, or gone, is seen only by asking for all.
        return _ask(server, known, told, since=None, again=())
    asked.asked_at = server.now or began  # what came while it was asked is asked again
    return asked


def _shown(parts: Sequence[Part], objects: Iterable[Object]) -> Iterator[Object]:
    """The same persons; each part sees them on the way."""
    for each in objects:
        for part in parts:
            part.see(each)
        yield each


def _counted(endpoint: str, objects: Iterable[Object], told: Told) -> Iterator[Object]:
    """The same objects; how many have come is told on the way."""
    count = 0
    for count, each in enumerate(objects, 1):
        yield each
        if not count % 1000:
            told(endpoint, count)
    told(endpoint, count)


def _take_in(
    connection: Connection,
    asked: Asked,
    *,
    started: datetime,
    options: Options,
    applied: Applied,
) -> Report:
    """Apply what was read, in one transaction."""
    said = asked.said
    marks_nobody = asked.kind == WHOLE and not any(
        person.protection for person in said.extracts.persons.values()
    )
    before: dict[str, UUID] = {}

    def source() -> Source:
        before.update(keys.called(connection.pk))
        return _source(connection, asked, before)

    def check(extracts: Extracts, setting: ImportSetting, accept_drop: bool) -> None:
        if accept_drop:
            return
        told_of = now = _count(BEFORE, connection.source)
        if asked.kind == WHOLE:
            now = len(extracts.persons.keys() | extracts.refused.keys())
        elif gone := keys.gone(before, asked.deleted.get("persons", ())):
            now -= _count(f"{BEFORE} AND person_id = ANY (%s)", connection.source, gone)
        refuse_drop("people", told_of, now, setting.largest_drop)

    def then(context: Context, persons: Mapping[str, UUID], report: Report) -> None:
        now = keys.keep(connection.pk, before, said.keys, persons)
        taken = Taken(
            authority=connection.authority,
            source=connection.source,
            run=context.run,
            at=context.at,
            is_whole=asked.kind == WHOLE,
            who=now,
            told={now[own] for own in said.told if own in now},
        )
        for part in asked.parts:
            report.besides |= part.keep(taken)
        _keep(
            connection,
            asked.kind,
            started,
            outcome=APPLIED,
            run=context.run,
            counts=report.counts() | report.besides,
            report=kept(report) | {"marks_nobody": marks_nobody},
            asked_at=asked.asked_at,
            again=said.again,
        )

    given = Given(said.extracts, started, source, check, then)
    return take_in(
        given, authority=connection.authority, options=options, applied=applied
    )


def _source(connection: Connection, asked: Asked, before: Mapping[str, UUID]) -> Source:
    """Who says it. `before`: whom the system has told of, by what it calls them."""
    said = asked.said
    known = {
        key: before[own]
        for key, names in said.keys.items()
        for own in names
        if own in before
    }
    keys.place_refused(said.extracts, known)
    return Source(
        name=connection.source,
        is_whole=asked.kind == WHOLE,
        school_units=frozenset(code for code, _ in said.units.values() if code),
        known=known,
        deleted=keys.gone(before, asked.deleted.get("persons", ()))
        - set(known.values()),
        empty_is_none=connection.empty_marking_is_none,
    )


def _count(question: str, source: str, *persons: set[UUID]) -> int:
    """How many pupils of a source are so."""
    found: int = bulk.run(question, [source, *map(list, persons)])[0][0]
    return found


def _keep(connection: Connection, kind: str, started: datetime, **fields: Any) -> None:
    """Keep what came of a pull."""
    Pull(
        authority_id=connection.authority_id,
        connection_id=connection.pk,
        kind=kind,
        started_at=started,
        finished_at=clock.now(),
        **fields,
    ).save(force_insert=True)
