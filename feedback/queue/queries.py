"""One person's list over all their groups: what is owed, by when, in the group's words, and who was asked instead."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from feedback.challenges.models import OWED as ASKED_AGAIN
from feedback.challenges.models import Challenge
from feedback.disputes import queries as disputes
from feedback.disputes.queries import Waits
from feedback.handovers import queries as handovers
from feedback.handovers.models import Handover
from feedback.log import queries as log
from feedback.log.models import Said
from feedback.overview import queries as overview
from groups.away import queries as away
from groups.away.models import Away
from groups.membership.models import Membership

AT_ONCE = 8  # forms on one page; the next come up as these are answered
LOOK_AT = 100


@dataclass(frozen=True)
class Item:
    """One thing owed. `mine` is the reader's place in its group; `handed` who was asked for it, if somebody was."""

    mine: Membership
    said: Said
    owed: str
    what: str
    due_on: date
    late_days: int
    challenge: Challenge | None
    handed: Handover | None

    @property
    def key(self) -> str:
        return key_of(self.said, self.owed)

    @property
    def asked_of_me(self) -> bool:
        return self.handed is not None and self.handed.to_id == self.mine.pk


@dataclass(frozen=True)
class Page:
    """`items` wait for the reader, the oldest promise first; `elsewhere` waits for somebody who was asked. `came_later`: members
    say that a programme of theirs came later."""

    items: list[Item]
    more: bool
    elsewhere: list[Item]
    people: dict[int, list[Membership]]
    together: Counter = field(default_factory=Counter)  # by group, how many wait for the reader, also those not shown
    standing_in: list[Away] = field(default_factory=list)
    came_later: list[Waits] = field(default_factory=list)

    def could_be_asked(self, item: Item) -> list[Membership]:
        return handovers.right_for(self.people[item.said.group_id], item.owed, item.mine)


@dataclass(frozen=True)
class Row:
    """One thing owed as a home page shows it, with the place in the list where this reader answers it, if they do."""

    owed: overview.Owed
    url: str


def rows_of(owed, memberships, back: str) -> list[Row]:
    """For a home page. `back` says which one to come back to: of the `group`, or of `all` groups. No statement."""
    mine = {one.group_id: one for one in memberships}
    return [Row(one, _place(one, mine.get(one.said.group_id), back)) for one in owed]


def _place(one, mine, back) -> str:
    if mine is None or not mine.may(handovers.needed_for(one.owed)) or one.asked_instead not in (None, mine.pk):
        return ""
    key = key_of(one.said, one.owed)
    return f"{reverse('queue')}?{urlencode({'item': key, 'back': back})}#h-{key}"


def key_of(said, owed) -> str:
    return f"{said.pk}-{owed}"


def page(memberships, now: datetime, wanted: str = "") -> Page:
    """Six statements, however many groups and things. What is `wanted` is there, however many come before it."""
    wait, elsewhere = _waiting(memberships, now, LOOK_AT)
    people = handovers.could_be_asked([one.group_id for one in memberships])
    standing_in, disputed = away.whom_they_stand_in_for(memberships, now), disputes.to_answer(memberships, now)
    shown = wait[:AT_ONCE] + [one for one in wait[AT_ONCE:] if one.key == wanted]
    together = Counter(one.said.group_id for one in wait)
    return Page(shown, len(wait) > AT_ONCE, elsewhere, people, together, standing_in, disputed)


def all_of_it(mine: Membership, now: datetime) -> list[Item]:
    """All that waits for one person in one group, however much it is. Three statements."""
    return _waiting([mine], now)[0]


def _waiting(memberships, now, most=None) -> tuple[list[Item], list[Item]]:
    """What waits for the reader, the oldest promise first, and what for somebody who was asked. Three statements."""
    mine = {one.group_id: one for one in memberships}
    found = [*_to_answer(mine, now, most), *_asked_again(mine, now, most)]
    handed = handovers.standing_for([said for said, *_ in found])
    items = [
        Item(mine[said.group_id], said, owed, what, due_on, late, challenge, handed.get((said.pk, owed)))
        for said, owed, what, due_on, late, challenge in found
    ]
    items.sort(key=lambda one: (one.due_on, one.said.pk))
    wait = [one for one in items if one.handed is None or one.asked_of_me]
    return wait, [one for one in items if one.handed and not one.asked_of_me]


def _to_answer(mine, now, most):
    rows = overview.of_groups(mine).filter(stage__in=overview.OWED, due_on__isnull=False)
    away_last = handovers.given_away("pk", "stage", mine.values())  # what others were asked for takes nobody's place
    for said in rows.order_by(away_last, "due_on", "id")[:most]:
        late = log.standing(said, now).late_days
        yield said, said.stage, overview.OWED[said.stage], said.due_on, late, None


def _asked_again(mine, now, most):
    """Challenges that the reader may answer in that group."""
    rows = Challenge.objects.of_groups(mine).open().for_the_system().with_entry()
    for row in rows.order_by(handovers.given_away("said", "rung", mine.values()), "answer_by", "id")[:most]:
        if mine[row.said.group_id].may(handovers.needed_for(row.rung)):
            yield row.said, row.rung, ASKED_AGAIN[row.rung], row.answer_by, max(row.days_late(now), 0), row
