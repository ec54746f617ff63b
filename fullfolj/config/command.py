"""The `fullfolj` command: argument parsing and exit codes; the work lies elsewhere."""

import argparse
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import IO
from zoneinfo import ZoneInfo

from fullfolj.config import manage
from fullfolj.config.postgres.faults import Fault
from fullfolj.config.words import language as house_language
from fullfolj.config.words import say
from fullfolj.core import clock
from fullfolj.core.catalogue import LANGUAGES, Value, catalogue
from fullfolj.exchange.demo.generate import write_demo
from fullfolj.exchange.extracts.checks import CODE, EARLIEST, LATEST
from fullfolj.exchange.extracts.read import Extracts, read_extracts
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.listing.rows import (
    EXCHANGE,
    ListRow,
    listing,
    refusal_text,
)
from fullfolj.exchange.listing.write import (
    Question,
    Write,
    write_csv,
    write_json,
    write_table,
)

DONE, REFUSED = 0, 1  # wrong use is 2, which argparse gives
MOST_SHOWN = 10_000  # rows set aside, on standard error
FORMATS: dict[str, Write] = {"table": write_table, "csv": write_csv, "json": write_json}
CONFIG = "fullfolj.config"
SWEDEN = "Europe/Stockholm"
KINDS = ("municipal", "region", "state")  # of Authority, known without Django
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?", re.ASCII)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Exit status: 0 done, 1 the data were refused, 2 wrong use."""
    for name in ("stdout", "stderr"):  # closed by whoever started us
        if getattr(sys, name) is None:
            nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - to the end
            setattr(sys, name, nowhere)
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except Unusable as why:
        _say(options, EXCHANGE, f"unusable.{why.reason}", **_worded(options, why))
    except Fault as fault:
        return manage.refuse(fault)
    except MemoryError:
        _say(options, EXCHANGE, "unusable.memory")
    except BrokenPipeError:  # `| head` has seen enough
        _drop_output()
        return DONE
    except OSError as error:
        _drop_output()
        _say(options, EXCHANGE, "unusable.system", why=error.strerror or "")
    except KeyboardInterrupt:
        return 130
    return REFUSED


# ── Commands ─────────────────────────────────────────────────────────────────────────


def register(options: argparse.Namespace) -> int:
    """Who is in the target group on the day, from files alone or from the database."""
    if options.authority:
        return _register_stored(options)
    if not options.municipality:
        options.wrong_use(say("wrong.without_municipality"))
    progress = _Progress(options)
    extracts = read_extracts(
        options.folder, options.municipality, clock.today(), progress.reading
    )
    question = Question(options.municipality, options.as_of, options.language)
    rows = progress.writing(listing(extracts, options.municipality, options.as_of))
    with _output(options) as out:
        FORMATS[options.format](rows, extracts, out, question)
    _report(options, extracts)
    return DONE


def _register_stored(options: argparse.Namespace) -> int:
    manage.set_up()
    manage.settle()
    from fullfolj.config import stored

    found, code = stored.municipality_read(options)
    question = Question(code, options.as_of, options.language)
    rows = listing(found.extracts, code, options.as_of, found.word)
    with _output(options) as out:
        written = _Progress(options).writing(rows)
        FORMATS[options.format](written, found.extracts, out, question)
    _report(options, found.extracts)
    return DONE


def authority(options: argparse.Namespace) -> int:
    """An authority with its first administrator, who gets a letter."""
    manage.set_up()
    manage.settle()
    from fullfolj.config.founding import found

    done = found(options)
    values = {"slug": options.slug, "email": options.administrator}
    for key in done.said():
        words = {**values, "codes": ", ".join(done.codes)}
        text = catalogue(CONFIG).text(f"authority.{key}", options.language, words)
        sys.stdout.write(f"{text}\n")
    return DONE


