"""The commands on what is stored: their work is done as a job in one authority.

Nothing here is imported before Django is set up; see fullfolj.config.manage.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from fullfolj.access import readlog, wall
from fullfolj.access.models import Authority
from fullfolj.core import clock
from fullfolj.core.personal_number import InvalidNumber, twelve
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports import stored
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.imports.report import Report, as_json, as_text
from fullfolj.exchange.imports.stored import Stored
from fullfolj.exchange.listing import why as words
from fullfolj.exchange.listing.changes import Difference
from fullfolj.exchange.listing.rows import row_of
from fullfolj.exchange.ss12000.actions.connect import Said, connect
from fullfolj.exchange.ss12000.actions.pull import pull
from fullfolj.exchange.ss12000.models import Connection
from fullfolj.kaa.models import Municipality
from fullfolj.nightly.changes import Dates, difference

Reading = Callable[[str, int], None]


def authority_of(slug: str) -> Authority:
    """The authority of a slug.

    Raises:
        Unusable: there is none.
    """
    found = Authority.objects.filter(slug=slug).first()
    if found is None:
        raise Unusable("authority", slug=slug)
    return found


def import_files(options: argparse.Namespace, reading: Reading) -> None:
    """A folder into the authority, and the report on standard output."""
    authority = authority_of(options.authority)
    folder: Path = options.folder
    report = import_folder(
        folder=folder,
        authority=authority,
        options=Options(
            dry_run=options.dry_run,
            accept_drop=options.accept_drop,
            empty_is_none=options.empty_protection_is_none,
            answers_for=options.municipality,
        ),
        progress=reading,
    )
    _write_report(report, options)


def import_ss12000(options: argparse.Namespace, reading: Reading) -> None:
    """A school's system into the authority, and the report on standard output."""
    report = pull(
        connection=connection_of(options),
        options=Options(dry_run=options.dry_run, accept_drop=options.accept_drop),
        whole=options.whole,
        told=reading,
    )
    _write_report(report, options)


def connection_of(options: argparse.Namespace) -> Connection:
    """The authority's connection to the address, signing in as said; else as before."""
    certificate: Path | None = options.certificate
    with wall.as_job(authority_of(options.authority).pk, "ss12000") as asker:
        return connect(
            authority_id=asker.authority_id,
            url=options.url,
            said=Said(
                token=options.token,
                client_id=options.client_id,
                client_secret=options.client_secret,
                token_url=options.token_url,
                scope=options.scope,
                certificate=certificate.read_text() if certificate else "",
                empty_marking_is_none=options.empty_protection_is_none,
            ),
        )


def _write_report(report: Report, options: argparse.Namespace) -> None:
    if options.format == "json":
        sys.stdout.write(f"{as_json(report, options.language)}\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in as_text(report, options.language))
    sys.stdout.flush()


# ── What is stored ───────────────────────────────────────────────────────────────────


def municipality_read(options: argparse.Namespace) -> tuple[Stored, str]:
    """What the authority knew of a municipality at an instant, and its code.

    The list leaves the house: the read log keeps who was on it.
    """
    with _reading(options, "register") as (asker, at):
        code = _municipality(options)
        found = stored.of_municipality(code, at)
        readlog.write(asker, "export", found.ids, page="register")
    return found, code


def why(options: argparse.Namespace) -> Iterator[str]:
    """One person's answer, line by line.

    Raises:
        Unusable: the number is not known in the authority's municipality.
    """
    number = twelve_or_refused(options.number)
    with _reading(options, "why") as (asker, at):
        code = _municipality(options)
        found = stored.of_number(number, at)
        facts = list(stored.sourced(found.ids, at))
        readlog.write(asker, "display", found.ids, page="why", ground=code)
    row = None
    if number in found.extracts.listed_in:
        row = row_of(found.extracts, number, code, options.as_of, word=found.word)
    if row is None:
        raise Unusable("not_listed", code=code, on=options.as_of.isoformat())
    return words.lines(row, facts, options.language)


def changes(options: argparse.Namespace) -> Difference:
    """What changed between two nights. Who is named leaves the house: logged.

    Raises:
        Unusable: there is no good night of a date.
    """
    authority = authority_of(options.authority)
    with wall.as_job(authority.pk, "changes", sees_protected=True) as asker:
        found = difference(Dates(options.first, options.last))
        readlog.write(asker, "export", found.ids(), page="changes")
    return found


def twelve_or_refused(text: str) -> str:
    """The number as 12 characters.

    Raises:
        Unusable: it is none.
    """
    try:
        return twelve(text, clock.today())
    except InvalidNumber:
        raise Unusable("number") from None


@contextmanager
def _reading(
    options: argparse.Namespace, job: str
) -> Iterator[tuple[wall.Asker, datetime]]:
    """Inside the wall as a job of the authority, and the instant asked about."""
    authority = authority_of(options.authority)
    with wall.as_job(authority.pk, job, sees_protected=True) as asker:
        yield asker, options.known_at or clock.now()


def _municipality(options: argparse.Namespace) -> str:
    """The one the authority answers for, or the one of several that was asked for.

    Raises:
        Unusable: none, or several and none was named, or another was.
    """
    codes = Municipality.objects.codes(clock.today())
    if not codes:
        raise Unusable("import.no_municipality")
    if options.municipality is None and len(codes) == 1:
        return str(codes[0])
    if options.municipality not in codes:
        raise Unusable("which_municipality", codes=", ".join(codes))
    return str(options.municipality)
