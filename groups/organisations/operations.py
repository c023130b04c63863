"""What an organisation sets up. Each is made of the operations of charter, membership and invitations, in one transaction."""

from datetime import datetime

from django.db import transaction

from coproduction.kit.refusals import Refusal
from groups.charter import operations as charter
from groups.charter.models import Group, Organisation
from groups.invitations import operations as invitations
from groups.invitations.models import ORGANISATION_ADMIN, SITE_ADMIN, Invitation
from groups.membership.models import Membership, Role
from groups.organisations import queries


class AlreadyStarted(Refusal):
    """This site has already been started. Sign in, and set up the rest in the browser."""


class HasAFacilitator(Refusal):
    """This group has a facilitator. They invite the others."""


class GivenInTheGroup(Refusal):
    """This role is given in the group, not by the organisation."""


class AlreadyAdmin(Refusal):
    """This person is an admin of this organisation already."""


@transaction.atomic
def start(
    *, organisation: str, admin_email: str, admin_name: str, group: str, facilitator_email: str, facilitator_name: str = "",
    now: datetime, **group_settings,
) -> tuple[Group, list[Invitation]]:  # fmt: skip
    """The first organisation, its admin (who also keeps the site running) and the first group, on an empty site."""
    if queries.already_started():
        raise AlreadyStarted()
    made = charter.found_organisation(name=organisation, now=now)
    first = charter.found_group(organisation=made, name=group, now=now, **group_settings)
    invite = invitations.invite
    return first, [
        invite(organisation=made, email=admin_email, name=admin_name, role=SITE_ADMIN, by=None, now=now),
        invite(group=first, email=facilitator_email, name=facilitator_name, role=Role.FACILITATOR, by=None, now=now),
    ]


@transaction.atomic
def add_organisation(*, name: str, admin_email: str, admin_name: str = "", by, now: datetime) -> Organisation:
    """A new organisation and the invitation of its first admin."""
    organisation = charter.found_organisation(name=name, by=by, now=now)
    invite_admin(organisation=organisation, email=admin_email, name=admin_name, by=by, now=now)
    return organisation


@transaction.atomic
def invite_admin(*, organisation: Organisation, email: str, name: str = "", by, now: datetime) -> Invitation:
    if organisation.offices.filter(person__email=email.strip().lower(), ended_at=None).exists():
        raise AlreadyAdmin(field="email")
    return invitations.invite(
        organisation=organisation, email=email, name=name, role=ORGANISATION_ADMIN, by=by, now=now
    )


@transaction.atomic
def set_up_group(
    *, organisation: Organisation, name: str, facilitator_email: str, facilitator_name: str = "", by, now: datetime,
    **group_settings,
) -> Group:  # fmt: skip
    """A new group and the invitation of its first facilitator, who invites everybody else."""
    group = charter.found_group(organisation=organisation, name=name, by=by, now=now, **group_settings)
    invitations.invite(
        group=group, email=facilitator_email, name=facilitator_name, role=Role.FACILITATOR, by=by, now=now
    )
    return group


@transaction.atomic
def appoint(*, group: Group, email: str, role: str, name: str = "", message: str = "", by, now: datetime) -> Invitation:
    """Invites a sponsor or a coordinator; a facilitator only while the group has none."""
    if role not in queries.BEGUN_HERE:
        raise GivenInTheGroup(field="role")
    if role == Role.FACILITATOR and _facilitated(group):
        raise HasAFacilitator(field="role")
    return invitations.invite(group=group, email=email, name=name, message=message, role=role, by=by, now=now)


def _facilitated(group) -> bool:
    return Membership.objects.current().of_group(group.pk).filter(role=Role.FACILITATOR).exists()
