"""Pages of actions."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.access import NotYours
from coproduction.kit.paging import page_of
from groups.actions import forms, operations, queries
from groups.actions.models import Action
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.permissions import GroupAbility

BOTH = ("GET", "POST")


def _typed(request):
    return request.POST if request.method == "POST" else None


def _address(membership, name="actions", **rest) -> str:
    return reverse(name, kwargs={"slug": membership.group.slug, **rest})


def _found(membership, action_id) -> Action:
    rows = (
        Action.objects.visible_to(membership)
        .with_people()
        .select_related("meeting", "owner__person", "ended_by__person")
    )
    return get_object_or_404(rows.filter(pk=action_id))


@member_page(GroupAbility.SEE_ACTIONS)
def actions(request, membership):
    """Open ones by their day; those that ended, newest first."""
    ended = request.GET.get("show") == "done"
    rows = Action.objects.visible_to(membership).with_people()
    rows = rows.ended().order_by("-ended_at", "-id") if ended else rows.open().soonest_first()
    told = {
        "page": page_of(request, rows),
        "ended": ended,
        "today": membership.group.local(clock.now()).date(),
        "writes": membership.may(GroupAbility.WRITE_ACTION),
        "filters": [
            {"label": "Still to do", "url": "?", "current": not ended},
            {"label": "Done", "url": "?show=done", "current": ended},
        ],
    }
    return render(request, "groups/actions/actions.html", told)


@member_page(GroupAbility.WRITE_ACTION, methods=BOTH)
def write_action(request, membership):
    return _write(request, membership, None, _address(membership))


@member_page(GroupAbility.WRITE_ACTION, methods=BOTH)
def action_from_meeting(request, membership, meeting_id):
    meeting = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    return _write(request, membership, meeting, _address(membership, "meeting", meeting_id=meeting.pk))


def _write(request, membership, meeting, back):
    form = forms.WriteAction(_typed(request), whom=queries.owners(membership.group_id), cancel_url=back)

    def act(typed):
        made = operations.write(by=membership, now=clock.now(), meeting=meeting, **typed)
        told = made.owner and made.owner_id != membership.pk
        messages.success(
            request, f"You wrote down “{made.what}”." + (f" We are telling {made.owner.person.name}." if told else "")
        )

    if refusals.done(request, form, act):
        return redirect(back)
    return render(request, "groups/actions/write_action.html", {"form": form, "meeting": meeting, "back": back})


@member_page(GroupAbility.SEE_ACTIONS)
def action(request, membership, action_id):
    found = _found(membership, action_id)
    told = {
        "action": found,
        "late": found.late(membership.group.local(clock.now()).date()),
        "steps": [(step.said_to(membership), step.at) for step in found.steps.in_order()],
        "mine": found.is_open and queries.may_end(found, membership),
        "takes": found.is_open and found.needs_someone and membership.may(GroupAbility.TAKE_ACTION),
        "asks": found.is_open and found.needs_someone and membership.may(GroupAbility.ASK_FOR_ACTION),
    }
    return render(request, "groups/actions/action.html", told)


def _ask(request, membership, action_id, form_of, act, done, template):
    """One page for one deed of an action that is this person's to do."""
    found = _found(membership, action_id)
    if not queries.may_end(found, membership):
        raise NotYours(operations.NotYours().sentence)
    back = _address(membership, "action", action_id=found.pk)
    form = form_of(_typed(request), cancel_url=back)
    if refusals.done(request, form, lambda typed: act(by=membership, now=clock.now(), action=found, **typed)):
        messages.success(request, done)
        return redirect(
            back if Action.objects.visible_to(membership).filter(pk=found.pk).exists() else _address(membership)
        )
    return render(request, f"groups/actions/{template}.html", {"form": form, "action": found, "back": back})


@member_page(GroupAbility.DO_ACTION, methods=BOTH)
def end_action(request, membership, action_id):
    done = "Thank you. Everyone in the group can read what happened."
    return _ask(request, membership, action_id, forms.EndAction, operations.end, done, "end_action")


@member_page(GroupAbility.DO_ACTION, methods=BOTH)
def move_action(request, membership, action_id):
    done = "You moved the day. The old one stays on this page, with your reason."
    return _ask(request, membership, action_id, forms.MoveAction, operations.move, done, "move_action")


@member_page(GroupAbility.DO_ACTION, methods=BOTH)
def hand_back_action(request, membership, action_id):
    done = "Thank you for saying so. It needs someone now, and we are telling the facilitators."
    return _ask(request, membership, action_id, forms.HandBack, operations.hand_back, done, "hand_back_action")


@member_page(GroupAbility.TAKE_ACTION, methods=("POST",))
def take_action(request, membership, action_id):
    found = _found(membership, action_id)
    refusals.at_once(
        request,
        lambda: operations.take(by=membership, now=clock.now(), action=found),
        "You took it on. Thank you. You can hand it back at any time.",
    )
    return redirect(_address(membership, "action", action_id=found.pk))


@member_page(GroupAbility.ASK_FOR_ACTION, methods=BOTH)
def ask_for_action(request, membership, action_id):
    found = _found(membership, action_id)
    back = _address(membership, "action", action_id=found.pk)
    form = forms.AskFor(_typed(request), whom=queries.owners(membership.group_id), cancel_url=back)

    def act(typed):
        operations.ask(by=membership, now=clock.now(), action=found, **typed)
        messages.success(request, f"We are asking {typed['owner'].person.name}. They can hand it back.")

    if refusals.done(request, form, act):
        return redirect(back)
    return render(request, "groups/actions/ask_for_action.html", {"form": form, "action": found, "back": back})
