"""The team's meetings, what they decide, and checklists."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import fullfolj.core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_school_provider"),
        ("casework", "0022_progress_wall"),
        ("people", "0010_guardian_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="TeamMeeting",
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
                ("title", models.CharField(max_length=80)),
                ("held_on", models.DateField()),
                ("place", models.CharField(blank=True, max_length=80)),
                ("invited", models.JSONField(default=list)),
                ("present", models.JSONField(default=list)),
                ("guests", models.JSONField(default=list)),
                ("begun_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("opened_by", models.UUIDField()),
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
                        fields=["authority", "held_on"], name="teammeeting_day"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", None)),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="teammeeting_closed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
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
                ("position", models.PositiveIntegerField()),
                ("added_by", models.UUIDField()),
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
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="casework.teammeeting",
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
                        fields=("authority", "is_open", "meeting", "case"),
                        name="agendaitem_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
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
                ("text", models.CharField(max_length=1000)),
                ("next_step", models.CharField(max_length=200)),
                ("next_step_on", models.DateField()),
                ("doer", models.UUIDField()),
                ("tells", models.CharField(blank=True, max_length=300)),
                ("teller", models.UUIDField(null=True)),
                ("decided_on", models.DateField()),
                ("decided_by", models.UUIDField()),
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
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="casework.teammeeting",
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
                        fields=["authority", "is_open", "case", "decided_on"],
                        name="decision_case",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("teller", None), ("tells", "")),
                            models.Q(
                                models.Q(("tells", ""), _negated=True),
                                ("teller__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="decision_told",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistVersion",
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
                ("points", models.JSONField(default=list)),
                ("is_used", models.BooleanField(default=True)),
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
                        name="checklist_version",
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
                        name="checklist_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tick",
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
                ("checklist", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("point", models.CharField(max_length=40)),
                ("is_done", models.BooleanField()),
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
                "indexes": [
                    models.Index(
                        fields=["authority", "is_open", "case"], name="tick_case"
                    )
                ],
            },
        ),
    ]
