"""The page of a topic, and the two deeds that begin and end its discussion."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock
from coproduction.kit.refusals import Refusal
from feedback.openings import operations, queries
from feedback.permissions import FeedbackAbility
from feedback.topics.models import Topic
from groups.membership.access import member_page

MAY = {
    "may_manage": FeedbackAbility.MANAGE_TOPICS, "may_show": FeedbackAbility.SHOW_POWER,
    "may_note": FeedbackAbility.NOTE_CHECKLIST, "may_ask": FeedbackAbility.ASK_GO_WITHOUT,
    "may_vote": FeedbackAbility.SAY_GO_WITHOUT, "may_say_if_there": FeedbackAbility.SAY_IF_THERE,
    "may_judge": FeedbackAbility.JUDGE_INFLUENCE, "may_say": FeedbackAbility.DRAFT, "may_talk": FeedbackAbility.READ_TALK,
}  # fmt: skip


@member_page(FeedbackAbility.SEE_TOPICS)
def topic(request, membership, topic_id):
    topic = queries.one(membership, topic_id)
    if topic is None:
        raise Http404
    context = {word: membership.may_still(ability) for word, ability in MAY.items()}
    context |= {
        "topic": topic, "page": queries.page_of(topic, membership, clock.now()), "inside": membership.inside,
        "log": reverse("log", args=[membership.group.slug]), "back": reverse("topics", args=[membership.group.slug]),
    }  # fmt: skip
    return render(request, "feedback/openings/topic.html", context)


def _deed(request, membership, topic_id, deed, done, to):
    topic = get_object_or_404(Topic.objects.visible_to(membership), pk=topic_id)
    try:
        done = done(deed(by=membership, now=clock.now(), topic=topic))
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect(to(topic))


@member_page(FeedbackAbility.MANAGE_TOPICS, methods=("POST",))
def open_discussion(request, membership, topic_id):
    def page(topic):
        return reverse("topic", args=[membership.group.slug, topic.pk])

    def done(topic):
        return "You opened the topic for discussion. We are telling everyone in the group."

    return _deed(request, membership, topic_id, operations.open_discussion, done, page)


@member_page(FeedbackAbility.MANAGE_TOPICS, methods=("POST",))
def close_topic(request, membership, topic_id):
    def done(topic):
        asked = " We are asking members how much say they really had." if topic.discussion_opened_at else ""
        return f"You closed the topic. What was said about it stays where it is.{asked}"

    back = reverse("topics", args=[membership.group.slug])
    return _deed(request, membership, topic_id, operations.close_topic, done, lambda topic: back)
