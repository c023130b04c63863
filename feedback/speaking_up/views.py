"""The two questions, and what came of them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals, unnamed
from feedback.permissions import FeedbackAbility
from feedback.speaking_up import forms, operations, queries
from feedback.speaking_up.models import Answer, Question
from groups.membership.access import member_page


@member_page(FeedbackAbility.ANSWER_PULSE, methods=("GET", "POST"))
@pace.nameless
def pulse(request, membership):
    """Two questions while they are open; else why there are none, and when there will be."""
    now, group = clock.now(), membership.group
    mine = queries.for_member(membership, now)
    if mine.asking is None:
        return render(request, "feedback/speaking_up/pulse.html", {"mine": mine})
    form = forms.AnswerPulse(request.POST or None, cancel_url=reverse("group_home", kwargs={"slug": group.slug}))
    if refusals.done(
        request, form, lambda typed: operations.answer(by=membership, asking=mine.asking, now=now, **typed)
    ):
        messages.success(request, "We counted your answers. Thank you.")
        return redirect("pulse", slug=group.slug)
    context = {"mine": mine, "form": form, "until": group.local(mine.asking.closes_at), "asks": not mine.why_not}
    return render(request, "feedback/speaking_up/pulse.html", context)


@member_page(FeedbackAbility.SEE_PULSE)
def pulse_results(request, membership):
    """What came of them, round by round: for the group exact, for people beside it rounded and without lines."""
    found = queries.results(membership)
    head = ["Asked", *Answer.labels]
    trends = [(label, queries.trend(found, label)) for label in Question.labels]
    context = {
        "results": found, "head": head, "trends": trends if len(found) > 1 else [],
        "may_answer": membership.may(FeedbackAbility.ANSWER_PULSE),
        "fewest": unnamed.FEWEST_INSIDE if membership.inside else unnamed.FEWEST_OUTSIDE,
    }  # fmt: skip
    return render(request, "feedback/speaking_up/pulse_results.html", context)
