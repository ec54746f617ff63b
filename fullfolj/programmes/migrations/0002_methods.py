"""The method bank."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import fullfolj.core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0001_programmes"),
        ("access", "0008_school_provider"),
    ]

    operations = [
        migrations.CreateModel(
            name="Method",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("level", models.CharField(max_length=10)),
                ("factor", models.CharField(max_length=15)),
                ("target_group", models.CharField(blank=True, max_length=200)),
                ("age_from", models.PositiveSmallIntegerField(null=True)),
                ("age_to", models.PositiveSmallIntegerField(null=True)),
                ("needs_staff", models.CharField(blank=True, max_length=200)),
                ("needs_place", models.CharField(blank=True, max_length=200)),
                ("needs_hours", models.CharField(blank=True, max_length=200)),
                ("steps", models.TextField(blank=True)),
                ("evidence", models.CharField(default="not_measured", max_length=15)),
                ("measured_on", models.PositiveIntegerField(null=True)),
                ("reached", models.PositiveIntegerField(null=True)),
                ("reached_of", models.PositiveIntegerField(null=True)),
                ("result", models.CharField(blank=True, max_length=200)),
                ("contact", models.CharField(blank=True, max_length=200)),
                ("licence", models.CharField(blank=True, max_length=100)),
                ("put_away_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_by", models.UUIDField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=fullfolj.core.clock.now, editable=False
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="access.authority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__in", ("promote", "prevent", "remedy"))
                        ),
                        name="method_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "factor__in",
                                (
                                    "individual",
                                    "control",
                                    "reception",
                                    "flexibility",
                                    "cooperation",
                                ),
                            )
                        ),
                        name="method_factor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "evidence__in",
                                (
                                    "not_measured",
                                    "described",
                                    "counted",
                                    "before_after",
                                    "compared",
                                ),
                            )
                        ),
                        name="method_evidence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("age_to__gte", models.F("age_from"))),
                        name="method_ages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reached", None), ("reached_of", None)),
                            models.Q(
                                ("reached__isnull", False),
                                ("reached_of__gte", models.F("reached")),
                                models.Q(("evidence", "not_measured"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="method_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reached_of", None),
                            models.Q(
                                ("measured_on__gte", models.F("reached_of")),
                                ("measured_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="method_measured",
                    ),
                    models.UniqueConstraint(
                        fields=("authority", "name"), name="method_once"
                    ),
                ],
            },
        ),
    ]
