"""Every change to a meeting, to who comes and to who is invited."""

from copy import copy

from django.db import transaction

from coproduction.kit import locks, words
from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.meetings import emails, queries
from groups.meetings.models import Guest, Meeting, Reply
from groups.membership.models import Membership
from groups.people import operations as people

MOVES = ("starts_at", "ends_at", "how", "place")  # a change of these asks everyone again
QUIET = ("about", "capacity")  # a change of these is kept in history only


class MeetingInThePast(Refusal):
    """Choose a time that is still to come."""


class MeetingEndsTooSoon(Refusal):
    """The meeting must end after it starts."""


class NoWayIn(Refusal):
    """Say where people meet, or how they join."""


class MeetingAlreadyHeld(Refusal):
    """This meeting is over, so this cannot be changed any more."""


class MeetingCancelled(Refusal):
    """This meeting was cancelled, so this cannot be changed any more."""


class MeetingIsOn(Refusal):
    """This meeting is on now. End it first."""


class ChangedMeanwhile(Refusal):
    """Somebody else changed this meeting while you were on this page. Look at it again, then make your change."""


class TooFewPlaces(Refusal):
    """More people than that are already coming in person."""


class MeetingFull(Refusal):
    """Every place in the room is taken."""


class SayHow(Refusal):
    """Say whether you will come in person or online."""


class NotTheirs(Refusal):
    """You can reply for yourself and for the people you support."""


class NotAskedHere(Refusal):
    """This person is not invited to this meeting."""


class CannotBeGuest(Refusal):
    """Only people from the health and care system are invited meeting by meeting. The group is always invited."""


def _locked(meeting: Meeting, now) -> Meeting:
    """The row as it is now, and nobody else's until we are done. Refuses what is over or cancelled."""
    row = locks.held(Meeting.objects).select_related("group").get(pk=meeting.pk)
    if row.cancelled:
        raise MeetingCancelled
    if row.over(now):
        raise MeetingAlreadyHeld
    return row


def _not_held(row: Meeting, now):
    """What is on, or was begun and ended, keeps its time and is not cancelled: people were there. Started by mistake before
    its time and ended again, it is still to come. (Who runs it is known in `pacing`, which locks the same row.)"""
    running = getattr(row, "running", None)
    if running and not running.over(now):
        raise MeetingIsOn
    if running and row.begun(now):
        raise MeetingAlreadyHeld


def _check_times(starts_at, ends_at, now):
    if ends_at <= starts_at:
        raise MeetingEndsTooSoon(field="ends")
    if starts_at <= now:
        raise MeetingInThePast(field="day")


def _check_way_in(row: Meeting):
    for field, sentence in queries.no_way_in(row.how, vars(row)).items():
        raise NoWayIn(sentence, field=field)


# --- planning ---


@transaction.atomic
def plan(
    *, by: Membership, now, title, starts_at, ends_at, how, about="", place="", place_access="", joining_link="",
    joining_note="", capacity=None, arrangements="", series=None, tell=True,
) -> Meeting:  # fmt: skip
    """Plans a meeting in the group's time zone, and invites the group.

    Here and below: `tell=False` is for whoever tells people of several meetings in one letter of their own.
    """
    _check_times(starts_at, ends_at, now)
    meeting = Meeting(
        group=by.group, title=title, about=about, starts_at=starts_at, ends_at=ends_at, time_zone=by.group.time_zone,
        how=how, place=place, place_access=place_access, joining_link=joining_link, joining_note=joining_note,
        capacity=capacity, arrangements=arrangements, planned_by=by, planned_at=now, told_at=now, series=series,
    )  # fmt: skip
    _check_way_in(meeting)
    meeting.save()
    record("meeting_planned", f"{by.person.name} planned “{title}”, {meeting.when}.", at=now, by=by, about=meeting)
    if tell:
        emails.planned(meeting, now=now)
    return meeting


@transaction.atomic
def change(*, meeting: Meeting, by: Membership, now, as_seen: str | None = None, tell=True, **new) -> Meeting:
    """Changes what is given. People are told what changed; who is asked again depends on whether it moved.

    `as_seen` is the `edition` the person was looking at: if it is another by now, nothing is changed.
    """
    row = _locked(meeting, now)
    if {"starts_at", "ends_at"} & {name for name, value in new.items() if value != getattr(row, name)}:
        _not_held(row, now)
    old = copy(row)
    if as_seen is not None and as_seen != row.edition:
        raise ChangedMeanwhile
    for name, value in new.items():
        setattr(row, name, value)
    told = emails.what_changed(old, row)
    quiet = [name for name in QUIET if getattr(old, name) != getattr(row, name)]
    if not told and not quiet:
        return row
    moved = any(getattr(old, name) != getattr(row, name) for name in MOVES)
    if (old.starts_at, old.ends_at) != (row.starts_at, row.ends_at):
        _check_times(row.starts_at, row.ends_at, now)
    _enough_places(row)
    _check_way_in(row)
    row.changed_at = now
    if moved:
        row.moved_at = now
    if told:
        row.version, row.told_at = row.version + 1, now
    row.save()
    what = ", ".join(
        [one["what"].lower() for one in told] + [{"about": "what it is about"}.get(n, "places") for n in quiet]
    )
    when_it_was = {"was": old.when, "now": row.when} if moved else {}
    record(
        "meeting_changed", f"{by.person.name} changed “{row.title}”: {what}.", at=now, by=by, about=row, **when_it_was
    )
    if told and tell:
        emails.changed(row, told, moved=moved, now=now)
    return row