def why(options: argparse.Namespace) -> int:
    """The rule, the facts with their sources, and what would change the answer."""
    manage.set_up()
    manage.settle()
    from fullfolj.config import stored

    with _output(options) as out:
        out.writelines(f"{line}\n" for line in stored.why(options))
    return DONE


def changes(options: argparse.Namespace) -> int:
    """What differs between two nights; the counts of a csv are on standard error."""
    if options.first and options.last and options.first > options.last:
        options.wrong_use(say("wrong.order"))
    manage.set_up()
    manage.settle()
    from fullfolj.config import stored
    from fullfolj.exchange.listing import changes as written

    found = stored.changes(options)
    with _output(options) as out:
        written.FORMATS[options.format](found, out, options.language)
    if options.format == "csv":
        lines = written.summary(found, options.language)
        sys.stderr.writelines(f"{line}\n" for line in lines)
    return DONE


def import_files(options: argparse.Namespace) -> int:
    """Extracts into the database of an authority, as a whole or not at all."""
    manage.set_up()
    manage.settle()
    from fullfolj.config import stored

    progress = _Progress(options)
    stored.import_files(options, progress.reading)
    return DONE


def import_ss12000(options: argparse.Namespace) -> int:
    """What a school's system says into the database of an authority, or nothing."""
    manage.set_up()
    manage.settle()
    from fullfolj.config import stored

    stored.import_ss12000(options, _Progress(options).reading)
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


