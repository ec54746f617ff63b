"""The commands on what is stored: their work is done as a job in one authority.

Nothing here is imported before Django is set up; see fullfolj.config.manage.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.core import clock
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.imports.report import as_json, as_text
from fullfolj.kaa.actions.municipalities import answer_for

Reading = Callable[[str, int], None]
SETTINGS = "settings"  # the job that says what holds for an authority


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
    answer(authority, options.municipality, clock.today())
    folder: Path = options.folder
    report = import_folder(
        folder=folder,
        authority=authority,
        options=Options(
            dry_run=options.dry_run,
            accept_drop=options.accept_drop,
            empty_is_none=options.empty_protection_is_none,
        ),
        progress=reading,
    )
    if options.format == "json":
        sys.stdout.write(f"{as_json(report, options.language)}\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in as_text(report, options.language))
    sys.stdout.flush()


def answer(authority: Authority, codes: Sequence[str], since: date) -> None:
    """Say for which municipalities the authority answers, where it is said."""
    if not codes:
        return
    token = wall.job_ticket(authority.pk, SETTINGS)
    with wall.asking(token):
        for code in codes:
            answer_for(authority=authority, code=code, since=since, by=None)
    wall.close_ticket(token)
