from django.db import migrations, models


class Migration(migrations.Migration):
    """The old days go, now that they are carried over: in a step of its own, so that they can be carried back."""

    dependencies = [("groups", "0015_reminder_plans")]

    operations = [
        migrations.AlterField("reminder", "days", models.PositiveSmallIntegerField(default=0)),
        migrations.RemoveField("reminder", "days"),
        migrations.RemoveField("group", "remind_days"),
        migrations.AddConstraint(
            "reminder",
            models.UniqueConstraint(fields=("meeting", "version", "kind", "plan"), name="reminded_once_a_version"),
        ),
    ]
