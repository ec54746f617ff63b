"""A message that never left, because something was said meanwhile, is withdrawn."""

from django.db import migrations, models

STATES = (
    *("prepared", "handed_over", "printed", "sent"),
    *("failed", "answered", "opted_out", "withdrawn"),
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0027_referrals_wall")]

    operations = [
        migrations.RemoveConstraint(model_name="message", name="message_state"),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", STATES)), name="message_state"
            ),
        ),
    ]
