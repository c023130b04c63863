"""Who is asked if they noticed, what came of it in words, and what is due. All take `now` or today; none writes."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.core import signing
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from coproduction.kit import walltime
from coproduction.kit.words import count_of, rounded, shortened
from feedback.impact.models import FEWEST, Asking, Choice, Doubt, Noticing
from feedback.log import queries as log
from feedback.log.models import DONE, Said, Step
from feedback.permissions import FeedbackAbility
from groups.membership.models import Membership
from groups.plans.queries import NEXT, Coming

SAYS = (
    "3 months and 12 months after something was done, people are asked at 8am if they noticed: whoever said it with their name, "
    "or all members."
)
MONTHS = (3, 12)  # after the day it was done
OPEN_FOR, SETTLE_IN = timedelta(days=21), timedelta(days=14)
SALT = "feedback.impact.noticed"
Answer, Result = Noticing.Answer, Asking.Result


# --- when ---


def months_due(said, today: date) -> int:
    """Which of the two askings this is: after a long outage the later one is asked, and only that."""
    return 12 if walltime.months_after(_did_on(said), 12) <= today else 3


def next_ask(said, today: date) -> date | None:
    """When people are asked after an asking that opens today."""
    later = walltime.months_after(_did_on(said), 12)
    return later if later > today else None


def _did_on(said):
    return said.group.local(said.did_at).date()


def clock_due(now: datetime) -> list:
    """What the clock may have to do. No statement."""
    return [_opening(now), _closing(now), _settling(now)]


def _opening(now):
    return Said.objects.done().filter(ask_on__lte=walltime.furthest_day(now), group__closed_at=None)


def _closing(now):
    return Asking.objects.open().filter(closes_on__lt=walltime.furthest_day(now))


def _settling(now):
    return Doubt.objects.open().filter(closes_on__lt=walltime.furthest_day(now), said__group__closed_at=None)


def to_open(now: datetime, limit=200):
    """Entries whose day to be asked about has come, oldest first, from 8am. Looks *on or before and not asked*."""
    rows = _opening(now)
    return _come(
        rows.select_related("group").order_by("ask_on", "id"), now, lambda said: said.ask_on, limit, by_day=True
    )


def coming(membership, on, now: datetime) -> list[Coming]:
    """The next letters that ask, for the page of plans. One statement."""
    rows = Said.objects.visible_to(membership).done().filter(ask_on__isnull=False, group__closed_at=None)
    return [
        Coming(
            walltime.from_morning(said.ask_on, said.group.zone, now), f"“{shortened(said.words, 80)}”",
            "Whoever said it with their name, or all members", path=said.get_absolute_url(),
        )
        for said in rows.select_related("group").order_by("ask_on", "id")[:NEXT]
    ]  # fmt: skip


def to_close(now: datetime, limit=200):
    """Askings whose last day has passed: at its midnight, because nobody can answer any more. Its letters wait for the morning."""
    rows = _closing(now).select_related("said__group")
    return _come(rows.order_by("closes_on", "id"), now, _day_after, limit)


def to_settle(now: datetime, limit=200):
    """Doubts whose last day has passed, from 8am: it may open the entry again, and tells people so."""
    rows = _settling(now)
    return _come(rows.select_related("said__group").order_by("closes_on", "id"), now, _day_after, limit, by_day=True)


def _day_after(row):
    return row.closes_on + timedelta(days=1)


def _come(rows, now, day, limit, *, by_day=False):
    """Those whose day has come on their own group's wall; what is done `by_day` waits until it is no more night there."""
    walls = ((one, (one if isinstance(one, Said) else one.said).group) for one in rows.iterator())
    if by_day:
        walls = ((one, group) for one, group in walls if not walltime.is_night(now, group.zone))
    return list(islice((one for one, group in walls if day(one) <= group.local(now).date()), limit))


# --- who ---


