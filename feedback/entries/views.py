"""The page of one entry."""

from django.shortcuts import get_object_or_404, render

from coproduction.kit import clock
from feedback.entries import queries
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page


@member_page(FeedbackAbility.READ_SENT)
def said(request, membership, number):
    found = get_object_or_404(
        Said.objects.visible_to(membership).with_page(),
        number=number,
    )
    entry = queries.entry(found, membership, clock.now())
    return render(request, "feedback/entries/said.html", {"entry": entry, "said": found, "may": entry.may})
