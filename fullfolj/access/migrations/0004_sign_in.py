"""What sign-in keeps is written by the house alone, or by nobody at run time."""

from typing import Any

from django.db import migrations

from fullfolj.access import sql

VOUCHED = ("access_user", "mfa_authenticator", "django_session", "core_cache")
UNWRITTEN = (
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
)
TRIGGER = """
CREATE OR REPLACE TRIGGER wall_vouched BEFORE INSERT OR UPDATE OR DELETE ON {{table}}
    FOR EACH ROW EXECUTE FUNCTION wall_vouched();
"""
REVOKE = "REVOKE INSERT, UPDATE, DELETE ON {{table}} FROM {{app}};"


def guard(editor: Any) -> None:
    """Ask for the house's word, and take away the rights that nobody uses."""
    for table in VOUCHED:
        sql.run(editor, TRIGGER, table=table)
    for table in UNWRITTEN:
        sql.run(editor, REVOKE, table=table)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_wall"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0001_cache"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
    ]
    operations = [
        sql.Run(sql.wall),
        sql.Run(guard),
    ]
