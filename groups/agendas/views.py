"""Pages of an agenda."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.access import NotYours
from groups.agendas import forms, operations, queries
from groups.agendas.models import Item
from groups.charter import queries as charter
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.membership.models import Role
from groups.permissions import GroupAbility

BOTH = ("GET", "POST")


def _meeting(membership, meeting_id) -> Meeting:
    found = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    found.group = membership.group
    return found


def _found(membership, meeting_id, item_id) -> Item:
    rows = Item.objects.visible_to(membership).filter(meeting_id=meeting_id).select_related("meeting")
    item = get_object_or_404(rows.with_voices().filter(pk=item_id))
    item.meeting.group = membership.group
    return item


def _address(meeting, name="agenda") -> str:
    return reverse(name, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


def _told(membership, found) -> dict:
    now = clock.now()
    return {
        "meeting": found,
        "now": now,
        "agenda": queries.agenda_of(found, membership, now),
        "open": not found.cancelled and not found.over(now),
        "begun": found.begun(now) or found.cancelled,
        "arranges": GroupAbility.ARRANGE_AGENDA.opens_for(membership.role),
        "suggests": GroupAbility.PROPOSE_ITEM.opens_for(membership.role),
        "inside": membership.inside,
    }


@member_page(GroupAbility.SEE_MEETINGS)
def agenda(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    return render(request, "groups/agendas/agenda.html", _told(membership, found))


@member_page(GroupAbility.SEE_MEETINGS)
def agenda_print(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    timetable = found.items.visible_to(membership).with_voices().timetable(found)
    joining = GroupAbility.SEE_JOINING.opens_for(membership.role)
    told = {"meeting": found, "timetable": timetable, "joining": joining, "now": clock.now()}
    return render(request, "groups/agendas/agenda_print.html", told)


@member_page(GroupAbility.PROPOSE_ITEM, methods=BOTH)
def propose_item(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    whose = queries.may_suggest_for(membership) if membership.role == Role.SUPPORTER else []
    form = forms.Propose(request.POST if request.method == "POST" else None, cancel_url=_address(found), whose=whose)
    if form.is_valid():
        said = dict(form.cleaned_data)
        voice = said.pop("whose", "")
        said["whose"] = next((one for one in whose if str(one.pk) == voice), None)
        try:
            item = operations.propose(meeting=found, by=membership, now=clock.now(), **said)
        except refusals.Refusal as refusal:
            refusals.show(form, refusal)
        else:
            placed = "It is on the agenda." if item.accepted_at else "A facilitator will give it a place."
            messages.success(request, f"You suggested “{item.title}”. {placed}")
            return redirect(_address(found))
    told = {"form": form, "meeting": found, "forming": charter.forming_words(membership, clock.now())}
    return render(request, "groups/agendas/propose_item.html", told)


@member_page(GroupAbility.PROPOSE_ITEM, methods=BOTH)
def change_item(request, membership, meeting_id, item_id):
    item = _found(membership, meeting_id, item_id)
    own = item.belongs_to(membership)
    if not own and not membership.facilitates:
        raise NotYours(operations.NotYourItem().sentence)
    back = _address(item.meeting)
    start = {name: getattr(item, name) for name in ("title", "purpose", "minutes", "detail")}
    form = forms.Propose(
        request.POST if request.method == "POST" else None,
        initial=start,
        cancel_url=back,
        deed="change",
        button="Save",
        own_words=own,
    )
    if form.is_valid():
        try:
            operations.change(item=item, by=membership, now=clock.now(), **form.cleaned_data)
        except refusals.Refusal as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, f"You changed “{item.title}”.")
            return redirect(back)
    return render(request, "groups/agendas/change_item.html", {"form": form, "item": item, "own": own})


@member_page(GroupAbility.PROPOSE_ITEM, methods=BOTH)
def remove_item(request, membership, meeting_id, item_id):
    item = _found(membership, meeting_id, item_id)
    own = item.belongs_to(membership)
    if not own and not membership.facilitates:
        raise NotYours(operations.NotYourItem().sentence)
    back = _address(item.meeting)
    form = forms.Remove(request.POST if request.method == "POST" else None, cancel_url=back, own=own)
    if form.is_valid():
        try:
            operations.remove(item=item, by=membership, now=clock.now(), because=form.cleaned_data["because"])
        except refusals.Refusal as refusal:
            refusals.show(form, refusal)
        else:
            told = "" if own else " We are telling the person who suggested it, with your reason."
            messages.success(request, f"You took “{item.title}” off the agenda.{told}")
            return redirect(back)
    return render(request, "groups/agendas/remove_item.html", {"form": form, "item": item, "own": own})


def _deed(request, item, operation, said):
    refusals.at_once(request, operation, said)
    return redirect(_address(item.meeting))


@member_page(GroupAbility.ARRANGE_AGENDA, methods=("POST",))
def place_item(request, membership, meeting_id, item_id):
    item = _found(membership, meeting_id, item_id)
    said = f"“{item.title}” is on the agenda. We are telling the person who suggested it."
    return _deed(request, item, lambda: operations.place(item=item, by=membership, now=clock.now()), said)


@member_page(GroupAbility.ARRANGE_AGENDA, methods=("POST",))
def move_item(request, membership, meeting_id, item_id):
    item = _found(membership, meeting_id, item_id)
    up = request.POST.get("to") != "down"
    said = f"You moved “{item.title}” {'up' if up else 'down'}."
    return _deed(request, item, lambda: operations.move(item=item, by=membership, now=clock.now(), up=up), said)


@member_page(GroupAbility.ARRANGE_AGENDA, methods=("POST",))
def leave_item(request, membership, meeting_id, item_id):
    """Keeps it for a later meeting (not reached, or not finished), or takes that back."""
    item, now = _found(membership, meeting_id, item_id), clock.now()
    left_as = request.POST.get("left_as", "")
    if left_as == "FINISHED":
        said = f"“{item.title}” is not kept for a later meeting any more."
        return _deed(request, item, lambda: operations.finish(item=item, by=membership, now=now), said)
    said = f"“{item.title}” is kept. It is offered for the next agenda."
    return _deed(request, item, lambda: operations.leave_over(item=item, by=membership, now=now, left_as=left_as), said)


@member_page(GroupAbility.ARRANGE_AGENDA, methods=("POST",))
def carry_item(request, membership, meeting_id, item_id):
    """Puts what is left from an earlier meeting on the agenda of this one."""
    meeting = _meeting(membership, meeting_id)
    item = get_object_or_404(Item.objects.visible_to(membership).select_related("meeting"), pk=item_id)
    refusals.at_once(
        request,
        lambda: operations.carry(item=item, meeting=meeting, by=membership, now=clock.now()),
        f"“{item.title}” is on the agenda.",
    )
    return redirect(_address(meeting))
