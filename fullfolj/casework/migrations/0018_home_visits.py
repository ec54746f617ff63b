"""More ways to reach a youth, and home visits in pairs."""

from typing import Any, ClassVar

from django.db import migrations, models

from fullfolj.access import sql
from fullfolj.access.sql.enclose import UNCOUNTED, unnoted

CHANNELS = (
    *("phone", "sms", "email", "letter", "social_media"),
    *("school", "guardian", "home_visit", "met"),
)


def unnote(editor: Any) -> None:
    """The planner keeps no notes of the new columns, either."""
    sql.run(editor, unnoted("casework_contact", UNCOUNTED))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0017_handovers_wall")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="contact", name="contact_channel"),
        migrations.AddField(
            model_name="contact",
            name="safety",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="contact",
            name="second",
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", CHANNELS)), name="contact_channel"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel", "home_visit"),
                    models.Q(("safety", ""), ("second", None)),
                    _connector="OR",
                ),
                name="contact_visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second", None),
                    models.Q(("second", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="contact_pair",
            ),
        ),
        sql.Run(unnote),
    ]
