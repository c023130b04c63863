import django.db.models.deletion
from django.db import migrations, models

from coproduction.kit.tables import Tables

WAYS = [("TEXT", "by text message"), ("POST", "by post")]


class Migration(migrations.Migration):
    """Letters by text and by post: each one's way, what was counted in a month, and numbers beside email addresses."""

    dependencies = [
        ("groups", "0013_choices_by_group"),
    ]

    operations = [
        migrations.AlterField(model_name="letter", name="address", field=models.CharField(blank=True, max_length=254)),
        migrations.AlterField(
            model_name="suppression", name="address", field=models.CharField(max_length=254, unique=True)
        ),
        migrations.AlterField(
            model_name="trouble", name="address", field=models.CharField(max_length=254, unique=True)
        ),
        Tables(
            [
                migrations.CreateModel(
                    name="Spent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("whom", models.CharField(max_length=30)),
                        ("way", models.CharField(choices=WAYS, max_length=10)),
                        ("month_on", models.DateField()),
                        ("used", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("whom", "way", "month_on"), name="one_count_a_month")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Carriage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "letter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="carriage", to="groups.letter"
                            ),
                        ),
                        ("way", models.CharField(choices=WAYS, max_length=10)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("BEGUN", "may have gone"),
                                    ("TAKEN", "on its way"),
                                    ("ARRIVED", "arrived"),
                                    ("NOT_THERE", "did not arrive"),
                                    ("NOT_NOW", "did not arrive: the phone was off or full"),
                                    ("BROKEN", "did not go: something broke"),
                                    ("INSTEAD", "went by email instead"),
                                ],
                                default="BEGUN",
                                max_length=10,
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("NO_NUMBER", "We have no mobile number of yours."),
                                    ("NO_ADDRESS", "We have no whole postal address of yours."),
                                    ("BUDGET", "What may be sent that way this month is used up."),
                                    ("STOPPED", "You texted STOP."),
                                    ("NOT_REACHED", "Texts did not reach your number."),
                                    ("NOT_TAKEN", "Your number or address was not taken."),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=20)),
                        ("takes_replies", models.BooleanField(default=False)),
                        ("reference", models.CharField(max_length=120, unique=True)),
                        ("ident", models.CharField(blank=True, max_length=64)),
                        ("begun_at", models.DateTimeField()),
                        ("taken_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("counted_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=["number", "-id"],
                                name="carriages_to_number",
                            ),
                            models.Index(
                                condition=models.Q(("ident", ""), _negated=True),
                                fields=["ident"],
                                name="carriages_by_ident",
                            ),
                            models.Index(fields=["way", "taken_at"], name="carriages_taken"),
                            models.Index(
                                condition=models.Q(("state", "BEGUN")), fields=["way"], name="carriages_begun"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "INSTEAD"), models.Q(("why", ""), _negated=True)),
                                    models.Q(models.Q(("state", "INSTEAD"), _negated=True), ("why", "")),
                                    _connector="OR",
                                ),
                                name="carriage_instead_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["BEGUN", "INSTEAD"]), ("taken_at__isnull", False), _connector="OR"
                                ),
                                name="carriage_was_taken",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
