from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Whom a removal is about says their side first, unless it is for somebody's safety. What is open now gets the week, too."""

    dependencies = [("groups", "0032_letters_not_taken")]

    operations = [
        migrations.AddField("removal", "for_safety", models.BooleanField(default=False, db_default=False)),
        migrations.AddField(
            "removal", "their_side", models.TextField(max_length=2000, blank=True, default="", db_default="")
        ),
        migrations.AddField("removal", "side_said_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddConstraint(
            "removal",
            models.CheckConstraint(
                condition=Q(their_side="", side_said_at=None) | (~Q(their_side="") & Q(side_said_at__isnull=False)),
                name="removal_side_and_at",
            ),
        ),
    ]
