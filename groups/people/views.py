from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coproduction.kit import clock, refusals
from coproduction.kit.access import is_on_this_site, second_factor_used, signed_in_page
from groups.people import forms, operations, queries
from groups.permissions import GroupAbility

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


@signed_in_page(GroupAbility.KEEP_SIGN_IN_SAFE)
def sign_in_safety(request):
    return render(request, "groups/people/sign_in_safety.html", {"ways": queries.ways_in(request.user)})


@signed_in_page(GroupAbility.KEEP_SIGN_IN_SAFE)
def second_step(request):
    """Asks to set up or to use a second step, and then leads back to where the person was going."""
    going = request.GET.get("next", "")
    if is_on_this_site(going):
        request.session[GOING_TO] = going
    if second_factor_used(request):
        return redirect(request.session.pop(GOING_TO, None) or reverse("sign_in_safety"))
    return render(request, "groups/people/second_step.html", {"ways": queries.ways_in(request.user)})
