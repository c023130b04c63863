"""What leaders promised: one list, one page for each, and one question a page. Leaders and members open the same."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals
from feedback.commitments import forms, operations, queries
from feedback.commitments.models import Commitment
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page

BOTH = ("GET", "POST")
LABELS = {
    "say_if_kept": "Say if they kept it",
    "show_commitment": "Show what was done",
    "renew_commitment": "Promise it again",
    "move_commitment": "Move the day",
    "end_commitment": "End this promise",
}


def _row(membership, commitment_id):
    return get_object_or_404(Commitment.objects.visible_to(membership).with_people().with_verdict(), pk=commitment_id)


@member_page(FeedbackAbility.SEE_COMMITMENTS)
def commitments(request, membership):
    found = queries.all_of(membership, clock.now())
    context = {"found": found, "counted": queries.counted(found), "promises": membership.may(FeedbackAbility.PROMISE)}
    return render(request, "feedback/commitments/commitments.html", context)


@member_page(FeedbackAbility.SEE_COMMITMENTS)
def commitment(request, membership, commitment_id):
    row = _row(membership, commitment_id)
    today = membership.group.local(clock.now()).date()
    deeds = [(LABELS[deed], reverse(deed, args=[membership.group.slug, row.pk]))
             for deed in queries.what_they_may(row, membership, today)]  # fmt: skip
    context = {"one": queries.shown(row, today), "lines": queries.lines(row), "deeds": deeds}
    return render(request, "feedback/commitments/commitment.html", context)


@member_page(FeedbackAbility.PROMISE, methods=BOTH)
def promise(request, membership):
    now, back, made = clock.now(), reverse("commitments", args=[membership.group.slug]), []
    form = forms.Promise(request.POST or None, cancel_url=back)
    act = partial(operations.promise, by=membership, now=now)
    if refusals.done(request, form, lambda typed: made.append(act(**typed))):
        messages.success(request, "You promised it. We are telling the members.")
        return redirect("commitment", membership.group.slug, made[0].pk)
    context = {"form": form, "heading": "Promise the group something", "row": None, "back": back}
    return render(request, "feedback/commitments/ask.html", context)


def _ask(request, membership, commitment_id, deed, form_of, act_of, done):
    """One question about one promise. Whoever may not do this now is told where it stands."""
    now, row = clock.now(), _row(membership, commitment_id)
    back = reverse("commitment", args=[membership.group.slug, row.pk])
    today = membership.group.local(now).date()
    if request.method == "GET" and deed not in queries.what_they_may(row, membership, today):
        messages.info(request, "This cannot be done now. Here is where it stands.")
        return redirect(back)
    form = form_of(request.POST or None, cancel_url=back)
    if refusals.done(request, form, lambda typed: act_of(by=membership, now=now, commitment=row, **typed)):
        messages.success(request, done)
        return redirect(back)
    context = {"form": form, "heading": LABELS[deed], "row": row, "back": back, "lines": queries.lines(row)}
    return render(request, "feedback/commitments/ask.html", context)


@member_page(FeedbackAbility.PROMISE, methods=BOTH)
def show_commitment(request, membership, commitment_id):
    done = "The group can see it. It counts as kept when a member says so."
    return _ask(request, membership, commitment_id, "show_commitment", forms.Show, operations.show, done)


@member_page(FeedbackAbility.PROMISE, methods=BOTH)
def move_commitment(request, membership, commitment_id):
    done = "You moved the day. The old one stays, with your reason."
    return _ask(request, membership, commitment_id, "move_commitment", forms.Move, operations.move, done)


@member_page(FeedbackAbility.PROMISE, methods=BOTH)
def renew_commitment(request, membership, commitment_id):
    done = "You promised it again."
    return _ask(request, membership, commitment_id, "renew_commitment", forms.Renew, operations.renew, done)


@member_page(FeedbackAbility.PROMISE, methods=BOTH)
def end_commitment(request, membership, commitment_id):
    done = "This is not promised any more. It stays on the page."
    return _ask(request, membership, commitment_id, "end_commitment", forms.End, operations.end, done)


@member_page(FeedbackAbility.SAY_IF_KEPT, methods=BOTH)
@pace.nameless
def say_if_kept(request, membership, commitment_id):
    done = "Thank you. It is shown from the group, and the leader is told."
    return _ask(request, membership, commitment_id, "say_if_kept", forms.SayIfKept, operations.say_if_kept, done)
