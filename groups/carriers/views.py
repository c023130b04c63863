from django.views.decorators.csrf import csrf_exempt

from coproduction.kit import clock, notifyhooks
from coproduction.kit.access import token_page
from groups.carriers import operations
from groups.permissions import GroupAbility


@csrf_exempt  # a program posts here; the token is the proof
@token_page(GroupAbility.TELL_WHAT_BECAME, methods=("POST",))
def notify_hook(request):
    """What became of a text or a letter by post. What we do not know is taken all the same: Notify would ask again and again."""
    return notifyhooks.answered(request, notifyhooks.receipt, take)


def take(event) -> bool:
    return event is not None and operations.receipt(event=event, now=clock.now()) is not None
