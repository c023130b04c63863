"""Meetings for people's own calendars: the file of one, the page of the private address, and what a calendar reads there."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock
from coproduction.kit.access import signed_in_page, token_page
from groups.calendars import operations, queries
from groups.calendars.models import CalendarAddress
from groups.choices import queries as choices
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.permissions import GroupAbility


def _file(content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer


@member_page(GroupAbility.TAKE_CALENDAR_ENTRY)
def meeting_calendar(request, membership, meeting_id):
    found = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    found.group = membership.group  # already loaded by the door
    joining = GroupAbility.SEE_JOINING.opens_for(membership.role)
    answer = _file(queries.calendar_file(found, joining=joining, now=clock.now()))
    answer["Content-Disposition"] = f'attachment; filename="meeting-{found.pk}.ics"'
    return answer


@signed_in_page(GroupAbility.KEEP_CALENDAR_ADDRESS, methods=("GET", "POST"))
def calendar_address(request):
    """Your meetings in your own calendar: see the address, make a new one, switch it off."""
    if request.method == "POST":
        if request.POST.get("deed") == "off":
            operations.switch_off(by=request.user, now=clock.now())
            messages.success(request, "The address is switched off. Calendars that read it get nothing any more.")
        else:
            operations.make_address(by=request.user, now=clock.now())
            messages.success(request, "You have a new address for your calendar. One you had before has stopped.")
        return redirect("calendar_address")
    mine = CalendarAddress.objects.visible_to_person(request.user).first()
    address = mine and settings.SITE_ADDRESS + reverse("calendar_feed", kwargs={"token": mine.token})
    told = {"address": address, "mine": mine, "discreet": choices.preference_of(request.user).discreet}
    answer = render(request, "groups/calendars/calendar_address.html", told)
    answer["Cache-Control"] = "private, no-store"
    return answer


@token_page(GroupAbility.READ_CALENDAR_FEED, methods=("GET",))
def calendar_feed(request, token):
    """What a calendar program reads, without signing in: the signed key in the address is the proof."""
    found = queries.address_behind(token)
    if found is None:
        raise Http404
    answer = _file(queries.feed(found.person, clock.now()))
    answer["X-Robots-Tag"] = "noindex"
    return answer
