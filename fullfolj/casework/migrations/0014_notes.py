"""Notes, their texts, and files of a case."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import fullfolj.core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_take_note"),
        ("casework", "0013_measures_wall"),
        ("people", "0008_mark_when"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttachmentContent",
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
                ("is_restricted", models.BooleanField()),
                ("written_by", models.UUIDField()),
                ("name", models.CharField(max_length=120)),
                ("data", models.BinaryField()),
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
            },
        ),
        migrations.CreateModel(
            name="NoteText",
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
                ("is_restricted", models.BooleanField()),
                ("written_by", models.UUIDField()),
                ("text", models.CharField(max_length=5000)),
                ("reason", models.CharField(blank=True, max_length=300)),
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
            },
        ),
        migrations.CreateModel(
            name="Attachment",
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
                ("kind", models.CharField(max_length=10)),
                ("size", models.PositiveIntegerField()),
                ("is_restricted", models.BooleanField()),
                ("added_on", models.DateField()),
                ("written_by", models.UUIDField()),
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
                        fields=["authority", "is_open", "case", "added_on"],
                        name="attachment_case",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("pdf", "png", "jpeg", "docx", "xlsx", "txt")),
                            ("size__gt", 0),
                            ("size__lte", 10485760),
                        ),
                        name="attachment_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
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
                ("first", models.UUIDField()),
                ("replaces", models.UUIDField(null=True)),
                ("is_restricted", models.BooleanField()),
                ("happened_on", models.DateField()),
                ("written_by", models.UUIDField()),
                ("written_at", models.DateTimeField()),
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
                        fields=["authority", "is_open", "case", "happened_on"],
                        name="note_case",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", False)),
                        fields=("authority", "is_open", "case", "replaces"),
                        name="note_corrected_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first", models.F("id")), ("replaces", None)),
                            models.Q(
                                ("replaces__isnull", False),
                                models.Q(("first", models.F("id")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="note_first",
                    ),
                ],
            },
        ),
    ]