def last_moment(asking: Asking) -> datetime:
    """When the last day to answer ends on the group's wall clock."""
    return walltime.end_of(asking.closes_on, asking.said.group.zone)


def is_asked(said, membership) -> bool:
    """Whether these words began with this person: the author of named words while they are here, else every member.
    One statement, and none for whoever is never asked."""
    if not membership.may(FeedbackAbility.SAY_IF_NOTICED):
        return False
    both = {membership.pk, said.said_by_id}
    here = set(log.begun_by(said).filter(pk__in=both).values_list("pk", flat=True))
    return membership.pk in here and (membership.pk == said.said_by_id or said.said_by_id not in here)


def asking_open(said) -> Asking | None:
    rows = Asking.objects.open().filter(said=said, round=said.round)
    return rows.first() if said.is_done and not said.ended_at else None


def may_answer(asking: Asking, membership: Membership, now: datetime) -> bool:
    """Whether a link from a letter still opens its question."""
    said = asking.said
    here = asking_open(said) == asking and membership.group_id == said.group_id
    return here and said.group.local(now).date() <= asking.closes_on and is_asked(said, membership)


def doubt_open(said) -> Doubt | None:
    rows = Doubt.objects.open().filter(said=said, round=said.round)
    return rows.first() if said.is_done and said.unnoticed_at and not said.ended_at else None


def with_open(rows):
    """Entries with whether something is asked about them now: for `what_they_may`."""
    this = {"said": OuterRef("pk"), "round": OuterRef("round")}
    asked, doubted = Asking.objects.open().filter(**this), Doubt.objects.open().filter(**this)
    return rows.annotate(asked_about=Exists(asked), in_doubt=Exists(doubted))


def what_they_may(said, membership) -> set[str]:
    """Which deeds of this room are this person's now, by the name of their page. Of an entry `with_open`."""
    may = set()
    if not said.is_done or said.ended_at:
        return may
    if said.asked_about and is_asked(said, membership):
        may.add("noticed")
    if said.in_doubt and said.unnoticed_at and membership.may(FeedbackAbility.SETTLE_UNNOTICED):
        may.add("nobody_noticed")
    return may


@dataclass(frozen=True)
class Need:
    """One thing that needs this member: its words, and the page where it is done."""

    said: Said
    words: str
    url: str


NEEDS = {
    "noticed": "Did you notice this?",
    "nobody_noticed": "Nobody noticed this. Is it really done?",
}


def needs_you(membership, limit: int = 10) -> list[Need]:
    """Askings and doubts that wait for this member's word. One statement."""
    if not membership.may(FeedbackAbility.SAY_IF_NOTICED):
        return []
    this = {"said": OuterRef("pk"), "round": OuterRef("round")}
    mine = {"membership": membership}
    answered = Noticing.objects.filter(asking=OuterRef("pk"), **mine)
    chosen = Choice.objects.filter(doubt=OuterRef("pk"), turn=OuterRef("turn"), **mine)
    gone = Membership.objects.current().filter(pk=OuterRef("said_by"))
    rows = Said.objects.visible_to(membership).done().filter(ended_at=None).annotate(
        to_answer=Exists(Asking.objects.open().filter(**this).filter(~Exists(answered)))
        & (Q(said_by=None) | Q(said_by=membership) | ~Exists(gone)),
        to_settle=Exists(Doubt.objects.open().filter(**this).filter(~Exists(chosen))) & Q(unnoticed_at__isnull=False),
    )  # fmt: skip
    rows = rows.filter(Q(to_answer=True) | Q(to_settle=True)).select_related("group").order_by("id")
    return [_need(said, "nobody_noticed" if said.to_settle else "noticed") for said in rows[:limit]]


def _need(said, page):
    return Need(said, NEEDS[page], reverse(page, kwargs={"slug": said.group.slug, "number": said.number}))


# --- answering from a letter, without signing in ---