def _enough_places(meeting):
    if not (meeting.capacity and meeting.in_a_room):
        return
    coming = meeting.replies.of_current().seated().count()
    if coming > meeting.capacity:
        said = words.count_of(coming, "person is", "people are")
        raise TooFewPlaces(f"{said} already coming in person. Leave room for them.", field="capacity")


@transaction.atomic
def cancel(*, meeting: Meeting, by: Membership, now, because: str, tell=True) -> Meeting:
    """Cancels it. The meeting, its agenda and the replies stay to be read; everyone invited is told."""
    row = _locked(meeting, now)
    _not_held(row, now)
    row.cancelled_at, row.cancelled_by, row.cancelled_because = now, by, because
    row.version += 1
    row.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because", "version"])
    said = f"{by.person.name} cancelled “{row.title}”, {row.when}."
    record("meeting_cancelled", said, at=now, by=by, about=row, because=because)
    if tell:
        emails.cancelled(row, now=now)
    return row


# --- guests ---


@transaction.atomic
def invite(*, meeting: Meeting, guest: Membership, by: Membership, now, tell=True) -> Guest:
    """Invites a point of contact or sponsor to this one meeting. Twice is once."""
    row = _locked(meeting, now)
    if guest.role not in Guest.MAY_BE or guest.group_id != row.group_id:
        raise CannotBeGuest
    made, new = Guest.objects.get_or_create(
        meeting=row, membership=guest, defaults={"invited_by": by, "invited_at": now}
    )
    if new:
        sentence = f"{by.person.name} invited {guest.person.name} to “{row.title}”."
        record("guest_invited", sentence, at=now, by=by, about=row)
        if tell:
            emails.invited(row, guest, now=now)
    return made


@transaction.atomic
def take_off(*, meeting: Meeting, guest: Membership, by: Membership, now) -> None:
    """Takes the invitation back: they no longer see this meeting, and their place is free."""
    row = _locked(meeting, now)
    if not Guest.objects.filter(meeting=row, membership=guest).delete()[0]:
        return
    Reply.objects.filter(meeting=row, membership=guest).delete()
    row.waiting.filter(membership=guest).delete()
    sentence = f"{by.person.name} took back the invitation of {guest.person.name} to “{row.title}”."
    record("guest_taken_off", sentence, at=now, by=by, about=row)
    emails.not_invited_any_more(row, guest, now=now)


# --- who is coming ---


@transaction.atomic
def reply(*, meeting: Meeting, by: Membership, now, answer, way="", needs="") -> Reply:
    """Somebody says whether they come, and what they need this time."""
    row = _locked(meeting, now)
    given = _keep(row, by, None, now, answer, way, needs)
    # Without the name: members see who comes or may, so a name here and not there would be a no.
    record("reply_given", f"Someone answered the invitation to “{row.title}”.", at=now, by=by, about=row)
    return given


@transaction.atomic
def reply_for(
    *, meeting: Meeting, whose: Membership, by: Membership, now, answer, way="", needs="", tell=True
) -> Reply:
    """Takes a reply by phone: facilitators for anyone invited, supporters for those they support. The person is told."""
    row = _locked(meeting, now)
    if not queries.may_reply_for(by, whose):
        raise NotTheirs
    if not queries.askable(row).filter(pk=whose.pk).exists():
        raise NotAskedHere
    given = _keep(row, whose, by, now, answer, way, needs)
    sentence = f"{by.in_history} took a reply to “{row.title}” for someone."
    record("reply_taken", sentence, at=now, by=by, about=row, whose=whose.pk)
    if tell:
        emails.reply_taken(given, by=by, now=now)
    return given


def _keep(meeting, whose, given_by, now, answer, way, needs) -> Reply:
    people.keep_needs(whose.person_id, needs)
    way = meeting.way_of(answer, way)
    if answer == Reply.Answer.YES and not way:
        raise SayHow(field="way")
    if answer == Reply.Answer.YES and way == Reply.Way.IN_PERSON:
        _hold_a_place(meeting, whose)
    if answer == Reply.Answer.NO or way == Reply.Way.IN_PERSON:
        meeting.waiting.filter(membership=whose).delete()  # they have what they waited for, or do not want it
    given, _ = Reply.objects.update_or_create(
        meeting=meeting, membership=whose,
        defaults={"answer": answer, "way": way, "needs": needs, "given_by": given_by, "replied_at": now},
    )  # fmt: skip
    return given


def _hold_a_place(meeting, whose):
    """Called with the meeting's row locked: the last place goes to one person only, and to whoever waited for it first."""
    if not meeting.capacity:
        return
    taken = meeting.replies.of_current().seated().exclude(membership=whose).count()
    if taken + meeting.waiting.ahead_of(whose).count() < meeting.capacity:
        return
    full = f"The room is full: all {meeting.capacity} places are taken."
    full = full if meeting.capacity > 1 else "The room is full."
    line = " You can go on the waiting list: see “Places in the room” on the page of the meeting."
    if meeting.how == Meeting.How.HYBRID:
        raise MeetingFull(f"{full} You can still come online or by phone.{line}", field="way")
    other = f" You can also join another way: {meeting.joining_note}." if meeting.joining_note else ""
    raise MeetingFull(
        f"{full} You can say “maybe”, suggest something for the agenda so that it is heard, and read the notes after.{line}{other}",
        field="answer",
    )


def forget_needs(*, meeting: Meeting) -> None:
    """What people wrote that they need is deleted from their replies; that they came stays."""
    meeting.replies.exclude(needs="").update(needs="")
    Meeting.objects.filter(pk=meeting.pk).update(needs_forgotten=True)


def forget_needs_of(person) -> int:
    return Reply.objects.filter(membership__person=person).exclude(needs="").update(needs="")
