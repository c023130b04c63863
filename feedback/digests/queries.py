"""What a digest says. Gathered for a whole batch of readers at once: the statements do not grow with readers or groups."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from coproduction.kit import workdays
from coproduction.kit.words import count_of
from feedback.challenges import queries as challenges
from feedback.challenges.models import OWED as OWED_AGAIN
from feedback.challenges.models import Challenge
from feedback.digests.models import Nudge, Subscription
from feedback.log.models import Said, Stage, Step
from groups.meetings.models import Guest, Meeting
from groups.membership.models import THE_GROUP, Membership, Role

AHEAD = timedelta(days=35)
MOST = 8  # lines of one kind; the rest is a link away
OWED = (Stage.SENT, Stage.HEARD)
NEWS = (Stage.DOING, Stage.DID, Stage.CANNOT, Stage.ANSWERED)


@dataclass(frozen=True)
class Line:
    words: str
    note: str
    path: str


@dataclass(frozen=True)
class Digest:
    """What one reader may see now. Empty lists say nothing, and a digest that says nothing is not sent."""

    group: str
    needs_you: list[Line] = field(default_factory=list)
    we_did: list[Line] = field(default_factory=list)
    still_waiting: list[Line] = field(default_factory=list)
    waiting_in_all: int = 0
    coming_up: list[Line] = field(default_factory=list)

    @property
    def worth_sending(self) -> bool:
        return bool(self.needs_you or self.we_did or self.coming_up)

    @property
    def subject(self) -> str:
        if self.needs_you:
            thing = count_of(len(self.needs_you), "thing")
            return f"{thing} need{'s' if len(self.needs_you) == 1 else ''} you in {self.group}"
        if self.we_did:
            return f"What became of what was said in {self.group}"
        return f"What is coming up in {self.group}"


def due(now: datetime, limit: int):
    """Subscriptions to serve now, with their readers, oldest due first. Only those who are still in the group."""
    return (
        Subscription.objects.due(now)
        .filter(membership__in=Membership.objects.current())
        .select_related("membership__person", "membership__group")
        .order_by("next_due_at", "id")[:limit]
    )


def digests_for(subscriptions, now: datetime) -> dict[int, Digest]:
    """A digest for each subscription, by its id. Nine statements for any number of readers and groups."""
    groups = {s.membership.group_id: s.membership.group for s in subscriptions}
    shelf = Shelf(groups, min((s.covers_from for s in subscriptions), default=now), now)
    return {s.pk: shelf.digest(s) for s in subscriptions}


def said_path(said, group=None) -> str:
    return reverse("said", kwargs={"slug": (group or said.group).slug, "number": said.number})


def digest_path(group) -> str:
    return reverse("group_home", kwargs={"slug": group.slug})


class Shelf:
    """What lies ready for a batch: entries and meetings of its groups, each group's few newest only."""

    def __init__(self, groups, since, now):
        self.groups, self.now = groups, now
        sent = Said.objects.sent().filter(group__in=groups)
        self.partly = self._said_partly(groups, since)
        moved = sent.filter(Q(moved_at__gt=since) | Q(pk__in=self.partly), stage__in=NEWS)
        self.moved = self._by_group(moved, F("moved_at").desc())
        self.waiting = self._by_group(sent.still_waiting(), F("opened_at").asc(nulls_last=True))
        self.owed = self._by_group(sent.filter(stage__in=OWED, due_on__isnull=False), F("due_on").asc())
        self.agreed = self._by_group(
            Said.objects.filter(group__in=groups, stage=Stage.AGREEING, agree_by__lt=now.date()), F("agree_by").asc()
        )
        self.challenged = self._challenged(groups)
        self.claims = self._by_group(sent.filter(stage=Stage.CLAIMED), F("moved_at").asc())
        meetings = Meeting.objects.filter(group__in=groups, starts_at__lt=now + AHEAD).going_ahead().ahead(now)
        self.meetings = defaultdict(list)
        for meeting in meetings.order_by("starts_at"):
            self.meetings[meeting.group_id].append(meeting)
        ids = [m.pk for rows in self.meetings.values() for m in rows]
        self.guests = set(Guest.objects.filter(meeting__in=ids).values_list("meeting_id", "membership_id"))

    @staticmethod
    def _said_partly(groups, since):
        """When somebody last said that an answer answers it partly, by entry. Who it was stays in the group."""
        steps = Step.objects.filter(group__in=groups, at__gt=since, kind=Step.Kind.VERDICT, inside_only=False)
        return dict(steps.values_list("said").annotate(at=Max("at")).order_by())

    @staticmethod
    def _by_group(rows, order):
        place = Window(RowNumber(), partition_by=[F("group_id")], order_by=[order, F("id").asc()])
        found = defaultdict(list)
        for said in rows.annotate(place=place).filter(place__lte=MOST).order_by("group_id", "place"):
            found[said.group_id].append(said)
        return found

    def _challenged(self, groups):
        """What the groups asked again and the system has not answered, by group, oldest promise first."""
        place = Window(RowNumber(), partition_by=[F("said__group_id")], order_by=[F("answer_by").asc(), F("id").asc()])
        rows = Challenge.objects.of_groups(groups).open().for_the_system().select_related("said").annotate(place=place)
        found = defaultdict(list)
        for row in rows.filter(place__lte=MOST).order_by("place"):
            row.said.group = self.groups[row.said.group_id]
            found[row.said.group_id].append(row)
        return found

    def digest(self, subscription) -> Digest:
        member = subscription.membership
        group = self.groups[member.group_id]
        since = subscription.covers_from
        news = [s for s in self.moved[group.pk] if max(s.moved_at, self.partly.get(s.pk, since)) > since]
        return Digest(
            group=group.name,
            needs_you=self._needs(member, group),
            we_did=[self._line(s, group, self._news(s, since)) for s in news],
            still_waiting=[self._line(s, group, self._standing(s, group)) for s in self.waiting[group.pk]],
            coming_up=[self._meeting(m, group) for m in self.meetings[group.pk] if self._invited(m, member)],
        )

    def _needs(self, member, group):
        if member.for_the_system:
            owed = [self._line(s, group, self._standing(s, group)) for s in self.owed[group.pk]]
            asked = [
                row for row in self.challenged[group.pk] if challenges.ANSWERED_BY[row.rung].opens_for(member.role)
            ]
            return owed + [self._line(row.said, group, self._asked_again(row)) for row in asked]
        ready = [
            self._line(s, group, "The closing date has passed: it can be sent, or changed")
            for s in self.agreed[group.pk]
        ]
        check = [
            self._line(s, group, "A “we did” waits for someone in the group to check it") for s in self.claims[group.pk]
        ]
        return [*ready, *check] if member.facilitates else check if member.inside else []

    def _news(self, said, since):
        said_partly = self.partly.get(said.pk, since) > since
        return f"{said.tag}. Does that answer it? Someone in the group said: partly" if said_partly else said.tag

    def _standing(self, said, group):
        if said.stage not in OWED or said.due_on is None:
            return said.tag
        what = "An answer" if said.stage == Stage.HEARD else "To be heard"
        today = group.local(self.now).date()
        days = workdays.between(said.due_on, today, group.nation)
        late = f", {count_of(days, 'working day')} late" if today > said.due_on else ""
        return f"{what}: promised by {said.due_on:%-d %B %Y}{late}"

    def _asked_again(self, row):
        late = row.days_late(self.now)
        late = f", {count_of(late, 'working day')} late" if late > 0 else ""
        return f"{OWED_AGAIN[row.rung]}: promised by {row.answer_by:%-d %B %Y}{late}"

    def _invited(self, meeting, member):
        return member.role in THE_GROUP or (meeting.pk, member.pk) in self.guests

    @staticmethod
    def _line(said, group, note):
        words = said.words if len(said.words) <= 160 else said.words[:159].rstrip() + "…"
        return Line(words, note, said_path(said, group))

    @staticmethod
    def _meeting(meeting, group):
        path = reverse("meeting", kwargs={"slug": group.slug, "meeting_id": meeting.pk})
        return Line(meeting.title, meeting.when, path)


