"""Questions about addresses that do not take our letters."""

from datetime import datetime, timedelta

from groups.choices.models import Kind
from groups.reach.models import Suppression, Trouble

A_DAY = timedelta(hours=24)


def work_again(now: datetime):
    """Addresses whose trial went a day ago and did not come back."""
    return Suppression.objects.tried_before(now - A_DAY)


def suppressed(addresses) -> dict[str, Suppression]:
    """Those of these addresses that nothing should go to. One statement, however many."""
    return {one.address: one for one in Suppression.objects.filter(address__in=addresses)}


def not_reached(people) -> set[int]:
    """Those of these people whose address does not take our letters."""
    addresses = {person.email: person.pk for person in people}
    found = Suppression.objects.filter(address__in=addresses).values_list("address", flat=True)
    return {addresses[address] for address in found}


def standing(address: str) -> Suppression | None:
    """Why nothing goes to this address, for its own reader."""
    return Suppression.objects.select_related("trial").filter(address=address).first()


def may_pass(one: Suppression, letter, now: datetime) -> bool:
    """What goes to a suppressed address all the same: the letter that tries it, and what is needed to sign in.

    A code to an address that bounces is tried once a day. Whoever only does not want letters still gets every code.
    """
    if letter.pk == one.trial_id:
        return True
    if letter.kind != Kind.SIGN_IN:
        return False
    return not one.bounced or letter.pk == one.code_id or one.code_at is None or one.code_at <= now - A_DAY


def last_trouble(address: str) -> datetime | None:
    return Trouble.objects.filter(address=address).values_list("last_at", flat=True).first()
