"""Our ways of working: as they are, what people say of them, and what comes of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals, when
from groups.membership.access import member_page
from groups.permissions import GroupAbility
from groups.ways import forms, operations, queries
from groups.ways.models import WaysReview

BOTH = ("GET", "POST")


def _address(membership, name="ways", **rest) -> str:
    return reverse(name, kwargs={"slug": membership.group.slug, **rest})


def _typed(request):
    return request.POST if request.method == "POST" else None


@member_page(GroupAbility.SEE_WAYS_REVIEW)
def ways(request, membership):
    """The ways of working, with what people said of each beside it."""
    group, now = membership.group, clock.now()
    page = queries.page(group, membership, now)
    told = {
        "page": page,
        "until": when.day(group.local(page.open.closes_at)) if page.open else "",
        "due": queries.is_due(group, now),
        "runs": membership.may(GroupAbility.DECIDE_WAYS),
    }
    return render(request, "groups/ways/ways.html", told)


@member_page(GroupAbility.REVIEW_WAYS, methods=BOTH)
@pace.nameless
def review_ways(request, membership, review_id):
    """A question for each way of working while they are open; else why there are none."""
    now = clock.now()
    review = get_object_or_404(WaysReview.objects.visible_to(membership), pk=review_id)
    mine = queries.for_person(review, membership, now)
    form = forms.ReviewWays(_typed(request), ways=review.ways, cancel_url=_address(membership))

    def act(typed):
        operations.answer(by=membership, review=review, answers=form.answers(), line=typed["line"], now=now)

    if refusals.done(request, form, act):
        messages.success(request, "We counted your answers. Thank you.")
        return redirect(_address(membership, "review_ways", review_id=review.pk))
    told = {"mine": mine, "form": form, "until": when.moment(membership.group.local(review.closes_at))}
    return render(request, "groups/ways/review_ways.html", told)


def _done(request, membership, act, said):
    refusals.at_once(request, lambda: act(by=membership, now=clock.now()), said)
    return redirect(_address(membership))


@member_page(GroupAbility.ASK_ABOUT_WAYS, methods=("POST",))
def ask_about_ways(request, membership):
    return _done(request, membership, operations.ask, "The questions are open. We are telling everyone in the group.")


@member_page(GroupAbility.DECIDE_WAYS, methods=("POST",))
def keep_ways(request, membership):
    return _done(request, membership, operations.keep, "You noted that the group keeps its ways of working.")


@member_page(GroupAbility.DECIDE_WAYS, methods=BOTH)
def write_ways(request, membership):
    """New ways of working, begun from those that are there. They go to both sides to agree."""
    initial = {"ways_of_working": membership.group.ways_of_working}
    form = forms.WriteWays(_typed(request), initial=initial, cancel_url=_address(membership))
    if refusals.done(request, form, lambda typed: operations.write_new(by=membership, now=clock.now(), **typed)):
        messages.success(request, "We kept the new words, and asked everyone if they agree.")
        return redirect("about", slug=membership.group.slug)
    page = queries.page(membership.group, membership, clock.now())
    return render(request, "groups/ways/write_ways.html", {"form": form, "page": page})
