from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from fullfolj.access import wall


class Command(migrate.Command):
    """Migrate as the owner: the application role owns and may create nothing.

    Afterwards the database is told the secret with which this house signs tickets, so
    that it stands there anew when the key of the house was changed.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        """Let `--database owner` be what you get when you name none."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then plant the secret."""
        super().handle(*args, **options)
        with connections[options["database"]].cursor() as owner:
            owner.execute("SELECT to_regclass('access_wall')")
            if owner.fetchone() != (None,):
                wall.plant_secret(owner)
