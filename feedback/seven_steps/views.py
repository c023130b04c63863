"""The strip, one step with its history, and the form with which a sponsor says how it is today."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from coproduction.kit import clock, paging, refusals, when
from feedback.permissions import FeedbackAbility
from feedback.seven_steps import forms, operations, queries
from feedback.steps_seen.models import SevenSteps
from groups.membership.access import member_page


@member_page(FeedbackAbility.SEE_SEVEN_STEPS)
def seven_steps(request, membership):
    """Sponsors and members open the same page."""
    page = queries.page(membership, clock.now())
    told = {
        "page": page, "organisation": membership.group.organisation, **_may(membership),
        "seen_on": when.day(page.members.on) if page.members.on else "",
        "next_on": when.day(page.next_on) if page.next_on else "",
    }  # fmt: skip
    return render(request, "feedback/seven_steps/seven_steps.html", told)


def _may(membership) -> dict:
    return {
        "looks": membership.may(FeedbackAbility.LOOK_AT_STEP),
        "says": membership.may(FeedbackAbility.SAY_IF_SEEN),
    }


@member_page(FeedbackAbility.SEE_SEVEN_STEPS)
def seven_step(request, membership, step):
    _is_one(step)
    one = queries.one(membership, step, clock.now())
    page = paging.page_of(request, queries.history(membership, step))
    told = {"one": one, "page": page, "organisation": membership.group.organisation, **_may(membership)}
    return render(request, "feedback/seven_steps/seven_step.html", told)


def _is_one(step):
    if step not in SevenSteps.values:
        raise Http404


@member_page(FeedbackAbility.LOOK_AT_STEP, methods=("GET", "POST"))
def look_at_step(request, membership, step):
    _is_one(step)
    now, slug = clock.now(), membership.group.slug
    one, back = queries.one(membership, step, now), reverse("seven_step", args=[slug, step])
    owners, seen = queries.owners(membership, one.look)
    form = forms.LookAtStep(
        request.POST if request.method == "POST" else None, owners=owners, cancel_url=back,
        initial={"seen_look": seen, "owner": owners[0].pk},
    )  # fmt: skip
    act = lambda _: operations.look(by=membership, now=now, step=step, **form.given())  # noqa: E731
    if refusals.done(request, form, act):
        messages.success(
            request, "You said it, with today’s date. It stays as it is. Members will be asked if they see it too."
        )
        return redirect(back)
    if form.is_bound:  # what another sponsor said meanwhile now stands above the form
        form.data = form.data.copy()
        form.data["seen_look"] = str(seen)
    return render(request, "feedback/seven_steps/look_at_step.html", {"form": form, "one": one, "back": back})
