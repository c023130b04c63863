"""The route of one entry and where it is, what waits for an answer, and who has challenged. None of it writes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.core import signing
from django.db.models import Q

from coproduction.kit import walltime, when, workdays
from coproduction.kit.words import count_of
from feedback.challenges.models import DEPUTY_DAYS, OWED, PROMISED_DAYS, ROUTE, SALT, SAYS_NO, Challenge
from feedback.handovers import queries as handovers
from feedback.log.models import REFUSED, Stage, Step
from feedback.permissions import FeedbackAbility
from groups.away import queries as away
from groups.membership.models import Membership, Role
from groups.permissions import GroupAbility

Rung, Outcome = Challenge.Rung, Challenge.Outcome
ANSWERED_BY = {Rung.REASON: FeedbackAbility.ANSWER, Rung.SPONSOR: FeedbackAbility.LOOK_AGAIN}
WHAT_IT_IS = {
    Rung.REASON: "Those who answered say why again, in their own words.",
    Rung.SPONSOR: "The sponsor looks at it again. They keep the answer or change it, and say why.",
    Rung.INDEPENDENT: "Someone outside reads both sides. They say if the answer was fair, or if it should be looked at "
    "again. If it should, it opens again.",
}
PRESS = {
    Rung.REASON: "Ask for the reason again",
    Rung.SPONSOR: "Go on: ask the sponsor to look again",
    Rung.INDEPENDENT: "Go on: ask the independent person",
}
NOBODY_YET = (
    "Your group has no independent person yet. A facilitator can name one in the group’s settings: "
    "somebody outside the group and outside the services, for example from a local Healthwatch or a patients’ charity."
)


LATE_AND_ON = "No answer came in time. That counts as no answer, so the group does not have to wait any longer."
LATE_AT_THE_END = (
    "No answer came in time. A facilitator can send the letter again. If a member says no, it opens again."
)
AT_THE_END = "This is the end of the route. What was found stays in the record. If a member says no, it opens again."
DEED = {Rung.REASON: "give_reason", Rung.SPONSOR: "look_again", Rung.INDEPENDENT: ""}  # the page where it is answered


def can_be_challenged(said) -> bool:
    """*We can't* and *not now*, also when the group had said yes to them once; of *partly*, the part not done."""
    if said.stage == Stage.DOING:
        return said.decision == "PARTLY"
    return said.stage == Stage.CANNOT or (said.stage == Stage.ANSWERED and said.decision in REFUSED)


def of_this_round(said) -> list[Challenge]:
    rows = list(said.challenges.filter(round=said.round).order_by("id"))
    for row in rows:
        row.said = said  # with its group, loaded already
    return rows


def answerers(group_id: int, rung) -> list[Membership]:
    """Those who may answer this rung, with whoever stands in for them. The independent person is none of them."""
    here = Membership.objects.current().of_group(group_id)
    holding = here.holding(ANSWERED_BY[rung]).values("pk")
    return list(here.filter(Q(pk__in=holding) | Q(deputises_for__in=holding)).distinct().select_related("person"))


def next_rung(said, rows, now: datetime):
    """What the group may ask now, or None: while an answer may still come in time, or when the route is at its end.

    A rung that nobody could answer (no sponsor in the group) is passed over.
    """
    if not can_be_challenged(said):
        return None
    if rows and rows[-1].is_open and not rows[-1].is_late(now):
        return None
    rest = ROUTE[ROUTE.index(rows[-1].rung) + 1 :] if rows else ROUTE
    roles = Membership.objects.current().of_group(said.group_id).values_list("role", flat=True).distinct()
    there = set(roles) if rest and rest[0] != Rung.INDEPENDENT else set()
    for rung in rest:
        if rung == Rung.INDEPENDENT or any(ANSWERED_BY[rung].opens_for(role) for role in there):
            return rung
    return None


def may_start(membership, said) -> bool:
    """Members and facilitators for the group; a supporter only about the words of a member they support."""
    if not membership.may(FeedbackAbility.CHALLENGE):
        return False
    if membership.role != Role.SUPPORTER:
        return True
    return Membership.objects.helped_by(membership).filter(pk=said.said_by_id).exists() if said.said_by_id else False


# --- the route on the page of an entry ---


