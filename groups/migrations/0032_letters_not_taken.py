from django.db import migrations, models
from django.db.models import Q

from coproduction.kit.tables import IndexInUse


class Migration(migrations.Migration):
    """A migration of its own, so that letters are posted and sent while all of them are read."""

    atomic = False
    dependencies = [("groups", "0031_cut_on_paper")]

    operations = [
        IndexInUse(
            "letter",
            models.Index(
                fields=["first_tried_at"], condition=~Q(state="SENT") & ~Q(trouble=""), name="letters_not_taken"
            ),
        ),
    ]
