from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from coproduction.kit import clock, paging, refusals
from coproduction.kit.refusals import Refusal
from groups.charter.models import Group, Organisation
from groups.complaints import queries as complaints
from groups.invitations import operations as invitations
from groups.membership import operations as membership_operations
from groups.membership import queries as membership_queries
from groups.membership.access import office_page, offices_held
from groups.membership.models import Role
from groups.organisations import forms, operations, queries
from groups.permissions import GroupAbility

SENDING = "The letter is on its way. It works for 14 days."


@office_page(GroupAbility.SEE_ORGANISATIONS)
def organisations(request):
    page = paging.page_of(request, _mine(request.user))
    context = {"page": page, "may_add": request.user.is_site_admin}
    return render(request, "groups/organisations/organisations.html", context)


@office_page(GroupAbility.SET_UP_ORGANISATIONS, methods=("GET", "POST"))
def organisation_new(request):
    raise_if_reauthentication_required(request, app="account")
    form = forms.AddOrganisation(request.POST or None)
    made = _done(request, form, operations.add_organisation)
    if made:
        messages.success(request, f"You added {made.name}, and invited its first admin. {SENDING}")
        return redirect("organisation", organisation_id=made.pk)
    return render(request, "groups/organisations/organisation_new.html", {"form": form})


@office_page(GroupAbility.SEE_ORGANISATIONS)
def organisation(request, organisation_id):
    """Its admins and its groups. Nothing of what a group says."""
    one, now = _organisation(request.user, organisation_id), clock.now()
    roles = offices_held(request.user, organisation_id)
    context = {
        "organisation": one,
        "admins": membership_queries.offices_of(organisation_id),
        "invited": [(row, row.runs(now)) for row in queries.invited_as_admins(organisation_id)],
        "page": paging.page_of(request, queries.groups_of(organisation_id)),
        "sets_up": "ORGANISATION_ADMIN" in roles,
        "complaints_open": complaints.open_of(organisation_id),
        "keeps_site": "SITE_ADMIN" in roles,
    }
    return render(request, "groups/organisations/organisation.html", context)


@office_page(GroupAbility.INVITE_ADMIN, methods=("GET", "POST"))
def invite_admin(request, organisation_id):
    one = _organisation(request.user, organisation_id)
    raise_if_reauthentication_required(request, app="account")
    form = forms.InviteAdmin(request.POST or None)
    if _done(request, form, operations.invite_admin, organisation=one):
        messages.success(request, f"You invited {form.cleaned_data['email']}. {SENDING}")
        return redirect("organisation", organisation_id=one.pk)
    return render(request, "groups/organisations/invite_admin.html", {"form": form, "organisation": one})


@office_page(GroupAbility.END_OFFICE, methods=("GET", "POST"))
def office_end(request, organisation_id, office_id):
    """For an admin who leaves, or who must not be one any more. Somebody has to be left."""
    admins = membership_queries.offices_of(organisation_id)
    one = get_object_or_404(admins.select_related("organisation"), pk=office_id)
    raise_if_reauthentication_required(request, app="account")
    mine = one.person_id == request.user.pk
    if request.method == "POST":
        said = (
            f"You no longer look after {one.organisation.name}. Thank you."
            if mine
            else f"{one.person.name} is no longer an admin. We told them."
        )
        refusals.at_once(
            request, lambda: membership_operations.end_office(office=one, by=request.user, now=clock.now()), said
        )
        return redirect("home") if mine else redirect("organisation", organisation_id=organisation_id)
    context = {"one": one, "mine": mine, "last": len(admins) == 1}
    return render(request, "groups/organisations/office_end.html", context)


