from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals, when
from feedback.journey import forms, operations, queries
from feedback.journey.models import MEANS, JourneyStep, Move
from feedback.permissions import FeedbackAbility
from groups.charter import queries as charter
from groups.membership.access import member_page

BOTH = ("GET", "POST")


def _back(membership) -> str:
    return reverse("journey", args=[membership.group.slug])


def _move(membership, move_id) -> Move:
    return get_object_or_404(Move.objects.visible_to(membership).with_all(), pk=move_id)


@member_page(FeedbackAbility.SEE_JOURNEY)
def journey(request, membership):
    """The ring, and each step with how we can tell."""
    now, group = clock.now(), membership.group
    told = {
        "journey": queries.journey(membership, now),
        "proposes": membership.may(FeedbackAbility.PROPOSE_STEP),
        "confirms": membership.may(FeedbackAbility.CONFIRM_STEP),
        "forming": when.day(group.forming_until_on) if group.forms_still(now) else "",
        "forming_words": charter.forming_words(membership, now),
    }
    return render(request, "feedback/journey/journey.html", told)


@member_page(FeedbackAbility.PROPOSE_STEP, methods=BOTH)
def propose_step(request, membership, step):
    if step not in JourneyStep.values:
        raise Http404
    now, back = clock.now(), _back(membership)
    form = forms.ProposeStep(
        request.POST if request.method == "POST" else None, meetings=queries.meetings_to_choose(membership, now),
        papers=queries.papers_to_choose(membership), said=queries.said_to_choose(membership), cancel_url=back,
    )  # fmt: skip
    if refusals.done(request, form, lambda typed: operations.propose(by=membership, now=now, step=step, **typed)):
        messages.success(request, "We are asking the members to confirm it.")
        return redirect(back)
    told = {"form": form, "step": JourneyStep(step), "means": MEANS[step], "back": back,
            "rule": queries.rule(queries.members(membership.group_id).count())}  # fmt: skip
    return render(request, "feedback/journey/propose_step.html", told)


@member_page(FeedbackAbility.CONFIRM_STEP, methods=BOTH)
def confirm_step(request, membership, move_id):
    """What is proposed, with one button."""
    move, now, back = _move(membership, move_id), clock.now(), _back(membership)
    if request.method == "POST":
        act = lambda: operations.confirm(by=membership, now=now, move=move)  # noqa: E731
        refusals.at_once(request, act, "You confirmed it. Thank you. Nobody sees who has not.")
        return redirect(back)
    found = queries.journey(membership, now)
    standing = next(one for one in found.steps if one.step == move.step)
    if standing.proposal is None or standing.proposal.move != move:
        messages.info(request, "This is settled already. Here is where we are.")
        return redirect(back)
    return render(request, "feedback/journey/confirm_step.html", {"one": standing, "rule": found.rule, "back": back})


@member_page(FeedbackAbility.PROPOSE_STEP, methods=("POST",))
def withdraw_step(request, membership, move_id):
    move = _move(membership, move_id)
    refusals.at_once(
        request, lambda: operations.withdraw(by=membership, now=clock.now(), move=move), "You took it back."
    )
    return redirect(_back(membership))


@member_page(FeedbackAbility.TELL_PART, methods=BOTH)
def our_part(request, membership, move_id):
    move, back = _move(membership, move_id), _back(membership)
    form = forms.TellPart(request.POST or None, cancel_url=back)
    act = lambda typed: operations.tell_part(by=membership, now=clock.now(), move=move, **typed)  # noqa: E731
    if refusals.done(request, form, act):
        messages.success(request, "Thank you. The group can read it now, and says next where it is with this step.")
        return redirect(back)
    return render(request, "feedback/journey/our_part.html", {"form": form, "move": move, "back": back})
