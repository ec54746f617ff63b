"""Whoever fills tables has the planner take note of them."""

from django.db import migrations

from fullfolj.access import sql


class Migration(migrations.Migration):
    dependencies = [("access", "0006_history")]
    operations = [sql.Run(sql.wall)]
