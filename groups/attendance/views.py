"""Who was there, who has been away, and a rest for oneself."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from groups.attendance import forms, operations, queries
from groups.attendance.models import Attendance
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.permissions import GroupAbility

BOTH = ("GET", "POST")


def _meeting(membership, meeting_id) -> Meeting:
    found = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    found.group = membership.group
    return found


@member_page(GroupAbility.NOTE_ATTENDANCE, methods=BOTH)
def attendance(request, membership, meeting_id):
    """For the facilitators: during or after the meeting."""
    now, found = clock.now(), _meeting(membership, meeting_id)
    back = reverse("meeting", kwargs={"slug": membership.group.slug, "meeting_id": found.pk})
    seats = queries.seats(found, membership)
    form = forms.Note(request.POST if request.method == "POST" else None, seats=seats, cancel_url=back)
    if refusals.done(
        request, form, lambda _: operations.note(meeting=found, by=membership, now=now, came=form.those_who_came())
    ):
        messages.success(request, "Noted. Only the facilitators can see it.")
        return redirect("attendance", slug=membership.group.slug, meeting_id=found.pk)
    told = {
        "meeting": found, "form": form, "begun": found.begun(now) and not found.cancelled,
        "away": [one for one in seats if one.noted and not one.noted.came],
        "noticed": any(one.noticed for one in seats),
        "came": sum(one.noted.came for one in seats if one.noted),
    }  # fmt: skip
    return render(request, "groups/attendance/attendance.html", told)


@member_page(GroupAbility.NOTE_ATTENDANCE, methods=BOTH)
def absence(request, membership, meeting_id, membership_id):
    """A reason that somebody offered."""
    found = _meeting(membership, meeting_id)
    rows = Attendance.objects.visible_to(membership).filter(meeting=found, came=False)
    mine = get_object_or_404(rows.select_related("membership__person"), membership_id=membership_id)
    back = reverse("attendance", kwargs={"slug": membership.group.slug, "meeting_id": found.pk})
    form = forms.Reason(
        request.POST if request.method == "POST" else None, initial={"because": mine.because}, cancel_url=back
    )
    if refusals.done(
        request, form,
        lambda typed: operations.note_reason(
            meeting=found, whose=mine.membership, by=membership, now=clock.now(), **typed
        ),
    ):  # fmt: skip
        messages.success(request, "Noted. Only the facilitators can see it.")
        return redirect(back)
    return render(request, "groups/attendance/absence.html", {"meeting": found, "mine": mine, "form": form})


@member_page(GroupAbility.WRITE_KIND_WORD)
def been_away(request, membership):
    """Whom a facilitator might write to. A suggestion: nothing is sent by itself."""
    return render(request, "groups/attendance/been_away.html", {"quiet": queries.quiet(membership)})


@member_page(GroupAbility.WRITE_KIND_WORD, methods=BOTH)
def kind_word(request, membership, membership_id):
    one = next((one for one in queries.quiet(membership) if one.membership.pk == membership_id), None)
    if one is None:
        raise Http404
    back = reverse("been_away", kwargs={"slug": membership.group.slug})
    form = forms.KindWord(request.POST if request.method == "POST" else None, cancel_url=back)
    if refusals.done(
        request, form, lambda typed: operations.write(whose=one.membership, by=membership, now=clock.now(), **typed)
    ):
        messages.success(request, f"We are sending your words to {one.membership.person.name}.")
        return redirect(back)
    return render(request, "groups/attendance/kind_word.html", {"one": one, "form": form})


@member_page(GroupAbility.REST, methods=BOTH)
def rest(request, membership):
    """A pause for one's health: on and off with one button. Nobody sees it."""
    if request.method == "POST":
        if request.POST.get("rest") == "end":
            operations.come_back(by=membership, now=clock.now())
            messages.success(request, "Welcome back.")
        else:
            operations.rest(by=membership, now=clock.now())
            messages.success(request, "Rest well. Nobody will write to ask after you.")
        return redirect("rest", slug=membership.group.slug)
    return render(request, "groups/attendance/rest.html", {"resting": queries.resting(membership)})
