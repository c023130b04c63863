"""What a digest says: the same for the letter and for the page. In words that read well aloud, each line a sentence or two."""

import itertools
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial

from django.db.models import Exists, OuterRef, Q

from coproduction.kit import apart, parts, walltime, when, workdays
from coproduction.kit.words import count_of, shortened
from feedback.challenges.models import OWED as OWED_AGAIN
from feedback.digests.models import (
    COMING,
    DID,
    NEEDS,
    OWN,
    WAITING,
    Comes,
    Digest,
    Line,
    Part,
    Section,
    Subscription,
)
from feedback.log.models import REFUSED, Said, Stage
from feedback.news import queries as news
from groups.choices import queries as choices
from groups.choices.models import Kind, Preference, Stop
from groups.membership.models import Membership

LONG = 160  # signs of somebody's words; the rest is a link away


def comes(mine: Subscription, members: list[Membership], now: datetime, group_id: int | None = None) -> Comes:
    """How it truly comes to somebody who is in these groups, or the part of one of them: everything they chose together."""
    person, open_ = mine.person, [one for one in members if not one.group.closed_at]
    stopped = {group for _, group, kind in choices.stops_of([person.pk]) if kind == Kind.DIGEST}
    told = [] if None in stopped else [one.group_id for one in open_ if one.group_id not in stopped]
    way = choices.wanted(person, told[0] if len(told) == 1 else None)  # a digest of one group goes as its letters do
    zone = choices.zone_of(person)
    today = now.astimezone(zone).date()
    quiet = choices.quiet_ends(way, person, walltime.at(today, time(mine.hour), zone))
    return Comes(
        rhythm=mine.rhythm,
        condition=mine.condition,
        never=not mine.goes,
        stopped=bool(stopped) and not told,
        without="" if group_id else ", ".join(one.group.name for one in open_ if one.group_id in stopped),
        without_this=group_id in stopped and bool(group_id),
        kept=way.channel == Preference.Channel.KEPT,
        paused=choices.is_paused(way, person, now),
        paused_until=when.near_day(way.paused_until_on, today) if way.paused_until_on else "",
        quiet_until=when.clock_time(quiet.astimezone(zone)) if quiet else "",
    )


def for_page(mine: Subscription, members: list[Membership], now: datetime, group_id: int | None = None) -> dict:
    """The digest, or the part of one group, as its page shows it. Where the last letter does not say how far it told, it begins
    where that one did. Of a group whose part cannot be made, its name: those of the others are shown."""
    try:
        unknown, since = False, mine.told_until
    except ValueError:
        unknown, since = True, mine.covers_from
    each = partial(of_person, mine.person, since, now)
    with suppress(Exception):  # with which group it is wrong, and what, is found and logged when it is done apart
        return {"digest": each(group_id and [group_id]), "unknown": unknown, "broken": []}
    names = {one.group_id: one.group.name for one in members if group_id in (None, one.group_id)}
    made, failed = apart.done(
        list(names), lambda some: {one: each([one]) for one in some}, "A page of a digest not made"
    )
    return {"digest": each(list(made)), "unknown": unknown, "broken": [names[group] for group, _ in failed]}


def of_person(person, told_until: datetime, now: datetime, groups=None) -> Digest:
    """What the next digest of one person would say, of all their groups or of these, also of those they stopped letters from."""
    rows = news.readers([person.pk], told_until, now)
    told = _told(rows if groups is None else rows.filter(group__in=list(groups)), {person.pk: told_until}, now)
    return numbered(digest_of(told[person.pk], told_until, now, {})) if told else Digest()


def told_to(told_until: dict[int, datetime], now: datetime) -> tuple[list[Membership], dict[int, list[news.Told]]]:
    """Their memberships, and what there is by person of those not `stopped`; `told_until` is what each of them knows already."""
    stops = Stop.objects.filter(Q(group=None) | Q(group=OuterRef("group")), person=OuterRef("person"), kind=Kind.DIGEST)
    rows = news.readers(told_until, min(told_until.values(), default=now), now)
    members = list(rows.annotate(stopped=Exists(stops)))
    return members, _told([one for one in members if not one.stopped], told_until, now)


def digests_for(told_until: dict[int, datetime], now: datetime) -> tuple[list[Membership], dict[int, Digest]]:
    """The same, put into words. What reads the same for several is the very same."""
    members, told = told_to(told_until, now)
    same = {}
    digests = {person: digest_of(each, told_until[person], now, same) for person, each in told.items()}
    counted = {digest: numbered(digest) for digest in set(digests.values())}
    return [one for one in members if not one.stopped], {person: counted[one] for person, one in digests.items()}


