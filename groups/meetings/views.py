"""Pages of meetings."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals, when
from coproduction.kit.access import NotYours
from coproduction.kit.paging import page_of
from groups.meetings import forms, operations, queries
from groups.meetings.models import Guest, Meeting
from groups.membership.access import member_page
from groups.membership.models import Membership, Role
from groups.permissions import GroupAbility

BOTH = ("GET", "POST")


def _found(membership, meeting_id, with_more=lambda rows: rows) -> Meeting:
    found = get_object_or_404(with_more(Meeting.objects.visible_to(membership).with_notes()), pk=meeting_id)
    found.group = membership.group  # already loaded by the door
    return found


def _address(meeting, name="meeting", **rest) -> str:
    return reverse(name, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk, **rest})


@member_page(GroupAbility.SEE_MEETINGS)
def meetings(request, membership):
    now = clock.now()
    if membership.role == Role.NETWORK_COORDINATOR:
        page = page_of(request, queries.held_in_numbers(membership, now))
        return render(request, "groups/meetings/meetings_in_numbers.html", {"page": page})
    rows = Meeting.objects.visible_to(membership).ahead_then_behind(now).with_my_reply(membership)
    page = page_of(request, rows)
    ahead = [one for one in page.rows if not one.over(now)]
    behind = [one for one in page.rows if one.over(now)]
    plans = GroupAbility.PLAN_MEETING.opens_for(membership.role)
    for one in page.rows:
        one.far = when.from_today(one.starts.date(), now.astimezone(one.zone).date())
    told = {"page": page, "ahead": ahead, "behind": behind, "plans": plans}
    return render(request, "groups/meetings/meetings.html", told)


@member_page(GroupAbility.PLAN_MEETING, methods=BOTH)
def plan_meeting(request, membership):
    back = reverse("meetings", kwargs={"slug": membership.group.slug})
    form = forms.Plan(request.POST if request.method == "POST" else None, zone=membership.group.zone, cancel_url=back)
    if form.is_valid():
        try:
            planned = operations.plan(by=membership, now=clock.now(), **form.meeting())
        except refusals.Refusal as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, f"You planned “{planned.title}”. We are telling the group now.")
            return redirect(_address(planned))
    return render(request, "groups/meetings/plan_meeting.html", {"form": form, "back": back})


@member_page(GroupAbility.PLAN_MEETING, methods=BOTH)
def change_meeting(request, membership, meeting_id):
    found = _found(membership, meeting_id)
    form = forms.Plan(
        request.POST if request.method == "POST" else None, zone=found.zone, cancel_url=_address(found), meeting=found
    )
    if form.is_valid():
        try:
            now, seen = clock.now(), form.cleaned_data["as_seen"]
            changed = operations.change(meeting=found, by=membership, now=now, as_seen=seen, **form.meeting())
        except refusals.Refusal as refusal:
            refusals.show(form, refusal)
        else:
            told = changed.version != found.version
            said = "You changed the meeting. We are telling everyone invited." if told else "Saved."
            messages.success(request, said)
            return redirect(_address(found))
    return render(request, "groups/meetings/change_meeting.html", {"form": form, "meeting": found})


@member_page(GroupAbility.PLAN_MEETING, methods=BOTH)
def cancel_meeting(request, membership, meeting_id):
    found = _found(membership, meeting_id)
    form = forms.Cancel(request.POST if request.method == "POST" else None, cancel_url=_address(found))
    if form.is_valid():
        try:
            operations.cancel(meeting=found, by=membership, now=clock.now(), because=form.cleaned_data["because"])
        except refusals.Refusal as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, "You cancelled the meeting. We are telling everyone invited, with your reason.")
            return redirect(_address(found))
    told = {"form": form, "meeting": found, "invited": queries.askable(found).count()}
    return render(request, "groups/meetings/cancel_meeting.html", told)


@member_page(GroupAbility.SEE_MEETINGS)
def meeting(request, membership, meeting_id):
    now = clock.now()
    plans = GroupAbility.PLAN_MEETING.opens_for(membership.role)
    found = _found(
        membership,
        meeting_id,
        (lambda rows: queries.with_gaps(queries.with_people(rows))) if plans else queries.with_people,
    )
    notes = getattr(found, "notes", None)
    asks = not found.cancelled and not found.over(now) and GroupAbility.REPLY.opens_for(membership.role)
    told = {
        "meeting": found,
        "now": now,
        "over": found.over(now),
        "begun": found.begun(now),
        "running": getattr(found, "running", None),
        "ran": hasattr(found, "running") and found.running.over(now),
        "near": found.near(now),
        "far": when.from_today(found.starts.date(), now.astimezone(found.zone).date()),
        "yours": queries.yours(found, membership.person),
        "cards": queries.cards(found, membership) if asks else [],
        "joining": GroupAbility.SEE_JOINING.opens_for(membership.role),
        "timetable": found.items.in_short().timetable(found),
        "coming": queries.coming(found, membership),
        "guests": queries.guests_named(found),
        "notes": notes if notes and notes.shown_to(membership) else None,
        "writes": GroupAbility.EDIT_NOTES.opens_for(membership.role),
        "plans": plans,
        "adds_papers": GroupAbility.ADD_PAPER.opens_for(membership.role),
    }
    if plans:
        told["needs"] = queries.still_needs(found, now)
    return render(request, "groups/meetings/meeting.html", told)


@member_page(GroupAbility.REPLY, methods=BOTH)
def reply(request, membership, meeting_id):
    found = _found(membership, meeting_id)
    card = queries.card(found, membership, membership)
    return _reply(request, found, card, lambda **said: operations.reply(meeting=found, by=membership, **said))


@member_page(GroupAbility.REPLY_FOR_SOMEONE, methods=BOTH)
def reply_for(request, membership, meeting_id, membership_id):
    found = _found(membership, meeting_id)
    whose = get_object_or_404(queries.askable(found).select_related("person"), pk=membership_id)
    if not queries.may_reply_for(membership, whose):
        raise NotYours(operations.NotTheirs().sentence)
    card = queries.card(found, membership, whose)

    def take(**said):
        return operations.reply_for(meeting=found, whose=whose, by=membership, **said)

    return _reply(request, found, card, take, name=whose.person.name)


def _reply(request, found, card, operation, name=""):
    said = card.reply
    told = {"answer": said.answer, "way": said.way} if said and not card.again else {"answer": card.start}
    start = {"needs": card.needs} | told
    form = forms.GiveReply(
        request.POST if request.method == "POST" else None,
        meeting=found,
        cancel_url=_address(found),
        name=name,
        keeps_needs=card.membership.person.may_keep_needs,
        initial=start,
    )
    if form.is_valid():
        try:
            given = operation(now=clock.now(), **form.cleaned_data)
        except refusals.Refusal as refusal:
            refusals.show(form, refusal)
        else:
            who = f"You replied for {name}: {given.in_words}. We are telling them." if name else (
                f"You said: {given.in_words}. The facilitators can see it, and you can change it."
            )  # fmt: skip
            messages.success(request, who)
            return redirect(_address(found))
    told = {"form": form, "meeting": found, "name": name, "card": card}
    return render(request, "groups/meetings/reply.html", told)


@member_page(GroupAbility.SEE_WHO_IS_COMING)
def who_is_coming(request, membership, meeting_id):
    found = _found(membership, meeting_id, queries.with_people)
    silent = membership.facilitates and request.GET.get("show") == "silent"
    rows = queries.not_heard_from(found) if silent else queries.who_is_coming(found, membership)
    told = {
        "meeting": found,
        "page": page_of(request, rows),
        "coming": queries.coming(found, membership),
        "silent": silent,
        "needs": GroupAbility.READ_REPLY_NEEDS.mark(membership.role) == "Y",
        "filters": [
            {"label": "Who replied", "url": "?", "current": not silent},
            {"label": "Not heard from yet", "url": "?show=silent", "current": silent},
        ],
    }
    told["over"] = found.over(clock.now())
    told["open"] = not found.cancelled and not told["over"]
    return render(request, "groups/meetings/who_is_coming.html", told)


@member_page(GroupAbility.PLAN_MEETING, methods=BOTH)
def meeting_guests(request, membership, meeting_id):
    found = _found(membership, meeting_id)
    if request.method == "POST":
        _change_guests(request, membership, found)
        return redirect(_address(found, "meeting_guests"))
    guests = found.guests.visible_to(membership).select_related("membership__person").order_by("id")
    told = {"meeting": found, "guests": guests, "others": queries.guests_to_choose(found)}
    return render(request, "groups/meetings/meeting_guests.html", told)


def _change_guests(request, membership, found):
    asked = {name: request.POST.get(name, "") for name in ("invite", "take_off")}
    deed = "invite" if asked["invite"] else "take_off"
    number = int(asked[deed]) if asked[deed].isdecimal() and len(asked[deed]) < 19 else 0
    here = Membership.objects.visible_to(membership).filter(role__in=Guest.MAY_BE)
    guest = get_object_or_404(here.select_related("person").filter(pk=number))
    try:
        getattr(operations, deed)(meeting=found, guest=guest, by=membership, now=clock.now())
    except refusals.Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        said = (
            "You invited {}. We are telling them."
            if deed == "invite"
            else "{} is not invited any more. We are telling them."
        )
        messages.success(request, said.format(guest.person.name))
