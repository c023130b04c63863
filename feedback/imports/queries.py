"""What we understood of somebody's file: guesses about its columns, the meaning of one row, and counts that add up."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Count, Sum

from feedback.imports.models import ImportRow, Part, Start
from feedback.topics.models import Topic

HEADING_WORDS = (  # the first that fits wins, so the plainer words stand before those that mean several things
    (r"who said|said by|raised by|written by|e-?mail|phone|^name|contact", Part.LEFT_OUT),
    (r"where (it|this|they|things) stands?|status|^state$|^stage$|progress", Part.STATE),
    (r"source|came from|reference|^document|recorded in", Part.SOURCE),
    (r"what we said|we said|you said", Part.WORDS),
    (r"what we did|we did|what came of|came of it|outcome|what happened|what changed|result", Part.OUTCOME),
    (r"\bkind\b|\btype\b|category", Part.KIND),
    (r"^when|\bdate\b|^year$|^month$|^day$|happened on", Part.HAPPENED),
    (r"who with|with whom|^with$|partner|together with|^who$", Part.WITH_WHOM),
    (r"^where|place|location|venue|borough|county|^town$", Part.PLACE),
    (r"topic|theme|subject", Part.TOPIC),
    (r"^area|region", Part.PLACE),  # a topic where its words are topics of the group: see `guess`
    (r"\bsaid\b|feedback|comment|suggestion|\bidea|concern|question|\bask\b", Part.WORDS),
    (r"response|answer|reply|\bdid\b|action|impact|change|achieve", Part.OUTCOME),
)
STATES = (
    (r"\bdraft", Start.DRAFT),
    (r"can.?t|cannot|not now|\bno\b|declined|refused|rejected|not possible", Start.CANNOT),
    (r"^not (yet|started|done)|wait|sent|open|pending|in progress|doing|asked|ongoing|raised", Start.SENT),
    (r"^yes$|\bdone\b|\bdid\b|complete|finished|closed|achieved|happened", Start.DID),
)
SHORT = 40  # a heading is seldom longer
LOOKED_AT = 10  # rows in which the headings are looked for
LIMITS = {Part.WORDS: 4000, Part.OUTCOME: 3000, Part.HAPPENED: 60}
NOTES_LIMIT = 3000
COLUMNS = [part for part in Part if part not in (Part.NOTE, Part.LEFT_OUT)]  # what only one column can be


# --- guesses ---


def says(heading: str):
    """The part a heading names, and how plainly (a smaller number is plainer); or nothing."""
    words = " ".join(heading.lower().replace("’", "'").split())
    for rank, (pattern, part) in enumerate(HEADING_WORDS):
        if words and len(words) <= SHORT and re.search(pattern, words):
            return rank, part
    return None


def heading_row_of(rows) -> int | None:
    """The number of the row that holds the headings: the one with the most words we know. `rows` have number and cells."""
    first = rows[:LOOKED_AT]
    best = max(first, key=lambda row: sum(says(cell) is not None for cell in row.cells))
    if any(says(cell) for cell in best.cells):
        return best.number
    filled = [cell for cell in first[0].cells if cell]
    looks_like_headings = len(filled) > 1 and max(map(len, filled)) <= SHORT and len(set(filled)) == len(filled)
    return first[0].number if looks_like_headings and len(rows) > 1 else None


def headings_of(rows, heading_row: int | None) -> list[str]:
    """A name for every column: its heading, or its letter where there is none."""
    width = max(len(row.cells) for row in rows)
    named = next((row.cells for row in rows if row.number == heading_row), ())
    letters = [(chr(64 + at // 26) if at >= 26 else "") + chr(65 + at % 26) for at in range(width)]
    return [
        " ".join(words.split())[:200] or f"Column {letter}"
        for letter, words in zip_longest(letters, named, fillvalue="")
    ]


def guess(headings: list[str], rows, topics: set[str]) -> list[str]:
    """A Part for each column. What no word gives away is kept as a note; some column always holds the words."""
    said = {at: says(heading) for at, heading in enumerate(headings)}
    matches = [Part.NOTE.value] * len(headings)
    for at, (_, part) in sorted((pair for pair in said.items() if pair[1]), key=lambda pair: (pair[1][0], pair[0])):
        if part == Part.PLACE and any(cell_of(row, at).lower() in topics for row in rows):
            part = Part.TOPIC
        if part not in matches:
            matches[at] = part.value
    if not {Part.WORDS, Part.OUTCOME} & set(matches):
        free = [at for at, part in enumerate(matches) if part == Part.NOTE] or range(len(matches))
        matches[max(free, key=lambda at: sum(len(cell_of(row, at)) for row in rows))] = Part.WORDS.value
    return matches


def start_of(matches) -> str:
    """Where most rows start: a sheet that says what came of things is a record of what is done."""
    return Start.DID if Part.OUTCOME in matches else Start.DRAFT


def cell_of(row, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def topics_by_name(membership) -> dict[str, Topic]:
    """The open topics of the group, by their names in small letters."""
    return {topic.name.lower(): topic for topic in Topic.objects.visible_to(membership).open()}


# --- one row ---


@dataclass(frozen=True)
class Understood:
    """What one row says, after mending. `notes` are lines; `start` is empty when its words are unknown to us."""

    words: str
    outcome: str
    topic: str
    happened: str
    place: str
    with_whom: str
    kind: str
    source: str
    notes: str
    start: str
    state: str = ""  # the words of the row about where it stands

    @property
    def title(self):
        return self.words or self.outcome

    @property
    def came_of_it(self):
        """What came of it, beside the words; a record of what was done has only the one."""
        return self.outcome if self.words else ""

    @property
    def details(self):
        return [
            (Part(part).label, words)
            for part, words in (
                (Part.OUTCOME, self.came_of_it), (Part.TOPIC, self.topic), (Part.HAPPENED, self.happened),
                (Part.PLACE, self.place), (Part.WITH_WHOM, self.with_whom), (Part.KIND, self.kind),
                (Part.SOURCE, self.source),
            )
            if words
        ] + ([("Note", self.notes)] if self.notes else [])  # fmt: skip

    @property
    def start_label(self):
        return Start(self.start).label if self.start else ""


def understand(row, sheet) -> Understood:
    """Reads a row by its sheet's matches. What was mended by hand stands before what the file says."""
    found = dict.fromkeys(Part.values, "")
    notes = []
    for at, (part, heading) in enumerate(zip(sheet.matches, sheet.headings, strict=True)):
        words = cell_of(row, at)
        if part == Part.NOTE and words:
            notes.append(f"{heading}: {words}")
        elif part != Part.LEFT_OUT:
            found[part] = words
    found[Part.NOTE] = "\n".join(notes)
    found |= row.mended
    return Understood(
        words=found[Part.WORDS], outcome=found[Part.OUTCOME], topic=found[Part.TOPIC], happened=found[Part.HAPPENED],
        place=found[Part.PLACE], with_whom=found[Part.WITH_WHOM], kind=found[Part.KIND], source=found[Part.SOURCE],
        notes=found[Part.NOTE], state=found[Part.STATE],
        start=row.starts_as or (state_of(found[Part.STATE]) if found[Part.STATE] else sheet.starts_as),
    )  # fmt: skip


