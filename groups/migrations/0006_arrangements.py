import django.db.models.deletion
from django.db import migrations, models

import groups.checkouts.models
from coproduction.kit.tables import Tables


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0005_running"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="CheckOut",
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
                        ("group_from", models.DateTimeField(blank=True, null=True)),
                        ("could_answer", models.PositiveIntegerField()),
                        ("answered", models.PositiveIntegerField(default=0)),
                        ("counts", models.JSONField(default=groups.checkouts.models.no_answers)),
                        ("lines", models.JSONField(default=list)),
                        (
                            "meeting",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="check_out",
                                to="groups.meeting",
                            ),
                        ),
                        (
                            "opened_by",
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
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at", None)), fields=["closes_at"], name="check_outs_open"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at", None), ("group_from", None)),
                                    models.Q(("closed_at__isnull", False), ("group_from__isnull", False)),
                                    _connector="OR",
                                ),
                                name="check_out_closed_and_shown",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KindWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("written_at", models.DateTimeField()),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="kind_words",
                                to="groups.membership",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="MayCheckOut",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("has_answered", models.BooleanField(default=False)),
                        (
                            "check_out",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="groups.checkout"
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("check_out", "membership"), name="checked_out_once")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Preparation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nudged_at", models.DateTimeField(blank=True, null=True)),
                        ("asked_at", models.DateTimeField(blank=True, null=True)),
                        ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                        ("needed", models.PositiveIntegerField(default=0)),
                        ("arranged", models.PositiveIntegerField(default=0)),
                        ("there", models.JSONField(default=dict)),
                        (
                            "meeting",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="preparation",
                                to="groups.meeting",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Rest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("began_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rests",
                                to="groups.membership",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("membership",),
                                name="one_rest_at_a_time",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="WasItThere",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("YES", "Yes"),
                                    ("PARTLY", "Partly"),
                                    ("NO", "No"),
                                    ("AWAY", "I was not at the meeting"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=400, verbose_name="a word on it")),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="were_there",
                                to="groups.meeting",
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["membership", "answer"], name="was_it_there_of")],
                        "constraints": [
                            models.UniqueConstraint(fields=("meeting", "membership"), name="asked_once_a_meeting"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", ""), ("answered_at", None)),
                                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="there_answered_and_at",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Arrangement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "need",
                            models.CharField(
                                choices=[
                                    ("INTERPRETER", "Interpreter"),
                                    ("CAPTIONS", "Captions"),
                                    ("BREAKS", "Breaks"),
                                    ("LARGE_PRINT", "Large print"),
                                    ("SUPPORTER", "Supporter"),
                                    ("TRAVEL", "Travel"),
                                    ("OTHER", "Something else"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("arranged_at", models.DateTimeField(blank=True, null=True)),
                        ("how", models.CharField(blank=True, max_length=300, verbose_name="how it is arranged")),
                        ("seal", models.CharField(max_length=64)),
                        (
                            "arranged_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.membership",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="seen_to", to="groups.meeting"
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "sees_to_it",
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "membership", "need"), name="one_arrangement_a_need"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("arranged_at", None), ("arranged_by", None)),
                                    models.Q(("arranged_at__isnull", False), ("arranged_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="arranged_by_and_at",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("came", models.BooleanField()),
                        (
                            "because",
                            models.CharField(blank=True, max_length=200, verbose_name="the reason they offered"),
                        ),
                        ("noted_at", models.DateTimeField()),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attendances",
                                to="groups.meeting",
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "noted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["membership", "came"], name="attendance_of")],
                        "constraints": [
                            models.UniqueConstraint(fields=("meeting", "membership"), name="there_once_a_meeting"),
                            models.CheckConstraint(
                                condition=models.Q(("came", False), ("because", ""), _connector="OR"),
                                name="a_reason_for_being_away",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
