"""Asking again and answering that, one question a page; and the independent person's page, which needs no account."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from coproduction.kit import clock, refusals, when
from coproduction.kit.access import token_page
from feedback.challenges import forms, operations, queries
from feedback.challenges.models import Challenge
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page

BOTH = ("GET", "POST")
Rung = Challenge.Rung
MOVED_ON = "This has moved on since. Here is where it stands now."
TOLD = "We are telling those whose words began it."


def _entry(membership, number):
    return get_object_or_404(Said.objects.visible_to(membership).with_all(), number=number)


def _moved_on(request, said):
    messages.info(request, MOVED_ON)
    return redirect(said)


@member_page(FeedbackAbility.CHALLENGE, methods=BOTH)
def challenge(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    route = queries.route(said, membership, now)
    if request.method == "GET" and (route is None or "challenge" not in route.deeds):
        return _moved_on(request, said)
    rung = route.next if route else None
    form = forms.Challenge(
        request.POST or None, initial={"rung": rung.rung if rung else ""}, button=route.press if route else "",
        cancel_url=said.get_absolute_url(),
    )  # fmt: skip
    act, made = partial(operations.challenge, by=membership, now=now, said=said), []
    if refusals.done(request, form, lambda typed: made.append(act(**typed))):
        messages.success(request, f"You asked. An answer is promised by {when.day(made[0].answer_by)}. {TOLD}")
        return redirect(said)
    return render(request, "feedback/challenges/challenge.html", {"said": said, "form": form, "next": rung})


def _answer(request, membership, number, rung, template, form_of, act_of, done):
    """Somebody who was slower than another keeps what they typed, and is told."""
    now, said = clock.now(), _entry(membership, number)
    asked = Challenge.objects.visible_to(membership).filter(said=said, rung=rung).order_by("-id").first()
    if asked is None or (request.method == "GET" and not asked.is_open):
        return _moved_on(request, said)
    asked.said = said
    form = form_of(request.POST or None, cancel_url=said.get_absolute_url())
    if refusals.done(request, form, lambda typed: act_of(by=membership, now=now, challenge=asked, **typed)):
        messages.success(request, f"{done} {TOLD}")
        return redirect(said)
    context = {"said": said, "form": form, "challenge": asked, "late": asked.is_late(now)}
    return render(request, f"feedback/challenges/{template}.html", context)


@member_page(FeedbackAbility.ANSWER, methods=BOTH)
def give_reason(request, membership, number):
    done = "You gave the reason again."
    given = (forms.GiveReason, operations.give_reason, done)
    return _answer(request, membership, number, Rung.REASON, "give_reason", *given)


@member_page(FeedbackAbility.LOOK_AGAIN, methods=BOTH)
def look_again(request, membership, number):
    given = (forms.LookAgain, operations.keep_answer, "You looked again, and the answer stays.")
    return _answer(request, membership, number, Rung.SPONSOR, "look_again", *given)


@member_page(FeedbackAbility.LOOK_AGAIN, methods=BOTH)
def change_answer(request, membership, number):
    done = "You gave a new answer. The first one stays in the record."
    given = (forms.ChangeAnswer, operations.change_answer, done)
    return _answer(request, membership, number, Rung.SPONSOR, "change_answer", *given)


@member_page(FeedbackAbility.CHALLENGE, methods=("POST",))
def new_link(request, membership, number):
    """A facilitator sends the independent person's letter again: the old link stops."""
    now, said = clock.now(), _entry(membership, number)
    route = queries.route(said, membership, now)
    if route is None or not route.link_again:
        return _moved_on(request, said)
    waiting = Challenge.objects.visible_to(membership).open().get(said=said)
    refusals.at_once(
        request,
        lambda: operations.send_link_again(by=membership, now=now, challenge=waiting),
        "We sent the letter again, with a new link. The old link stopped.",
    )
    return redirect(said)


@never_cache
@token_page(FeedbackAbility.FIND)
def finding(request, token):
    """Both sides of one answer, for the independent person. Reading it decides nothing: mail programs open links too."""
    now = clock.now()
    asked = queries.found_by(token, now)
    if asked is None:
        return render(request, "feedback/challenges/over.html", status=404)
    form, found = forms.Finding(request.POST or None), []
    if refusals.done(request, form, lambda typed: found.append(operations.find(now=now, challenge=asked, **typed))):
        return render(request, "feedback/challenges/found.html", {"challenge": found[0]})
    context = {
        "challenge": asked, "said": asked.said, "form": form, "group": asked.said.group,
        "lines": queries.chain_as_the_system_sees_it(asked.said), "late": asked.is_late(now),
    }  # fmt: skip
    return render(request, "feedback/challenges/finding.html", context)
