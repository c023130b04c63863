"""Pages of how a meeting was shared."""

from django.shortcuts import get_object_or_404, render

from coproduction.kit import clock
from coproduction.kit.paging import page_of
from groups.balance import queries
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.pacing.models import Running
from groups.permissions import GroupAbility


def _meeting(membership, meeting_id) -> tuple[Meeting, Running | None]:
    found = get_object_or_404(Meeting.objects.visible_to(membership).select_related("running"), pk=meeting_id)
    found.group = membership.group
    running = getattr(found, "running", None)
    if running:
        running.meeting = found
    return found, running


@member_page(GroupAbility.SEE_BALANCE)
def balance(request, membership, meeting_id):
    found, running = _meeting(membership, meeting_id)
    told = {"meeting": found, "running": running, "over": bool(running and running.over(clock.now()))}
    if told["over"]:
        told["may_resume"] = membership.may(GroupAbility.RUN_MEETING) and running.may_resume(clock.now())
        told["balance"] = queries.balance(running, membership)
        if membership.facilitates:
            told["page"] = page_of(request, queries.in_writing(running, membership))
    return render(request, "groups/balance/balance.html", told)


@member_page(GroupAbility.SEE_OWN_TURNS)
def my_turns(request, membership, meeting_id):
    found, running = _meeting(membership, meeting_id)
    page = page_of(request, queries.own_turns(running, membership)) if running else None
    return render(request, "groups/balance/my_turns.html", {"meeting": found, "page": page})
