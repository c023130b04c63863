from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coproduction.kit import clock, refusals, when
from feedback.closing import forms, operations, queries
from feedback.closing.models import Closing
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page


@member_page(FeedbackAbility.CLOSE_GROUP, methods=("GET", "POST"))
def close_group(request, membership):
    """Says what happens and what is in the way, and asks. A group that is closed is asked to be opened here."""
    raise_if_reauthentication_required(request, app="account")
    now, group = clock.now(), membership.group
    ask, kind = (
        (operations.ask_to_open, forms.Open) if group.closed_at else (operations.ask_to_close, forms.Close)
    )  # fmt: skip
    form = kind(request.POST or None, cancel_url=_home(membership))
    if refusals.done(request, form, lambda typed: ask(by=membership, now=now, **typed)):
        messages.success(request, _("You asked. We told everyone in the group. It stands in the history."))
        return redirect("closing", slug=group.slug)
    context = {"form": form, "in_the_way": queries.in_the_way(group, now), "back_url": _home(membership)}
    return render(request, "feedback/closing/close_group.html", context)


@member_page(FeedbackAbility.SEE_CLOSING)
def closing(request, membership):
    """Who asked, why, and what became of it; for those who may, the two answers."""
    now, last = clock.now(), queries.last_of(membership)
    context = {"closing": last, "back_url": _home(membership)}
    if last:
        context |= {
            "waits": last.waits(now), "asked_myself": last.asked_by.person_id == membership.person_id,
            "may_decide": membership.may(FeedbackAbility.CLOSE_GROUP), "too_early": now < last.from_at,
            "from_when": when.moment(membership.group.local(last.from_at)),
        }  # fmt: skip
    return render(request, "feedback/closing/closing.html", context)


@member_page(FeedbackAbility.CLOSE_GROUP, methods=("POST",))
def second_closing(request, membership, closing_id):
    asked = _asked(membership, closing_id)
    raise_if_reauthentication_required(request, app="account")
    return _decide(
        request, membership, asked, operations.second, _("You agreed. We are telling everyone in the group.")
    )


@member_page(FeedbackAbility.CLOSE_GROUP, methods=("POST",))
def drop_closing(request, membership, closing_id):
    asked = _asked(membership, closing_id)
    return _decide(request, membership, asked, operations.drop, _("It is dropped. The group stays as it is."))


def _asked(membership, closing_id):
    return get_object_or_404(Closing.objects.visible_to(membership).with_people(), pk=closing_id)


def _decide(request, membership, asked, operation, said):
    refusals.at_once(request, lambda: operation(closing=asked, by=membership, now=clock.now()), said)
    return redirect("closing", slug=membership.group.slug)


def _home(membership):
    page = "run_group" if membership.facilitates else "group_home"
    return reverse(page, kwargs={"slug": membership.group.slug})
