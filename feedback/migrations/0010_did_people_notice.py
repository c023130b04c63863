"""Did people notice? Half done, milestones, and looking again at what was done.

What was done before this begins is asked about from its next day on: nobody gets a heap of letters for what is long past.
"""

from calendar import monthrange
from datetime import date
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.db import migrations, models

from coproduction.kit.tables import Tables

NEVER_DELETED = ("feedback_moveddate", "feedback_asking", "feedback_noticing", "feedback_choice", "feedback_review")
ROW_STAYS, DATE_STAYS = "Nothing of the chain is ever deleted.", "A date that moved stays in the record as it was."


def lay(apps, schema_editor):
    """The database sees to it that no old date and no answer is lost, whoever writes to it."""
    if schema_editor.connection.vendor == "postgresql":
        refuse = "FOR EACH ROW EXECUTE FUNCTION feedback_refuse"
        laid = [
            f"CREATE TRIGGER never_deleted BEFORE DELETE ON {table} {refuse}('{ROW_STAYS}')" for table in NEVER_DELETED
        ]
        laid.append(f"CREATE TRIGGER date_stays BEFORE UPDATE ON feedback_moveddate {refuse}('{DATE_STAYS}')")
    else:
        laid = [
            f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{ROW_STAYS}'); END"
            for table in NEVER_DELETED
        ]
        laid.append(
            "CREATE TRIGGER date_stays BEFORE UPDATE ON feedback_moveddate "
            f"BEGIN SELECT RAISE(ABORT, '{DATE_STAYS}'); END"
        )
    for statement in laid:
        schema_editor.execute(statement, None)


