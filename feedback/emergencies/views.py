"""Two sides: those who keep the site and the organisation ask, agree and read; the group sees it, and can end it."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coproduction.kit import clock, refusals, when
from coproduction.kit.paging import page_of
from coproduction.kit.refusals import Refusal
from feedback.emergencies import forms, operations, queries
from feedback.emergencies.models import Emergency
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page, office_page
from groups.trail import queries as trail


@office_page(FeedbackAbility.READ_IN_EMERGENCY, methods=("GET", "POST"))
def ask_emergency(request, organisation_id, group_id):
    """Says first what happens and who is told."""
    group = trail.group_in(organisation_id, group_id)
    if group is None:
        raise Http404
    raise_if_reauthentication_required(request, app="account")
    now, asked = clock.now(), []
    form = forms.Ask(request.POST or None)
    if refusals.done(
        request, form, lambda typed: asked.append(operations.ask(group=group, by=request.user, now=now, **typed))
    ):
        messages.success(request, _("You asked. We told those who can agree. It stands in the group’s history."))
        return redirect("office_emergency", organisation_id=organisation_id, emergency_id=asked[0].pk)
    last = queries.last_of(group)
    waits = last if last and (last.waits(now) or last.goes_on(now)) else None
    context = {"form": form, "its": group, "organisation_id": organisation_id, "waits": waits}
    return render(request, "feedback/emergencies/ask_emergency.html", context)


@office_page(FeedbackAbility.AGREE_TO_EMERGENCY)
def office_emergency(request, organisation_id, emergency_id):
    """What was asked and why, and what one can do now. Nothing of what the group says."""
    one, now = _one(organisation_id, emergency_id), clock.now()
    mine = request.user.pk == one.asked_by_id
    context = {
        "emergency": one, "its": one.group, "organisation_id": organisation_id, "mine": mine, "waits": one.waits(now),
        "goes_on": one.goes_on(now), "until": _until(one) if one.seconded_at else "",
    }  # fmt: skip
    return render(request, "feedback/emergencies/office_emergency.html", context)


@office_page(FeedbackAbility.AGREE_TO_EMERGENCY, methods=("POST",))
def second_emergency(request, organisation_id, emergency_id):
    said = _("You agreed. We are telling everyone in the group.")
    _one(organisation_id, emergency_id)
    raise_if_reauthentication_required(request, app="account")
    return _decide(request, organisation_id, emergency_id, operations.second, said)


@office_page(FeedbackAbility.AGREE_TO_EMERGENCY, methods=("POST",))
def drop_emergency(request, organisation_id, emergency_id):
    return _decide(request, organisation_id, emergency_id, operations.drop, _("Nothing was read. We told who asked."))


@office_page(FeedbackAbility.AGREE_TO_EMERGENCY, methods=("POST",))
def office_end_emergency(request, organisation_id, emergency_id):
    return _decide(request, organisation_id, emergency_id, operations.end, _("It is over. The talk is shut again."))


@office_page(FeedbackAbility.READ_IN_EMERGENCY)
def emergency_talk(request, organisation_id, emergency_id):
    """The talk, to read. Each page that is opened is counted; nothing on it can be pressed. For who asked, and nobody else."""
    one, now = _one(organisation_id, emergency_id), clock.now()
    raise_if_reauthentication_required(request, app="account")
    try:
        operations.read(emergency=one, by=request.user, now=now)
    except Refusal as error:
        raise Http404 from error
    page = page_of(request, queries.talk(one, now))
    rows = [queries.line(post) for post in page.rows]
    context = {"emergency": one, "its": one.group, "page": page, "rows": rows, "until": _until(one)}
    return render(request, "feedback/emergencies/emergency_talk.html", context)


@member_page(FeedbackAbility.SEE_EMERGENCY)
def emergency(request, membership, emergency_id):
    one, now = _ours(membership, emergency_id), clock.now()
    context = {
        "emergency": one, "goes_on": one.goes_on(now), "began": when.moment(membership.group.local(one.seconded_at)),
        "until": _until(one),
        "may_end": membership.may(FeedbackAbility.END_EMERGENCY),
    }  # fmt: skip
    return render(request, "feedback/emergencies/emergency.html", context)


@member_page(FeedbackAbility.END_EMERGENCY, methods=("POST",))
def end_emergency(request, membership, emergency_id):
    one = _ours(membership, emergency_id)
    said = _("It is over. The talk is shut again.")
    refusals.at_once(request, lambda: operations.end(emergency=one, by=membership, now=clock.now()), said)
    return redirect("emergency", slug=membership.group.slug, emergency_id=emergency_id)


def _until(one):
    return when.clock_time(one.group.local(one.until))


def _decide(request, organisation_id, emergency_id, operation, said):
    one = _one(organisation_id, emergency_id)
    refusals.at_once(request, lambda: operation(emergency=one, by=request.user, now=clock.now()), said)
    return redirect("office_emergency", organisation_id=organisation_id, emergency_id=emergency_id)


def _one(organisation_id, emergency_id):
    return get_object_or_404(queries.here(organisation_id), pk=emergency_id)


def _ours(membership, emergency_id):
    return get_object_or_404(Emergency.objects.visible_to(membership).with_people(), pk=emergency_id)
