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
from fullfolj.exchange.imports.actions.batch import OWN_ID, Context
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
from fullfolj.exchange.ss12000.codes import text
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
PLACED = """
SELECT DISTINCT person_id FROM schooling_enrolment
WHERE recorded_to IS NULL AND NOT is_gone AND source = %s
"""
# Whether it has said which schools its pupils go to.
HAS_UNITS = """
SELECT EXISTS (
    SELECT FROM schooling_enrolment e
    JOIN schooling_schoolunit u
        ON u.authority_id = e.authority_id AND u.id = e.school_unit_id
    WHERE e.recorded_to IS NULL AND NOT e.is_gone AND e.source = %s AND u.code <> ''
)
"""
SPEAKS_FOR = """
SELECT DISTINCT u.code FROM schooling_enrolment e
JOIN schooling_schoolunit u
    ON u.authority_id = e.authority_id AND u.id = e.school_unit_id
WHERE e.recorded_to IS NULL AND e.source = %s
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
class Known:
    """What is known of a system before it is asked.

    Attributes:
        called: whom it has told of before, by what it calls them.
        has_units: whether it has said which schools its pupils go to.
        provides: whether it is the authority's own schools that are asked about.
    """

    authority: UUID
    called: Mapping[str, UUID]
    has_units: bool
    provides: bool

    def numbered(self, told: Iterable[str]) -> set[UUID]:
        """Who here has any of the numbers among the keys of the extracts."""
        numbers = [key for key in told if not key.startswith(OWN_ID)]
        with wall.as_job(self.authority, JOB, sees_protected=True):
            return keys.numbered(numbers)


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
        schools = Authority.objects.filter(pk=authority, is_school_provider=True)
        known = Known(
            authority=authority,
            called=keys.called(connection.pk),
            has_units=bulk.run(HAS_UNITS, [connection.source])[0][0],
            provides=schools.exists(),
        )
    old = last_whole is None or started - last_whole.started_at > WHOLE_EVERY
    since = None if whole or old or last is None else last.asked_at
    kind = WHOLE if since is None else CHANGES
    try:
        server = Server(access_of(connection), pause=pause)
        again = last.again if last else ()
        asked = _ask(server, known, told, since=since, again=again)
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
    known: Known,
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
    began, today = clock.now(), clock.today()
    parts = [part() for part in PARTS if known.provides or part not in OF_PROVIDERS]
    asked = Asked(since, parts=parts)
    said = asked.said
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
        counted = _counted("persons", _shown(parts, found), told)
        read.persons(said, counted, today, known.called.keys())
        if after:
            more = _besides(server, asked, known, again)
            read.persons(said, _shown(parts, more), today, known.called.keys())
        for part in parts:
            part.ask(server, said, after, asked.deleted)
    except Broken as broken:
        if after is None or not cannot(broken):
            raise
        # What has changed, or gone, is seen only by asking for all.
        return _ask(server, known, told, since=None, again=())
    asked.asked_at = server.now or began  # what came while it was asked is asked again
    return asked


def _besides(
    server: Server, asked: Asked, known: Known, again: Sequence[str]
) -> Iterator[Object]:
    """Those who must be told of with what has changed, though they have not.

    Whose rows could not be used the last time; and, under their other names, those of
    whom the system tells or whom it has deleted. A name that it does not find is
    deleted as well.
    """
    gone = asked.deleted.setdefault("persons", set())
    others, told = keys.siblings(known.called, gone), asked.said.told
    also = known.numbered(asked.said.keys)
    wanted = {*again, *keys.siblings(known.called, told, also), *others} - told - gone
    found = set()
    for each in server.looked_up("/persons", sorted(wanted)):
        found.add(text(each.get("id")))
        yield each
    gone |= others - told - found


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
    taking = _Taking(connection, asked, started)
    given = Given(
        asked.said.extracts, started, taking.source, taking.check, taking.then
    )
    return take_in(
        given, authority=connection.authority, options=options, applied=applied
    )


class _Taking:
    """What was read, as the import takes it in; all within its transaction."""

    def __init__(self, connection: Connection, asked: Asked, started: datetime) -> None:
        self.connection, self.asked, self.started = connection, asked, started
        persons = asked.said.extracts.persons  # the import empties it
        self.marks_nobody = asked.kind == WHOLE and not any(
            person.protection for person in persons.values()
        )
        self.before: dict[str, UUID] = {}  # as keys.called says
        self.known: dict[str, UUID] = {}  # the same, by key in the extracts
        self.deleted: set[UUID] = set()

    def source(self) -> Source:
        """Who it is that tells, and of whom it told before."""
        said = self.asked.said
        self.before = before = keys.called(self.connection.pk)
        self.known = {
            key: before[own]
            for key, names in said.keys.items()
            for own in names
            if own in before
        }
        keys.place_refused(said.extracts, self.known)
        gone = keys.gone(before, self.asked.deleted.get("persons", set()))
        self.deleted = gone - set(self.known.values())
        return Source(
            name=self.connection.source,
            is_whole=self.asked.kind == WHOLE,
            school_units=self.units(),
            known=self.known,
            deleted=self.deleted,
            empty_is_none=self.connection.empty_marking_is_none,
        )

    def units(self) -> frozenset[str]:
        """Codes of the school units that it speaks for: those that it tells pupils of.

        A system may know every school there is, and the pupils of a few.
        """
        before = bulk.run(SPEAKS_FOR, [self.connection.source])
        persons = self.asked.said.extracts.persons.values()
        now = {e.school_unit_code for each in persons for e in each.enrolments}
        return frozenset(now.union(code for (code,) in before) - {""})

    def check(
        self, extracts: Extracts, setting: ImportSetting, accept_drop: bool
    ) -> None:
        """Refuse what would take its place at school from many at once."""
        if accept_drop:
            return
        placed = {key for key, each in extracts.persons.items() if each.enrolments}
        placed |= extracts.refused.keys()
        standing = {who for (who,) in bulk.run(PLACED, [self.connection.source])}
        now = len(placed)
        if self.asked.kind != WHOLE:
            without = extracts.persons.keys() - placed
            lost = {self.known[key] for key in without if key in self.known}
            now = len(standing - lost - self.deleted)
        refuse_drop("people", len(standing), now, setting.largest_drop)

    def then(
        self, context: Context, persons: Mapping[str, UUID], report: Report
    ) -> None:
        """What is told besides, and that it was asked."""
        said, kind = self.asked.said, self.asked.kind
        now = keys.keep(self.connection.pk, self.before, said.keys, persons)
        taken = Taken(
            authority=self.connection.authority,
            source=self.connection.source,
            run=context.run,
            at=context.at,
            is_whole=kind == WHOLE,
            who=now,
            told={now[own] for own in said.told if own in now},
        )
        for part in self.asked.parts:
            report.besides |= part.keep(taken)
        _keep(
            self.connection,
            kind,
            self.started,
            outcome=APPLIED,
            run=context.run,
            counts=report.counts() | report.besides,
            report=kept(report) | {"marks_nobody": self.marks_nobody},
            asked_at=self.asked.asked_at,
            again=said.again,
        )


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
