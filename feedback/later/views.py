"""I thought of it later: the page to add it, and after seven days the page that says so."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from feedback.later import forms, operations, queries
from feedback.permissions import FeedbackAbility
from groups.meetings.models import Meeting
from groups.membership.access import member_page


@member_page(FeedbackAbility.THINK_LATER, methods=("GET", "POST"))
def later(request, membership, meeting_id):
    now = clock.now()
    meeting = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    back = reverse("meeting", kwargs={"slug": membership.group.slug, "meeting_id": meeting.pk})
    shown = {"meeting": meeting, "over": meeting.over(now), "last_day": queries.last_day(meeting), "form": None}
    if request.method == "POST" or queries.is_open(meeting, now):
        shown["form"] = form = forms.Later(
            request.POST or None, items=meeting.items.placed().in_order(), cancel_url=back,
            initial={"item": request.GET.get("item", "")},
        )  # fmt: skip
        if refusals.done(request, form, lambda typed: operations.add(by=membership, now=now, meeting=meeting, **typed)):
            messages.success(request, "It stands with the meeting now. Everyone in your group can read it.")
            return redirect(back)
    return render(request, "feedback/later/later.html", shown)
