"""The commands that need Django: `manage`, `serve` and `doctor`."""

import os
import sys
from collections.abc import Sequence

from fullfolj.config import databases
from fullfolj.config.messages import say
from fullfolj.config.postgres.faults import Fault

SETTINGS = "fullfolj.config.settings"
APPLICATION = "fullfolj.config.wsgi:application"


def manage(arguments: Sequence[str]) -> int:
    """Run a command of Django, with the database up and its roles in order."""
    try:
        set_up()
    except Fault as fault:
        return refuse(fault)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["fullfolj manage", *arguments])
    return 0


def serve(address: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> int:
    """Serve the pages until stopped. The serving processes never know of the owner.

    The embedded database is migrated here: who runs it has nobody else to do it.
    """
    try:
        set_up()
        settle()
    except Fault as fault:
        return refuse(fault)
    os.environ[databases.WITHOUT_OWNER] = "1"
    os.environ.pop("DATABASE_OWNER_URL", None)
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        APPLICATION,
        address=address,
        port=port,
        workers=workers,
        interface=Interfaces.WSGI,
    ).serve()
    return 0


def doctor() -> int:
    """Say of each thing the house stands on whether it is in order: 0 if all are."""
    from fullfolj.config.doctor import examine

    return examine(sys.stdout.write)


def set_up() -> None:
    """Have the database up, its roles in order, and Django ready to speak with it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if databases.is_embedded():
        databases.prepare_embedded(databases.have_running())
    elif "DATABASE_OWNER_URL" in os.environ:
        databases.prepare_external()
    import django

    django.setup()


def settle() -> None:
    """Migrate what is ours to migrate, and refuse to serve with a role that may all."""
    from django.core.management import call_command

    from fullfolj.config.checks import application_faults
    from fullfolj.core import browser_files, catalogues
    from fullfolj.config.doctor import pending_migrations

    catalogues.compile_all()
    try:
        browser_files.collect()
    except FileNotFoundError as missing:
        raise Fault("browser_files_missing", path=missing.filename) from missing
    if databases.is_embedded():
        call_command("migrate", verbosity=0, interactive=False)
    elif pending := pending_migrations():
        raise Fault("migrations_pending", count=len(pending))
    if faults := application_faults():
        raise faults[0]


def refuse(fault: Fault) -> int:
    """Say what is wrong, and what to run where there is such a thing."""
    sys.stderr.write(f"{fault}\n")
    for statement in fault.sql:
        sys.stderr.write(f"    {statement}\n")
    sys.stderr.write(f"{say('ask_doctor')}\n")
    return 1


if __name__ == "__main__":  # until `fullfolj` has these as subcommands
    command, *rest = sys.argv[1:] or ["doctor"]
    sys.exit({"doctor": doctor, "serve": serve}.get(command, lambda: manage(rest))())
