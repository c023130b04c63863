from django.urls import reverse

from groups.invitations import queries
from groups.invitations.models import Invitation
from groups.membership.models import Role
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.people.models import Person

STEM = "groups/invitations/emails/"
WHAT_IT_MEANS = {
    Role.MEMBER: "You say what matters to you, and you see what becomes of it.",
    Role.SUPPORTER: "You help one member take part.",
    Role.CO_FACILITATOR: "You help to plan meetings, invite people and keep notes.",
    Role.FACILITATOR: "You plan, invite and protect the group. The group decides.",
    Role.POINT_OF_CONTACT: "You get the group’s words to the right person, and see that they are answered on time.",
    Role.SPONSOR: "You see what the group said and what waits for you, and you answer it.",
    Role.NETWORK_COORDINATOR: "You connect groups and hear appeals. You do not read what the group talks about.",
    "ORGANISATION_ADMIN": "You set up groups and invite those who answer for the organisation.",
    "SITE_ADMIN": "You keep the site running, and set up organisations and groups.",
}


def invited(invitation: Invitation, token: str, *, now):
    """The letter with the link. Its text is wiped once it has gone, because the link lets somebody in."""
    known = Person.objects.filter(email=invitation.email).first()
    place = invitation.place
    context = {
        "place": place.name,
        "organisation": invitation.group.organisation.name if invitation.group else "",
        "role": invitation.as_role,
        "meaning": WHAT_IT_MEANS[invitation.role],
        "message": invitation.message,
        "inviter": invitation.invited_by.name if invitation.invited_by else "",
        "until": invitation.until_in_words(),
    }
    notices.post(
        f"{STEM}invited", to=known or invitation.email, name=known.name if known else invitation.name,
        key=f"invitation-{invitation.pk}:{invitation.token_hash[:20]}", at=now, group=invitation.group,
        kind=Kind.ACCOUNT, secret=True, urgent=True, useful_until=invitation.expires_at, context=context,
        path=reverse("accept_invitation", kwargs={"token": token}), button="Read the invitation",
        why=f"You get this because someone in {place.name} gave us this address to invite you.",
    )  # fmt: skip


def accepted(invitation: Invitation, person: Person, *, now):
    """To whoever sent it: they know the address, and now that it worked. The name only if it is for them to know."""
    if not invitation.invited_by:
        return
    who = person.name if queries.inviter_may_know_the_name(invitation) else invitation.email
    notices.post(
        f"{STEM}accepted", to=invitation.invited_by, key=f"invitation-{invitation.pk}:accepted", at=now,
        group=invitation.group, kind=Kind.ACCOUNT, about=f"invitation:{invitation.pk}",
        context={"who": who, "place": invitation.place.name, "role": invitation.as_role},
    )  # fmt: skip


@notices_queries.recheck(f"{STEM}accepted")
def still_theirs_to_hear(letters, now):
    return queries.to_inviters_still_there(letters)


def say_yes_to_supporter(invitation: Invitation, supporter, *, now):
    """To the member a supporter was invited for by someone else: nothing opens for the supporter until they say yes."""
    member = invitation.supports
    notices.post(
        f"{STEM}say_yes_to_supporter", to=member.person, key=f"invitation-{invitation.pk}:say-yes", at=now,
        group=invitation.group, kind=Kind.ACCOUNT, context={"who": supporter.person.name},
        path=reverse("supporters", kwargs={"slug": invitation.group.slug}), button="Say yes or no",
    )  # fmt: skip
