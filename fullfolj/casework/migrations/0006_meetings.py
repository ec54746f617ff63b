"""Meetings with a youth, and the address of a calendar."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import fullfolj.core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_school_provider"),
        ("casework", "0005_life_wall"),
        ("people", "0010_guardian_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarAddress",
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
                ("by_user", models.UUIDField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "made_at",
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
                        fields=("authority", "by_user"), name="calendaraddress_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
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
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("place", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=20)),
                ("worker", models.UUIDField()),
                ("second", models.UUIDField(null=True)),
                ("interpreter", models.CharField(blank=True, max_length=60)),
                ("reminder_days", models.PositiveSmallIntegerField(null=True)),
                ("next_step", models.CharField(max_length=200)),
                ("state", models.CharField(default="planned", max_length=20)),
                ("contact", models.UUIDField(null=True)),
                ("moved_to", models.UUIDField(null=True)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("booked_by", models.UUIDField()),
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
                        fields=["authority", "is_open", "case", "starts_at"],
                        name="meeting_case",
                    ),
                    models.Index(
                        fields=["authority", "is_open", "worker", "starts_at"],
                        name="meeting_worker",
                    ),
                    models.Index(
                        condition=models.Q(("second__isnull", False)),
                        fields=["authority", "is_open", "second", "starts_at"],
                        name="meeting_second",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("talk", "coaching", "guidance"))
                        ),
                        name="meeting_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "planned",
                                    "came",
                                    "did_not_come",
                                    "moved",
                                    "cancelled",
                                ),
                            )
                        ),
                        name="meeting_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 480)),
                        name="meeting_minutes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reminder_days", None),
                            ("reminder_days__in", (1, 2, 3, 7)),
                            _connector="OR",
                        ),
                        name="meeting_reminder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second", None),
                            models.Q(("second", models.F("worker")), _negated=True),
                            _connector="OR",
                        ),
                        name="meeting_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("contact__isnull", False),
                                ("state__in", ("came", "did_not_come")),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ("came", "did_not_come")),
                                    _negated=True,
                                ),
                                ("contact", None),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_tried",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("moved_to__isnull", False), ("state", "moved")),
                            models.Q(
                                models.Q(("state", "moved"), _negated=True),
                                ("moved_to", None),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_moved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("why", ""),
                            ("state__in", ("moved", "cancelled")),
                            _connector="OR",
                        ),
                        name="meeting_why",
                    ),
                ],
            },
        ),
    ]
