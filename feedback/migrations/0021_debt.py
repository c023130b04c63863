"""Days of unanswered voice, and the kept figures of the overview.

What the database itself sees to: the day an answer was first promised moves only while the entry counts as answered by the
group, and then only on; an entry never counts for less; what is owed is never deleted. `feedback_kept` counts what
happened by quarter, and how entries stand that are not simply done.

SQLite drops a table's triggers when Django remakes the table: a later migration that alters feedback_said, feedback_step,
feedback_decision or feedback_asking must run `lay_again` afterwards.
"""

from datetime import date

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from coproduction.kit import workdays
from coproduction.kit.tables import Tables

OWING_STAYS = "What was promised first stays, and so does how much it counts for."
ROW_STAYS = "Nothing of the chain is ever deleted."
COLUMNS = "group_id, what, which, quarter, days, in_time, number"
KEY = "group_id, what, which, quarter, days, in_time"
MOVED = "NEW.promised_on <> OLD.promised_on AND (OLD.settled_on IS NULL OR NEW.promised_on < OLD.promised_on)"
LESS = "NEW.voices < OLD.voices OR NEW.said_id <> OLD.said_id OR NEW.group_id <> OLD.group_id"
STANDS = """CASE WHEN {row}stage = 'EARLIER' THEN 'BEFORE'
    WHEN {row}stage IN ('DID', 'ANSWERED') AND {row}ended_at IS NOT NULL THEN 'ENDED'
    WHEN {row}stage IN ('DID', 'ANSWERED') AND {row}unnoticed_at IS NOT NULL THEN 'UNNOTICED' END"""
ON_CONFLICT = f"ON CONFLICT ({KEY}) DO UPDATE SET number = feedback_kept.number + EXCLUDED.number"
PG_QUARTER = "to_char(date_trunc('quarter', {at} AT TIME ZONE 'UTC'), 'YYYY-MM')"
LITE_QUARTER = "strftime('%Y', {at}) || '-' || printf('%02d', ((strftime('%m', {at}) - 1) / 3) * 3 + 1)"
REFUSED = "('CANNOT', 'NOT_NOW', 'PARTLY')"