# --- promises that are about to pass, or have passed ---

SOON_DAYS, DEPUTY_DAYS = 1, 2  # working days before the promise, and after it
LOOK_AHEAD = timedelta(days=5)  # a working day before Tuesday after Easter is the Thursday


@dataclass(frozen=True)
class Promise:
    """One promise and the rung of the ladder that is due: first the owner, then their deputy (product.md)."""

    said: Said
    by: date
    rung: str
    days_late: int


def promises_to_nudge(now: datetime, limit=200) -> list[Promise]:
    """Promises whose next rung is due. Looks *on or before and not done*, so that an outage skips nobody."""
    climbed = Nudge.objects.filter(said=OuterRef("pk"), round=OuterRef("round"), stage=OuterRef("stage"))
    rows = (
        Said.objects.filter(stage__in=OWED, group__closed_at=None)
        .filter(due_on__lte=(now + LOOK_AHEAD).date())
        .filter(~Exists(climbed.filter(rung=Nudge.Rung.DEPUTY)))
        .annotate(last=Subquery(climbed.order_by("-id").values("rung")[:1]))
        .select_related("group")
        .order_by("due_on", "id")
    )
    found = (_promise(said, now) for said in rows[:limit])
    return [promise for promise in found if promise]


def _promise(said, now):
    nation, today = said.group.nation, said.group.local(now).date()
    late = workdays.between(said.due_on, today, nation)
    if late >= DEPUTY_DAYS:
        rung = Nudge.Rung.DEPUTY
    elif today > said.due_on:
        rung = Nudge.Rung.PASSED
    elif -late <= SOON_DAYS:
        rung = Nudge.Rung.SOON
    else:
        return None
    return None if rung == said.last else Promise(said, said.due_on, rung, max(late, 0))


