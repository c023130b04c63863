"""Making an address for one's calendar, and switching it off."""

import secrets

from django.db import transaction

from groups.calendars.models import CalendarAddress
from groups.history.operations import record


@transaction.atomic
def make_address(*, by, now) -> CalendarAddress:
    """A new secret address for this person. One they had before leads nowhere from now on."""
    fresh = {"key": secrets.token_urlsafe(24), "made_at": now}
    made, _ = CalendarAddress.objects.update_or_create(person=by, defaults=fresh)
    record("calendar_address_made", "A person made a new address for their calendar.", at=now, by=by)
    return made


@transaction.atomic
def switch_off(*, by, now) -> None:
    """The address leads nowhere any more. Twice is once."""
    gone, _ = CalendarAddress.objects.filter(person=by).delete()
    if gone:
        record("calendar_address_ended", "A person switched off the address for their calendar.", at=now, by=by)
