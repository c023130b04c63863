"""Joining, changing roles, standing in, supporting and leaving. Removing somebody is a room of its own: it takes two."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.membership import emails, queries
from groups.membership.models import THE_GROUP, Membership, Office, Role, Support

A_VISIT = timedelta(hours=4)  # coming back after lunch is a new visit
LEFT, APPOINTMENT_ENDED = "left", "appointment ended"


class AlreadyInGroup(Refusal):
    """This person already has a role in this group."""


class GroupIsClosed(Refusal):
    """This group has closed. Nobody can join it any more."""


class NotYoursToGive(Refusal):
    """You cannot give or take away this role. Ask your network coordinator."""


class SameRole(Refusal):
    """They already have this role."""


class CannotStandIn(Refusal):
    """Choose someone from the health and care side of this group."""


class NeedsNoDeputy(Refusal):
    """Only a point of contact or a sponsor has someone to stand in for them."""


class NamesTheirOwn(Refusal):
    """A sponsor says who stands in for them."""


class NotASupporter(Refusal):
    """Choose one of the supporters of this group."""


class NotAMember(Refusal):
    """Only a member can have a supporter."""


class AlreadyGone(Refusal):
    """This person has already left the group."""


class AlreadyAdmin(Refusal):
    """This person already keeps the accounts of this organisation."""


class NoAdminAnyMore(Refusal):
    """This person is no longer an admin of this organisation."""


class LastAdmin(Refusal):
    """Someone must look after the organisation. Invite another admin first."""


@transaction.atomic
def join(*, group, person, role: str, now: datetime, by=None, supports: Membership | None = None) -> Membership:
    """Makes the person one of the group. A supporter comes with the member they support, if that member said yes. When the
    group has closed, only those who answer what is still owed, and see to it, can come."""
    if group.closed_at and role in THE_GROUP:
        raise GroupIsClosed()
    try:
        with transaction.atomic():
            membership = Membership.objects.create(group=group, person=person, role=role, joined_at=now)
    except IntegrityError as error:
        raise AlreadyInGroup() from error
    sentence = f"{person.name} joined as {membership.as_role}."
    record("person_joined_group", sentence, by=membership, about=membership, at=now, role=role, invited=_pk(by))
    if supports:
        link_supporter(member=supports, supporter=membership, now=now)
    return membership


def _pk(by):
    """Who asked for it, as a person's number: history keeps facts, not rows."""
    return getattr(by, "person_id", getattr(by, "pk", None))


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: Membership, now: datetime) -> Membership:
    """Gives somebody of the group another role in it. They are told."""
    if role == membership.role:
        raise SameRole()
    if role not in queries.roles_open_to(membership, by):
        raise NotYoursToGive()
    return take_role(membership=membership, role=role, by=by, now=now)


@transaction.atomic
def take_role(*, membership: Membership, role: str, by, now: datetime) -> Membership:
    """The change itself: what the old role alone had ends with it. Called when somebody accepts a new role, too."""
    membership = _held(membership)
    old, was = membership.get_role_display(), membership.role
    _end_what_the_role_had(membership, now)
    membership.role, membership.habits_given = role, False
    membership.save(update_fields=["role", "deputy", "habits_given"])
    sentence = f"{membership.person.name} is now {membership.get_role_display()}. Before: {old}."
    record("role_changed", sentence, by=by, group=membership.group, about=membership, at=now, role=role, was=was)
    if getattr(by, "pk", None) != membership.pk:
        emails.role_changed(membership, now=now)
    if was == Role.FACILITATOR:
        tell_if_nobody_facilitates(membership.group, now)
    return membership


@transaction.atomic
def step_down(*, membership: Membership, now: datetime) -> Membership:
    """A facilitator goes on as a member."""
    if not membership.facilitates:
        raise NotYoursToGive()
    return take_role(membership=membership, role=Role.MEMBER, by=membership, now=now)


@transaction.atomic
def leave(*, membership: Membership, now: datetime) -> None:
    """Somebody leaves by themselves. What they did stays."""
    end(membership=membership, because=LEFT, now=now)
    sentence = f"{membership.person.name} left the group."
    record("person_left_group", sentence, by=membership, about=membership, at=now, role=membership.role)
    emails.you_left(membership, now=now)


@transaction.atomic
def end_appointment(*, membership: Membership, by, now: datetime) -> None:
    """Whoever appoints to a role of the system ends it. Nobody of the group is ended like this: that takes a removal."""
    if membership.inside:
        raise NotYoursToGive()
    end(membership=membership, because=APPOINTMENT_ENDED, now=now)
    sentence = f"{membership.person.name} is no longer {membership.get_role_display()}."
    record("appointment_ended", sentence, by=by, group=membership.group, about=membership, at=now, role=membership.role)
    emails.appointment_ended(membership, now=now)


# --- supporters: by the member's consent, for as long as it lasts ---


