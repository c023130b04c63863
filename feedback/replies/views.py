"""What came from you by e-mail or by text, and what became of it. Only the person of the letter sees the words."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from coproduction.kit import clock, notifyhooks, refusals
from coproduction.kit.access import signed_in_page, token_page
from coproduction.kit.paging import page_of
from feedback.permissions import FeedbackAbility
from feedback.replies import forms, operations
from feedback.replies.models import Inbound
from groups.choices import queries as choices


@csrf_exempt  # a program posts here; the token is the proof
@token_page(FeedbackAbility.HAND_US_A_TEXT, methods=("POST",))
def text_hook(request):
    """A text somebody sent to our number. What becomes of it is looked at with the next tick; *stop* is done here and now."""
    return notifyhooks.answered(
        request, notifyhooks.came_in, lambda event: operations.receive_text(event=event, now=clock.now())
    )


@signed_in_page(FeedbackAbility.SEE_OWN_REPLIES)
def my_replies(request):
    rows = Inbound.objects.visible_to_person(request.user).select_related("group").defer("raw", "below").order_by("-id")
    shown = {"page": page_of(request, rows), "zone": choices.zone_of(request.user)}
    return render(request, "feedback/replies/my_replies.html", shown)


@signed_in_page(FeedbackAbility.SEE_OWN_REPLIES, methods=("GET", "POST"))
def my_reply(request, reply_id):
    mine = Inbound.objects.visible_to_person(request.user).select_related("group", "post__said").defer("raw")
    inbound = mine.filter(pk=reply_id).first()
    if inbound is None:
        raise Http404
    shown = {"reply": inbound, "zone": choices.zone_of(request.user), "form": None}
    if inbound.waits_for_person:
        shown["form"] = form = forms.SettleReply(
            request.POST or None, may_be_taken=inbound.may_be_taken, cancel_url=reverse("my_replies")
        )
        if refusals.done(request, form, lambda typed: messages.success(request, _settle(request, inbound, **typed))):
            return redirect("my_replies")
    return render(request, "feedback/replies/my_reply.html", shown)


def _settle(request, inbound, answer) -> str:
    now = clock.now()
    if answer == forms.DISCARD:
        operations.discard(by=request.user, now=now, inbound=inbound)
        return "We will not use it. We wiped what it said."
    if operations.it_was_me(by=request.user, now=now, inbound=inbound).state == Inbound.State.TAKEN:
        return "It is in your group’s talk now, with your name."
    return "We could not take it. We are writing to you to say why."
