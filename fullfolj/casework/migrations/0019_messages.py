"""Messages to youths, their texts, and who wants none."""

import uuid
from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

import fullfolj.core.clock


def of_authority() -> list[tuple[str, Any]]:
    """What every row behind the wall has."""
    return [
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
            "authority",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="access.authority",
            ),
        ),
    ]


def of_person() -> list[tuple[str, Any]]:
    """What every row about a person has besides."""
    return [
        *of_authority(),
        ("is_open", models.BooleanField(editable=False)),
        (
            "person",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="people.person",
            ),
        ),
    ]


def to(model: str) -> Any:
    """A reference whose key is made with the authority in it, by the next migration."""
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        to=model,
    )


def recorded_at() -> tuple[str, Any]:
    """When a row was made."""
    now = fullfolj.core.clock.now
    return "recorded_at", models.DateTimeField(default=now, editable=False)


CHANNELS = ("sms", "email", "letter")
STATES = (
    *("prepared", "handed_over", "printed", "sent"),
    *("failed", "answered", "opted_out"),
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("access", "0007_take_note"),
        ("casework", "0018_home_visits"),
        ("people", "0008_mark_when"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="MessageTemplate",
            fields=[
                *of_authority(),
                ("code", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("name", models.CharField(blank=True, max_length=80)),
                ("channel", models.CharField(blank=True, max_length=10)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("text", models.CharField(blank=True, max_length=2000)),
                ("is_used", models.BooleanField(default=True)),
                ("by_user", models.UUIDField()),
                recorded_at(),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "code", "version"),
                        name="messagetemplate_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("code__startswith", "egen-"),
                                ("name__gt", ""),
                                ("text__gt", ""),
                                ("channel__in", CHANNELS),
                                ("language__gt", ""),
                            ),
                            models.Q(
                                models.Q(("code__startswith", "egen-"), _negated=True),
                                ("text", ""),
                            ),
                            _connector="OR",
                        ),
                        name="messagetemplate_words",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="MessageSettings",
            fields=[
                *of_authority(),
                ("version", models.PositiveIntegerField()),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("sender", models.CharField(blank=True, max_length=300)),
                ("place", models.CharField(blank=True, max_length=60)),
                ("quiet_from", models.PositiveSmallIntegerField()),
                ("quiet_to", models.PositiveSmallIntegerField()),
                ("apart_hours", models.PositiveSmallIntegerField()),
                ("by_user", models.UUIDField()),
                recorded_at(),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "version"),
                        name="messagesettings_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("apart_hours__lte", 999),
                            ("quiet_from__lt", 24),
                            ("quiet_to__lt", 24),
                        ),
                        name="messagesettings_hours",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="MessageBatch",
            fields=[
                *of_authority(),
                ("channel", models.CharField(max_length=10)),
                ("code", models.CharField(max_length=40)),
                ("code_version", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("language", models.CharField(max_length=10)),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("text", models.CharField(max_length=2500)),
                ("next_step", models.CharField(max_length=200)),
                ("next_step_on", models.DateField()),
                ("goes_at", models.DateTimeField()),
                ("mark", models.CharField(max_length=64)),
                ("by_user", models.UUIDField()),
                recorded_at(),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", CHANNELS)),
                        name="messagebatch_channel",
                    )
                ],
                "indexes": [
                    models.Index(
                        fields=["authority", "recorded_at"], name="messagebatch_last"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                *of_person(),
                ("case", to("casework.case")),
                ("batch", to("casework.messagebatch")),
                ("channel", models.CharField(max_length=10)),
                ("to", models.UUIDField()),
                ("state", models.CharField(default="prepared", max_length=12)),
                ("state_at", models.DateTimeField(default=fullfolj.core.clock.now)),
                ("version", models.PositiveIntegerField(default=1)),
                recorded_at(),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", CHANNELS)),
                        name="message_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", STATES)),
                        name="message_state",
                    ),
                    models.UniqueConstraint(
                        fields=("authority", "is_open", "batch", "case"),
                        name="message_once",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["authority", "is_open", "case", "recorded_at"],
                        name="message_case",
                    ),
                    models.Index(
                        fields=["authority", "is_open", "person", "recorded_at"],
                        name="message_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactRefusal",
            fields=[
                *of_person(),
                ("channel", models.CharField(max_length=10)),
                ("by_user", models.UUIDField()),
                recorded_at(),
                ("taken_back_by", models.UUIDField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ("phone", *CHANNELS))),
                        name="contactrefusal_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_back_at", None), ("taken_back_by", None)),
                            models.Q(
                                ("taken_back_at__isnull", False),
                                ("taken_back_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="contactrefusal_both",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("authority", "is_open", "person", "channel"),
                        name="contactrefusal_once",
                    ),
                ]
            },
        ),
    ]
