"""The plans of a group: who is reminded of what and when, and the next letters."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from groups.membership.access import member_page
from groups.permissions import GroupAbility
from groups.plans import forms, operations, queries

BOTH = ("GET", "POST")


def _back(membership) -> str:
    return reverse("reminder_plans", kwargs={"slug": membership.group.slug})


@member_page(GroupAbility.SEE_REMINDERS)
def reminder_plans(request, membership):
    """About meetings, and the next ten letters about them."""
    return _page(request, membership, "meetings")


@member_page(GroupAbility.SEE_REMINDERS)
def promised_reminders(request, membership):
    return _page(request, membership, "promised")


@member_page(GroupAbility.SEE_REMINDERS)
def reminders_to_look_again(request, membership):
    return _page(request, membership, "again")


def _page(request, membership, part):
    now = clock.now()
    page = queries.page(membership, now, part)
    coming = [(queries.when_in_words(one, membership.group, now), one) for one in page.coming]
    may_change = membership.may(GroupAbility.CHANGE_REMINDERS)
    told = {"page": page, "coming": coming, "may_change": may_change, "part": part}
    return render(request, "groups/plans/reminder_plans.html", told)


@member_page(GroupAbility.CHANGE_REMINDERS, methods=BOTH)
def add_reminder(request, membership):
    back = _back(membership)
    form = forms.Time(request.POST if request.method == "POST" else None, cancel_url=back)
    if refusals.done(request, form, lambda typed: operations.add(by=membership, now=clock.now(), **typed)):
        messages.success(request, "We added the reminder.")
        return redirect(back)
    return render(request, "groups/plans/time.html", {"form": form, "back_url": back})


@member_page(GroupAbility.CHANGE_REMINDERS, methods=BOTH)
def change_reminder(request, membership, plan):
    kind, found = _found(membership, plan)
    if not kind.sides:
        raise Http404
    back = _back(membership)
    begin = {name: getattr(found, name) for name in ("amount", "unit", "side", "with_papers")}
    form = forms.Time(request.POST if request.method == "POST" else None, initial=begin, kind=kind, cancel_url=back)

    def act(typed):
        operations.change(by=membership, now=clock.now(), address=plan, **typed)

    if refusals.done(request, form, act):
        messages.success(request, "We changed the reminder. The old time sends no more letters.")
        return redirect(back)
    told = {"form": form, "back_url": back, "words": kind.says(membership.group, found)}
    return render(request, "groups/plans/time.html", told)


def _found(membership, address):
    found = queries.find(address, queries.stored(membership.group_id))
    if found is None:
        raise Http404
    return found


PAGES = {"meetings": "reminder_plans", "promised": "promised_reminders", "again": "reminders_to_look_again"}


def _done(request, membership, kind, act, said):
    """Back to the page on which the kind stands."""
    refusals.at_once(request, act, said)
    return redirect(PAGES[kind.part], slug=membership.group.slug)


@member_page(GroupAbility.CHANGE_REMINDERS, methods=("POST",))
def switch_reminder(request, membership, plan):
    """On or off. Letters that wait already are not sent once it is off."""
    kind, _ = _found(membership, plan)
    on = request.POST.get("on") == "1"
    said = "We turned it on." if on else "We turned it off. Letters that were waiting are not sent."
    return _done(
        request, membership, kind, lambda: operations.switch(by=membership, now=clock.now(), address=plan, on=on), said
    )


@member_page(GroupAbility.CHANGE_REMINDERS, methods=("POST",))
def remove_reminder(request, membership, plan):
    kind, _ = _found(membership, plan)
    said = "We took it away. Letters that were waiting are not sent."
    return _done(
        request, membership, kind, lambda: operations.remove(by=membership, now=clock.now(), address=plan), said
    )
