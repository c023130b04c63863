from django.db import migrations, models

CAME_FROM = [
    ("MEETING", "A meeting"),
    ("POST", "Written here"),
    ("EMAIL", "An email"),
    ("TEXT", "A text message"),
    ("PHONE", "A phone call"),
    ("PAPER", "On paper"),
    ("EARLIER", "A record the group brought with it"),
]
WHY = [
    ("AUTOMATIC", "It was written by a machine, not by a person."),
    ("UNKNOWN", "It answers no letter of ours that we know of."),
    ("LATE", "It came more than 30 days after our letter."),
    ("LEFT", "You are not in that group now."),
    ("GONE", "What it answers is not there any more."),
    ("SENDER", "It came from another email address than yours."),
    ("EMPTY", "We found no words of your own in it."),
    ("UNREADABLE", "We could not read it. It may be damaged, or have no text in it."),
    ("TOO_BIG", "It was bigger than we can take. Pictures and files make an email big."),
    ("TOO_LONG", "It was longer than one piece can be."),
    ("WISH", "It asked us to stop texts, or to start again."),
    ("TOO_MANY", "More came from you in one day than we can take."),
]


class Migration(migrations.Migration):
    """Replies may come by text. Only the new column changes a table; the rest are words for what may stand in one."""

    dependencies = [
        ("feedback", "0014_about_items"),
    ]

    operations = [
        migrations.AddField(
            model_name="inbound",
            name="came_by",
            field=models.CharField(
                choices=[("EMAIL", "by email"), ("TEXT", "by text message")], default="EMAIL", max_length=5
            ),
        ),
        migrations.AlterField(
            model_name="inbound", name="why", field=models.CharField(blank=True, choices=WHY, max_length=12)
        ),
        migrations.AlterField(
            model_name="post",
            name="came_from",
            field=models.CharField(choices=CAME_FROM, default="POST", max_length=10, verbose_name="where it came from"),
        ),
        migrations.AlterField(
            model_name="said",
            name="came_from",
            field=models.CharField(choices=CAME_FROM, default="POST", max_length=10, verbose_name="where it came from"),
        ),
    ]
