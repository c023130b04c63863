"""A letter by post may have been cut: its words are kept like those that can be read only here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0030_needs_yes")]

    operations = [
        migrations.AlterField(
            "letter",
            "way",
            models.CharField(
                blank=True,
                choices=[
                    ("EMAIL", "by email"),
                    ("TEXT", "by text message"),
                    ("POST", "by post"),
                    ("CUT", "by post"),
                    ("KEPT", "kept here"),
                    ("BATCH", "by email, together with others"),
                ],
                max_length=10,
            ),
        ),
    ]
