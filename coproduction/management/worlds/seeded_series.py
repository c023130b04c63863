"""Meetings that repeat, in a seeded group: one series that goes on and one that was ended; and what a meeting left over."""

from datetime import time, timedelta

from groups.agendas import operations as agendas
from groups.series import operations as series


def tell(story, cast, planted) -> None:
    made = {}
    story.tell(story.days.at(2, 18), plan, cast, planted, made)
    story.tell(story.days.at(1, 18), end, cast, planted, made)
    story.tell(story.days.at(1, 19), leave_over, planted)


def plan(cast, planted, made, *, now):
    own = cast.inside

    def planned(first, weeks, **details):
        day = now.date() + timedelta(days=first)
        return series.plan(
            by=planted.who("facilitator"), now=now, rhythm="FORTNIGHTLY", first_on=day,
            last_on=day + timedelta(weeks=weeks), starts=time(18), ends=time(19, 30), **details,
        )  # fmt: skip

    goes_on = planned(
        40, 8, title=f"Circle {cast.word('series title', own)}", about=cast.word("series about", own), how="HYBRID",
        place=f"Room {cast.word('series place', own)}", place_access=cast.word("series access", own),
        joining_link=f"https://meet.example.org/{cast.word('series joining link', own)}",
        joining_note=cast.word("series joining note", own), arrangements=cast.word("series arrangements", own),
    )  # fmt: skip
    made["ended"] = planned(
        41, 6, title=f"Ended {cast.word('title of an ended series', own)}", how="IN_PERSON", place="Room 4"
    )
    one = goes_on.meetings.order_by("starts_at")[1]
    planted.more += [
        ("series", goes_on.pk, "series", {"series_id": goes_on.pk}),
        (
            "meeting_with_places",
            planted.meetings["nearly_full"].pk,
            "places",
            {"meeting_id": planted.meetings["nearly_full"].pk},
        ),
        ("meeting_in_series", one.pk, "meeting", {"meeting_id": one.pk}),
    ]


def end(cast, planted, made, *, now):
    last = made["ended"].meetings.order_by("starts_at").first()
    because = cast.word("why a series ends", cast.inside)
    series.end_from_here(meeting=last, by=planted.who("facilitator"), now=now, because=because)


def leave_over(planted, *, now):
    item = planted.meetings["behind"].items.earliest("id")
    agendas.leave_over(item=item, by=planted.who("facilitator"), now=now, left_as="GO_ON")