def state_of(words: str) -> str:
    words = words.lower().replace("’", "'")
    return next((start.value for pattern, start in STATES if re.search(pattern, words)), "")


def problem_of(row: Understood) -> str:
    """What must be put right before this row can be brought in, as one sentence; or nothing."""
    if not row.title:
        return "This row has no words. Say what was said, or what came of it."
    if not row.start:
        return f"We do not know where “{row.state[:80]}” stands. Choose where this row starts."
    if row.start == Start.CANNOT and not (row.words and row.outcome):
        return "Say both what was said and why the answer was no."
    if row.start == Start.DID and not row.outcome:
        return "This row does not say what came of it. Add that, or choose where it starts."
    for part, words in ((Part.WORDS, row.words), (Part.OUTCOME, row.outcome), (Part.HAPPENED, row.happened)):
        if len(words) > LIMITS[part]:
            return f"“{part.label}” is longer than {LIMITS[part]:,} characters. Shorten it, or put some in the note."
    if sum(map(len, (row.topic, row.place, row.with_whom, row.kind, row.source, row.notes))) > NOTES_LIMIT:
        return f"The notes are longer than {NOTES_LIMIT:,} characters. Shorten them."
    return ""


@dataclass(frozen=True)
class RowShown:
    """A row on a page: the row, what we understood of it, and whether its topic is one the group does not have."""

    row: ImportRow
    says: Understood
    unknown_topic: bool = False


def shown(rows, topics=None) -> list[RowShown]:
    read = [(row, understand(row, row.sheet)) for row in rows]
    return [RowShown(row, says, topics is not None and unknown(says.topic, topics)) for row, says in read]


def unknown(name: str, topics) -> bool:
    return bool(name) and name.lower() not in topics


def columns_that_are(part: Part, sheet) -> list[str]:
    return [heading for heading, match in zip(sheet.headings, sheet.matches, strict=True) if match == part]


# --- counts ---


@dataclass(frozen=True)
class Counts:
    """How many rows the file has, and where each of them is. The parts always make the whole."""

    read: int
    heading: int
    empty: int
    ready: int
    problem: int
    left_out: int
    brought_in: int
    taken_out: int

    @property
    def to_bring_in(self):
        return self.ready + self.problem


def counts_of(one) -> Counts:
    places = Counter(dict(one.rows.order_by().values_list("standing").annotate(Count("id"))))
    empty = one.sheets.aggregate(rows=Sum("empty_rows"))["rows"] or 0
    return Counts(
        read=places.total() + empty, empty=empty, **{place.lower(): places[place] for place in ImportRow.Standing.values}
    )  # fmt: skip


def brought_in_before(one):
    """An earlier import of the very same file that was not taken out again, if there is one."""
    return (
        type(one)
        .objects.filter(group_id=one.group_id, digest=one.digest, stage=one.Stage.BROUGHT_IN)
        .exclude(pk=one.pk)
        .order_by("id")
        .last()
    )


@dataclass(frozen=True)
class Plan:
    """What bringing in would do: how many rows start where, and which topics the group does not have."""

    starts: list[tuple[str, int]]
    unknown_topics: list[str]


def plan_of(one, topics) -> Plan:
    starts, names = Counter(), {}
    for row in one.rows.standing(ImportRow.Standing.READY).prefetch_related("sheet").iterator(chunk_size=1000):
        says = understand(row, row.sheet)
        starts[says.start] += 1
        if unknown(says.topic, topics):
            names.setdefault(says.topic.lower(), says.topic)
    return Plan([(start.label, starts[start]) for start in Start if starts[start]], sorted(names.values()))
