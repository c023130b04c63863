from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, IntegerField, OuterRef, Value, When

from groups.history.models import Event
from groups.membership.models import FACILITATING, THE_SYSTEM, Membership, Office, Role, Support
from groups.people.models import Person
from groups.permissions import GroupAbility

# Who may give a role: whoever holds this ability. Taking a role away asks for the same.
GIVEN_BY = {
    Role.MEMBER: GroupAbility.INVITE,
    Role.SUPPORTER: GroupAbility.INVITE,
    Role.CO_FACILITATOR: GroupAbility.APPOINT_CO_FACILITATOR,
    Role.FACILITATOR: GroupAbility.APPOINT_FACILITATOR,
    Role.POINT_OF_CONTACT: GroupAbility.APPOINT_FACILITATOR,
    Role.SPONSOR: GroupAbility.APPOINT_SPONSOR,
    Role.NETWORK_COORDINATOR: GroupAbility.APPOINT_SPONSOR,
}
CHANGEABLE = (Role.MEMBER, Role.CO_FACILITATOR, Role.FACILITATOR)  # the other roles are begun by an invitation
_ORDER = (*FACILITATING, Role.MEMBER, Role.SUPPORTER, *THE_SYSTEM, Role.NETWORK_COORDINATOR)
IN_ORDER = Case(*(When(role=role, then=Value(place)) for place, role in enumerate(_ORDER)), output_field=IntegerField())


def roles_given_by(role: str) -> list[Role]:
    """The roles somebody in this role may invite or appoint others to."""
    return [given for given, ability in GIVEN_BY.items() if ability.opens_for(role)]


def roles_open_to(membership, by) -> list[Role]:
    """What `by` may change this person's role to, here and now."""
    given = roles_given_by(by.role)
    if membership.role not in CHANGEABLE or membership.role not in given or membership.pk == by.pk:
        return []
    return [role for role in CHANGEABLE if role in given and role != membership.role]


def people_of(reader):
    """Everyone in the group whom this reader may know of, facilitators first, then by name."""
    rows = Membership.objects.visible_to(reader).select_related("person")
    return rows.order_by(IN_ORDER, "person__name", "id")


def supported_by(membership) -> list[int]:
    """The members this person supports."""
    return list(Membership.objects.helped_by(membership).values_list("pk", flat=True))


def supported_members(membership) -> list:
    """The members a supporter stands beside now, with the person. One statement for a supporter, none for anybody else."""
    if membership.role != Role.SUPPORTER:
        return []
    return list(Membership.objects.helped_by(membership).select_related("person").order_by("id"))


def supports(membership, member) -> bool:
    """Whether this member wants their help now."""
    return membership.role == Role.SUPPORTER and Membership.objects.helped_by(membership).filter(pk=member.pk).exists()


def about_words(reader, membership) -> str:
    """The few words somebody wrote about themselves, if this reader may have them."""
    person, own = membership.person, reader.pk == membership.pk
    return person.about if own or (person.show_about and reader.inside) else ""


@dataclass(frozen=True)
class Shown:
    """What one reader may see of one person, and nothing else: what that person chose, and what their role needs."""

    membership: Membership
    about: str
    contact: bool  # the email address and phone number
    reach: bool  # how they like to be reached, and their postal address
    needs: bool


def shown_to(reader, membership) -> Shown:
    """Of oneself and of whom one supports all; of others what the rules say of the reader's role."""
    person = membership.person
    own = reader.pk == membership.pk or membership.pk in supported_by(reader)
    reach = own or GroupAbility.SEE_CONTACTS.mark(reader.role) == "Y"
    needs = own or GroupAbility.SEE_NEEDS.mark(reader.role) == "Y"
    contact = reach or (person.show_contact and reader.inside)
    return Shown(membership, about_words(reader, membership), contact, reach, needs)


def could_stand_in_for(membership):
    """Others of the system in the same group: a deputy must be able to do what they stand in for."""
    return Membership.objects.current().of_group(membership.group_id).for_the_system().exclude(pk=membership.pk)


def supporters_of(member):
    """The links of those who support this member now."""
    return Support.objects.live().filter(member=member).select_related("supporter__person").order_by("id")


def supporters_to_choose(member):
    """Supporters of the group whom this member has not said yes to."""
    linked = Support.objects.live().filter(member=member).values("supporter_id")
    here = Membership.objects.here().of_group(member.group_id).filter(role=Role.SUPPORTER)
    return here.exclude(pk__in=linked).select_related("person").order_by("person__name", "id")


def to_hear_appeals(group_id):
    """The network coordinators of a group: who looks again when somebody was removed."""
    here = Membership.objects.current().of_group(group_id).filter(role=Role.NETWORK_COORDINATOR)
    return here.select_related("person").order_by("id")


def keepers(group_id):
    """Those who keep the group going and those who answer for the system: not the members."""
    here = Membership.objects.current().of_group(group_id)
    return here.exclude(role__in=(Role.MEMBER, Role.SUPPORTER)).select_related("person", "deputy__person")


def still_here(letters) -> set[int]:
    """Of letters to people of a group, the ids of those whose reader is in it now."""
    asked = {letter.group_id for letter in letters}
    here = Membership.objects.current().filter(group__in=asked).values_list("group_id", "person_id")
    found = set(here)
    return {letter.pk for letter in letters if (letter.group_id, letter.person_id) in found}


def offices_of(organisation_id):
    return Office.objects.current().filter(organisation_id=organisation_id).select_related("person").order_by("id")


def in_their_role_by(memberships, then: datetime):
    """Of these, whoever had the role they have now already then."""
    changed = Event.objects.filter(about_kind=Membership._meta.label_lower, about_id=OuterRef("pk"))
    return memberships.filter(~Exists(changed.filter(what="role_changed", at__gt=then)), joined_at__lte=then)


def in_this_role_since(membership) -> datetime:
    changed = Event.objects.about(membership).filter(what="role_changed").order_by("-at")
    return max([membership.joined_at, *changed.values_list("at", flat=True)[:1]])


def keepers_by(then: datetime):
    """Whoever keeps the whole site now, and did so already then."""
    made = Event.objects.filter(about_kind=Person._meta.label_lower, about_id=OuterRef("pk"))
    made = made.filter(what="site_admin_appointed", at__gt=then)
    return Person.objects.active().filter(~Exists(made), is_site_admin=True, joined_at__lte=then)


def keeps_the_site_since(person) -> datetime:
    """Whoever keeps the whole site: since when. Of whom no line says it, they may have since they joined."""
    made = Event.objects.about(person).filter(what="site_admin_appointed").order_by("-at")
    return made.values_list("at", flat=True).first() or person.joined_at
