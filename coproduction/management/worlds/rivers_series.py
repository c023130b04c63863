"""The invented group's evening by telephone and screen, every four weeks; and what was left over at the first of them."""

from datetime import time, timedelta

from coproduction.management.worlds.planting import Planted, Story
from coproduction.management.worlds.rivers_meetings import ONLINE
from groups.agendas import operations as agendas
from groups.calendars import operations as calendars
from groups.series import operations as series


def tell(story: Story, planted: Planted) -> None:
    made = {}
    story.tell(story.days.at(20, 9), plan, planted, made)
    story.tell(story.days.at(15, 15), suggest, planted, made)
    story.tell(story.days.at(12, 19), leave_over, planted, made)
    story.tell(story.days.at(9, 20), own_calendar, planted)


def plan(planted, made, *, now):
    first = planted.days.on(12)
    planned = series.plan(
        by=planted.who("tobias"), now=now, title="Evening by the telephone", rhythm="FOUR_WEEKLY", first_on=first,
        last_on=first + timedelta(weeks=25), starts=time(17, 30), ends=time(18, 30), how="ONLINE",
        about="For those who work, and those who cannot come out. Bring one thing you want said.",
        arrangements="Captions, a sign language interpreter, a phone line.", **ONLINE,
    )  # fmt: skip
    made["first"] = planned.meetings.order_by("starts_at").first()


def suggest(planted, made, *, now):
    told = {"meeting": made["first"], "now": now, "purpose": "EXPLORE"}
    agendas.propose(by=planted.who("tobias"), title="What one thing do you want said?", minutes=45, **told)
    item = agendas.propose(
        by=planted.who("derek"),
        title="Lifts that are out of order",
        detail="Three of four this month.",
        minutes=15,
        **told,
    )
    agendas.place(item=item, by=planted.who("tobias"), now=now)
    made["lifts"] = item


def leave_over(planted, made, *, now):
    item = made["lifts"]
    agendas.leave_over(item=item, by=planted.who("tobias"), now=now, left_as="NOT_REACHED")


def own_calendar(planted, *, now):
    calendars.make_address(by=planted.who("derek").person, now=now)
