"""Reminding those who look after the nine, and the facilitators, once for each time something was said."""

from datetime import datetime

from django.db import transaction

from feedback.ingredients_again import emails, queries
from feedback.ingredients_again.models import MEMBERS, NineNudge
from groups.away import queries as away
from groups.membership.models import Membership
from groups.plans import queries as plans


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Of two workers the nudge that is written down lets one through."""
    done = 0
    for rows in queries.records_to_remind(now):
        mine = [one for one in rows if _first(one.group, one.which, one.noted_at, now)]
        if mine:
            emails.records(mine, _asked(mine[0].owner, now), now=now)
            done += 1
    for group in queries.views_to_remind(now):
        if _first(group, MEMBERS, group.seen_at, now):
            emails.view(group, queries.facilitators(group.pk), now=now)
            done += 1
    return done


def _first(group, which, said_at, now) -> bool:
    given = {"group": group, "which": which, "said_at": said_at}
    return NineNudge.objects.get_or_create(**given, defaults={"at": now})[1]


def _asked(owner, now) -> list[Membership]:
    """Whoever looks after it; while away, whoever stands in; the facilitators, who choose somebody else, if they have left."""
    here = owner.left_at is None and owner.person.is_active
    return away.instead([owner], now) if here else list(queries.facilitators(owner.group_id))


def remind_again(letter, suffix, *, now: datetime) -> None:
    """For somebody who put it off. Whether it is still right is looked at when it goes."""
    kind, numbers = letter.about.split(":")
    here = Membership.objects.current().filter(group=letter.group_id, person=letter.person_id)
    people = list(here.select_related("person", "group"))
    if kind == "nine-view":
        for group in queries.seen().filter(pk=letter.group_id):
            emails.view(group, people, now=now, suffix=suffix)
        return
    rows = list(queries.records().filter(pk__in=[int(pk) for pk in numbers.split("-")]))
    if rows:
        emails.records(rows, people, now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        queries.PLAN, 112, "Our nine ingredients", lambda group, plan: queries.SAYS, queries.coming, (emails.AGAIN,),
        remind_again, leads="This reminder ends when somebody has said how it is today.",
    )
)  # fmt: skip
