from django.db.models import Exists, OuterRef

from groups.charter.models import Group, Organisation
from groups.invitations.models import IN_AN_OFFICE, Invitation
from groups.membership.models import Membership, Role

GIVEN_HERE = (Role.SPONSOR, Role.NETWORK_COORDINATOR)  # row 16 of the table
BEGUN_HERE = (*GIVEN_HERE, Role.FACILITATOR)  # and the first facilitator of a group, who invites everybody else


def groups_of(organisation_id):
    """Its groups by name, and whether each has a facilitator: nothing of what they say."""
    facilitated = Membership.objects.current().filter(group=OuterRef("pk"), role=Role.FACILITATOR)
    rows = Group.objects.filter(organisation_id=organisation_id).annotate(facilitated=Exists(facilitated))
    return rows.order_by("name", "id")


def answering_for(group):
    """Sponsors and coordinators of a group: those the organisation appointed."""
    here = Membership.objects.here().of_group(group.pk).filter(role__in=GIVEN_HERE)
    return here.select_related("person", "group").order_by("role", "person__name", "id")


def invited_to(group):
    return _newest(Invitation.objects.waiting().filter(group=group, role__in=BEGUN_HERE))


def invited_as_admins(organisation_id):
    return _newest(Invitation.objects.waiting().filter(organisation_id=organisation_id))


def invited_for(roles, organisation_id):
    """Invitations somebody in these roles may send again or take back. A site admin looks after offices, not groups."""
    rows = Invitation.objects.waiting().select_related("group", "organisation")
    if "ORGANISATION_ADMIN" not in roles:
        return rows.filter(organisation_id=organisation_id)
    return rows.of_organisation(organisation_id).filter(role__in=(*BEGUN_HERE, *IN_AN_OFFICE))


def _newest(rows):
    return rows.select_related("invited_by").newest_first()


def already_started() -> bool:
    return Organisation.objects.exists()
