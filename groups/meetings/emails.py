"""Letters about meetings. One function a letter, and the check that each is still right when it goes."""

from django.urls import reverse

from coproduction.kit import audiences
from groups.meetings import queries
from groups.meetings.models import Guest, Meeting, Reply
from groups.membership.models import Membership, Support
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "groups/meetings/emails/"

TOLD = {  # what people hear of when it changes, and what it is called
    "title": "Name",
    "when": "When",
    "where": "Where",
    "place_access": "Getting in and around",
    "joining_link": "Link to join",
    "joining_note": "Other ways to join",
    "arrangements": "What is arranged",
}


def what_changed(old: Meeting, new: Meeting) -> list[dict]:
    """What people hear of: what it is called, what it was and what it is now."""
    return [
        {"what": called, "was": str(getattr(old, name) or "nothing"), "now": str(getattr(new, name) or "nothing")}
        for name, called in TOLD.items()
        if getattr(old, name) != getattr(new, name)
    ]


def _page(meeting, name="meeting"):
    return reverse(name, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


def _everyone(then, *, meeting_id, group_id, **told):
    return queries.askable_in(group_id, meeting_id, then).select_related("person")


def _own(m: Membership, *, starts_at, ends_at, time_zone, **whose) -> dict:
    told = Meeting(starts_at=starts_at, ends_at=ends_at, time_zone=time_zone)
    return {"context": {"yours": queries.yours(told, m.person)}}


EVERYONE = audiences.declare(
    "everyone who may come to a meeting", rows=_everyone, tables=(Membership, Support, Guest), own=_own
)


def _to_all(stem, meeting, *, now, context=None, **shared):
    """The same news to each, keyed by the version of the meeting, each with their own time."""
    given = {
        "meeting_id": meeting.pk, "group_id": meeting.group_id,
        "starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "time_zone": meeting.time_zone,
    }  # fmt: skip
    shared = {"kind": Kind.MEETING, "path": _page(meeting), "useful_until": meeting.ends_at} | shared
    notices.post_to_all(
        f"{STEM}{stem}", EVERYONE, given, key=f"{stem}:meeting-{meeting.pk}:v{meeting.version}", at=now,
        group=meeting.group, about=f"meeting:{meeting.pk}:{meeting.version}",
        context=queries.told_of(meeting) | (context or {}), **shared,
    )  # fmt: skip


def planned(meeting, *, now):
    _to_all("planned", meeting, now=now, button="Say if you are coming")


def invited(meeting, guest: Membership, *, now):
    """To somebody from the system. Keyed by the moment: a person may be invited, taken off and invited again."""
    notices.post(
        f"{STEM}invited", to=guest.person, at=now, group=meeting.group, kind=Kind.MEETING, path=_page(meeting),
        key=f"invited:meeting-{meeting.pk}:person-{guest.person_id}:{now.isoformat()}", button="Say if you are coming",
        about=f"meeting:{meeting.pk}:{meeting.version}", useful_until=meeting.ends_at,
        context=queries.told_of(meeting) | {"yours": queries.yours(meeting, guest.person)},
    )  # fmt: skip


def not_invited_any_more(meeting, guest: Membership, *, now):
    notices.post(
        f"{STEM}not_invited", to=guest.person, at=now, group=meeting.group, kind=Kind.MEETING,
        key=f"not-invited:meeting-{meeting.pk}:person-{guest.person_id}:{now.isoformat()}", useful_until=meeting.ends_at,
        about=f"meeting:{meeting.pk}:{meeting.version}",
        context={"title": meeting.title, "when": meeting.when},
    )  # fmt: skip


def changed(meeting, changes, *, moved, now):
    """`changes` are dicts of what, was and now, in words. Urgent when it is close: it must not wait for a weekly batch."""
    context = {"changes": changes, "moved": moved}
    button = "Say if you can still come" if moved else "See the meeting"
    close = queries.close_by(meeting, now)
    _to_all("changed", meeting, now=now, context=context, button=button, urgent=close)


def cancelled(meeting, *, now):
    context = {"because": meeting.cancelled_because}
    close = queries.close_by(meeting, now)
    _to_all("cancelled", meeting, now=now, context=context, button="See the meeting", urgent=close)


def reply_taken(reply: Reply, *, by: Membership, now):
    """To the person for whom somebody else said whether they come: they must be able to put it right."""
    meeting = reply.meeting
    notices.post(
        f"{STEM}reply_taken", to=reply.membership.person, at=now, group=meeting.group, kind=Kind.MEETING,
        key=f"reply-taken:meeting-{meeting.pk}:person-{reply.membership.person_id}:{now.isoformat()}",
        path=_page(meeting, "reply"), button="Change my reply", useful_until=meeting.ends_at,
        about=f"reply:{meeting.pk}:{meeting.version}",
        context={
            "title": meeting.title, "when": meeting.when, "answer": reply.in_words, "who": by.person.name,
            "needs": bool(reply.needs),
        },
    )  # fmt: skip


# --- is it still right when it goes? ---


@notices_queries.recheck(f"{STEM}planned")
@notices_queries.recheck(f"{STEM}invited")
@notices_queries.recheck(f"{STEM}changed")
def still_ahead(letters, now):
    return queries.as_it_was(letters, now, lambda meeting, now: not meeting.cancelled and not meeting.over(now))


@notices_queries.recheck(f"{STEM}reply_taken")
def still_invited(letters, now):
    return set(queries.still_seen(letters))


@notices_queries.recheck(f"{STEM}cancelled")
def still_cancelled(letters, now):
    return queries.as_it_was(letters, now, lambda meeting, now: meeting.cancelled)
