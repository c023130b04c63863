"""The life of an import: started → columns matched → rows mended → brought in → (taken out again), or thrown away.

Until it is brought in nothing of it is in the log. It is brought in once, whole, under a lock on its row; a second press of
the button finds it done. Each change settles anew which one place every row is in.
"""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from coproduction.kit.sheets import Sheet
from coproduction.kit.words import clean, count_of, one_line
from feedback.imports import queries
from feedback.imports.models import Import, ImportRow, ImportSheet, Part, Start
from feedback.log import operations as log
from feedback.log.models import Stage
from groups.history import operations as history

Standing = ImportRow.Standing
AT_ONCE = 500
SHEET_LEFT_OUT = "The whole sheet is left out."
HAD_A_PROBLEM = "It was not put right: {}"
STAGES = {Start.DRAFT: Stage.DRAFT, Start.SENT: Stage.SENT, Start.DID: Stage.EARLIER, Start.CANNOT: Stage.CANNOT}
SOURCE_LENGTH = 200
ABOVE_HEADINGS = "It stands above the headings."


class NoLongerOpen(Refusal):
    """This file was brought in, or thrown away, already."""


class ChooseAgain(Refusal):
    """The columns cannot be what you chose."""


class NoWordsChosen(ChooseAgain):
    """Say which column holds what you said, or what came of it."""


class ColumnChosenTwice(ChooseAgain):
    """Two columns cannot be the same thing."""


class NotOneOfTheRows(Refusal):
    """This row cannot be changed: it holds the headings, or its sheet is left out."""


class NotReady(Refusal):
    """These rows cannot be brought in yet."""


class NothingToBringIn(NotReady):
    """There is no row to bring in: every one is left out or needs putting right."""


class RowsToPutRight(NotReady):
    """Some rows still need putting right. Mend them, or say that you leave them out."""


@transaction.atomic
def start(*, by, file_name: str, digest: str, sheets: list[Sheet], now: datetime) -> Import:
    """Keeps every row of the file as it was, with our best guess of what each column holds."""
    one = Import.objects.create(
        group=by.group, file_name=one_line(file_name)[-120:] or "A file without a name", digest=digest, started_by=by,
        started_at=now,
    )  # fmt: skip
    topics = set(queries.topics_by_name(by))
    for number, read in enumerate(sheets, start=1):
        heading_row = queries.heading_row_of(read.rows)
        headings = queries.headings_of(read.rows, heading_row)
        matches = queries.guess(headings, [row for row in read.rows if row.number != heading_row], topics)
        sheet = ImportSheet.objects.create(
            of_import=one, number=number, name=one_line(read.name)[:100], empty_rows=read.empty,
            is_used=not read.hidden, heading_row=heading_row, headings=headings, matches=matches,
            starts_as=queries.start_of(matches),
        )  # fmt: skip
        rows = [ImportRow(of_import=one, sheet=sheet, number=row.number, cells=list(row.cells)) for row in read.rows]
        for row in rows:
            row.standing, row.problem, row.left_out_because = settled(row, sheet)
        ImportRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    return one


def settled(row: ImportRow, sheet: ImportSheet) -> tuple[str, str, str]:
    """The one place a row is in, what is wrong with it, and why it is left out."""
    if row.number == sheet.heading_row:
        return Standing.HEADING, "", ""
    if not sheet.is_used:
        return Standing.LEFT_OUT, "", SHEET_LEFT_OUT
    if row.left_out_by_id:
        return Standing.LEFT_OUT, "", row.left_out_because
    if sheet.heading_row and row.number < sheet.heading_row and not row.mended:
        return Standing.LEFT_OUT, "", ABOVE_HEADINGS
    problem = queries.problem_of(queries.understand(row, sheet))
    return (Standing.PROBLEM, problem, "") if problem else (Standing.READY, "", "")


@transaction.atomic
def match(
    *, by, sheet: ImportSheet, is_used: bool, heading_row: int | None, matches: list[str], starts_as: str, now: datetime
) -> bool:
    """What each column holds. With other headings than before, the columns are guessed anew: then it answers False."""
    held(sheet.of_import, by)
    rows = list(sheet.rows.in_order())
    sheet.is_used, sheet.starts_as = is_used, starts_as
    same_headings = heading_row == sheet.heading_row
    if same_headings:
        if is_used:
            refuse_odd_matches(sheet.headings, matches)
        sheet.matches = matches
    else:
        sheet.heading_row = heading_row
        sheet.headings = queries.headings_of(rows, heading_row)
        below = [row for row in rows if row.number != heading_row]
        sheet.matches = queries.guess(sheet.headings, below, set(queries.topics_by_name(by)))
    sheet.save()
    settle(rows, sheet)
    return same_headings


