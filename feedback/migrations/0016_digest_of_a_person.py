"""A digest is of a person and tells of all their groups. Until now each membership had one.

Of what one person chose for several groups, the most frequent counts; a group that was *never* becomes a stopped one. What
was told last counts from the earliest: something may be told twice in this one week, and nothing is left out.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

OFTEN_FIRST = ["WEEKLY", "MONTHLY", "NEVER"]
HABITS = {"FACILITATOR": "WEEKLY", "CO_FACILITATOR": "WEEKLY", "POINT_OF_CONTACT": "WEEKLY", "SPONSOR": "MONTHLY"}


def join(apps, schema_editor):
    subscription, stop = apps.get_model("feedback", "Subscription"), apps.get_model("groups", "Stop")
    by_person = {}
    for one in subscription.objects.select_related("membership").order_by("id"):
        by_person.setdefault(one.membership.person_id, []).append(one)
    for person_id, several in by_person.items():
        kept = min(several, key=lambda one: OFTEN_FIRST.index(one.frequency))
        here = [one for one in several if one.membership.left_at is None] or several
        if kept.frequency != "NEVER":
            for one in here:
                if one.frequency == "NEVER":
                    stop.objects.get_or_create(
                        person_id=person_id, group_id=one.membership.group_id, kind="DIGEST",
                        defaults={"stopped_at": one.covers_from},
                    )  # fmt: skip
        kept.person_id, kept.covers_from = person_id, min(one.covers_from for one in here)
        if any(one.frequency != HABITS.get(one.membership.role) for one in several):  # somebody chose it
            kept.chosen_at = kept.covers_from
        subscription.objects.filter(pk__in=[one.pk for one in several if one.pk != kept.pk]).delete()
        kept.save()
    settle(schema_editor)


def part(apps, schema_editor):
    """Back: each membership of somebody has what they chose for all."""
    subscription, membership = apps.get_model("feedback", "Subscription"), apps.get_model("groups", "Membership")
    for one in subscription.objects.order_by("id"):
        members = list(membership.objects.filter(person_id=one.person_id, left_at=None).order_by("id"))
        if not members:
            one.delete()
            continue
        frequency = "WEEKLY" if one.frequency == "FORTNIGHT" else one.frequency
        subscription.objects.filter(pk=one.pk).update(membership=members[0], person=None, frequency=frequency)
        subscription.objects.bulk_create(
            subscription(
                membership=other, frequency=frequency, covers_from=one.covers_from, next_due_at=one.next_due_at, day=0
            )
            for other in members[1:]
        )
    settle(schema_editor)


def settle(schema_editor):
    """Whatever waits to be checked is checked now, so that the table can be changed afterwards."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE", None)


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0015_by_text"),
        ("groups", "0016_reminders_by_plan"),
    ]

    operations = [
        migrations.AlterField(
            model_name="subscription",
            name="membership",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="digest", to="groups.membership"
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="person",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="digest", to="groups.person"
            ),
        ),
        migrations.AlterField(
            model_name="subscription",
            name="frequency",
            field=models.CharField(
                choices=[
                    ("WEEKLY", "Once a week"), ("FORTNIGHT", "Every two weeks"),
                    ("MONTHLY", "Once a month, on the first working day"), ("NEVER", "Never"),
                ],
                max_length=10, verbose_name="how often",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="day",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"), (5, "Saturday"),
                    (6, "Sunday"),
                ],
                default=0, verbose_name="on which day",
            ),
        ),
        migrations.AddField("subscription", "chosen_at", models.DateTimeField(null=True)),
        migrations.AddField("subscription", "letter_key", models.CharField(blank=True, max_length=200)),
        migrations.AddConstraint(
            "subscription", models.CheckConstraint(condition=Q(day__lte=6), name="a_digest_has_its_day")
        ),
        migrations.RunPython(join, part),
    ]  # fmt: skip
