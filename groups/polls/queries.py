"""Who is asked, who has said, what each date would mean, and what the clock has to do about it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import CharField, Count, Exists, OuterRef, Q, Value

from coproduction.kit import words
from coproduction.kit.counts import number_of
from groups.arrangements.queries import needs_in
from groups.attendance import queries as attendance
from groups.meetings.queries import usual_needs
from groups.membership.models import THE_GROUP, THE_SYSTEM, Membership
from groups.membership.queries import supported_members, supports
from groups.polls.models import REMIND_DAYS, Answer, Option, Poll, PollGuest, Proposed, Sheet

FEWEST, MOST = 2, 12
AT_A_TIME = 20
RARELY = 3  # who can make no more than one in so many of the dates can rarely come


# --- what is asked ---


def look(dates: list[Proposed], group) -> list[Option]:
    """The dates before anybody is asked, to be looked at."""
    poll = Poll(group=group, time_zone=group.time_zone)
    rows = sorted(dates, key=lambda one: one.starts_at)
    return [Option(poll=poll, starts_at=x.starts_at, ends_at=x.ends_at, how=x.how, place=x.place) for x in rows]


def could_be_asked(group_id: int):
    """People from the system of this group, who may be asked too."""
    here = Membership.objects.current().of_group(group_id).filter(role__in=THE_SYSTEM)
    return here.select_related("person").order_by("person__name", "id")


# --- who is asked, and who has said ---


def _asked(group_id: int, poll):
    guest = PollGuest.objects.filter(membership=OuterRef("pk"), poll=poll)
    return Membership.objects.current().of_group(group_id).filter(
        Q(role__in=THE_GROUP) | Q(Exists(guest), role__in=THE_SYSTEM)
    )  # fmt: skip


def asked(poll: Poll):
    """Everyone who may say: the group as it is now, and those from the system who were asked."""
    return _asked(poll.group_id, poll)


def silent(poll: Poll):
    """Those who have not said, by name, for the facilitator who rings them."""
    said = Sheet.objects.filter(poll=poll, membership=OuterRef("pk"))
    return asked(poll).filter(~Exists(said)).select_related("person").order_by("person__name", "id")


@dataclass(frozen=True)
class Far:
    """How far a poll is: a number, never names."""

    number: int
    title: str
    said: int
    asked: int

    @property
    def in_words(self) -> str:
        return f"{self.said} of {self.asked} have said"


def far(group_id: int, now: datetime):
    """The open polls of a group, as rows of (kind, number, day, title, nobody, said, asked) for a facilitator's home page."""
    asked_of = _asked(group_id, OuterRef(OuterRef("poll")))
    said = Sheet.objects.of_current().filter(poll=OuterRef("pk"), membership__in=asked_of)
    numbers = number_of(said), number_of(_asked(group_id, OuterRef(OuterRef("pk"))))
    kind, nobody = (Value(word, output_field=CharField()) for word in ("poll_far", ""))
    rows = Poll.objects.open(now).filter(group_id=group_id)
    return rows.values_list(kind, "pk", "closes_on", "title", nobody, *numbers).order_by()


def list_of(reader: Membership):
    """Polls this reader may see, newest first, with the meeting that came of each. One statement."""
    chosen = Option.objects.filter(poll=OuterRef("pk"), meeting__isnull=False).values("meeting")[:1]
    return Poll.objects.visible_to(reader).newest_first().annotate(meeting_id=chosen)


def waits_for(membership: Membership, now: datetime) -> list:
    """What this person is asked and has not said, and for facilitators what waits to be chosen, each as rows of kind,
    number and day: parts of the one statement of their home page."""
    mine = Sheet.objects.filter(poll=OuterRef("pk"), membership=membership)
    seen = Poll.objects.visible_to(membership)
    rows = seen.open(now).filter(~Exists(mine)).annotate(kind=Value("poll", output_field=CharField()))
    found = [rows.values_list("kind", "pk", "closes_on").order_by()]
    if not membership.facilitates:
        return found
    closed = seen.to_choose_from(now).annotate(kind=Value("poll_to_choose", output_field=CharField()))
    return [*found, closed.values_list("kind", "pk", "closes_on").order_by()]


