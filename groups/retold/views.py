"""One page: a member counts that they were asked to tell something again, and reads what was counted before."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals, unnamed
from groups.membership.access import member_page
from groups.permissions import GroupAbility
from groups.retold import forms, operations, queries


@member_page(GroupAbility.COUNT_RETOLD, methods=("GET", "POST"))
@pace.nameless
def retold(request, membership):
    now, home = clock.now(), reverse("group_home", args=[membership.group.slug])
    form = forms.CountRetold(request.POST if request.method == "POST" else None, cancel_url=home)
    act = partial(operations.count, by=membership, now=now)
    if refusals.done(request, form, lambda typed: act(**typed)):
        messages.success(request, "We counted it. We do not keep that it was you.")
        return redirect("retold", membership.group.slug)
    context = {
        "form": form, "home": home, "quarters": queries.over(membership, membership.group.local(now).date()),
        "fewest": unnamed.FEWEST_INSIDE,
    }  # fmt: skip
    return render(request, "groups/retold/retold.html", context)
