"""The life of a topic, taken by operations as far as a test needs it."""

from feedback.checklists import operations as checklists
from feedback.openings import operations as openings
from feedback.power import operations as power
from tests import builders

CARD = {
    "decides": "The outpatients board", "decides_when": "At its meeting in March",
    "binds": "The money for this year", "challenge": "Write to the chief nurse, who answers within a week.",
}  # fmt: skip


def with_card(cast, now, topic=None, by=None):
    topic = topic or builders.topic(cast.group)
    return power.fill_card(by=(by or cast.farah).membership, now=now, topic=topic, **CARD)


def mapped(cast, now, topic, what="When letters are sent", state="OPEN", why="", by=None):
    return power.put_on_map(
        by=(by or cast.farah).membership, now=now, topic=topic, what=what, state=state, why=why
    )  # fmt: skip


def ready(cast, now, topic=None):
    topic = with_card(cast, now, topic)
    mapped(cast, now, topic)
    return topic


def discussed(cast, now, topic=None):
    return openings.open_discussion(by=cast.farah.membership, now=now, topic=ready(cast, now, topic))


def closed(cast, now, topic=None):
    topic = topic or discussed(cast, now)
    return openings.close_topic(by=cast.farah.membership, now=now, topic=topic)


NOTE = {"note": "Two pages in plain words.", "owner": "The outpatients team", "link": "https://example.org/briefing"}


def noted(cast, now, topic, part="BRIEFING", by=None, **said):
    said = NOTE | {"done_on": now.date()} | said
    return checklists.note_there(by=(by or cast.farah).membership, now=now, topic=topic, part=part, **said)


def asked(cast, now, topic, part="REHEARSAL", by=None, reason="There is no time before the meeting."):
    return checklists.ask_to_go_without(
        by=(by or cast.sam).membership, now=now, topic=topic, part=part, reason=reason
    )  # fmt: skip


def without(cast, now, topic, part="REHEARSAL"):
    """Both members say yes."""
    waiver = asked(cast, now, topic, part)
    for one in (cast.sam, cast.jo):
        waiver = checklists.vote_go_without(by=one.membership, now=now, waiver=waiver, agrees=True)
    return waiver
