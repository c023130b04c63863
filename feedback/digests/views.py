from django.contrib import messages
from django.shortcuts import redirect, render

from coproduction.kit import clock
from feedback.digests import forms, operations, queries
from feedback.digests.models import Subscription
from groups.membership.access import member_page
from groups.permissions import GroupAbility


@member_page(GroupAbility.CHOOSE_LETTERS, methods=("GET", "POST"))
def digest(request, membership):
    """What my next digest would say if it went now, and how often I get it."""
    now = clock.now()
    mine = Subscription.objects.visible_to(membership).first() or operations.unsaved(membership, now)
    form = forms.Choose(request.POST if request.method == "POST" else None, initial={"frequency": mine.frequency})
    if request.method == "POST" and form.is_valid():
        operations.choose(by=membership, frequency=form.cleaned_data["frequency"], now=now)
        messages.success(request, "You changed how often you get your digest.")
        return redirect("digest", slug=membership.group.slug)
    mine.membership = membership
    return render(
        request,
        "feedback/digests/digest.html",
        {"form": form, "mine": mine, "digest": queries.digests_for([mine], now)[mine.pk]},
    )
