"""From a line of the notes: make a draft of it, or put a decision with the entry it belongs to."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from feedback.permissions import FeedbackAbility
from feedback.sources import forms, operations, queries
from feedback.topics.models import Topic
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.minutes.models import NotesLine

BOTH = ("GET", "POST")


def _told(membership, meeting_id, line_id):
    meeting = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    line = get_object_or_404(queries.lines(membership, meeting).select_related("notes", "item"), pk=line_id)
    notes = reverse("notes", kwargs={"slug": membership.group.slug, "meeting_id": meeting.pk})
    there = queries.entry_of(line, membership)
    return {"meeting": meeting, "line": line, "notes_url": notes, "there": there}


def _typed(request):
    return request.POST if request.method == "POST" else None


def _there(request, said):
    """A line that is in the log leads to where it stands."""
    messages.info(request, "This line is in the log already. This is where it stands.")
    return redirect(said)


@member_page(FeedbackAbility.TAKE_LINE, methods=BOTH)
def take_line(request, membership, meeting_id, line_id):
    told = _told(membership, meeting_id, line_id)
    if request.method == "GET" and told["there"]:
        return _there(request, told["there"])
    form = forms.Begin(
        _typed(request), topics=Topic.objects.visible_to(membership).open().order_by("name"),
        initial={"words": told["line"].words}, cancel_url=told["notes_url"],
    )  # fmt: skip
    made = []

    def act(typed):
        made.append(operations.begin(by=membership, now=clock.now(), line=told["line"], **typed))

    if refusals.done(request, form, act):
        messages.success(request, "It is a draft of the group now. Put it to the group when the words are right.")
        return redirect(made[0])
    return render(request, "feedback/sources/take_line.html", told | {"form": form})


@member_page(FeedbackAbility.TAKE_LINE, methods=BOTH)
def put_line_with(request, membership, meeting_id, line_id):
    told = _told(membership, meeting_id, line_id)
    if request.method == "GET" and told["there"]:
        return _there(request, told["there"])
    if told["line"].kind != NotesLine.Kind.DECISION:
        return redirect("take_line", slug=membership.group.slug, meeting_id=meeting_id, line_id=line_id)
    offered = queries.offered(membership)
    form = forms.PutWith(_typed(request), entries=offered, cancel_url=told["notes_url"])
    put = []

    def act(typed):
        said = get_object_or_404(queries.entries(membership), pk=typed["entry"])
        put.append(operations.put_with(by=membership, now=clock.now(), line=told["line"], said=said))

    if refusals.done(request, form, act):
        messages.success(request, "The decision stands there now. Those who answer it are told.")
        return redirect(put[0])
    return render(request, "feedback/sources/put_line_with.html", told | {"form": form, "offered": offered})
