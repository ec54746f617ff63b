"""Who a person is goes with the person, when they are erased."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, person_key


def keys(editor: Any) -> None:
    for name in ("identity", "contactdetail", "protection", "searchkey"):
        about = Enclosure(f"people_{name}", person="person_id", goes=True)
        sql.run(editor, person_key(about))


class Migration(migrations.Migration):
    dependencies = [("people", "0004_facts_wall")]
    operations = [sql.Run(keys)]
