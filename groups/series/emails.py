"""Letters about a series: one a person, whatever number of meetings. And the check that each is still right."""

from django.urls import reverse

from groups.meetings import queries as meetings
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.series import queries
from groups.series.models import Series

STEM = "groups/series/emails/"
NOTED = "groups/series/replies/emails/noted"  # of one person, not of the series: its own check


def _dates(rows, person) -> list[str]:
    """Each meeting as one line, in the order of time; with the reader's own clock where that shows another time."""
    lines = []
    for one in rows:
        yours = meetings.yours(one, person)
        lines.append(f"{one.when} (on your clock: {yours})" if yours else one.when)
    return lines


def _to_all(stem, series, rows, staying=(), *, now, context, **shared):
    """To each who may come to one of `rows`. `staying` are the meetings of the series that go ahead."""
    letters = []
    for m, theirs in queries.to_tell(rows):
        stay = [one for one in staying if m.inside or one in theirs]
        # A guest cannot open the series: they are led to the first meeting they may see.
        page = ("series", {"series_id": series.pk}) if m.inside else ("meeting", {"meeting_id": theirs[0].pk})
        letters.append({
            "to": m.person, "key": f"series-{stem}:series-{series.pk}:v{series.version}:person-{m.person_id}",
            "path": reverse(page[0], kwargs={"slug": series.group.slug, **page[1]}),
            "context": {"dates": _dates(theirs, m.person), "staying": _dates(stay, m.person)},
        })  # fmt: skip
    first, last = rows[0], max([*rows, *staying], key=lambda one: one.ends_at)
    context = {"title": series.title, "first": first.day} | context
    notices.post_many(
        f"{STEM}{stem}", letters, at=now, group=series.group, kind=Kind.MEETING, context=context,
        about=f"series:{series.pk}:{series.version}", useful_until=last.ends_at, **shared,
    )  # fmt: skip


def planned(series: Series, rows, *, now):
    told = meetings.told_of(rows[0]) | {"how_often": queries.rhythm_in_words(series.rhythm, series.first_on)}
    _to_all("planned", series, rows, now=now, context=told, button="See the meetings")


def changed(series: Series, rows, staying, *, what: str, again: bool, where: bool, now):
    """`what` was changed, in words; `again`: people are asked again; `where`: the place or how to join is new.

    Says every meeting of the series that is to come, so that one letter is enough for whoever had none yet.
    """
    told = {"what": what, "again": again} | (meetings.told_of(rows[0]) if where else {})
    urgent = meetings.close_by(rows[0], now)
    _to_all("changed", series, rows, staying, now=now, context=told, button="See the meetings", urgent=urgent)


def ended(series: Series, rows, staying, *, now):
    told = {"because": series.ended_because}
    urgent = meetings.close_by(rows[0], now)
    _to_all("ended", series, rows, staying, now=now, context=told, button="See the meetings", urgent=urgent)


def reply_taken(series: Series, replies, whose, *, by, now):
    """To the person for whom somebody replied to several meetings at once: they must be able to put it right."""
    last = max(one.meeting.ends_at for one in replies)
    notices.post(
        NOTED, to=whose.person, at=now, group=series.group, kind=Kind.MEETING, button="See the meetings",
        key=f"series-noted:series-{series.pk}:person-{whose.person_id}:{now.isoformat()}",
        path=reverse("series", kwargs={"slug": series.group.slug, "series_id": series.pk}),
        about=f"series:{series.pk}", useful_until=last,
        context={
            "title": series.title, "who": by.person.name, "answer": replies[0].in_words, "needs": bool(replies[0].needs),
            "dates": [one.meeting.when for one in replies],
        },
    )  # fmt: skip


@notices_queries.recheck(NOTED)
def still_here(letters, now):
    return queries.still_of(letters)


@notices_queries.recheck(STEM)
def still_so(letters, now):
    """Not when the series was changed again since: then a newer letter says how it is."""
    return queries.as_told(letters)
