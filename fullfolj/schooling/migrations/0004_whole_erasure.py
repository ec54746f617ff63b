"""At 22 the person goes, too, unless something else is kept about them."""

from django.db import migrations

from fullfolj.access import sql
from fullfolj.schooling.sql import erase


class Migration(migrations.Migration):
    dependencies = [("schooling", "0003_erasure"), ("people", "0005_erasure")]
    operations = [sql.Run(erase)]
