"""Joining, changing roles, standing in, supporting and leaving. Removing somebody takes two people (see `removals`)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.membership import emails, queries
from groups.membership.models import Membership, Office, Removal, Role, Support

LEFT, REMOVED, APPOINTMENT_ENDED = "left", "removed", "appointment ended"


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


class NotASupporter(Refusal):
    """Choose one of the supporters of this group."""


class NotAMember(Refusal):
    """Only a member can have a supporter."""


class AlreadyGone(Refusal):
    """This person has already left the group."""


class AlreadyAsked(Refusal):
    """Someone has already asked for this. A second person can decide now."""


class AlreadyDecided(Refusal):
    """This was already decided, or dropped."""


class TakesTwoPeople(Refusal):
    """You asked for this yourself. Someone else must agree to it."""


class NotAboutYourself(Refusal):
    """You cannot do this about yourself. You can leave the group instead."""


class AlreadyAdmin(Refusal):
    """This person already keeps the accounts of this organisation."""


@transaction.atomic
def join(*, group, person, role: str, now: datetime, by=None, supports: Membership | None = None) -> Membership:
    """Makes the person one of the group. A supporter comes with the member they support, if that member said yes."""
    if group.closed_at:
        raise GroupIsClosed()
    try:
        with transaction.atomic():
            membership = Membership.objects.create(group=group, person=person, role=role, joined_at=now)
    except IntegrityError as error:
        raise AlreadyInGroup() from error
    sentence = f"{person.name} joined as {membership.get_role_display()}."
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
    old = membership.get_role_display()
    _end_what_the_role_had(membership, now)
    membership.role = role
    membership.save(update_fields=["role", "deputy"])
    sentence = f"{membership.person.name} is now {membership.get_role_display()}. Before: {old}."
    record("role_changed", sentence, by=by, group=membership.group, about=membership, at=now, role=role)
    if getattr(by, "pk", None) != membership.pk:
        emails.role_changed(membership, by=by, now=now)
    return membership


@transaction.atomic
def step_down(*, membership: Membership, now: datetime) -> Membership:
    """A facilitator goes on as a member."""
    if not membership.facilitates:
        raise NotYoursToGive()
    was = membership.role
    membership = take_role(membership=membership, role=Role.MEMBER, by=membership, now=now)
    _tell_if_nobody_facilitates(membership, was, now)
    return membership


@transaction.atomic
def leave(*, membership: Membership, now: datetime) -> None:
    """Somebody leaves by themselves. What they did stays."""
    _end(membership, LEFT, now)
    sentence = f"{membership.person.name} left the group."
    record("person_left_group", sentence, by=membership, about=membership, at=now, role=membership.role)
    emails.you_left(membership, now=now)
    _tell_if_nobody_facilitates(membership, membership.role, now)


@transaction.atomic
def end_appointment(*, membership: Membership, by, now: datetime) -> None:
    """Whoever appoints to a role of the system ends it. Nobody of the group is ended like this: that takes a removal."""
    if membership.inside:
        raise NotYoursToGive()
    _end(membership, APPOINTMENT_ENDED, now)
    sentence = f"{membership.person.name} is no longer {membership.get_role_display()}."
    record("appointment_ended", sentence, by=by, group=membership.group, about=membership, at=now, role=membership.role)
    emails.appointment_ended(membership, by=by, now=now)


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


# --- removing somebody: a reason, notice, two people, and a way to appeal ---


@transaction.atomic
def ask_removal(*, membership: Membership, reason: str, by: Membership, now: datetime) -> Removal:
    """One person asks, with a reason. The person concerned is told at once; nothing else changes until a second agrees."""
    if membership.pk == by.pk:
        raise NotAboutYourself()
    if not membership.inside or membership.left_at:
        raise AlreadyGone()
    try:
        with transaction.atomic():
            removal = Removal.objects.create(membership=membership, reason=reason, asked_by=by, asked_at=now)
    except IntegrityError as error:
        raise AlreadyAsked() from error
    sentence = f"{by.person.name} asked that someone leaves the group. A second person must agree."
    record("removal_asked", sentence, by=by, about=removal, at=now)
    emails.removal_asked_about_you(removal, now=now)
    emails.removal_to_second(removal, now=now)
    return removal


@transaction.atomic
def second_removal(*, removal: Removal, by: Membership, now: datetime) -> None:
    """A second person agrees: they are out, are told why, and how to have it looked at again."""
    removal = _undecided(removal)
    if by.pk == removal.asked_by_id:
        raise TakesTwoPeople()
    if by.pk == removal.membership_id:
        raise NotAboutYourself()
    removal.seconded_by, removal.seconded_at = by, now
    removal.save(update_fields=["seconded_by", "seconded_at"])
    _end(removal.membership, REMOVED, now)
    sentence = f"{removal.membership.person.name} is no longer in the group. Two people agreed on it."
    record("person_removed", sentence, by=by, about=removal.membership, at=now, role=removal.membership.role)
    emails.you_were_removed(removal, now=now)
    _tell_if_nobody_facilitates(removal.membership, removal.membership.role, now)


@transaction.atomic
def drop_removal(*, removal: Removal, by: Membership, now: datetime) -> None:
    """It is let go. The person stays, and is told so."""
    removal = _undecided(removal)
    removal.dropped_at = now
    removal.save(update_fields=["dropped_at"])
    sentence = "The request that someone leaves the group was dropped."
    record("removal_dropped", sentence, by=by, about=removal, at=now)
    emails.removal_dropped(removal, now=now)


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


def _end(membership, because, now):
    if membership.pk is None or not Membership.objects.filter(pk=membership.pk, left_at=None).update(
        left_at=now, left_because=because
    ):
        raise AlreadyGone()
    membership.left_at, membership.left_because = now, because
    _end_what_the_role_had(membership, now)
    Removal.objects.open().filter(membership=membership).update(dropped_at=now)


def _end_what_the_role_had(membership, now):
    """Links to supporters, and standing in, belong to a role and end with it."""
    for support in Support.objects.live().filter(member=membership).select_related("supporter__person", "member__group"):
        unlink_supporter(support=support, now=now)
    Support.objects.live().filter(supporter=membership).update(ended_at=now)
    Membership.objects.filter(Q(deputy=membership) | Q(pk=membership.pk)).update(deputy=None)
    membership.deputy = None


def _held(membership):
    """The row as it is now, kept from others until this is done."""
    held = Membership.objects.select_for_update(of=("self",)).select_related("person", "group__organisation")
    held = held.filter(pk=membership.pk, left_at=None).first()
    if held is None:
        raise AlreadyGone()
    return held


def _undecided(removal):
    held = Removal.objects.select_for_update(of=("self",)).filter(pk=removal.pk).open().first()
    if held is None:
        raise AlreadyDecided()
    return held


def _tell_if_nobody_facilitates(membership, was, now):
    """Nobody is kept in a role against their will. When the last facilitator goes, those who can appoint one are told."""
    here = Membership.objects.current().of_group(membership.group_id).filter(role=Role.FACILITATOR)
    if was == Role.FACILITATOR and not here.exists():
        emails.nobody_facilitates(membership.group, now=now)
