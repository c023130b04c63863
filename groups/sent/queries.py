"""Facts about letters. Deny by default: a letter whose name is not below is never shown, whatever it is about."""

from dataclasses import dataclass
from datetime import datetime

from groups.membership import queries as membership
from groups.notices.models import READABLE, Letter

# Only what goes to everybody in the same part, or what a facilitator set going. Nothing that would tell who said, asked,
# reported, answered without a name or needed something; nothing about signing in, about somebody's place, or of another group.
SHOWN = {
    "groups/meetings/emails/planned": "A new meeting",
    "groups/meetings/emails/invited": "An invitation to a meeting",
    "groups/meetings/emails/changed": "A meeting that changed",
    "groups/meetings/emails/cancelled": "A meeting that was cancelled",
    "groups/series/emails/planned": "Meetings that repeat",
    "groups/series/emails/changed": "Meetings that repeat: something changed",
    "groups/series/emails/ended": "Meetings that repeat: they ended",
    "groups/reminders/emails/reminder": "A reminder before a meeting",
    "groups/polls/emails/asked": "Looking for a date",
    "groups/polls/emails/found": "A date for a meeting",
    "groups/polls/emails/stopped": "No date was found",
    "groups/papers/emails/asked": "A paper they were asked for",
    "groups/charter/emails/purpose_to_agree": "Our purpose, to agree on",
    "groups/charter/emails/purpose_in_force": "Our purpose, as it counts now",
    "groups/charter/emails/promises_changed": "Promises that changed",
    "feedback/openings/emails/opened": "A topic that opened",
    "feedback/power/emails/fixed": "Something that is fixed now",
    "feedback/drafts/emails/to_agree": "Something to agree on",
    "feedback/drafts/emails/sent": "Something the group said",
    "feedback/steps_seen/emails/asked": "Questions about the seven steps of the organisation",
    "feedback/steps_seen/emails/results": "What members see of the seven steps",
    "feedback/emergencies/emails/began": "Somebody from outside reads the talk in an emergency",
    "feedback/records/emails/agreed": "Two people can take the record of the group away",
    "feedback/closing/emails/asked_to_close": "Someone asked to close the group",
    "feedback/closing/emails/asked_to_open": "Someone asked to open the group again",
    "feedback/closing/emails/dropped": "The group stays as it is",
    "feedback/closing/emails/closed": "The group closed",
    "feedback/closing/emails/opened": "The group is open again",
    "feedback/digests/emails/progress": "A regular summary",
    "feedback/periods/emails/report_is_there": "The report of a quarter",
}
SENT = {
    Letter.Way.EMAIL: "Sent by email",
    Letter.Way.BATCH: "Sent, together with others",
    Letter.Way.TEXT: "Sent by text message",
    Letter.Way.POST: "Sent by post",
    Letter.Way.CUT: "Sent by post",
}
HERE = "Not sent. They can read it here"


@dataclass(frozen=True)
class Fact:
    """That a letter went. Why one did not is nobody's business: a pause, a stop, *only here* and trouble look the same."""

    at: datetime
    what: str
    how: str


def someone(reader, membership_id: int):
    return membership.people_of(reader).filter(pk=membership_id).select_related("person", "group").first()


def letters_to(member):
    """Newest first: letters of this group since they joined it, that went or can be read here."""
    ended = Letter.objects.filter(state=Letter.State.SENT) | Letter.objects.filter(because__in=READABLE)
    mine = ended.filter(person=member.person_id, group=member.group_id, stem__in=SHOWN, posted_at__gte=member.joined_at)
    return mine.order_by("-id").only("stem", "way", "state", "posted_at", "finished_at")


def fact(letter: Letter) -> Fact:
    """One that was not sent has the moment it was written: when it was given up would tell why."""
    how = SENT.get(letter.way, HERE)
    return Fact(letter.posted_at if how == HERE else letter.finished_at, SHOWN[letter.stem], how)
