"""The forms of the final-say card, the open-to-change map and the level. One question a page."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from feedback.permissions import FeedbackAbility
from feedback.power import forms, operations
from feedback.power.models import MapItem
from feedback.topics.models import CARD, Topic
from groups.membership.access import member_page

BOTH = ("GET", "POST")
SHOW = FeedbackAbility.SHOW_POWER


def _topic(membership, topic_id):
    return get_object_or_404(Topic.objects.visible_to(membership).open(), pk=topic_id)


def _page(membership, topic):
    return reverse("topic", args=[membership.group.slug, topic.pk])


def _ask(request, membership, topic, form, template, act, done):
    if refusals.done(request, form, lambda typed: act(**typed)):
        messages.success(request, done)
        return redirect(_page(membership, topic))
    context = {"form": form, "topic": topic, "back": _page(membership, topic)}
    return render(request, f"feedback/power/{template}.html", context)


@member_page(SHOW, methods=BOTH)
def final_say(request, membership, topic_id):
    now, topic = clock.now(), _topic(membership, topic_id)
    initial = {field: getattr(topic, field) for field in CARD}
    form = forms.FinalSay(
        request.POST or None, initial=initial, filled=topic.has_card, cancel_url=_page(membership, topic)
    )
    act = partial(operations.fill_card, by=membership, now=now, topic=topic)
    done = "You filled in the final-say card. Everyone in and beside the group can read it."
    return _ask(request, membership, topic, form, "final_say", act, done)


@member_page(SHOW, methods=BOTH)
def declare_influence(request, membership, topic_id):
    now, topic = clock.now(), _topic(membership, topic_id)
    form = forms.HowMuchSay(
        request.POST or None, initial={"influence": topic.influence}, filled=bool(topic.influence),
        cancel_url=_page(membership, topic),
    )  # fmt: skip
    act = partial(operations.declare_influence, by=membership, now=now, topic=topic)
    done = "You said how much say people have. Members will judge at the end what it really was."
    return _ask(request, membership, topic, form, "declare_influence", act, done)


@member_page(SHOW, methods=BOTH)
def put_on_map(request, membership, topic_id):
    now, topic = clock.now(), _topic(membership, topic_id)
    form = forms.OnTheMap(
        request.POST or None, deed="put-on-map", button="Put it on the map", cancel_url=_page(membership, topic)
    )
    act = partial(operations.put_on_map, by=membership, now=now, topic=topic)
    return _ask(request, membership, topic, form, "put_on_map", act, "You put something on the map.")


@member_page(SHOW, methods=BOTH)
def change_map_item(request, membership, topic_id, map_item_id):
    now, topic = clock.now(), _topic(membership, topic_id)
    item = get_object_or_404(MapItem.objects.visible_to(membership).filter(topic=topic), pk=map_item_id)
    form = forms.OnTheMap(
        request.POST or None, deed="change-map-item", button="Change the map", cancel_url=_page(membership, topic),
        initial={"what": item.what, "state": item.state, "why": item.why},
    )  # fmt: skip
    act = partial(operations.change_item, by=membership, now=now, item=item)
    closing = request.POST.get("state") == MapItem.State.FIXED != item.state
    told = " We are telling the whole group today." if closing else ""
    done = f"You changed the map. What it was stays on the page.{told}"
    return _ask(request, membership, topic, form, "change_map_item", act, done)
