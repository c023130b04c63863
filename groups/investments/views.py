"""Promised, given and felt; and the two forms that say what was given."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from groups.investments import forms, operations, queries
from groups.investments.models import Investment
from groups.membership.access import member_page
from groups.permissions import GroupAbility

BOTH = ("GET", "POST")


def _back(membership) -> str:
    return reverse("investments", kwargs={"slug": membership.group.slug})


def _typed(request):
    return request.POST if request.method == "POST" else None


def _chosen(request) -> dict:
    which = request.GET.get("which", "")
    return {"investment": which} if which in Investment.values else {}


@member_page(GroupAbility.SEE_INVESTMENTS)
def investments(request, membership):
    told = {
        "page": queries.page(membership, clock.now()),
        "notes": membership.may(GroupAbility.NOTE_INVESTMENT),
        "surveys": membership.may(GroupAbility.SEE_SURVEY_RESULTS),
    }
    return render(request, "groups/investments/investments.html", told)


@member_page(GroupAbility.NOTE_INVESTMENT, methods=BOTH)
def note_given(request, membership):
    form = forms.NoteGiven(_typed(request), initial=_chosen(request), cancel_url=_back(membership))
    if refusals.done(request, form, lambda typed: operations.note_given(by=membership, now=clock.now(), **typed)):
        messages.success(request, "You noted what the group got.")
        return redirect(_back(membership))
    return render(request, "groups/investments/note_given.html", {"form": form})


@member_page(GroupAbility.NOTE_INVESTMENT, methods=BOTH)
def note_hours(request, membership):
    now = clock.now()
    meetings = list(queries.meetings_held(membership, now))
    form = forms.NoteHours(_typed(request), meetings=meetings, cancel_url=_back(membership))
    if refusals.done(request, form, lambda _: operations.note_hours(by=membership, now=now, **form.given())):
        messages.success(request, "You noted the hours.")
        return redirect(_back(membership))
    return render(request, "groups/investments/note_hours.html", {"form": form, "meetings": meetings})
