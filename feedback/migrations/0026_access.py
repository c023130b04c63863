import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from coproduction.kit.tables import Tables


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0025_due"),
        ("groups", "0025_own_erasures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Emergency",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField(max_length=1000)),
                        ("asked_at", models.DateTimeField()),
                        ("seconded_at", models.DateTimeField(blank=True, null=True)),
                        ("dropped_at", models.DateTimeField(blank=True, null=True)),
                        ("pages", models.PositiveIntegerField(default=0)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="emergencies",
                                to="groups.group",
                            ),
                        ),
                        (
                            "seconded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None), ("seconded_at__isnull", False)),
                                fields=["seconded_at"],
                                name="emergencies_going_on",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("asked_by", models.F("seconded_by")), _negated=True),
                                name="emergency_takes_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("seconded_at", None), ("seconded_by", None)),
                                    models.Q(("seconded_at__isnull", False), ("seconded_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="emergency_seconded_by_and_at",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("dropped_at", None), ("ended_at", None)),
                                fields=("group",),
                                name="one_emergency_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ended_at", None), ("seconded_at__isnull", False), _connector="OR"),
                                name="an_emergency_ends_after_it_began",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Export",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField(max_length=1000)),
                        ("asked_at", models.DateTimeField()),
                        ("seconded_at", models.DateTimeField(blank=True, null=True)),
                        ("dropped_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="exports", to="groups.group"
                            ),
                        ),
                        (
                            "seconded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.membership",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("asked_by", models.F("seconded_by")), _negated=True),
                                name="export_takes_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("seconded_at", None), ("seconded_by", None)),
                                    models.Q(("seconded_at__isnull", False), ("seconded_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="export_seconded_by_and_at",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("dropped_at", None), ("seconded_at", None)),
                                fields=("group",),
                                name="one_open_export",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
