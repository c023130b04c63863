from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.words import count_of
from feedback.permissions import FeedbackAbility
from feedback.reviews import forms, operations, queries
from feedback.reviews.models import Finding
from groups.membership.access import member_page


def _back(membership) -> str:
    return reverse("impact_reviews", args=[membership.group.slug])


@member_page(FeedbackAbility.SEE_IMPACT_REVIEWS)
def impact_reviews(request, membership):
    """What came of looking at our impact, and what of it is still to be done."""
    now = clock.now()
    due_on = queries.when_due(membership.group)
    told = {
        "reviews": queries.reviews(membership),
        "findings": queries.open_findings(membership),
        "due_on": due_on,
        "due": due_on and due_on <= membership.group.local(now).date(),
        "runs": due_on and membership.may(FeedbackAbility.REVIEW_IMPACT),
    }
    return render(request, "feedback/reviews/impact_reviews.html", told)


@member_page(FeedbackAbility.REVIEW_IMPACT, methods=("GET", "POST"))
def review_impact(request, membership):
    form = forms.ReviewImpact(request.POST if request.method == "POST" else None, cancel_url=_back(membership))

    def act(typed):
        made = operations.review(by=membership, now=clock.now(), **typed)
        drafts = made.findings.filter(kind=Finding.Kind.SAY).count()
        told = (
            f" {count_of(drafts, 'draft')} of it {'is' if drafts == 1 else 'are'} with the drafts now."
            if drafts
            else ""
        )
        messages.success(request, f"We kept it.{told}")

    if refusals.done(request, form, act):
        return redirect(_back(membership))
    return render(request, "feedback/reviews/review_impact.html", {"form": form, "back": _back(membership)})


@member_page(FeedbackAbility.REVIEW_IMPACT, methods=("POST",))
def finding_done(request, membership, finding_id):
    finding = get_object_or_404(Finding.objects.visible_to(membership), pk=finding_id)
    refusals.at_once(
        request,
        lambda: operations.tick_off(by=membership, now=clock.now(), finding=finding),
        "You noted that it is done.",
    )
    return redirect(_back(membership))
