"""Whether an authority answers for schools of its own decides what it may keep."""

from django.db import migrations, models

from fullfolj.access import sql


class Migration(migrations.Migration):
    dependencies = [("access", "0007_take_note")]
    operations = [
        migrations.AddField(
            model_name="authority",
            name="is_school_provider",
            field=models.BooleanField(db_default=False),
        ),
        sql.Run(sql.wall),
    ]
