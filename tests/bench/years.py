"""A network after years: every group has what it has today, and behind it much more that is over.

Copies of a seeded world. The first copy of each group is its present. All further ones lie in the past: their days are moved
back, between four months and ten years, and what was open in them is closed, as `OVER` says. A row keeps to the rows it names
by the number of the copy, so that a copy of an entry stands in a copy of its group, with copies of its people.
"""

from dataclasses import dataclass

NUMBERS_APART = 1_000_000  # between the rows of one copy and the next
A_GROUP_IN = 2_000  # rows of the largest tables for each copy of the groups: 500 copies of three groups at a million
LETTERS = 200  # of the seeded world: it holds a letter for each persona and each thing
TODAY_ONLY = {"groups_group", "groups_mailing", "feedback_waitingpost", "groups_plan", "groups_preference",
              "feedback_subscription", "feedback_ingredient", "groups_invitation", "django_session",
              }  # fmt: skip  # one for each group or person, or gone when dealt with or over
SELDOM = {
    "groups_person",
    "groups_membership",
    "groups_support",
    "groups_suppression",
    "feedback_figure",
    "feedback_period",
    "feedback_pulseround",
    "feedback_programme",
    "feedback_commitment",
    "feedback_commitmentnudge",
    "feedback_judging",
    "feedback_ingredientsasking",
    "feedback_talkedview",
    "feedback_ninenudge",
    "feedback_impactreview",
    "feedback_impactnudge",
    "groups_waysreview",
    "groups_waysnudge",
    "groups_survey",
    "groups_surveynudge",
    "groups_poll",
    "groups_option",
    "groups_share",
}  # people, and what a group does some times a year: a tenth of the rest
THEN = "now() - interval '100 days'"

# What makes a row one of the past. `s` is the row it is a copy of.
OVER = {
    "feedback_appeal": {"decided_at": THEN, "decision": "'STAYS'"},
    "feedback_aside": {"answer_by": "NULL", "closed_at": THEN},
    "feedback_asking": {"closed_at": THEN, "result": "'NOTICED'"},
    "feedback_challenge": {"closed_at": THEN},
    "feedback_commitment": {"state": "'ENDED'"},
    "feedback_concern": {"read_at": THEN},
    "feedback_deed": {"done_at": THEN},
    "feedback_dispute": {"state": "'DROPPED'"},
    "feedback_doubt": {"settled_at": THEN, "settled_as": "'FINE'"},
    "feedback_inbound": {"state": "'TAKEN'", "settled_at": THEN, "raw": "''"},
    "feedback_ingredientsasking": {"closed_at": THEN},
    "feedback_judging": {"closed_at": THEN},
    "feedback_programme": {"ended_at": THEN},
    "feedback_pulseround": {"closed_at": THEN},
    "feedback_report": {"decided_at": THEN, "outcome": "'STAYS'"},
    "feedback_said": {
        "stage": "'ANSWERED'", "bucket": "'ANSWERED'", "due_on": "NULL", "ask_on": "NULL", "review_on": "NULL",
        "sent_at": f"coalesce(s.sent_at, {THEN})", "did_at": f"coalesce(s.did_at, {THEN})", "number": "s.number + age * 1000",
    },
    "feedback_writtendown": {"state": "'RIGHT'"},
    "groups_action": {"ended_at": THEN},
    "groups_checkout": {"closed_at": THEN},
    "groups_letter": {"state": "'SENT'", "finished_at": f"coalesce(s.finished_at, {THEN})", "held_at": "NULL", "text": "''"},
    "groups_meeting": {"needs_forgotten": "true"},
    "groups_membership": {"left_at": THEN},
    "groups_notes": {"confirmed_at": THEN},
    "groups_paper": {"checked_on": "s.checked_on"},  # looked at every year
    "groups_poll": {"forgotten_at": THEN, "chosen_at": THEN},
    "groups_putoff": {"back_at": THEN},
    "groups_share": {"closed_at": THEN},
    "groups_suppression": {"trial_id": "NULL"},
    "groups_survey": {"closed_at": THEN},
    "groups_waysreview": {"closed_at": THEN, "decided_at": THEN},
}  # fmt: skip

