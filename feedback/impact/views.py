"""Did you notice? Answered in the product or from a letter. And what happens now, when nobody did."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from coproduction.kit import clock, pace, refusals
from coproduction.kit.access import token_page
from feedback.impact import forms, operations, queries
from feedback.impact.models import Choice, Noticing
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page

BOTH = ("GET", "POST")
NOT_NOW = "There is nothing here for you to say now. Here is where it stands."
THANKS = "Thank you. We kept your answer. You can change it until the question closes."


def _entry(membership, number):
    return get_object_or_404(Said.objects.visible_to(membership).with_all(), number=number)


def _not_now(request, said):
    messages.info(request, NOT_NOW)
    return redirect(said)


def _initial(request, last, field, choices, *more):
    """What they said last, and over it what the link they came by says."""
    found = {name: getattr(last, name) for name in (field, *more)} if last else {}
    return found | ({field: request.GET[field]} if request.GET.get(field) in choices else {})


def _did_you_notice(request, asking, membership, cancel_url=""):
    last = asking.noticings.visible_to(membership).first()
    initial = _initial(request, last, "answer", Noticing.Answer.values, "words", "may_show")
    return forms.DidYouNotice(request.POST or None, initial=initial, cancel_url=cancel_url)


@member_page(FeedbackAbility.SAY_IF_NOTICED, methods=BOTH)
@pace.nameless
def noticed(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    asking = queries.asking_open(said)
    if asking is None or not queries.is_asked(said, membership):
        return _not_now(request, said)
    form = _did_you_notice(request, asking, membership, said.get_absolute_url())
    act = partial(operations.notice, by=membership, now=now, asking=asking)
    if refusals.done(request, form, lambda typed: act(**typed)):
        messages.success(request, THANKS)
        return redirect(said)
    return render(request, "feedback/impact/noticed.html", {"said": said, "form": form, "asking": asking})


@token_page(FeedbackAbility.SAY_IF_NOTICED_BY_LETTER)
def noticed_by_letter(request, token):
    """The same, from the letter. Looking at the page changes nothing: only the button does."""
    now, found = clock.now(), queries.read_token(token)
    if found is None:
        raise Http404
    asking, membership = found
    said = asking.said
    context = {"said": said, "asking": asking, "place": said.group, "until": asking.closes_on}
    context["closed"] = not queries.may_answer(asking, membership, now)
    if context["closed"]:
        return render(request, "feedback/impact/noticed_by_letter.html", context)
    form = _did_you_notice(request, asking, membership)
    act = partial(operations.notice, by=membership, now=now, asking=asking)
    context["kept"] = refusals.done(request, form, lambda typed: act(**typed))
    return render(request, "feedback/impact/noticed_by_letter.html", context | {"form": form})


@member_page(FeedbackAbility.SETTLE_UNNOTICED, methods=BOTH)
@pace.nameless
def nobody_noticed(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    doubt = queries.doubt_open(said)
    if doubt is None:
        return _not_now(request, said)
    last = doubt.choices.visible_to(membership).filter(turn=doubt.turn).first()
    initial = _initial(request, last, "choice", Choice.What.values, "why")
    form = forms.WhatHappensNow(request.POST or None, initial=initial, cancel_url=said.get_absolute_url())
    act = partial(operations.choose, by=membership, now=now, doubt=doubt)
    if refusals.done(request, form, lambda typed: act(**typed)):
        messages.success(request, "Thank you. What most of the members say is done when the question closes.")
        return redirect(said)
    return render(request, "feedback/impact/nobody_noticed.html", {"said": said, "form": form, "doubt": doubt})
