"""What a person may change about themselves, and how somebody new joins. History says what changed, never the words."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import F

from coproduction.kit import locks, words
from coproduction.kit.refusals import Refusal
from groups.carriers import operations as carriers
from groups.history.operations import record
from groups.people import emails, queries
from groups.people.models import Person

PROFILE = ("name", "about", "phone", "postal_address", "reach", "reach_note", "show_about", "show_contact")
NEEDS = ("access_needs", "communication_needs")
SEVERAL_LINES = {"postal_address", *NEEDS}
WAYS = {
    Person.Reach.PHONE: ("phone", "Give us a phone number, so that we can call you."),
    Person.Reach.TEXT: ("phone", "Give us a phone number, so that we can text you."),
    Person.Reach.POST: ("postal_address", "Give us your postal address, so that we can write to you."),
}
MOVED = "You changed your email address. From now on we write to this one, and you sign in with it."
FORGOTTEN = "Your second step was taken away, because we were told that you lost it. You can set up a new one."

SIGNED_OUT = (
    "You were signed out on all your devices by the people who look after this site. Sign in again when you like."
)


class NoName(Refusal):
    """Tell us the name you want people to see."""


class SameAddress(Refusal):
    """That is the address we have already."""


class AddressTaken(Refusal):
    """This address belongs to another account. Use a different one, or sign in with it."""


class SayYesFirst(Refusal):
    """We keep this only after a yes to it. You find it under “Your settings”, “What you need”."""


class NoWayToReachYou(Refusal):
    """Tell us how to reach you in the way you chose."""


class KeepsItAlready(Refusal):
    """This person keeps the site already."""


class DoesNotKeepIt(Refusal):
    """This person does not keep the site."""


class LastKeeper(Refusal):
    """Someone must keep the site. Appoint another person first."""


@transaction.atomic
def join(*, email: str, name: str, now: datetime) -> Person:
    """The account of whoever reads mail at this address: the one there is, or a new one without a password.

    Only call it when the address is proved (an invitation accepted by its link). A new account signs in by e-mailed code.
    """
    email = words.one_line(email).lower()
    known = Person.objects.filter(email=email).first()
    if known:
        return known
    name = words.one_line(name)
    if not name:
        raise NoName(field="name")
    person = Person.objects.create_user(email, name=name, joined_at=now)
    record("person_joined", "Someone joined and got an account.", by=person, about=person, at=now)
    return person


@transaction.atomic
def change_profile(*, by: Person, now: datetime, **said) -> list[str]:
    """Changes what was said; the rest stays. Returns the names of what is different now."""
    new = _new(by, PROFILE, said)
    if not new.get("name", by.name):
        raise NoName(field="name")
    reach = new.get("reach", by.reach)
    if reach in WAYS:
        field, sentence = WAYS[reach]
        if not new.get(field, getattr(by, field)):
            raise NoWayToReachYou(sentence, field=field)
    changed = _keep(by, new, "profile_changed", "Someone changed their own profile.", now)
    if "postal_address" in changed:
        carriers.post_again(person=by)
    return changed


@transaction.atomic
def say_needs(*, by: Person, now: datetime, **said) -> list[str]:
    keep_needs(by.pk, *said.values())
    return _keep(by, _new(by, NEEDS, said), "needs_changed", "Someone changed what they need to take part.", now)


def keep_needs(person_id: int, *said: str) -> None:
    """Before what somebody needs is written down: there must be their yes. It cannot be taken back until this is done."""
    yes = locks.held(Person.objects).filter(pk=person_id, may_keep_needs=True)
    if any(said) and not yes.exists():
        raise SayYesFirst()


@transaction.atomic
def prove_email(*, by: Person, now: datetime, email: str, code: str) -> str:
    """Sends a code to the address somebody wants to use from now on, and gives the address as we would keep it.

    One that has an account gets none, and whoever asks is not told: else anybody could find out who is here.
    """
    email = words.one_line(email).lower()
    if email == by.email:
        raise SameAddress(field="email")
    if not Person.objects.filter(email=email).exists():
        emails.new_address(email, code=code, now=now)
    return email


@transaction.atomic
def change_email(*, by: Person, now: datetime, email: str) -> None:
    """Only call it once the address is proved. Letters that wait follow, and both addresses are told."""
    old = locks.held(Person.objects).get(pk=by.pk).email
    try:
        with transaction.atomic():
            Person.objects.filter(pk=by.pk).update(email=email)
    except IntegrityError as error:
        raise AddressTaken from error
    by.email = email
    record("email_changed", "Someone changed their own email address.", by=by, about=by, at=now)
    emails.address_changed(old, now=now)
    emails.changed(by, what=MOVED, now=now)


@transaction.atomic
def sign_out_everywhere(*, by: Person, now: datetime) -> None:
    """Ends every session of this person. A session that shall live on must be sealed anew by its view."""
    Person.objects.filter(pk=by.pk).update(signed_out_times=F("signed_out_times") + 1)
    by.refresh_from_db(fields=["signed_out_times"])
    record("signed_out_everywhere", "Someone signed out on all their devices.", by=by, about=by, at=now)


def signed_out_on_one(*, by: Person, now: datetime) -> None:
    """Kept in their own trail, so that somebody else who did it does not go unseen."""
    record("signed_out_on_one", "Someone signed out on one of their devices.", by=by, about=by, at=now)


@transaction.atomic
def sign_out_for(*, person: Person, by: Person | None, now: datetime) -> None:
    """Ends every session of somebody else, and tells them. `by` is nobody for the operator's command."""
    Person.objects.filter(pk=person.pk).update(signed_out_times=F("signed_out_times") + 1)
    record("signed_out_everywhere", "Someone was signed out on all their devices.", by=by, about=person, at=now)
    emails.changed(person, what=SIGNED_OUT, now=now)


