from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from coproduction.kit import browsers, clock, paging, refusals
from coproduction.kit.access import METHODS_KEPT, METHODS_OF, token_page
from coproduction.kit.refusals import Refusal
from groups.invitations import forms, operations, queries
from groups.invitations.models import IN_AN_OFFICE
from groups.membership import queries as membership_queries
from groups.membership.access import member_page
from groups.membership.models import Membership, Role
from groups.permissions import GroupAbility
from groups.removals import queries as removal_queries
from groups.signing_in import operations as signing_in


@member_page(GroupAbility.INVITE)
def invitations(request, membership):
    """Invitations that wait for an answer. A coordinator also finds here who keeps the group going."""
    now = clock.now()
    page = paging.page_of(request, queries.listed_for(membership))
    knows_people = membership.may(GroupAbility.SEE_NAMES)
    keepers = [] if knows_people else membership_queries.keepers(membership.group_id)
    context = {
        "page": page,
        "rows": [(one, one.runs(now)) for one in page.rows],
        "keepers": [(one, membership_queries.roles_open_to(one, membership)) for one in keepers],
        "removals": removal_queries.waiting_for(membership) if membership.may(GroupAbility.SECOND_REMOVAL) else [],
        "title": "Invitations" if knows_people else "Invite and appoint",
    }
    return render(request, "groups/invitations/invitations.html", context)


@member_page(GroupAbility.INVITE, methods=("GET", "POST"))
def invite(request, membership):
    roles = queries.roles_to_offer(membership)
    members = queries.members_to_support(membership) if Role.SUPPORTER in roles else ()
    back = reverse("invitations", kwargs={"slug": membership.group.slug})
    form = forms.Invite(request.POST or None, roles=roles, members=members, cancel_url=back)
    if _invited(request, form, membership):
        return redirect(back)
    return render(request, "groups/invitations/invite.html", {"form": form, "back_url": back})


@member_page(GroupAbility.LINK_SUPPORTER, methods=("GET", "POST"))
def invite_supporter(request, membership):
    """A member asks somebody to support them, and so says yes to it."""
    back = reverse("supporters", kwargs={"slug": membership.group.slug})
    form = forms.Invite(request.POST or None, roles=[Role.SUPPORTER], cancel_url=back)
    if _invited(request, form, membership, supports=membership):
        return redirect(back)
    return render(request, "groups/invitations/invite_supporter.html", {"form": form, "back_url": back})


def _invited(request, form, membership, **more):
    if request.method != "POST" or not form.is_valid():
        return False
    given = form.as_given() | more
    try:
        operations.invite(group=membership.group, by=membership, now=clock.now(), **given)
    except Refusal as refusal:
        refusals.show(form, refusal)
        return False
    messages.success(request, f"You invited {given['email']}. The letter is on its way. It works for 14 days.")
    return True


@member_page(GroupAbility.INVITE, methods=("POST",))
def invitation_send_again(request, membership, invitation_id):
    return _deed(
        request, membership, invitation_id, operations.send_again, "We sent the invitation again. The old link stopped."
    )


@member_page(GroupAbility.INVITE, methods=("POST",))
def invitation_withdraw(request, membership, invitation_id):
    return _deed(
        request, membership, invitation_id, operations.withdraw, "You took the invitation back. Its link stopped."
    )


def _deed(request, membership, invitation_id, operation, said):
    invitation = get_object_or_404(queries.listed_for(membership).select_related("group"), pk=invitation_id)
    refusals.at_once(request, lambda: operation(invitation=invitation, by=membership, now=clock.now()), said)
    return redirect("invitations", slug=membership.group.slug)


# --- for whoever holds the letter ---


@never_cache
@token_page(GroupAbility.ACCEPT_INVITATION)
def accept_invitation(request, token):
    """What one is invited to, and one button. Reading it accepts nothing: mail programs open links by themselves."""
    now = clock.now()
    invitation = queries.found_by(token)
    if invitation is None or not invitation.runs(now):
        return _over(request)
    if request.user.is_authenticated:
        return _for_someone_signed_in(request, invitation, now)
    if queries.has_account(invitation.email):
        return _page(request, "sign_in_first", invitation)
    form = forms.AcceptAsNew(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        try:
            person = operations.accept_as_new(invitation=invitation, name=form.cleaned_data["name"], now=now)
        except Refusal as refusal:
            refusals.show(form, refusal)
        else:
            _sign_in(request, person, now)
            response = _welcome(request, invitation, person)
            signing_in.came(person=person, secret=browsers.remembered(request, response), device="", now=now)
            return response
    return _page(request, "accept_as_new", invitation, form=form)


def _for_someone_signed_in(request, invitation, now):
    if request.user.email != invitation.email:
        return _page(request, "for_someone_else", invitation)
    refused = ""
    if request.method == "POST":
        try:
            operations.accept(invitation=invitation, person=request.user, now=now)
            return _welcome(request, invitation, request.user)
        except Refusal as refusal:
            refused = refusal.sentence
    current = Membership.objects.here().of_person(request.user).of_group(invitation.group_id).first()
    return _page(request, "accept_as_known", invitation, refused=refused, current=current)


def _sign_in(request, person, now):
    """The letter proved the address, just as a code by e-mail does."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[METHODS_OF] = str(person.pk)
    request.session[METHODS_KEPT] = [{"method": "code", "at": now.timestamp(), "email": person.email}]


def _welcome(request, invitation, person):
    place = invitation.place.name
    if invitation.role in IN_AN_OFFICE:
        messages.success(request, f"Welcome. You look after {place} now.")
        return redirect("organisations")
    joined = Membership.objects.current().of_person(person).of_group(invitation.group_id).first()
    if joined is None:
        messages.success(
            request, f"Welcome. You can open {place} as soon as a member says yes to you as their supporter."
        )
        return redirect("home")
    messages.success(request, f"Welcome to {place}. You are {joined.as_role}.")
    return redirect("group_home", slug=invitation.group.slug)


def _page(request, name, invitation, **more):
    context = {"invitation": invitation, "place": invitation.place, "here": request.path} | more
    return render(request, f"groups/invitations/{name}.html", context)


def _over(request):
    """The same page for a link that ran out, was used, was taken back or never was."""
    return render(request, "groups/invitations/over.html", status=404)