@office_page(GroupAbility.SET_UP_GROUPS, methods=("GET", "POST"))
def group_new(request, organisation_id):
    one = _organisation(request.user, organisation_id)
    form = forms.SetUpGroup(request.POST or None)
    made = _done(request, form, operations.set_up_group, organisation=one)
    if made:
        messages.success(request, f"You set up {made.name}, and invited its first facilitator. {SENDING}")
        return redirect("organisation_group", organisation_id=one.pk, group_id=made.pk)
    return render(request, "groups/organisations/group_new.html", {"form": form, "organisation": one})


@office_page(GroupAbility.APPOINT_SPONSOR, methods=("GET", "POST"))
def organisation_group(request, organisation_id, group_id):
    """Who answers for the organisation in one group. Appoints sponsors and coordinators, and a first facilitator."""
    its = _group(organisation_id, group_id)
    if request.method == "POST":
        raise_if_reauthentication_required(request, app="account")
    roles = queries.GIVEN_HERE if its.facilitated else queries.BEGUN_HERE
    form = forms.Appoint(request.POST or None, roles=[Role(role) for role in roles])
    if _done(request, form, operations.appoint, group=its):
        messages.success(request, f"You invited {form.cleaned_data['email']}. {SENDING}")
        return redirect("organisation_group", organisation_id=organisation_id, group_id=its.pk)
    now = clock.now()
    context = {
        "form": form,
        "its": its,  # not "group": that name would put the group's own header on the page
        "organisation_id": organisation_id,
        "answering": queries.answering_for(its),
        "invited": [(row, row.runs(now)) for row in queries.invited_to(its)],
    }
    return render(request, "groups/organisations/organisation_group.html", context)


@office_page(GroupAbility.APPOINT_SPONSOR, methods=("GET", "POST"))
def appointment_end(request, organisation_id, group_id, membership_id):
    its = _group(organisation_id, group_id)
    one = get_object_or_404(queries.answering_for(its), pk=membership_id)
    if request.method == "POST":
        refusals.at_once(
            request,
            lambda: membership_operations.end_appointment(membership=one, by=request.user, now=clock.now()),
            f"{one.person.name} is no longer {one.get_role_display()}. We told them.",
        )
        return redirect("organisation_group", organisation_id=organisation_id, group_id=group_id)
    context = {"one": one, "its": its, "organisation_id": organisation_id}
    return render(request, "groups/organisations/appointment_end.html", context)


@office_page(GroupAbility.INVITE_ADMIN, methods=("POST",))
def office_send_again(request, organisation_id, invitation_id):
    said = "We sent the invitation again. The old link stopped."
    raise_if_reauthentication_required(request, app="account")
    return _with_invitation(request, organisation_id, invitation_id, invitations.send_again, said)


@office_page(GroupAbility.INVITE_ADMIN, methods=("POST",))
def office_withdraw(request, organisation_id, invitation_id):
    said = "You took the invitation back. Its link stopped."
    return _with_invitation(request, organisation_id, invitation_id, invitations.withdraw, said)


def _with_invitation(request, organisation_id, invitation_id, operation, said):
    roles = offices_held(request.user, organisation_id)
    invitation = get_object_or_404(queries.invited_for(roles, organisation_id), pk=invitation_id)
    refusals.at_once(request, lambda: operation(invitation=invitation, by=request.user, now=clock.now()), said)
    if invitation.group_id:
        return redirect("organisation_group", organisation_id=organisation_id, group_id=invitation.group_id)
    return redirect("organisation", organisation_id=organisation_id)


def _done(request, form, operation, **more):
    """What the operation made, or None when there is still something to put right on the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return operation(by=request.user, now=clock.now(), **form.cleaned_data, **more)
    except Refusal as refusal:
        refusals.show(form, refusal)
        return None


def _mine(person):
    return Organisation.objects.visible_to_person(person).order_by("name", "id")


def _organisation(person, organisation_id):
    return get_object_or_404(_mine(person), pk=organisation_id)


def _group(organisation_id, group_id) -> Group:
    found = queries.groups_of(organisation_id).filter(pk=group_id).select_related("organisation").first()
    if found is None:
        raise Http404
    return found
