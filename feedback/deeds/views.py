"""Actions, *it is done*, checking that, and *does that answer it?* One question a page."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from coproduction.kit import clock, refusals
from feedback.deeds import forms, operations, queries
from feedback.deeds.models import Claim, Deed, Verdict
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page

BOTH = ("GET", "POST")
MOVED_ON = "This has moved on since. Here is where it stands now."
TOLD = "We are telling those whose words began it."


def _entry(membership, number):
    return get_object_or_404(Said.objects.visible_to(membership).with_all(), number=number)


def _not_now(request, said, membership, deed):
    """Where to go instead when this deed is not this person's now: the entry's own page, which says where it stands."""
    if deed in queries.what_they_may(said, membership):
        return None
    messages.info(request, MOVED_ON)
    return redirect(said)


def _ask(request, said, form, template, act, done, **context):
    if refusals.done(request, form, act):
        messages.success(request, done)
        return redirect(said)
    return render(request, f"feedback/deeds/{template}.html", {"said": said, "form": form} | context)


@member_page(FeedbackAbility.ANSWER, methods=BOTH)
def take_on(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    if away := _not_now(request, said, membership, "take_on"):
        return away
    form = forms.TakeOn(request.POST or None, cancel_url=said.get_absolute_url())
    act = partial(operations.take_on, by=membership, now=now, said=said)
    return _ask(request, said, form, "take_on", lambda typed: act(**typed), f"You took on an action. {TOLD}")


@member_page(FeedbackAbility.ANSWER, methods=BOTH)
def move_date(request, membership, number, deed_id):
    now, said = clock.now(), _entry(membership, number)
    deed = get_object_or_404(Deed.objects.visible_to(membership).filter(said=said), pk=deed_id)
    if deed.done_at or "move_date" not in queries.what_they_may(said, membership):
        messages.info(request, MOVED_ON)
        return redirect(said)
    form = forms.MoveDate(request.POST or None, cancel_url=said.get_absolute_url())
    act = partial(operations.move_date, by=membership, now=now, deed=deed)
    done = f"You moved the date. The old one stays in the record, with your reason. {TOLD}"
    return _ask(request, said, form, "move_date", lambda typed: act(**typed), done, deed=deed)


@member_page(FeedbackAbility.ANSWER, methods=("POST",))
def finish_deed(request, membership, number, deed_id):
    now, said = clock.now(), _entry(membership, number)
    deed = get_object_or_404(Deed.objects.visible_to(membership).filter(said=said), pk=deed_id)
    refusals.at_once(
        request,
        lambda: operations.finish_deed(by=membership, now=now, deed=deed),
        f"You marked the action as done. {TOLD}",
    )
    return redirect(said)


@member_page(FeedbackAbility.ANSWER, methods=BOTH)
def claim(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    if away := _not_now(request, said, membership, "claim"):
        return away
    form = forms.Claim(request.POST or None, cancel_url=said.get_absolute_url())
    act = partial(operations.claim_did, by=membership, now=now, said=said)

    def say(typed):
        act(half=typed.pop("extent") == Claim.Extent.HALF, **typed)

    done = "You said what is done. We are asking the group to check it. It counts once somebody has."
    return _ask(request, said, form, "claim", say, done)


@member_page(FeedbackAbility.CHECK_DID, methods=BOTH)
def check(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    if away := _not_now(request, said, membership, "check"):
        return away
    claim = get_object_or_404(Claim.objects.visible_to(membership).unchecked().select_related("rest"), said=said)
    form = forms.Check(request.POST or None, cancel_url=said.get_absolute_url(), half=claim.half)

    def act(typed):
        operations.check_claim(
            by=membership, now=now, claim=claim, holds=typed["holds"] == "yes", note=typed["check_note"]
        )

    done = "Thank you for checking. We are telling the people it matters to."
    return _ask(request, said, form, "check", act, done, claim=claim, claimed=queries.claimed(claim))


@member_page(FeedbackAbility.SAY_IF_ANSWERED, methods=BOTH)
def verdict(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    if away := _not_now(request, said, membership, "verdict"):
        return away
    mine = Verdict.objects.visible_to(membership).filter(said=said, round=said.round, membership=membership)
    last = mine.order_by("-id").first()
    initial = {"answer": request.GET.get("answer") or getattr(last, "answer", ""), "words": getattr(last, "words", "")}
    form = forms.SayIfAnswered(request.POST or None, initial=initial, cancel_url=said.get_absolute_url())
    act = partial(operations.say_if_answered, by=membership, now=now, said=said)
    no = request.POST.get("answer") == Verdict.Answer.NO
    done = "You said no. It is open again, and we are telling those who answer now." if no else (
        "Thank you. Your answer is part of the record. You can change it."
    )  # fmt: skip
    return _ask(request, said, form, "verdict", lambda typed: act(**typed), done)
