from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0021_debt"),
        ("groups", "0021_scale"),
    ]

    operations = [
        migrations.AddIndex(
            "inbound",
            models.Index(
                fields=["settled_at"],
                condition=models.Q(state__in=["TAKEN", "DROPPED"]) & ~models.Q(raw=b""),
                name="inbound_to_wipe",
            ),
        ),
        migrations.AddIndex(
            "appeal",
            models.Index(
                fields=["look_by"],
                condition=models.Q(decided_at=None, nudged_at=None),
                name="appeals_nobody_looked_at",
            ),
        ),
    ]
