"""Putting an entry on the public page, and taking it off. The pages people read are in `entries`."""

from django.shortcuts import get_object_or_404, redirect

from coproduction.kit import clock, refusals
from feedback.log import operations
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page


def _change(request, membership, number, deed, done):
    said = get_object_or_404(Said.objects.visible_to(membership).with_all(), number=number)
    refusals.at_once(request, lambda: deed(by=membership, now=clock.now(), said=said), done)
    return redirect(said)


@member_page(FeedbackAbility.PUBLISH, methods=("POST",))
def publish(request, membership, number):
    done = "You put this on the public page. It shows no names."
    return _change(request, membership, number, operations.publish, done)


@member_page(FeedbackAbility.PUBLISH, methods=("POST",))
def unpublish(request, membership, number):
    return _change(request, membership, number, operations.unpublish, "You took this off the public page.")
