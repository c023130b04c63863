"""Letters about meetings. One function a letter, and the check that each is still right when it goes."""

from django.urls import reverse

from groups.meetings import queries
from groups.meetings.models import Reply
from groups.membership.models import Membership
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "groups/meetings/emails/"


def _page(meeting, name="meeting"):
    return reverse(name, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


def _to_all(stem, meeting, memberships, *, now, context=None, own=None, **shared):
    """The same news to each, keyed by the version of the meeting, each with their own time."""
    letters = [
        {
            "to": m.person,
            "key": f"{stem}:meeting-{meeting.pk}:v{meeting.version}:person-{m.person_id}",
            "context": {"yours": queries.yours(meeting, m.person), **(own(m) if own else {})},
        }
        for m in memberships
    ]
    shared = {"kind": Kind.MEETING, "path": _page(meeting), "useful_until": meeting.ends_at} | shared
    about = f"meeting:{meeting.pk}:{meeting.version}"
    context = queries.told_of(meeting) | (context or {})
    notices.post_many(f"{STEM}{stem}", letters, at=now, group=meeting.group, about=about, context=context, **shared)


def planned(meeting, memberships, *, now):
    _to_all("planned", meeting, memberships, now=now, button="Say if you are coming")


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


def changed(meeting, memberships, changes, *, moved, now):
    """`changes` are dicts of what, was and now, in words. Urgent when it is close: it must not wait for a weekly batch."""
    context = {"changes": changes, "moved": moved}
    button = "Say if you can still come" if moved else "See the meeting"
    close = queries.close_by(meeting, now)
    _to_all("changed", meeting, memberships, now=now, context=context, button=button, urgent=close)


def cancelled(meeting, memberships, *, now):
    context = {"because": meeting.cancelled_because}
    close = queries.close_by(meeting, now)
    _to_all("cancelled", meeting, memberships, now=now, context=context, button="See the meeting", urgent=close)


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
