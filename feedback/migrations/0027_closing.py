"""Closing a group: who asked and who agreed, and who sees to what was still owed an answer."""

import django.db.models.deletion
from django.db import migrations, models

from coproduction.kit.tables import Tables


class Migration(migrations.Migration):
    dependencies = [("feedback", "0026_access"), ("groups", "0029_rights")]

    operations = [
        migrations.AlterField(
            model_name="inbound",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("AUTOMATIC", "It was written by a machine, not by a person."),
                    ("UNKNOWN", "It answers no letter of ours that we know of."),
                    ("LATE", "It came more than 30 days after our letter."),
                    ("LEFT", "You are not in that group now."),
                    ("GONE", "What it answers is not there any more."),
                    ("CLOSED", "The group is closed. Its record stays as it is."),
                    ("SENDER", "It came from another email address than yours."),
                    ("EMPTY", "We found no words of your own in it."),
                    ("UNREADABLE", "We could not read it. It may be damaged, or have no text in it."),
                    ("TOO_BIG", "It was bigger than we can take. Pictures and files make an email big."),
                    ("TOO_LONG", "It was longer than one piece can be."),
                    ("WISH", "It asked us to stop texts, or to start again."),
                    ("TOO_MANY", "More came from you in one day than we can take."),
                ],
                max_length=12,
            ),
        ),
        Tables(
            [
                migrations.CreateModel(
                    name="Closing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField(max_length=1000)),
                        ("asked_at", models.DateTimeField()),
                        ("seconded_at", models.DateTimeField(blank=True, null=True)),
                        ("dropped_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("CLOSE", "Close the group"), ("OPEN", "Open the group again")], max_length=5
                            ),
                        ),
                        (
                            "came_of_it",
                            models.TextField(blank=True, max_length=2000, verbose_name="what came of our work"),
                        ),
                        (
                            "still_owed",
                            models.TextField(
                                blank=True, max_length=1000, verbose_name="what becomes of what still waits"
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="closings", to="groups.group"
                            ),
                        ),
                        (
                            "seconded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.membership",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("asked_by", models.F("seconded_by")), _negated=True),
                                name="closing_takes_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("seconded_at", None), ("seconded_by", None)),
                                    models.Q(("seconded_at__isnull", False), ("seconded_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="closing_seconded_by_and_at",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("dropped_at", None), ("seconded_at", None)),
                                fields=("group",),
                                name="one_open_closing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "OPEN"), models.Q(("came_of_it", ""), _negated=True), _connector="OR"
                                ),
                                name="a_closing_says_what_came_of_it",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandedOn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("handed_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "closing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handed_on",
                                to="feedback.closing",
                            ),
                        ),
                        (
                            "said",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handed_on",
                                to="feedback.said",
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("said",), name="handed_on_to_one_person"
                            )
                        ]
                    },
                ),
            ]
        ),
    ]
