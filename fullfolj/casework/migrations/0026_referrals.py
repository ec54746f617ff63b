"""Who asks for help for a youth, what is wanted before that, and the answer."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import fullfolj.core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_school_provider"),
        ("casework", "0025_measure_over"),
        ("people", "0010_guardian_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Referral",
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
                ("is_open", models.BooleanField(editable=False)),
                ("asked_by", models.CharField(max_length=25)),
                ("asked_name", models.CharField(max_length=120)),
                ("contact", models.CharField(max_length=200)),
                ("received_on", models.DateField()),
                ("matter", models.CharField(max_length=300)),
                ("preconditions", models.JSONField(default=list)),
                ("urgent", models.CharField(blank=True, max_length=300)),
                ("answer", models.CharField(blank=True, max_length=10)),
                ("answer_words", models.CharField(blank=True, max_length=300)),
                ("answered_on", models.DateField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
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
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="casework.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["authority", "is_open", "received_on"],
                        name="referral_received",
                    ),
                    models.Index(
                        fields=["authority", "is_open", "case"], name="referral_case"
                    ),
                    models.Index(
                        fields=["authority", "is_open", "person"],
                        name="referral_person",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "asked_by__in",
                                (
                                    "school",
                                    "social_services",
                                    "employment_service",
                                    "social_insurance",
                                    "region",
                                    "guardian",
                                    "youth",
                                    "other",
                                ),
                            )
                        ),
                        name="referral_asked_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answered_by", None),
                                ("answered_on", None),
                                ("case", None),
                            ),
                            models.Q(
                                ("answer", "taken_on"),
                                ("answered_on__isnull", False),
                                ("case__isnull", False),
                            ),
                            models.Q(
                                ("answer__in", ("advised", "passed_on")),
                                ("answered_on__isnull", False),
                                ("case", None),
                            ),
                            _connector="OR",
                        ),
                        name="referral_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on", None),
                            ("answered_on__gte", models.F("received_on")),
                            _connector="OR",
                        ),
                        name="referral_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wanted",
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
                (
                    "asked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        default=list,
                        size=None,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("by_user", models.UUIDField()),
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
                "indexes": [
                    models.Index(
                        fields=["authority", "recorded_at"], name="wanted_when"
                    )
                ],
            },
        ),
    ]
