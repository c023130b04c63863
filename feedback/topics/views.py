"""The list of topics, and the facilitators' forms to keep it. What was said under a topic is the log, filtered."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.paging import page_of
from feedback.permissions import FeedbackAbility
from feedback.topics import forms, operations, queries
from feedback.topics.models import Topic
from groups.membership.access import member_page

BOTH = ("GET", "POST")


def _back(membership):
    return reverse("topics", kwargs={"slug": membership.group.slug})


def _topic(membership, topic_id):
    return get_object_or_404(Topic.objects.visible_to(membership), pk=topic_id)


@member_page(FeedbackAbility.SEE_TOPICS)
def topics(request, membership):
    page = page_of(request, queries.listed(membership))
    context = {
        "page": page,
        "log": reverse("log", kwargs={"slug": membership.group.slug}),
        "may_manage": membership.may(FeedbackAbility.MANAGE_TOPICS),
        "may_say": membership.may_still(FeedbackAbility.DRAFT),
    }
    return render(request, "feedback/topics/topics.html", context)


def _ask(request, membership, form, template, act, done):
    if refusals.done(request, form, lambda typed: act(**typed)):
        messages.success(request, done)
        return redirect(_back(membership))
    return render(request, f"feedback/topics/{template}.html", {"form": form, "back": _back(membership)})


@member_page(FeedbackAbility.MANAGE_TOPICS, methods=BOTH)
def open_topic(request, membership):
    form = forms.TopicWords(
        request.POST or None, deed="open-topic", button="Add the topic", cancel_url=_back(membership)
    )
    act = partial(operations.open_topic, by=membership, now=clock.now())
    done = (
        "You added a topic. Everyone can now choose it when they say something. It needs its card and map before it can"
        " be discussed."
    )
    return _ask(request, membership, form, "open_topic", act, done)


@member_page(FeedbackAbility.MANAGE_TOPICS, methods=BOTH)
def change_topic(request, membership, topic_id):
    topic = _topic(membership, topic_id)
    form = forms.TopicWords(
        request.POST or None, deed="change-topic", button="Save", cancel_url=_back(membership),
        initial={"name": topic.name, "about": topic.about},
    )  # fmt: skip
    act = partial(operations.change_topic, by=membership, now=clock.now(), topic=topic)
    return _ask(request, membership, form, "change_topic", act, "You changed the topic. Its entries stay under it.")


@member_page(FeedbackAbility.MANAGE_TOPICS, methods=("POST",))
def open_topic_again(request, membership, topic_id):
    refusals.at_once(
        request,
        lambda: operations.open_again(by=membership, now=clock.now(), topic=_topic(membership, topic_id)),
        "You opened the topic again.",
    )
    return redirect(_back(membership))
