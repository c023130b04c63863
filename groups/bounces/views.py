import base64
import logging

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from coproduction.kit import clock, hooks, mailhooks, notifyhooks
from coproduction.kit.access import signed_in_page, token_page
from coproduction.kit.refusals import Refusal
from groups.bounces import operations, queries
from groups.carriers import operations as carriage
from groups.carriers import queries as carriers
from groups.membership.access import member_page
from groups.permissions import GroupAbility

log = logging.getLogger("groups.bounces")
LARGEST = 262_144  # bytes: SNS sends no more


@csrf_exempt  # a program posts here; the secret is the proof
@token_page(GroupAbility.TELL_IT_CAME_BACK, methods=("POST",))
def mail_hook(request):
    """What a mail provider tells us. SNS's own signature is not looked at: the secret guards this address."""
    return hooks.answered(request, secret=settings.MAIL_HOOK_SECRET, given=secret_in, largest=LARGEST, take=take)


def take(body: bytes) -> int:
    if address := mailhooks.confirmation(body):
        log.warning("A mail provider asks to confirm its subscription. Open this address once: %s", address)
    now = clock.now()
    counted = [operations.take_event(event=event, now=now) for event in mailhooks.read(body)]
    return sum(one is not None for one in counted)


@csrf_exempt  # a program posts here; the token is the proof
@token_page(GroupAbility.TELL_WHAT_BECAME, methods=("POST",))
def notify_hook(request):
    """What became of a text or a letter by post. What we do not know is taken all the same: Notify would ask again and again."""
    return notifyhooks.answered(request, notifyhooks.receipt, take_receipt)


def take_receipt(event) -> bool:
    return event is not None and operations.take_receipt(event=event, now=clock.now())


def secret_in(request) -> str:
    """In a header or as the password of basic authentication: providers differ. Never in the address, which logs keep."""
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        given = password_of(given)
    return given or request.headers.get("X-Hook-Secret", "")


def password_of(basic: str) -> str:
    try:
        return base64.b64decode(basic, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


@signed_in_page(GroupAbility.TRY_OWN_EMAIL, methods=("POST",))
def try_my_email(request):
    """Somebody says that their email works."""
    kept = _("We are sending you one letter now. If it does not come back, the others go from tomorrow.")
    return _tried(request, operations.try_again, kept)


@signed_in_page(GroupAbility.TRY_OWN_EMAIL, methods=("POST",))
def try_my_post(request):
    """Somebody says that their postal address is right."""
    return _tried(request, operations.try_post_again, _("Thank you. Your next letter goes by post again."))


def _tried(request, again, kept):
    try:
        again(by=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, kept)
    return redirect("your_letters")


@member_page(GroupAbility.SEE_WHOM_TO_REACH)
def to_reach(request, membership):
    """Whom email, texts or post do not reach, and what to do. Never why. And what is left of the group's texts and post."""
    shown = {
        "people": queries.to_reach(membership),
        "untexted": queries.untexted(membership),
        "unposted": queries.unposted(membership),
    }
    if settings.NOTIFY_KEY:
        shown["budgets"] = carriers.budgets(clock.now(), group_id=membership.group_id)
    return render(request, "groups/bounces/to_reach.html", shown)


@member_page(GroupAbility.TRY_EMAIL_FOR_SOMEONE, methods=("POST",))
def try_email(request, membership, membership_id):
    """A facilitator asks us to try somebody's email again."""
    kept = _("Thank you. We try again, unless they asked us not to write. This page says it when letters arrive.")
    one = _tried_for(request, membership, membership_id, operations.try_for, kept)
    return redirect("member", slug=membership.group.slug, membership_id=one.pk)


@member_page(GroupAbility.TRY_TEXTS_FOR_SOMEONE, methods=("POST",))
def try_texts(request, membership, membership_id):
    """A facilitator asks us to try texts to somebody again, for instance after their phone was mended."""
    kept = _("Thank you. We try again, unless they asked us not to text.")
    _tried_for(request, membership, membership_id, carriage.another_chance, kept)
    return redirect("to_reach", slug=membership.group.slug)


@member_page(GroupAbility.TRY_TEXTS_FOR_SOMEONE, methods=("POST",))
def try_post(request, membership, membership_id):
    """A facilitator asked, and hears that somebody's postal address is right."""
    kept = _("Thank you. We try letters by post to them again.")
    _tried_for(request, membership, membership_id, operations.try_post_for, kept)
    return redirect("to_reach", slug=membership.group.slug)


def _tried_for(request, membership, membership_id, again, kept):
    one = queries.someone(membership, membership_id)
    if one is None:
        raise Http404
    again(by=membership, person=one.person, now=clock.now())
    messages.success(request, kept)
    return one
