"""Showing notes outside: what would be shown, what one says about it, and taking it back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.minutes import queries as minutes
from groups.minutes.models import Notes
from groups.permissions import GroupAbility
from groups.sharing import forms, operations, queries

ONLY_POST = ("POST",)


def _notes(membership, meeting_id) -> Notes:
    """Confirmed notes of one of the group's meetings; anything else is not there."""
    found = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    found.group = membership.group
    notes = Notes.objects.visible_to(membership).filter(meeting=found, confirmed_at__isnull=False).first()
    if notes is None:
        raise Http404
    notes.meeting = found
    return notes


def _address(meeting, name="share_notes") -> str:
    return reverse(name, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


def _page(request, membership, notes, form=None):
    meeting, sharing = notes.meeting, queries.sharing_of(notes, membership, clock.now())
    if form is None and sharing and sharing.asks:
        form = forms.Answer(action=_address(meeting, "answer_sharing"), cancel_url=_address(meeting, "notes"))
    told = {"meeting": meeting, "notes": notes, "sharing": sharing, "sheet": minutes.sheet(notes), "form": form}
    return render(request, "groups/sharing/share_notes.html", told)


@member_page(GroupAbility.SEE_SHARING)
def share_notes(request, membership, meeting_id):
    """What would be shown or is, how it stands, and the question while it is open."""
    return _page(request, membership, _notes(membership, meeting_id))


@member_page(GroupAbility.ANSWER_SHARING, methods=("GET", "POST"))
@pace.nameless
def answer_sharing(request, membership, meeting_id):
    notes = _notes(membership, meeting_id)
    if request.method == "GET":
        return _page(request, membership, notes)
    meeting, now = notes.meeting, clock.now()
    form = forms.Answer(request.POST, action=_address(meeting, "answer_sharing"), cancel_url=_address(meeting, "notes"))
    if refusals.done(request, form, lambda typed: operations.answer(meeting=meeting, by=membership, now=now, **typed)):
        messages.success(request, "Thank you. Your answer is in, without your name.")
        return redirect(_address(meeting))
    return _page(request, membership, notes, form)


def _done(request, membership, meeting_id, act, said):
    meeting = _notes(membership, meeting_id).meeting
    refusals.at_once(request, lambda: act(meeting=meeting, by=membership, now=clock.now()), said)
    return redirect(_address(meeting))


@member_page(GroupAbility.PROPOSE_SHARING, methods=ONLY_POST)
def propose_sharing(request, membership, meeting_id):
    said = "You asked the group. If nobody minds within seven days, the summary and the decisions are shown."
    return _done(request, membership, meeting_id, operations.propose, said)


@member_page(GroupAbility.TAKE_BACK_SHARING, methods=ONLY_POST)
def take_back_sharing(request, membership, meeting_id):
    said = "You took it back. These notes are not shown outside."
    return _done(request, membership, meeting_id, operations.take_back, said)