def _told(members, told_until, now) -> dict[int, list[news.Told]]:
    since = {m.pk: max(told_until[m.person_id], m.joined_at) for m in members}
    shelf, by_person = news.Shelf(list(members), since, now), {}
    for member in members:
        by_person.setdefault(member.person_id, []).append(shelf.told(member))
    return by_person


def digest_of(told: list[news.Told], since: datetime, now: datetime, same: dict) -> Digest:
    """What there is for one person, in order: their own words first; for those who run or answer for a group, what needs
    them. `same` keeps the lines that others of the group read as well."""
    writers = [Writer(one, now, same) for one in told]
    own = Section(OWN, tuple(line for one in writers for line in one.own()))
    needs = Section(NEEDS, tuple(line for one in writers for line in one.needs()))
    leads = all(one.member.inside and not one.member.facilitates for one in writers)
    first = tuple(section for section in ((own, needs) if leads else (needs, own)) if section.lines)
    parts = tuple(part for part in (one.part() for one in writers) if part.sections)
    zone = choices.zone_of(told[0].membership.person)
    day = when.near_day(since.astimezone(zone).date(), now.astimezone(zone).date())
    return Digest(first, parts, len(told) > 1, day)


def numbered(digest: Digest) -> Digest:
    number = map(str, itertools.count(1))

    def count(sections):
        return tuple(
            replace(each, lines=tuple(replace(line, number=next(number)) for line in each.lines)) for each in sections
        )

    first = count(digest.first)
    return replace(digest, first=first, parts=tuple(replace(one, sections=count(one.sections)) for one in digest.parts))


