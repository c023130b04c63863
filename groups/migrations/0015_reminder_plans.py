import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from coproduction.kit.tables import Tables

USUAL = {7, 1}  # days before a meeting, as a group has them that changed nothing


def carry_over(apps, schema_editor):
    """What a group chose other than usual becomes its plans: the days it added, and the usual ones it does not want."""
    group, plan = apps.get_model("groups", "Group"), apps.get_model("groups", "Plan")
    rows = []
    for pk, days in group.objects.values_list("pk", "remind_days").iterator(chunk_size=500):
        chosen = {day for day in days if isinstance(day, int) and 0 <= day <= 31}
        rows += [plan(group_id=pk, kind="MEETING", amount=day, on=True) for day in sorted(chosen - USUAL)]
        rows += [plan(group_id=pk, kind="MEETING", amount=day, on=False) for day in sorted(USUAL - chosen)]
    plan.objects.bulk_create(rows, batch_size=500)


def carry_back(apps, schema_editor):
    """The days before a meeting that are on. Hours, papers and times after a meeting have no place there."""
    group, plan = apps.get_model("groups", "Group"), apps.get_model("groups", "Plan")
    changed = {}
    days = plan.objects.filter(kind="MEETING", unit="DAYS", side="BEFORE")
    for pk, amount, on in days.values_list("group", "amount", "on"):
        changed.setdefault(pk, {})[amount] = on
    for one in group.objects.only("remind_days").iterator(chunk_size=500):
        on = dict.fromkeys(USUAL, True) | changed.get(one.pk, {})
        one.remind_days = sorted((day for day in on if on[day]), reverse=True)
        one.save(update_fields=["remind_days"])


def name_times(apps, schema_editor):
    """So many days before becomes the key of a time."""
    reminder = apps.get_model("groups", "Reminder")
    for days in set(reminder.objects.values_list("days", flat=True)):
        reminder.objects.filter(days=days).update(plan=f"{days}-days")


def count_days(apps, schema_editor):
    """Only days before a meeting can be told in days; of other times it is forgotten that they were posted."""
    reminder = apps.get_model("groups", "Reminder")
    reminder.objects.exclude(kind="MEETING").delete()
    reminder.objects.exclude(plan__regex=r"^[0-9]+-days$").delete()
    for plan in set(reminder.objects.values_list("plan", flat=True)):
        reminder.objects.filter(plan=plan).update(days=int(plan.split("-")[0]))


class Migration(migrations.Migration):
    dependencies = [("groups", "0014_carriers")]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Plan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("amount", models.PositiveSmallIntegerField(default=0)),
                        (
                            "unit",
                            models.CharField(
                                choices=[("HOURS", "hours"), ("DAYS", "days")], default="DAYS", max_length=5
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("BEFORE", "before"), ("AFTER", "after")], default="BEFORE", max_length=6
                            ),
                        ),
                        ("with_papers", models.BooleanField(default=False)),
                        ("on", models.BooleanField(default=True)),
                        ("since_at", models.DateTimeField(null=True)),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reminder_plans",
                                to="groups.group",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("group", "kind", "amount", "unit", "side"),
                                name="one_plan_for_a_time",
                                violation_error_message="There is a reminder at this time already.",
                            ),
                            models.CheckConstraint(
                                condition=Q(unit="DAYS", amount__lte=31)
                                | Q(unit="HOURS", amount__gte=1, amount__lte=72),
                                name="a_plan_is_near",
                                violation_error_message="Choose up to 31 days, or up to 72 hours.",
                            ),
                            models.CheckConstraint(
                                condition=Q(side__in=("BEFORE", "AFTER")), name="a_plan_is_before_or_after"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PutOff",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("thing", models.CharField(max_length=120)),
                        ("until_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("back_at", models.DateTimeField(null=True)),
                        ("times", models.PositiveSmallIntegerField(default=0)),
                        (
                            "letter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="groups.letter"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="put_offs", to="groups.person"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["until_at"], condition=Q(back_at=None), name="put_offs_to_come_back")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "kind", "thing"), name="one_put_off_for_a_reminder"
                            ),
                            models.CheckConstraint(
                                condition=Q(until_at=None, ended_at__isnull=False)
                                | Q(until_at__isnull=False, ended_at=None),
                                name="put_off_or_ended",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField("reminder", "kind", models.CharField(default="MEETING", max_length=20), False),
        migrations.AddField("reminder", "plan", models.CharField(default="", max_length=20), False),
        migrations.RemoveConstraint("reminder", "reminded_once_a_version"),
        migrations.RunPython(carry_over, carry_back),
        migrations.RunPython(name_times, count_days),
    ]
