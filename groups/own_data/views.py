from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.http import FileResponse
from django.shortcuts import render

from coproduction.kit import clock, pace
from coproduction.kit.access import signed_in_page
from groups.choices import queries as choices
from groups.own_data import operations, queries
from groups.permissions import GroupAbility


@signed_in_page(GroupAbility.TAKE_OWN_DATA)
def own_data(request):
    """What somebody can do with what is held of them, and what was done with their account."""
    shown = {"trail": queries.trail_of(request.user), "zone": choices.zone_of(request.user)}
    return render(request, "groups/own_data/own_data.html", shown)


@signed_in_page(GroupAbility.TAKE_OWN_DATA, methods=("GET", "POST"))
@pace.heavy
def take_own_data(request):
    """Asks who is there if that is long ago; then gives the file. No store keeps a copy on the way."""
    raise_if_reauthentication_required(request, app="account")
    if request.method != "POST":
        return render(request, "groups/own_data/take_own_data.html")
    file = operations.take(by=request.user, now=clock.now())
    response = FileResponse(
        file, as_attachment=True, filename="everything-about-me.zip", content_type="application/zip"
    )
    response["Cache-Control"] = "private, no-store"
    return response
