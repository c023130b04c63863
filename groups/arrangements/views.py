"""The list of what people need, one line of it, and the question afterwards."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.access import NotYours
from groups.arrangements import forms, operations, queries
from groups.arrangements.models import Preparation, WasItThere
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.membership.queries import supported_members
from groups.permissions import GroupAbility

BOTH = ("GET", "POST")


def _meeting(membership, meeting_id) -> Meeting:
    found = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    found.group = membership.group
    return found


def _line(membership, meeting, membership_id, need):
    found = queries.line(meeting, membership_id, need, membership)
    if found is None:
        raise Http404
    return found


def _list(meeting) -> str:
    return reverse("arrangements", kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


@member_page(GroupAbility.SEE_ARRANGEMENTS)
def arrangements(request, membership, meeting_id):
    """Facilitators see the whole list; others what is theirs. After 30 days the counts are all that is left."""
    found = _meeting(membership, meeting_id)
    now = clock.now()
    over = found.over(now)
    people = queries.people(found, membership) if now < queries.kept_until(found) else []
    all_lines = [line for one in people for line in one.lines]
    kept = Preparation.objects.visible_to(membership).filter(meeting=found).first()
    told = {
        "meeting": found,
        "people": people,
        "progress": queries.Progress(sum(line.arranged for line in all_lines), len(all_lines)),
        "open": not found.cancelled and not over,
        "over": over,
        "tends": membership.may(GroupAbility.ARRANGE),
        "forgotten": queries.counts_in_words(kept) if kept and kept.forgotten_at else "",
    }
    return render(request, "groups/arrangements/arrangements.html", told)


@member_page(GroupAbility.ARRANGE, methods=BOTH)
def arrange(request, membership, meeting_id, membership_id, need):
    found = _meeting(membership, meeting_id)
    line = _line(membership, found, membership_id, need)
    chosen = line.kept.sees_to_it_id if line.kept else None
    start = {
        "sees_to_it": str(chosen or ""), "arranged": "YES" if line.arranged else "NO",
        "how": line.kept.how if line.kept else "", "as_seen": line.seal,
    }  # fmt: skip
    form = forms.SeeTo(
        request.POST or None, initial=start, cancel_url=_list(found),
        facilitators=queries.could_see_to_it(found.group_id),
    )  # fmt: skip

    def act(typed):
        where = {"meeting": found, "whose": line.membership, "need": need}
        operations.see_to(by=membership, now=clock.now(), **where, **form.said())

    if refusals.done(request, form, act):
        messages.success(request, f"Saved: {line.need.label.lower()} for {line.membership.person.name}.")
        return redirect(_list(found))
    return render(request, "groups/arrangements/arrange.html", {"meeting": found, "line": line, "form": form})


@member_page(GroupAbility.ARRANGE, methods=("POST",))
def tick_off(request, membership, meeting_id, membership_id, need):
    """One tap on the list: it is arranged. Who sees to it and how stay as they were noted."""
    found = _meeting(membership, meeting_id)
    line = _line(membership, found, membership_id, need)
    try:
        operations.see_to(
            by=membership, now=clock.now(), meeting=found, whose=line.membership, need=need, arranged=True,
            as_seen=request.POST.get("as_seen", ""), sees_to_it=line.kept.sees_to_it if line.kept else None,
            how=line.kept.how if line.kept and not line.open_again else "",
        )  # fmt: skip
    except refusals.Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"Arranged: {line.need.label.lower()} for {line.membership.person.name}.")
    return redirect(_list(found))


@member_page(GroupAbility.SAY_IF_THERE, methods=BOTH)
def was_it_there(request, membership, meeting_id):
    """One question to one person, the day after."""
    found = _meeting(membership, meeting_id)
    back = reverse("meeting", kwargs={"slug": membership.group.slug, "meeting_id": found.pk})
    mine = WasItThere.objects.visible_to(membership).filter(meeting=found, membership=membership).first()
    helped = supported_members(membership)
    if helped:
        asked = set(queries.to_help_with(found, membership).values_list("membership_id", flat=True))
        helped = [one for one in helped if one.pk in asked]
    told = {"meeting": found, "mine": mine, "form": None, "helped": helped}
    if mine is not None:
        start = {"answer": mine.answer, "words": mine.words}
        told["form"] = form = forms.SayIfThere(request.POST or None, initial=start, cancel_url=back)
        if refusals.done(
            request, form, lambda typed: operations.answer(meeting=found, by=membership, now=clock.now(), **typed)
        ):
            messages.success(request, "Thank you. We noted your answer.")
            return redirect(back)
    return render(request, "groups/arrangements/was_it_there.html", told)


@member_page(GroupAbility.SAY_IF_THERE, methods=BOTH)
def was_it_there_for(request, membership, meeting_id, membership_id):
    """A supporter answers for the member they help, as long as that member has not answered."""
    found = _meeting(membership, meeting_id)
    whose = next((one for one in supported_members(membership) if one.pk == membership_id), None)
    if whose is None:
        raise NotYours(operations.NotTheirs().sentence)
    mine = queries.to_help_with(found, membership).filter(membership=whose).first()
    back = reverse("meeting", kwargs={"slug": membership.group.slug, "meeting_id": found.pk})
    told = {"meeting": found, "mine": mine, "form": None, "whose": whose}
    if mine is not None:
        start, name = {"answer": mine.answer, "words": mine.words}, whose.person.name
        told["form"] = form = forms.SayIfThere(request.POST or None, initial=start, cancel_url=back, name=name)
        given = {"meeting": found, "by": membership, "whose": whose, "now": clock.now()}
        if refusals.done(request, form, lambda typed: operations.answer(**given, **typed)):
            messages.success(request, f"You answered for {name}. We are telling them.")
            return redirect(back)
    return render(request, "groups/arrangements/was_it_there.html", told)