def token(asking: Asking, membership: Membership) -> str:
    """A link for one person and one asking. It says nothing to whoever cannot sign, and cannot be made by others."""
    return signing.Signer(salt=SALT).sign_object([asking.pk, membership.pk])


def read_token(text: str) -> tuple[Asking, Membership] | None:
    """Whose link this is. None for anything we did not write, and for somebody who is not in the group any more."""
    try:
        asking_id, membership_id = signing.Signer(salt=SALT).unsign_object(text)
    except signing.BadSignature:
        return None
    asking = Asking.objects.filter(pk=asking_id).select_related("said__group").first()
    membership = Membership.objects.current().filter(pk=membership_id).with_people().first()
    return (asking, membership) if asking and membership else None


def still_asked(letters) -> set[int]:
    """Letters whose asking is open and not yet answered by their reader. `about` is `said:<entry>:<step>`."""
    wanted = {letter.pk: (int(letter.about.split(":")[1]), letter.person_id) for letter in letters}
    rows = Asking.objects.open().filter(said__in={said for said, _ in wanted.values()}, said__stage__in=DONE)
    here = set(rows.values_list("said", flat=True))
    done = set(Noticing.objects.filter(asking__in=rows).values_list("asking__said", "membership__person"))
    return {letter for letter, (said, person) in wanted.items() if said in here and (said, person) not in done}


# --- what came of it ---


def tally(asking: Asking) -> Counter:
    return Counter(asking.noticings.values_list("answer", flat=True))


def result_of(asking: Asking, counts: Counter) -> str:
    """Nobody noticed: nobody of those who answered did; or nobody answered, neither now nor before. What stands as unnoticed
    stays so until enough have answered: if it went when one person said *a little*, everybody would read that answer."""
    if asking.said.unnoticed_at and counts.total() < FEWEST:
        return Result.UNNOTICED
    if counts[Answer.YES] or counts[Answer.LITTLE]:
        return Result.NOTICED
    if counts:
        return Result.UNNOTICED
    heard = Asking.objects.filter(said=asking.said, round=asking.round, result__in=(Result.NOTICED, Result.UNNOTICED))
    return Result.UNNOTICED if asking.months == 12 and not heard.exists() else Result.NO_ANSWERS


def line(asking: Asking, inside: bool) -> str:
    """How many said what: exact inside once five have answered; outside only how many answered, rounded."""
    if not asking.answered:
        return "Nobody answered."
    if asking.answered < FEWEST:
        return f"Fewer than {FEWEST} people answered."
    if not inside:
        about = rounded(asking.answered)
        return f"{about[0].upper()}{about[1:]} people answered."
    said = {Answer.YES: "yes", Answer.LITTLE: "a little", Answer.NO: "no", Answer.CANNOT_SAY: "I can’t say"}
    counted = [(asking.counts.get(answer, 0), word) for answer, word in said.items()]
    parts = [f"{count_of(n, 'person', 'people')} said “{word}”" for n, word in counted if n]
    return f"{', '.join(parts)}."


def headline(asking: Asking) -> str:
    """What came of it in a few words. Few answers are not told apart, unless nobody noticed: that must be plain."""
    if asking.result == Result.UNNOTICED:
        return "Nobody noticed"
    if asking.result == Result.NOTICED and asking.answered >= FEWEST:
        return "People noticed"
    return "Asked if people noticed"


def results(said, steps, inside: bool) -> dict[int, str]:
    """By step of the chain: how many said what. A statement only where something was asked."""
    closing = {step.at: step.pk for step in steps if step.kind == Step.Kind.NOTICED}
    if not closing:
        return {}
    closed = Asking.objects.filter(said=said, closed_at__in=closing)
    return {closing[one.closed_at]: line(one, inside) for one in closed}


def facilitators(group_id) -> list[Membership]:
    return list(Membership.objects.current().of_group(group_id).facilitating().select_related("person"))
