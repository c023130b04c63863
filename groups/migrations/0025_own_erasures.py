import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

OPEN = Q(dropped_at=None, done_at=None)
BECAUSE = [
    ("ASKED", "They asked for it"),
    ("GONE", "They left every group a year ago"),
    ("OPERATOR", "They asked whoever keeps the site"),
    ("AGAIN", "They were erased before an older backup was restored"),
]


class Migration(migrations.Migration):
    dependencies = [("groups", "0024_due")]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("because", models.CharField(choices=BECAUSE, default="ASKED", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="erasures", to="groups.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(dropped_at=None) | Q(done_at=None), name="erasure_done_or_dropped"
                    ),
                    models.UniqueConstraint(fields=["person"], condition=OPEN, name="one_open_erasure"),
                ],
                "indexes": [models.Index(fields=["due_at"], condition=OPEN, name="erasures_due")],
            },
        ),
        migrations.AddIndex(
            "membership",
            models.Index(fields=["left_at"], condition=Q(left_at__isnull=False), name="places_left"),
        ),
    ]