def to_nudge(promises) -> dict[int, list[Membership]]:
    """Whom to write to for each promise, by entry: the owner, and on the last rung the deputy too. One statement."""
    system = Membership.objects.current().filter(
        role__in=(Role.POINT_OF_CONTACT, Role.SPONSOR), group__in={p.said.group_id for p in promises}
    )
    people = defaultdict(lambda: defaultdict(list))
    for one in system.select_related("person", "deputy__person").order_by("id"):
        people[one.group_id][one.role].append(one)
    return {p.said.pk: _asked(p, people[p.said.group_id]) for p in promises}


def _asked(promise, by_role):
    contacts, sponsors = by_role[Role.POINT_OF_CONTACT], by_role[Role.SPONSOR]
    first, second = (contacts, sponsors) if promise.said.stage == Stage.SENT else (sponsors, contacts)
    owners = first or second
    if promise.rung != Nudge.Rung.DEPUTY:
        return owners
    deputies = [o.deputy for o in owners if o.deputy and o.deputy.left_at is None] or second
    return [*owners, *(d for d in deputies if d.pk not in {o.pk for o in owners})]


def still_owed(letters) -> set[int]:
    """Letters whose entry still waits for just this. `about` is `owed:<entry>:<round>:<stage>`."""
    wanted = {letter.pk: letter.about.split(":")[1:] for letter in letters}
    rows = Said.objects.filter(pk__in={pk for pk, _, _ in wanted.values()}).values_list("pk", "round", "stage")
    now_owed = {(str(pk), str(turn), stage) for pk, turn, stage in rows}
    return {letter for letter, about in wanted.items() if tuple(about) in now_owed}


def still_in_that_role(letters) -> set[int]:
    """Digests whose reader still has the role it was made for. `about` is `role:<membership>:<role>`."""
    wanted = {letter.pk: letter.about.split(":")[1:] for letter in letters}
    rows = Membership.objects.current().filter(pk__in={pk for pk, _ in wanted.values()}).values_list("pk", "role")
    roles = {(str(pk), role) for pk, role in rows}
    return {letter for letter, about in wanted.items() if tuple(about) in roles}
