"""What one reader may see of one entry: the timeline in words, the proof of telling back, whose turn, what they may do.

Inside the group people are named and counted; outside it, members are *someone in the group* and numbers are rounded.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from coproduction.kit import when
from coproduction.kit.words import count_of, rounded
from feedback.answers import queries as answers
from feedback.deeds import queries as deeds
from feedback.drafts import queries as drafts
from feedback.log import queries as log
from feedback.log.models import SENT_BUCKETS, STILL_WAITING, Bucket, Said, Stage, Step
from groups.notices.models import Letter

Kind = Step.Kind
QUIET = (Kind.AGREED, Kind.REVISED)  # shown as a whole, not one by one
MAIN = {  # the one clear action, first that fits; then its button
    "hear": "Say that you have heard it",
    "decide": "Answer it",
    "check": "Check if it is done",
    "put_to_group": "Put it to the group",
}


@dataclass(frozen=True)
class Line:
    """One line of the timeline, as the chain component draws it."""

    heading: str
    words: str = ""
    when: str = ""
    details: tuple = ()
    waiting: bool = False


@dataclass(frozen=True)
class Entry:
    """Everything on the page of one entry."""

    said: Said
    standing: log.Standing
    lines: list
    may: frozenset
    agreement: drafts.Standing | None
    tally: deeds.Tally | None
    tally_words: str
    claim: object
    deeds: list
    corrected_by: list
    author: str


def people(number: int, inside: bool, one="person", many="people") -> str:
    """So many people: exact inside the group, rounded outside it."""
    if inside:
        return count_of(number, one, many)
    return f"{rounded(number)} {many}" if number else f"no {many}"


def entry(said, membership, now: datetime) -> Entry:
    inside = membership.inside
    steps = list(Step.objects.visible_to(membership).filter(said=said).exclude(kind__in=QUIET).with_people().in_order())
    tally = deeds.tally(said) if said.stage in deeds.VERDICT_STAGES else None
    tally_words = tally_line(tally, inside) if tally else ""
    lines = [_line(said, step, membership) for step in steps if not _quiet_yes(step)]
    lines = _with_telling(lines, steps, told(said, steps), inside)
    claimed = said.stage == Stage.CLAIMED
    return Entry(
        said=said,
        standing=log.standing(said, now),
        lines=lines + ahead(said, tally_words),
        may=frozenset(
            drafts.what_they_may(said, membership)
            | answers.what_they_may(said, membership)
            | deeds.what_they_may(said, membership)
        ),
        agreement=drafts.agreement(said, now) if inside and said.stage == Stage.AGREEING else None,
        tally=tally,
        tally_words=tally_words,
        claim=said.claims.unchecked().first() if claimed else None,
        deeds=list(said.deeds.open().order_by("due_on")) if said.stage == Stage.DOING else [],
        corrected_by=list(Said.objects.visible_to(membership).filter(corrects=said).order_by("number")),
        author=_author(said, membership),
    )


def _author(said, membership):
    if said.shown_as == Said.ShownAs.GROUP or not membership.inside:
        return "From the group"
    return said.said_by.person.name


def _quiet_yes(step):
    return step.kind == Kind.VERDICT and step.inside_only and not step.text


def _line(said, step, membership) -> Line:
    group, inside = said.group, membership.inside
    who = step.who(membership)
    took = ""
    if step.working_days is not None:
        took = f"{count_of(step.working_days, 'working day')} (promise: {step.promised_days})"
    details = [tuple(pair) for pair in step.details]
    if step.kind == Kind.SENT and said.agreed is not None:
        details.insert(0, ("How it was agreed", agreed_line(said, inside)))
    words = f"“{step.text}”" if step.text and step.kind in (Kind.HEARD, Kind.VERDICT, Kind.REOPENED) else step.text
    parts = [when.day(group.local(step.at).date()), took, who]
    return Line(step.headline, words, " · ".join(part for part in parts if part), tuple(details))


def agreed_line(said, inside: bool) -> str:
    agreed = people(said.agreed, inside, "member", "members")
    line = f"{agreed[0].upper()}{agreed[1:]} agreed."
    if said.not_yet and inside:
        line += f" {count_of(said.not_yet, 'member')} said not yet."
    return line


def tally_line(tally, inside: bool) -> str:
    """`6 people said yes, 1 said partly. Waiting for 7.` Outside the group the numbers are rounded."""
    parts = [
        f"{people(number, inside)} said {word}"
        for number, word in ((tally.yes, "yes"), (tally.partly, "partly"))
        if number
    ]
    line = f"{', '.join(parts)}." if parts else "Nobody has said yet."
    waiting = max(tally.asked - tally.said, 0)
    if inside and waiting:
        line += f" Waiting for {waiting}."
    return f"{line[0].upper()}{line[1:]}"


def told(said, steps) -> dict[int, Counter]:
    """By step: how many letters about it went, by which way, and how many are on their way. One statement."""
    about = {f"said:{said.pk}:{step.pk}": step.pk for step in steps if not step.inside_only}
    rows = Letter.objects.filter(about__in=about).values_list("about", "state", "way").annotate(n=Count("id")).order_by()
    found = defaultdict(Counter)
    for reference, state, way, number in rows:
        found[about[reference]][way or state] += number
    return found


WAYS = [
    (Letter.Way.EMAIL, "by email"), (Letter.Way.BATCH, "by email, with other news"), (Letter.Way.KEPT, "to read here"),
]  # fmt: skip


def _with_telling(lines, steps, letters, inside):
    """Puts the proof of telling back under each step it belongs to."""
    shown = [step for step in steps if not _quiet_yes(step)]
    return [
        Line(line.heading, line.words, line.when, (*line.details, ("Told back", telling(letters[step.pk], inside))))
        if step.pk in letters and step.kind not in (Kind.SENT, Kind.PUT)
        else line
        for line, step in zip(lines, shown, strict=True)
    ]


def telling(letters: Counter, inside: bool) -> str:
    went = sum(letters[way] for way, _ in WAYS)
    coming = letters[Letter.State.PENDING] + letters[Letter.State.SENDING]
    lost = letters[Letter.State.DEAD] + letters[Letter.State.EXPIRED]
    parts = []
    if went:
        ways = ", ".join(f"{letters[way]} {words}" for way, words in WAYS if letters[way])
        parts.append(f"{people(went, inside)} told" + (f": {ways}" if inside else ""))
    if coming:
        parts.append(f"{people(coming, inside)} will be told in a moment")
    if lost and inside:
        parts.append(f"{people(lost, inside)} could not be reached")
    line = ". ".join(part[0].upper() + part[1:] for part in parts)
    return f"{line}."


def ahead(said, tally_words: str) -> list[Line]:
    """What has not happened yet, in words, so that nothing seems forgotten."""
    lines = []
    if said.stage == Stage.SENT:
        lines.append(Line("Heard", f"Promised by {when.day(said.hear_by)}.", waiting=True))
    if said.stage in (Stage.SENT, Stage.HEARD):
        lines.append(Line("Decision", f"Promised by {when.day(said.answer_by)}.", waiting=True))
    if said.stage == Stage.DOING:
        lines.append(Line("We did", "Someone in the group checks it before it counts.", waiting=True))
    if said.stage == Stage.CLAIMED:
        lines.append(Line("Checked by the group", "Waiting for someone in the group to check it.", waiting=True))
    if said.stage in STILL_WAITING:
        lines.append(Line("Does that answer it?", "The group will say.", waiting=True))
    if tally_words:
        waiting = said.stage != Stage.ANSWERED
        lines.append(Line("Does that answer it?", tally_words, waiting=waiting))
    return lines


# --- the list ---

LISTS = {
    "all": "All we said",
    "waiting": "Still waiting",
    "done": "We did",
    "cannot": "We can’t, or not now",
    "agreeing": "Being agreed",
    "drafts": "Drafts",
    "withdrawn": "Taken back",
}
OF_LIST = {
    "all": SENT_BUCKETS,
    "waiting": (Bucket.WAITING, Bucket.DOING),
    "done": (Bucket.DONE,),
    "cannot": (Bucket.CANNOT,),
    "agreeing": (Bucket.AGREEING,),
    "drafts": (Bucket.DRAFT,),
    "withdrawn": (Bucket.WITHDRAWN,),
}
FOR_ALL = ("all", "waiting", "done", "cannot")
UNCOUNTED = ("drafts", "withdrawn")  # some are their author's alone: a number would give them away


@dataclass(frozen=True)
class Asked:
    """What the reader asked the list for: which list, which topic, which words."""

    show: str
    topic: str
    text: str


def asked_for(membership, show: str, topic: str, text: str) -> Asked:
    """Anything odd in the address means the plain list. People from the system see first what waits for them."""
    lists = LISTS if membership.inside else FOR_ALL
    default = "waiting" if membership.for_the_system else "all"
    return Asked(show if show in lists else default, topic if topic.isdecimal() and len(topic) < 10 else "", text)


@dataclass(frozen=True)
class Row:
    """One line of the list: our words, where it stands, how long it has waited, whose turn it is."""

    said: Said
    url: str
    line: str
    turn: str
    late: bool


def row(said, now: datetime, membership) -> Row:
    standing = log.standing(said, now)
    turn = standing.whose_turn
    if standing.turn == log.SYSTEM and membership.for_the_system:
        turn = turn.replace("Their turn", "Your turn")
    return Row(said, said.get_absolute_url(), standing.words, turn, standing.late)


def listed(membership, asked: Asked):
    rows = membership.group.said.visible_to(membership)  # the group comes along, without a statement of its own
    if asked.show == "all":
        rows = rows.sent().newest_first()
    elif asked.show == "waiting":
        rows = rows.still_waiting().oldest_promise_first()
    else:
        rows = rows.in_bucket(*OF_LIST[asked.show]).newest_first()
    if asked.topic:
        rows = rows.filter(topic_id=int(asked.topic))
    if asked.text:
        rows = log.search(rows, membership.group_id, asked.text)
    return rows.select_related("topic")


@dataclass(frozen=True)
class Filter:
    label: str
    url: str
    current: bool
    count: int | None


def filters(membership, asked: Asked, counted, link) -> list[Filter]:
    """The lists this reader may see, with how much is in each (of the topic chosen). Numbers are of entries, not people."""
    rows = [row for row in counted if not asked.topic or row.topic_id == int(asked.topic)]
    found = log.totals((), rows)
    return [
        Filter(
            label, link(show=name), asked.show == name,
            None if name in UNCOUNTED else sum(found[bucket] for bucket in OF_LIST[name]),
        )
        for name, label in LISTS.items()
        if membership.inside or name in FOR_ALL
    ]  # fmt: skip


def topic_filters(asked: Asked, counted, link) -> list[Filter]:
    """Topics that have something in the list shown."""
    found = Counter()
    names = {}
    for row in counted:
        if row.topic_id and row.bucket in OF_LIST[asked.show]:
            names[row.topic_id] = row.topic
            found[row.topic_id] += row.number
    if asked.show in UNCOUNTED or not (names or asked.topic):
        return []
    chosen = [
        Filter(name, link(topic=pk), asked.topic == str(pk), found[pk])
        for pk, name in sorted(names.items(), key=lambda pair: pair[1].lower())
    ]
    return [Filter("All topics", link(topic=""), not asked.topic, None), *chosen]
