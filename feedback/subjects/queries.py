"""What the items of a meeting are about, where an entry or a topic is talked about, and what can be chosen."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from coproduction.kit.words import shortened
from feedback.log.models import Said
from feedback.subjects.models import KEPT_BACK, Subject
from feedback.topics.models import Topic
from groups.agendas.models import Item
from groups.meetings.models import Meeting

MOST = 100  # entries offered at once: the newest
MOST_MEETINGS = 30
MOST_LINES = 10  # meetings named on one page: the ones to come, and the latest held


def of_meeting(meeting, membership) -> dict[int, Subject]:
    """What the items of this meeting are about, by the item, as far as this reader may read it. One statement."""
    rows = Subject.objects.visible_to(membership).filter(item__meeting=meeting)
    return {one.item_id: one for one in rows.select_related("topic", "said")}


@dataclass(frozen=True)
class Line:
    """One meeting, in a sentence: `before` the day (a link to the meeting) and `after` it; and the way to its notes."""

    before: str
    meeting: Meeting
    after: str
    ahead: bool
    notes_url: str


@dataclass(frozen=True)
class AtMeetings:
    lines: list[Line]
    put_url: str  # empty where it is on an agenda ahead, or where this is not for the reader to do


def on_agendas(membership, **about):
    return Subject.objects.visible_to(membership).filter(
        item__removed_at=None, item__meeting__cancelled_at=None, **about
    )


def with_talked_about(entries, membership):
    """Entries with whether any meeting talks about them: most need not be asked where."""
    return entries.annotate(talked_about=Exists(on_agendas(membership, said=OuterRef("pk"))))


def at_meetings(membership, now: datetime, *, put_url="", **about) -> AtMeetings:
    """Where this entry (`said`) or topic (`topic`) is talked about, the latest first. One statement."""
    rows = on_agendas(membership, **about)
    rows = rows.select_related("item__meeting__notes").order_by("-item__meeting__starts_at", "-item")
    lines = [_line(one.item, membership, now) for one in rows[:MOST_LINES]]
    return AtMeetings(lines, "" if any(line.ahead for line in lines) else put_url)


def _line(item: Item, membership, now) -> Line:
    meeting, after = item.meeting, "."
    over = meeting.over(now)
    if item.left_as == Item.Left.NOT_REACHED:
        before = "We did not get to it at our meeting on"
    elif item.accepted_at:
        before = "We talked about it at our meeting on" if over else "We talk about it at our meeting on"
    else:
        before, after = ("It was suggested for our meeting on", ", and got no place.") if over else (
            "It is suggested for our meeting on", ".",
        )  # fmt: skip
    notes, notes_url = getattr(meeting, "notes", None), ""
    if over and notes and notes.shown_to(membership):
        notes_url = reverse("notes", kwargs={"slug": membership.group.slug, "meeting_id": meeting.pk})
    return Line(before, meeting, after, not over and item.left_at is None, notes_url)


def may_say(item: Item, membership) -> bool:
    """Who suggested it, and the facilitators."""
    return membership.facilitates or item.belongs_to(membership)


# --- what can be chosen ---


def entries(membership):
    """What was sent or is being agreed, as far as this reader reads it: the whole group reads these."""
    return Said.objects.visible_to(membership).exclude(stage__in=KEPT_BACK).newest_first()


def topics(membership):
    return Topic.objects.visible_to(membership).open().order_by("name")


def offered(membership, now_about: Subject | None) -> list:
    """Choices by kind. What it is about now is among them, also when it is an old one."""
    chosen = now_about.choice if now_about else ""
    of_topics = [(f"topic-{one.pk}", one.name) for one in topics(membership)]
    said = [(f"said-{one.pk}", named(one)) for one in entries(membership)[:MOST]]
    if chosen and chosen not in dict(of_topics + said):
        old = [(chosen, now_about.topic.name if now_about.topic_id else named(now_about.said))]
        of_topics, said = (of_topics + old, said) if now_about.topic_id else (of_topics, said + old)
    return [("", "Nothing special"), ("Topics", of_topics), ("What we said", said)]


def named(said: Said) -> str:
    return f"Number {said.number}: {shortened(said.words, 80)}"


def meetings_ahead(membership, now: datetime) -> list[Meeting]:
    ahead = Meeting.objects.visible_to(membership).going_ahead().ahead(now).soonest_first()
    return list(ahead[:MOST_MEETINGS])
