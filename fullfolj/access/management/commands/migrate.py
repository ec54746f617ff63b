from django.core.management.base import CommandParser
from django.core.management.commands import migrate


class Command(migrate.Command):
    """Migrate as the owner: the application role owns and may create nothing."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Let `--database owner` be what you get when you name none."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
