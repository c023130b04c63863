"""What a person may change about themselves, and how somebody new joins. History says what changed, never the words."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import words
from groups.history.operations import record
from groups.people.models import Person


@transaction.atomic
def join(*, email: str, name: str, now: datetime) -> Person:
    """The account of whoever reads mail at this address: the one there is, or a new one without a password.

    Only call it when the address is proved (an invitation accepted by its link). A new account signs in by e-mailed code.
    """
    email = words.one_line(email).lower()
    known = Person.objects.filter(email=email).first()
    if known:
        return known
    person = Person.objects.create_user(email, name=words.one_line(name), joined_at=now)
    record("person_joined", "Someone joined and got an account.", by=person, about=person, at=now)
    return person
