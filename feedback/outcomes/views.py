"""The list of all that was done, and looking at one of them again."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from coproduction.kit import clock, refusals
from coproduction.kit.paging import page_of
from feedback.log.models import Said
from feedback.outcomes import forms, operations, queries
from feedback.outcomes.models import Review
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page

BOTH = ("GET", "POST")
NOT_NOW = "There is nothing here for you to do now. Here is where it stands."


@member_page(FeedbackAbility.SEE_OUTCOMES)
def outcomes(request, membership):
    now = clock.now()
    page = page_of(request, queries.listed(membership))
    rows = [queries.row(said, membership, now) for said in page.rows]
    return render(request, "feedback/outcomes/outcomes.html", {"page": page, "rows": rows})


def _entry(request, membership, number, deed, now):
    """The entry, and where to go instead when this deed is not this person's now."""
    said = get_object_or_404(queries.with_review(Said.objects.visible_to(membership).with_all()), number=number)
    if deed in queries.what_they_may(said, membership, now):
        return said, None
    messages.info(request, NOT_NOW)
    return said, redirect(said)


def _ask(request, said, form, act, done, template, **context):
    if refusals.done(request, form, act):
        messages.success(request, done)
        return redirect(said)
    return render(request, f"feedback/outcomes/{template}.html", {"said": said, "form": form} | context)


@member_page(FeedbackAbility.REVIEW_OUTCOME, methods=BOTH)
def review_outcome(request, membership, number):
    now = clock.now()
    said, away = _entry(request, membership, number, "review_outcome", now)
    if away:
        return away
    form = forms.LookAgain(request.POST or None, cancel_url=said.get_absolute_url())
    act = partial(operations.propose, by=membership, now=now, said=said)
    done = "Thank you. We are asking the other members if they see the same. It counts once one of them says so."
    return _ask(request, said, form, lambda typed: act(**typed), done, "review_outcome")


@member_page(FeedbackAbility.CONFIRM_REVIEW, methods=BOTH)
def check_review(request, membership, number):
    now = clock.now()
    said, away = _entry(request, membership, number, "check_review", now)
    if away:
        return away
    review = get_object_or_404(Review.objects.visible_to(membership).open(), said=said, round=said.round)
    form = forms.ReadSecond(request.POST or None, cancel_url=said.get_absolute_url())

    def act(typed):
        operations.confirm(by=membership, now=now, review=review, holds=typed["holds"] == "yes", note=typed["note"])

    done = "Thank you. Your answer is part of the record."
    return _ask(request, said, form, act, done, "check_review", review=review)


@member_page(FeedbackAbility.MOVE_REVIEW, methods=BOTH)
def move_review(request, membership, number):
    now = clock.now()
    said, away = _entry(request, membership, number, "move_review", now)
    if away:
        return away
    form = forms.MoveReview(request.POST or None, cancel_url=said.get_absolute_url())
    act = partial(operations.move_review, by=membership, now=now, said=said)
    done = "You moved the day. The old one stays in the record, with your reason."
    return _ask(request, said, form, lambda typed: act(**typed), done, "move_review")
