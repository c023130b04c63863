import django.db.models.deletion
from django.db import migrations, models

from coproduction.kit.tables import Tables


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0010_ways"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=64, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("HARD", "no such address"),
                                    ("SOFT", "not this time"),
                                    ("COMPLAINT", "not wanted"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "came_by",
                            models.CharField(choices=[("MAIL", "by mail"), ("HOOK", "from a provider")], max_length=4),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "letter",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="groups.letter",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Trouble",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("address", models.EmailField(max_length=254, unique=True)),
                        ("times", models.PositiveSmallIntegerField(default=0)),
                        ("first_at", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                    ],
                ),
            ]
        ),
        migrations.AddField(
            model_name="letter",
            name="came_back_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="suppression",
            name="bounced",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="suppression",
            name="code",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="groups.letter"
            ),
        ),
        migrations.AddField(
            model_name="suppression",
            name="code_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="suppression",
            name="complained_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="suppression",
            name="trial",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="groups.letter"
            ),
        ),
        migrations.AlterField(
            model_name="suppression",
            name="reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state", "SENT"), ("way", "EMAIL")),
                fields=["finished_at"],
                name="letters_sent_by_email",
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.CheckConstraint(
                condition=models.Q(("bounced", True), ("complained_at__isnull", False), _connector="OR"),
                name="suppression_has_a_reason",
            ),
        ),
    ]
