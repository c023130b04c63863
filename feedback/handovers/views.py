from django.shortcuts import get_object_or_404, redirect

from coproduction.kit import clock, refusals
from feedback.handovers import operations
from feedback.handovers.models import Handover
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page


@member_page(FeedbackAbility.HAND_OVER, methods=("POST",))
def take_back(request, membership, handover_id):
    """By one button, on the list of what waits."""
    one = get_object_or_404(Handover.objects.visible_to(membership).with_people(), pk=handover_id)
    act = operations.take_back
    refusals.at_once(
        request, lambda: act(by=membership, now=clock.now(), handover=one), "Done. The other person gets a letter."
    )
    return redirect("queue")
