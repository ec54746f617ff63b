"""Events of a youth's way, their own view, and what their coach believes."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import fullfolj.core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_school_provider"),
        ("casework", "0020_messages_wall"),
        ("people", "0010_guardian_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Belief",
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
                ("on", models.DateField()),
                ("item_3", models.PositiveSmallIntegerField(null=True)),
                ("item_4", models.PositiveSmallIntegerField(null=True)),
                ("item_6", models.PositiveSmallIntegerField(null=True)),
                ("item_7", models.PositiveSmallIntegerField(null=True)),
                ("likely", models.PositiveSmallIntegerField(null=True)),
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
                        related_name="+",
                        to="casework.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["authority", "is_open", "case"], name="belief_case"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("item_3", None),
                                ("item_3__in", (1, 2, 3, 4, 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("item_4", None),
                                ("item_4__in", (1, 2, 3, 4, 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("item_6", None),
                                ("item_6__in", (1, 2, 3, 4, 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("item_7", None),
                                ("item_7__in", (1, 2, 3, 4, 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("likely", None),
                                ("likely__in", (1, 2, 3, 4, 5)),
                                _connector="OR",
                            ),
                        ),
                        name="belief_values",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LadderEvent",
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
                ("level", models.PositiveSmallIntegerField()),
                ("on", models.DateField()),
                ("is_left", models.BooleanField(default=False)),
                ("line", models.CharField(blank=True, max_length=200)),
                ("by_user", models.UUIDField()),
                ("struck_by", models.UUIDField(null=True)),
                ("struck_at", models.DateTimeField(null=True)),
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
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["authority", "is_open", "case", "on"],
                        name="ladderevent_case",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__in", (0, 1, 2, 3, 4, 5, 6, 7, 8))),
                        name="ladderevent_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_left", False), ("level__gt", 0), _connector="OR"
                        ),
                        name="ladderevent_left",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("struck_at", None), ("struck_by", None)),
                            models.Q(
                                ("struck_at__isnull", False),
                                ("struck_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ladderevent_struck",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelfView",
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
                ("on", models.DateField()),
                ("occasion", models.CharField(max_length=10)),
                ("way", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=10)),
                ("wording", models.PositiveSmallIntegerField()),
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
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["authority", "is_open", "case", "on"],
                        name="selfview_case",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "occasion__in",
                                ("start", "again", "end", "after", "between"),
                            )
                        ),
                        name="selfview_occasion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ("talk", "paper", "alone"))),
                        name="selfview_way",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivateSelfView",
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
                ("value", models.PositiveSmallIntegerField(null=True)),
                ("by_user", models.UUIDField()),
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
                (
                    "view",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="casework.selfview",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value", None),
                            ("value__in", (1, 2, 3, 4, 5)),
                            _connector="OR",
                        ),
                        name="privateselfview_value",
                    ),
                    models.UniqueConstraint(
                        fields=("authority", "is_open", "view"),
                        name="privateselfview_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelfViewAnswer",
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
                ("item", models.PositiveSmallIntegerField()),
                ("value", models.PositiveSmallIntegerField(null=True)),
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
                (
                    "view",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="casework.selfview",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("item__in", (1, 3, 4, 5, 6, 7, 8, 9, 10))),
                        name="selfviewanswer_item",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value", None),
                            ("value__in", (1, 2, 3, 4, 5)),
                            _connector="OR",
                        ),
                        name="selfviewanswer_value",
                    ),
                    models.UniqueConstraint(
                        fields=("authority", "is_open", "view", "item"),
                        name="selfviewanswer_once",
                    ),
                ],
            },
        ),
    ]
