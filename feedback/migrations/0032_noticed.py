"""What people noticed is counted as it may be told: where fewer than five answered, not what they said.

A later migration that makes SQLite drop the triggers of feedback_asking runs `lay` after that of 0021.
"""

from importlib import import_module

from django.db import migrations

debt = import_module("feedback.migrations.0021_debt")
ANSWERED = {
    "postgresql": "(SELECT COALESCE(SUM(value::int), 0) FROM jsonb_each_text({row}.counts))",
    "sqlite": "(SELECT COALESCE(SUM(value), 0) FROM json_each({row}.counts))",
}
FEW = "{row}.result = 'NO_ANSWERS' OR {row}.result = 'NOTICED' AND {answered} < 5"
RAW = "{row}.result"
SQLITE = {"kept_of_new_askings": "INSERT", "kept_of_askings": "UPDATE"}


def _told(vendor, row, as_told):
    answered = ANSWERED[vendor].format(row=row)
    few = FEW.format(row=row, answered=answered)
    return f"CASE WHEN {few} THEN 'ASKED' ELSE {row}.result END" if as_told else RAW.format(row=row)


def _laid(schema_editor, as_told):
    vendor = schema_editor.connection.vendor
    told = {row: _told(vendor, row, as_told) for row in ("n", "NEW")}
    if vendor == "postgresql":
        schema_editor.execute("LOCK TABLE feedback_asking IN SHARE ROW EXCLUSIVE MODE")
        fresh = f"(SELECT n.said_id, n.closed_at, {told['n']} AS result FROM fresh n"
        inserted, updated = f"{fresh}) f", f"{fresh} JOIN gone o ON o.id = n.id WHERE o.closed_at IS NULL) f"
        body = f"IF TG_OP = 'INSERT' THEN {debt._noticed(inserted)} ELSE {debt._noticed(updated)} END IF;"
        schema_editor.execute(debt._kept("feedback_kept_of_askings", body), None)
        return
    for name, deed in SQLITE.items():
        when = "NEW.closed_at IS NOT NULL" + (" AND OLD.closed_at IS NULL" if deed == "UPDATE" else "")
        quarter = debt.LITE_QUARTER.format(at="NEW.closed_at")
        add = debt._one(
            f"SELECT group_id, 'NOTICED', {told['NEW']}, {quarter}, 0, 1, 1 FROM feedback_said WHERE id = NEW.said_id"
        )
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}", None)
        schema_editor.execute(
            f"CREATE TRIGGER {name} AFTER {deed} ON feedback_asking WHEN {when} BEGIN {add} END", None
        )


def _counted(schema_editor, as_told):
    """Those of before, once more."""
    vendor = schema_editor.connection.vendor
    quarter = (debt.PG_QUARTER if vendor == "postgresql" else debt.LITE_QUARTER).format(at="f.closed_at")
    closed = f"(SELECT n.said_id, n.closed_at, {_told(vendor, 'n', as_told)} AS result FROM feedback_asking n) f"
    schema_editor.execute("DELETE FROM feedback_kept WHERE what = 'NOTICED'")
    schema_editor.execute(
        f"INSERT INTO feedback_kept ({debt.COLUMNS}) SELECT s.group_id, 'NOTICED', f.result, {quarter}, 0, true, count(*)"
        f" FROM {closed} JOIN feedback_said s ON s.id = f.said_id WHERE f.closed_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6",
        None,
    )


def lay(apps, schema_editor):
    _laid(schema_editor, as_told=True)
    _counted(schema_editor, as_told=True)


def lift(apps, schema_editor):
    _laid(schema_editor, as_told=False)
    _counted(schema_editor, as_told=False)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0031_one_voice")]
    operations = [migrations.RunPython(lay, lift)]