@transaction.atomic
def link_supporter(*, member: Membership, supporter: Membership, now: datetime) -> Support:
    """The member says yes to a supporter. From now the supporter can read what the group has, beside this member."""
    if member.role != Role.MEMBER or member.left_at:
        raise NotAMember()
    if supporter.role != Role.SUPPORTER or supporter.group_id != member.group_id or supporter.left_at:
        raise NotASupporter()
    support, made = Support.objects.get_or_create(
        member=member, supporter=supporter, ended_at=None, defaults={"consented_at": now}
    )
    if made:
        sentence = "A member said yes to a supporter."
        record("supporter_linked", sentence, group=member.group, about=support, at=now)
        emails.now_supporting(support, now=now)
    return support


@transaction.atomic
def unlink_supporter(*, support: Support, now: datetime) -> None:
    """The member ends it, at once and without a reason. A supporter nobody wants any more can open nothing."""
    if Support.objects.live().filter(pk=support.pk).update(ended_at=now):
        sentence = "A member ended the link to a supporter."
        record("supporter_unlinked", sentence, group=support.member.group, about=support, at=now)
        emails.no_longer_supporting(support, now=now)


# --- standing in ---


@transaction.atomic
def set_deputy(*, membership: Membership, deputy: Membership | None, by: Membership, now: datetime) -> None:
    """Who does it when they are away. None means: nobody stands in."""
    if not membership.for_the_system:
        raise NeedsNoDeputy()
    if by.pk != membership.pk and membership.role != Role.POINT_OF_CONTACT:
        raise NamesTheirOwn()
    if deputy and not queries.could_stand_in_for(membership).filter(pk=deputy.pk).exists():
        raise CannotStandIn()
    if membership.deputy_id == (deputy.pk if deputy else None):
        return
    membership.deputy = deputy
    membership.save(update_fields=["deputy"])
    who = deputy.person.name if deputy else "Nobody"
    sentence = f"{who} stands in for {membership.person.name}, {membership.get_role_display()}, when they are away."
    record("deputy_set", sentence, by=by, about=membership, at=now, deputy=deputy.pk if deputy else None)
    if deputy:
        emails.you_stand_in(deputy, membership, now=now)


# --- offices ---


@transaction.atomic
def give_office(*, organisation, person, now: datetime, by=None) -> Office:
    try:
        with transaction.atomic():
            office = Office.objects.create(organisation=organisation, person=person, since_at=now)
    except IntegrityError as error:
        raise AlreadyAdmin() from error
    sentence = f"{person.name} keeps the accounts of {organisation.name} now."
    record("office_given", sentence, by=by or person, about=organisation, at=now)
    return office


@transaction.atomic
def end_office(*, office: Office, by, now: datetime) -> None:
    """By another admin, or by whoever holds it. The last one stays: two who end each other at once wait for each other."""
    admins = locks.held(queries.offices_of(office.organisation_id))
    held = {one.pk: one for one in admins.select_related("organisation")}
    if office.pk not in held:
        raise NoAdminAnyMore()
    if len(held) == 1:
        raise LastAdmin()
    one = held[office.pk]
    one.ended_at = now
    one.save(update_fields=["ended_at"])
    sentence = f"{one.person.name} no longer keeps the accounts of {one.organisation.name}."
    record("office_ended", sentence, by=by, about=one.person, at=now, organisation=one.organisation_id)
    emails.office_ended(one, by=by, now=now)


@transaction.atomic
def end(*, membership: Membership, because: str, now: datetime) -> None:
    """Ends a place in the group, and what belonged to it. History and letters are the caller's, who knows why."""
    here = Membership.objects.filter(pk=membership.pk, left_at=None)
    if not here.update(left_at=now, left_because=because):
        raise AlreadyGone()
    membership.left_at, membership.left_because = now, because
    _end_what_the_role_had(membership, now)
    if membership.role == Role.FACILITATOR:
        tell_if_nobody_facilitates(membership.group, now)


def _end_what_the_role_had(membership, now):
    """Links to supporters, and standing in, belong to a role and end with it."""
    for support in (
        Support.objects.live().filter(member=membership).select_related("supporter__person", "member__group")
    ):
        unlink_supporter(support=support, now=now)
    Support.objects.live().filter(supporter=membership).update(ended_at=now)
    Membership.objects.filter(Q(deputy=membership) | Q(pk=membership.pk)).update(deputy=None)
    membership.deputy = None


def _held(membership):
    """The row as it is now, kept from others until this is done."""
    held = locks.held(Membership.objects).select_related("person", "group__organisation")
    held = held.filter(pk=membership.pk, left_at=None).first()
    if held is None:
        raise AlreadyGone()
    return held


def tell_if_nobody_facilitates(group, now):
    """Nobody is kept in a role against their will. When the last facilitator goes, those who can appoint one are told."""
    here = Membership.objects.current().of_group(group.pk).filter(role=Role.FACILITATOR)
    if not here.exists():
        emails.nobody_facilitates(group, now=now)


def look_in(*, by: Membership, now: datetime) -> None:
    """Notes that a visit begins, so that the home can say what is new since the last one. Writes once a visit."""
    if by.looked_at and now - by.looked_at < A_VISIT:
        return
    by.looked_before_at, by.looked_at = by.looked_at, now
    by.save(update_fields=["looked_at", "looked_before_at"])
