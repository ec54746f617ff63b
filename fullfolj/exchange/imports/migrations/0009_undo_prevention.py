"""An import that is undone takes absence, grades and sums of attendance with it."""

from django.db import migrations

from fullfolj.access import sql
from fullfolj.exchange.imports.sql import withdraw


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0008_sources"),
        ("schooling", "0011_prevention_wall"),
    ]
    operations = [sql.Run(withdraw)]