def refuse_odd_matches(headings: list[str], matches: list[str]) -> None:
    for part in queries.COLUMNS:
        if matches.count(part) > 1:
            at = [place for place, chosen in enumerate(matches) if chosen == part]
            named = " and ".join(f"“{headings[place]}”" for place in at)
            raise ColumnChosenTwice(
                f"You chose “{part.label}” for {named}. Choose it once, and keep the others as a note.",
                field=f"column_{at[-1]}",
            )
    if not {Part.WORDS, Part.OUTCOME} & set(matches):
        raise NoWordsChosen(field="column_0")


def settle(rows: list[ImportRow], sheet: ImportSheet) -> None:
    """Writes down where each row is now, one statement for all that are alike."""
    alike = defaultdict(list)
    for row in rows:
        now_at = settled(row, sheet)
        if now_at != (row.standing, row.problem, row.left_out_because):
            alike[now_at].append(row.pk)
    for (standing, problem, because), ids in alike.items():
        for at in range(0, len(ids), AT_ONCE):
            ImportRow.objects.filter(pk__in=ids[at : at + AT_ONCE]).update(
                standing=standing, problem=problem, left_out_because=because
            )


def write(rows: list[ImportRow], *fields: str) -> None:
    """Many rows at once: as an insert that finds each row there already, five times faster than `bulk_update`."""
    ImportRow.objects.bulk_create(
        rows, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=list(fields)
    )


@transaction.atomic
def mend(*, by, row: ImportRow, values: dict[str, str], starts_as: str, now: datetime) -> ImportRow:
    """What a person puts in place of what we read. The cells stay as they were. Brings back a row that was left out."""
    row = the_row(row, by)
    read = queries.understand(ImportRow(cells=row.cells, mended={}), row.sheet)
    as_read = {
        Part.WORDS: read.words, Part.OUTCOME: read.outcome, Part.TOPIC: read.topic, Part.HAPPENED: read.happened,
        Part.PLACE: read.place, Part.WITH_WHOM: read.with_whom, Part.KIND: read.kind, Part.SOURCE: read.source,
        Part.NOTE: read.notes,
    }  # fmt: skip
    put_back = row.left_out_because == ABOVE_HEADINGS
    row.mended = {
        part.value: clean(values[part]) for part in as_read
        if part in values and (put_back or clean(values[part]) != as_read[part])
    }  # fmt: skip
    row.starts_as = starts_as
    row.left_out_by = row.left_out_at = None
    row.standing, row.problem, row.left_out_because = settled(row, row.sheet)
    row.save()
    return row


@transaction.atomic
def leave_out(*, by, row: ImportRow, reason: str, now: datetime) -> ImportRow:
    row = the_row(row, by)
    row.left_out_by, row.left_out_at, row.left_out_because = by, now, one_line(reason)[:300]
    row.standing, row.problem, _ = settled(row, row.sheet)
    row.save()
    return row


@transaction.atomic
def place(*, by, one: Import, starts: dict[int, str], now: datetime) -> int:
    """Where single rows start, many at once. Answers how many changed."""
    one = held(one, by)
    changed = []
    for row in one.rows.standing(Standing.READY, Standing.PROBLEM).filter(pk__in=starts).select_related("sheet"):
        if row.starts_as != starts[row.pk]:
            row.starts_as = starts[row.pk]
            row.standing, row.problem, _ = settled(row, row.sheet)
            changed.append(row)
    write(changed, "starts_as", "standing", "problem")
    return len(changed)