@dataclass(frozen=True)
class RungShown:
    """One step of the route. `mark` is done, now, late, next or ahead."""

    rung: str
    label: str
    what: str
    promise: str
    mark: str
    line: str = ""
    words: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Route:
    rungs: list
    press: str  # the words of the button that goes on, for those who may press it
    note: str
    names: bool  # whether this reader can name the independent person that is missing
    link_again: bool  # whether the letter to the independent person can be sent once more
    deeds: frozenset

    @property
    def next(self):
        return next((rung for rung in self.rungs if rung.mark == "next"), None)


def route(said, membership, now: datetime) -> Route | None:
    """None where nothing was refused. Two statements at most, three for a supporter."""
    if said.decision not in SAYS_NO:
        return None
    rows = of_this_round(said)
    if not rows and not can_be_challenged(said):
        return None
    coming = next_rung(said, rows, now)
    unnamed = coming == Rung.INDEPENDENT and not said.group.independent_email
    waiting = rows[-1] if rows and rows[-1].is_open else None
    goes_on = bool(coming) and not unnamed and may_start(membership, said)
    asked = {row.rung: row for row in rows}
    return Route(
        rungs=[_shown(rung, asked.get(rung), said, coming, now) for rung in ROUTE],
        press=PRESS[coming] if goes_on else "",
        note=NOBODY_YET if unnamed else _note(rows, coming, now),
        names=unnamed and membership.may(GroupAbility.CHANGE_GROUP),
        link_again=bool(waiting and waiting.rung == Rung.INDEPENDENT and membership.facilitates),
        deeds=frozenset({"challenge"} if goes_on else set()) | _deeds_to_answer(waiting, membership),
    )


def _deeds_to_answer(waiting, membership) -> set[str]:
    if waiting is None or waiting.rung == Rung.INDEPENDENT:
        return set()
    return {DEED[waiting.rung]} if membership.may(ANSWERED_BY[waiting.rung]) else set()


def _shown(rung, row, said, coming, now) -> RungShown:
    what, promise = WHAT_IT_IS[rung], f"Promise: an answer within {PROMISED_DAYS[rung]} working days."
    name = (row or said.group).independent_name if rung == Rung.INDEPENDENT else ""
    label = f"{rung.label}: {name}" if name else rung.label
    if row is None:
        return RungShown(rung, label, what, promise, "next" if rung == coming else "ahead")
    line = f"Asked on {when.day(said.group.local(row.asked_at).date())}."
    if not row.is_open:
        line += f" {row.get_outcome_display()}, {when.day(said.group.local(row.closed_at).date())}."
        return RungShown(rung, label, what, promise, "done", line, row.words, row.answer)
    late, days = row.is_late(now), row.days_late(now)
    line += f" An answer {'was' if late else 'is'} promised by {when.day(row.answer_by)}."
    line += f" It is {count_of(days, 'working day')} late." if days > 0 else ""
    return RungShown(rung, label, what, promise, "late" if late else "now", line, row.words)


def _note(rows, coming, now) -> str:
    if not rows or coming is None and rows[-1].is_open and not rows[-1].is_late(now):
        return ""
    if rows[-1].is_open:
        return LATE_AND_ON if coming else LATE_AT_THE_END
    return "" if coming else AT_THE_END


def how_to_challenge(group) -> str:
    """What a decision says about challenging it, where whoever decided wrote nothing else."""
    who = group.independent_name or "an independent person the group names"
    days = [PROMISED_DAYS[rung] for rung in ROUTE]
    return (
        f"The group can ask for the reason again (answered within {days[0]} working days), then ask the sponsor to look "
        f"again (within {days[1]} working days), then ask {who} (within {days[2]} working days). "
        "Members can also say that it does not answer what they said: then it opens again."
    )


# --- what waits ---


@dataclass(frozen=True)
class Waiting:
    """One challenge that waits for an answer, as the lists of what is owed show it."""

    said: object
    what: str
    due_on: date
    late_days: int
    owed: str
    acts: str  # who is away and stands in, and who was asked instead
    asked_instead: int | None


def waiting(groups, now: datetime, limit=20, *, system_only=False) -> list[Waiting]:
    """Challenges of these groups that wait, oldest promise first. One statement."""
    rows = handovers.with_who_acts_again(Challenge.objects.of_groups(groups).open().with_entry(), now.date())
    rows = rows.for_the_system() if system_only else rows
    return [_waiting(row, now) for row in rows.oldest_promise_first()[:limit]]


