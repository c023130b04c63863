from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals, when
from coproduction.kit.refusals import Refusal
from groups.membership.access import member_page
from groups.membership.models import Membership
from groups.permissions import GroupAbility
from groups.removals import forms, operations, queries
from groups.removals.models import Removal


@member_page(GroupAbility.REMOVE_MEMBER, methods=("GET", "POST"))
def ask_removal(request, membership, membership_id):
    """Asks that somebody leaves the group. Says first what happens, and that it takes two."""
    one = get_object_or_404(Membership.objects.visible_to(membership).with_people(), pk=membership_id)
    if not one.inside or one.pk == membership.pk:
        raise Http404
    raise_if_reauthentication_required(request, app="account")
    slug = membership.group.slug
    form = forms.Ask(request.POST or None, cancel_url=_way_back(membership))
    if request.method == "POST" and form.is_valid():
        try:
            removal = operations.ask(membership=one, by=membership, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, f"You asked. We told {one.person.name}, and those who can be the second person.")
            return redirect("removal", slug=slug, removal_id=removal.pk)
    context = {"form": form, "one": one, "back_url": _way_back(membership)}
    return render(request, "groups/removals/ask_removal.html", context)


@member_page(GroupAbility.SAY_SIDE, methods=("GET", "POST"))
def asked_to_leave(request, membership):
    """For whom it is about: what was asked and why, from when it can be decided, and their side of it."""
    asked, now = queries.asked_of(membership), clock.now()
    if asked is None:
        raise Http404
    form = forms.YourSide(request.POST or None, initial={"words": asked.their_side})

    def say(typed):
        operations.say_side(removal=asked, by=membership, now=now, **typed)

    if refusals.done(request, form, say):
        messages.success(request, "Sent. Those who decide read it.")
        return redirect("asked_to_leave", slug=membership.group.slug)
    context = {"form": form, "removal": asked, "from_when": _from_when(asked), "too_early": now < asked.from_at}
    return render(request, "groups/removals/asked_to_leave.html", context)


@member_page(GroupAbility.SECOND_REMOVAL)
def removal(request, membership, removal_id):
    """What was asked, by whom and why; and the two answers."""
    asked = _removal(membership, removal_id)
    context = {
        "removal": asked,
        "one": asked.membership,
        "open": asked.seconded_at is None and asked.dropped_at is None and asked.membership.left_at is None,
        "asked_myself": asked.asked_by_id == membership.pk,
        "from_when": _from_when(asked),
        "too_early": clock.now() < asked.from_at,
        "back_url": _way_back(membership),
    }
    return render(request, "groups/removals/removal.html", context)


@member_page(GroupAbility.SECOND_REMOVAL, methods=("POST",))
def removal_second(request, membership, removal_id):
    said = "You agreed. They are no longer in the group. We told them why, and how to have it looked at again."
    _removal(membership, removal_id)
    raise_if_reauthentication_required(request, app="account")
    return _decide(request, membership, removal_id, operations.second, said)


@member_page(GroupAbility.SECOND_REMOVAL, methods=("POST",))
def removal_drop(request, membership, removal_id):
    return _decide(request, membership, removal_id, operations.drop, "It is dropped. They stay, and we told them so.")


def _decide(request, membership, removal_id, operation, said):
    asked = _removal(membership, removal_id)
    refusals.at_once(request, lambda: operation(removal=asked, by=membership, now=clock.now()), said)
    return redirect("removal", slug=membership.group.slug, removal_id=removal_id)


def _removal(reader, removal_id):
    people = ("membership__person", "membership__group", "asked_by__person", "seconded_by__person")
    return get_object_or_404(Removal.objects.visible_to(reader).select_related(*people), pk=removal_id)


def _from_when(asked):
    return when.moment(asked.group.local(asked.from_at))


def _way_back(reader):
    page = "people" if reader.may(GroupAbility.SEE_NAMES) else "invitations"
    return reverse(page, kwargs={"slug": reader.group.slug})
