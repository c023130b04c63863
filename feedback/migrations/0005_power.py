import django.db.models.deletion
from django.db import migrations, models

from coproduction.kit.tables import Tables

# What the database itself sees to: a topic is not discussed without something on its map (its card is a constraint), the
# map loses nothing, and what stood before stays. SQLite drops a table's triggers when Django remakes the table: a later
# migration that alters one of these tables must run `lay` again. `tests/feedback/power/test_database.py` notices.
NO_MAP = "It needs its card and map before it can be discussed."
MAP_STAYS = "Nothing on the map is ever deleted."
CHANGE_STAYS = "What stood before stays."
POSTGRES = [
    f"""CREATE OR REPLACE FUNCTION feedback_needs_its_map() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM feedback_mapitem WHERE topic_id = NEW.id) THEN
        RAISE EXCEPTION '{NO_MAP}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW; END $$""",
    """CREATE TRIGGER discussed_with_its_map BEFORE INSERT OR UPDATE ON feedback_topic FOR EACH ROW
    WHEN (NEW.discussion_opened_at IS NOT NULL) EXECUTE FUNCTION feedback_needs_its_map()""",
    f"""CREATE TRIGGER map_stays BEFORE DELETE ON feedback_mapitem FOR EACH ROW
    EXECUTE FUNCTION feedback_refuse('{MAP_STAYS}')""",
    f"""CREATE TRIGGER change_stays BEFORE UPDATE OR DELETE ON feedback_powerchange FOR EACH ROW
    EXECUTE FUNCTION feedback_refuse('{CHANGE_STAYS}')""",
]
POSTGRES_BACK = [
    "DROP TRIGGER discussed_with_its_map ON feedback_topic",
    "DROP TRIGGER map_stays ON feedback_mapitem",
    "DROP TRIGGER change_stays ON feedback_powerchange",
    "DROP FUNCTION feedback_needs_its_map()",
]
_MAPLESS = f"""WHEN NEW.discussion_opened_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM feedback_mapitem WHERE topic_id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{NO_MAP}'); END"""
SQLITE = [
    f"CREATE TRIGGER begun_with_its_map BEFORE INSERT ON feedback_topic {_MAPLESS}",
    f"CREATE TRIGGER discussed_with_its_map BEFORE UPDATE ON feedback_topic {_MAPLESS}",
    f"CREATE TRIGGER map_stays BEFORE DELETE ON feedback_mapitem BEGIN SELECT RAISE(ABORT, '{MAP_STAYS}'); END",
    f"CREATE TRIGGER change_stays BEFORE UPDATE ON feedback_powerchange BEGIN SELECT RAISE(ABORT, '{CHANGE_STAYS}'); END",
    f"""CREATE TRIGGER change_is_never_deleted BEFORE DELETE ON feedback_powerchange
    BEGIN SELECT RAISE(ABORT, '{CHANGE_STAYS}'); END""",
]
SQLITE_BACK = [f"DROP TRIGGER {statement.split()[2]}" for statement in SQLITE]


def _run(schema_editor, postgres, sqlite):
    for statement in postgres if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement, None)


def lay(apps, schema_editor):
    _run(schema_editor, POSTGRES, SQLITE)


