"""A new group can take time to become one: until a day nobody from the system puts something before it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0017_letters_to_many"),
    ]

    operations = [
        migrations.AddField(
            model_name="group",
            name="forming_until_on",
            field=models.DateField(blank=True, null=True, verbose_name="we take time to become a group until"),
        ),
    ]
