"""Closing a group. What the database sees to itself, whoever writes to it: no group closes while something it said is owed an
answer and nobody has it, and nothing new is said, planned or begun in a group that is closed. On PostgreSQL a guard holds the
group's row (FOR KEY SHARE) and closing takes it alone (FOR UPDATE), so that whatever comes at the same moment is before or after.

Each guard is laid by itself, so that nobody who is writing waits for more than one table, and nobody for each other.
"""

from django.db import migrations

CLOSED = "This group is closed. Its record stays as it is."
OWED = "Something the group said is still owed an answer. A network coordinator must ask or agree, and see to it."
STAYS = "Who sees to an entry since its group closed stays in the record."
OF_THE_GROUP = (
    "feedback_said", "feedback_waitingpost", "feedback_aside", "feedback_topic", "feedback_commitment", "feedback_programme",
    "feedback_import", "feedback_writtendown", "feedback_attachment", "groups_meeting", "groups_series", "groups_poll",
    "groups_survey", "groups_action", "groups_paper", "groups_waysreview", "groups_explained",
)  # fmt: skip
OF_A_MEETING = ("groups_reply", "groups_item", "groups_guest")
OF_THE_CLOCK = "('NOTICED', 'ASKED_IF_NOTICED')"  # steps that end what was begun before
UNNAMED = "NEW.shown_as <> 'UNNAMED'"  # said before, and shown by the clock
THEIR_MEETING = "(SELECT group_id FROM groups_meeting WHERE id = NEW.meeting_id)"
THEIR_POST = "(SELECT group_id FROM feedback_post WHERE id = NEW.post_id)"
HANDED_ON = "EXISTS (SELECT 1 FROM feedback_handedon WHERE said_id = NEW.said_id AND ended_at IS NULL)"
STANDS_IN_THE_WAY = """NEW.kind = 'CLOSE' AND NEW.seconded_at IS NOT NULL AND OLD.seconded_at IS NULL AND EXISTS (
    SELECT 1 FROM feedback_said s WHERE s.group_id = NEW.group_id
    AND (s.stage IN ('AGREEING', 'SENT', 'HEARD', 'DOING', 'CLAIMED', 'DID', 'CANNOT')
         OR s.stage = 'DRAFT' AND s.shown_as = 'GROUP')
    AND NOT EXISTS (SELECT 1 FROM feedback_handedon h WHERE h.said_id = s.id AND h.ended_at IS NULL))"""


def guards():
    """(table, its group, when it is asked): an INSERT there is refused in a group that is closed."""
    yield from ((table, "NEW.group_id", "true") for table in OF_THE_GROUP)
    yield from ((table, THEIR_MEETING, "true") for table in OF_A_MEETING)
    yield "feedback_metoo", THEIR_POST, "true"
    yield "feedback_post", "NEW.group_id", UNNAMED
    yield "feedback_step", "NEW.group_id", f"NEW.kind NOT IN {OF_THE_CLOCK} AND NOT {HANDED_ON}"


def lay(apps, schema_editor):
    (_on_postgresql if schema_editor.connection.vendor == "postgresql" else _on_sqlite)(schema_editor)


def _function(name, body):
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$"


def _on_postgresql(schema_editor):
    refuse = "RAISE EXCEPTION '{}' USING ERRCODE = 'integrity_constraint_violation';"
    for table, group, asked in guards():
        body = (
            f"IF {asked} THEN PERFORM 1 FROM groups_group WHERE id = {group} AND closed_at IS NULL FOR KEY SHARE;"
            f" IF NOT FOUND THEN {refuse.format(CLOSED)} END IF; END IF;"
        )
        schema_editor.execute(_function(f"{table}_open", body), None)
        schema_editor.execute(
            f"CREATE TRIGGER {table}_open BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_open()", None
        )
    body = f"IF {STANDS_IN_THE_WAY} THEN {refuse.format(OWED)} END IF;"
    schema_editor.execute(_function("feedback_nothing_owed", body), None)
    schema_editor.execute(
        "CREATE TRIGGER nothing_owed BEFORE UPDATE ON feedback_closing FOR EACH ROW"
        " EXECUTE FUNCTION feedback_nothing_owed()", None,
    )  # fmt: skip
    schema_editor.execute(
        "CREATE TRIGGER handed_on_stays BEFORE DELETE ON feedback_handedon FOR EACH ROW"
        f" EXECUTE FUNCTION feedback_refuse('{STAYS}')", None,
    )  # fmt: skip


def _on_sqlite(schema_editor):
    for table, group, asked in guards():
        closed = f"EXISTS (SELECT 1 FROM groups_group WHERE id = {group} AND closed_at IS NOT NULL)"
        schema_editor.execute(
            f"CREATE TRIGGER {table}_open BEFORE INSERT ON {table} WHEN {asked} AND {closed}"
            f" BEGIN SELECT RAISE(ABORT, '{CLOSED}'); END", None,
        )  # fmt: skip
    schema_editor.execute(
        f"CREATE TRIGGER nothing_owed BEFORE UPDATE ON feedback_closing WHEN {STANDS_IN_THE_WAY}"
        f" BEGIN SELECT RAISE(ABORT, '{OWED}'); END", None,
    )  # fmt: skip
    schema_editor.execute(
        f"CREATE TRIGGER handed_on_stays BEFORE DELETE ON feedback_handedon BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
        None,
    )


def lift(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    laid = [(table, f"{table}_open") for table, _, _ in guards()]
    for table, name in [*laid, ("feedback_closing", "nothing_owed"), ("feedback_handedon", "handed_on_stays")]:
        schema_editor.execute(f"DROP TRIGGER {name} ON {table}" if postgres else f"DROP TRIGGER IF EXISTS {name}", None)
    if postgres:
        names = ", ".join([name for _, name in laid] + ["feedback_nothing_owed"])
        schema_editor.execute(f"DROP FUNCTION {names}", None)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("feedback", "0027_closing"), ("groups", "0030_needs_yes")]

    operations = [migrations.RunPython(lay, lift)]
