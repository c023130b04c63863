"""Where promises of leaders stand, what a reader may do about one, and whom the clock reminds. None of it writes."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.urls import reverse

from coproduction.kit import walltime, when, words, workdays
from feedback.commitments.models import Commitment, CommitmentLine, CommitmentNudge
from feedback.permissions import FeedbackAbility
from groups.away import queries as away
from groups.investments import queries as investments
from groups.membership.models import Membership, Role
from groups.plans.queries import Coming

State, Rung, Kind = Commitment.State, CommitmentNudge.Rung, CommitmentLine.Kind
JUDGED = {State.KEPT: "kept", State.PARTLY: "partly kept", State.NOT_KEPT: "not kept"}
SOON = timedelta(days=7)
DEPUTY_DAYS = 2  # working days after it passed, as for every promise
LOOKED_AT_SOON = timedelta(days=30)
NOTHING_SHOWN = "Its day has passed, and nothing was shown."
NOT_SAID_YET = "The leader says it is done. The group has not said yet."
SAYS = (
    "A leader who promised us something gets a reminder a week before its day, from 8am, and one when the day has passed and "
    "they have shown nothing. Two working days later they get one more, and who stands in for them gets it too. After a year "
    "they are asked to promise it again or to end it."
)


def members(group_id):
    here = Membership.objects.current().of_group(group_id).holding(FeedbackAbility.SAY_IF_KEPT)
    return here.select_related("person").order_by("id")


def is_theirs(row, membership) -> bool:
    """The leader's own. When they have left or have another part now, any sponsor of the group goes on with it."""
    owner = row.promised_by
    gone = owner.left_at is not None or not owner.may(FeedbackAbility.PROMISE)
    return membership.pk == owner.pk or (gone and membership.may(FeedbackAbility.PROMISE))


def has_shown(row) -> bool:
    return row.lines.filter(kind=Kind.EVIDENCE, term=row.term).exists()


def may_be_renewed(row, today: date) -> bool:
    """From 30 days before its day, or before it is a year old, once the group has said if it was kept. Where the day is still
    far when the year is over there is nothing to say yet; close to it the leader would begin anew before anyone could."""
    soon = today + LOOKED_AT_SOON
    if row.state == State.PROMISED:
        return row.renew_on <= soon < row.due_on
    return row.state in JUDGED and min(row.due_on, row.renew_on) <= soon


def renewable(today: date) -> Q:
    """`may_be_renewed` of what is a year old, for the database."""
    return Q(state__in=JUDGED) | Q(state=State.PROMISED, due_on__gt=today + LOOKED_AT_SOON)


# --- the pages ---


@dataclass(frozen=True)
class Shown:
    """One promise as everyone sees it. `state` is said in words; `late` where its day has passed and nothing was shown."""

    row: Commitment
    state: str
    more: str  # the state in a sentence, where the word is not enough
    colour: str
    late: bool
    to_renew: bool
    judged: str  # what the group said last of it, also of a year before and after it ended; empty: nothing yet
    said: str  # the words that lead to `verdict`
    verdict: str
    first_on: date | None  # the day that was promised first, where there was another one since
    moved: bool  # that day, or the one of this year, was moved


def shown(row, today: date) -> Shown:
    late = row.is_late(today)
    state = "Late" if late else row.get_state_display()
    more = NOTHING_SHOWN if late else NOT_SAID_YET if row.state == State.SHOWN else ""
    first = row.first_on if row.first_on != row.due_on else None
    colour = "late" if late else row.colour
    judged, to_renew = row.verdict or "", row.is_to_renew(today) and may_be_renewed(row, today)
    return Shown(
        row, state, more, colour, late, to_renew, judged, _said(row), row.verdict_words or "", first,
        row.term_first_on != row.due_on,
    )  # fmt: skip


def _said(row) -> str:
    """Beside another state, or of a year before, the words alone do not tell what the group said."""
    if not row.verdict or row.verdict == row.state:
        return "We said"
    year = f" of year {row.verdict_term}" if row.verdict_term != row.term else ""
    return f"We said{year} that it was {JUDGED[row.verdict]}"


def all_of(membership, now: datetime) -> list[Shown]:
    """Every promise, those that still stand first. One statement."""
    today = membership.group.local(now).date()
    rows = Commitment.objects.visible_to(membership).with_people().with_verdict().in_order()
    return [shown(row, today) for row in rows]


