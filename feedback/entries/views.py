"""The page of one entry."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from coproduction.kit import clock
from feedback.challenges.queries import how_to_challenge
from feedback.entries import queries
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page


@member_page(FeedbackAbility.READ_SENT)
def said(request, membership, number):
    now = clock.now()
    today = membership.group.local(now).date()
    found = get_object_or_404(queries.rows(membership, today), number=number)
    entry = queries.entry(found, membership, now)
    return render(request, "feedback/entries/said.html", {"entry": entry, "said": found, "may": entry.may})


@member_page(FeedbackAbility.READ_SENT)
def decision(request, membership, number):
    """The whole record of the decision, on one page, for everyone who can read what was sent."""
    found = get_object_or_404(Said.objects.visible_to(membership).with_all(), number=number)
    decisions = queries.decisions(found)
    if not decisions:
        raise Http404
    context = {"said": found, "decision": decisions[0], "earlier": decisions[1:]}
    return render(request, "feedback/entries/decision.html", context | {"usual_way": how_to_challenge(found.group)})
