"""Choosing topics from the starting list, and the page that shows where voice is and where it is silent."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.words import count_of
from feedback.components import forms, operations, queries
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page


@member_page(FeedbackAbility.MANAGE_TOPICS, methods=("GET", "POST"))
def starting_topics(request, membership):
    back = reverse("topics", args=[membership.group.slug])
    listed = queries.starting_list(membership)
    form = forms.StartingTopics(
        request.POST or None, components=[one for one in listed if one.topic is None], cancel_url=back
    )
    now = clock.now()

    def act(typed):
        operations.add_topics(by=membership, now=now, chosen=form.chosen)

    if refusals.done(request, form, act):
        messages.success(request, f"You added {count_of(len(form.chosen), 'topic')}. Everyone can now choose them.")
        return redirect(back)
    context = {"form": form, "back": back, "have": [one for one in listed if one.topic], "any_left": bool(form.keys)}
    return render(request, "feedback/components/starting_topics.html", context)


@member_page(FeedbackAbility.SEE_WHERE_VOICE_IS)
def where_voice_is(request, membership):
    context = {
        "voices": queries.where_voice_is(membership, clock.now()),
        "may_say": membership.may_still(FeedbackAbility.DRAFT),
        "may_manage": membership.may(FeedbackAbility.MANAGE_TOPICS),
        "log": reverse("log", args=[membership.group.slug]),
    }
    return render(request, "feedback/components/where_voice_is.html", context)
