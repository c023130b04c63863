from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from coproduction.kit import clock, refusals, tries
from coproduction.kit.access import is_on_this_site, second_factor_used, signed_in_page
from groups.people import forms, operations, queries
from groups.permissions import GroupAbility

NEW_EMAIL, TRIES = (
    "new_email",
    3,
)  # what somebody is proving: the address, the code, until when, and how often it was wrong
GOING_TO = "going_to"  # where somebody was going when we asked for the second step


@signed_in_page(GroupAbility.EDIT_OWN_PROFILE, methods=("GET", "POST"))
def profile(request):
    """Who I am here, and how to reach me."""
    return _about_me(
        request, forms.Profile, operations.change_profile, operations.PROFILE, "profile",
        _("We kept your details. Your groups see them from now on."),
    )  # fmt: skip


@signed_in_page(GroupAbility.EDIT_OWN_PROFILE, methods=("GET", "POST"))
def needs(request):
    """What I need to take part: asked once, used everywhere."""
    return _about_me(
        request, forms.Needs, operations.say_needs, operations.NEEDS, "needs",
        _("We kept what you need. We fill it in for you when you reply to a meeting."),
    )  # fmt: skip


def _about_me(request, kind, operation, fields, name, thanks):
    form = kind(request.POST or None, initial={field: getattr(request.user, field) for field in fields})
    if request.method == "POST" and form.is_valid():
        try:
            operation(by=request.user, now=clock.now(), **form.cleaned_data)
        except refusals.Refusal as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, thanks)
            return redirect(name)
    return render(request, f"groups/people/{name}.html", {"form": form})


@signed_in_page(GroupAbility.CHANGE_OWN_EMAIL, methods=("GET", "POST"))
def change_email(request):
    """Asks for the new address, once we know that it is still you, and sends a code there. Nothing has changed yet."""
    raise_if_reauthentication_required(request, app="account")
    form = forms.NewEmail(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed, now = form.cleaned_data["email"], clock.now()
        # The same limits as for codes to sign in: nobody may fill somebody's inbox.
        if not ratelimit.consume(request, action="request_login_code") or not tries.counted(
            "code", address=typed, place=get_ip(request)
        ):
            get_adapter().too_often()
            form.add_error("email", _("You asked for many codes. Wait 5 minutes, then try again."))
            return render(request, "groups/people/change_email.html", {"form": form})
        code = get_adapter().generate_login_code()
        try:
            email = operations.prove_email(by=request.user, now=now, email=typed, code=code)
        except refusals.Refusal as refusal:
            refusals.show(form, refusal)
        else:
            until = now + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
            request.session[NEW_EMAIL] = {"email": email, "code": code, "until": until.isoformat(), "wrong": 0}
            return redirect("prove_email")
    return render(request, "groups/people/change_email.html", {"form": form})


@signed_in_page(GroupAbility.CHANGE_OWN_EMAIL, methods=("GET", "POST"))
def prove_email(request):
    """The code says that whoever is signed in here reads mail there."""
    asked, now = request.session.get(NEW_EMAIL), clock.now()
    if not asked or datetime.fromisoformat(asked["until"]) <= now or asked["wrong"] >= TRIES:
        request.session.pop(NEW_EMAIL, None)
        messages.warning(request, _("Ask for a new code. A code works for 15 minutes, and you can try it 3 times."))
        return redirect("change_email")
    form = forms.ProveEmail(request.POST or None)
    if request.method == "POST" and form.is_valid():
        taken = tries.counted("wrong code", address=asked["email"], place=get_ip(request))
        if taken is None:  # counted before it is looked at
            get_adapter().too_often()
            form.add_error("code", _("That was not right too many times. Wait 5 minutes, then try again."))
            context = {"form": form, "email": asked["email"]}
            return render(request, "groups/people/prove_email.html", context, status=429)
        if not constant_time_compare(form.cleaned_data["code"].replace(" ", ""), asked["code"]):
            request.session[NEW_EMAIL] = asked | {"wrong": asked["wrong"] + 1}
            form.add_error("code", get_adapter().validation_error("incorrect_code"))
        else:
            tries.take_back(taken)
            return _moved(request, request.session.pop(NEW_EMAIL)["email"], now)
    return render(request, "groups/people/prove_email.html", {"form": form, "email": asked["email"]})


def _moved(request, email, now):
    said = _("We write to %(email)s from now on, and you sign in with it.") % {"email": email}
    refusals.at_once(request, lambda: operations.change_email(by=request.user, now=now, email=email), said)
    return redirect("sign_in_safety")


@signed_in_page(GroupAbility.KEEP_SIGN_IN_SAFE, before_second_step=True)
def sign_in_safety(request):
    return render(request, "groups/people/sign_in_safety.html", {"ways": queries.ways_in(request.user)})


@signed_in_page(GroupAbility.KEEP_SIGN_IN_SAFE, before_second_step=True)
def second_step(request):
    """Asks to set up or to use a second step, and then leads back to where the person was going."""
    going = request.GET.get("next", "")
    if is_on_this_site(going):
        request.session[GOING_TO] = going
    if second_factor_used(request):
        return redirect(request.session.pop(GOING_TO, None) or reverse("sign_in_safety"))
    return render(request, "groups/people/second_step.html", {"ways": queries.ways_in(request.user)})