def _kept(name, body):
    """Counted once a statement; in one order, so that two never wait for each other."""
    return f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        {body} RETURN NULL; END $$"""


def _add(select):
    return f"INSERT INTO feedback_kept ({COLUMNS}) {select} GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6 {ON_CONFLICT};"


def _noticed(source):
    return _add(
        f"SELECT s.group_id, 'NOTICED', f.result, {PG_QUARTER.format(at='f.closed_at')}, 0, true, count(*) FROM {source}"
        " JOIN feedback_said s ON s.id = f.said_id WHERE f.closed_at IS NOT NULL"
    )


_STANDING = f"SELECT group_id, {STANDS.format(row='')} AS what, {{change}} AS change FROM {{rows}}"


def _standing(*changes):
    rows = " UNION ALL ".join(_STANDING.format(rows=rows, change=change) for rows, change in changes)
    return f"""INSERT INTO feedback_kept ({COLUMNS}) SELECT group_id, what, '', '', 0, true, sum(change)
        FROM ({rows}) AS changes WHERE what IS NOT NULL GROUP BY 1, 2 HAVING sum(change) <> 0 ORDER BY 1, 2 {ON_CONFLICT};"""


POSTGRES = [
    f"""CREATE TRIGGER owing_stays BEFORE UPDATE ON feedback_owing FOR EACH ROW WHEN ({MOVED} OR {LESS})
    EXECUTE FUNCTION feedback_refuse('{OWING_STAYS}')""",
    f"""CREATE TRIGGER never_deleted BEFORE DELETE ON feedback_owing FOR EACH ROW
    EXECUTE FUNCTION feedback_refuse('{ROW_STAYS}')""",
    _kept("feedback_kept_of_steps", _add(
        f"SELECT group_id, kind, '', {PG_QUARTER.format(at='at')}, LEAST(GREATEST(working_days, 0), 250),"
        " COALESCE(working_days <= promised_days, false), count(*) FROM fresh"
        " WHERE kind IN ('HEARD', 'DECIDED') AND working_days IS NOT NULL")),
    """CREATE TRIGGER kept_of_steps AFTER INSERT ON feedback_step REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION feedback_kept_of_steps()""",
    _kept("feedback_kept_of_decisions", _add(
        f"SELECT s.group_id, 'CAUSE', f.kind || ':' || f.cause, {PG_QUARTER.format(at='f.at')}, 0, true, count(*)"
        f" FROM fresh f JOIN feedback_said s ON s.id = f.said_id WHERE f.kind IN {REFUSED}")),
    """CREATE TRIGGER kept_of_decisions AFTER INSERT ON feedback_decision REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION feedback_kept_of_decisions()""",
    _kept("feedback_kept_of_askings", f"IF TG_OP = 'INSERT' THEN {_noticed('fresh f')} ELSE " + _noticed(
        "(SELECT n.* FROM fresh n JOIN gone o ON o.id = n.id WHERE o.closed_at IS NULL) f") + " END IF;"),
    """CREATE TRIGGER kept_of_new_askings AFTER INSERT ON feedback_asking REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION feedback_kept_of_askings()""",
    """CREATE TRIGGER kept_of_askings AFTER UPDATE ON feedback_asking REFERENCING OLD TABLE AS gone NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION feedback_kept_of_askings()""",
    _kept("feedback_kept_of_said", f"IF TG_OP = 'INSERT' THEN {_standing(('fresh', 1))} ELSIF TG_OP = 'DELETE' THEN"
          f" {_standing(('gone', -1))} ELSE {_standing(('fresh', 1), ('gone', -1))} END IF;"),
    """CREATE TRIGGER kept_new AFTER INSERT ON feedback_said REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION feedback_kept_of_said()""",
    """CREATE TRIGGER kept_gone AFTER DELETE ON feedback_said REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION feedback_kept_of_said()""",
    """CREATE TRIGGER kept_moved AFTER UPDATE ON feedback_said REFERENCING OLD TABLE AS gone NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION feedback_kept_of_said()""",
]  # fmt: skip


def _one(select):
    return f"INSERT INTO feedback_kept ({COLUMNS}) {select} ON CONFLICT ({KEY}) DO UPDATE SET number = number + EXCLUDED.number;"


def _lite_standing(row, change):
    what = STANDS.format(row=f"{row}.")
    return _one(f"SELECT {row}.group_id, {what}, '', '', 0, 1, {change} WHERE {what} IS NOT NULL")


_LITE_NOTICED = _one(
    f"SELECT group_id, 'NOTICED', NEW.result, {LITE_QUARTER.format(at='NEW.closed_at')}, 0, 1, 1 FROM feedback_said"
    " WHERE id = NEW.said_id"
)
SQLITE = [
    f"""CREATE TRIGGER owing_stays BEFORE UPDATE ON feedback_owing WHEN {MOVED} OR {LESS}
    BEGIN SELECT RAISE(ABORT, '{OWING_STAYS}'); END""",
    f"CREATE TRIGGER feedback_owing_never_deleted BEFORE DELETE ON feedback_owing BEGIN SELECT RAISE(ABORT, '{ROW_STAYS}'); END",
    f"""CREATE TRIGGER kept_of_steps AFTER INSERT ON feedback_step
    WHEN NEW.kind IN ('HEARD', 'DECIDED') AND NEW.working_days IS NOT NULL BEGIN {_one(
        f"SELECT NEW.group_id, NEW.kind, '', {LITE_QUARTER.format(at='NEW.at')}, MIN(MAX(NEW.working_days, 0), 250),"
        " COALESCE(NEW.working_days <= NEW.promised_days, 0), 1 WHERE 1")} END""",
    f"""CREATE TRIGGER kept_of_decisions AFTER INSERT ON feedback_decision WHEN NEW.kind IN {REFUSED} BEGIN {_one(
        f"SELECT group_id, 'CAUSE', NEW.kind || ':' || NEW.cause, {LITE_QUARTER.format(at='NEW.at')}, 0, 1, 1"
        " FROM feedback_said WHERE id = NEW.said_id")} END""",
    f"CREATE TRIGGER kept_of_new_askings AFTER INSERT ON feedback_asking WHEN NEW.closed_at IS NOT NULL BEGIN {_LITE_NOTICED} END",
    f"""CREATE TRIGGER kept_of_askings AFTER UPDATE ON feedback_asking
    WHEN NEW.closed_at IS NOT NULL AND OLD.closed_at IS NULL BEGIN {_LITE_NOTICED} END""",
    f"CREATE TRIGGER kept_new AFTER INSERT ON feedback_said BEGIN {_lite_standing('NEW', 1)} END",
    f"CREATE TRIGGER kept_gone AFTER DELETE ON feedback_said BEGIN {_lite_standing('OLD', -1)} END",
    f"""CREATE TRIGGER kept_moved AFTER UPDATE OF stage, ended_at, unnoticed_at ON feedback_said
    BEGIN {_lite_standing("OLD", -1)} {_lite_standing("NEW", 1)} END""",
]  # fmt: skip
LAID_ON = {
    "owing_stays": "owing", "never_deleted": "owing", "kept_of_steps": "step", "kept_of_decisions": "decision",
    "kept_of_new_askings": "asking", "kept_of_askings": "asking", "kept_new": "said", "kept_gone": "said",
    "kept_moved": "said",
}  # fmt: skip
FUNCTIONS = "steps", "decisions", "askings", "said"


def lay(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, None)


def lift(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for name, table in LAID_ON.items():
        lite = "feedback_owing_never_deleted" if name == "never_deleted" else name
        on = f"DROP TRIGGER {name} ON feedback_{table}" if postgres else f"DROP TRIGGER IF EXISTS {lite}"
        schema_editor.execute(on, None)
    for name in FUNCTIONS if postgres else ():
        schema_editor.execute(f"DROP FUNCTION feedback_kept_of_{name}", None)


def lay_again(apps, schema_editor):
    """For a later migration whose change made SQLite drop them. PostgreSQL keeps them."""
    if schema_editor.connection.vendor == "sqlite":
        lift(apps, schema_editor)
        lay(apps, schema_editor)


def count_what_is_there(apps, schema_editor):
    """What is in the record already. Once; from now on the triggers see to it."""
    quarter = PG_QUARTER if schema_editor.connection.vendor == "postgresql" else LITE_QUARTER
    least = ("LEAST", "GREATEST") if schema_editor.connection.vendor == "postgresql" else ("MIN", "MAX")
    for select in (
        f"SELECT group_id, kind, '', {quarter.format(at='at')}, {least[0]}({least[1]}(working_days, 0), 250),"
        " COALESCE(working_days <= promised_days, false), count(*) FROM feedback_step"
        " WHERE kind IN ('HEARD', 'DECIDED') AND working_days IS NOT NULL",
        f"SELECT s.group_id, 'CAUSE', f.kind || ':' || f.cause, {quarter.format(at='f.at')}, 0, true, count(*)"
        f" FROM feedback_decision f JOIN feedback_said s ON s.id = f.said_id WHERE f.kind IN {REFUSED}",
        f"SELECT s.group_id, 'NOTICED', f.result, {quarter.format(at='f.closed_at')}, 0, true, count(*)"
        " FROM feedback_asking f JOIN feedback_said s ON s.id = f.said_id WHERE f.closed_at IS NOT NULL",
        f"SELECT group_id, {STANDS.format(row='')}, '', '', 0, true, count(*) FROM feedback_said"
        f" WHERE {STANDS.format(row='')} IS NOT NULL",
    ):  # fmt: skip
        schema_editor.execute(f"INSERT INTO feedback_kept ({COLUMNS}) {select} GROUP BY 1, 2, 3, 4, 5, 6", None)


def owe_what_was_sent(apps, schema_editor):
    """As far as the record can tell: the promise is that of the group on the day it was sent. `recount` reads the steps."""
    from zoneinfo import ZoneInfo

    Said, Owing = apps.get_model("feedback", "Said"), apps.get_model("feedback", "Owing")
    made = []
    for said in Said.objects.exclude(sent_at=None).exclude(answer_by=None).select_related("group").iterator(2000):
        nation, zone = said.group.nation, ZoneInfo(said.group.time_zone)
        sent = said.sent_at.astimezone(zone).date()
        promised = said.answer_by if said.round == 1 else workdays.add(sent, said.group.answer_days, nation)
        rested = said.moved_at.astimezone(zone).date()
        stopped = rested if said.stage in ("CLAIMED", "DID", "CANNOT", "ANSWERED") else None
        made.append(Owing(
            said_id=said.pk, group_id=said.group_id, promised_on=promised, stopped_on=stopped,
            settled_on=stopped if said.stage == "ANSWERED" else None,
            from_day=workdays.between(date(2018, 1, 1), promised, nation),
            stop_day=workdays.between(date(2018, 1, 1), stopped, nation) if stopped else None,
        ))  # fmt: skip
        if len(made) == 2000:
            Owing.objects.bulk_create(made)
            made.clear()
    Owing.objects.bulk_create(made)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0020_periods")]

    operations = [
        Tables([migrations.CreateModel(
            name="Kept",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=10)),
                ("which", models.CharField(blank=True, max_length=24)),
                ("quarter", models.CharField(blank=True, max_length=7)),
                ("days", models.PositiveSmallIntegerField(default=0)),
                ("in_time", models.BooleanField(default=True)),
                ("number", models.IntegerField(default=0)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.group"
                    ),
                ),
            ],
        options={"constraints": [models.UniqueConstraint(
                fields=("group", "what", "which", "quarter", "days", "in_time"), name="one_kept_count"
            )]},),
        migrations.CreateModel(
            name="Owing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("promised_on", models.DateField(verbose_name="first promised by")),
                ("voices", models.PositiveSmallIntegerField(default=1)),
                ("stopped_on", models.DateField(blank=True, null=True)),
                ("settled_on", models.DateField(blank=True, null=True)),
                ("from_day", models.IntegerField()),
                ("stop_day", models.IntegerField(blank=True, null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.group"
                    ),
                ),
                (
                    "said",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="owing", to="feedback.said"
                    ),
                ),
            ],
        options={"indexes": [models.Index(
                condition=Q(("settled_on", None)), fields=["group", "from_day"],
                include=["stopped_on", "stop_day", "voices", "id"], name="owings_open",
            )], "constraints": [models.CheckConstraint(condition=Q(("voices__gte", 1)), name="an_entry_counts_at_least_once"), models.CheckConstraint(
                condition=Q(stop_day=None, stopped_on=None) | Q(stop_day__isnull=False, stopped_on__isnull=False),
                name="a_day_it_stopped_has_its_number",
            )]},),]),
        
        
        
        
        migrations.AddIndex(
            model_name="said",
            index=models.Index(
                condition=Q(due_on__isnull=False, stage__in=["SENT", "HEARD"]), fields=["group", "due_on", "id", "stage"],
                name="said_owed",
            ),
        ),
        migrations.RunPython(count_what_is_there, migrations.RunPython.noop),
        migrations.RunPython(owe_what_was_sent, migrations.RunPython.noop),
        migrations.RunPython(lay, lift),
    ]  # fmt: skip
