from django.db import migrations, models
from django.db.models.functions import Now


def finish(apps, schema_editor):
    """What hangs on words that are taken back goes with them from now on; what the clock had not come to goes here."""
    gone = {"post__withdrawn_on__isnull": False}
    pieces = apps.get_model("feedback", "Piece").objects.filter(said__sent_at=None, **gone).exclude(words="")
    numbers = list(pieces.values_list("pk", flat=True))
    apps.get_model("feedback", "Piece").objects.filter(pk__in=numbers).update(words="", said_by=None, shown_as="GROUP")
    files = apps.get_model("feedback", "Attachment").objects.filter(removed_at=None, **gone)
    numbers = list(files.values_list("pk", flat=True))
    apps.get_model("feedback", "Attachment").objects.filter(pk__in=numbers).update(removed_at=Now())


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0024_small"),
        ("groups", "0024_due"),
    ]

    operations = [
        migrations.AddIndex(
            "report",
            models.Index(
                fields=["look_by"],
                condition=models.Q(decided_at=None, nudged_at=None),
                name="reports_nobody_looked_at",
            ),
        ),
        migrations.RunPython(finish, migrations.RunPython.noop),
    ]
