"""Which letter a report is about, and whom email, texts or post do not reach."""

from django.conf import settings

from groups.carriers import queries as carriers
from groups.membership import queries as membership
from groups.notices import queries as notices
from groups.notices.models import Letter
from groups.reach.models import Suppression

OURS = "bounce+"


def letter_of(event) -> Letter | None:
    """By the address for reports if the provider repeats it, else by the Message-ID."""
    path = event.return_path.lower().strip("<> ")
    token = path.partition("@")[0].removeprefix(OURS) if path.startswith(OURS) else ""
    return (notices.returned(token) if token else None) or notices.named(event.message_id)


def went_to(letter: Letter) -> str:
    """The address it went to, which may not be its person's address now."""
    return letter.address or letter.person.email


def to_reach(reader) -> list:
    """Those of the group whose address takes no letters. Never why: that may have been in another group."""
    there = Suppression.objects.values("address")
    return list(membership.people_of(reader).filter(person__email__in=there))


def untexted(reader) -> list:
    """Those of the group whose mobile number takes no texts, if there are texts at all. Never why."""
    if not settings.NOTIFY_KEY:
        return []
    people = [one for one in membership.people_of(reader) if one.person.phone]
    there = carriers.not_reached([one.person for one in people])
    return [one for one in people if one.person_id in there]


def unposted(reader) -> list:
    """Those of the group to whose address a letter by post did not arrive, if there is post at all. Never which."""
    if not settings.NOTIFY_KEY:
        return []
    people = [one for one in membership.people_of(reader) if one.person.postal_address]
    there = carriers.not_posted([one.person for one in people])
    return [one for one in people if one.person_id in there]


def someone(reader, membership_id):
    return membership.people_of(reader).filter(pk=membership_id).first()
