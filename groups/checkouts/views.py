"""The three questions, what came of them after one meeting, and how it goes from meeting to meeting."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals, unnamed, when
from groups.checkouts import forms, operations, queries
from groups.checkouts.models import CheckOut
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.permissions import GroupAbility


def _meeting(membership, meeting_id) -> Meeting:
    found = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    found.group = membership.group
    return found


def _address(meeting, name) -> str:
    return reverse(name, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


@member_page(GroupAbility.CHECK_OUT, methods=("GET", "POST"))
@pace.nameless
def check_out(request, membership, meeting_id):
    """Three questions while they are open; else why there are none."""
    now, found = clock.now(), _meeting(membership, meeting_id)
    mine = queries.for_person(found, membership, now)
    told = {"meeting": found, "mine": mine}
    if mine.check_out is None:
        return render(request, "groups/checkouts/check_out.html", told)
    form = forms.AnswerCheckOut(request.POST or None, cancel_url=_address(found, "meeting"))
    if refusals.done(
        request, form, lambda typed: operations.answer(by=membership, check_out=mine.check_out, now=now, **typed)
    ):
        messages.success(request, "We counted your answers. Thank you.")
        return redirect(_address(found, "check_out"))
    told |= {
        "form": form,
        "until": when.moment(membership.group.local(mine.check_out.closes_at)),
        "asks": not mine.why_not,
    }
    return render(request, "groups/checkouts/check_out.html", told)


@member_page(GroupAbility.OPEN_CHECK_OUT, methods=("POST",))
def open_check_out(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    refusals.at_once(
        request,
        lambda: operations.open_questions(meeting=found, by=membership, now=clock.now()),
        "The three questions are open. We are telling the people who may answer.",
    )
    return redirect(_address(found, "meeting"))


@member_page(GroupAbility.SEE_CHECK_OUT)
def check_out_results(request, membership, meeting_id):
    """What people said after one meeting: nothing before it closes, and to the facilitators first."""
    now, found = clock.now(), _meeting(membership, meeting_id)
    row = CheckOut.objects.visible_to(membership).filter(meeting=found).select_related("meeting").first()
    if row is None:
        raise Http404
    ready = CheckOut.objects.visible_to(membership).ready_for(membership, now).filter(pk=row.pk).exists()
    told = {
        "meeting": found,
        "result": queries.result(row, membership) if ready else None,
        "closes": when.moment(membership.group.local(row.closes_at)) if row.closed_at is None else "",
        "group_from": when.moment(membership.group.local(row.group_from)) if row.group_from else "",
        "first": bool(ready and row.group_from > now),
    }
    return render(request, "groups/checkouts/check_out_results.html", told)


@member_page(GroupAbility.SEE_MEETING_TREND)
def how_meetings_are(request, membership):
    """From meeting to meeting. For the group exact; for people beside it rounded, without lines and without the meetings."""
    found = queries.results(membership, clock.now())
    shown = [one for one in found if not one.too_few]
    told = {
        "charts": queries.trend(found) if shown else [],
        "meetings": len(found),
        "fewest": unnamed.FEWEST_INSIDE if membership.inside else unnamed.FEWEST_OUTSIDE,
    }
    return render(request, "groups/checkouts/how_meetings_are.html", told)
