"""An import that is undone takes guardians, mentors and study plans with it."""

from django.db import migrations

from fullfolj.access import sql
from fullfolj.exchange.imports.sql import withdraw


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0009_undo_prevention"),
        ("schooling", "0013_told_wall"),
    ]
    operations = [sql.Run(withdraw)]
