"""The queue is written by the house alone: a job that nobody queued is not run."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql

QUEUE = (
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_workers",
    "procrastinate_periodic_defers",
)
TRIGGER = """
CREATE OR REPLACE TRIGGER wall_vouched BEFORE INSERT OR UPDATE OR DELETE ON {{table}}
    FOR EACH ROW EXECUTE FUNCTION wall_vouched();
"""


def guard(editor: Any) -> None:
    """Ask for the house's word before each row that is written."""
    for table in QUEUE:
        sql.run(editor, TRIGGER, table=table)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_sign_in"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [sql.Run(guard)]
