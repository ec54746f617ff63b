"""A run knows the instant of its rows, and can be undone by another."""

from django.db import migrations, models

from fullfolj.access import sql
from fullfolj.exchange.imports.sql import withdraw


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0005_erasure"),
        ("schooling", "0004_whole_erasure"),
        ("people", "0008_mark_when"),
    ]
    operations = [
        migrations.AddField("importrun", "known_from", models.DateTimeField(null=True)),
        migrations.AddField("importrun", "undoes", models.UUIDField(null=True)),
        migrations.AddField("importrun", "by_user", models.UUIDField(null=True)),
        sql.Run(withdraw),
    ]
