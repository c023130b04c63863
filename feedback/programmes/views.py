"""Programmes of work: one list that says how many came early, and one page for each."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from feedback.permissions import FeedbackAbility
from feedback.programmes import forms, operations, queries
from feedback.programmes.models import Programme
from groups.membership.access import member_page

BOTH = ("GET", "POST")


def _row(membership, programme_id):
    return get_object_or_404(Programme.objects.visible_to(membership).with_people().with_dispute(), pk=programme_id)


def _keeps(membership) -> bool:
    return membership.may(FeedbackAbility.KEEP_PROGRAMMES)


@member_page(FeedbackAbility.SEE_PROGRAMMES)
def programmes(request, membership):
    found = queries.all_of(membership, clock.now())
    context = {"found": found, "how_early": queries.how_early(found), "keeps": _keeps(membership)}
    return render(request, "feedback/programmes/programmes.html", context)


@member_page(FeedbackAbility.SEE_PROGRAMMES)
def programme(request, membership, programme_id):
    row = _row(membership, programme_id)
    one = queries.shown(row, membership.group.local(clock.now()).date())
    context = {
        "one": one, "lines": queries.lines(row), "topics": row.topics.order_by("name"),
        "entries": row.entries.order_by("number"), "keeps": _keeps(membership) and not row.ended_at,
        "disputes": membership.may(FeedbackAbility.DISPUTE_PROGRAMME) and not row.disputed,
    }  # fmt: skip
    return render(request, "feedback/programmes/programme.html", context)


def _given(membership, back):
    return {
        "owners": queries.owners(membership.group_id), "topics": queries.topics_of(membership), "cancel_url": back
    }  # fmt: skip


@member_page(FeedbackAbility.KEEP_PROGRAMMES, methods=BOTH)
def add_programme(request, membership):
    now, back, made = clock.now(), reverse("programmes", args=[membership.group.slug]), []
    form = forms.Add(request.POST or None, **_given(membership, back))
    act = partial(operations.add, by=membership, now=now)
    if refusals.done(request, form, lambda typed: made.append(act(**typed))):
        messages.success(request, "You wrote it down. Everyone in and beside the group can see it.")
        return redirect("programme", membership.group.slug, made[0].pk)
    context = {"form": form, "heading": "Write down a programme of work", "row": None, "back": back}
    return render(request, "feedback/programmes/ask.html", context)


def _ask(request, membership, row, form, act, heading, done):
    back = queries.path(row)
    if row.ended_at and request.method == "GET":
        messages.info(request, operations.EndedAlready().sentence)
        return redirect(back)
    act = partial(act, by=membership, now=clock.now(), programme=row)
    if refusals.done(request, form, lambda typed: act(**typed)):
        messages.success(request, done)
        return redirect(back)
    context = {"form": form, "heading": heading, "row": row, "back": back}
    return render(request, "feedback/programmes/ask.html", context)


@member_page(FeedbackAbility.KEEP_PROGRAMMES, methods=BOTH)
def change_programme(request, membership, programme_id):
    row = _row(membership, programme_id)
    initial = {
        "owner": str(row.owner_id), "budget": "" if row.budget is None else str(row.budget), "next_on": row.next_on,
        "topics": [str(one.pk) for one in row.topics.all()],
        "numbers": ", ".join(str(one.number) for one in row.entries.order_by("number")),
    }  # fmt: skip
    form = forms.BringUpToDate(request.POST or None, initial=initial, **_given(membership, queries.path(row)))
    act, done = operations.bring_up_to_date, "We kept it. What was before stays below."
    return _ask(request, membership, row, form, act, "Bring it up to date", done)


@member_page(FeedbackAbility.KEEP_PROGRAMMES, methods=BOTH)
def end_programme(request, membership, programme_id):
    row = _row(membership, programme_id)
    form = forms.End(request.POST or None, cancel_url=queries.path(row))
    return _ask(
        request, membership, row, form, operations.end, "End this programme", "It has ended. It stays on the page."
    )
