from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0011_bounces"),
    ]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="way",
            field=models.CharField(
                blank=True,
                choices=[
                    ("EMAIL", "by email"),
                    ("TEXT", "by text message"),
                    ("POST", "by post"),
                    ("KEPT", "kept here"),
                    ("BATCH", "by email, together with others"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="preference",
            name="channel",
            field=models.CharField(
                choices=[
                    ("EMAIL", "By email"),
                    ("TEXT", "By text message"),
                    ("POST", "By post"),
                    ("KEPT", "Only here, when I sign in"),
                ],
                default="EMAIL",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="preference",
            name="frequency",
            field=models.CharField(
                choices=[
                    ("AT_ONCE", "Soon after it happens"),
                    ("DAILY", "Together, once a day"),
                    ("WEEKLY", "Together, once a week"),
                    ("FORTNIGHT", "Together, every two weeks"),
                    ("MONTHLY", "Together, once a month"),
                ],
                default="AT_ONCE",
                max_length=10,
            ),
        ),
    ]
