from django.db import migrations, models

from coproduction.kit.tables import IndexInUse


class Migration(migrations.Migration):
    """A migration of its own, so that history is written on while all of it is read."""

    atomic = False
    dependencies = [("groups", "0026_audit")]

    operations = [
        IndexInUse("event", models.Index(fields=["id"], condition=models.Q(key=""), name="events_unlinked")),
    ]
