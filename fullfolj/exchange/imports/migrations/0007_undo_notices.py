"""An import that is undone takes what schools told with it."""

from django.db import migrations

from fullfolj.access import sql
from fullfolj.exchange.imports.sql import withdraw


class Migration(migrations.Migration):
    dependencies = [("imports", "0006_undo"), ("schooling", "0008_notice_run")]
    operations = [sql.Run(withdraw)]
