"""The questions for members, while they are open; else why there are none."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals, when
from feedback.permissions import FeedbackAbility
from feedback.steps_seen import forms, operations, queries
from groups.membership.access import member_page


@member_page(FeedbackAbility.SAY_IF_SEEN, methods=("GET", "POST"))
@pace.nameless
def say_if_seen(request, membership):
    now, group = clock.now(), membership.group
    back = reverse("seven_steps", args=[group.slug])
    asking = queries.newest(membership)
    why_not, has_answered = queries.mine(asking, membership, now)
    form = forms.SayIfSeen(request.POST if request.method == "POST" and asking else None, cancel_url=back)

    def act(typed):
        operations.answer(by=membership, now=now, asking=asking, seen=form.seen())

    if refusals.done(request, form, act):
        messages.success(request, "We counted your answers. Thank you.")
        return redirect("say_if_seen", slug=group.slug)
    until = when.moment(group.local(asking.closes_at)) if asking else ""
    told = {"form": form, "why_not": why_not, "has_answered": has_answered, "until": until, "back": back}
    return render(request, "feedback/steps_seen/say_if_seen.html", told)
