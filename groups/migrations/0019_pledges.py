import django.db.models.deletion
from django.db import migrations, models

from coproduction.kit.tables import Tables


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0018_journey"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Away",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="first day away")),
                        ("ends_on", models.DateField(verbose_name="last day away")),
                        ("said_at", models.DateTimeField()),
                        ("called_off_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="away_times",
                                to="groups.membership",
                            ),
                        ),
                        (
                            "stand_in",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="stands_in_at",
                                to="groups.membership",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="away_ends_after_it_begins",
                                violation_error_message="The last day cannot be before the first.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stand_in", None),
                                    models.Q(("stand_in", models.F("membership")), _negated=True),
                                    _connector="OR",
                                ),
                                name="nobody_stands_in_for_themselves",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="AwayDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day_on", models.DateField()),
                        (
                            "away",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="days", to="groups.away"
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="away_days",
                                to="groups.membership",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("membership", "day_on"),
                                name="away_once_a_day",
                                violation_error_message="You are away on some of these days already.",
                            )
                        ]
                    },
                ),
            ]
        ),
    ]