def counted(all_shown) -> str:
    """In numbers of promises, never of people: `1 of 4 kept, 1 partly kept, 1 not kept, 1 late`. What the group said last counts
    until it says something else, whatever the leader does."""
    judged = Counter(one.judged for one in all_shown if not one.late)
    told = [f"{judged[State.KEPT]} of {words.count_of(len(all_shown), 'promise')} kept"]
    more = (
        (judged[State.PARTLY], "partly kept"), (judged[State.NOT_KEPT], "not kept"),
        (sum(one.late for one in all_shown), "late"),
        (sum(not (one.judged or one.row.stands) for one in all_shown), "ended before the day"),
    )  # fmt: skip
    told += [f"{count} {state}" for count, state in more if count]
    return ", ".join(told) + "." if all_shown else ""


def what_they_may(row, membership, today: date) -> list[str]:
    """The deeds of this reader about this promise, the one clear action first."""
    if not row.stands:
        return []
    if membership.may(FeedbackAbility.SAY_IF_KEPT):
        return ["say_if_kept"] if row.state != State.PROMISED or row.is_late(today) else []
    if not is_theirs(row, membership):
        return []
    renewed = ["renew_commitment"] if may_be_renewed(row, today) else []
    moved = [] if row.is_late(today) else ["move_commitment"]
    ended = [] if row.waits_for_group(today) else ["end_commitment"]
    rest = ["show_commitment", *renewed, *moved, *ended]
    return sorted(rest, key=lambda deed: deed != "renew_commitment") if row.is_to_renew(today) else rest


@investments.tells_promises
def for_investments(membership, now: datetime) -> investments.Promises:
    """Those that still stand, by what they are for, on the page of the five. One statement."""
    today, found = membership.group.local(now).date(), {}
    rows = Commitment.objects.visible_to(membership).standing().exclude(investment="").with_people().with_verdict()
    for one in (shown(row, today) for row in rows.in_order()):
        row = one.row
        url = reverse("commitment", args=[row.group.slug, row.pk])
        said = investments.Promise(
            row.what, f"{row.promised_by.person.name}, by {when.day(row.due_on)}", one.state, url
        )
        found.setdefault(row.investment, []).append(said)
    may = membership.may(FeedbackAbility.PROMISE)
    return investments.Promises(found, reverse("promise", args=[membership.group.slug]) if may else "")


def lines(row):
    return row.lines.select_related("by__person", "said").order_by("id")


def public(group, now: datetime) -> list[Shown]:
    """Those whose leader put them on the public page, those that ended too: a leader cannot take them away. One statement."""
    today = group.local(now).date()
    rows = Commitment.objects.filter(group=group, is_public=True).select_related("promised_by__person")
    return [shown(row, today) for row in rows.with_verdict().in_order()]


# --- what waits for one person ---


def waits_for(membership, now: datetime) -> list:
    """For the home of a member or a leader: (kind, number, day, words). Made to stand in a union."""
    today = membership.group.local(now).date()
    rows = Commitment.objects.visible_to(membership).order_by()
    if membership.may(FeedbackAbility.SAY_IF_KEPT):
        # the leader is reminded first: a week after the day the group is asked, though nothing was shown
        return [_waiting("is_it_kept", rows.waiting_for_group(today - SOON), "due_on")]
    if not membership.may(FeedbackAbility.PROMISE):
        return []
    mine = rows.filter(promised_by=membership).standing()
    return [
        _waiting("promise_due", mine.filter(state=State.PROMISED, due_on__lte=today + SOON), "due_on"),
        _waiting("promise_again", mine.filter(renewable(today), renew_on__lte=today), "renew_on"),
    ]


def _waiting(kind, rows, day):
    return rows.values_list(Value(kind, output_field=CharField()), "pk", day, "what")


# --- the clock ---


def near(now: datetime):
    """Promises whose day is near or has passed with nothing shown, and those that are a year old."""
    last = walltime.furthest_day(now)
    used = CommitmentNudge.objects.filter(commitment=OuterRef("pk"))
    about_due = used.filter(day_on=OuterRef("due_on"))
    due = Q(state=State.PROMISED, due_on__lte=last + SOON) & ~Exists(about_due.filter(rung=Rung.DEPUTY))
    due &= ~(Q(due_on__gte=last) & Exists(about_due.filter(rung=Rung.SOON)))
    late = workdays.passed_by(DEPUTY_DAYS, last, day="due_on", nation="group__nation")
    due &= ~Exists(about_due.filter(rung=Rung.PASSED)) | late
    asked_to_renew = Exists(used.filter(rung=Rung.RENEW, day_on=OuterRef("renew_on")))
    renew = Q(renew_on__lte=last) & renewable(last - timedelta(days=1)) & ~asked_to_renew
    return Commitment.objects.standing().filter(due | renew, group__closed_at=None)


