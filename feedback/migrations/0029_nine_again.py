"""That somebody was reminded of one of the nine ingredients, or of how members see them."""

import django.db.models.deletion
from django.db import migrations, models

from coproduction.kit.tables import Tables


class Migration(migrations.Migration):
    dependencies = [("feedback", "0028_closing_guards"), ("groups", "0030_needs_yes")]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="NineNudge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("which", models.PositiveSmallIntegerField()),
                        ("said_at", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="nine_nudges",
                                to="groups.group",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("group", "which", "said_at"), name="each_nudge_about_nine_once"
                            )
                        ]
                    },
                ),
            ]
        ),
    ]
