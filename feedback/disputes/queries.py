"""What members say of how early programmes came, what a reader may do about it, and whom the clock reminds. None of it writes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import CharField, Q, Value
from django.db.models.functions import TruncDate
from django.urls import reverse

from coproduction.kit import walltime, workdays
from feedback.disputes.models import Dispute
from feedback.permissions import FeedbackAbility
from feedback.programmes import queries as programmes
from feedback.programmes.models import HowFar, later_than
from groups.away.models import AwayDay
from groups.membership.models import THE_SYSTEM, Membership
from groups.plans.queries import Coming

State = Dispute.State
ANSWER_DAYS = 5  # working days, as for everything that is to be heard
FEWEST_DAYS = timedelta(days=7)  # five working days are at least these
SAYS = (
    "When members say that a programme of work came to them later than was written down, whoever owns it gets a letter at once. "
    f"Where nobody answers for {ANSWER_DAYS} working days, they get one reminder, at 8am on the day after."
)


def members(group_id):
    here = Membership.objects.current().of_group(group_id).holding(FeedbackAbility.DISPUTE_PROGRAMME)
    return here.select_related("person").order_by("id")


def last_of(programme) -> Dispute | None:
    return programme.disputes.with_programme().order_by("id").last()


def stages_left(programme) -> list[HowFar]:
    """What it can have been instead: later than what counts now."""
    return [HowFar(one) for one in later_than(programme.stage)]


def answers_for(programme, membership, now: datetime) -> bool:
    """Its owner, or whoever stands in for them; when they have left, everyone of the system in the group."""
    if not membership.may(FeedbackAbility.ANSWER_DISPUTE):
        return False
    return membership.pk in {programme.owner_id, *(one.pk for one in programmes.asked_for(programme, now))}


def may_dispute(programme, last) -> bool:
    return bool(stages_left(programme)) and (last is None or last.is_settled)


def may_settle(last) -> bool:
    """After an answer; and where one member kept to it, another can say otherwise. The last word stands."""
    return last is not None and last.state in (State.ANSWERED, State.UPHELD)


def what_they_may(programme, last, membership, now: datetime) -> list[str]:
    """The deeds of this reader, the one clear action first."""
    if membership.may(FeedbackAbility.DISPUTE_PROGRAMME):
        settle = ["settle_dispute"] if may_settle(last) else []
        return settle + (["dispute_programme"] if may_dispute(programme, last) else [])
    waits = last is not None and last.state == State.OPEN
    return ["answer_dispute"] if waits and answers_for(programme, membership, now) else []


# --- what waits for one person ---


@dataclass(frozen=True)
class Waits:
    """A dispute that this reader can answer, on the page of everything that waits for them."""

    row: Dispute
    answer_by: date
    url: str


def to_answer(memberships, now: datetime) -> list[Waits]:
    """Over all groups of one person that are open, the oldest first. One statement."""
    which = Q(pk=None)
    for one in memberships:
        which |= _theirs(one, now)
    rows = (
        Dispute.objects.unanswered()
        .filter(which, programme__group__closed_at=None)
        .with_programme()
        .order_by("said_at", "id")
    )
    return [Waits(row, answer_by(row), path(row, "answer_dispute")) for row in rows]


def _theirs(membership, now):
    """Those of programmes they own, of somebody for whom they stand in today, or of somebody who has left."""
    away_today = AwayDay.objects.filter(day_on=membership.group.local(now).date(), away__stand_in=membership).values(
        "membership"
    )
    gone = Q(programme__owner__left_at__isnull=False) | ~Q(programme__owner__role__in=THE_SYSTEM)
    return Q(programme__group=membership.group_id) & (
        Q(programme__owner=membership) | Q(programme__owner__in=away_today) | gone
    )


def waits_for(membership, now: datetime) -> list:
    """For the home of a member or a leader: (kind, number, day, words). Made to stand in a union."""
    rows = Dispute.objects.visible_to(membership).order_by()
    if membership.may(FeedbackAbility.DISPUTE_PROGRAMME):
        return [_waiting(membership, "does_it_settle", rows.filter(state=State.ANSWERED), "answered_at")]
    if membership.may(FeedbackAbility.ANSWER_DISPUTE):
        return [_waiting(membership, "came_later", rows.unanswered().filter(_theirs(membership, now)), "said_at")]
    return []


def _waiting(membership, kind, rows, at):
    day = TruncDate(at, tzinfo=membership.group.zone)
    return rows.values_list(Value(kind, output_field=CharField()), "programme_id", day, "programme__name")


# --- the clock ---


def unanswered(now: datetime):
    """Those that may wait longer than was promised, and whose owner was not reminded."""
    rows = Dispute.objects.unanswered().filter(reminded_at=None, said_at__lt=now - FEWEST_DAYS)
    return rows.filter(programme__group__closed_at=None)


def to_remind(now: datetime, limit=200) -> list[Dispute]:
    """Those that wait longer, from 8am. Looks *before today and not reminded*, so that an outage skips nobody."""
    rows = unanswered(now).with_programme().order_by("said_at", "id").iterator()
    awake = (row for row in rows if not walltime.is_night(now, row.programme.group.zone))
    return list(islice((row for row in awake if row.programme.group.local(now).date() > answer_by(row)), limit))


def answer_by(row):
    group = row.programme.group
    return workdays.add(group.local(row.said_at).date(), ANSWER_DAYS, group.nation)


def coming(membership, on, now: datetime) -> list[Coming]:
    """The next reminders, for the page of plans. One statement."""
    rows = Dispute.objects.visible_to(membership).unanswered().filter(reminded_at=None).with_programme()
    found = []
    for row in rows.order_by("said_at", "id")[:10]:
        at = walltime.from_morning(answer_by(row) + timedelta(days=1), row.programme.group.zone, now)
        found.append(Coming(at, row.programme.name, "Whoever owns the programme", path=path(row)))
    return found


def path(row, page="how_early") -> str:
    return reverse(page, kwargs={"slug": row.programme.group.slug, "programme_id": row.programme_id})


def still_in(letters, state: str) -> set[int]:
    """Letters whose dispute still stands where it stood. `about` is `dispute:<id>`."""
    wanted = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    here = set(Dispute.objects.filter(pk__in=wanted.values(), state=state).values_list("pk", flat=True))
    return {letter for letter, pk in wanted.items() if pk in here}
