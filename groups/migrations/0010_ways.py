"""A group looks at its ways of working twice a year. Those that are there count as looked at when the group began."""

from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.db import migrations, models

from coproduction.kit.tables import Tables


def looked_at_when_it_began(apps, schema_editor):
    groups = apps.get_model("groups", "Group").objects.using(schema_editor.connection.alias)
    for one in groups.exclude(ways_of_working="").iterator():
        began_on = one.created_at.astimezone(ZoneInfo(one.time_zone)).date()
        groups.filter(pk=one.pk).update(ways_looked_on=began_on)


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0009_dates"),
    ]

    operations = [
        migrations.AddField(
            model_name="group",
            name="ways_looked_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="when the group last looked at its ways of working"
            ),
        ),
        migrations.AddField(
            model_name="purpose",
            name="ways_of_working",
            field=models.TextField(blank=True, max_length=6000, verbose_name="new ways of working, if it brings some"),
        ),
        Tables(
            [
                migrations.CreateModel(
                    name="WaysReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("closes_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("ways", models.JSONField()),
                        ("could_answer", models.PositiveIntegerField()),
                        ("answered", models.PositiveIntegerField(default=0)),
                        ("counts", models.JSONField()),
                        ("lines", models.JSONField(default=list)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[("KEPT", "We keep them"), ("CHANGED", "We wrote new ones")],
                                max_length=7,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.membership",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ways_reviews",
                                to="groups.group",
                            ),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at", None)), fields=["closes_at"], name="ways_reviews_open"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("decided_at", None)),
                                fields=("group",),
                                name="one_review_of_ways_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        models.Q(("outcome", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_review_of_ways_is_closed_then_decided",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MayReviewWays",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("has_answered", models.BooleanField(default=False)),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="asked",
                                to="groups.waysreview",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("review", "membership"), name="asked_about_ways_once")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="WaysNudge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("due_on", models.DateField()),
                        ("at", models.DateTimeField()),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ways_nudges",
                                to="groups.group",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("group", "due_on"), name="each_nudge_about_ways_once")
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(looked_at_when_it_began, migrations.RunPython.noop),
    ]
