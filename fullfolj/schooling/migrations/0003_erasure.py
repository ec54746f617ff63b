"""Facts are kept as long as the list asks for them: through the age of 21."""

from django.db import migrations

from fullfolj.access import sql
from fullfolj.schooling.sql import erase


class Migration(migrations.Migration):
    dependencies = [("schooling", "0002_wall")]
    operations = [sql.Run(erase)]