# --- one person's page ---


def may_say_for(by: Membership, whose: Membership) -> bool:
    """As with replies: facilitators for anyone asked, supporters for those they support now."""
    if by.group_id != whose.group_id or by.pk == whose.pk:
        return False
    return by.facilitates or supports(by, whose)


@dataclass(frozen=True)
class Card:
    """Where one person says: the reader, or somebody they support."""

    membership: Membership
    mine: bool
    sheet: Sheet | None
    needs: str  # what to begin with

    @property
    def said(self) -> dict[int, str]:
        """By option, what they said."""
        return {one.option_id: one.says for one in self.sheet.answers.all()} if self.sheet else {}


def cards(poll: Poll, reader: Membership) -> list[Card]:
    """The reader's own card, then those of the people they support. Two statements, three for a supporter."""
    whose = [reader, *supported_members(reader)]
    rows = Sheet.objects.visible_to(reader).filter(poll=poll, membership__in=whose).prefetch_related("answers")
    said = {one.membership_id: one for one in rows.select_related("given_by__person")}
    return [_card(reader, one, said.get(one.pk)) for one in whose]


def card(poll: Poll, reader: Membership, whose: Membership) -> Card:
    rows = Sheet.objects.visible_to(reader).filter(poll=poll, membership=whose)
    return _card(reader, whose, rows.prefetch_related("answers").first())


def _card(reader, whose, sheet):
    return Card(whose, whose.pk == reader.pk, sheet, sheet.needs if sheet else usual_needs(whose.person))


# --- what each date would mean ---


@dataclass(frozen=True)
class Tally:
    """One date: how many can, in words for this reader."""

    option: Option
    yes: str
    if_need_be: str
    no: str  # only inside the group


def tallies(poll: Poll, reader: Membership) -> list[Tally]:
    """Numbers for everybody: exact inside the group, rounded outside, never who. One statement."""
    here = Q(answers__sheet__membership__in=asked(poll))
    count = {f"n_{says.lower()}": Count("answers", filter=here & Q(answers__says=says)) for says in Answer.Says.values}
    shown = str if reader.inside else words.rounded
    found = []
    for one in poll.options.annotate(**count).soonest_first():
        no = str(one.n_no) if reader.inside else ""
        found.append(Tally(one, shown(one.n_yes), shown(one.n_if_need_be), no))
    return found


@dataclass(frozen=True)
class Weighed:
    """One date for the facilitators: who can, and what else there is to think of."""

    option: Option
    yes: list[str]
    if_need_be: list[str]
    no: list[str]
    needing: int  # of all who have said, how many need something
    needing_can: int  # and how many of those can make this date
    rare: int  # people who can rarely come, and could on this date
    gone: bool  # the moment is past

    @property
    def flagged(self) -> bool:
        """Somebody needs something, and none of those who do can make it."""
        return bool(self.needing and not self.needing_can)

    @property
    def weight(self) -> float:
        """A yes counts 1, *if need be* half, and whoever can rarely come 1 more."""
        return len(self.yes) + len(self.if_need_be) / 2 + self.rare


@dataclass(frozen=True)
class Weighing:
    dates: list[Weighed]
    silent: list[Membership] = field(default_factory=list)
    hard: list[Sheet] = field(default_factory=list)  # those who wrote what makes a date hard for them (row 25)

    @property
    def suggested(self) -> Weighed | None:
        """The date to look at first: not one that nobody with a need can make, unless there is no other."""
        ahead = [one for one in self.dates if not one.gone and one.weight]
        fair = [one for one in ahead if not one.flagged] or ahead
        return max(fair, key=lambda one: (one.weight, len(one.yes), -one.option.starts_at.timestamp()), default=None)


