from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.shortcuts import redirect, render

from coproduction.kit import clock, personal, refusals
from coproduction.kit.access import second_step_first, signed_in_page
from coproduction.kit.refusals import Refusal
from groups.choices import queries as choices
from groups.erasures import operations, queries
from groups.permissions import GroupAbility


@signed_in_page(GroupAbility.BE_ERASED, methods=("GET", "POST"), before_second_step=True)
def erase_me(request):
    """What goes, what stays, and what must be handed over first. Whoever asked sees when it will be.

    To go takes no second step, even where a role asks for one. What must be handed over is of their groups, and does.
    """
    raise_if_reauthentication_required(request, app="account")
    if request.method == "POST":
        try:
            operations.ask(by=request.user, now=clock.now())
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, "You asked to be erased. You have a week to change your mind.")
        return redirect("erase_me")
    shown = {
        "open": queries.open_for(request.user), "owed": personal.still_owed(request.user),
        "held": personal.everything_held(), "zone": choices.zone_of(request.user),
    }  # fmt: skip
    if shown["owed"] and not shown["open"] and (away := second_step_first(request)):
        return away
    return render(request, "groups/erasures/erase_me.html", shown)


@signed_in_page(GroupAbility.BE_ERASED, methods=("POST",), before_second_step=True)
def stay(request):
    refusals.at_once(
        request, lambda: operations.drop(by=request.user, now=clock.now()), "You stay. Nothing was erased."
    )
    return redirect("own_data")
