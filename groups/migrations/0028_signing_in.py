"""Tries that are counted in the database, and browsers people signed in with before.

allauth kept the address of whoever asked for a new password in a list of its own, and would have let an address that somebody
had before sign in. The list is to be empty.
"""

import django.db.models.deletion
from django.db import migrations, models

from coproduction.kit.tables import Tables

TABLES = [
    migrations.CreateModel(
        name="Kept",
        fields=[
            ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
            ("value", models.TextField(default="null")),
            ("times", models.PositiveIntegerField(default=0)),
            ("until_at", models.DateTimeField()),
        ],
        options={"indexes": [models.Index(fields=["until_at"], name="kept_until")]},
    ),
    migrations.CreateModel(
        name="KnownBrowser",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("seal", models.CharField(max_length=64)),
            ("first_on", models.DateField()),
            ("seen_on", models.DateField()),
            (
                "person",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="known_browsers", to="groups.person"
                ),
            ),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=["person", "seal"], name="one_seal_for_each_browser")],
            "indexes": [models.Index(fields=["seen_on"], name="browsers_seen")],
        },
    ),
]


def empty_the_list(apps, schema_editor):
    apps.get_model("account", "EmailAddress").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("groups", "0027_history_in_use"), ("account", "0009_emailaddress_unique_primary_email")]

    operations = [Tables(TABLES), migrations.RunPython(empty_the_list, migrations.RunPython.noop)]
