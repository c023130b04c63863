"""A line of a meeting's notes goes into the log: which one went where, and the step that says so."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0012_attachment_path"),
        ("groups", "0008_notes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="step",
            name="kind",
            field=models.CharField(
                choices=[
                    ("DRAFTED", "Drafted"),
                    ("REVISED", "Revised"),
                    ("WITHDRAWN", "Withdrawn"),
                    ("PUT", "Put"),
                    ("AGREED", "Agreed"),
                    ("BACK_TO_DRAFT", "Back To Draft"),
                    ("SENT", "Sent"),
                    ("HEARD", "Heard"),
                    ("DECIDED", "Decided"),
                    ("TAKEN_ON", "Taken On"),
                    ("MOVED", "Moved"),
                    ("DONE", "Done"),
                    ("CLAIMED", "Claimed"),
                    ("CHECKED", "Checked"),
                    ("NOT_YET_DONE", "Not Yet Done"),
                    ("VERDICT", "Verdict"),
                    ("ANSWERED", "Answered"),
                    ("REOPENED", "Reopened"),
                    ("CORRECTED", "Corrected"),
                    ("PUBLISHED", "Published"),
                    ("UNPUBLISHED", "Unpublished"),
                    ("BROUGHT_IN", "Brought In"),
                    ("TAKEN_OUT", "Taken Out"),
                    ("GATHERED", "Gathered"),
                    ("CHALLENGED", "Challenged"),
                    ("REASON_GIVEN", "Reason Given"),
                    ("FOUND", "Found"),
                    ("HALF_DONE", "Half Done"),
                    ("ASKED_IF_NOTICED", "Asked If Noticed"),
                    ("NOTICED", "Noticed"),
                    ("REVIEWED", "Reviewed"),
                    ("NOTED", "Noted"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="source", to="groups.notesline"
                    ),
                ),
                (
                    "said",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sources", to="feedback.said"
                    ),
                ),
            ],
        ),
    ]
