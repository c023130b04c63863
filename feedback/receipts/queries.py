"""Who may speak without a name here and now, when their words will appear, and what a code belongs to."""

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils.crypto import salted_hmac

from coproduction.kit import walltime
from feedback.permissions import FeedbackAbility
from feedback.voice.models import Post, ShownAs, WaitingPost
from groups.membership.models import Membership, Role

COULD_HAVE, ACTIVE = 8, 5  # members who could have written it; of them, those who were here in the last days
ACTIVE_DAYS = timedelta(days=30)
ROUNDS = (8, 13, 18)  # of the group's wall clock
AT_ONCE = 3  # so many together hide each other: they need not wait for a round
PLACE, WHOLE, GROUPED = 8, 20, 4  # letters of a code: those that find the row, all of them, and how they are grouped
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letter that looks like another
_PLAIN = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", LETTERS)
_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


# For the browser alone, which looks at words without a name while they are written (static/js/hints.js).
HINTS = {
    "data-module": "app-hints",
    "data-hint-name": "This has a name. Leave it out?",
    "data-hint-date": "This has a date. Leave it out?",
    "data-hint-place": "This has a place. Leave it out?",
}


@dataclass(frozen=True)
class Offer:
    """Whether words without a name are offered to this reader. `why_not` is for members; others are never offered it."""

    may: bool
    people: int  # who could have written it
    why_not: str = ""


NOT_ENOUGH = (
    f"Your group is too small, or too quiet just now, to speak without a name. People could guess who it was. It opens when "
    f"there are at least {COULD_HAVE} members, and {ACTIVE} of them were here in the last 30 days."
)


def offer(membership, now: datetime) -> Offer:
    """Asked when the form is shown and again when it comes back. One statement, for members."""
    if not membership.may(FeedbackAbility.POST_UNNAMED):
        return Offer(False, 0)
    here = Membership.objects.current().of_group(membership.group_id).filter(role=Role.MEMBER)
    looked = list(here.values_list("looked_at", flat=True))
    active = sum(1 for at in looked if at is not None and at >= now - ACTIVE_DAYS)
    enough = len(looked) >= COULD_HAVE and active >= ACTIVE
    return Offer(enough, len(looked), "" if enough else NOT_ENOUGH)


def levels(membership, offered: Offer, now: datetime) -> list[tuple[str, str, str]]:
    """The ways to say something: value, words, and what they mean."""
    found = [
        (ShownAs.NAME.value, ShownAs.NAME.label, "Your group sees your name. Outside the group, nobody does."),
        (
            ShownAs.GROUP.value,
            ShownAs.GROUP.label,
            "We do not keep who wrote it. It stands there as the group’s words.",
        ),
    ]
    if offered.may:
        means = (
            "We do not save your name with this. Nobody can look it up: not facilitators, not sponsors, not us. "
            f"About {offered.people} people could have written it. Some may still guess, from what you say or how you say "
            f"it. It will appear {appears(membership.group, now)} with others, so the time does not give you away."
        )
        found.append((ShownAs.UNNAMED.value, ShownAs.UNNAMED.label, means))
    return found


# --- when it appears ---


def next_round(group, now: datetime) -> tuple[date, int]:
    """The day and the hour of the round that shows what is written now."""
    local = group.local(now)
    later = [hour for hour in ROUNDS if local.hour < hour]
    return (local.date(), later[0]) if later else (local.date() + timedelta(days=1), ROUNDS[0])


def appears(group, now: datetime) -> str:
    day, _ = next_round(group, now)
    return "later today" if day == group.local(now).date() else "tomorrow"


def clock_due(now: datetime) -> list:
    """What may be shown now: a round that has come in some zone, or so many in a group that they hide each other."""
    come = WaitingPost.objects.filter(said_on__lte=walltime.furthest_day(now))
    many = WaitingPost.objects.order_by().values("group").annotate(number=Count("pk")).filter(number__gte=AT_ONCE)
    return [come, many]


def due(group, rows, now: datetime) -> list[WaitingPost]:
    """Of the rows that wait in a group, those to be shown now: all when they are enough, else those whose round came."""
    if len(rows) >= AT_ONCE:
        return list(rows)
    local = group.local(now)
    return [row for row in rows if (row.said_on, row.hour) <= (local.date(), local.hour)]


# --- the code ---


@dataclass(frozen=True)
class Receipt:
    """A code as it is kept: `place` finds the rows and opens nothing; of the `secret` only a salted hash is stored."""

    place: str
    secret: str

    @property
    def code(self) -> str:
        whole = self.place + self.secret
        return "-".join(whole[start : start + GROUPED] for start in range(0, len(whole), GROUPED))


def receipt_of(form_key: str, typed: str) -> Receipt:
    """From the random key of one form and what was typed into it: the same form sent twice has the same receipt.

    The key is made for the page, by chance, and kept nowhere, so neither is anything the code could be worked out from.
    """
    found = salted_hmac("receipt", f"{form_key}\n{typed}", algorithm="sha256").digest()
    whole = base64.b32encode(found).decode().rstrip("=").translate(_PLAIN)[:WHOLE]
    return Receipt(whole[:PLACE], whole[PLACE:])


def as_typed(typed: dict) -> str:
    """Everything typed into a form as one text, by which the same form sent twice is known."""
    said = {name: str(getattr(value, "pk", value)) for name, value in typed.items()}
    return json.dumps(said, sort_keys=True)


def receipt_typed(code: str) -> Receipt:
    """What somebody typed, with or without its dashes, in small or capital letters."""
    whole = "".join(one for one in code.upper().translate(_TYPED) if one in LETTERS)
    return Receipt(whole[:PLACE], whole[PLACE:])


def held(membership, place: str) -> tuple[list[WaitingPost], list[Post]]:
    """The rows of this group that a place finds: those that wait, and those that are shown, the first of a thread first."""
    waiting = WaitingPost.objects.filter(group_id=membership.group_id, receipt_place=place).exclude(receipt_place="")
    shown = Post.objects.filter(group_id=membership.group_id, receipt_place=place).exclude(receipt_place="")
    return list(waiting), list(shown.select_related("parent").order_by("by_starter", "id"))


# --- who is told ---


def readers(group_id) -> list[Membership]:
    """Everyone in the group, so that nobody is missing who could have been the writer."""
    here = Membership.objects.current().of_group(group_id).holding(FeedbackAbility.READ_TALK)
    return list(here.exclude(role=Role.POINT_OF_CONTACT).select_related("person"))


def still_news(letters) -> set[int]:
    """Letters about a batch of which something still stands. `about` is `unnamed:<group>:<day>`."""
    about = {letter.pk: tuple(letter.about.split(":")[1:]) for letter in letters}
    rows = Post.objects.standing().filter(
        shown_as=ShownAs.UNNAMED,
        group__in={group for group, _ in about.values()},
        said_on__in={d for _, d in about.values()},
    )
    standing = {(str(group), day.isoformat()) for group, day in rows.values_list("group_id", "said_on").distinct()}
    return {letter for letter, said in about.items() if said in standing}
