"""Parts that no law asks for are used or not by choice, beside the other choices."""

from django.db import migrations, models

from fullfolj.kaa.rules.membership import Decision


class Migration(migrations.Migration):
    dependencies = [("kaa", "0007_occupation_wall")]
    operations = [
        migrations.RemoveConstraint(
            model_name="policysetting", name="policysetting_value"
        ),
        migrations.AddConstraint(
            model_name="policysetting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("name", "admitted_counts_until"),
                        ("value__regex", "^(\\d{4}-\\d{2}-\\d{2})?$"),
                    ),
                    models.Q(
                        ("name__in", ("equivalent_studies", "finishing_compulsory")),
                        ("value__in", ("", *Decision)),
                    ),
                    models.Q(
                        (
                            "name__in",
                            (
                                "first_contact_days",
                                "contact_tries",
                                "silent_days",
                                "occupation_days",
                            ),
                        ),
                        ("value__regex", "^([1-9]\\d{0,2})?$"),
                    ),
                    models.Q(
                        ("name__in", ("event_ladder", "self_view", "coach_belief")),
                        ("value__in", ("", "on")),
                    ),
                    _connector="OR",
                ),
                name="policysetting_value",
            ),
        ),
    ]
