"""Letters in Easy Read: a look of their own, and their words beside the others."""

from django.db import migrations, models

LOOKS = [
    ("STANDARD", "As most people get them"),
    ("LARGE", "Large print"),
    ("SPACED", "Large print, with one sentence on each line"),
    ("EASY", "Easy Read: short sentences with pictures"),
]


class Migration(migrations.Migration):
    dependencies = [("groups", "0034_post_that_came_back")]

    operations = [
        migrations.AlterField("preference", "look", models.CharField(choices=LOOKS, default="STANDARD", max_length=10)),
        migrations.AddField("letter", "easy", models.TextField("in Easy Read", blank=True, default="", db_default="")),
    ]
