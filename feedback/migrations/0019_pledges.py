import django.db.models.deletion
from django.db import migrations, models

from coproduction.kit.tables import Tables

LINES = ("feedback_commitmentline", "feedback_programmeline")
STAYS = "What became of a promise or a programme is never changed."


def lay(apps, schema_editor):
    """Lines of history stay as they are, whoever writes to the database."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table in LINES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION feedback_refuse('{STAYS}')"
            if postgres
            else f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
            None,
        )


def lift(apps, schema_editor):
    for table in LINES:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_stays{on}", None)


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0018_journey"),
        ("groups", "0019_pledges"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Commitment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("what", models.TextField(max_length=600, verbose_name="what you promise")),
                        (
                            "gives",
                            models.CharField(
                                choices=[
                                    ("MONEY", "Money"),
                                    ("TIME", "Time"),
                                    ("PEOPLE", "People"),
                                    ("OTHER", "Something else"),
                                ],
                                max_length=10,
                                verbose_name="what you give for it",
                            ),
                        ),
                        ("how_much", models.CharField(max_length=200, verbose_name="how much")),
                        (
                            "investment",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("FACILITATION", "Facilitation"),
                                    ("LEARNING", "Knowledge, skills and confidence"),
                                    ("INFORMATION", "Information"),
                                    ("RELATIONSHIPS", "Relationships that go both ways"),
                                    ("TIME", "Time to develop"),
                                ],
                                max_length=13,
                                verbose_name="which of the five investments it is for",
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="by when")),
                        ("renew_on", models.DateField(verbose_name="when it is looked at again")),
                        ("is_public", models.BooleanField(default=False, verbose_name="on the public page")),
                        ("promised_at", models.DateTimeField()),
                        ("term", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("PROMISED", "Promised"),
                                    ("SHOWN", "Waits for the group"),
                                    ("KEPT", "Kept, says the group"),
                                    ("PARTLY", "Partly kept, says the group"),
                                    ("NOT_KEPT", "Not kept, says the group"),
                                    ("ENDED", "Not promised any more"),
                                ],
                                default="PROMISED",
                                max_length=10,
                            ),
                        ),
                        ("judged_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="groups.group",
                            ),
                        ),
                        (
                            "promised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="groups.membership",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["group", "due_on"], name="commitments_of_group"),
                            models.Index(
                                condition=models.Q(("state", "PROMISED")), fields=["due_on"], name="commitments_due"
                            ),
                            models.Index(
                                condition=models.Q(("state", "ENDED"), _negated=True),
                                fields=["renew_on"],
                                name="commitments_to_renew",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("what", ""), _negated=True), name="a_commitment_says_what"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("judged_at__isnull", False), ("state__in", ("KEPT", "PARTLY", "NOT_KEPT"))
                                    ),
                                    models.Q(("state__in", ("KEPT", "PARTLY", "NOT_KEPT")), _negated=True),
                                    _connector="OR",
                                ),
                                name="only_the_group_says_if_it_is_kept",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommitmentLine",
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
                                    ("PROMISED", "Promised"),
                                    ("MOVED", "The day was moved"),
                                    ("EVIDENCE", "What was done"),
                                    ("VERDICT", "The group says"),
                                    ("RENEWED", "Promised again"),
                                    ("ENDED", "Not promised any more"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("term", models.PositiveSmallIntegerField()),
                        ("words", models.TextField(max_length=2000)),
                        ("link", models.URLField(blank=True, max_length=500, verbose_name="link")),
                        ("from_on", models.DateField(blank=True, null=True)),
                        ("to_on", models.DateField(blank=True, null=True)),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("PROMISED", "Promised"),
                                    ("SHOWN", "Waits for the group"),
                                    ("KEPT", "Kept, says the group"),
                                    ("PARTLY", "Partly kept, says the group"),
                                    ("NOT_KEPT", "Not kept, says the group"),
                                    ("ENDED", "Not promised any more"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.membership",
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="feedback.commitment",
                            ),
                        ),
                        (
                            "said",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="feedback.said",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["commitment", "id"], name="commitment_lines")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("by", None),
                                        ("kind", "VERDICT"),
                                        ("verdict__in", ("KEPT", "PARTLY", "NOT_KEPT")),
                                    ),
                                    models.Q(
                                        models.Q(("kind", "VERDICT"), _negated=True),
                                        ("by__isnull", False),
                                        ("verdict", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_verdict_is_from_the_group",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "MOVED"), _negated=True),
                                    models.Q(
                                        ("from_on__isnull", False),
                                        ("to_on__isnull", False),
                                        models.Q(("words", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_moved_promise_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommitmentNudge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rung",
                            models.CharField(
                                choices=[
                                    ("SOON", "The leader, a week before"),
                                    ("PASSED", "The leader, when it has passed"),
                                    ("DEPUTY", "Whoever stands in for them too, two working days later"),
                                    ("RENEW", "The leader, after a year"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("day_on", models.DateField()),
                        ("at", models.DateTimeField()),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="nudges",
                                to="feedback.commitment",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("commitment", "rung", "day_on"), name="each_rung_of_a_commitment_once"
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField()),
                        (
                            "owed",
                            models.CharField(
                                choices=[
                                    ("SENT", "to hear it"),
                                    ("HEARD", "to answer it"),
                                    ("REASON", "to give the reason again"),
                                    ("SPONSOR", "to look at it again"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="a line for them")),
                        ("handed_at", models.DateTimeField()),
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
                            "handed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "said",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handovers",
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
                                condition=models.Q(("ended_at", None)),
                                fields=("said", "round", "owed"),
                                name="handed_to_one_person",
                                violation_error_message="Somebody else was asked already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_by", None)),
                                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_handover_is_ended_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("to", models.F("handed_by")), _negated=True),
                                name="nobody_hands_over_to_themselves",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Programme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("about", models.TextField(max_length=600, verbose_name="what it is about, in plain words")),
                        (
                            "stage_at_first",
                            models.CharField(
                                choices=[
                                    ("IDEA", "An idea"),
                                    ("SHAPING", "Being shaped"),
                                    ("OPTIONS", "Options, none chosen yet"),
                                    ("DRAFT", "A draft"),
                                    ("FINAL", "Decided already"),
                                ],
                                max_length=10,
                                verbose_name="how far it was",
                            ),
                        ),
                        ("first_on", models.DateField(verbose_name="when it first came to the group")),
                        (
                            "budget",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="money for working together"
                            ),
                        ),
                        (
                            "next_on",
                            models.DateField(blank=True, null=True, verbose_name="when it meets the group next"),
                        ),
                        ("reminded_for_on", models.DateField(blank=True, null=True)),
                        ("added_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
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
                        ("entries", models.ManyToManyField(blank=True, related_name="programmes", to="feedback.said")),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="programmes",
                                to="groups.group",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="programmes",
                                to="groups.membership",
                            ),
                        ),
                        ("topics", models.ManyToManyField(blank=True, related_name="programmes", to="feedback.topic")),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None), ("next_on__isnull", False)),
                                fields=["next_on"],
                                name="programmes_to_meet",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("group", "name"),
                                name="one_programme_of_a_name",
                                violation_error_message="There is a programme with this name already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_by", None)),
                                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_programme_is_ended_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("what", models.CharField(max_length=300)),
                        ("words", models.TextField(blank=True, max_length=1000, verbose_name="why")),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="feedback.programme",
                            ),
                        ),
                    ],
                    options={"indexes": [models.Index(fields=["programme", "id"], name="programme_lines")]},
                ),
            ]
        ),
        migrations.RunPython(lay, lift),
    ]
