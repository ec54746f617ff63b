"""One import: the whole of a folder, or nothing of it."""

import gc
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import is_not
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import transaction

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.core import bulk, clock
from fullfolj.exchange.extracts.checks import reached
from fullfolj.exchange.extracts.read import (
    MOST_REFUSALS_OF_A_PERSON,
    Extracts,
    Person,
    Progress,
    read_delivery,
)
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports.actions import delivery, facts, notices, set_aside
from fullfolj.exchange.imports.actions.batch import (
    BATCH,
    Batch,
    Context,
    Known,
    in_no_order,
)
from fullfolj.exchange.imports.models import ImportRun, ImportSetting
from fullfolj.exchange.imports.report import Report, count_refused, table_of
from fullfolj.exchange.imports.sources import FROM_FILES, Source
from fullfolj.exchange.imports.tables import PEOPLE
from fullfolj.exchange.imports.too_old import leave_out
from fullfolj.kaa.actions.municipalities import answer_for
from fullfolj.kaa.facts import Civil
from fullfolj.kaa.tables import (
    CIVIL,
    CREDENTIALS,
    REGISTRATIONS,
    Units,
    Values,
    alone,
    enrolments,
    fitting,
    unit_of,
)

Fact = TypeVar("Fact", bound=Hashable)
Applied = Callable[[int, int], None]  # persons so far, of how many
JOB = "import"
ANYBODY = "SELECT EXISTS (SELECT FROM people_identity)"
FILLED = [
    *(f"people_{name}" for name in ("person", "identity", "protection", "searchkey")),
    *(kind.table for kind in (CIVIL, REGISTRATIONS, CREDENTIALS)),
    *("schooling_enrolment", "schooling_schoolunit"),
]


@dataclass(frozen=True, kw_only=True)
class Options:
    """What who imports has said.

    Attributes:
        dry_run: everything is done and then undone; the report is the same.
        accept_drop: this time, let fewer rows through than the share allows.
        empty_is_none: from now on, an empty column for protection says "none".
        answers_for: municipalities that the authority answers for from today.
    """

    dry_run: bool = False
    accept_drop: bool = False
    empty_is_none: bool = False
    answers_for: Sequence[str] = ()


