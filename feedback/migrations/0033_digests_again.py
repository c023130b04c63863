"""Whoever had once only a role without a digest got none in any role after it. The clock looks at these roles again."""

from django.db import migrations

BY_HABIT = ("FACILITATOR", "CO_FACILITATOR", "POINT_OF_CONTACT", "SPONSOR", "MEMBER")


def look_again(apps, schema_editor):
    without = apps.get_model("feedback", "Subscription").objects.filter(frequency="NEVER", chosen_at=None)
    held = apps.get_model("groups", "Membership").objects.filter(left_at=None, role__in=BY_HABIT)
    held.filter(person__in=without.values("person")).update(habits_given=False)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0032_noticed"), ("groups", "0030_needs_yes")]

    operations = [migrations.RunPython(look_again, migrations.RunPython.noop, elidable=True)]
