"""How the population register says that a person is reached, and their sex."""

from typing import Any

from django.db import migrations, models

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, unnoted

COLUMNS = {
    **{"sex": 10, "phone": 50, "email": 254},
    **{"street": 200, "postal_code": 20, "locality": 100},
}


def no_notes(editor: Any) -> None:
    """The planner may not keep notes of what the new columns hold."""
    sql.run(editor, unnoted("people_civilrecord", UNCOUNTED))


class Migration(migrations.Migration):
    dependencies = [("people", "0005_erasure")]
    operations = [
        *(
            migrations.AddField(
                model_name="civilrecord",
                name=name,
                field=models.CharField(blank=True, db_default="", max_length=most),
            )
            for name, most in COLUMNS.items()
        ),
        sql.Run(no_notes),
    ]
