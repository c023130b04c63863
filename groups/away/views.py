"""One's own days away, over all one's groups, on one page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from groups.away import forms, operations, queries
from groups.away.models import Away
from groups.membership.access import across_page
from groups.permissions import GroupAbility


@across_page(GroupAbility.SAY_AWAY, methods=("GET", "POST"))
def away(request, memberships):
    now = clock.now()
    could = queries.could_stand_in(memberships)
    form = forms.SayAway(request.POST or None, memberships=memberships, could=could, cancel_url=reverse("queue"))
    if refusals.done(request, form, lambda typed: operations.say_away(by=memberships, now=now, **typed)):
        messages.success(request, "We kept your days away. Whoever stands in gets a letter, and people can see it.")
        return redirect("away")
    alone = [mine.group for mine in memberships if not could[mine.pk]]
    times = queries.not_over(request.user, now)
    return render(request, "groups/away/away.html", {"form": form, "times": times, "alone": alone, "today": now.date()})


@across_page(GroupAbility.SAY_AWAY, methods=("POST",))
def come_back(request, memberships, away_id):
    one = get_object_or_404(Away.objects.of_person(request.user).with_people(), pk=away_id)
    act = operations.come_back
    refusals.at_once(request, lambda: act(by=one.membership, now=clock.now(), away=one), "Nobody stands in any more.")
    return redirect("away")
