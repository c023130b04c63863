from hashlib import sha256

from groups.history.models import Event
from groups.invitations.models import Invitation
from groups.membership import queries as membership_queries
from groups.membership.models import KNOWS_MEMBERS, Membership, Office, Role
from groups.people.models import Person

# What an organisation gives: its own admins, who answers for it in a group, and the first facilitator of a group.
GIVEN_BY_THE_ORGANISATION = (Role.SPONSOR, Role.NETWORK_COORDINATOR)
HINTS = {
    Role.MEMBER: "Someone with lived experience, or a carer. They say what matters and decide with the group.",
    Role.SUPPORTER: "Someone who helps one member take part. That member has to say yes.",
    Role.CO_FACILITATOR: "Helps to plan, invite and keep notes.",
    Role.FACILITATOR: "Plans, invites, keeps the pace and protects the group. Does not decide.",
    Role.POINT_OF_CONTACT: "Works in health or care. Gets the group’s words to the right person, and answers on time.",
    Role.SPONSOR: "A senior leader in health or care. Answers what waits for them.",
    Role.NETWORK_COORDINATOR: "Connects groups and hears appeals. Does not read what the group talks about.",
}


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def found_by(token: str):
    """The invitation this link belongs to, whatever became of it; or None."""
    rows = Invitation.objects.select_related("group__organisation", "organisation", "invited_by", "supports__person")
    return rows.filter(token_hash=hash_of(token)).first()


def has_account(email: str) -> bool:
    return Person.objects.filter(email=email).exists()


def roles_to_offer(membership) -> list[Role]:
    """What this person may invite to. A supporter stands beside a member, so only those who know the members offer it."""
    given = membership_queries.roles_given_by(membership.role)
    return [role for role in given if role != Role.SUPPORTER or membership.facilitates]


def members_to_support(membership):
    """Members a supporter could stand beside, for those who know them by name."""
    here = Membership.objects.current().of_group(membership.group_id).filter(role=Role.MEMBER)
    return here.select_related("person").order_by("person__name", "id")


def listed_for(membership):
    """Those that wait, to the roles this person gives: they may send them again, and take them back."""
    given = membership_queries.roles_given_by(membership.role)
    rows = Invitation.objects.visible_to(membership).waiting().filter(role__in=given)
    return rows.select_related("invited_by").newest_first()


# --- letters to whoever invited ---


def inviter_may_know_the_name(invitation) -> bool:
    """What a member or supporter calls themselves here is for those who know the members. The others are known by name."""
    if invitation.role not in (Role.MEMBER, Role.SUPPORTER):
        return True
    here = Membership.objects.current().of_group(invitation.group_id).of_person(invitation.invited_by)
    return here.filter(role__in=KNOWS_MEMBERS).exists()


def to_inviters_still_there(letters) -> set[int]:
    """Letters whose reader is still in the group they invited to, or keeps its organisation. `about` is `invitation:<id>`."""
    about = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    rows = Invitation.objects.filter(pk__in=about.values())
    belongs = {pk: ids for pk, *ids in rows.values_list("pk", "organisation_id", "group__organisation_id")}
    people = {letter.person_id for letter in letters}
    places = set(Membership.objects.current().filter(person__in=people).values_list("person_id", "group_id"))
    offices = set(Office.objects.current().filter(person__in=people).values_list("person_id", "organisation_id"))

    def still_there(letter):
        keeps = any((letter.person_id, one) in offices for one in belongs.get(about[letter.pk], ()))
        return keeps or letter.person.is_site_admin or (letter.person_id, letter.group_id) in places

    return {letter.pk for letter in letters if still_there(letter)}


def site_was_taken_since(invitation, person) -> bool:
    """Whether they were ended as a keeper of the site after this invitation. An older link does not undo what was decided."""
    return Event.objects.about(person).filter(what="site_admin_ended", at__gt=invitation.invited_at).exists()
