"""Planning meetings that repeat, changing those from one of them on, and ending them."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from coproduction.kit import locks, walltime, words
from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.meetings import operations as meetings
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from groups.series import emails, queries
from groups.series.models import Series

SHARED = (
    "place",
    "place_access",
    "joining_link",
    "joining_note",
)  # may be changed for all from here on, besides the time


class TooFewDays(Refusal):
    """That is one meeting or none. Choose a later last day, or plan a meeting by itself."""


class TooManyDays(Refusal):
    """That is too many meetings at once. Choose an earlier last day."""


class NotInASeries(Refusal):
    """This meeting is not one of a series."""


class NothingFromHere(Refusal):
    """No meeting of this series is left to change: they were held or cancelled."""


class NothingToAnswer(Refusal):
    """You have answered for every meeting of this series that is still to come."""


class NothingChanged(Refusal):
    """Nothing is different from before. Change the time, the length or the place."""


def _moments(day: date, starts: time, ends: time, zone) -> tuple[datetime, datetime]:
    """When the wall shows these times on that day, whatever the clocks did. What ends at midnight ends with the day."""
    last = day + timedelta(days=1) if ends == time(0) else day
    return walltime.at(day, starts, zone), walltime.at(last, ends, zone)


def check(found: queries.Days, starts: time, zone, now) -> None:
    """Whether these days can be planned. Asked before they are shown, and again when they are planned."""
    if len(found.days) < 2:
        raise TooFewDays(field="last_on")
    if len(found.days) > queries.MOST:
        many = f"That is {len(found.days)} meetings. At most {queries.MOST} can be planned at once."
        raise TooManyDays(f"{many} Choose an earlier last day.", field="last_on")
    if walltime.at(found.days[0], starts, zone) <= now:
        raise meetings.MeetingInThePast(field="first_on")


@transaction.atomic
def plan(*, by: Membership, now, title, rhythm, first_on, last_on, starts: time, ends: time, **details) -> Series:
    """Plans a meeting for each day that is no bank holiday, and tells everyone in one letter. The same twice is once."""
    found = queries.days_of(rhythm, first_on, last_on, by.group.nation)
    check(found, starts, by.group.zone, now)
    series, new = Series.objects.get_or_create(
        group=by.group, title=title, rhythm=rhythm, first_on=first_on, last_on=last_on, starts=starts, ended_at=None,
        defaults={"planned_by": by, "planned_at": now},
    )  # fmt: skip
    if not new:
        return series
    made = []
    for day in found.days:
        starts_at, ends_at = _moments(day, starts, ends, by.group.zone)
        made.append(
            meetings.plan(
                by=by, now=now, title=title, starts_at=starts_at, ends_at=ends_at, series=series, tell=False, **details
            )
        )
    how_often = queries.rhythm_in_words(rhythm, first_on)
    how_often = how_often[0].lower() + how_often[1:]
    sentence = f"{by.person.name} planned “{title}” as {len(made)} meetings: {how_often}."
    record("series_planned", sentence, at=now, by=by, about=series, skipped=[one.in_words for one in found.skipped])
    emails.planned(series, made, now=now)
    return series


def _locked(meeting: Meeting, now) -> tuple[Series, list[Meeting]]:
    """The series, nobody else's until we are done, and its meetings from this one on."""
    if meeting.series_id is None:
        raise NotInASeries
    series = locks.held(Series.objects).select_related("group").get(pk=meeting.series_id)
    rows = list(queries.from_here(meeting, now))
    if not rows:
        raise NothingFromHere
    return series, rows


@transaction.atomic
def change_from_here(*, meeting: Meeting, by: Membership, now, as_seen: str, starts: time, ends: time, **new) -> Series:
    """Changes this meeting and those after it. Only what differs from this meeting is changed in the others.

    Each keeps its day; a new time is the time on the wall of that day. Where one of them had a place of its own, it keeps it
    unless the place is what is changed.
    """
    series, rows = _locked(meeting, now)
    first = Meeting.objects.get(pk=meeting.pk)
    if as_seen != first.edition:
        raise meetings.ChangedMeanwhile
    other = {name: new[name] for name in SHARED if name in new and new[name] != getattr(first, name)}
    moved = (first.starts.time(), first.ends.time()) != (starts, ends)
    if not other and not moved:
        raise NothingChanged
    changed = []
    for row in rows:
        its = dict(other)
        if moved:
            its["starts_at"], its["ends_at"] = _moments(row.starts.date(), starts, ends, row.zone)
        changed.append(meetings.change(meeting=row, by=by, now=now, tell=False, **its))
    series.version += 1
    series.save(update_fields=["version"])
    what = _in_words(moved, other)
    count = words.count_of(len(changed), "meeting")
    record("series_changed", f"{by.person.name} changed {what} of {count} of “{series}”.", at=now, by=by, about=series)
    again = moved or "place" in other
    emails.changed(
        series, changed, list(queries.stand(series, now)), what=what, again=again, where=bool(other), now=now
    )
    return series


def _in_words(moved, other) -> str:
    said = {
        "the time": moved,
        "the place": {"place", "place_access"} & other.keys(),
        "how to join": {"joining_link", "joining_note"} & other.keys(),
    }
    return " and ".join(name for name, changed in said.items() if changed)


@transaction.atomic
def end_from_here(*, meeting: Meeting, by: Membership, now, because: str) -> Series:
    """Cancels this meeting and those after it. One letter a person, with the reason; what was said for them stays."""
    series, rows = _locked(meeting, now)
    gone = [meetings.cancel(meeting=row, by=by, now=now, because=because, tell=False) for row in rows]
    series.version += 1
    series.ended_at, series.ended_by, series.ended_because = now, by, because
    series.save(update_fields=["version", "ended_at", "ended_by", "ended_because"])
    count = words.count_of(len(gone), "meeting")
    sentence = f"{by.person.name} ended the series “{series}”: {count} cancelled."
    record("series_ended", sentence, at=now, by=by, about=series, because=because)
    emails.ended(series, gone, list(queries.stand(series, now)), now=now)
    return series


@transaction.atomic
def reply(
    *, series: Series, by: Membership, now, answer, way="", needs="", again=False, whose: Membership | None = None
) -> list[Meeting]:
    """One answer for every meeting that is to come and was not answered yet, or with `again` for all of them.

    Gives those whose room is full: there nothing is said, and one can wait for a place. For somebody else it is as with a
    reply to one meeting (row 23), and they are told in one letter.
    """
    whose = whose or by
    rows = queries.to_answer(series, whose, now, again=again)
    if not rows:
        raise NothingToAnswer
    full, said = [], []
    for row in rows:
        try:
            with transaction.atomic():
                said.append(_reply(row, whose, by, now, answer=answer, way=way, needs=needs))
        except meetings.MeetingFull:
            full.append(row)
    if said and whose != by:
        emails.reply_taken(series, said, whose, by=by, now=now)
    return full


def _reply(row, whose, by, now, **given):
    if whose == by:
        return meetings.reply(meeting=row, by=by, now=now, **given)
    return meetings.reply_for(meeting=row, whose=whose, by=by, now=now, tell=False, **given)