def lift(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for table in NEVER_DELETED:
        name = f"never_deleted ON {table}" if postgres else f"{table}_never_deleted"
        schema_editor.execute(f"DROP TRIGGER {name}", None)
    schema_editor.execute(f"DROP TRIGGER date_stays{' ON feedback_moveddate' if postgres else ''}", None)


def months_after(day, months):
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plan(apps, schema_editor):
    """For what was done before: the next day to ask, if one is still ahead, and the day to look at it again."""
    said = apps.get_model("feedback", "Said")
    today, lot = date.today(), []  # noqa: DTZ011 (a day more or less does no harm here)
    done = said.objects.filter(stage__in=("DID", "ANSWERED"), did_at__isnull=False).select_related("group")
    for one in done.iterator(chunk_size=500):
        did_on = one.did_at.astimezone(ZoneInfo(one.group.time_zone)).date()
        one.review_on = months_after(did_on, 12)
        one.ask_on = next((day for day in (months_after(did_on, 3), one.review_on) if day > today), None)
        lot.append(one)
        if len(lot) == 500:
            said.objects.bulk_update(lot, ["ask_on", "review_on"])
            lot = []
    said.objects.bulk_update(lot, ["ask_on", "review_on"])


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0009_safety"),
        ("groups", "0002_who_to_turn_to"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Asking",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField()),
                        ("months", models.PositiveSmallIntegerField(choices=[(3, "3 months"), (12, "12 months")])),
                        ("again", models.PositiveSmallIntegerField(default=0)),
                        ("opened_on", models.DateField()),
                        ("closes_on", models.DateField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("NOTICED", "Some people noticed"),
                                    ("UNNOTICED", "Nobody noticed"),
                                    ("NO_ANSWERS", "Nobody answered"),
                                    ("OVERTAKEN", "It was opened again meanwhile"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("counts", models.JSONField(blank=True, default=dict)),
                        (
                            "said",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="askings", to="feedback.said"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["closes_on", "id"],
                                name="askings_to_close",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("said", "round", "months", "again"), name="asked_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)), fields=("said",), name="one_asking_open"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at", None), ("result", "")),
                                    models.Q(("closed_at__isnull", False), models.Q(("result", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="a_closed_asking_has_a_result",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Choice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("turn", models.PositiveSmallIntegerField()),
                        (
                            "choice",
                            models.CharField(
                                choices=[
                                    ("OPEN", "Open it again"),
                                    ("FINE", "It is fine"),
                                    ("AGAIN", "Ask again in 3 months"),
                                ],
                                max_length=6,
                                verbose_name="what happens now?",
                            ),
                        ),
                        ("why", models.TextField(blank=True, max_length=1000, verbose_name="why")),
                        ("at", models.DateTimeField()),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("choice", "FINE"), ("why", ""), _negated=True),
                                name="it_is_fine_says_why",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Doubt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField()),
                        ("turn", models.PositiveSmallIntegerField(default=1)),
                        ("opened_on", models.DateField()),
                        ("closes_on", models.DateField()),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "settled_as",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("OPEN", "Open it again"),
                                    ("FINE", "It is fine"),
                                    ("AGAIN", "Ask again in 3 months"),
                                    ("OVERTAKEN", "Something happened before it was settled"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "asking",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="doubt", to="feedback.asking"
                            ),
                        ),
                        (
                            "said",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="doubts", to="feedback.said"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("settled_at", None)),
                                fields=["closes_on", "id"],
                                name="doubts_to_settle",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("settled_at", None)), fields=("said",), name="one_doubt_open"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("settled_as", ""), ("settled_at", None)),
                                    models.Q(
                                        ("settled_at__isnull", False), models.Q(("settled_as", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_settled_doubt_says_how",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LateNudge",
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
                                choices=[
                                    ("PASSED", "Those who promised it, when the date has passed"),
                                    ("DEPUTY", "Their deputies too, two working days later"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "deed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="nudges", to="feedback.deed"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("deed", "due_on", "rung"), name="each_rung_of_a_date_once")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Noticing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                choices=[
                                    ("YES", "Yes, I noticed"),
                                    ("LITTLE", "A little"),
                                    ("NO", "No"),
                                    ("CANNOT_SAY", "I can’t say"),
                                ],
                                max_length=10,
                                verbose_name="did you notice?",
                            ),
                        ),
                        ("words", models.TextField(blank=True, max_length=1000, verbose_name="what did you notice?")),
                        ("may_show", models.BooleanField(default=False, verbose_name="others may read my words")),
                        ("at", models.DateTimeField()),
                        (
                            "asking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="noticings",
                                to="feedback.asking",
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
                        "constraints": [
                            models.UniqueConstraint(fields=("asking", "membership"), name="one_answer_to_an_asking")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField()),
                        ("due_on", models.DateField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("STILL_TRUE", "Still true"),
                                    ("CHANGED", "Changed"),
                                    ("REOPENED", "Open it again"),
                                    ("ENDED", "Ended"),
                                ],
                                max_length=10,
                                verbose_name="what did you find?",
                            ),
                        ),
                        ("words", models.TextField(blank=True, max_length=2000, verbose_name="what has changed?")),
                        ("proposed_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("holds", models.BooleanField(blank=True, null=True)),
                        ("note", models.CharField(blank=True, max_length=1000, verbose_name="what did you see?")),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.membership",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "said",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="feedback.said"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("confirmed_at", None)),
                                fields=("said", "round"),
                                name="one_review_to_confirm",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("confirmed_at", None), ("confirmed_by", None), ("holds", None)),
                                    models.Q(
                                        ("confirmed_at__isnull", False),
                                        ("confirmed_by__isnull", False),
                                        ("holds__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="review_confirmed_by_and_at",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", None),
                                    models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_second_reader_is_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("outcome", "STILL_TRUE"), models.Q(("words", ""), _negated=True), _connector="OR"
                                ),
                                name="anything_but_still_true_says_what",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="ReviewNudge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("due_on", models.DateField()),
                        ("rung", models.PositiveSmallIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "said",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="review_nudges",
                                to="feedback.said",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("said", "due_on", "rung"), name="each_review_nudge_once")
                        ]
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="claim",
            name="extent",
            field=models.CharField(
                choices=[("ALL", "All of it"), ("HALF", "Half of it, or a part")],
                default="ALL",
                max_length=4,
                verbose_name="how much of it",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="left",
            field=models.TextField(blank=True, max_length=2000, verbose_name="what is left to do"),
        ),
        migrations.AddField(
            model_name="claim",
            name="rest",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rest_of",
                to="feedback.deed",
            ),
        ),
        migrations.AddField(
            model_name="deed",
            name="kind",
            field=models.CharField(
                choices=[("ACTION", "An action"), ("MILESTONE", "A milestone")],
                default="ACTION",
                max_length=10,
                verbose_name="what it is",
            ),
        ),
        migrations.AddField(
            model_name="said",
            name="ask_on",
            field=models.DateField(blank=True, null=True, verbose_name="when people are asked if they noticed"),
        ),
        migrations.AddField(
            model_name="said",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="said",
            name="half_done_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="said",
            name="review_on",
            field=models.DateField(blank=True, null=True, verbose_name="when it is looked at again"),
        ),
        migrations.AddField(
            model_name="said",
            name="unnoticed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["due_on", "id"], name="deeds_to_do_anywhere"
            ),
        ),
        migrations.AddIndex(
            model_name="said",
            index=models.Index(
                condition=models.Q(("ask_on__isnull", False)), fields=["ask_on", "id"], name="said_to_ask_about"
            ),
        ),
        migrations.AddIndex(
            model_name="said",
            index=models.Index(
                condition=models.Q(("review_on__isnull", False)), fields=["group", "review_on"], name="said_to_review"
            ),
        ),
        migrations.AddIndex(
            model_name="said",
            index=models.Index(
                condition=models.Q(("review_on__isnull", False)),
                fields=["review_on", "id"],
                name="said_to_review_anywhere",
            ),
        ),
        migrations.AddIndex(
            model_name="said",
            index=models.Index(
                condition=models.Q(("did_at__isnull", False)), fields=["group", "-did_at", "-id"], name="said_done"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("extent", "ALL"), ("left", ""), ("rest", None)),
                    models.Q(("extent", "HALF"), ("rest__isnull", False), models.Q(("left", ""), _negated=True)),
                    _connector="OR",
                ),
                name="half_done_says_what_is_left",
            ),
        ),
        migrations.AddField(
            model_name="choice",
            name="doubt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="choices", to="feedback.doubt"
            ),
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.UniqueConstraint(fields=("doubt", "turn", "membership"), name="one_choice_a_turn"),
        ),
        migrations.RunPython(lay, lift),
        migrations.RunPython(plan, migrations.RunPython.noop),
    ]
