from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.paging import page_of
from feedback.concerns import forms, operations, queries
from feedback.concerns.models import Concern
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page

BOTH = ("GET", "POST")


def _concern(membership, concern_id):
    return get_object_or_404(Concern.objects.visible_to(membership).with_people(), pk=concern_id)


def _to(concern, membership):
    return redirect("concern", slug=membership.group.slug, concern_id=concern.pk)


@member_page(FeedbackAbility.RAISE_CONCERN, methods=BOTH)
def raise_concern(request, membership):
    now, made = clock.now(), []
    back = reverse("group_home", kwargs={"slug": membership.group.slug})
    form = forms.Raise(request.POST or None, cancel_url=back)
    if refusals.done(
        request, form, lambda typed: made.append(operations.raise_concern(by=membership, now=now, **typed))
    ):
        messages.success(
            request, "You told the network coordinator. We wrote to them at once. Here you see when they read it."
        )
        return _to(made[0], membership)
    readers = list(queries.coordinators(membership.group_id))
    return render(request, "feedback/concerns/raise_concern.html", {"form": form, "readers": readers, "back": back})


@member_page(FeedbackAbility.SEE_CONCERNS)
def concerns(request, membership):
    page = page_of(request, queries.listed(membership))
    reads = membership.may(FeedbackAbility.HANDLE_CONCERN)
    return render(request, "feedback/concerns/concerns.html", {"page": page, "reads": reads})


@member_page(FeedbackAbility.SEE_CONCERNS, methods=BOTH)
def concern(request, membership, concern_id):
    """For its coordinator, to read and to close; for whoever raised it, whether it was read."""
    now, one = clock.now(), _concern(membership, concern_id)
    reads = membership.may(FeedbackAbility.HANDLE_CONCERN)
    if request.method == "POST" and not reads:
        raise Http404
    form = forms.Close(request.POST if request.method == "POST" else None)
    if refusals.done(request, form, lambda typed: operations.close(by=membership, now=now, concern=one, **typed)):
        messages.success(
            request, "You closed it. The person who told us sees that it is closed, and not what was done."
        )
        return _to(one, membership)
    context = {"concern": one, "form": form, "reads": reads}
    if not reads and not one.read_at:
        context["nobody"] = not queries.coordinators(membership.group_id).exists()
    return render(request, "feedback/concerns/concern.html", context)


@member_page(FeedbackAbility.HANDLE_CONCERN, methods=("POST",))
def acknowledge_concern(request, membership, concern_id):
    one = _concern(membership, concern_id)
    refusals.at_once(
        request,
        lambda: operations.acknowledge(by=membership, now=clock.now(), concern=one),
        "We tell the person who told us that you read it.",
    )
    return _to(one, membership)
