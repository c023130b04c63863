"""What lies ready for a batch of readers, in seven statements. Each short list is cut off by the database, along an index."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from coproduction.kit.counts import Few
from feedback.challenges import queries as challenges
from feedback.challenges.models import Challenge
from feedback.deeds.models import Verdict
from feedback.drafts.models import Agreement
from feedback.gathering.models import Piece
from feedback.log.models import STILL_WAITING, WITH_THE_GROUP, Bucket, Said, Stage, Step
from feedback.permissions import FeedbackAbility
from feedback.topics.models import Tally
from groups.actions.models import Action
from groups.charter.models import Group
from groups.meetings.models import Guest, Meeting, Reply
from groups.membership.models import THE_GROUP, Membership
from groups.permissions import GroupAbility

AHEAD, SOON = timedelta(days=35), timedelta(days=14)
MOST = 8  # of one kind; the rest is a link away
OWED = (Stage.SENT, Stage.HEARD)
NEWS = (Stage.DOING, Stage.DID, Stage.CANNOT, Stage.ANSWERED)
NO_NEWS_OF_OWN = (Stage.DRAFT, Stage.WITHDRAWN, Stage.EARLIER)  # what somebody did with their own draft they know


@dataclass(frozen=True)
class Need:
    """One thing that waits for the reader: put, send, check, agree, judge, hear, answer, asked_again, action or reply."""

    kind: str
    row: object


@dataclass(frozen=True)
class Told:
    """What there is for one reader in one group. `own` are entries with the reader's words in them, said with their name."""

    membership: Membership
    own: list = field(default_factory=list)  # (entry, the reader's words)
    needs: list[Need] = field(default_factory=list)
    news: list = field(default_factory=list)  # (entry, whether somebody said partly)
    waiting: list = field(default_factory=list)
    waiting_in_all: int = 0
    ahead: list = field(default_factory=list)

    @property
    def worth_sending(self) -> bool:
        """That things still wait is nothing new."""
        return self.is_new or bool(self.ahead)

    @property
    def is_new(self) -> bool:
        """More than what is coming up: that was so before."""
        return bool(self.own or self.needs or self.news)


def readers(people, since: datetime, now: datetime):
    """The memberships of these people in open groups, with what is each one's own. One statement."""
    me, ours = OuterRef("pk"), OuterRef("group")
    said = Said.objects.filter(group=ours)
    agreed = Agreement.objects.filter(said=OuterRef("pk"), asking=OuterRef("asking"), membership=OuterRef(me))
    told = Verdict.objects.filter(said=OuterRef("pk"), round=OuterRef("round"), membership=OuterRef(me))
    asked = said.filter(Q(said_by=None) | Q(said_by=me), ~Exists(told), stage__in=WITH_THE_GROUP)
    own = said.filter(said_by=me, moved_at__gt=since).exclude(stage__in=NO_NEWS_OF_OWN)
    somebodys = Q(said__stage__in=(Stage.DRAFT, Stage.WITHDRAWN), said__shown_as=Said.ShownAs.NAME)
    pieces = Piece.objects.standing().filter(said_by=me, said__moved_at__gt=since).exclude(somebodys)
    pieces = pieces.exclude(said__stage=Stage.EARLIER)
    actions = Action.objects.open().filter(owner=me, due_on__lte=(now + SOON).date())
    meetings = {"membership": me, "meeting__ends_at__gt": now}
    return (
        Membership.objects.current()
        .filter(person__in=people, group__closed_at=None)
        .select_related("person", "group")
        .annotate(
            to_agree=Few(said.filter(~Exists(agreed), stage=Stage.AGREEING).order_by("id")[:MOST]),
            to_judge=Few(asked.order_by("id")[:MOST]),
            own_entries=Few(own.order_by("-moved_at", "-id")[:MOST]),
            own_words=Few(pieces.order_by("-said__moved_at", "-id")[:MOST], "words"),
            own_words_in=Few(pieces.order_by("-said__moved_at", "-id")[:MOST], "said_id"),
            own_actions=Few(actions.order_by("due_on", "id")[:MOST]),
            guest_of=Few(Guest.objects.filter(**meetings), "meeting_id"),
            replied_to=Few(Reply.objects.since_the_move().filter(**meetings), "meeting_id"),
        )
        .order_by("group__name", "id")
    )


