"""The commands that need Django: `manage`, `serve`, `demo`, `nightly` and `doctor`.

The others start without it: what is heavy is imported where it is used.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date

from fullfolj.config.home import home, make_private, secret_key
from fullfolj.config.postgres.faults import Fault
from fullfolj.config.serving import Where
from fullfolj.config.words import say
from fullfolj.core import clock

SETTINGS = "fullfolj.config.settings"
DEMO_HOME = "demo-region"  # under the home of the house, which the demo never touches
NIGHT = (
    "erase-facts",
    "erase-lessons",
    "pull-schools",
    "compute-register",
    "return-cases",
    "open-cases",
    "erase-drafts",
    "seal-read-log",
)  # the names of nightly.steps.STEPS, known without Django


# Faults in what was asked for, not in the house: the doctor knows nothing of them.
OF_THE_COMMAND = ("port_taken", "port_unusable", "demo_real")


def manage(arguments: Sequence[str]) -> int:
    """Run a command of Django, with the database up and its roles in order."""
    try:
        set_up()
    except Fault as fault:
        return refuse(fault)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["fullfolj manage", *arguments])
    return 0


def serve(where: Where) -> int:
    """Serve the pages and do what is queued, until stopped.

    The embedded database is migrated here: who runs it has nobody else to do it.
    """
    from fullfolj.config import serving

    with serving.hold(where):
        set_up()
        settle()
        return serving.serve(where)


def demo(port: int, persons: int | None = None) -> int:
    """Have the demo region in a house of its own, and serve it on this machine alone.

    The first time all is made; later what stands is served, and the worker does the
    night that is missing.
    """
    from fullfolj.config import serving

    if home().name != DEMO_HOME:
        make_private(home())
        os.environ["FULLFOLJ_HOME"] = str(home() / DEMO_HOME)
    os.environ["FULLFOLJ_DEMO"] = "1"
    os.environ["FULLFOLJ_ADDRESS"] = f"http://localhost:{port}"
    for real in ("FULLFOLJ_HOSTS", "FULLFOLJ_PROXIES", "FULLFOLJ_SMTP"):
        os.environ.pop(real, None)  # of the house that this is not
    where = Where(port=port)
    with serving.hold(where):
        set_up()
        settle()
        from fullfolj.config import demo as region

        region.have(persons)
        lines = "".join(f"{line}\n" for line in region.sign_in_lines(port))
        return serving.serve(where, lambda: sys.stdout.write(lines))


def doctor() -> int:
    """Say of each thing the house stands on whether it is in order: 0 if all are."""
    from fullfolj.config.doctor import examine

    return examine(sys.stdout.write)


def nightly(as_of: date, only: str | None = None) -> int:
    """Do the steps of the night and say their counts; 1 when any could not be done."""
    try:
        set_up()
        settle()
    except Fault as fault:
        return refuse(fault)
    from fullfolj.nightly import steps

    failed = 0
    for done in steps.run(as_of, only):
        told = ", ".join(f"{what} {count}" for what, count in done.counts.items())
        where = f"{done.step} {done.authority}"
        if done.reason:
            failed = 1
            failure = say("nightly.failed", where=where, reason=done.reason)
            sys.stderr.write(f"{failure}\n")
        else:
            sys.stdout.write(f"{where}: {told}\n")
    return failed


def set_up() -> None:
    """Have the database up, its roles in order, and Django ready to speak with it."""
    from fullfolj.config import databases
    from fullfolj.config.postgres.cluster import unwritable

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        secret_key(home())
    except OSError as error:
        raise unwritable(error, home()) from error
    if databases.is_embedded():
        databases.prepare_embedded(databases.have_running())
    elif "DATABASE_OWNER_URL" in os.environ:
        databases.prepare_external()
    import django

    from fullfolj.core import translations

    translations.compile_all()  # before anything is translated: what is read is kept
    django.setup()


def settle() -> None:
    """Migrate what is ours to migrate, and refuse to serve with a role that may all."""
    from django.core.management import call_command

    from fullfolj.config import databases
    from fullfolj.config.checks import application_faults, wall_faults
    from fullfolj.config.doctor import as_application, pending_migrations

    prepare_pages()
    with as_application():
        pass  # says in one sentence when nobody answers
    if databases.is_embedded():
        call_command("migrate", verbosity=0, interactive=False)
    elif pending := pending_migrations():
        raise Fault("migrations_pending", count=len(pending))
    if faults := application_faults() + wall_faults():
        raise faults[0]


def prepare_pages() -> None:
    """Have style and script ready to serve."""
    from fullfolj.core import browser_files

    try:
        browser_files.collect()
    except FileNotFoundError as missing:
        raise Fault("browser_files_missing", path=missing.filename) from missing


def refuse(fault: Fault) -> int:
    """Say what is wrong, and what to run where there is such a thing."""
    sys.stderr.write(f"{fault}\n")
    for statement in fault.sql:
        sys.stderr.write(f"    {statement}\n")
    if fault.key not in OF_THE_COMMAND:
        sys.stderr.write(f"{say('advice.doctor')}\n")
    return 1


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    day: Callable[[str], date],
) -> None:
    """Add ours to the commands of `fullfolj`; `day` reads a date that one writes."""
    command = commands.add_parser("doctor", help=say("doctor.help"))
    command.set_defaults(run=lambda _options: doctor())

    command = commands.add_parser("serve", help=say("serve.help"))
    command.add_argument("--address", default="127.0.0.1", help=say("serve.address"))
    command.add_argument("--port", type=_port, default=8000, help=say("serve.port"))
    command.add_argument("--workers", type=int, default=1, help=say("serve.workers"))
    command.set_defaults(run=lambda o: serve(Where(o.address, o.port, o.workers)))

    command = commands.add_parser("demo", help=say("region.help"))
    command.add_argument("--port", type=_port, default=8000, help=say("serve.port"))
    command.add_argument("--persons", type=int, help=say("demo.persons"))
    command.set_defaults(run=lambda o: demo(o.port, o.persons))

    command = commands.add_parser("nightly", help=say("nightly.help"))
    command.add_argument(
        "--as-of",
        type=day,
        default=clock.today(),
        help=say("nightly.as_of"),
    )
    command.add_argument("--only", choices=NIGHT, help=say("nightly.only"))
    command.set_defaults(run=lambda o: nightly(o.as_of, o.only))

    command = commands.add_parser("manage", help=say("manage.help"), add_help=False)
    command.add_argument("arguments", nargs=argparse.REMAINDER)
    command.set_defaults(run=lambda options: manage(options.arguments))


def _port(text: str) -> int:
    """A port that one can listen on, or a sentence of wrong use."""
    if text.isdecimal() and 0 < int(text) < 2**16:
        return int(text)
    raise argparse.ArgumentTypeError(say("wrong.port"))