def weighing(poll: Poll, reader: Membership, now: datetime) -> Weighing:
    """What a facilitator weighs. A fixed number of statements, however many people and dates."""
    options = list(poll.options.soonest_first())
    rows = Sheet.objects.visible_to(reader).filter(poll=poll, membership__in=asked(poll)).prefetch_related("answers")
    sheets = list(rows.select_related("membership__person").order_by("membership__person__name", "id"))
    needing = {one.pk for one in sheets if needs_in(one.needs or usual_needs(one.membership.person))}
    rare = _rare(sheets, len(options), {one.membership.pk for one in attendance.quiet(reader)})
    said = defaultdict(list)
    for sheet in sheets:
        for one in sheet.answers.all():
            said[one.option_id, one.says].append(sheet)
    dates = [_weighed(one, said, needing, rare, now) for one in options]
    return Weighing(dates, list(silent(poll)), [one for one in sheets if one.needs])


def _rare(sheets, dates, away) -> set[int]:
    """Sheets of people who can make few of these dates, or were away from the last meetings, and can make one at all."""
    found = set()
    for sheet in sheets:
        can = sum(one.can for one in sheet.answers.all())
        if can and (can * RARELY <= dates or sheet.membership_id in away):
            found.add(sheet.pk)
    return found


def _weighed(option, said, needing, rare, now) -> Weighed:
    by = {says: said[option.pk, says] for says in Answer.Says.values}
    can = {one.pk for one in by["YES"] + by["IF_NEED_BE"]}
    names = {says: [one.membership.person.name for one in rows] for says, rows in by.items()}
    numbers = len(needing), len(can & needing), len(can & rare)
    return Weighed(option, names["YES"], names["IF_NEED_BE"], names["NO"], *numbers, option.over(now))


# --- letters ---


def dates_in_words(poll: Poll) -> list[str]:
    rows = [(one, one.holiday) for one in poll.options.soonest_first()]
    return [f"{one.when}. {one.where}." + (f" It is a bank holiday: {off}." if off else "") for one, off in rows]


def to_tell(poll: Poll):
    return asked(poll).select_related("person").order_by("id")


def _about(letters) -> dict[int, int]:
    return {letter.pk: int(letter.about.split(":")[1]) for letter in letters}


def _still(letters, polls, right) -> set[int]:
    """Letters about one of these polls, to somebody who is still asked and for whom it is `right`. Three statements."""
    number = _about(letters)
    polls = list(polls.filter(pk__in=set(number.values())))
    allowed = _who_is_asked(polls, {letter.person_id for letter in letters})
    return {
        one.pk for one in letters if (number[one.pk], one.person_id) in allowed and right(number[one.pk], one.person_id)
    }


def _who_is_asked(polls, person_ids) -> set[tuple[int, int]]:
    rows = Membership.objects.current().filter(person_id__in=person_ids, group__in={one.group_id for one in polls})
    people = list(rows.values_list("group_id", "person_id", "role", "pk"))
    guests = set(PollGuest.objects.filter(poll__in=polls).values_list("poll_id", "membership_id"))
    return {
        (poll.pk, person)
        for poll in polls
        for group, person, role, pk in people
        if group == poll.group_id and (role in THE_GROUP or (role in THE_SYSTEM and (poll.pk, pk) in guests))
    }


def still_asked(letters, now: datetime) -> set[int]:
    """Not once it closed, or they have said."""
    said = set(Sheet.objects.filter(poll__in=_about(letters).values()).values_list("poll_id", "membership__person_id"))
    return _still(letters, Poll.objects.open(now), lambda poll, person: (poll, person) not in said)


def still_here(letters) -> set[int]:
    return _still(letters, Poll.objects.all(), lambda poll, person: True)


# --- what the clock has to do ---


def near(now: datetime):
    """Open polls that close within two days or so, whose silent people were not reminded. `to_remind`: on their day."""
    soon = now + timedelta(days=REMIND_DAYS + 1)
    return Poll.objects.open(now).to_remind_of().filter(closes_at__lte=soon)


def to_remind(now: datetime) -> list[Poll]:
    rows = near(now).select_related("group").order_by("closes_at", "id")
    return [one for one in rows if one.asked_at < one.reminds_from <= now][:AT_A_TIME]
