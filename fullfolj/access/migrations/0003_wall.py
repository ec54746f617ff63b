"""The wall's functions, the read log's rights, and the first tables behind the wall."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql
from fullfolj.access.sql.enclose import ADMINISTERS, Enclosure, enclose

NOBODY_ONESELF = f"{ADMINISTERS} AND user_id <> (SELECT wall_user())"

MEMBERSHIP = """
ALTER TABLE access_membership DROP CONSTRAINT IF EXISTS access_membership_unit;
ALTER TABLE access_membership ADD CONSTRAINT access_membership_unit
    FOREIGN KEY (authority_id, unit_id) REFERENCES access_unit (authority_id, id);
ALTER TABLE access_membership ADD CONSTRAINT access_membership_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
ALTER TABLE access_unit ADD CONSTRAINT access_unit_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
REVOKE UPDATE ON access_membership FROM {{app}};
GRANT UPDATE (valid_to, sees_protected, protected_reason) ON access_membership
    TO {{app}};
CREATE TRIGGER wall_keep_administrator AFTER UPDATE ON access_membership
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION wall_keep_administrator();
CREATE TRIGGER wall_keep_administrator_delete AFTER DELETE ON access_membership
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION wall_keep_administrator();
REVOKE ALL ON access_authority FROM {{app}};
GRANT SELECT ON access_authority TO {{app}};
REVOKE DELETE ON access_user FROM {{app}};
"""


def tables(editor: Any) -> None:
    """Put units and memberships behind the wall: administrators alone write them."""
    enclose(editor, Enclosure("access_unit", writes=ADMINISTERS))
    enclose(editor, Enclosure("access_membership", writes=NOBODY_ONESELF))
    sql.run(editor, MEMBERSHIP)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_wall_tables")]
    operations = [
        sql.Run(sql.wall),
        sql.Run(sql.log),
        sql.Run(tables),
    ]