# One row each of what a seeded world has none of.
NUDGE = "(due_on, at, {0}_id) SELECT now() - interval '9 days', now() - interval '9 days', id FROM {1} LIMIT 3"
RUNG = "(rung, due_on, at, {0}_id) SELECT 'SOON', due_on, now() - interval '9 days', id FROM {1} LIMIT 3"
MORE = {
    "feedback_commitmentnudge": "(rung, day_on, at, commitment_id) SELECT 'SOON', coalesce(due_on, current_date), now(), id"
    " FROM feedback_commitment LIMIT 3",
    "feedback_impactnudge": NUDGE.format("group", "groups_group"),
    "feedback_latenudge": RUNG.format("deed", "feedback_deed"),
    "feedback_ninenudge": "(which, said_at, at, group_id) SELECT 1, now(), now() - interval '9 days', id FROM groups_group LIMIT 3",
    "groups_actionreminder": RUNG.format("action", "groups_action"),
    "groups_papernudge": "(kind, due_on, at, paper_id) SELECT 'CHECK', current_date, now(), id FROM groups_paper LIMIT 3",
    "groups_plan": '(kind, amount, unit, side, with_papers, "on", group_id)'
    " SELECT 'NOTES', 0, 'DAYS', 'BEFORE', false, false, id FROM groups_group LIMIT 1",
    "groups_preference": "(channel, frequency, batch_day, batch_hour, discreet, changed_at, channel_before, look,"
    " needed_at_once, person_id) SELECT 'EMAIL', 'WEEKLY', 0, 9, false, now() - interval '99 days', '', '', true, id"
    " FROM groups_person LIMIT 20",
    "groups_putoff": "(kind, thing, until_at, times, letter_id, person_id)"
    " SELECT 'MEETING', 'meeting:' || id, now() + interval '2 days', 1, id, person_id FROM groups_letter"
    " WHERE person_id IS NOT NULL LIMIT 3",
    "groups_reminder": "(version, posted_at, meeting_id, kind, plan)"
    " SELECT version, starts_at - interval '1 day', id, 'MEETING', '1-days' FROM groups_meeting LIMIT 10",
    "groups_share": "(version, proposed_at, closes_at, somebody_minds, notes_id, proposed_by_id)"
    " SELECT 1, now(), now() + interval '5 days', false, id, (SELECT min(id) FROM groups_membership) FROM groups_notes LIMIT 3",
    "groups_suppression": "(address, reason, at, bounced)"
    " SELECT 'gone' || id || '@example.org', 'BOUNCED', now(), true FROM groups_person LIMIT 3",
    "groups_surveynudge": NUDGE.format("group", "groups_group"),
    "groups_waiting": "(since_at, meeting_id, membership_id) SELECT now(), m.id, p.id FROM groups_meeting m"
    " JOIN groups_membership p ON p.group_id = m.group_id WHERE m.starts_at < now() LIMIT 3",
    "groups_waysnudge": NUDGE.format("group", "groups_group"),
}


