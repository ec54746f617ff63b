"""Measures, their weeks, and what is known of introductory programmes."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import fullfolj.core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_school_provider"),
        ("casework", "0011_mapping_wall"),
        ("people", "0010_guardian_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Introduction",
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
                ("version", models.PositiveIntegerField()),
                ("recorded_by", models.UUIDField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=fullfolj.core.clock.now, editable=False
                    ),
                ),
                ("programme", models.CharField(max_length=12)),
                ("home_name", models.CharField(blank=True, max_length=120)),
                ("home_contact", models.CharField(blank=True, max_length=120)),
                ("home_phone", models.CharField(blank=True, max_length=40)),
                ("language", models.CharField(blank=True, max_length=60)),
                (
                    "supports",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
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
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "is_open", "case", "version"),
                        name="introduction_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "programme__in",
                                ("targeted", "vocational", "individual", "language"),
                            )
                        ),
                        name="introduction_programme",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "supports__contained_by",
                                [
                                    "interpreter",
                                    "study_guidance",
                                    "mother_tongue",
                                    "easy_swedish",
                                ],
                            )
                        ),
                        name="introduction_supports",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
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
                ("method", models.UUIDField(null=True)),
                ("kind", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=120)),
                ("provider", models.CharField(max_length=120)),
                (
                    "hours",
                    models.DecimalField(decimal_places=1, max_digits=4, null=True),
                ),
                ("state", models.CharField(default="offered", max_length=10)),
                ("offered_on", models.DateField()),
                ("answered_on", models.DateField(null=True)),
                ("answer_words", models.CharField(blank=True, max_length=300)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("end_reason", models.CharField(blank=True, max_length=20)),
                ("end_words", models.CharField(blank=True, max_length=300)),
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
                        fields=["authority", "is_open", "case", "offered_on"],
                        name="measure_case",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "guidance",
                                    "coaching",
                                    "group",
                                    "course",
                                    "study_support",
                                    "study_visit",
                                    "practice",
                                    "work_training",
                                    "other",
                                ),
                            )
                        ),
                        name="measure_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ("offered", "accepted", "declined", "ongoing", "ended"),
                            )
                        ),
                        name="measure_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hours", None),
                            models.Q(("hours__gt", 0), ("hours__lte", 60)),
                            _connector="OR",
                        ),
                        name="measure_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__gte", models.F("offered_on"))
                        ),
                        name="measure_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            ("answered_on__isnull", False),
                            _connector="OR",
                        ),
                        name="measure_declined",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ongoing"), _negated=True),
                            ("starts_on__isnull", False),
                            _connector="OR",
                        ),
                        name="measure_ongoing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__gte", models.F("offered_on"))),
                        name="measure_started",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("offered_on"))),
                        name="measure_after_offer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="measure_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ends_on__isnull", False),
                                ("state", "ended"),
                                (
                                    "end_reason__in",
                                    (
                                        "completed",
                                        "goal_reached",
                                        "to_studies",
                                        "to_work",
                                        "youth_stopped",
                                        "not_suited",
                                        "moved",
                                        "provider_stopped",
                                        "other",
                                    ),
                                ),
                            ),
                            models.Q(
                                models.Q(("state", "ended"), _negated=True),
                                ("end_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="measure_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", "other"), _negated=True),
                            models.Q(("end_words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="measure_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureWeek",
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
                ("measure", models.UUIDField()),
                ("week_on", models.DateField()),
                ("planned", models.DecimalField(decimal_places=1, max_digits=4)),
                ("attended", models.DecimalField(decimal_places=1, max_digits=4)),
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
                        fields=["authority", "is_open", "measure", "week_on"],
                        name="measureweek_measure",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("week_on__iso_week_day", 1)),
                        name="measureweek_monday",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned__gte", 0),
                            ("planned__lte", 60),
                            ("attended__gte", 0),
                            ("attended__lte", 60),
                        ),
                        name="measureweek_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PassedSubjects",
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
                ("version", models.PositiveIntegerField()),
                ("recorded_by", models.UUIDField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=fullfolj.core.clock.now, editable=False
                    ),
                ),
                (
                    "subjects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
                    ),
                ),
                ("as_of", models.DateField()),
                ("how_known", models.CharField(max_length=10)),
                ("is_eligible", models.BooleanField()),
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
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "is_open", "case", "version"),
                        name="passedsubjects_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "subjects__contained_by",
                                [
                                    "swedish",
                                    "swedish_second",
                                    "english",
                                    "mathematics",
                                    "art",
                                    "biology",
                                    "physics",
                                    "geography",
                                    "home_economics",
                                    "history",
                                    "sports",
                                    "chemistry",
                                    "mother_tongue",
                                    "modern_language",
                                    "modern_language_2",
                                    "music",
                                    "religion",
                                    "civics",
                                    "crafts",
                                    "sign_language",
                                    "technology",
                                ],
                            )
                        ),
                        name="passedsubjects_subjects",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("how_known__in", ("grades", "school", "youth"))
                        ),
                        name="passedsubjects_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StudyGoal",
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
                ("goal", models.CharField(max_length=200)),
                ("subject", models.CharField(blank=True, max_length=20)),
                ("wanted_by", models.DateField(null=True)),
                ("reached_on", models.DateField(null=True)),
                ("set_aside_on", models.DateField(null=True)),
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
                        fields=["authority", "is_open", "case"], name="studygoal_case"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("subject", ""),
                            (
                                "subject__in",
                                (
                                    "swedish",
                                    "swedish_second",
                                    "english",
                                    "mathematics",
                                    "art",
                                    "biology",
                                    "physics",
                                    "geography",
                                    "home_economics",
                                    "history",
                                    "sports",
                                    "chemistry",
                                    "mother_tongue",
                                    "modern_language",
                                    "modern_language_2",
                                    "music",
                                    "religion",
                                    "civics",
                                    "crafts",
                                    "sign_language",
                                    "technology",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="studygoal_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reached_on", None),
                            ("set_aside_on", None),
                            _connector="OR",
                        ),
                        name="studygoal_one_end",
                    ),
                ],
            },
        ),
    ]
