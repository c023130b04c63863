"""Which messages have been kept long enough. A migration of its own, so that messages come in while all of them are read."""

from django.db import migrations, models
from django.db.models import Q

from coproduction.kit.tables import IndexInUse


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("feedback", "0033_digests_again")]

    operations = [
        IndexInUse(
            "inbound",
            models.Index(
                fields=["settled_at"],
                condition=~Q(raw=b"") | Q(state="TAKEN") & ~Q(below=""),
                name="inbound_as_it_came",
            ),
        ),
        IndexInUse(
            "inbound",
            models.Index(
                fields=["settled_at"], condition=Q(person=None) | Q(state="DROPPED"), name="inbound_of_nobody"
            ),
        ),
        migrations.RemoveIndex("inbound", "inbound_to_wipe"),
    ]
