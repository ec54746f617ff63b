"""Messages behind the wall: what was sent stays, and only what became of it changes."""

from typing import Any, ClassVar

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, Enclosure, enclose
from fullfolj.casework.sql import enclose_of_case

ADDED = "SELECT, INSERT"
BECAME = f"{ADDED}, UPDATE (state, state_at, version)"
TAKEN_BACK = f"{ADDED}, UPDATE (taken_back_by, taken_back_at)"
REFERENCES = """
ALTER TABLE casework_messagetemplate ADD CONSTRAINT casework_messagetemplate_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE casework_messagesettings ADD CONSTRAINT casework_messagesettings_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE casework_messagebatch ADD CONSTRAINT casework_messagebatch_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE casework_message ADD CONSTRAINT casework_message_batch
    FOREIGN KEY (authority_id, batch_id)
    REFERENCES casework_messagebatch (authority_id, id);
"""


def tables(editor: Any) -> None:
    for table in ("messagetemplate", "messagesettings", "messagebatch"):
        enclose(editor, Enclosure(f"casework_{table}", may=ADDED))
    enclose_of_case(editor, "casework_message", may=BECAME)
    about: dict[str, Any] = {"person": "person_id", "noted": UNCOUNTED}
    enclose(editor, Enclosure("casework_contactrefusal", may=TAKEN_BACK, **about))
    sql.run(editor, REFERENCES)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0019_messages")]
    operations: ClassVar = [sql.Run(tables)]
