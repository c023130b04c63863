"""What the database itself sees to, whoever writes to it.

1. The words of a sent entry never change, nor who said them, how they are shown, or their number; it is never deleted and
   never becomes a draft again. A step is never changed; steps, hearings, decisions and verdicts are never deleted.
2. `feedback_tally` counts what stands where, kept with every change: counting a million rows live took 35 times as long.
3. On PostgreSQL the words are indexed for search as stored text vectors. SQLite searches them plainly.

SQLite drops a table's triggers when Django remakes the table: a later migration that alters one of these tables must
run `lay_again` afterwards. `tests/feedback/log/test_database.py` notices.
"""

from django.db import migrations

KEPT = ("group_id", "number", "words", "why_it_matters", "shown_as", "said_by_id", "corrects_id", "drafted_at")
NEVER_DELETED = ("feedback_step", "feedback_hearing", "feedback_decision", "feedback_verdict")
BEFORE = "('DRAFT', 'AGREEING')"
SENT_STAYS = "Sent words stay: only a new entry corrects them."
STEP_STAYS = "A step of the chain is never changed."
ROW_STAYS = "Nothing of the chain is ever deleted."

POSTGRES = [
    """CREATE OR REPLACE FUNCTION feedback_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER sent_words_stay BEFORE UPDATE ON feedback_said FOR EACH ROW
    WHEN (OLD.stage NOT IN {BEFORE} AND ((NEW.stage IN {BEFORE})
        OR ({", ".join(f"OLD.{name}" for name in KEPT)}) IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in KEPT)})))
    EXECUTE FUNCTION feedback_refuse('{SENT_STAYS}')""",
    f"""CREATE TRIGGER sent_is_never_deleted BEFORE DELETE ON feedback_said FOR EACH ROW
    WHEN (OLD.stage NOT IN {BEFORE}) EXECUTE FUNCTION feedback_refuse('{ROW_STAYS}')""",
    f"""CREATE TRIGGER step_stays BEFORE UPDATE ON feedback_step FOR EACH ROW
    EXECUTE FUNCTION feedback_refuse('{STEP_STAYS}')""",
    *[
        f"""CREATE TRIGGER never_deleted BEFORE DELETE ON {table} FOR EACH ROW
        EXECUTE FUNCTION feedback_refuse('{ROW_STAYS}')"""
        for table in NEVER_DELETED
    ],
    # Counted once a statement, not once a row, so that a large import stays quick; in one order, so that two never wait
    # for each other.
    """CREATE OR REPLACE FUNCTION feedback_tally_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO feedback_tally (group_id, topic_id, bucket, number)
        SELECT group_id, topic_id, bucket, count(*) FROM fresh GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (group_id, (COALESCE(topic_id, 0)), bucket)
        DO UPDATE SET number = feedback_tally.number + EXCLUDED.number;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO feedback_tally (group_id, topic_id, bucket, number)
        SELECT group_id, topic_id, bucket, -count(*) FROM gone GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (group_id, (COALESCE(topic_id, 0)), bucket)
        DO UPDATE SET number = feedback_tally.number + EXCLUDED.number;
    ELSE
        INSERT INTO feedback_tally (group_id, topic_id, bucket, number)
        SELECT group_id, topic_id, bucket, sum(change) FROM (
            SELECT group_id, topic_id, bucket, 1 AS change FROM fresh
            UNION ALL SELECT group_id, topic_id, bucket, -1 FROM gone
        ) AS changes GROUP BY 1, 2, 3 HAVING sum(change) <> 0 ORDER BY 1, 2, 3
        ON CONFLICT (group_id, (COALESCE(topic_id, 0)), bucket)
        DO UPDATE SET number = feedback_tally.number + EXCLUDED.number;
    END IF;
    RETURN NULL; END $$""",
    """CREATE TRIGGER tally_new AFTER INSERT ON feedback_said REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION feedback_tally_keep()""",
    """CREATE TRIGGER tally_gone AFTER DELETE ON feedback_said REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION feedback_tally_keep()""",
    """CREATE TRIGGER tally_moved AFTER UPDATE ON feedback_said REFERENCING OLD TABLE AS gone NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION feedback_tally_keep()""",
    """ALTER TABLE feedback_said ADD COLUMN search tsvector
    GENERATED ALWAYS AS (to_tsvector('english', words || ' ' || why_it_matters)) STORED""",
    "CREATE INDEX said_search ON feedback_said USING gin (search)",
]


def _tally(row, change):
    return f"""INSERT INTO feedback_tally (group_id, topic_id, bucket, number)
        VALUES ({row}.group_id, {row}.topic_id, {row}.bucket, {change})
        ON CONFLICT (group_id, COALESCE(topic_id, 0), bucket) DO UPDATE SET number = number + {change};"""


SQLITE = [
    f"""CREATE TRIGGER sent_words_stay BEFORE UPDATE ON feedback_said
    WHEN OLD.stage NOT IN {BEFORE} AND (NEW.stage IN {BEFORE}
        OR {" OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT)})
    BEGIN SELECT RAISE(ABORT, '{SENT_STAYS}'); END""",
    f"""CREATE TRIGGER sent_is_never_deleted BEFORE DELETE ON feedback_said WHEN OLD.stage NOT IN {BEFORE}
    BEGIN SELECT RAISE(ABORT, '{ROW_STAYS}'); END""",
    f"CREATE TRIGGER step_stays BEFORE UPDATE ON feedback_step BEGIN SELECT RAISE(ABORT, '{STEP_STAYS}'); END",
    *[
        f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{ROW_STAYS}'); END"
        for table in NEVER_DELETED
    ],
    f"CREATE TRIGGER tally_new AFTER INSERT ON feedback_said BEGIN {_tally('NEW', 1)} END",
    f"CREATE TRIGGER tally_gone AFTER DELETE ON feedback_said BEGIN {_tally('OLD', -1)} END",
    f"""CREATE TRIGGER tally_moved AFTER UPDATE OF stage, decision, topic_id ON feedback_said
    WHEN OLD.bucket IS NOT NEW.bucket OR OLD.topic_id IS NOT NEW.topic_id
    BEGIN {_tally("OLD", -1)} {_tally("NEW", 1)} END""",
]


def lay(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, None)  # None: the percent sign in a statement is only a percent sign


ON_SAID = ("sent_words_stay", "sent_is_never_deleted", "tally_new", "tally_gone", "tally_moved")
LIFTED_ON_POSTGRES = [
    *[f"DROP TRIGGER {name} ON feedback_said" for name in ON_SAID],
    "DROP TRIGGER step_stays ON feedback_step",
    *[f"DROP TRIGGER never_deleted ON {table}" for table in NEVER_DELETED],
    "DROP FUNCTION feedback_refuse, feedback_tally_keep",
    "ALTER TABLE feedback_said DROP COLUMN search",  # and its index with it
]
LIFTED_ON_SQLITE = [
    f"DROP TRIGGER IF EXISTS {name}"
    for name in (*ON_SAID, "step_stays", *(f"{table}_never_deleted" for table in NEVER_DELETED))
]


def lift(apps, schema_editor):
    for statement in LIFTED_ON_POSTGRES if schema_editor.connection.vendor == "postgresql" else LIFTED_ON_SQLITE:
        schema_editor.execute(statement, None)


def lay_again(apps, schema_editor):
    """For a later migration whose change made SQLite drop them. PostgreSQL keeps them."""
    if schema_editor.connection.vendor == "sqlite":
        lift(apps, schema_editor)
        lay(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_log")]
    operations = [migrations.RunPython(lay, lift)]
