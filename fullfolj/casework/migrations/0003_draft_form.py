"""A draft for each form of a case, where there was but the contact's."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0002_wall")]
    operations: ClassVar = [
        migrations.RemoveConstraint("draft", "draft_once"),
        migrations.AddField(
            "draft",
            "form",
            models.CharField(default="kontakt", max_length=60),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "draft",
            models.UniqueConstraint(
                fields=["authority", "is_open", "case", "by_user", "form"],
                name="draft_once",
            ),
        ),
    ]