def _of_groups(ids, since: datetime, now: datetime):
    """The groups, each with the ends of its own short lists. One statement."""
    said = Said.objects.filter(group=OuterRef("pk"))
    partly = Step.objects.filter(group=OuterRef("pk"), at__gt=since, kind=Step.Kind.VERDICT, inside_only=False)
    meetings = Meeting.objects.filter(group=OuterRef("pk"), starts_at__lt=now + AHEAD).going_ahead().ahead(now)
    counted = Tally.objects.filter(group=OuterRef("pk"), bucket__in=(Bucket.WAITING, Bucket.DOING)).order_by()
    owed = said.filter(stage__in=OWED, due_on__isnull=False)
    ready = said.filter(bucket=Bucket.AGREEING, agree_by__lt=now.date())
    return Group.objects.filter(pk__in=ids).annotate(
        moved=Few(said.filter(stage__in=NEWS, moved_at__gt=since).order_by("-moved_at", "-id")[:MOST]),
        partly=Few(partly.order_by("-at", "-id")[:MOST]),
        longest=Few(said.filter(stage__in=STILL_WAITING).order_by("opened_at", "id")[:MOST]),
        owed=Few(owed.filter(stage__in=STILL_WAITING).order_by("due_on", "id")[:MOST]),
        to_put=Few(said.filter(bucket=Bucket.DRAFT, said_by=None).order_by("number")[:MOST]),
        ready=Few(ready.order_by("agree_by", "id")[:MOST]),
        claimed=Few(said.filter(stage=Stage.CLAIMED).order_by("id")[:MOST]),
        ahead=Few(meetings.order_by("starts_at", "id")[:MOST]),
        waits=Coalesce(Subquery(counted.values("group").annotate(all=Sum("number")).values("all")), Value(0)),
    )


