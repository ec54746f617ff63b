"""What was set aside about a person goes with the person, when they are erased."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, person_key


def key(editor: Any) -> None:
    about = Enclosure("imports_setaside", person="person_id", goes=True)
    sql.run(editor, person_key(about))


class Migration(migrations.Migration):
    dependencies = [("imports", "0004_uploads_wall")]
    operations = [sql.Run(key)]
