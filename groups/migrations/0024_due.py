from django.db import migrations, models


class Migration(migrations.Migration):
    """What the clock asks each minute finds meetings by the day they ended, and choices by the day they were made."""

    dependencies = [
        ("groups", "0023_small"),
    ]

    operations = [
        migrations.AddIndex(
            "meeting",
            models.Index(fields=["ends_at"], condition=models.Q(cancelled_at=None), name="meetings_held"),
        ),
        migrations.AddIndex(
            "preference",
            models.Index(fields=["changed_at"], condition=models.Q(changed_at__isnull=False), name="choices_changed"),
        ),
    ]
