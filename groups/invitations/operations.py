"""Inviting, sending again, taking back and accepting. A link is shown once, in its letter; only its hash is kept."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from coproduction.kit import tries
from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.invitations import emails, queries
from groups.invitations.models import IN_AN_OFFICE, SITE_ADMIN, Invitation
from groups.membership import operations as membership_operations
from groups.membership.models import KNOWS_MEMBERS, Membership, Role
from groups.people import operations as people_operations

RUNS_FOR = timedelta(days=14)


class AlreadyInvited(Refusal):
    """This person is already invited to this. You can send the invitation again."""


class AlreadyThere(Refusal):
    """This person already has this role in the group."""


class NotYoursToOffer(Refusal):
    """You cannot invite someone to this role."""


class WhomDoTheySupport(Refusal):
    """Choose the member this person will support."""


class InvitationOver(Refusal):
    """This invitation does not work any more. Ask for a new one."""


class ForSomeoneElse(Refusal):
    """This invitation is for another email address."""


class ManyInvitations(Refusal):
    """These are many invitations in a short time. We did not send this one. Try again in an hour, or tomorrow."""


@transaction.atomic
def invite(
    *, email: str, role: str, by, now: datetime, group=None, organisation=None, name: str = "", message: str = "",
    supports: Membership | None = None,
) -> Invitation:  # fmt: skip
    """Asks an address to take a role in a group, or an office in an organisation, and sends the letter with the link.

    `by` is a membership, a person who holds an office (the door has checked which), or nobody: the command of a real start.
    """
    email = email.strip().lower()
    _may_offer(by, role, supports)
    if isinstance(by, Membership) and by.role in KNOWS_MEMBERS and _has_it(group, email, role):
        raise AlreadyThere(field="email")
    _not_too_many(by, email)
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                group=group, organisation=organisation, email=email, role=role, name=name, message=message,
                supports=supports, invited_by=getattr(by, "person", by), token_hash=queries.hash_of(token),
                invited_at=now, expires_at=now + RUNS_FOR,
            )  # fmt: skip
    except IntegrityError as error:
        raise AlreadyInvited(field="email") from error
    # A facilitator by name, so that nobody fills a group unseen. Not a member: who has a supporter is nobody's business.
    by_name = isinstance(by, Membership) and by.facilitates
    asked = f"{by.person.name} invited someone" if by_name else "Someone was invited"
    sentence = f"{asked} as {invitation.as_role}."
    record("person_invited", sentence, by=by, group=group, about=invitation, at=now, role=role)
    emails.invited(invitation, token, now=now)
    invitation.token = token  # for the one who has to print it; never stored
    return invitation


def _may_offer(by, role, supports):
    if not isinstance(by, Membership):
        if role not in (*IN_AN_OFFICE, *queries.GIVEN_BY_THE_ORGANISATION, Role.FACILITATOR):
            raise NotYoursToOffer(field="role")
        return
    own_supporter = role == Role.SUPPORTER and supports is not None and supports.pk == by.pk
    if role not in queries.roles_to_offer(by) and not own_supporter:
        raise NotYoursToOffer(field="role")
    if role == Role.SUPPORTER and supports is None:
        raise WhomDoTheySupport(field="supports")


def _not_too_many(by, email):
    """Each writes to an address whose owner did not ask for it. A real start, by nobody, is done once on the machine itself."""
    person = by.person_id if isinstance(by, Membership) else by and by.pk
    what = "invitation of a supporter" if isinstance(by, Membership) and by.role == Role.MEMBER else "invitation"
    if person and tries.counted(what, address=email, place=f"person {person}") is None:
        raise ManyInvitations()


def _has_it(group, email, role):
    return Membership.objects.here().of_group(group.pk).filter(person__email=email, role=role).exists()


@transaction.atomic
def send_again(*, invitation: Invitation, by, now: datetime) -> Invitation:
    """A new link for two more weeks. The old link stops working."""
    _not_too_many(by, invitation.email)
    token = secrets.token_urlsafe(32)
    renewed = Invitation.objects.waiting().filter(pk=invitation.pk)
    if not renewed.update(token_hash=queries.hash_of(token), invited_at=now, expires_at=now + RUNS_FOR):
        raise InvitationOver()
    invitation.refresh_from_db()
    sentence = f"An invitation as {invitation.as_role} was sent again."
    record("invitation_sent_again", sentence, by=by, group=invitation.group, about=invitation, at=now)
    emails.invited(invitation, token, now=now)
    invitation.token = token
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, by, now: datetime) -> None:
    """The link stops working at once. Nobody gets a letter about it."""
    if not Invitation.objects.waiting().filter(pk=invitation.pk).update(withdrawn_at=now):
        raise InvitationOver()
    sentence = f"An invitation as {invitation.as_role} was taken back."
    record("invitation_withdrawn", sentence, by=by, group=invitation.group, about=invitation, at=now)


@transaction.atomic
def accept_as_new(*, invitation: Invitation, name: str, now: datetime):
    """For somebody without an account: the letter proved the address, so it becomes theirs."""
    person = people_operations.join(email=invitation.email, name=name, now=now)
    accept(invitation=invitation, person=person, now=now)
    return person


@transaction.atomic
def accept(*, invitation: Invitation, person, now: datetime) -> None:
    """Once, in time, and only by the person the address belongs to. Somebody of the group takes on the new role."""
    if person.email != invitation.email:
        raise ForSomeoneElse()
    if not Invitation.objects.open(now).filter(pk=invitation.pk).update(accepted_at=now):
        raise InvitationOver()
    invitation.accepted_at = now
    if invitation.role in IN_AN_OFFICE:
        _take_office(invitation, person, now)
    else:
        _take_place(invitation, person, now)
    emails.accepted(invitation, person, now=now)


def _take_office(invitation, person, now):
    if person.offices.filter(organisation=invitation.organisation, ended_at__gt=invitation.invited_at).exists():
        raise InvitationOver()  # an older link does not undo what was decided
    if invitation.role == SITE_ADMIN and not person.is_site_admin:
        if queries.site_was_taken_since(invitation, person):
            raise InvitationOver()
        people_operations.keep_the_site(person=person, by=person, now=now)
    if not person.offices.filter(organisation=invitation.organisation, ended_at=None).exists():
        membership_operations.give_office(
            organisation=invitation.organisation, person=person, by=invitation.invited_by, now=now
        )


def _sent_away_since(invitation, person) -> bool:
    """Whether others ended this person's place after they were invited. An older link does not undo what was decided."""
    places = Membership.objects.of_group(invitation.group_id).of_person(person)
    ended = places.filter(left_at__gt=invitation.invited_at).exclude(left_because=membership_operations.LEFT)
    return ended.exists()


def _take_place(invitation, person, now):
    group, role = invitation.group, invitation.role
    if _sent_away_since(invitation, person):
        raise InvitationOver()
    membership = Membership.objects.here().of_group(group.pk).of_person(person).with_people().first()
    if membership is None:
        membership = membership_operations.join(
            group=group, person=person, role=role, by=invitation.invited_by, now=now
        )
    elif membership.role != role:
        membership = membership_operations.take_role(membership=membership, role=role, by=membership, now=now)
    member = invitation.supports
    if member is None or member.left_at or member.role != Role.MEMBER:
        return
    if invitation.invited_by_id == member.person_id:  # the member asked for it, and so said yes
        membership_operations.link_supporter(member=member, supporter=membership, now=now)
    else:
        emails.say_yes_to_supporter(invitation, membership, now=now)
