from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0021_scale"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            "letter",
            models.Index(
                fields=["finished_at"],
                condition=Q(state="SENT", way__in=["EMAIL", "BATCH", "POST"], discreet=False, came_back_at=None)
                & ~Q(text=""),
                name="letters_read_elsewhere",
            ),
        ),
        migrations.AddIndex(
            "letter",
            models.Index(
                fields=["finished_at"], condition=Q(finished_at__isnull=False) & ~Q(text=""), name="letters_with_words"
            ),
        ),
        migrations.AddIndex(
            "letter",
            models.Index(
                fields=["finished_at"], condition=Q(finished_at__isnull=False, text=""), name="letters_without_words"
            ),
        ),
        migrations.AddIndex(
            "letter",
            models.Index(
                fields=["finished_at"], condition=Q(person=None, finished_at__isnull=False), name="letters_to_strangers"
            ),
        ),
        migrations.AddIndex("invitation", models.Index(fields=["expires_at"], name="invitations_run_out")),
        migrations.AddIndex(
            "event",
            models.Index(fields=["at"], condition=Q(group=None, about_kind="groups.person"), name="events_of_accounts"),
        ),
        # A table of allauth's, to which we may add no index by a model.
        migrations.RunSQL(
            "CREATE INDEX usersessions_last_seen ON usersessions_usersession (last_seen_at)",
            "DROP INDEX usersessions_last_seen",
        ),
    ]
