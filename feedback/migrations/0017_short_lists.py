"""The digest is of a person only; and the short lists of a group each end along an index, however much the group has said."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("feedback", "0016_digest_of_a_person")]

    operations = [
        migrations.RemoveField("subscription", "membership"),
        migrations.AlterField(
            "subscription",
            "person",
            models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="digest", to="groups.person"
            ),
        ),
        migrations.AddIndex(
            "said",
            models.Index(
                fields=["group", "-moved_at", "-id"], condition=Q(stage__in=["DOING", "DID", "CANNOT", "ANSWERED"]),
                name="said_moved",
            ),
        ),
        migrations.AddIndex(
            "said",
            models.Index(
                fields=["group", "opened_at", "id"], condition=Q(stage__in=["SENT", "HEARD", "DOING", "CLAIMED"]),
                name="said_waiting_longest",
            ),
        ),
        migrations.AddIndex(
            "step",
            models.Index(
                fields=["group", "-at", "-id"], condition=Q(kind="VERDICT", inside_only=False), name="steps_said_partly"
            ),
        ),
    ]  # fmt: skip