class Writer:
    """Puts into words what there is for one reader in one group."""

    def __init__(self, told: news.Told, now: datetime, same: dict):
        self.told, self.now, self.same = told, now, same
        self.member = told.membership
        self.group = told.membership.group
        self.today = self.group.local(now).date()
        self.mine = {said.pk: words for said, words in told.own}
        self.asked = {need.row.pk: need for need in told.needs if isinstance(need.row, Said)}

    def own(self) -> list[Line]:
        """What needs the reader as well is asked right there, and not a second time."""
        return [
            self._need(self.asked[said.pk]) if said.pk in self.asked else self._entry(said, self._became(said))
            for said, _ in self.told.own
        ]

    def needs(self) -> list[Line]:
        mine = [need for need in self.told.needs if isinstance(need.row, Said) and need.row.pk in self.mine]
        return [self._need(need) for need in self.told.needs if need not in mine]

    def _need(self, need) -> Line:
        return getattr(self, f"_{need.kind}")(need.row)

    def part(self) -> Part:
        lead = ""
        if self.told.waiting_in_all > len(self.told.waiting) > 1:
            lead = f"{count_of(self.told.waiting_in_all, 'thing')} wait in all. Here are some of them."
        sections = [
            Section(DID, tuple(self._stands(said, partly) for said, partly in self.told.news)),
            Section(WAITING, tuple(self._stands(said) for said in self.told.waiting), lead),
            Section(COMING, tuple(self._meeting(meeting) for meeting in self.told.ahead)),
        ]
        path = parts.address("digest", slug=self.group.slug)
        return Part(self.group.name, path, tuple(section for section in sections if section.lines))

    def _entry(self, said: Said, note: str, *, brief: str = "") -> Line:
        """Somebody reads their own words as they said them, also where they became part of something longer."""
        path = parts.address("said", slug=self.group.slug, number=said.number)
        words = shortened(self.mine.get(said.pk, said.words), LONG)
        return Line(f"“{words}”", note, path, brief, group=self.group.name)

    def _stands(self, said: Said, partly: bool = False) -> Line:
        """Where something stands. Whoever did not say it reads the same."""
        same = {} if said.pk in self.mine else self.same
        if (said.pk, partly) not in same:
            same[said.pk, partly] = self._entry(said, self._became(said, partly))
        return same[said.pk, partly]

    def _meeting(self, meeting, note="", brief="") -> Line:
        path = parts.address("meeting", slug=self.group.slug, meeting_id=meeting.pk)
        starts, ends = meeting.starts, meeting.ends
        span = f"{when.clock_time(starts)} to {when.clock_time(ends)}" if starts.date() == ends.date() else ""
        on = f"It is on {self._day(starts.date())}, {span or 'from ' + when.clock_time(starts)}."
        return Line(f"{meeting.title}.", f"{on} {note}".strip(), path, brief, group=self.group.name)

    def _day(self, day: date) -> str:
        return when.near_day(day, self.today)

    def _promise(self, what: str, by: date | None) -> str:
        """`An answer is promised by …`, or how late it is."""
        if by is None:
            return ""
        if self.today <= by:
            return f"{what} is promised by {self._day(by)}."
        days = workdays.between(by, self.today, self.group.nation)
        late = f" It is {count_of(days, 'working day')} late." if days else ""
        return f"{what} was promised by {self._day(by)}.{late}"

    # --- what needs somebody ---

    def _hear(self, said):
        note = f"Say that you heard it. {self._promise('That', said.due_on)}"
        return self._entry(said, note, brief=f"something to hear, promised by {self._day(said.due_on)}")

    def _answer(self, said):
        by = f"an answer promised by {self._day(said.due_on)}"
        return self._entry(said, self._promise("Your answer", said.due_on), brief=by)

    def _asked_again(self, challenge):
        note = f"{OWED_AGAIN[challenge.rung]}. {self._promise('An answer', challenge.answer_by)}"
        return self._entry(challenge.said, note, brief=f"an answer promised by {self._day(challenge.answer_by)}")

    def _put(self, said):
        note = "This is a draft. Put it to the members when it is ready."
        return self._entry(said, note, brief="a draft to put to the members")

    def _send(self, said):
        note = "The closing date has passed. You can send it, or change it."
        return self._entry(said, note, brief="a draft that can be sent")

    def _check(self, said):
        if self.member.facilitates:
            return self._entry(said, "It is said to be done. Ask a member to check it.", brief="something to check")
        return self._entry(said, "They say that this is done. Is it? A member must check.", brief="something to check")

    def _agree(self, said):
        still = said.agree_by is not None and said.agree_by >= self.today
        until = f" You can say so until {self._day(said.agree_by)}." if still else ""
        by = f" by {self._day(said.agree_by)}" if still else ""
        return self._entry(said, f"Do you agree to send this?{until}", brief=f"a draft to agree{by}")

    def _judge(self, said):
        return self._entry(said, f"{self._became(said)} Does that answer it?", brief="an answer to look at")

    def _reply(self, meeting):
        day = self._day(meeting.starts.date())
        return self._meeting(meeting, "You have not said yet if you are coming.", f"a meeting on {day}")

    def _action(self, action):
        path = parts.address("action", slug=self.group.slug, action_id=action.pk)
        note = (
            f"You took this on. It {'was' if action.due_on < self.today else 'is'} due by {self._day(action.due_on)}."
        )
        brief = f"something you took on, due by {self._day(action.due_on)}"
        return Line(f"{action.what.rstrip('.')}.", note, path, brief, group=self.group.name)

    # --- where something stands ---

    def _became(self, said: Said, partly: bool = False) -> str:
        note = {
            Stage.DRAFT: lambda: "It is in a draft of the group.",
            Stage.AGREEING: lambda: "The group is agreeing it before it is sent.",
            Stage.WITHDRAWN: lambda: "The draft it was in was taken back.",
            Stage.SENT: lambda: f"It was sent, and waits to be heard. {self._promise('That', said.due_on)}",
            Stage.HEARD: lambda: f"It was heard. {self._promise('An answer', said.due_on)}",
            Stage.DOING: lambda: self._doing(said),
            Stage.CLAIMED: lambda: "It is said to be done. Someone in the group checks that first.",
            Stage.DID: lambda: "The answer is: we did.",
            Stage.CANNOT: lambda: f"The answer is: {refusal(said)}.",
            Stage.ANSWERED: lambda: settled(said),
        }[said.stage]()
        return f"{note.strip()} Someone in the group said: partly." if partly else note.strip()

    def _doing(self, said):
        if said.half_done_at:
            begun = "Half of it is done."
        else:
            begun = "A part of it is being done." if said.decision == "PARTLY" else "It is being done."
        return f"{begun} {self._promise('The next step', said.due_on)}"


def refusal(said) -> str:
    return "not now" if said.decision == "NOT_NOW" else "we can’t"


def settled(said) -> str:
    if said.is_no_more:
        return "It was done, and it has ended." if said.ended_at else "It was said to be done, and nobody noticed."
    if said.decision in REFUSED:
        return f"The answer was: {refusal(said)}. The group said that this answers it."
    return "It was done. The group said that this answers it."
