from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, paging, refusals
from coproduction.kit.refusals import Refusal
from groups.looks import queries as looks
from groups.membership import forms, operations, queries
from groups.membership.access import member_page
from groups.membership.models import Membership, Role, Support
from groups.permissions import GroupAbility
from groups.reach import queries as reach


@member_page(GroupAbility.SEE_NAMES)
def people(request, membership):
    """Everyone in the group, as each chose to be shown."""
    page = paging.page_of(request, queries.people_of(membership))
    unreached = reach.not_reached([one.person for one in page.rows]) if membership.facilitates else set()
    rows = [(one, queries.about_words(membership, one), one.person_id in unreached) for one in page.rows]
    context = {"page": page, "rows": rows, "may_invite": membership.may(GroupAbility.INVITE)}
    return render(request, "groups/membership/people.html", context)


@member_page(GroupAbility.SEE_NAMES)
def member(request, membership, membership_id):
    """One person: what they chose to show, and to those who look after the group how to reach them and what they need."""
    one = _someone(membership, membership_id)
    shown = queries.shown_to(membership, one)
    context = {
        "one": one,
        "shown": shown,
        "own": one.pk == membership.pk,
        "supporters": queries.supporters_of(one) if shown.needs and one.role == Role.MEMBER else [],
        "told_in": looks.told_in(one.person) if shown.needs else "",
        "roles": queries.roles_open_to(one, membership),
        "may_ask_removal": membership.may(GroupAbility.REMOVE_MEMBER) and one.inside and one.pk != membership.pk,
        "may_leave": membership.may(GroupAbility.LEAVE),
        "unreached": shown.reach and one.person_id in reach.not_reached([one.person]),
        "sets_letters": membership.may(GroupAbility.SET_LETTERS_FOR_SOMEONE)
        and one.role in (Role.MEMBER, Role.SUPPORTER),
        "sees_what_went": membership.may(GroupAbility.SEE_WHAT_WENT),
        "may_try": membership.may(GroupAbility.TRY_EMAIL_FOR_SOMEONE) and one.pk != membership.pk,
    }
    return render(request, "groups/membership/member.html", context)


@member_page(GroupAbility.APPOINT_CO_FACILITATOR, methods=("GET", "POST"))
def change_role(request, membership, membership_id):
    one = _someone(membership, membership_id)
    roles = queries.roles_open_to(one, membership)
    if not roles:
        raise Http404
    back = _back_from(membership, one)
    form = forms.ChangeRole(request.POST or None, roles=roles, name=one.person.name, cancel_url=back)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_role(membership=one, role=form.cleaned_data["role"], by=membership, now=clock.now())
        except Refusal as refusal:
            refusals.show(form, refusal)
        else:
            role = Role(form.cleaned_data["role"]).label
            messages.success(request, f"{one.person.name} is now {role}. We told them.")
            return redirect(back)
    return render(request, "groups/membership/change_role.html", {"form": form, "one": one, "back_url": back})


@member_page(GroupAbility.APPOINT_FACILITATOR, methods=("GET", "POST"))
def end_appointment(request, membership, membership_id):
    """A coordinator ends what a coordinator gave: the role of a point of contact."""
    one = _someone(membership, membership_id)
    if one.role != Role.POINT_OF_CONTACT:
        raise Http404
    if request.method == "POST":
        refusals.at_once(
            request,
            lambda: operations.end_appointment(membership=one, by=membership, now=clock.now()),
            f"{one.person.name} is no longer {one.get_role_display()}. We told them.",
        )
        return redirect("invitations", slug=membership.group.slug)
    return render(request, "groups/membership/end_appointment.html", {"one": one})


@member_page(GroupAbility.LEAVE, methods=("GET", "POST"))
def leave_group(request, membership):
    """Step down, or leave. Says first what stays."""
    back = reverse("group_home", kwargs={"slug": membership.group.slug})
    form = forms.Leave(request.POST or None, may_stay=membership.facilitates, cancel_url=back)
    if request.method == "POST" and (form.is_valid() or not membership.facilitates):
        try:
            return _gone(request, membership, stays=membership.facilitates and form.stays)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            return redirect("home")
    return render(request, "groups/membership/leave_group.html", {"form": form})


def _gone(request, membership, *, stays):
    group, now = membership.group, clock.now()
    if stays:
        operations.step_down(membership=membership, now=now)
        messages.success(request, "You stepped down. You are a member of the group now.")
        return redirect("group_home", slug=group.slug)
    operations.leave(membership=membership, now=now)
    messages.success(request, f"You left {group.name}. Thank you for everything you brought to it.")
    return redirect("home")


@member_page(GroupAbility.LINK_SUPPORTER)
def supporters(request, membership):
    """Who supports me, and who else could."""
    context = {
        "links": queries.supporters_of(membership),
        "others": queries.supporters_to_choose(membership),
    }
    return render(request, "groups/membership/supporters.html", context)


@member_page(GroupAbility.LINK_SUPPORTER, methods=("POST",))
def link_supporter(request, membership, membership_id):
    supporter = _someone(membership, membership_id)
    refusals.at_once(
        request,
        lambda: operations.link_supporter(member=membership, supporter=supporter, now=clock.now()),
        f"You said yes to {supporter.person.name} as your supporter. We told them.",
    )
    return redirect("supporters", slug=membership.group.slug)


@member_page(GroupAbility.LINK_SUPPORTER, methods=("POST",))
def unlink_supporter(request, membership, support_id):
    links = Support.objects.live().visible_to(membership).filter(member=membership)
    support = get_object_or_404(links.select_related("supporter__person", "member__group"), pk=support_id)
    operations.unlink_supporter(support=support, now=clock.now())
    messages.success(request, f"{support.supporter.person.name} is no longer your supporter. We told them.")
    return redirect("supporters", slug=membership.group.slug)


@member_page(GroupAbility.SET_DEPUTY, methods=("GET", "POST"))
def set_deputy(request, membership, membership_id):
    """A point of contact or sponsor names who stands in for them; a facilitator may for the point of contact."""
    one = _someone(membership, membership_id)
    if not (one.pk == membership.pk or (membership.facilitates and one.role == Role.POINT_OF_CONTACT)):
        raise Http404
    back = reverse("about", kwargs={"slug": membership.group.slug})
    label = "Who stands in for you?" if one.pk == membership.pk else f"Who stands in for {one.person.name}?"
    could = queries.could_stand_in_for(one).select_related("person").order_by("person__name", "id")
    form = forms.StandIn(
        request.POST or None, people=could, label=label, cancel_url=back, initial={"deputy": one.deputy_id or ""}
    )
    if request.method == "POST" and form.is_valid():
        operations.set_deputy(membership=one, deputy=form.chosen, by=membership, now=clock.now())
        messages.success(request, "We kept who stands in.")
        return redirect(back)
    context = {"form": form, "label": label, "nobody": not form.people}
    return render(request, "groups/membership/set_deputy.html", context)


def _someone(reader, membership_id):
    return get_object_or_404(Membership.objects.visible_to(reader).with_people(), pk=membership_id)


def _back_from(reader, one):
    """Where changing a role leads back to: a coordinator has no page about one person."""
    slug = reader.group.slug
    if reader.may(GroupAbility.SEE_NAMES):
        return reverse("member", kwargs={"slug": slug, "membership_id": one.pk})
    return reverse("invitations", kwargs={"slug": slug})
