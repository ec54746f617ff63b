"""What youths take part in, behind the wall."""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import fullfolj.core.clock
from fullfolj.access import sql
from fullfolj.access.sql.enclose import Enclosure, enclose

REFERENCES = """
ALTER TABLE programmes_programme ADD CONSTRAINT programmes_programme_authority
    FOREIGN KEY (authority_id) REFERENCES access_authority (id);
"""


def tables(editor: Any) -> None:
    enclose(editor, Enclosure("programmes_programme"))
    sql.run(editor, REFERENCES)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "0007_take_note")]

    operations = [
        migrations.CreateModel(
            name="Programme",
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
                ("name", models.CharField(max_length=100)),
                ("lowest_age", models.PositiveSmallIntegerField()),
                ("highest_age", models.PositiveSmallIntegerField()),
                ("legal_ground", models.CharField(max_length=300)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
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
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.UniqueConstraint(
                fields=("authority", "name"), name="programme_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("highest_age__gte", models.F("lowest_age")),
                    ("highest_age__lte", 99),
                ),
                name="programme_ages",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                name="programme_span",
            ),
        ),
        sql.Run(tables),
    ]
