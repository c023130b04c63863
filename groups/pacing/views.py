"""What a facilitator taps to pace a meeting. The page itself is in facilitation."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals, taps
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.pacing import forms, operations, queries
from groups.pacing.models import Running, Seat
from groups.permissions import GroupAbility

BOTH, ONLY_POST = ("GET", "POST"), ("POST",)


def _meeting(membership, meeting_id) -> Meeting:
    found = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    found.group = membership.group
    return found


def _address(meeting, name="run") -> str:
    return reverse(name, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


def _tapped(request, membership, meeting_id, operation, said="", **rest):
    found = _meeting(membership, meeting_id)
    now = clock.now() - taps.ago(request)

    def act():
        operation(meeting=found, by=membership, now=now, tap=taps.number(request), **rest)

    return taps.taken(request, act, back=_address(found), said=said)


@member_page(GroupAbility.RUN_MEETING, methods=ONLY_POST)
@pace.tap
def start_meeting(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)

    def act():
        operations.start(meeting=found, by=membership, now=clock.now())

    return taps.taken(request, act, back=_address(found), said="The meeting has begun.")


@member_page(GroupAbility.RUN_MEETING, methods=BOTH)
@pace.tap
def end_meeting(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    form = forms.End(request.POST if request.method == "POST" else None, cancel_url=_address(found))

    def act(_):
        operations.end(meeting=found, by=membership, now=clock.now())

    if refusals.done(request, form, act):
        messages.success(request, "The meeting is over. What you did not reach is marked on the agenda.")
        return redirect(_address(found, "balance"))
    return render(request, "groups/pacing/end_meeting.html", {"form": form, "meeting": found})


@member_page(GroupAbility.RUN_MEETING, methods=ONLY_POST)
@pace.tap
def resume_meeting(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)

    def act():
        operations.resume(meeting=found, by=membership, now=clock.now())

    return taps.taken(request, act, back=_address(found), said="You go on. The time between does not count.")


@member_page(GroupAbility.RUN_MEETING, methods=ONLY_POST)
@pace.tap
def go_to_item(request, membership, meeting_id):
    return _tapped(request, membership, meeting_id, operations.go_to, item_id=taps.row(request, "item"))


@member_page(GroupAbility.RUN_MEETING, methods=ONLY_POST)
@pace.tap
def item_not_reached(request, membership, meeting_id):
    return _tapped(request, membership, meeting_id, operations.not_reached, item_id=taps.row(request, "item"))


@member_page(GroupAbility.RUN_MEETING, methods=ONLY_POST)
@pace.tap
def take_break(request, membership, meeting_id):
    return _tapped(request, membership, meeting_id, operations.take_break, "It is a break. Every clock stands still.")


@member_page(GroupAbility.RUN_MEETING, methods=ONLY_POST)
@pace.tap
def go_on(request, membership, meeting_id):
    return _tapped(request, membership, meeting_id, operations.go_on, "The break is over.")


@member_page(GroupAbility.RUN_MEETING, methods=BOTH)
@pace.tap
def who_is_here(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    running = Running.objects.visible_to(membership).with_all().filter(meeting=found).first()
    if running is None or running.over(clock.now()):
        messages.error(request, operations.NotOn().sentence)
        return redirect(_address(found))
    seats = Seat.objects.visible_to(membership).filter(running=running)
    form = forms.WhoIsHere(
        request.POST if request.method == "POST" else None, people=queries.who_may_be_here(running),
        cancel_url=_address(found), initial={"here": list(seats.values_list("membership_id", flat=True))},
    )  # fmt: skip

    def act(said):
        operations.note_who_is_here(meeting=found, by=membership, now=clock.now(), here=set(said["here"]))

    if refusals.done(request, form, act):
        messages.success(request, "You noted who is here.")
        return redirect(_address(found))
    return render(request, "groups/pacing/who_is_here.html", {"form": form, "meeting": found})
