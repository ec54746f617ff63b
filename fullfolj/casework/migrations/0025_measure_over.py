"""Find the measures whose day has passed among all that go on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0024_team_meetings_wall")]

    operations = [
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("state", "ongoing")),
                fields=["authority", "is_open", "ends_on"],
                name="measure_over",
            ),
        )
    ]
