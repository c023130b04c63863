"""Hearing and deciding. One question a page; the words of the group stand above every form."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from coproduction.kit import clock, refusals
from coproduction.kit.access import NotYours
from feedback.answers import forms, operations, queries
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page

BOTH = ("GET", "POST")
MOVED_ON = "This has moved on since. Here is where it stands now."
TOLD = "We are telling those whose words began it."


def _ask(request, membership, number, deed, form_of, act_of, done):
    """Shows the question of one deed; once it is done, says what happened, on the entry's page."""
    now = clock.now()
    said = get_object_or_404(Said.objects.visible_to(membership).with_all(), number=number)
    if deed not in queries.what_they_may(said, membership):
        messages.info(request, MOVED_ON)
        return redirect(said)
    form = form_of(request.POST or None, cancel_url=said.get_absolute_url())
    if refusals.done(request, form, lambda typed: act_of(by=membership, now=now, said=said, **typed)):
        messages.success(request, done)
        return redirect(said)
    return render(request, f"feedback/answers/{deed}.html", {"said": said, "form": form})


@member_page(FeedbackAbility.ANSWER, methods=BOTH)
def hear(request, membership, number):
    return _ask(request, membership, number, "hear", forms.Hear, operations.hear, f"You heard it. {TOLD}")


@member_page(FeedbackAbility.ANSWER, methods=BOTH)
def decide(request, membership, number):
    return _ask(request, membership, number, "decide", forms.Decide, operations.decide, f"You gave the answer. {TOLD}")


@member_page(FeedbackAbility.ANSWER, methods=BOTH)
def decide_again(request, membership, number):
    done = f"You gave a new answer. The first one stays in the record. {TOLD}"
    return _ask(request, membership, number, "decide_again", forms.DecideAgain, operations.decide_again, done)


@member_page(FeedbackAbility.CORRECT, methods=BOTH)
def correct_answer(request, membership, number):
    """For people from the system: their own answers only. The group corrects its words on another page."""
    if membership.inside:
        raise NotYours("Only the person who answered can correct the answer.")
    done = f"You added a correction. {TOLD}"
    return _ask(request, membership, number, "correct_answer", forms.CorrectAnswer, operations.correct_answer, done)
