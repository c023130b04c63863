"""Remembering browsers, and forgetting them and what was counted."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction

from coproduction.kit import locks, seeds, spare_codes
from coproduction.kit.forgetting import rule
from groups.history.operations import record
from groups.people.models import Person
from groups.signing_in import emails, queries
from groups.signing_in.models import Kept, KnownBrowser

KEPT = timedelta(days=400)  # how long a browser is known after it was last here: as long as browsers keep a cookie


@transaction.atomic
def came(*, person: Person, secret: str, device: str, now: datetime) -> bool:
    """Somebody signed in with this browser. Whether it is new to them; then they get a letter, but for the first of all."""
    seal = queries.seal_of(person.pk, secret)
    if KnownBrowser.objects.filter(person=person, seal=seal).update(seen_on=now.date()):
        return False
    first = not KnownBrowser.objects.filter(person=person).exists()
    one, new = KnownBrowser.objects.get_or_create(
        person=person, seal=seal, defaults={"first_on": now.date(), "seen_on": now.date()}
    )
    if first or not new:
        return False
    sentence = "Someone signed in with a browser we had not seen with their account before."
    record("new_browser", sentence, by=person, about=person, at=now)
    emails.new_browser(one, device=device, now=now)
    return True


@transaction.atomic
def only_this_one(*, person: Person, secret: str, now: datetime) -> None:
    """Forgets every other browser: whoever sits there is a stranger again. This one is known, so that the next is not the first."""
    seal, today = queries.seal_of(person.pk, secret), now.date()
    KnownBrowser.objects.filter(person=person).exclude(seal=seal).delete()
    KnownBrowser.objects.get_or_create(person=person, seal=seal, defaults={"first_on": today, "seen_on": today})


@transaction.atomic
def hash_spare_codes(*, person: Person) -> list[str]:
    """Keeps this person's spare codes as hashes from now on, and tells them a last time. None, if they are kept so already."""
    return [code for one in locks.held(_spare_codes().filter(user=person)) for code in _hashed(one)]


@transaction.atomic
def seal_second_steps() -> int:
    """Seals what apps make codes from with the secret of now: what was kept before there was a seal, or under an older secret.
    Spare codes that are sealed from before become hashes."""
    spare, apps = locks.held(_spare_codes()), locks.held(Authenticator.objects.filter(type=Authenticator.Type.TOTP))
    for one in spare:
        _hashed(one)
    for one in apps:
        one.data["secret"] = seeds.seal(seeds.unseal(one.data["secret"]))
        one.save(update_fields=["data"])
    return len(spare) + len(apps)


def _spare_codes():
    """Those that can still be read with our secret."""
    return Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES, data__has_key="seed")


def _hashed(one) -> list[str]:
    codes = one.wrap().get_unused_codes()
    one.data = spare_codes.hashed(codes)
    one.save(update_fields=["data"])
    return codes


def _counts_over(now):
    return Kept.objects.filter(until_at__lte=now)


def _browsers_gone(now):
    return KnownBrowser.objects.long_unseen((now - KEPT).date())


@rule("tries that were counted", rows=_counts_over)
def forget_counts(pks, now) -> None:
    Kept.objects.filter(pk__in=pks).delete()


@rule("browsers not seen any more", rows=_browsers_gone)
def forget_browsers(pks, now) -> None:
    KnownBrowser.objects.filter(pk__in=pks).delete()