@transaction.atomic
def bring_in(*, by, one: Import, leave_out_problems: bool = False, now: datetime) -> int:
    """Makes an entry of every row that is understood, all of them or none. Answers how many."""
    one = held(one, by)
    faulty = list(one.rows.standing(Standing.PROBLEM))
    if faulty and not leave_out_problems:
        raise RowsToPutRight
    for row in faulty:
        row.left_out_because, row.left_out_by, row.left_out_at = HAD_A_PROBLEM.format(row.problem)[:300], by, now
        row.standing, row.problem = Standing.LEFT_OUT, ""
    write(faulty, "standing", "problem", "left_out_because", "left_out_by", "left_out_at")
    rows = list(one.rows.standing(Standing.READY).in_order().prefetch_related("sheet"))
    if not rows:
        raise NothingToBringIn
    topics = queries.topics_by_name(by)
    entries = log.bring_in_all(by=by, now=now, rows=[entry_of(one, row, topics) for row in rows])
    for row, said in zip(rows, entries, strict=True):
        row.standing, row.said = Standing.BROUGHT_IN, said
    write(rows, "standing", "said")
    one.stage, one.brought_in_by, one.brought_in_at = Import.Stage.BROUGHT_IN, by, now
    one.save()
    left_out = one.rows.standing(Standing.LEFT_OUT).count()
    also = f" {count_of(left_out, 'row was', 'rows were')} left out." if left_out else ""
    sentence = f"{by.person.name} brought in {count_of(len(rows), 'row')} of the file “{one.file_name}”.{also}"
    history.record("import_brought_in", sentence, at=now, by=by, about=one, rows=len(rows), left_out=left_out)
    return len(rows)


def entry_of(one: Import, row: ImportRow, topics: dict) -> dict:
    """What the log is told of a row: its own words, where it came from, and everything else as details."""
    says = queries.understand(row, row.sheet)
    topic = topics.get(says.topic.lower())
    source = f"{says.source} ({place_of(one, row)})" if says.source else place_of(one, row)
    too_long = len(source) > SOURCE_LENGTH
    details = [
        ("Topic", "" if topic else says.topic), ("Where", says.place), ("Who with", says.with_whom),
        ("Kind", says.kind), ("Note", says.notes), ("Source in full", source if too_long else ""),
    ]  # fmt: skip
    return {
        "words": says.title, "outcome": says.came_of_it, "happened": says.happened, "topic": topic,
        "stage": STAGES[says.start], "source": f"{source[: SOURCE_LENGTH - 1]}…" if too_long else source,
        "details": details,
    }  # fmt: skip


@transaction.atomic
def undo(*, by, one: Import, now: datetime) -> tuple[int, int]:
    """Takes the entries out of the log again. Those something happened to since stay. Answers how many went and stayed."""
    one = locks.held(Import.objects.visible_to(by)).get(pk=one.pk)
    if one.stage != Import.Stage.BROUGHT_IN:
        return 0, 0  # the button was pressed twice
    rows = list(one.rows.standing(Standing.BROUGHT_IN).in_order().select_related("said"))
    taken = log.take_out_all(by=by, now=now, said=[row.said for row in rows])
    went = [row.pk for row in rows if row.said_id in taken]
    for at in range(0, len(went), AT_ONCE):
        ImportRow.objects.filter(pk__in=went[at : at + AT_ONCE]).update(standing=Standing.TAKEN_OUT)
    one.stage, one.ended_by, one.ended_at = Import.Stage.TAKEN_OUT, by, now
    one.save()
    stay = len(rows) - len(went)
    also = (
        f" {count_of(stay, 'entry stays', 'entries stay')}, because something has happened to it since." if stay else ""
    )
    sentence = f"{by.person.name} took {count_of(len(went), 'row')} of the file “{one.file_name}” out again.{also}"
    history.record("import_taken_out", sentence, at=now, by=by, about=one, rows=len(went), stay=stay)
    return len(went), stay


def place_of(one: Import, row: ImportRow) -> str:
    return ", ".join(filter(None, [one.file_name, row.sheet.name, f"row {row.number}"]))


@transaction.atomic
def throw_away(*, by, one: Import, now: datetime) -> Import:
    """Nothing of it was in the log. What the file held goes; that it was here stays in the history."""
    one = held(one, by)
    one.rows.all().delete()
    one.sheets.all().delete()
    one.stage, one.ended_by, one.ended_at = Import.Stage.THROWN_AWAY, by, now
    one.save()
    sentence = f"{by.person.name} threw away the file “{one.file_name}”. Nothing of it had been brought in."
    history.record("import_thrown_away", sentence, at=now, by=by, about=one)
    return one


def held(one: Import, by) -> Import:
    """The import, locked, so that two people (or two presses of a button) come one after the other."""
    one = locks.held(Import.objects.visible_to(by)).get(pk=one.pk)
    if not one.is_open:
        raise NoLongerOpen
    return one


def the_row(row: ImportRow, by) -> ImportRow:
    held(row.of_import, by)
    row = ImportRow.objects.select_related("sheet").get(pk=row.pk)
    if row.standing == Standing.HEADING or not row.sheet.is_used:
        raise NotOneOfTheRows
    return row
