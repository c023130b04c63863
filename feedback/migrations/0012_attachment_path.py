"""Where a file lies follows from its number, and nobody reads the column that repeats it."""

from django.db import migrations, models


def fill_again(apps, schema_editor):
    """Going back, each row gets what it had: the folder, the first two signs of its number, its number."""
    rows = apps.get_model("feedback", "Attachment").objects.using(schema_editor.connection.alias)
    for pk in rows.filter(path=None).values_list("pk", flat=True).iterator():
        rows.filter(pk=pk).update(path=f"attachments/{str(pk)[:2]}/{pk}")


class Migration(migrations.Migration):
    dependencies = [("feedback", "0011_public")]

    operations = [
        # Read from the bottom when going back: an empty column, filled, then kept by the database again.
        migrations.AlterField("attachment", "path", models.CharField(max_length=100, null=True, unique=True)),
        migrations.RunPython(migrations.RunPython.noop, fill_again),
        migrations.RemoveField("attachment", "path"),
    ]