@transaction.atomic
def sign_everybody_out(*, by: Person | None, now: datetime) -> None:
    """Ends every session there is. Nobody is written to: they see it when they come."""
    Person.objects.update(signed_out_times=F("signed_out_times") + 1)
    UserSession.objects.all().delete()
    Session.objects.all().delete()
    record("everybody_signed_out", "Everybody was signed out.", by=by, at=now)


@transaction.atomic
def forget_second_step(*, person: Person, by: Person | None, now: datetime) -> int:
    """For somebody who lost their phone and their spare codes. Takes all of it away, ends every session, and tells them.

    `by` is whoever looks after accounts, or nobody for the operator's command. They must be sure whom they speak to.
    """
    taken, _rows = Authenticator.objects.filter(user=person).delete()
    if taken:
        Person.objects.filter(pk=person.pk).update(signed_out_times=F("signed_out_times") + 1)
        record(
            "second_step_forgotten", "Someone’s second step was taken away, at their wish.", by=by, about=person, at=now
        )
        emails.changed(person, what=FORGOTTEN, now=now)
    return taken


# --- who keeps the whole site ---


@transaction.atomic
def keep_the_site(*, person: Person, by: Person | None, now: datetime) -> None:
    """Gives the site to one more person. Whoever keeps it with them is told, so that nobody becomes a keeper unseen."""
    if not Person.objects.active().filter(pk=person.pk, is_site_admin=False).update(is_site_admin=True):
        raise KeepsItAlready()
    record("site_admin_appointed", f"{person.name} keeps this site running now.", by=by, about=person, at=now)
    emails.keeper_began(person, queries.keepers(), now=now)


@transaction.atomic
def end_keeping(*, person: Person, by: Person | None, now: datetime) -> None:
    """They keep it no more and are signed out everywhere; they and the others are told. The last one stays: two who are ended
    at once wait for each other. `by` is nobody for the operator's command."""
    held = {one.pk: one for one in locks.held(queries.keepers())}
    if person.pk not in held:
        raise DoesNotKeepIt()
    if len(held) == 1:
        raise LastKeeper()
    Person.objects.filter(pk=person.pk).update(is_site_admin=False, signed_out_times=F("signed_out_times") + 1)
    record("site_admin_ended", f"{person.name} no longer keeps this site running.", by=by, about=person, at=now)
    emails.keeper_ended(person, held.values(), now=now)


def _new(person, allowed, said) -> dict:
    """What differs from what we have, cleaned."""
    new = {}
    for field, value in said.items():
        if field not in allowed:
            raise TypeError(f"{field} is not something people change here")
        if isinstance(value, str):
            value = words.clean(value) if field in SEVERAL_LINES else words.one_line(value)
        if getattr(person, field) != value:
            new[field] = value
    return new


def _keep(person, new, what, sentence, now) -> list[str]:
    if new:
        # The name they had stands in older lines of history. It is kept so that it can be hidden there (trail).
        was = {"was": person.name} if "name" in new else {}
        for field, value in new.items():
            setattr(person, field, value)
        person.save(update_fields=list(new))
        record(what, sentence, by=person, about=person, at=now, changed=sorted(new), **was)
    return sorted(new)
