"""Noting what is there, asking the group to go without something, and each member's own view."""

from datetime import date, datetime

from django.db import transaction

from coproduction.kit import words
from coproduction.kit.refusals import Refusal
from feedback.checklists import emails, queries
from feedback.checklists.models import NOTED, Part, Provision, Waiver, WaiverVote, WasThere
from feedback.permissions import FeedbackAbility
from feedback.power.queries import everyone_inside
from feedback.topics import operations as topics
from feedback.topics.models import Topic
from groups.history.operations import record


class NotOnTheChecklist(Refusal):
    """This is not on the checklist."""


class SayWhatIsThere(Refusal):
    """Enter what is there."""


class SayWhoSeesToIt(Refusal):
    """Enter who sees to it."""


class NotALink(Refusal):
    """Enter a link that starts with https://"""


class DayIsAhead(Refusal):
    """Enter a day that has come already."""


class SayWhyWithout(Refusal):
    """Say why the group should go without it."""


class ItIsThere(Refusal):
    """This is there already."""


class AskedAlready(Refusal):
    """The group is being asked about this already."""


class NobodyToAsk(Refusal):
    """There are no members yet who could say yes or no. Invite them first."""


class NotBeingAsked(Refusal):
    """The group is not being asked about this any more."""


class ChooseYesOrNo(Refusal):
    """Choose yes or no."""


def _noted(part):
    if part not in NOTED:
        raise NotOnTheChecklist()
    return Part(part)


@transaction.atomic
def note_there(
    *, by, now: datetime, topic: Topic, part: str, note: str, owner: str, done_on: date, link: str = ""
) -> Provision:
    """Something on the checklist is there. If the group went without it, or is being asked to, that ends."""
    topic = topics.lock(by, topic, FeedbackAbility.NOTE_CHECKLIST)
    part = _noted(part)
    said = {
        "note": topics.text_of(note, "note", model=Provision, missing=SayWhatIsThere, cleaned=words.one_line),
        "owner": topics.text_of(owner, "owner", model=Provision, missing=SayWhoSeesToIt, cleaned=words.one_line),
        "link": topics.text_of(link, "link", model=Provision, cleaned=words.one_line),
    }
    if said["link"] and not said["link"].startswith(("https://", "http://")):
        raise NotALink(field="link")
    if done_on > topic.group.local(now).date():
        raise DayIsAhead(field="done_on")
    made, _ = Provision.objects.update_or_create(
        topic=topic, part=part, defaults=said | {"done_on": done_on, "by": by, "at": now}
    )
    ended = {"outcome": Waiver.Outcome.ENDED, "settled_at": now}
    topic.waivers.filter(part=part, outcome__in=("", Waiver.Outcome.WITHOUT)).update(**ended)
    record("checklist_noted", f"“{topic.name}”: {part.label.lower()} is there.", by=by, about=topic, at=now)
    return made


@transaction.atomic
def ask_to_go_without(*, by, now: datetime, topic: Topic, part: str, reason: str) -> Waiver:
    """Asks every member. Who asked is not kept for members: what comes of it is the group's decision."""
    topic = topics.lock(by, topic, FeedbackAbility.ASK_GO_WITHOUT)
    part = _noted(part)
    if topic.provisions.filter(part=part).exists():
        raise ItIsThere()
    if topic.waivers.filter(part=part).exclude(outcome__in=(Waiver.Outcome.KEEP, Waiver.Outcome.ENDED)).exists():
        raise AskedAlready()
    members = list(queries.members(topic.group_id).select_related("person"))
    if not members:
        raise NobodyToAsk()
    reason = topics.text_of(reason, "reason", model=Waiver, missing=SayWhyWithout)
    waiver = Waiver.objects.create(topic=topic, part=part, reason=reason, asked_at=now)
    sentence = f"“{topic.name}”: the group was asked to go without something on the checklist."
    record("go_without_asked", sentence, by=by if by.facilitates else None, group=topic.group, about=topic, at=now)
    emails.go_without(waiver, members, now=now)
    return waiver


@transaction.atomic
def vote_go_without(*, by, now: datetime, waiver: Waiver, agrees: bool | None) -> Waiver:
    """One member's yes or no; the last word of each counts. It is settled as soon as it is clear."""
    topic = topics.lock(by, waiver.topic, FeedbackAbility.SAY_GO_WITHOUT)
    waiver = Waiver.objects.get(pk=waiver.pk)
    if waiver.outcome:
        raise NotBeingAsked()
    if agrees is None:
        raise ChooseYesOrNo(field="agrees")
    waiver.topic = topic
    WaiverVote.objects.update_or_create(waiver=waiver, membership=by, defaults={"agrees": agrees, "at": now})
    waiver.outcome = queries.outcome_of(waiver)
    if waiver.outcome:
        waiver.settled_at = now
        waiver.save(update_fields=["outcome", "settled_at"])
        sentence = f"“{topic.name}”, {waiver.get_part_display().lower()}: {waiver.get_outcome_display().lower()}."
        record("go_without_decided", sentence, group=topic.group, about=topic, at=now)
        emails.decided(waiver, everyone_inside(topic.group_id), now=now)
    return waiver


@transaction.atomic
def say_if_really_there(*, by, now: datetime, topic: Topic, part: str, really: bool) -> WasThere:
    """A member's own view beside the record. It can be changed; it is never shown one by one."""
    topics.may(by, topic.group_id, FeedbackAbility.SAY_IF_THERE)
    if part not in Part.values:
        raise NotOnTheChecklist()
    mine, _ = WasThere.objects.update_or_create(
        topic=topic, part=part, membership=by, defaults={"really": really, "at": now}
    )
    return mine