def import_folder(
    *,
    folder: Path,
    authority: Authority,
    options: Options,
    progress: Progress = lambda file, rows: None,
    applied: Applied = lambda done, total: None,
) -> Report:
    """Read a folder of extracts into the authority, in one transaction.

    Raises:
        Unusable: nothing was changed; the reason is kept with the run.
    """
    started = clock.now()
    extracts = read_delivery(folder, clock.today(), progress)
    given = Given(extracts, started, check=partial(delivery.refuse, folder))
    return take_in(given, authority=authority, options=options, applied=applied)


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be imported, whatever it was read from.

    Attributes:
        started: when the reading began.
        source: asked for within the import's transaction.
        check: refuses, by raising Unusable, what would harm.
        then: what belongs to the same transaction; given the run, and who each person
            of the extracts is here.
    """

    extracts: Extracts
    started: datetime
    source: Callable[[], Source] = lambda: FROM_FILES
    check: Callable[[Extracts, ImportSetting, bool], None] = lambda *_: None
    then: Callable[[Context, Mapping[str, UUID], Report], None] = lambda *_: None


def take_in(
    given: Given,
    *,
    authority: Authority,
    options: Options,
    applied: Applied = lambda done, total: None,
) -> Report:
    """Compare what is given with what is known and apply it, in one transaction.

    Raises:
        Unusable: nothing was changed; the reason is kept with the run.
    """
    token = wall.job_ticket(authority.pk, JOB, sees_protected=True)
    source = FROM_FILES
    gc.freeze()  # the extracts stay to the end: not to be looked through for garbage
    try:
        with wall.asking(token):
            alone(authority.pk)
            source = given.source()
            done = _Import(given, source, authority, options)
            report = done.apply(applied)
            _record(given, source, done.context, report)
            if options.dry_run:
                transaction.set_rollback(True)
    except Unusable as why:
        with wall.asking(token):
            _refused(given, source, authority.pk, why.reason)
        raise
    finally:
        gc.unfreeze()
        wall.close_ticket(token)
    return report


def _record(given: Given, source: Source, context: Context, report: Report) -> None:
    ImportRun(
        id=context.run,
        authority_id=context.authority_id,
        started_at=given.started,
        source=source.name,
        outcome="applied",
        counts=report.counts(),
        known_from=context.at,
    ).save(force_insert=True)


def _refused(given: Given, source: Source, authority_id: UUID, reason: str) -> None:
    ImportRun(
        authority_id=authority_id,
        started_at=given.started,
        source=source.name,
        outcome="refused",
        reason=reason,
    ).save(force_insert=True)


class _Import:
    """One run over what a source says."""

    def __init__(
        self, given: Given, source: Source, authority: Authority, options: Options
    ) -> None:
        self.given = given
        self.options = options
        self.extracts = extracts = given.extracts
        self.setting = self.settle(authority)
        self.report = Report(uuid4(), options.dry_run)
        self.too_old = leave_out(extracts, clock.today())
        self.context = Context(
            authority.pk,
            self.report.run,
            clock.now(),
            clock.today(),
            self.may_be_empty(source) and not self.says_protection(),
            not bulk.run(ANYBODY)[0][0],
            source,
        )
        self.units = Units()
        self.enrolments = enrolments(self.units)
        self.aside: dict[str, Known] = {}
        self.seen: list[UUID] = []
        self.persons: dict[str, UUID] = {}  # of sources that call them by own ids

    def settle(self, authority: Authority) -> ImportSetting:
        """How the authority wants it; what it says now is remembered."""
        for code in self.options.answers_for:
            answer_for(authority=authority, code=code, since=clock.today(), by=None)
        found = ImportSetting.objects.first() or ImportSetting(authority=authority)
        if self.options.empty_is_none and not found.empty_protection_is_none:
            found.empty_protection_is_none = True
            found.save()
        return found

    def may_be_empty(self, source: Source) -> bool:
        """Whether the authority confirmed that no marking says that there is none."""
        if source.empty_is_none is not None:
            return source.empty_is_none
        return self.setting.empty_protection_is_none

    def says_protection(self) -> bool:
        """Whether the column for protection says anything about anybody."""
        return any(p.protection for p in self.extracts.persons.values())

    def apply(self, applied: Applied) -> Report:
        self.given.check(self.extracts, self.setting, self.options.accept_drop)
        numbers = in_no_order(self.numbers())
        done, count = 0, len(numbers)
        with bulk.beside():
            for batch in bulk.one_ahead(self.batches(numbers)):
                applied(done, count)
                self.take(batch)
                done += len(batch.numbers)
        applied(count, count)
        if not self.context.is_first:
            self.flag_gone()
        self.report.mended = set_aside.write(
            self.context, self.extracts, self.aside, numbers
        )
        if self.context.is_first:
            bulk.run("SELECT wall_take_note(%s)", [FILLED])
        if delivery.has(self.extracts, "notices"):
            self.report.tables["notices"] = notices.write(
                self.context, self.extracts, self.units
            )
        self.tell()
        self.given.then(self.context, self.persons, self.report)
        return self.report

    def flag_gone(self) -> None:
        """What is said no more of those whom the source has no more.

        Nor has it whom it took for somebody else before, by another number. Of whom it
        tells it has, also where it deleted what it called them and calls them anew.
        """
        source, kinds = self.context.source, (PEOPLE, self.enrolments)
        moved = {
            who for key, who in source.known.items() if self.persons.get(key) != who
        }
        gone = (source.deleted | moved) - set(self.seen)
        for kind in kinds:
            if kind.name in source.leaves:
                count = facts.flag_gone(kind, self.context, self.seen, gone)
                self.report.tables[kind.name].gone += count

    def numbers(self) -> set[str]:
        """All whom the files name; those past 21 for their protection alone."""
        return (
            self.extracts.persons.keys() | self.extracts.refused.keys() | self.too_old
        )

    def batches(self, numbers: list[str]) -> Iterator[Batch]:
        """All persons, each batch found and its facts asked for."""
        parts = (numbers[n : n + BATCH] for n in range(0, len(numbers), BATCH))
        for batch in bulk.one_ahead(
            Batch(self.context, self.extracts, p) for p in parts
        ):
            batch.find()
            for kind in (PEOPLE, REGISTRATIONS, self.enrolments, CREDENTIALS):
                if kind.name in self.context.source.kinds:
                    facts.ask(kind, batch)
            yield batch

    def take(self, batch: Batch) -> None:
        """One batch: the persons, then each kind of fact."""
        batch.write()
        if not self.context.is_first:
            self.seen += [known.id for known in batch.known.values()]
        self.report.renamed += batch.renamed
        if not self.context.source.is_register:
            self.persons |= {key: known.id for key, known in batch.known.items()}
        self.report.shared += batch.shared
        self.report.marked += sum(k.was is not None for k in batch.known.values())
        for number in batch.numbers:
            if number in self.extracts.refused and number in batch.known:
                self.aside[number] = batch.known[number]
        pairs = list(batch.persons())
        for person, _ in pairs:
            fits = [fitting(enrolment) for enrolment in person.enrolments]
            if any(map(is_not, fits, person.enrolments)):
                person.enrolments = list(dict.fromkeys(fits))
        units = {unit_of(e) for person, _ in pairs for e in person.enrolments}
        self.units.have(self.context.authority_id, units)
        self.write_facts(batch, pairs)
        for number in batch.numbers:
            self.extracts.persons.pop(number, None)  # their memory is the next ones'

    def write_facts(self, batch: Batch, pairs: list[tuple[Person, Known]]) -> None:
        tables = self.report.tables
        civil = [(k.id, k.is_open, [self.civil(p)], True) for p, k in pairs]
        facts.write(PEOPLE, batch, civil, tables["people"])
        if self.context.source.is_register:
            # Two overlapping rows, of which one is wrong: what is known stays whole.
            whole = [
                pair for pair in pairs if not self.is_refused(pair[0], "registrations")
            ]
            homes = self.said(whole, lambda p: p.registrations)
            facts.write(REGISTRATIONS, batch, homes, tables["registrations"])
        places = self.said(pairs, lambda p: p.enrolments, "enrolments")
        facts.write(self.enrolments, batch, places, tables["enrolments"])
        if delivery.has(self.extracts, "credentials"):
            awards = self.said(pairs, lambda p: p.credentials, "credentials")
            facts.write(CREDENTIALS, batch, awards, tables["credentials"])

    def said(
        self,
        pairs: Iterable[tuple[Person, Known]],
        of: Callable[[Person], Sequence[Fact]],
        table: str = "",
    ) -> Iterator[facts.Said[Fact]]:
        return (
            (k.id, k.is_open, of(p), not (table and self.is_refused(p, table)))
            for p, k in pairs
        )

    def is_refused(self, person: Person, table: str) -> bool:
        """Whether rows of the person's in a table could not be used."""
        refusals = self.extracts.refused.get(person.number, ())
        if len(refusals) >= MOST_REFUSALS_OF_A_PERSON:
            return True  # there are more than are told
        return any(table_of(refusal.file) == table for refusal in refusals)

    def civil(self, person: Person) -> Values:
        """With the meaning of an empty column that the authority confirmed."""
        said = person.protection
        if not said and self.context.empty_is_none:
            said = "none"
        until = person.compulsory_until
        law = Civil(person.born_on, said, person.deceased_on, until)
        return (*CIVIL.write(law), *reached(person.reach))

    def tell(self) -> None:
        report, extracts = self.report, self.extracts
        report.too_old = len(self.too_old)
        report.refusals = extracts.refusals
        report.more_refusals = extracts.more_refusals
        report.unrelated = extracts.unrelated
        count_refused(report)
