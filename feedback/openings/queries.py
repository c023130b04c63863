"""What the page of one topic shows."""

from dataclasses import dataclass

from django.urls import reverse

from feedback.checklists import queries as checklists
from feedback.influence import queries as influence
from feedback.permissions import FeedbackAbility
from feedback.power import queries as power
from feedback.subjects import queries as subjects
from feedback.topics import queries as topics
from feedback.topics.models import NO_CARD_OR_MAP, Topic
from groups.membership.models import Membership


@dataclass(frozen=True)
class TopicPage:
    topic: Topic
    card: list[dict]
    map: list
    changes: list[dict]
    checklist: list
    judged: influence.Judged | None
    answering: list[Membership]
    needs: str  # what is still missing before it can be discussed
    meetings: subjects.AtMeetings  # where it is talked about


def one(membership, topic_id: int) -> Topic | None:
    """The topic with its kept counts."""
    rows = membership.group.topics.visible_to(membership).filter(pk=topic_id)  # the group comes along
    return topics.counted(rows).first()


def page_of(topic, membership, now) -> TopicPage:
    items = power.on_the_map(topic, membership)
    return TopicPage(
        topic=topic,
        card=power.card(topic),
        map=items,
        changes=power.changes(topic, membership),
        checklist=checklists.checklist(topic, membership, has_map=bool(items)),
        judged=influence.judged(topic, membership),
        answering=answering(topic.group_id),
        needs=what_it_needs(topic, has_map=bool(items)),
        meetings=_at_meetings(topic, membership, now),
    )


def _at_meetings(topic, membership, now) -> subjects.AtMeetings:
    puts = membership.may(FeedbackAbility.PUT_ON_AGENDA) and not topic.closed_at
    url = reverse("put_topic_on_agenda", args=[membership.group.slug, topic.pk]) if puts else ""
    return subjects.at_meetings(membership, now, topic=topic, put_url=url)


def answering(group_id) -> list[Membership]:
    """Those of the system who answer what is said under a topic."""
    here = Membership.objects.current().of_group(group_id).holding(FeedbackAbility.ANSWER)
    return list(here.select_related("person").order_by("role", "person__name"))


def what_it_needs(topic, *, has_map: bool) -> str:
    """In words: what is missing before people may discuss it. Empty when nothing is."""
    if topic.has_card and has_map:
        return ""
    if topic.has_card:
        return "It needs its map before it can be discussed. Put at least one thing on it."
    return "It needs its card before it can be discussed. Answer all four." if has_map else NO_CARD_OR_MAP


def still_open(letters) -> set[int]:
    """Letters about topics that are still open for discussion."""
    topic_of = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    open_now = set(Topic.objects.open_for_discussion().filter(pk__in=topic_of.values()).values_list("pk", flat=True))
    return {pk for pk, topic in topic_of.items() if topic in open_now}
