from django.db import migrations, models


def all_are_written(apps, schema_editor):
    """What is not written yet would be lost: the earlier version does not know how to read who they were."""
    if apps.get_model("groups", "Mailing").objects.exclude(audience="").exists():
        raise RuntimeError("Letters to many wait to be written. Let a worker run for a minute, then go back.")


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0020_surveys"),
    ]

    operations = [
        migrations.AddField("mailing", "audience", models.CharField(blank=True, max_length=60)),
        migrations.AddField("mailing", "newest", models.JSONField(default=dict)),
        migrations.AlterField("mailing", "done", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("membership", "habits_given", models.BooleanField(default=False)),
        migrations.AddIndex(
            "membership",
            models.Index(fields=["id"], condition=models.Q(habits_given=False), name="new_in_their_role"),
        ),
        migrations.AddField("meeting", "needs_forgotten", models.BooleanField(default=False)),
        migrations.AddIndex(
            "meeting",
            models.Index(fields=["ends_at"], condition=models.Q(needs_forgotten=False), name="meetings_to_forget_of"),
        ),
        migrations.AddIndex(
            "poll", models.Index(fields=["id"], condition=models.Q(forgotten_at=None), name="polls_to_forget")
        ),
        migrations.RunPython(migrations.RunPython.noop, all_are_written),
    ]
