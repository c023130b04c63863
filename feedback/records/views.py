from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coproduction.kit import clock, pace, refusals
from coproduction.kit.refusals import Refusal
from feedback.permissions import FeedbackAbility
from feedback.records import forms, operations, queries
from feedback.records.models import Export
from groups.membership.access import member_page


@member_page(FeedbackAbility.TAKE_RECORD, methods=("GET", "POST"))
def take_record(request, membership):
    """What is in it, who asked, and what one can do now: ask, agree, or take it."""
    if request.method == "POST":
        raise_if_reauthentication_required(request, app="account")
    now = clock.now()
    form = forms.Ask(request.POST or None, cancel_url=_home(membership))
    if refusals.done(request, form, lambda typed: operations.ask(by=membership, now=now, **typed)):
        messages.success(request, _("You asked. We told those who can be the second person. It stands in the history."))
        return redirect("take_record", slug=membership.group.slug)
    last = queries.last_of(membership)
    context = {
        "form": form, "export": last, "waits": bool(last) and last.waits(now), "back_url": _home(membership),
        "asked_myself": bool(last) and last.asked_by.person_id == membership.person_id,
        "can_take": bool(last) and last.can_be_taken(membership, now),
    }  # fmt: skip
    return render(request, "feedback/records/take_record.html", context)


@member_page(FeedbackAbility.TAKE_RECORD, methods=("POST",))
def second_record(request, membership, export_id):
    said = _("You agreed. We are telling the whole group. You both can take the record for 7 days.")
    _export(membership, export_id)
    raise_if_reauthentication_required(request, app="account")
    return _decide(request, membership, export_id, operations.second, said)


@member_page(FeedbackAbility.TAKE_RECORD, methods=("POST",))
def drop_record(request, membership, export_id):
    return _decide(request, membership, export_id, operations.drop, _("It is dropped. Nothing was taken."))


@member_page(FeedbackAbility.TAKE_RECORD, methods=("POST",))
@pace.heavy
def record_file(request, membership, export_id):
    """Asks first if it is still them. No store keeps a copy on the way."""
    export = _export(membership, export_id)
    raise_if_reauthentication_required(request, app="account")
    try:
        file = operations.take(export=export, by=membership, now=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("take_record", slug=membership.group.slug)
    name = f"record-{membership.group.slug}.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response


def _decide(request, membership, export_id, operation, said):
    export = _export(membership, export_id)
    refusals.at_once(request, lambda: operation(export=export, by=membership, now=clock.now()), said)
    return redirect("take_record", slug=membership.group.slug)


def _export(membership, export_id):
    return get_object_or_404(Export.objects.visible_to(membership).with_people(), pk=export_id)


def _home(membership):
    page = "run_group" if membership.facilitates else "group_home"
    return reverse(page, kwargs={"slug": membership.group.slug})