def lift(apps, schema_editor):
    _run(schema_editor, POSTGRES_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0004_talk"),
        ("groups", "0002_who_to_turn_to"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Judgement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("INFORMED", "Informed"),
                                    ("CONSULTED", "Consulted"),
                                    ("DESIGNING", "Designing together"),
                                    ("DECIDING", "Deciding together"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Judging",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "declared",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("INFORMED", "Informed"),
                                    ("CONSULTED", "Consulted"),
                                    ("DESIGNING", "Designing together"),
                                    ("DECIDING", "Deciding together"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("until_on", models.DateField(verbose_name="last day to answer")),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judgings",
                                to="feedback.topic",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at", None)), fields=["until_on"], name="judgings_to_close"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)), fields=("topic",), name="one_judging_at_a_time"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MapItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("what", models.CharField(max_length=200, verbose_name="what")),
                        (
                            "state",
                            models.CharField(
                                choices=[("OPEN", "Open to change"), ("PARTLY", "Partly open"), ("FIXED", "Fixed")],
                                max_length=6,
                                verbose_name="can it change",
                            ),
                        ),
                        ("why", models.TextField(blank=True, max_length=1000, verbose_name="why")),
                        ("at", models.DateTimeField()),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="map_items",
                                to="feedback.topic",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "OPEN"), models.Q(("why", ""), _negated=True), _connector="OR"
                                ),
                                name="fixed_says_why",
                                violation_error_message="Say why it is fixed, or only partly open.",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="PowerChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("headline", models.CharField(max_length=300)),
                        ("before", models.TextField(blank=True)),
                        ("after", models.TextField(blank=True)),
                        ("why", models.TextField(blank=True)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="power_changes",
                                to="feedback.topic",
                            ),
                        ),
                    ],
                    options={"indexes": [models.Index(fields=["topic", "-id"], name="power_changes_of_topic")]},
                ),
                migrations.CreateModel(
                    name="Provision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("BRIEFING", "A briefing in plain words"),
                                    ("NUMBERS", "The numbers that staff have"),
                                    ("NEGOTIABLE", "What is open to change"),
                                    ("EXPERIENCE", "Room for personal experience beside the data"),
                                    ("REHEARSAL", "A rehearsal before we meet leaders"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note", models.CharField(max_length=400, verbose_name="what is there")),
                        ("link", models.URLField(blank=True, max_length=300, verbose_name="where to find it")),
                        ("owner", models.CharField(max_length=120, verbose_name="who sees to it")),
                        ("done_on", models.DateField(verbose_name="since when")),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="provisions",
                                to="feedback.topic",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("topic", "part"), name="one_provision_of_a_part")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Waiver",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("BRIEFING", "A briefing in plain words"),
                                    ("NUMBERS", "The numbers that staff have"),
                                    ("NEGOTIABLE", "What is open to change"),
                                    ("EXPERIENCE", "Room for personal experience beside the data"),
                                    ("REHEARSAL", "A rehearsal before we meet leaders"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.TextField(max_length=1000, verbose_name="why go without it")),
                        ("asked_at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("WITHOUT", "The group decided to go without it"),
                                    ("KEEP", "The group did not agree to go without it"),
                                    ("ENDED", "It is there after all"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="waivers", to="feedback.topic"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("outcome", "")),
                                fields=("topic", "part"),
                                name="one_waiver_asked_at_a_time",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("outcome", "WITHOUT")),
                                fields=("topic", "part"),
                                name="one_waiver_in_force",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", ""), ("settled_at", None)),
                                    models.Q(models.Q(("outcome", ""), _negated=True), ("settled_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="waiver_settled_with_an_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="going_without_says_why"
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="WaiverVote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("agrees", models.BooleanField()),
                        ("at", models.DateTimeField()),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "waiver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="feedback.waiver"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("waiver", "membership"), name="one_word_each_on_a_waiver")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="WasThere",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("BRIEFING", "A briefing in plain words"),
                                    ("NUMBERS", "The numbers that staff have"),
                                    ("NEGOTIABLE", "What is open to change"),
                                    ("EXPERIENCE", "Room for personal experience beside the data"),
                                    ("REHEARSAL", "A rehearsal before we meet leaders"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("really", models.BooleanField()),
                        ("at", models.DateTimeField()),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="was_there",
                                to="feedback.topic",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("topic", "part", "membership"), name="one_view_of_a_part_each"
                            )
                        ]
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="topic",
            name="binds",
            field=models.TextField(blank=True, max_length=1000, verbose_name="what binds them"),
        ),
        migrations.AddField(
            model_name="topic",
            name="challenge",
            field=models.TextField(blank=True, max_length=1000, verbose_name="how to challenge it"),
        ),
        migrations.AddField(
            model_name="topic",
            name="component",
            field=models.CharField(blank=True, max_length=20, verbose_name="part of personalised care"),
        ),
        migrations.AddField(
            model_name="topic",
            name="decides",
            field=models.CharField(blank=True, max_length=200, verbose_name="who decides"),
        ),
        migrations.AddField(
            model_name="topic",
            name="decides_when",
            field=models.CharField(blank=True, max_length=200, verbose_name="when they decide"),
        ),
        migrations.AddField(
            model_name="topic",
            name="discussion_opened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="topic",
            name="influence",
            field=models.CharField(
                blank=True,
                choices=[
                    ("INFORMED", "Informed"),
                    ("CONSULTED", "Consulted"),
                    ("DESIGNING", "Designing together"),
                    ("DECIDING", "Deciding together"),
                ],
                max_length=10,
                verbose_name="how much say we have",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                condition=models.Q(("component", ""), _negated=True),
                fields=("group", "component"),
                name="one_topic_per_component",
                violation_error_message="Your group already has this topic.",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discussion_opened_at", None),
                    models.Q(
                        models.Q(("decides", ""), _negated=True),
                        models.Q(("decides_when", ""), _negated=True),
                        models.Q(("binds", ""), _negated=True),
                        models.Q(("challenge", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="discussed_with_its_card",
                violation_error_message="It needs its card and map before it can be discussed.",
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="judging",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="judgements", to="feedback.judging"
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.UniqueConstraint(fields=("judging", "membership"), name="one_judgement_each"),
        ),
        migrations.RunPython(lay, lift),
    ]
