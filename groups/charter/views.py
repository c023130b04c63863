from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.refusals import Refusal
from groups.charter import forms, operations, queries
from groups.charter.models import Purpose
from groups.membership.access import member_page
from groups.permissions import GroupAbility


@member_page(GroupAbility.READ_CHARTER)
def about(request, membership):
    """What the group is, what both sides agreed, and what was promised."""
    group = membership.group
    purposes = queries.purposes(group)
    newest = purposes.proposed or purposes.in_force
    can_agree = newest and membership.may(GroupAbility.AGREE_PURPOSE) and not newest.agreed_by(membership)
    context = {
        "facts": queries.facts(group),
        "purposes": queries.as_seen_by(membership, purposes),
        "asks_me": can_agree and newest is purposes.proposed,
        "asks_me_too": can_agree and newest is purposes.in_force,
        "promises": queries.promises(group),
        "people": queries.who_answers(membership, group.local(clock.now()).date()),
        "may_change": membership.may(GroupAbility.CHANGE_GROUP),
        "appoints": membership.may(GroupAbility.INVITE) and not membership.may(GroupAbility.SEE_NAMES),
        "parts": queries.parts_of_about(membership, clock.now()),
        "reads_history": membership.may(GroupAbility.READ_HISTORY),
    }
    return render(request, "groups/charter/about.html", context)


def _kept(lines, changed) -> str:
    if not lines:
        return "Nothing changed."
    told = " We are telling everyone in the group about the promise." if set(changed) & set(queries.PROMISES) else ""
    return f"We kept your settings.{told} The history says what changed."


@member_page(GroupAbility.CHANGE_GROUP, methods=("GET", "POST"))
def group_settings(request, membership):
    group, back = membership.group, _about(membership)
    form = forms.Settings(request.POST or None, group=group, cancel_url=back)
    if request.method == "POST" and form.is_valid():
        try:
            lines = operations.change_settings(group=group, by=membership, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, _kept(lines, form.changed_data))
            return redirect(back)
    return render(request, "groups/charter/group_settings.html", {"form": form, "back_url": back})


@member_page(GroupAbility.CHANGE_GROUP, methods=("GET", "POST"))
def purpose_write(request, membership):
    """A new version, begun from the words of the newest."""
    back = _about(membership)
    newest = queries.newest_purpose(membership.group)
    fields = ("why_we_are_here", "what_difference")
    initial = {name: getattr(newest, name) for name in fields} if newest else {}
    form = forms.WritePurpose(request.POST or None, initial=initial, cancel_url=back)
    if request.method == "POST" and form.is_valid():
        operations.write_purpose(group=membership.group, by=membership, now=clock.now(), **form.cleaned_data)
        messages.success(request, "We kept the new words, and asked everyone if they agree.")
        return redirect(back)
    return render(request, "groups/charter/purpose_write.html", {"form": form, "back_url": back, "newest": newest})


@member_page(GroupAbility.AGREE_PURPOSE, methods=("POST",))
def purpose_agree(request, membership, purpose_id):
    purpose = get_object_or_404(Purpose.objects.visible_to(membership).select_related("group"), pk=purpose_id)
    refusals.at_once(
        request,
        lambda: operations.agree_purpose(purpose=purpose, by=membership, now=clock.now()),
        "You agreed to our purpose. Everyone in the group can see that.",
    )
    return redirect(_about(membership))


def _about(membership):
    return reverse("about", kwargs={"slug": membership.group.slug})
