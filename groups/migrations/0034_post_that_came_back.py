"""Which address a letter by post went to, as a number that tells nobody, so that one that comes back stops the next."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0033_their_side")]

    operations = [
        migrations.AddField("carriage", "place", models.CharField(blank=True, db_default="", max_length=32)),
        migrations.AlterField(
            "carriage",
            "why",
            models.CharField(
                blank=True,
                choices=[
                    ("NO_NUMBER", "We have no mobile number of yours."),
                    ("NO_ADDRESS", "We have no whole postal address of yours."),
                    ("BUDGET", "What may be sent that way this month is used up."),
                    ("STOPPED", "You texted STOP."),
                    ("NOT_REACHED", "Texts did not reach your number."),
                    ("NOT_TAKEN", "Your number or address was not taken."),
                    ("NO_POST", "A letter by post to your address did not arrive."),
                ],
                max_length=12,
            ),
        ),
    ]
