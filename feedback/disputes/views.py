"""How early a programme came: what was written down, what members say, and the answer. One page, and one question a page."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals
from feedback.disputes import forms, operations, queries
from feedback.permissions import FeedbackAbility
from feedback.programmes.models import Programme
from groups.membership.access import member_page

BOTH = ("GET", "POST")
LABELS = {
    "dispute_programme": "Say that it came later than that",
    "answer_dispute": "Answer what members say",
    "settle_dispute": "Say if that settles it",
}


def _row(membership, programme_id):
    return get_object_or_404(Programme.objects.visible_to(membership).with_people(), pk=programme_id)


@member_page(FeedbackAbility.SEE_PROGRAMMES)
def how_early(request, membership, programme_id):
    row = _row(membership, programme_id)
    all_of = list(row.disputes.select_related("answered_by__person").order_by("-id"))
    may = queries.what_they_may(row, all_of[0] if all_of else None, membership, clock.now())
    context = {
        "row": row, "all_of": all_of, "deeds": [(LABELS[one], reverse(one, args=[membership.group.slug, row.pk])) for one in may]
    }  # fmt: skip
    return render(request, "feedback/disputes/how_early.html", context)


def _ask(request, membership, programme_id, deed, form_of, act, done):
    """One question. Whoever may not do this now is told where it stands."""
    now, row = clock.now(), _row(membership, programme_id)
    back, last = reverse("how_early", args=[membership.group.slug, row.pk]), queries.last_of(row)
    if request.method == "GET" and deed not in queries.what_they_may(row, last, membership, now):
        messages.info(request, "This cannot be done now. Here is where it stands.")
        return redirect(back)
    form = form_of(request.POST or None, cancel_url=back, left=queries.stages_left(row))
    act = partial(act, by=membership, now=now, programme=row)
    if refusals.done(request, form, lambda typed: act(**typed)):
        messages.success(request, done)
        return redirect(back)
    context = {"form": form, "heading": LABELS[deed], "row": row, "back": back, "last": last}
    return render(request, "feedback/disputes/ask.html", context)


@member_page(FeedbackAbility.DISPUTE_PROGRAMME, methods=BOTH)
@pace.nameless
def dispute_programme(request, membership, programme_id):
    done = "Thank you. It is shown from the group. Whoever owns the programme is told."
    return _ask(request, membership, programme_id, "dispute_programme", forms.SayLater, operations.dispute, done)


@member_page(FeedbackAbility.ANSWER_DISPUTE, methods=BOTH)
def answer_dispute(request, membership, programme_id):
    done = "You answered. We are telling the members."
    return _ask(request, membership, programme_id, "answer_dispute", forms.Answer, operations.answer, done)


@member_page(FeedbackAbility.DISPUTE_PROGRAMME, methods=BOTH)
@pace.nameless
def settle_dispute(request, membership, programme_id):
    done = "Thank you. It is shown from the group. Whoever owns the programme is told."
    return _ask(request, membership, programme_id, "settle_dispute", forms.Settle, operations.settle, done)
