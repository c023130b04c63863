"""The page of the places in a room: is it full, do I wait, and since facilitators ring people, who does."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals, taps
from coproduction.kit.access import NotYours
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.membership.queries import supported_members
from groups.permissions import GroupAbility
from groups.places import operations, queries


@member_page(GroupAbility.WAIT_FOR_PLACE, methods=("GET", "POST"))
def places(request, membership, meeting_id):
    now = clock.now()
    found = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    found.group = membership.group
    if not (found.capacity and found.in_a_room):
        raise Http404
    if request.method == "POST":
        _change(request, membership, found, now)
        return redirect(reverse("places", kwargs={"slug": membership.group.slug, "meeting_id": found.pk}))
    room = queries.room_of(found, membership)
    helped = [(one, queries.room_of(found, one)) for one in supported_members(membership)]
    told = {"meeting": found, "room": room, "open": not found.cancelled and not found.begun(now), "helped": helped}
    return render(request, "groups/places/places.html", told)


def _change(request, membership, meeting, now):
    stops = request.POST.get("deed") == "stop"
    deed = operations.stop_waiting if stops else operations.wait
    number = taps.row(request, "whose")
    whose = next((one for one in supported_members(membership) if one.pk == number), None)
    if number and whose is None:
        raise NotYours(operations.NotTheirs().sentence)
    try:
        deed(meeting=meeting, by=membership, now=now, whose=whose)
    except refusals.Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        if whose:
            done = "is not on the waiting list any more" if stops else "is on the waiting list"
            messages.success(request, f"{whose.person.name} {done}. We are telling them.")
            return
        said = "You are not on the waiting list any more." if stops else (
            "You are on the waiting list. When a place is free and you are next, it is yours, and we write to you."
        )  # fmt: skip
        messages.success(request, said)