def _drop_output() -> None:
    """What is left to write goes nowhere: the reader is gone, or the disk is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(options: argparse.Namespace, extracts: Extracts) -> None:
    """What was read and what was set aside, on standard error; never a person."""
    _report_rows(options, extracts)
    refused = len(extracts.refusals) + extracts.more_refusals
    if refused:
        _say(options, EXCHANGE, "list.refused", count=refused)
    for refusal in extracts.refusals[:MOST_SHOWN]:
        sys.stderr.write(f"  {refusal_text(refusal, options.language)}\n")
    if refused > MOST_SHOWN:
        _say(options, EXCHANGE, "list.more_refused", count=refused - MOST_SHOWN)
    if options.out:
        _say(options, EXCHANGE, "list.written", file=str(options.out))


def _report_rows(options: argparse.Namespace, extracts: Extracts) -> None:
    """Rows that are no fault, but may surprise."""
    for file, rows in extracts.rows.items():
        if not rows:
            _say(options, EXCHANGE, "list.header_only", file=file)
    for notice in ("repeated", "unrelated"):
        for file, count in getattr(extracts, notice).items():
            _say(options, EXCHANGE, f"list.{notice}", file=file, count=count)
    if not extracts.listed_in:
        code = options.municipality or ""
        _say(options, EXCHANGE, "list.nobody", municipality=code)
    if extracts.unregistered:
        _say(options, EXCHANGE, "list.unregistered", count=extracts.unregistered)


# ── Arguments, output and progress ───────────────────────────────────────────────────


def _parser() -> argparse.ArgumentParser:
    language = house_language()

    def words(key: str) -> str:
        return catalogue(CONFIG).text(key, language)

    parser = argparse.ArgumentParser(prog="fullfolj", description=words("about"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    listing = _register_parser(commands, words)
    demo = _demo_parser(commands, words)
    importing = _import_parser(commands, words)
    pulling = _ss12000_parser(commands, words)
    asking = _why_parser(commands, words)
    comparing = _changes_parser(commands, words)
    founding = _authority_parser(commands, words)
    manage.add_commands(commands, _date)

    for each in (listing, demo, importing, pulling, asking, comparing, founding):
        each.add_argument(
            "--language", choices=LANGUAGES, default=language, help=words("language")
        )
    return parser


def _register_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    words: Callable[[str], str],
) -> argparse.ArgumentParser:
    command = commands.add_parser("register", help=words("register.help"))
    command.set_defaults(run=register)
    source = command.add_mutually_exclusive_group(required=True)
    source.add_argument("--from", dest="folder", type=Path, help=words("register.from"))
    source.add_argument("--authority", help=words("register.authority"))
    command.add_argument(
        "--municipality", type=_code, help=words("register.municipality")
    )
    command.add_argument(
        "--as-of", required=True, type=_date, help=words("register.as_of")
    )
    command.add_argument("--known-at", type=_instant, help=words("register.known_at"))
    command.set_defaults(wrong_use=command.error)
    command.add_argument(
        "--format", choices=FORMATS, default="table", help=words("register.format")
    )
    command.add_argument("--out", type=Path, help=words("register.out"))
    return command


def _demo_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    words: Callable[[str], str],
) -> argparse.ArgumentParser:
    demo = commands.add_parser("demo-files", help=words("demo.help"))
    demo.set_defaults(run=demo_files)
    demo.add_argument("folder", type=Path, help=words("demo.folder"))
    demo.add_argument("--scale", choices=("region", "nation"), default="region")
    demo.add_argument(
        "--as-of", type=_date, default=clock.today(), help=words("demo.as_of")
    )
    demo.add_argument("--seed", type=int, default=1, help=words("demo.seed"))
    demo.add_argument("--persons", type=int, help=words("demo.persons"))
    return demo


def _import_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    words: Callable[[str], str],
) -> argparse.ArgumentParser:
    command = commands.add_parser("import", help=words("import.help"))
    command.set_defaults(run=import_files, out=None)
    command.add_argument("folder", type=Path, help=words("import.folder"))
    _add_import_options(command, words)
    command.add_argument(
        "--municipality",
        action="append",
        default=[],
        type=_code,
        help=words("import.municipality"),
    )
    return command


def _add_import_options(
    command: argparse.ArgumentParser, words: Callable[[str], str]
) -> None:
    command.add_argument("--authority", required=True, help=words("import.authority"))
    for name in ("dry-run", "accept-drop", "empty-protection-is-none"):
        key = f"import.{name.replace('-', '_')}"
        command.add_argument(f"--{name}", action="store_true", help=words(key))
    command.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help=words("import.format"),
    )


def _ss12000_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    words: Callable[[str], str],
) -> argparse.ArgumentParser:
    command = commands.add_parser("import-ss12000", help=words("ss12000.help"))
    command.set_defaults(run=import_ss12000, out=None)
    command.add_argument("url", metavar="URL", help=words("ss12000.url"))
    for name in ("token", "client-id", "client-secret", "token-url", "scope"):
        key = f"ss12000.{name.replace('-', '_')}"
        command.add_argument(f"--{name}", default="", help=words(key))
    command.add_argument("--certificate", type=Path, help=words("ss12000.certificate"))
    command.add_argument("--whole", action="store_true", help=words("ss12000.whole"))
    _add_import_options(command, words)
    return command


def _why_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    words: Callable[[str], str],
) -> argparse.ArgumentParser:
    command = commands.add_parser("why", help=words("why.help"))
    command.set_defaults(run=why, out=None)
    command.add_argument("number", metavar="PERSON_NO", help=words("why.number"))
    command.add_argument("--authority", required=True, help=words("import.authority"))
    command.add_argument(
        "--municipality", type=_code, help=words("register.municipality")
    )
    command.add_argument(
        "--as-of", required=True, type=_date, help=words("register.as_of")
    )
    command.add_argument("--known-at", type=_instant, help=words("register.known_at"))
    return command


def _changes_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    words: Callable[[str], str],
) -> argparse.ArgumentParser:
    command = commands.add_parser("changes", help=words("changes.help"))
    command.set_defaults(run=changes, wrong_use=command.error)
    command.add_argument("--authority", required=True, help=words("import.authority"))
    for name, to in (("from", "first"), ("to", "last")):
        help_text = words(f"changes.{name}")
        command.add_argument(f"--{name}", dest=to, type=_date, help=help_text)
    command.add_argument(
        "--format", choices=FORMATS, default="table", help=words("register.format")
    )
    command.add_argument("--out", type=Path, help=words("register.out"))
    return command


def _authority_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    words: Callable[[str], str],
) -> argparse.ArgumentParser:
    command = commands.add_parser("authority", help=words("authority.help"))
    command.set_defaults(run=authority)
    command.add_argument("slug", type=_slug, help=words("authority.slug"))
    command.add_argument(
        "--name", required=True, type=_name, help=words("authority.name")
    )
    command.add_argument(
        "--kind", required=True, choices=KINDS, help=words("authority.kind")
    )
    command.add_argument(
        "--school-provider",
        action=argparse.BooleanOptionalAction,
        help=words("authority.school_provider"),
    )
    command.add_argument(
        "--administrator",
        required=True,
        type=_address,
        help=words("authority.administrator"),
    )
    command.add_argument(
        "--administrator-name",
        required=True,
        type=_name,
        help=words("authority.administrator_name"),
    )
    command.add_argument(
        "--municipality",
        action="append",
        default=[],
        type=_code,
        help=words("import.municipality"),
    )
    return command


def _slug(text: str) -> str:
    """A short name for addresses and commands, or a sentence of wrong use."""
    if SLUG.fullmatch(text):
        return text
    raise argparse.ArgumentTypeError(say("wrong.slug"))


def _address(text: str) -> str:
    """An e-mail address in lower case, or a sentence of wrong use."""
    if ADDRESS.fullmatch(text) and len(text) <= 254:
        return text.lower()
    raise argparse.ArgumentTypeError(say("wrong.address"))


def _name(text: str) -> str:
    """A name, or a sentence of wrong use."""
    name = " ".join(text.split())
    if name and name.isprintable() and len(name) <= 200:
        return name
    raise argparse.ArgumentTypeError(say("wrong.name"))


def _instant(text: str) -> datetime:
    """An instant; a day alone means its end. Without a zone it is Swedish time."""
    try:
        if len(text) == 10:
            said = datetime.fromisoformat(text) + timedelta(days=1)
        else:
            said = datetime.fromisoformat(text)
        return said if said.tzinfo else said.replace(tzinfo=ZoneInfo(SWEDEN))
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(say("wrong.instant")) from None


def _date(text: str) -> date:
    """An ISO date, or a sentence of wrong use."""
    try:
        if len(text) == 10 and EARLIEST <= (day := date.fromisoformat(text)) <= LATEST:
            return day
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(say("wrong.date"))


def _code(text: str) -> str:
    """A municipality code, or a sentence of wrong use."""
    if CODE.fullmatch(text):
        return text
    raise argparse.ArgumentTypeError(say("wrong.municipality"))


def _worded(options: argparse.Namespace, why: Unusable) -> dict[str, Value]:
    """What a refusal names; a table by the word for it."""
    values: dict[str, Value] = dict(why.values)
    if "table" in values:
        words = catalogue(EXCHANGE)
        values["table"] = words.text(f"table.{values['table']}", options.language)
    return values


def _say(options: argparse.Namespace, package: str, key: str, **values: Value) -> None:
    text = catalogue(package).text(key, options.language, values)
    sys.stderr.write(f"{text}\n")


@contextmanager
def _output(options: argparse.Namespace) -> Iterator[IO[str]]:
    """Standard output, or a file that appears only when it is whole."""
    if options.out is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        yield sys.stdout
        sys.stdout.flush()
        return
    target = options.out.resolve()
    if target.is_dir():
        raise Unusable("folder", file=str(options.out))
    if target.exists() and not target.is_file():  # a device or a pipe is written to
        with target.open("w", encoding="utf-8", newline="") as out:
            yield out
        return
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with partial.open("w", encoding="utf-8", newline="") as out:
            partial.chmod(0o600)  # a list of persons
            yield out
        partial.replace(target)
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
