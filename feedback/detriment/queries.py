"""Who lost something within half a year after a challenge. Read from what other rooms keep; nothing is kept about suspicion."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from feedback.challenges.models import Challenge
from feedback.deeds.models import Verdict
from feedback.detriment.models import Fall
from groups.charter.models import Group
from groups.history.models import Event
from groups.meetings.models import Guest, Meeting
from groups.membership.models import THE_SYSTEM, Membership, Role
from groups.removals.operations import REMOVED

SOON = timedelta(days=180)
ENOUGH_MEETINGS = 3  # fewer say nothing about who is invited
HEIGHT = {Role.SUPPORTER: 0, Role.MEMBER: 1, Role.CO_FACILITATOR: 2, Role.FACILITATOR: 3}


def challenges(since: datetime):
    """Pairs of membership and moment: a *no*, and a challenge under one's name. Who began one from the group nobody keeps."""
    no, named = _challenges(since)
    return no.values_list("membership_id", "at").union(named.values_list("asked_by_id", "asked_at"))


def _challenges(since):
    named = Challenge.objects.filter(asked_at__gte=since, asked_by__isnull=False)
    return Verdict.objects.filter(answer=Verdict.Answer.NO, at__gte=since), named


def due(now: datetime) -> list:
    """Whether anybody whose group has an independent person challenged lately: far more than lost something. No statement."""
    watched = Q(group__closed_at=None) & ~Q(group__independent_email="")
    people = Membership.objects.filter(watched)
    no, named = _challenges(now - 2 * SOON)
    return [no.filter(membership__in=people), named.filter(asked_by__in=people)]


@dataclass(frozen=True)
class Found:
    """What somebody lost, when, and the challenge before it."""

    membership: Membership
    what: str
    fell_at: datetime
    challenged_at: datetime
    role_was: str = ""


def is_outside(group) -> bool:
    """Whether the independent person a group names stands outside: is not one of those in the group or beside it."""
    here = Membership.objects.here().of_group(group.pk)
    return not here.filter(person__email__iexact=group.independent_email).exists()


def falls(now: datetime) -> list[Found]:
    """Those not told yet, of groups with an independent person. A handful of statements; one while nobody challenges."""
    said = defaultdict(list)
    for membership, at in challenges(now - 2 * SOON):
        said[membership].append(at)
    if not said:
        return []
    watched = Membership.objects.filter(pk__in=said, group__closed_at=None).exclude(group__independent_email="")
    people = {one.pk: one for one in watched.select_related("person", "group")}
    told = Fall.objects.filter(membership__in=people)
    known = set(told.values_list("membership", "what", "fell_at"))
    fewer_known = {membership for membership, what, _ in known if what == Fall.What.FEWER}
    lost = [*_removed(people, now), *_lowered(people, now), *_fewer(people, said, fewer_known, now)]
    found = [
        Found(people[pk], what, at, before, was)
        for pk, what, at, was in lost
        if (pk, what, at) not in known and (before := _challenged_before(said[pk], at))
    ]
    outside = {group.pk for group in {one.membership.group for one in found} if is_outside(group)}
    return [one for one in found if one.membership.group_id in outside]


def _challenged_before(moments, at):
    """The last challenge before that moment, if it was soon before."""
    place = bisect_right(ordered := sorted(moments), at)
    return ordered[place - 1] if place and at - ordered[place - 1] <= SOON else None


def _removed(people, now):
    for pk, one in people.items():
        if one.left_at and one.left_because == REMOVED and one.left_at > now - SOON:
            yield pk, Fall.What.REMOVED, one.left_at, one.get_role_display()


def _lowered(people, now):
    """By somebody else: who steps down does so freely."""
    changes = Event.objects.filter(
        about_kind=Membership._meta.label_lower, about_id__in=people, what="role_changed", at__gt=now - SOON
    )
    for event in changes.order_by("id"):
        was, is_now = event.detail.get("was", ""), event.detail["role"]
        if event.by_id != people[event.about_id].person_id and HEIGHT.get(was, 0) > HEIGHT.get(is_now, 9):
            yield event.about_id, Fall.What.LOWERED, event.at, Role(was).label


def _fewer(people, said, told, now):
    """Members are always invited. Whoever has become one of those invited meeting by meeting may be left out: from then
    on, to fewer than half of at least three meetings."""
    for pk, one in people.items():
        if one.role not in THE_SYSTEM or one.left_at or pk in told:
            continue
        after = max(said[pk])
        held = Meeting.objects.going_ahead().filter(
            group=one.group_id, starts_at__range=(after, min(now, after + SOON))
        )
        invited = Guest.objects.filter(meeting__in=held, membership=one).values("meeting")
        missed = list(held.exclude(pk__in=invited).order_by("starts_at").values_list("starts_at", flat=True))
        if (number := held.count()) >= ENOUGH_MEETINGS and len(missed) * 2 > number:
            yield pk, Fall.What.FEWER, missed[0], one.get_role_display()


def still_independent(letters) -> set[int]:
    """Letters whose reader is still the one the group named. `about` is `independent:<group>`."""
    wanted = {letter.pk: (int(letter.about.split(":")[1]), letter.address) for letter in letters}
    rows = Group.objects.filter(pk__in={group for group, _ in wanted.values()})
    named = {(pk, email.lower()) for pk, email in rows.values_list("pk", "independent_email")}
    return {letter for letter, pair in wanted.items() if pair in named}
