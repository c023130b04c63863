import django.db.models.deletion
from django.db import migrations, models

FIRST, SAID, LINES = "feedback_programme", "feedback_dispute", "feedback_programmeline"
REFUSED = {
    FIRST: (
        "how_early_stays", "How early a programme first came is never changed.",
        "OLD.stage_at_first <> NEW.stage_at_first OR OLD.first_on <> NEW.first_on",
    ),
    SAID: (
        "what_members_said_stays", "What members said about a programme, and the answer, are never changed.",
        "OLD.stage <> NEW.stage OR OLD.words <> NEW.words OR (OLD.answer <> '' AND OLD.answer <> NEW.answer)",
    ),
}  # fmt: skip
LINES_STAY = "What became of a promise or a programme is never changed."


def lay(apps, schema_editor):
    """What was said first stays, whoever writes to the database. On SQLite a table that was made anew has lost what it had."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table, (name, says, when) in REFUSED.items():
        begins = f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when})"
        ends = (
            f"EXECUTE FUNCTION feedback_refuse('{says}')" if postgres else f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
        schema_editor.execute(f"{begins} {ends}", None)
    lay_lines(apps, schema_editor)


def lay_lines(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER IF NOT EXISTS {LINES}_stays BEFORE UPDATE ON {LINES}"
            f" BEGIN SELECT RAISE(ABORT, '{LINES_STAY}'); END",
            None,
        )


def lift(apps, schema_editor):
    for table, (name, _, _) in REFUSED.items():
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}", None)


def forget(apps, schema_editor):
    """On the way back: lines from the group cannot stand where every line has somebody."""
    apps.get_model("feedback", "ProgrammeLine").objects.filter(by=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0023_steps"),
        ("groups", "0021_scale"),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="disputed",
            field=models.BooleanField(default=False, db_default=False),
        ),
        migrations.AddField(
            model_name="programme",
            name="stage_settled",
            field=models.CharField(
                blank=True,
                choices=[
                    ("IDEA", "An idea"),
                    ("SHAPING", "Being shaped"),
                    ("OPTIONS", "Options, none chosen yet"),
                    ("DRAFT", "A draft"),
                    ("FINAL", "Decided already"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="how far it was, as settled",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, lay_lines),
        migrations.AlterField(
            model_name="programmeline",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="groups.membership",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("IDEA", "An idea"),
                            ("SHAPING", "Being shaped"),
                            ("OPTIONS", "Options, none chosen yet"),
                            ("DRAFT", "A draft"),
                            ("FINAL", "Decided already"),
                        ],
                        max_length=10,
                        verbose_name="how far it was, say members",
                    ),
                ),
                (
                    "stage_before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("IDEA", "An idea"),
                            ("SHAPING", "Being shaped"),
                            ("OPTIONS", "Options, none chosen yet"),
                            ("DRAFT", "A draft"),
                            ("FINAL", "Decided already"),
                        ],
                        max_length=10,
                        verbose_name="what was settled before",
                    ),
                ),
                ("words", models.TextField(max_length=1000, verbose_name="what members saw")),
                ("said_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "Waits for an answer"),
                            ("ANSWERED", "Answered, not settled yet"),
                            ("AGREED", "Settled: it came later"),
                            ("DROPPED", "Settled: the answer stands"),
                            ("UPHELD", "Settled, says the group: it came later"),
                        ],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="the answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "settled_words",
                    models.TextField(blank=True, max_length=1000, verbose_name="why that settles it, or not"),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="groups.membership",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="feedback.programme"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["programme", "id"], name="disputes_of_programme"),
                    models.Index(
                        condition=models.Q(("reminded_at", None), ("state", "OPEN")),
                        fields=["said_at"],
                        name="disputes_to_answer",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("OPEN", "ANSWERED"))),
                        fields=("programme",),
                        name="one_dispute_at_a_time",
                        violation_error_message="Members have said this already, and it is not settled.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="a_dispute_says_what_members_saw"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None), ("state", "OPEN")),
                            models.Q(
                                models.Q(("state", "OPEN"), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_dispute_is_answered_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("state__in", ("OPEN", "ANSWERED"))),
                            models.Q(("settled_at__isnull", False), ("state__in", ("AGREED", "DROPPED", "UPHELD"))),
                            _connector="OR",
                        ),
                        name="a_dispute_is_settled_when_it_is_over",
                    ),
                ],
            },
        ),
        migrations.RunPython(lay, lift),
    ]
