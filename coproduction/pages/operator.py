"""For whoever keeps the site running: does the machinery work, and what got stuck? No names, no words of anybody."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coproduction.kit import clock
from coproduction.kit.paging import page_of
from feedback.replies import queries as replies
from groups.choices import queries as choices
from groups.membership.access import office_page
from groups.notices.models import Letter
from groups.permissions import GroupAbility
from groups.watch import operations, queries


@office_page(GroupAbility.SEE_QUEUES)
def operator(request):
    """Health, queues, and dead letters without what they say."""
    health = queries.health(clock.now())
    shown = {"health": health, "channels": list(health.channels.values())}
    shown["page"] = page_of(request, queries.DeadLetters())
    shown |= {"kept_counts": replies.counts_kept(), "kept_latest": replies.latest_kept()}
    shown["zone"] = choices.zone_of(request.user)
    return render(request, "pages/operator.html", shown)


@office_page(GroupAbility.SEE_QUEUES, methods=("POST",))
def try_letter_again(request, letter_id):
    """Gives one dead letter another day."""
    try:
        operations.try_again(letter_id=letter_id, by=request.user, now=clock.now())
    except Letter.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("We will try to send this letter again, starting now."))
    return redirect("operator")
