"""Which things the list shows, in which order, and how much lies on each shelf."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from feedback.log import queries as log
from feedback.log.models import SENT_BUCKETS, Bucket, Said

COMMON = 500  # a word found more often than this is looked for along the list instead of all at once
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
    return Row(said, said.get_absolute_url(), standing.words, standing.turn_for(membership), standing.late)


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
        rows = search(rows, membership.group_id, asked.text)
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


def search(rows, group_id: int, text: str):
    """Those of `rows` that hold the words. A rare word is found first and sorted after; a common one along the list.

    Measured elsewhere: search with ORDER BY and LIMIT in one statement took seconds at a million rows, so the matches
    are taken first, on their own.
    """
    if connection.vendor != "postgresql":
        return rows.filter(Q(words__icontains=text) | Q(why_it_matters__icontains=text))
    match = "search @@ websearch_to_tsquery('english', %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH found AS MATERIALIZED (SELECT id FROM feedback_said"  # noqa: S608 (no words of a person in it)
            f" WHERE group_id = %s AND {match} LIMIT %s) SELECT id FROM found",
            [group_id, text, COMMON + 1],
        )
        found = [pk for (pk,) in cursor.fetchall()]
    if len(found) <= COMMON:
        return rows.filter(pk__in=found)
    return rows.filter(RawSQL(f"feedback_said.{match}", [text], output_field=BooleanField()))
