"""Complaints about how data is handled, and where a yes to keeping what somebody needs is written down."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from coproduction.kit.tables import Tables


class Migration(migrations.Migration):
    dependencies = [("groups", "0028_signing_in")]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Complaint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=120, verbose_name="your name")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="your email address")),
                        ("words", models.TextField(max_length=4000, verbose_name="what is wrong")),
                        ("made_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        ("nag_on", models.DateField()),
                        ("seen_words", models.TextField(blank=True, max_length=2000, verbose_name="what happens now")),
                        ("seen_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.TextField(blank=True, max_length=4000, verbose_name="what came of it")),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="complaints",
                                to="groups.organisation",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="complaints",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "seen_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("words", ""), _negated=True), name="a_complaint_says_what_is_wrong"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("person__isnull", False), models.Q(("email", ""), _negated=True), _connector="OR"
                                ),
                                name="whoever_complains_can_be_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("seen_at", None), ("seen_by", None), ("seen_words", "")),
                                    models.Q(
                                        models.Q(("seen_words", ""), _negated=True),
                                        ("seen_at__isnull", False),
                                        ("seen_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_complaint_seen_by_and_at",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                                    models.Q(
                                        models.Q(("answer", ""), _negated=True),
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_complaint_answered_by_and_at",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["organisation", "-id"], name="complaints_of_organisation"),
                            models.Index(
                                condition=models.Q(("answered_at", None)), fields=["nag_on"], name="complaints_to_nag"
                            ),
                            models.Index(
                                condition=models.Q(("answered_at__isnull", False)),
                                fields=["answered_at"],
                                name="complaints_answered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("wording", models.TextField()),
                        ("given_at", models.DateTimeField()),
                        (
                            "scribe",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="groups.membership",
                            ),
                        ),
                        ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                        ("deleted", models.CharField(blank=True, max_length=300, verbose_name="what was deleted")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="consents",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("taken_back_at", None)),
                                fields=("person",),
                                name="one_yes_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("wording", ""), _negated=True), name="a_yes_is_to_some_words"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("deleted", ""), ("taken_back_at", None)),
                                    models.Q(
                                        ("taken_back_at__isnull", False), models.Q(("deleted", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="taken_back_says_what_was_deleted",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("taken_back_at__isnull", False)),
                                fields=["taken_back_at"],
                                name="consents_taken_back",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
