from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0016_reminders_by_plan"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stem", models.CharField(max_length=120)),
                ("about", models.CharField(blank=True, max_length=120)),
                ("shared", models.JSONField()),
                ("letters", models.JSONField()),
                ("at", models.DateTimeField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("stuck_at", models.DateTimeField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["about"], name="mailings_about")]},
        ),
    ]
