"""A marking says when it was made, not when its transaction began."""

from django.db import migrations

from fullfolj.access import sql
from fullfolj.people.sql import people


class Migration(migrations.Migration):
    dependencies = [("people", "0007_note")]
    operations = [sql.Run(people)]