def to_nudge(now: datetime, limit=200) -> list[tuple[Commitment, str, date]]:
    """Each with the rung that is due, from 8am, and the day it is about. Looks *on or before*: an outage skips nobody."""
    rows = near(now).with_people().prefetch_related("nudges").order_by("due_on", "id")
    awake = (row for row in rows.iterator(chunk_size=limit) if not walltime.is_night(now, row.group.zone))
    return list(islice((due for row in awake for due in _not_used(row, row.group.local(now).date())), limit))


def _not_used(row, today):
    used = {(one.rung, one.day_on) for one in row.nudges.all()}
    return [(row, rung, day) for rung, day in rungs_on(row, today) if (rung, day) not in used]


def rungs_on(row, today: date) -> list[tuple[str, date]]:
    """The rungs that are due on this day."""
    found = []
    if row.state == State.PROMISED:
        late = workdays.between(row.due_on, today, row.group.nation)
        if today > row.due_on:
            found.append((Rung.DEPUTY if late >= DEPUTY_DAYS else Rung.PASSED, row.due_on))
        elif today >= row.due_on - SOON:
            found.append((Rung.SOON, row.due_on))
    if row.is_to_renew(today) and may_be_renewed(row, today):
        found.append((Rung.RENEW, row.renew_on))
    return found


def asked_for(row, rung, now: datetime) -> list[Membership]:
    """The leader, or the sponsors of the group when they have left; on the last rung their deputy too. While away: whoever
    stands in."""
    here = Membership.objects.current().of_group(row.group_id).select_related("person", "deputy__person")
    owners = list(here.filter(pk=row.promised_by_id, role=Role.SPONSOR) or here.filter(role=Role.SPONSOR))
    deputies = [one.deputy for one in owners if rung == Rung.DEPUTY and one.deputy and one.deputy.left_at is None]
    return away.instead([*owners, *deputies], now)


def coming(membership, on, now: datetime) -> list[Coming]:
    """The next letters, for the page of plans: each day is asked as the clock will ask it. Two statements."""
    today, found = membership.group.local(now).date(), []
    rows = Commitment.objects.visible_to(membership).standing().with_people().prefetch_related("nudges")
    for row in rows.in_order()[:10]:
        used = {(one.rung, one.day_on) for one in row.nudges.all()}
        for day in _days(row, today):
            new = [one for one in rungs_on(row, day) if one not in used]
            used |= set(new)
            found += [_coming(row, rung, day, now) for rung, _ in new]
    return found


def _days(row, today: date) -> list[date]:
    """Those on which a rung can be due, from today. The last about its day comes two working days after it."""
    after = [row.due_on + timedelta(days=n) for n in range(1, 15)]
    return [today, *sorted(day for day in {row.due_on - SOON, *after, row.renew_on} if day > today)]


def _coming(row, rung, day, now) -> Coming:
    at = walltime.from_morning(day, row.group.zone, now)
    to = "The leader who promised it" + (", and who stands in for them" if rung == Rung.DEPUTY else "")
    return Coming(at, f"“{words.shortened(row.what, 80)}”", to, path=path(row))


def path(row) -> str:
    return reverse("commitment", kwargs={"slug": row.group.slug, "commitment_id": row.pk})


def still_due(letters, now: datetime) -> set[int]:
    """Letters whose rung is still due, about the same day. `about` is `commitment:<id>:<rung>:<day>`."""
    wanted = {letter.pk: letter.about.split(":")[1:] for letter in letters}
    rows = Commitment.objects.standing().with_people().filter(pk__in={int(pk) for pk, _, _ in wanted.values()})
    here = {str(row.pk): row for row in rows}
    return {letter for letter, about in wanted.items() if _still(here.get(about[0]), about[1], about[2], now)}


def _still(row, rung, day, now) -> bool:
    if row is None:
        return False
    if rung == Rung.RENEW:
        return row.renew_on.isoformat() == day
    return row.state == State.PROMISED and row.due_on.isoformat() == day


def still_to_judge(letters) -> set[int]:
    """Letters about a promise that still waits for the group's word. `about` is `kept:<id>:<year>`."""
    wanted = {letter.pk: tuple(letter.about.split(":")[1:]) for letter in letters}
    rows = Commitment.objects.filter(state=State.SHOWN).values_list("pk", "term")
    here = {(str(pk), str(term)) for pk, term in rows.filter(pk__in={int(pk) for pk, _ in wanted.values()})}
    return {letter for letter, about in wanted.items() if about in here}
