"""What sponsors say of the seven steps, and how members see them. The database refuses to change or delete a look.

PostgreSQL has `feedback_refuse` since 0002. SQLite drops the guards when Django remakes the table: whoever alters it lays
them again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from coproduction.kit.tables import Tables

STAYS = "What was said of a step on a day is never changed."
GUARDS = {"step_look_stays": "UPDATE", "step_look_is_never_deleted": "DELETE"}


def lay(apps, schema_editor):
    for name, deed in GUARDS.items():
        if schema_editor.connection.vendor == "postgresql":
            does = f"FOR EACH ROW EXECUTE FUNCTION feedback_refuse('{STAYS}')"
        else:
            does = f"BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON feedback_steplook {does}", None)


def lift(apps, schema_editor):
    on = " ON feedback_steplook" if schema_editor.connection.vendor == "postgresql" else ""
    for name in GUARDS:
        schema_editor.execute(f"DROP TRIGGER {name}{on}", None)


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0022_scale"),
        ("groups", "0021_scale"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="StepLook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "step",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Senior leaders agree to stand up for co-production"),
                                    (2, "An open and fair way to find a range of people"),
                                    (3, "Ways to reward and thank people for what they give"),
                                    (4, "Early in each project, think where co-production can really change something"),
                                    (5, "Build it into our work, so that it becomes our way of working"),
                                    (6, "Train and develop staff and people"),
                                    (7, "Look at it often and report, until it is “We said, We did”"),
                                ]
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("NOT_BEGUN", "Not begun"),
                                    ("BEGUN", "Begun"),
                                    ("OUR_WAY", "Part of how we work"),
                                ],
                                max_length=9,
                                verbose_name="how far",
                            ),
                        ),
                        ("sentence", models.CharField(max_length=300)),
                        ("shows", models.TextField(blank=True, max_length=1000, verbose_name="what shows it")),
                        ("link", models.URLField(blank=True, max_length=500, verbose_name="link")),
                        (
                            "change",
                            models.CharField(
                                choices=[
                                    ("FIRST", "New"),
                                    ("ON", "Moved on"),
                                    ("BACK", "Moved back"),
                                    ("SAME", "The same"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("looked_at", models.DateTimeField()),
                        (
                            "before",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="after",
                                to="feedback.steplook",
                            ),
                        ),
                        (
                            "looked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.organisation"
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["organisation", "step", "-id"], name="looks_of_step")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("step__gte", 1), ("step__lte", 7), models.Q(("sentence", ""), _negated=True)
                                ),
                                name="a_look_has_a_step_and_a_sentence",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "NOT_BEGUN"), models.Q(("shows", ""), _negated=True), _connector="OR"
                                ),
                                name="what_has_begun_can_be_shown",
                                violation_error_message="Say what people can look at. It shows that this is so.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("before", None), ("change", "FIRST")),
                                    models.Q(models.Q(("change", "FIRST"), _negated=True), ("before__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_change_is_since_a_look_before",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("before", None)),
                                fields=("organisation", "step"),
                                name="one_first_look_a_step",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StepsAsking",
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
                        ("could_answer", models.PositiveIntegerField()),
                        ("answered", models.PositiveIntegerField(default=0)),
                        ("counts", models.JSONField()),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.organisation"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at", None)), fields=["closes_at"], name="steps_to_close"
                            ),
                            models.Index(fields=["organisation", "-opened_at"], name="steps_askings"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("organisation",),
                                name="one_asking_of_seven_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MaySee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("has_answered", models.BooleanField(default=False)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="asked",
                                to="feedback.stepsasking",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("asking", "person"), name="asked_about_seven_once")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="StepStanding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "step",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Senior leaders agree to stand up for co-production"),
                                    (2, "An open and fair way to find a range of people"),
                                    (3, "Ways to reward and thank people for what they give"),
                                    (4, "Early in each project, think where co-production can really change something"),
                                    (5, "Build it into our work, so that it becomes our way of working"),
                                    (6, "Train and develop staff and people"),
                                    (7, "Look at it often and report, until it is “We said, We did”"),
                                ]
                            ),
                        ),
                        ("look_again_at", models.DateTimeField()),
                        ("nudged_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "look",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="feedback.steplook"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.organisation"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("nudged_at", None)),
                                fields=["look_again_at"],
                                name="steps_to_look_again",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "step"), name="one_standing_a_step")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NextAsking",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("ask_at", models.DateTimeField()),
                        (
                            "organisation",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.organisation"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["ask_at"], name="steps_to_ask")],
                    },
                ),
            ]
        ),
        migrations.RunPython(lay, lift),
    ]