def _waiting(row, now):
    late, acts, instead = max(row.days_late(now), 0), handovers.in_words(row), handovers.asked_instead(row)
    return Waiting(row.said, OWED[row.rung], row.answer_by, late, row.rung, acts, instead)


# --- the ladder of reminders ---

LOOK_AHEAD = timedelta(days=5)  # a working day before Tuesday after Easter is the Thursday


def not_all_reminded():
    return Challenge.objects.open().exclude(nudged=Challenge.Nudged.DEPUTY).filter(said__group__closed_at=None)


def near(now: datetime):
    """Open challenges whose promise is near or has passed, and of which not everyone was reminded."""
    today = walltime.furthest_day(now)
    late = workdays.passed_by(DEPUTY_DAYS, today, day="answer_by", nation="said__group__nation")
    near_by = (now + LOOK_AHEAD).date()
    rows = not_all_reminded().filter(~Q(nudged=Challenge.Nudged.PASSED) | late, answer_by__lte=near_by)
    return rows.exclude(nudged=Challenge.Nudged.SOON, answer_by__gte=today)


def to_nudge(now: datetime, limit=200) -> list[tuple[Challenge, str]]:
    """Open challenges whose next reminder is due, from 8am. Looks *on or before*, so that an outage skips nobody."""
    rows = near(now).with_entry().oldest_promise_first().iterator()
    found = ((row, row.nudge_due(now)) for row in rows if not walltime.is_night(now, row.said.group.zone))
    return list(islice(((row, nudge) for row, nudge in found if nudge and nudge != row.nudged), limit))


def asked_for(row, nudge, now: datetime) -> list[Membership]:
    """Whom to remind: whoever was asked to act, or else the owner, then their deputy too; in place of somebody away whoever
    stands in. When the independent person is late, the facilitators hear of it."""
    here = Membership.objects.current().of_group(row.said.group_id).select_related("person", "deputy__person")
    if row.rung == Rung.INDEPENDENT:
        return list(here.facilitating()) if nudge == Challenge.Nudged.DEPUTY else []
    people = list(here.for_the_system().order_by("id"))
    contacts = [one for one in people if one.role == Role.POINT_OF_CONTACT]
    sponsors = [one for one in people if one.role == Role.SPONSOR]
    first, second = (contacts, sponsors) if row.rung == Rung.REASON else (sponsors, contacts)
    handed = handovers.standing_for([row.said]).get((row.said_id, row.rung))
    owners = first or second
    if nudge != Challenge.Nudged.DEPUTY:
        return away.instead([handed.to] if handed else owners, now)
    deputies = [one.deputy for one in owners if one.deputy and one.deputy.left_at is None] or second
    asked = [handed.to] if handed else []
    return away.instead([*asked, *owners, *deputies], now)


def still_waiting(letters) -> set[int]:
    """Letters whose challenge still waits, and whose link is still the newest. `about` is the challenge's `stamp`."""
    rows = Challenge.objects.open().filter(pk__in={letter.about.split(":")[1] for letter in letters})
    stamps = {row.stamp for row in rows}
    return {letter.pk for letter in letters if letter.about in stamps}


# --- the independent person's link ---


def found_by(token: str, now: datetime) -> Challenge | None:
    """The challenge this link opens now; None for a link that ran out, was replaced, was used or never was."""
    try:
        pk, key = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    row = Challenge.objects.with_entry().filter(pk=pk, link_key=key).first()
    return row if row and row.link_runs(now) else None


@dataclass(frozen=True)
class Line:
    heading: str
    words: str
    when: str
    details: tuple


def chain_as_the_system_sees_it(said) -> list[Line]:
    """Every step since it was sent, without anybody of the group: what the independent person reads."""
    steps = Step.objects.filter(said=said, inside_only=False).with_people().in_order()
    return [
        Line(step.headline, step.text, _when_and_who(said, step), tuple(tuple(pair) for pair in step.details))
        for step in steps
    ]


def _when_and_who(said, step):
    day = when.day(said.group.local(step.at).date())
    return f"{day} · {step.by.person.name}, {step.by.get_role_display()}" if step.by_system else day
