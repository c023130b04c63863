"""Who is asked about the seven steps, when, and what may be shown of it to whom."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import CharField, Value
from django.db.models.functions import TruncDate

from coproduction.kit import unnamed
from coproduction.kit.words import count_of
from feedback.permissions import FeedbackAbility
from feedback.steps_seen.models import MaySee, NextAsking, StepsAsking
from groups.membership.models import Membership

OPEN_FOR = timedelta(days=14)
AFTER_A_CHANGE = timedelta(days=7)  # so that several changes are asked about together
AT_MOST_EVERY = timedelta(weeks=13)
AT_LEAST_EVERY = timedelta(weeks=26)
TOO_FEW_AGAIN = timedelta(weeks=4)  # too few members to ask: look again whether there are more


def members(organisation_id: int) -> list[Membership]:
    """Those who are asked: each member of its open groups once, however many groups they are in. One statement."""
    return _once(organisation_id, FeedbackAbility.SAY_IF_SEEN)


def to_tell(organisation_id: int) -> list[Membership]:
    """Those who can read what came of it, each once. One statement."""
    return _once(organisation_id, FeedbackAbility.SEE_SEVEN_STEPS)


def _once(organisation_id, ability) -> list[Membership]:
    here = Membership.objects.current().holding(ability)
    here = here.filter(group__organisation=organisation_id, group__closed_at=None)
    once = {}
    for one in here.select_related("person", "group").order_by("id"):
        once.setdefault(one.person_id, one)
    return list(once.values())


# --- what members said ---


@dataclass(frozen=True)
class Members:
    """How members see the steps, the last time enough of them answered, as one reader may know it.

    `opened_at` is when they were asked: what changed later they did not know. `kept_back`: too few answered to tell outside.
    """

    on: date | None = None
    opened_at: datetime | None = None
    views: dict[int, str] = field(default_factory=dict)
    parts: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    how: str = ""
    kept_back: bool = False


def members_view(reader: Membership) -> Members:
    """One statement. Outside the groups: from eight answers, and in a word alone."""
    rows = StepsAsking.objects.filter(organisation=reader.group.organisation_id, closed_at__isnull=False)
    asked = rows.filter(answered__gte=unnamed.FEWEST_INSIDE).newest_first().first()
    if asked is None:
        return Members()
    on = reader.group.local(asked.closed_at).date()
    if not unnamed.enough(asked.answered, inside=reader.inside):
        return Members(on, asked.opened_at, kept_back=True)
    if not reader.inside:
        return Members(on, asked.opened_at, asked.views, how="They were asked without their names.")
    how = f"{asked.answered} of {count_of(asked.could_answer, 'member')} answered, without their names."
    return Members(on, asked.opened_at, asked.views, asked.parts, how)


def open_now(organisation_id: int, now: datetime) -> StepsAsking | None:
    """What is open, to say so to everyone: not how many answered. One statement."""
    return StepsAsking.objects.filter(organisation=organisation_id).open(now).first()


def next_on(reader: Membership) -> date | None:
    """The day on which members are asked next. One statement."""
    at = NextAsking.objects.filter(organisation=reader.group.organisation_id).values_list("ask_at", flat=True).first()
    return reader.group.local(at).date() if at else None


def newest(reader: Membership) -> StepsAsking | None:
    return StepsAsking.objects.visible_to(reader).newest_first().first()


def mine(asking: StepsAsking | None, reader: Membership, now: datetime) -> tuple[str, bool]:
    """Why one cannot answer, if so; and whether one has. One statement at most."""
    if asking is None:
        return "Nobody is being asked now.", False
    if asking.closed_at or asking.closes_at <= now:
        return "These questions have closed.", False
    row = MaySee.objects.visible_to(reader).filter(asking=asking).first()
    if row is None:
        return "You joined after these questions opened. We will ask you next time.", False
    return "", row.has_answered


def waits_for(reader: Membership, now: datetime) -> list:
    """What is open for one member, answered or not: (kind, number, day, name of the organisation)."""
    if not reader.may(FeedbackAbility.SAY_IF_SEEN):
        return []
    mine = MaySee.objects.visible_to(reader).filter(asking__in=StepsAsking.objects.visible_to(reader).open(now))
    closes = TruncDate("asking__closes_at", tzinfo=reader.group.zone)
    kind = Value("steps_seen", output_field=CharField())
    return [mine.values_list(kind, "asking_id", closes, "asking__organisation__name").order_by()]


# --- the clock, and letters ---


def to_ask(now: datetime):
    return NextAsking.objects.filter(ask_at__lte=now)


def still_asked(letters, now: datetime) -> set[int]:
    """Letters whose questions are open, to those who are asked, answered or not. `about` is `seven:<asking>`."""
    wanted = {letter.pk: (int(letter.about.split(":")[1]), letter.person_id) for letter in letters}
    open_now = StepsAsking.objects.open(now).filter(pk__in={one for one, _ in wanted.values()})
    right = set(MaySee.objects.filter(asking__in=open_now).values_list("asking_id", "person_id"))
    return {letter for letter, pair in wanted.items() if pair in right}
