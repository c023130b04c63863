"""For anybody who complains; and for those who look after an organisation and answer."""

from allauth.core.internal.ratelimit import get_ip
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from coproduction.kit import clock, paging, refusals, walltime
from coproduction.kit.access import open_page, token_page
from groups.complaints import forms, operations, queries
from groups.complaints.models import DAYS
from groups.membership.access import office_page
from groups.permissions import GroupAbility


@never_cache
@open_page(GroupAbility.COMPLAIN, methods=("GET", "POST"))
def complain(request):
    """What is promised, the form, and for somebody with an account what became of theirs."""
    by, made = request.user if request.user.is_authenticated else None, []
    form = forms.Complain(request.POST or None, organisations=queries.organisations(), known=by is not None)
    given = {"by": by, "now": clock.now(), "place": get_ip(request)}
    if refusals.done(request, form, lambda typed: made.append(operations.complain(**given, **typed))):
        messages.success(request, _("We have your complaint. A letter is on its way to you."))
        return redirect("complaint", token=queries.token(made[0]))
    mine = [(one, queries.token(one)) for one in queries.made_by(by)] if by else []
    return render(request, "groups/complaints/complain.html", {"form": form, "days": DAYS, "mine": mine})


@never_cache
@token_page(GroupAbility.SEE_COMPLAINT, methods=("GET",))
def complaint(request, token):
    """For who made it, by the link in their letter."""
    one = queries.found_by(token)
    if one is None:
        raise Http404
    if not one.opens_for(request.user):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404
    return render(request, "groups/complaints/complaint.html", {"complaint": one, "days": DAYS})


@office_page(GroupAbility.ANSWER_COMPLAINT)
def complaints(request, organisation_id):
    page = paging.page_of(request, queries.of_organisation(organisation_id))
    today = walltime.day_here(clock.now())
    rows = [(one, one.is_late(today)) for one in page.rows]
    context = {"page": page, "rows": rows, "organisation_id": organisation_id, "days": DAYS}
    return render(request, "groups/complaints/complaints.html", context)


@office_page(GroupAbility.ANSWER_COMPLAINT, methods=("GET", "POST"))
def complaint_to_answer(request, organisation_id, complaint_id):
    one, form = _one(organisation_id, complaint_id), forms.Answer(request.POST or None)
    return _page(request, one, form, operations.answer, answer=form)


@office_page(GroupAbility.ANSWER_COMPLAINT, methods=("POST",))
def complaint_seen(request, organisation_id, complaint_id):
    one = _one(organisation_id, complaint_id)
    form = forms.WhatHappens(request.POST, action=request.path)
    return _page(request, one, form, operations.say_what_happens, happens=form)


def _page(request, one, form, operation, *, answer=None, happens=None):
    address = {"organisation_id": one.organisation_id, "complaint_id": one.pk}
    by, now = request.user, clock.now()
    if refusals.done(request, form, lambda typed: operation(complaint=one, by=by, now=now, **typed)):
        messages.success(request, _("We are telling them."))
        return redirect("complaint_to_answer", **address)
    happens = happens or forms.WhatHappens(action=reverse("complaint_seen", kwargs=address))
    context = {
        "complaint": one, "form": form, "answer_form": answer or forms.Answer(), "happens_form": happens,
        "late": one.is_late(walltime.day_here(now)), "organisation_id": one.organisation_id,
    }  # fmt: skip
    return render(request, "groups/complaints/complaint_to_answer.html", context)


def _one(organisation_id, complaint_id):
    return get_object_or_404(queries.of_organisation(organisation_id), pk=complaint_id)
