"""Remembering browsers, forgetting them and what was counted, and following SECRET_KEY when it changes."""

from contextlib import suppress
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction

from coproduction.kit import following, locks, seeds, spare_codes
from coproduction.kit.following import follows
from coproduction.kit.forgetting import rule
from groups.history.operations import record
from groups.notices import operations as notices
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
    sealed = Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES, data__has_key="seed", user=person)
    return [code for one in locks.held(sealed) for code in _hashed(one)]


def _hashed(one) -> list[str]:
    codes = one.wrap().get_unused_codes()
    one.data = spare_codes.hashed(codes)
    one.save(update_fields=["data"])
    return codes


# --- another key ---


@follows("second steps", rows=lambda: Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN))
@transaction.atomic
def seal_second_steps(pks) -> int:
    """Seals what apps make codes from: what was kept before there was a seal, or under an older secret. Spare codes that are sealed
    from before become hashes. What nothing opens stays."""
    done = 0
    for one in locks.held(Authenticator.objects.filter(pk__in=pks)):
        with suppress(seeds.Unreadable):
            done += _sealed_anew(one)
    return done


def _sealed_anew(one) -> bool:
    if "seed" in one.data:
        _hashed(one)
        return True
    if "secret" not in one.data or seeds.is_of_now(one.data["secret"]):
        return False
    one.data["secret"] = seeds.seal(seeds.unseal(one.data["secret"]))
    one.save(update_fields=["data"])
    return True


def follow(*, now: datetime) -> int:
    """The next piece of all that was made with a key before. Keys that are new are only noted, and followed a day later."""
    return sum(_next_piece(one, now) for one in following.everything_made())


def _next_piece(one, now):
    sign, keys = queries.sign_of(one), following.keys_of_now()
    if sign is None or sign.did["keys"] != keys:
        notices.beat(queries.name_of(one), now, {"keys": keys, "after": "", "done": False})
        return 0
    if sign.did["done"] or sign.at > now - queries.BOTH_RUN:
        return 0
    some = one.after(sign.did["after"])
    made = one.anew(some) if some else 0
    so_far = {"after": str(some[-1]) if some else "", "done": len(some) < following.AT_A_TIME}
    notices.beat(queries.name_of(one), sign.at, {"keys": keys} | so_far)
    return made


def follow_all() -> dict[str, int]:
    """All of it at once, and how much there was of each."""
    made = {}
    for one in following.everything_made():
        made[one.name], some = 0, one.after("")
        while some:
            made[one.name] += one.anew(some)
            some = one.after(str(some[-1]))
    return made


# --- kept too long ---


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
