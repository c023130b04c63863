"""A yes of its own to keeping what somebody needs.

Whoever told what they need before there was a yes of its own had written it on a page that said who can read it and that they can
take it away. That is written down as what it was, so that they can see it and take it back.

Each step is done by itself: none holds the people while it reads other tables, so nobody who is using the site is stuck with it.
"""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

BEFORE = (
    "You wrote down what you need on a page that said who can read it, and that you can take it away. That was before we asked for a "
    "yes of its own. If you did not mean it as a yes, take it back."
)


def carry_over(apps, schema_editor):
    person, consent = apps.get_model("groups", "Person"), apps.get_model("groups", "Consent")
    told = Q(pk__in=[])
    for name in ("Reply", "Sheet"):
        rows = apps.get_model("groups", name).objects.exclude(needs="")
        told |= Exists(rows.filter(membership__person=OuterRef("pk")))
    those = person.objects.filter(told | ~Q(access_needs="") | ~Q(communication_needs=""))
    now = timezone.now()
    for one in those.iterator():
        consent.objects.create(person=one, wording=BEFORE, given_at=one.joined_at or now)
        one.may_keep_needs = True
        one.save(update_fields=["may_keep_needs"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("groups", "0029_rights")]

    operations = [
        migrations.AddField(
            "person",
            "may_keep_needs",
            models.BooleanField("we may keep what you need", default=False, db_default=False),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop, atomic=True),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=Q(may_keep_needs=True) | Q(access_needs="", communication_needs=""),
                name="needs_are_kept_with_a_yes",
            ),
        ),
    ]
