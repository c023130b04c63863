import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0003_replies_by_email"),
    ]

    operations = [
        migrations.CreateModel(
            name="Action",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.group"),
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
        ),
        migrations.CreateModel(
            name="ActionReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="groups.action"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ActionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["group", "due_on", "id"], name="actions_open"
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["group", "-ended_at", "-id"], name="actions_ended"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["due_on"], name="actions_to_remind_of"),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("what", ""), _negated=True), name="an_action_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("ending__in", ("", "DONE", "NOT_NEEDED"))), name="an_action_ends_in_two_ways"
            ),
        ),
        migrations.AddConstraint(
            model_name="actionreminder",
            constraint=models.UniqueConstraint(fields=("action", "due_on", "rung"), name="each_action_reminder_once"),
        ),
        migrations.AddConstraint(
            model_name="actionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "MOVED"), _negated=True),
                    models.Q(
                        ("now_on__isnull", False), ("was_on__isnull", False), models.Q(("words", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="a_date_moves_with_a_reason",
                violation_error_message="Say why the date moves.",
            ),
        ),
    ]
