"""The chain of the history. The database refuses to change or delete a link; and a line of history, but for what an
erasure does (its words and its key together) and for lines about accounts that were kept long enough.

SQLite drops the guards when Django remakes the table: whoever alters one of the two lays them again.
"""

from django.db import migrations, models

LINK_STAYS = "A link of the history is never changed, and never goes."
LINE_STAYS = "A line of history stays as it was written. Only an erasure takes a name out, and the key with it."
FIXED = ("id", "group_id", "what", "by_id", "by_role", "about_kind", "about_id", "at")
OF_ACCOUNTS = "OLD.group_id IS NULL AND OLD.about_kind = 'groups.person'"
NEW_KEY = "OLD.key <> '' AND NEW.key <> '' AND OLD.key <> NEW.key"
GUARDS = {
    "link_stays": ("UPDATE", "groups_link", "", LINK_STAYS),
    "link_is_never_deleted": ("DELETE", "groups_link", "", LINK_STAYS),
    "line_stays": ("UPDATE", "groups_event", f"{{fixed}} OR ({{words}} AND NEW.key <> '') OR ({NEW_KEY})", LINE_STAYS),
    "line_is_never_deleted": ("DELETE", "groups_event", f"NOT ({OF_ACCOUNTS})", LINE_STAYS),
}
REFUSE = """CREATE FUNCTION groups_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$"""


def _differ(names, vendor):
    differ = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return f"({' OR '.join(f'OLD.{name} {differ} NEW.{name}' for name in names)})"


def lay(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(REFUSE, None)
    for name, (deed, table, when, sentence) in GUARDS.items():
        when = when.format(fixed=_differ(FIXED, vendor), words=_differ(("sentence", "detail"), vendor))
        when = f"WHEN ({when})" if when else ""
        if vendor == "postgresql":
            does = f"FOR EACH ROW {when} EXECUTE FUNCTION groups_refuse('{sentence}')"
        else:
            does = f"{when} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON {table} {does}", None)


def lift(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for name, (_, table, _, _) in GUARDS.items():
        schema_editor.execute(f"DROP TRIGGER {name}{f' ON {table}' if vendor == 'postgresql' else ''}", None)
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION groups_refuse", None)


class Migration(migrations.Migration):
    dependencies = [("groups", "0025_own_erasures")]

    operations = [
        migrations.AddField("event", "key", models.CharField(blank=True, default="", db_default="", max_length=32)),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("LINE", "A line of history was written"),
                            ("NAMELESS", "A name was taken out of it, because somebody was erased"),
                            ("OVER", "A line about an account was kept long enough, and went"),
                            ("HEAD", "The head left the machine"),
                        ],
                        max_length=8,
                    ),
                ),
                ("event_number", models.BigIntegerField(blank=True, null=True)),
                ("group_number", models.BigIntegerField(blank=True, null=True)),
                ("commitment", models.CharField(blank=True, max_length=64)),
                ("linked_on", models.DateField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(position__gt=0), name="links_begin_at_one"),
                ],
                "indexes": [
                    models.Index(fields=["event_number", "position"], name="links_of_event"),
                    models.Index(
                        fields=["-linked_on", "-position"], condition=models.Q(kind="HEAD"), name="links_of_heads"
                    ),
                ],
            },
        ),
        migrations.RunPython(lay, lift),
    ]
