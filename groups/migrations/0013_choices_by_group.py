"""A way of their own for each group; how letters look; and *as is usual for my role*. Who chose before keeps what they chose."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

CHANNELS = [
    ("EMAIL", "By email"),
    ("TEXT", "By text message"),
    ("POST", "By post"),
    ("KEPT", "Only here, when I sign in"),
]
FREQUENCIES = [
    ("HABIT", "As is usual for my role"),
    ("AT_ONCE", "Soon after it happens"),
    ("DAILY", "Together, once a day"),
    ("WEEKLY", "Together, once a week"),
    ("FORTNIGHT", "Together, every two weeks"),
    ("MONTHLY", "Together, once a month"),
]
DAYS = [
    (0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"), (5, "Saturday"), (6, "Sunday"),
]  # fmt: skip
LOOKS = [
    ("STANDARD", "As most people get them"),
    ("LARGE", "Large print"),
    ("SPACED", "Large print, with one sentence on each line"),
]
WITH_A_DAY = ("WEEKLY", "FORTNIGHT", "MONTHLY")


class Migration(migrations.Migration):
    dependencies = [("groups", "0012_ways_to_send")]

    operations = [
        migrations.AlterField(
            model_name="preference",
            name="frequency",
            field=models.CharField(choices=FREQUENCIES, default="HABIT", max_length=10),
        ),
        migrations.AddField(
            model_name="preference",
            name="channel_before",
            field=models.CharField(blank=True, choices=CHANNELS, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="preference",
            name="look",
            field=models.CharField(choices=LOOKS, default="STANDARD", max_length=10),
        ),
        # Whoever asked for everything together before keeps everything together.
        migrations.AddField(model_name="preference", name="needed_at_once", field=models.BooleanField(default=False)),
        migrations.AlterField(model_name="preference", name="needed_at_once", field=models.BooleanField(default=True)),
        migrations.CreateModel(
            name="GroupPreference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(blank=True, choices=CHANNELS, max_length=10)),
                ("channel_before", models.CharField(blank=True, choices=CHANNELS, max_length=10)),
                ("frequency", models.CharField(blank=True, choices=FREQUENCIES, max_length=10)),
                ("batch_day", models.PositiveSmallIntegerField(blank=True, choices=DAYS, null=True)),
                ("chosen_at", models.DateTimeField()),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter_choice",
                        to="groups.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(channel="", frequency=""),
                        name="group_preference_says_something",
                        violation_error_message="Choose what is different for this group.",
                    ),
                    models.CheckConstraint(
                        condition=Q(batch_day__isnull=False, batch_day__lte=6, frequency__in=WITH_A_DAY)
                        | (Q(batch_day=None) & ~Q(frequency__in=WITH_A_DAY)),
                        name="group_preference_day_where_it_counts",
                        violation_error_message="Choose the day on which letters come together.",
                    ),
                ],
            },
        ),
    ]
