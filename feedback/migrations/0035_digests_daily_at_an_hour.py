"""A digest can come every day and has a time of its own, 8am until somebody chooses. One that cannot be made is tried again."""

from django.db import migrations, models
from django.db.models import Q

HOURS = [
    (hour, {0: "midnight", 12: "midday"}.get(hour, f"{hour % 12}{'am' if hour < 12 else 'pm'}")) for hour in range(24)
]
OFTEN = [
    ("DAILY", "Every day"),
    ("WEEKLY", "Once a week"),
    ("FORTNIGHT", "Every two weeks"),
    ("MONTHLY", "Once a month, on the first working day"),
    ("NEVER", "Never"),
]


def weekly_again(apps, schema_editor):
    """Going back: whoever had it every day gets it as often as there is then."""
    apps.get_model("feedback", "Subscription").objects.filter(frequency="DAILY").update(frequency="WEEKLY")


class Migration(migrations.Migration):
    dependencies = [("feedback", "0034_inbound_ends")]

    operations = [
        migrations.AlterField("subscription", "frequency", models.CharField("how often", max_length=10, choices=OFTEN)),
        migrations.AddField(
            "subscription",
            "hour",
            models.PositiveSmallIntegerField("at what time", choices=HOURS, default=8, db_default=8),
        ),
        migrations.AddField("subscription", "failed_at", models.DateTimeField(null=True)),
        migrations.AddField("subscription", "tries", models.PositiveSmallIntegerField(default=0, db_default=0)),
        migrations.AddConstraint(
            "subscription", models.CheckConstraint(condition=Q(hour__lte=23), name="a_digest_has_its_hour")
        ),
        migrations.AddConstraint(
            "subscription",
            models.CheckConstraint(
                condition=Q(failed_at=None, tries=0) | Q(failed_at__isnull=False, tries__gte=1),
                name="a_digest_that_failed_was_tried",
            ),
        ),
        migrations.AddIndex(
            "subscription",
            models.Index(fields=["failed_at"], condition=Q(failed_at__isnull=False), name="digests_failing"),
        ),
        migrations.RunPython(migrations.RunPython.noop, weekly_again),
    ]
