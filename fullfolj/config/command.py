"""The `fullfolj` command: argument parsing and exit codes; the work lies elsewhere."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import monotonic
from typing import IO

from fullfolj.config import manage
from fullfolj.core import clock
from fullfolj.core.catalogue import LANGUAGES, Value, catalogue
from fullfolj.exchange.demo.generate import write_demo
from fullfolj.exchange.extracts.checks import CODE
from fullfolj.exchange.extracts.read import Extracts, read_extracts
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.listing.rows import (
    EXCHANGE,
    ListRow,
    listing,
    refusal_text,
)
from fullfolj.exchange.listing.write import Write, write_csv, write_json, write_table

DONE, REFUSED, WRONG_USE = 0, 1, 2
FORMATS: dict[str, Write] = {"table": write_table, "csv": write_csv, "json": write_json}
CONFIG = "fullfolj.config"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Exit status: 0 done, 1 the data were refused, 2 wrong use."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except Unusable as why:
        _say(options, EXCHANGE, f"unusable.{why.reason}", **why.values)
    except MemoryError:
        _say(options, EXCHANGE, "unusable.memory")
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130
    return REFUSED


# ── Commands ─────────────────────────────────────────────────────────────────────────


def register(options: argparse.Namespace) -> int:
    """Who is in the target group on the day, from files alone."""
    progress = _Progress(options)
    extracts = read_extracts(
        options.folder, options.municipality, clock.today(), progress.reading
    )
    rows = progress.writing(listing(extracts, options.municipality, options.as_of))
    with _output(options) as out:
        FORMATS[options.format](rows, extracts, out, options.language)
    _report(options, extracts)
    return DONE


def demo_files(options: argparse.Namespace) -> int:
    """Invented extracts of the demo region or of the whole country."""
    summary = write_demo(
        options.folder,
        scale=options.scale,
        as_of=options.as_of,
        seed=options.seed,
        persons=options.persons,
    )
    _say(
        options,
        EXCHANGE,
        "demo.written",
        folder=str(options.folder),
        persons=summary.people,
        rows=summary.people
        + summary.registrations
        + summary.enrolments
        + summary.credentials,
    )
    return DONE


def _report(options: argparse.Namespace, extracts: Extracts) -> None:
    """What was read and what was set aside, on standard error; never a person."""
    for file, rows in extracts.rows.items():
        if not rows:
            _say(options, EXCHANGE, "list.header_only", file=file)
    for notice in ("repeated", "unrelated"):
        for file, count in getattr(extracts, notice).items():
            _say(options, EXCHANGE, f"list.{notice}", file=file, count=count)
    if not extracts.listed_in:
        _say(options, EXCHANGE, "list.nobody", municipality=options.municipality)
    if extracts.refusals:
        _say(options, EXCHANGE, "list.refused", count=len(extracts.refusals))
        for refusal in extracts.refusals:
            sys.stderr.write(f"  {refusal_text(refusal, options.language)}\n")
    if options.out:
        _say(options, EXCHANGE, "list.written", file=str(options.out))


# ── Arguments, output and progress ───────────────────────────────────────────────────


def _parser() -> argparse.ArgumentParser:
    language = os.environ.get("FULLFOLJ_LANGUAGE", LANGUAGES[0])
    if language not in LANGUAGES:
        language = LANGUAGES[0]

    def words(key: str) -> str:
        return catalogue(CONFIG).text(key, language)

    parser = argparse.ArgumentParser(prog="fullfolj", description=words("about"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("register", help=words("register.help"))
    command.set_defaults(run=register)
    command.add_argument(
        "--from", dest="folder", required=True, type=Path, help=words("register.from")
    )
    command.add_argument(
        "--municipality", required=True, type=_code, help=words("register.municipality")
    )
    command.add_argument(
        "--as-of", required=True, type=_date, help=words("register.as_of")
    )
    command.add_argument(
        "--format", choices=FORMATS, default="table", help=words("register.format")
    )
    command.add_argument("--out", type=Path, help=words("register.out"))

    demo = commands.add_parser("demo-files", help=words("demo.help"))
    demo.set_defaults(run=demo_files)
    demo.add_argument("folder", type=Path, help=words("demo.folder"))
    demo.add_argument("--scale", choices=("region", "nation"), default="region")
    demo.add_argument(
        "--as-of", type=_date, default=clock.today(), help=words("demo.as_of")
    )
    demo.add_argument("--seed", type=int, default=1, help=words("demo.seed"))
    demo.add_argument("--persons", type=int, help=words("demo.persons"))

    manage.add_commands(commands)

    for each in (command, demo):
        each.add_argument(
            "--language", choices=LANGUAGES, default=language, help=words("language")
        )
    return parser


def _date(text: str) -> date:
    """An ISO date, or a sentence of wrong use."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_wrong("wrong.date")) from None


def _code(text: str) -> str:
    """A municipality code, or a sentence of wrong use."""
    if CODE.fullmatch(text):
        return text
    raise argparse.ArgumentTypeError(_wrong("wrong.municipality"))


def _wrong(key: str) -> str:
    return catalogue(CONFIG).text(key, os.environ.get("FULLFOLJ_LANGUAGE", "sv"))


def _say(options: argparse.Namespace, package: str, key: str, **values: Value) -> None:
    text = catalogue(package).text(key, options.language, values)
    sys.stderr.write(f"{text}\n")


@contextmanager
def _output(options: argparse.Namespace) -> Iterator[IO[str]]:
    """Standard output, or a file that appears only when it is whole."""
    if options.out is None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        sys.stdout.flush()
        return
    partial = options.out.with_name(f".{options.out.name}.{os.getpid()}")
    try:
        with partial.open("w", encoding="utf-8", newline="") as out:
            partial.chmod(0o600)  # a list of persons
            yield out
        partial.replace(options.out)
    except OSError as error:
        raise Unusable("out", file=str(options.out)) from error
    finally:
        partial.unlink(missing_ok=True)


class _Progress:
    """Rows read and written so far, once the work has taken a second."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.is_terminal = sys.stderr.isatty()
        self.every = 0.5 if self.is_terminal else 10.0
        self.next_at = monotonic() + 1
        self.shown = False

    def reading(self, file: str, rows: int) -> None:
        """Rows read of a file."""
        if monotonic() >= self.next_at:
            self._say("list.reading", file=file, count=rows)

    def writing(self, rows: Iterable[ListRow]) -> Iterator[ListRow]:
        """The rows, as they are on their way to the list."""
        for count, row in enumerate(rows, 1):
            yield row
            if monotonic() >= self.next_at:
                self._say("list.writing", count=count)
        self._end()

    def _say(self, key: str, **values: Value) -> None:
        """Not more often than a person reads."""
        text = catalogue(EXCHANGE).text(key, self.options.language, values)
        sys.stderr.write(f"\r{text}\x1b[K" if self.is_terminal else f"{text}\n")
        sys.stderr.flush()
        self.shown = True
        self.next_at = monotonic() + self.every

    def _end(self) -> None:
        if self.shown and self.is_terminal:
            sys.stderr.write("\r\x1b[K")
