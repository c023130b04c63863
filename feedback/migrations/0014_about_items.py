"""An item of an agenda is about one topic, or one thing the group said."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0013_from_the_notes"),
        ("groups", "0008_notes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="subject", to="groups.item"
                    ),
                ),
                (
                    "said",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="subjects",
                        to="feedback.said",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="subjects",
                        to="feedback.topic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(topic=None, said__isnull=False) | Q(topic__isnull=False, said=None),
                        name="about_a_topic_or_an_entry",
                        violation_error_message="Choose a topic or something you said, not both.",
                    ),
                ],
            },
        ),
    ]  # fmt: skip
