"""What was set aside says whose word it was, and an undone run takes back its own."""

from django.db import migrations, models
from django.db.models import Q

from fullfolj.access import sql
from fullfolj.exchange.imports.sql import withdraw


class Migration(migrations.Migration):
    dependencies = [("imports", "0007_undo_notices")]
    operations = [
        migrations.AddField(
            "setaside", "source", models.CharField(max_length=50, default="files")
        ),
        migrations.RemoveConstraint("setaside", "setaside_current"),
        migrations.AddConstraint(
            "setaside",
            models.UniqueConstraint(
                fields=["authority", "is_open", "source", "number"],
                condition=Q(recorded_to=None, is_open=True),
                name="setaside_current",
            ),
        ),
        sql.Run(withdraw),
    ]
