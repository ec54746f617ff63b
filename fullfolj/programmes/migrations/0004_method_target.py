"""How many are to take part, where the authority has such a target."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0003_methods_wall")]

    operations = [
        migrations.AddField(
            model_name="method",
            name="target",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="method",
            constraint=models.CheckConstraint(
                condition=models.Q(("target__gt", 0)), name="method_target"
            ),
        ),
    ]
