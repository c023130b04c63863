"""Which reminder a link is about, until when it can be put off, and what becomes of letters because of it."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import CharField, Value
from django.db.models.functions import TruncDate

from coproduction.kit import walltime, when
from groups.choices import queries as choices
from groups.notices.models import Letter
from groups.plans import queries as plans
from groups.putting_off.models import PutOff

SALT = "groups.putting_off"
DAYS = {"TOMORROW": (1, "tomorrow"), "THREE_DAYS": (3, "in 3 days"), "WEEK": (7, "in a week")}
DONE = "DONE"


def token(letter_id: int) -> str:
    """Goes into the letter itself. It opens nothing but putting off, or ending, this reminder for the one who got it."""
    return signing.Signer(salt=SALT).sign_object(letter_id)


def read_token(words: str) -> int:
    """Raises `signing.BadSignature` for anything we did not write."""
    return signing.Signer(salt=SALT).unsign_object(words)


def letter_of(words: str) -> Letter | None:
    """The reminder a link stands in, while the kind of reminder is still known and its reader has a place in the group."""
    letter = Letter.objects.select_related("person", "group").filter(pk=read_token(words)).first()
    if letter is None or letter.person is None or not letter.person.is_active or plans.kind_of(letter) is None:
        return None
    return letter if letter.person.memberships.current().filter(group=letter.group_id).exists() else None


@dataclass(frozen=True)
class Choice:
    value: str
    words: str
    until_at: datetime


def choices_for(letter: Letter, now: datetime) -> list[Choice]:
    """Until when it can be put off: the same time of day, on its reader's wall, and not past what it reminds of."""
    zone, over = choices.zone_of(letter.person), letter.useful_until if plans.kind_of(letter).passes else None
    found = []
    for value, (days, words) in DAYS.items():
        at = walltime.days_before(now, -days, zone)
        if over is None or at < over:
            found.append(Choice(value, f"Remind me {words}, on {when.day(at.astimezone(zone))}", at))
    return found


def said_to(letter: Letter) -> PutOff | None:
    """What its reader said to this reminder."""
    kind = plans.kind_of(letter)
    return PutOff.objects.filter(person=letter.person_id, kind=kind.name, thing=kind.thing_of(letter)).first()


def due(now: datetime, limit: int = 200) -> list[PutOff]:
    """One statement."""
    rows = PutOff.objects.due(now).select_related("letter__person", "letter__group")
    return list(rows.order_by("until_at", "id")[:limit])


def waits_for(membership, now: datetime):
    """What this person put off in this group and comes back: kind, letter, day, kind of reminder. Made to stand in a union."""
    known = [one.name for one in plans.kinds()]
    rows = PutOff.objects.filter(person=membership.person_id, letter__group=membership.group_id, kind__in=known)
    day = TruncDate("until_at", tzinfo=choices.zone_of(membership.person))
    rows = rows.filter(back_at=None, until_at__gt=now)
    return rows.values_list(Value("put_off", output_field=CharField()), "letter_id", day, "kind")


def not_wanted_now(letters, now: datetime) -> set[int]:
    """Of these letters, reminders their readers put off or ended. One statement, and none without reminders."""
    found = [(letter, plans.kind_of(letter)) for letter in letters if letter.person_id]
    found = [(letter, kind) for letter, kind in found if kind]
    if not found:
        return set()
    rows = PutOff.objects.of_letters([one for one, _ in found], {kind.name for _, kind in found})
    said = {(row.person_id, row.kind, row.thing) for row in rows if row.ended_at or row.until_at > now}
    return {letter.pk for letter, kind in found if (letter.person_id, kind.name, kind.thing_of(letter)) in said}
