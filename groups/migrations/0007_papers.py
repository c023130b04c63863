import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from coproduction.kit.tables import Tables


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0006_arrangements"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Action",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("what", models.CharField(max_length=300, verbose_name="what is to be done")),
                        ("due_on", models.DateField()),
                        ("told_at", models.DateTimeField()),
                        ("written_at", models.DateTimeField()),
                        (
                            "ending",
                            models.CharField(
                                blank=True,
                                choices=[("DONE", "It is done"), ("NOT_NEEDED", "It is not needed any more")],
                                max_length=10,
                            ),
                        ),
                        ("happened", models.TextField(blank=True, max_length=2000, verbose_name="what happened")),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "ended_by",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.group"
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="groups.meeting",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
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
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)),
                                fields=["group", "due_on", "id"],
                                name="actions_open",
                            ),
                            models.Index(fields=["group", "-ended_at", "-id"], name="actions_ended"),
                            models.Index(
                                condition=models.Q(("ended_at", None)), fields=["due_on"], name="actions_to_remind_of"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("what", ""), _negated=True), name="an_action_says_what"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_by", None), ("ending", ""), ("happened", "")),
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        ("ended_by__isnull", False),
                                        models.Q(("ending", ""), _negated=True),
                                        models.Q(("happened", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_action_ends_with_what_happened",
                                violation_error_message="Say what happened.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ending__in", ("", "DONE", "NOT_NEEDED"))),
                                name="an_action_ends_in_two_ways",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ActionReminder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("due_on", models.DateField()),
                        (
                            "rung",
                            models.CharField(
                                choices=[("SOON", "Two days before"), ("PASSED", "The day has passed")], max_length=6
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "action",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reminders",
                                to="groups.action",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("action", "due_on", "rung"), name="each_action_reminder_once"
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="ActionStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("WRITTEN", "Written down"),
                                    ("MOVED", "The date moved"),
                                    ("HANDED_BACK", "Handed back"),
                                    ("TAKEN", "Taken on"),
                                    ("ENDED", "Ended"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("was_on", models.DateField(blank=True, null=True)),
                        ("now_on", models.DateField(blank=True, null=True)),
                        ("words", models.CharField(blank=True, max_length=400)),
                        (
                            "action",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="groups.action"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "to",
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "MOVED"), _negated=True),
                                    models.Q(
                                        ("now_on__isnull", False),
                                        ("was_on__isnull", False),
                                        models.Q(("words", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_date_moves_with_a_reason",
                                violation_error_message="Say why the date moves.",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Explained",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("word", models.CharField(max_length=80, verbose_name="the word")),
                        ("meaning", models.CharField(blank=True, max_length=400, verbose_name="what it means")),
                        ("asked_at", models.DateTimeField()),
                        ("explained_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "explained_by",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.group"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("group"),
                                django.db.models.functions.text.Lower("word"),
                                name="a_word_is_explained_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("word", ""), _negated=True), name="a_word_is_there"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("explained_at", None), ("explained_by", None), ("meaning", "")),
                                    models.Q(
                                        ("explained_at__isnull", False),
                                        ("explained_by__isnull", False),
                                        models.Q(("meaning", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_word_is_explained_by_someone",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Paper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        (
                            "staff_had_on",
                            models.DateField(blank=True, null=True, verbose_name="when staff first had it"),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "checked_on",
                            models.DateField(blank=True, null=True, verbose_name="when it was last checked"),
                        ),
                        ("taken_off_at", models.DateTimeField(blank=True, null=True)),
                        ("taken_off_because", models.CharField(blank=True, max_length=300)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "checked_by",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.group"
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="groups.item",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="groups.meeting",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="groups.membership",
                            ),
                        ),
                        (
                            "taken_off_by",
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
                                condition=models.Q(("taken_off_at", None)),
                                fields=["checked_on"],
                                name="papers_to_check",
                            ),
                            models.Index(fields=["group", "-id"], name="papers_of_group"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), _negated=True), name="a_paper_has_a_title"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("item", None), ("meeting__isnull", False), _connector="OR"),
                                name="a_paper_for_an_item_is_for_its_meeting",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("checked_by", None), ("checked_on", None)),
                                    models.Q(("checked_by__isnull", False), ("checked_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_paper_is_checked_by_someone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_off_at", None), ("taken_off_because", ""), ("taken_off_by", None)),
                                    models.Q(
                                        ("taken_off_at__isnull", False),
                                        ("taken_off_by__isnull", False),
                                        models.Q(("taken_off_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_paper_is_taken_off_with_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperFile",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("PAPER", "The paper"),
                                    ("EASY_READ", "Easy Read"),
                                    ("LARGE_PRINT", "Large print"),
                                    ("SOUND", "To listen to"),
                                    ("BSL", "In British Sign Language"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("link", models.URLField(blank=True, max_length=500)),
                        ("size", models.PositiveIntegerField(default=0)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        (
                            "content_type",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("application/pdf", "application/pdf"),
                                    (
                                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                    ),
                                    (
                                        "application/vnd.oasis.opendocument.text",
                                        "application/vnd.oasis.opendocument.text",
                                    ),
                                    ("audio/mpeg", "audio/mpeg"),
                                    ("audio/mp4", "audio/mp4"),
                                    ("audio/ogg", "audio/ogg"),
                                    ("audio/wav", "audio/wav"),
                                ],
                                max_length=80,
                            ),
                        ),
                        (
                            "scan",
                            models.CharField(
                                blank=True,
                                choices=[("CLEAN", "Checked"), ("NOT_SCANNED", "This site checks no files for harm")],
                                max_length=11,
                            ),
                        ),
                        ("added_at", models.DateTimeField()),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("form", "BSL"), ("size", 0), models.Q(("link", ""), _negated=True)),
                                    models.Q(
                                        models.Q(("form", "BSL"), _negated=True),
                                        ("link", ""),
                                        ("size__gt", 0),
                                        models.Q(("scan", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_paper_is_a_file_or_a_film",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="PaperNudge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("PROMISED", "Promised, and not here"), ("CHECK", "Time to check it again")],
                                max_length=8,
                            ),
                        ),
                        ("due_on", models.DateField()),
                        ("at", models.DateTimeField()),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="nudges", to="groups.paper"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("paper", "kind", "due_on"), name="each_paper_nudge_once")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="PaperVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("summary", models.TextField(max_length=2000, verbose_name="in short, in plain words")),
                        ("text", models.TextField(blank=True, max_length=40000, verbose_name="the paper in words")),
                        ("changed", models.CharField(blank=True, max_length=300, verbose_name="what is different")),
                        ("written_at", models.DateTimeField()),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="groups.paper"
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("paper", "number"), name="one_paper_a_version"),
                            models.CheckConstraint(
                                condition=models.Q(("summary", ""), _negated=True), name="a_paper_has_a_summary"
                            ),
                        ]
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="group",
            name="paper_days",
            field=models.PositiveSmallIntegerField(
                default=7,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)],
                verbose_name="days before a meeting by which papers are here",
            ),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.CheckConstraint(
                condition=models.Q(("paper_days__gte", 1), ("paper_days__lte", 60)), name="papers_come_before_a_meeting"
            ),
        ),
        migrations.AddField(
            model_name="explained",
            name="paper",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="unclear_words",
                to="groups.paper",
            ),
        ),
        migrations.AddField(
            model_name="paperfile",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="files", to="groups.paperversion"
            ),
        ),
    ]
