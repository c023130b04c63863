"""Months, quarters and years as they were counted. The database refuses to change or delete one, as it does for sent words.

PostgreSQL has `feedback_refuse` since 0002. SQLite drops the guards when Django remakes the table: whoever alters it lays
them again.
"""

import django.db.models.deletion
from django.db import migrations, models

STAYS = "What was counted once is never changed."
GUARDS = {"period_stays": "UPDATE", "period_is_never_deleted": "DELETE"}


def lay(apps, schema_editor):
    for name, deed in GUARDS.items():
        if schema_editor.connection.vendor == "postgresql":
            does = f"FOR EACH ROW EXECUTE FUNCTION feedback_refuse('{STAYS}')"
        else:
            does = f"BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON feedback_period {does}", None)


def lift(apps, schema_editor):
    on = " ON feedback_period" if schema_editor.connection.vendor == "postgresql" else ""
    for name in GUARDS:
        schema_editor.execute(f"DROP TRIGGER {name}{on}", None)


class Migration(migrations.Migration):
    dependencies = [("groups", "0017_letters_to_many"), ("feedback", "0019_pledges")]

    operations = [
        migrations.CreateModel(
            "Period",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("MONTH", "Month"), ("QUARTER", "Quarter"), ("YEAR", "Year")], max_length=7
                    ),
                ),
                ("starts_on", models.DateField()),
                ("figures", models.JSONField()),
                ("told", models.JSONField(default=dict)),
                ("notes", models.JSONField(default=list)),
                ("frozen_at", models.DateTimeField()),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="periods", to="groups.group"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("group", "kind", "starts_on"), name="each_period_once")
                ],
            },
        ),
        migrations.RunPython(lay, lift),
    ]
