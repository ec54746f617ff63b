"""Mappings: sections, rounds, answers, locks, and what is opened to a mentor."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import fullfolj.core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_school_provider"),
        ("casework", "0009_plans_wall"),
        ("people", "0010_guardian_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="MappingAnswer",
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
                ("round", models.PositiveSmallIntegerField()),
                ("section", models.CharField(max_length=40)),
                ("section_version", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("works", models.CharField(blank=True, max_length=2000)),
                ("hard", models.CharField(blank=True, max_length=2000)),
                ("want", models.CharField(blank=True, max_length=2000)),
                ("state", models.CharField(max_length=10)),
                ("is_private", models.BooleanField(default=False)),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "is_open", "case", "section", "version"),
                        name="mappinganswer_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("begun", "waiting", "done"))),
                        name="mappinganswer_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_private", False),
                            models.Q(("hard", ""), ("want", ""), ("works", "")),
                            _connector="OR",
                        ),
                        name="mappinganswer_private",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MappingRound",
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
                ("number", models.PositiveSmallIntegerField()),
                ("begun_on", models.DateField()),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "is_open", "case", "number"),
                        name="mappinground_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MappingSection",
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
                ("code", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("title", models.CharField(blank=True, max_length=80)),
                ("title_en", models.CharField(blank=True, max_length=80)),
                ("help", models.CharField(blank=True, max_length=200)),
                ("works", models.CharField(blank=True, max_length=120)),
                ("hard", models.CharField(blank=True, max_length=120)),
                ("want", models.CharField(blank=True, max_length=120)),
                ("is_private", models.BooleanField(default=False)),
                ("is_asked", models.BooleanField(default=True)),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "code", "version"),
                        name="mappingsection_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code__startswith", "egen-"), ("title__gt", "")),
                            models.Q(
                                models.Q(("code__startswith", "egen-"), _negated=True),
                                ("title", ""),
                            ),
                            _connector="OR",
                        ),
                        name="mappingsection_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivateAnswer",
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
                ("works", models.CharField(blank=True, max_length=2000)),
                ("hard", models.CharField(blank=True, max_length=2000)),
                ("want", models.CharField(blank=True, max_length=2000)),
                ("by_user", models.UUIDField()),
                (
                    "answer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="casework.mappinganswer",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "is_open", "answer"),
                        name="privateanswer_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionLock",
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
                ("round", models.PositiveSmallIntegerField()),
                ("section", models.CharField(max_length=40)),
                ("by_user", models.UUIDField()),
                ("locked_at", models.DateTimeField(default=fullfolj.core.clock.now)),
                ("opened_by", models.UUIDField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("opened_at", None)),
                        fields=("authority", "is_open", "case", "round", "section"),
                        name="sectionlock_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("opened_at__isnull", True), ("opened_by__isnull", True)
                            ),
                            models.Q(
                                ("opened_at__isnull", False),
                                ("opened_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="sectionlock_opened",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionShare",
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
                ("section", models.CharField(max_length=40)),
                ("user", models.UUIDField()),
                ("opened_on", models.DateField()),
                ("until", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                ("said_how", models.CharField(max_length=200)),
                ("opened_by", models.UUIDField()),
                ("closed_by", models.UUIDField(null=True)),
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
                        condition=models.Q(("closed_on", None)),
                        fields=["authority", "is_open", "user"],
                        name="sectionshare_user",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on", None)),
                        fields=("authority", "is_open", "case", "section", "user"),
                        name="sectionshare_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("opened_on"))),
                        name="sectionshare_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("said_how", ""), _negated=True),
                        name="sectionshare_said",
                    ),
                ],
            },
        ),
    ]
