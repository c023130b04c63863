"""Letters in Easy Read: a look of their own, and their words beside the others. In which language one is told what they say."""

from django.db import migrations, models

LOOKS = [
    ("STANDARD", "As most people get them"),
    ("LARGE", "Large print"),
    ("SPACED", "Large print, with one sentence on each line"),
    ("EASY", "Easy Read: short sentences with pictures"),
]
LANGUAGES = [
    ("ENGLISH", "English"),
    ("WELSH", "Cymraeg (Welsh)"),
    ("ARABIC", "العربية (Arabic)"),
    ("BENGALI", "বাংলা (Bengali)"),
    ("CHINESE", "中文 (Chinese)"),
    ("FRENCH", "Français (French)"),
    ("GUJARATI", "ગુજરાતી (Gujarati)"),
    ("ITALIAN", "Italiano (Italian)"),
    ("PANJABI", "ਪੰਜਾਬੀ (Panjabi)"),
    ("POLISH", "Polski (Polish)"),
    ("PORTUGUESE", "Português (Portuguese)"),
    ("ROMANIAN", "Română (Romanian)"),
    ("SOMALI", "Soomaali (Somali)"),
    ("SPANISH", "Español (Spanish)"),
    ("UKRAINIAN", "Українська (Ukrainian)"),
    ("URDU", "اردو (Urdu)"),
]


class Migration(migrations.Migration):
    dependencies = [("groups", "0034_post_that_came_back")]

    operations = [
        migrations.AlterField("preference", "look", models.CharField(choices=LOOKS, default="STANDARD", max_length=10)),
        migrations.AddField(
            "preference",
            "language",
            models.CharField(choices=LANGUAGES, default="ENGLISH", db_default="ENGLISH", max_length=10),
        ),
        migrations.AddField("letter", "easy", models.TextField("in Easy Read", blank=True, default="", db_default="")),
    ]
