"""Where the group is on its way, looking at its impact every half year, and its nine ingredients."""

import django.db.models.deletion
from django.db import migrations, models

from coproduction.kit.tables import Tables


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0017_short_lists"),
        ("groups", "0018_journey"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="ImpactReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "what_changed",
                            models.TextField(max_length=3000, verbose_name="what has changed because of us"),
                        ),
                        (
                            "what_grew",
                            models.TextField(max_length=3000, verbose_name="how our confidence and skills have grown"),
                        ),
                        ("reviewed_at", models.DateTimeField()),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="impact_reviews",
                                to="groups.group",
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["group", "-reviewed_at"], name="impact_reviews_of_group")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("what_changed", ""), _negated=True),
                                    models.Q(("what_grew", ""), _negated=True),
                                ),
                                name="a_review_of_impact_says_both",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
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
                                    ("SAY", "We want to say it"),
                                    ("PURPOSE", "Our purpose should change"),
                                    ("LEARN", "We want to learn it"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("words", models.TextField(max_length=1000)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.membership",
                            ),
                        ),
                        (
                            "said",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="feedback.said",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="findings",
                                to="feedback.impactreview",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("words", ""), _negated=True), name="a_finding_has_words"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_at", None), ("kind", "SAY"), ("said__isnull", False)),
                                    models.Q(models.Q(("kind", "SAY"), _negated=True), ("said", None)),
                                    _connector="OR",
                                ),
                                name="what_we_want_to_say_is_a_draft",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_at", None), ("done_by", None)),
                                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_finding_is_done_by_someone",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Ingredient",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "which",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Investment in people, so that we meet on a level playing field"),
                                    (2, "A joint statement of purpose"),
                                    (3, "Results one can see, that make a difference"),
                                    (4, "Feedback, and a conversation that goes on"),
                                    (5, "Commitment from senior leaders"),
                                    (6, "Up-to-date information"),
                                    (7, "A point of contact in the system"),
                                    (8, "Time to grow and to find a good way of working"),
                                    (9, "A facilitator with a working link to the system"),
                                ]
                            ),
                        ),
                        (
                            "view",
                            models.CharField(
                                choices=[("YES", "Yes"), ("PARTLY", "Partly"), ("NO", "No")],
                                max_length=6,
                                verbose_name="is it there?",
                            ),
                        ),
                        ("sentence", models.CharField(max_length=300)),
                        ("noted_at", models.DateTimeField()),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ingredients",
                                to="groups.group",
                            ),
                        ),
                        (
                            "noted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
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
                        "constraints": [
                            models.UniqueConstraint(fields=("group", "which"), name="each_ingredient_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("which__gte", 1), ("which__lte", 9), models.Q(("sentence", ""), _negated=True)
                                ),
                                name="nine_with_a_sentence",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="IngredientsAsking",
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
                        ("lines", models.JSONField(default=list)),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ingredients_askings",
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
                                condition=models.Q(("closed_at", None)),
                                fields=["closes_at"],
                                name="ingredients_to_close",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("group",),
                                name="one_asking_of_nine_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MayView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("has_answered", models.BooleanField(default=False)),
                        (
                            "asking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="asked",
                                to="feedback.ingredientsasking",
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
                            models.UniqueConstraint(fields=("asking", "membership"), name="asked_about_nine_once")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Move",
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
                                    (1, "Commitment and leadership of the system"),
                                    (2, "Contact and connect"),
                                    (3, "Agree a common purpose"),
                                    (4, "Facilitate the process"),
                                    (5, "Co-produce personalised care"),
                                    (6, "Review impact, confidence and skills"),
                                ]
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("NOW", "We work on it now"),
                                    ("DONE", "Done for now"),
                                    ("AGAIN", "Back to this step"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("words", models.TextField(max_length=1000, verbose_name="how we can tell")),
                        (
                            "waits_on",
                            models.CharField(
                                blank=True,
                                choices=[("SPONSOR", "Our sponsors"), ("POINT_OF_CONTACT", "Our points of contact")],
                                max_length=20,
                            ),
                        ),
                        ("waits_for", models.CharField(blank=True, max_length=300)),
                        ("proposed_at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("CONFIRMED", "Confirmed"),
                                    ("WITHDRAWN", "Taken back"),
                                    ("LAPSED", "Not confirmed in time"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "part_words",
                            models.TextField(blank=True, max_length=1000, verbose_name="what they say of their part"),
                        ),
                        ("part_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="groups.group"
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.meeting",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.paper",
                            ),
                        ),
                        (
                            "part_by",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="feedback.said",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["group", "step", "-settled_at"], name="moves_of_group")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("settled_at", None)),
                                fields=("group", "step"),
                                name="one_open_move_a_step",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("step__gte", 1), ("step__lte", 6), models.Q(("words", ""), _negated=True)
                                ),
                                name="a_move_has_a_step_and_words",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", ""), ("settled_at", None)),
                                    models.Q(models.Q(("outcome", ""), _negated=True), ("settled_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_settled_move_has_an_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("waits_for", ""), ("waits_on", "")),
                                    models.Q(
                                        models.Q(("waits_on", ""), _negated=True),
                                        models.Q(("waits_for", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="we_wait_for_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("part_at", None), ("part_by", None), ("part_words", "")),
                                    models.Q(
                                        ("part_at__isnull", False),
                                        ("part_by__isnull", False),
                                        models.Q(("part_words", ""), _negated=True),
                                        models.Q(("waits_on", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_part_is_told_in_words",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MoveYes",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "move",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="yeses", to="feedback.move"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("move", "membership"), name="one_yes_a_member")]
                    },
                ),
                migrations.CreateModel(
                    name="TalkedView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("views", models.JSONField()),
                        ("words", models.TextField(max_length=1000, verbose_name="in a few words")),
                        ("written_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
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
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="talked_views",
                                to="groups.group",
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
                            models.UniqueConstraint(
                                condition=models.Q(("confirmed_at", None)),
                                fields=("group",),
                                name="one_talked_view_waits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_talked_view_is_confirmed_by_someone",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="ImpactNudge",
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
                                related_name="impact_nudges",
                                to="groups.group",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("group", "due_on"), name="each_nudge_about_impact_once")
                        ],
                    },
                ),
            ]
        ),
    ]
