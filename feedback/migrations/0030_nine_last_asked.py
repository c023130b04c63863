from django.db import migrations, models

from coproduction.kit.tables import IndexInUse


class Migration(migrations.Migration):
    """When members of a group were asked last: the clock asks each minute."""

    atomic = False

    dependencies = [("feedback", "0029_nine_again")]

    operations = [
        IndexInUse("ingredientsasking", models.Index(fields=["group", "-closed_at"], name="ingredients_last_asked")),
    ]