@dataclass
class Table:
    """How often it is copied: `groups` copies for today, and `ages` times that with what is over."""

    name: str
    there: int
    groups: int
    most: int

    @property
    def ages(self) -> int:
        if self.name in TODAY_ONLY or not self.there:
            return 1
        most = max(self.most // 10, min(self.most, 20_000)) if self.name in SELDOM else self.most
        return max(1, most // (self.there * self.groups))


def asked(cursor, sql, *given):
    cursor.execute(sql, given or None)
    return cursor.fetchall()


def pass_over(cursor, tables, rows: int, now) -> None:
    """Fills these tables. Call it where nothing else is in the database; guards and checks do not hold meanwhile."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(
        "DELETE FROM groups_letter WHERE id NOT IN (SELECT id FROM groups_letter ORDER BY state = 'SENT', id LIMIT %s)",
        [LETTERS],
    )
    for name, row in MORE.items():
        if not asked(cursor, f"SELECT 1 FROM {name} LIMIT 1"):
            cursor.execute(f"INSERT INTO {name} {at(row, now)} ON CONFLICT DO NOTHING")
    groups = max(1, rows // A_GROUP_IN)
    known = {}
    for name in tables:
        [(there,)] = asked(cursor, f"SELECT count(*) FROM {name}")
        known[name] = Table(name, there, groups, rows)
    for table in known.values():
        copy(cursor, table, known, now)
    cursor.execute("SET session_replication_role = DEFAULT")


def at(sql, now) -> str:
    return sql.replace("now()", f"'{now.isoformat()}'::timestamptz").replace("current_date", f"'{now.date()}'::date")


def copy(cursor, table, known, now) -> None:
    for (check,) in asked(
        cursor, "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", table.name
    ):  # a past of copies is not whole in every way, and need not be: only its size matters
        cursor.execute(f'ALTER TABLE {table.name} DROP CONSTRAINT "{check}"')
    laid = lifted(cursor, table)
    told = columns(cursor, table, known)
    names, held = (", ".join(each) for each in (told, told.values()))
    cursor.execute(
        f"INSERT INTO {table.name} ({names}) SELECT {at(held, now)} FROM {table.name} s,"
        f" LATERAL (SELECT i, i / {table.groups} AS age, i % {table.groups} AS g"
        f" FROM generate_series(1, {table.groups * table.ages - 1}) i) c ON CONFLICT DO NOTHING"
    )
    for definition in laid:
        cursor.execute(definition)


def lifted(cursor, table) -> list[str]:
    """Its indexes, to be laid again at the end: that is sooner done than row by row. Not in a transaction that goes on: it
    could not use them."""
    if cursor.db.in_atomic_block:
        return []
    found = asked(
        cursor,
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
        table.name,
    )
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in found]


def columns(cursor, table, known) -> dict[str, str]:
    """By column, what a copy holds in it."""
    points = dict(
        asked(
            cursor,
            "SELECT a.attname, c.confrelid::regclass::text FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f' AND c.conrelid = %s::regclass",
            table.name,
        )
    )
    rows = asked(
        cursor,
        "SELECT column_name, data_type, EXISTS (SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid"
        " AND a.attnum = ANY(i.indkey) WHERE i.indrelid = %s::regclass AND i.indisunique AND a.attname = column_name),"
        " character_maximum_length FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
        table.name, table.name,
    )  # fmt: skip
    over, found = OVER.get(table.name, {}), {}
    for name, kind, unique, most in rows:
        now = copied(name, kind, unique, most, known.get(points.get(name)))
        then = over.get(name) or past(now, kind, table.ages)
        found[f'"{name}"'] = now if then == now else f"CASE WHEN age = 0 THEN {now} ELSE {then} END"
    return found


def copied(name, kind, unique, most, parent) -> str:
    mine = f's."{name}"'
    if name == "id" and kind == "bigint":
        return f"{mine} + i * {NUMBERS_APART}::bigint"
    if kind == "uuid":
        return by_copy(mine, "i") if name == "id" else by_copy(mine, copy_of(parent)) if parent else mine
    if parent:
        return f"{mine} + {copy_of(parent)} * {NUMBERS_APART}::bigint"
    if unique and kind == "bigint" and name.endswith("_id"):  # of a table that no question reads
        return f"{mine} + i * {NUMBERS_APART}::bigint"
    if unique and kind in ("text", "character varying") and (most or 200) > 30:  # shorter ones are words of a list
        short = f"left({mine}, {(most or 200) - 8}) || '-' || i"
        return f"CASE WHEN {mine} = '' THEN '' ELSE {short} END"
    return mine


def copy_of(parent) -> str:
    """Which copy of the row it names: of the same group, of today if this is of today, else of some time before."""
    if parent.ages == 1:
        return "g"
    return f"(g + {parent.groups} * CASE WHEN age = 0 THEN 0 ELSE 1 + age % {parent.ages - 1} END)"


def by_copy(value, number) -> str:
    """The id of a copy of a row whose id is by chance: the first eight signs of it are the number of the copy."""
    return f"CASE WHEN {number} = 0 THEN {value} ELSE (lpad(to_hex({number}), 8, '0') || substr({value}::text, 9))::uuid END"


def past(value, kind, ages) -> str:
    if kind not in ("date", "timestamp with time zone"):
        return value
    days = f"(120 + age * {max(1, 3500 // ages)})"
    return f"{value} - {days}" if kind == "date" else f"{value} - {days} * interval '1 day'"
