"""Which schools still send pupils: apart from what somebody typed."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("schooling", "0008_notice_run")]
    operations = [
        migrations.RemoveIndex(model_name="enrolment", name="enrolment_unit"),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                fields=["authority", "is_open", "school_unit"],
                condition=Q(recorded_to=None, is_gone=False) & ~Q(source="hand"),
                name="enrolment_heard",
            ),
        ),
    ]
