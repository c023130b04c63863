"""What operators do about letters. Each leaves a line."""

from datetime import datetime

from django.db import transaction

from groups.history.operations import record
from groups.notices import operations as notices
from groups.notices import queries
from groups.notices.models import Letter
from groups.reach import operations as reach


@transaction.atomic
def reveal(*, letter_id: int, now: datetime) -> Letter:
    """Shows an operator a letter. Its reader sees that this was done, and when."""
    letter = Letter.objects.select_related("person", "group").get(pk=letter_id)
    record("letter_revealed", "An operator of the site read one letter.", at=now, about=letter, group=letter.group)
    return letter


@transaction.atomic
def try_again(*, letter_id: int, by, now: datetime) -> None:
    """Gives a dead letter another day, and its address another chance."""
    letter = Letter.objects.dead().select_related("person").get(pk=letter_id)
    reach.another_chance(address=queries.address_of(letter))
    record("letter_tried_again", "We tried to send a letter again.", at=now, by=by, about=letter, group=letter.group)
    notices.wait_again(letter, now=now)