class Shelf:
    """What lies ready for these memberships (of `readers`). `since` is for each what it was told last."""

    def __init__(self, members: list[Membership], since: dict[int, datetime], now: datetime):
        self.since, self.now = since, now
        start = min(since.values(), default=now)
        self.groups = {one.pk: one for one in _of_groups({m.group_id for m in members}, start, now)}
        self.actions = Action.objects.in_bulk(_all(members, "own_actions"))
        self.meetings = Meeting.objects.in_bulk(_all(self.groups.values(), "ahead"))
        steps = Step.objects.filter(pk__in=_all(self.groups.values(), "partly")).order_by("at", "id")
        self.partly = dict(steps.values_list("said", "at"))
        self.said = Said.objects.in_bulk(self._entries(members))
        self.partly_of = defaultdict(list)
        for one in self.said.values():
            one.group = self.groups[one.group_id]
            if one.pk in self.partly:
                self.partly_of[one.group_id].append(one.pk)
        self.asked_again = self._asked_again([m.group_id for m in members if m.for_the_system])

    def _entries(self, members) -> set[int]:
        found = _all(members, "to_agree", "to_judge", "own_entries", "own_words_in")
        found |= _all(self.groups.values(), "moved", "longest", "owed", "to_put", "ready", "claimed")
        return found | set(self.partly)

    def _asked_again(self, groups):
        """What the groups asked again and the system has not answered, by group, oldest promise first."""
        place = Window(RowNumber(), partition_by=[F("said__group_id")], order_by=[F("answer_by").asc(), F("id").asc()])
        rows = Challenge.objects.of_groups(groups).open().for_the_system().select_related("said").annotate(place=place)
        found = defaultdict(list)
        for row in rows.filter(place__lte=MOST).order_by("place"):
            row.said.group = self.groups[row.said.group_id]
            found[row.said.group_id].append(row)
        return found

    def _rows(self, ids):
        return [self.said[pk] for pk in ids or () if pk in self.said]

    def told(self, member: Membership) -> Told:
        """What there is for one of them. No entry is told a second time."""
        group, since = self.groups[member.group_id], self.since[member.pk]
        own = self._own(member, since)
        meetings = [self.meetings[pk] for pk in group.ahead or () if self._invited(pk, member) and pk in self.meetings]
        needs = self._needs(member, group) + self._to_do(member, meetings)
        known = {one.pk for one, _ in own} | {need.row.pk for need in needs if isinstance(need.row, Said)}
        news = [pair for pair in self._news(group, since) if pair[0].pk not in known]
        known |= {one.pk for one, _ in news}
        asked = {need.row.pk for need in needs if need.kind == "reply"}
        return Told(
            member,
            own,
            needs,
            news,
            [one for one in self._rows(group.longest) if one.pk not in known],
            group.waits,
            [one for one in meetings if one.pk not in asked],
        )

    def _own(self, member, since):
        """What the reader's own words began, newest first. Of words said without a name nobody knows whose they are."""
        found = {one.pk: (one, one.words) for one in self._rows(member.own_entries)}
        for pk, words in zip(member.own_words_in or (), member.own_words or (), strict=True):
            found.setdefault(pk, (self.said[pk], words))
        fresh = [(one, words) for one, words in found.values() if self._last(one, since) > since]
        return sorted(fresh, key=lambda pair: (pair[0].moved_at, pair[0].pk), reverse=True)[:MOST]

    def _last(self, said, since):
        return max(said.moved_at, self.partly.get(said.pk, since))

    def _news(self, group, since):
        rows = {one.pk: one for one in self._rows([*(group.moved or ()), *self.partly_of[group.pk]])}
        fresh = [one for one in rows.values() if one.stage in NEWS and self._last(one, since) > since]
        fresh.sort(key=lambda one: (self._last(one, since), one.pk), reverse=True)
        return [(one, self.partly.get(one.pk, since) > since) for one in fresh[:MOST]]

    def _needs(self, member, group) -> list[Need]:
        if member.for_the_system:
            owed = [Need("hear" if one.stage == Stage.SENT else "answer", one) for one in self._rows(group.owed)]
            again = [one for one in self.asked_again[group.pk] if _answers(member, one)]
            return owed + [Need("asked_again", one) for one in again]
        if member.facilitates:
            kinds = {"send": group.ready, "check": group.claimed, "put": group.to_put}
        else:
            kinds = {
                "judge": member.to_judge if member.may(FeedbackAbility.SAY_IF_ANSWERED) else (),
                "check": group.claimed if member.may(FeedbackAbility.CHECK_DID) else (),
                "agree": member.to_agree if member.may(FeedbackAbility.AGREE_DRAFT) else (),
            }
        return [Need(kind, one) for kind, ids in kinds.items() for one in self._rows(ids)]

    def _to_do(self, member, meetings) -> list[Need]:
        """Meetings to answer and actions to do."""
        mine = [self.actions[pk] for pk in member.own_actions or () if pk in self.actions]
        replied = set(member.replied_to or ())
        asked = [one for one in meetings if one.pk not in replied] if member.may(GroupAbility.REPLY) else []
        return [*(Need("reply", one) for one in asked), *(Need("action", one) for one in mine)]

    @staticmethod
    def _invited(meeting_id, member):
        return member.role in THE_GROUP or (member.for_the_system and meeting_id in (member.guest_of or ()))


def _all(rows, *names) -> set[int]:
    return {pk for row in rows for name in names for pk in getattr(row, name) or ()}


def _answers(member, challenge) -> bool:
    return challenges.ANSWERED_BY[challenge.rung].opens_for(member.role)
