"""Letters about what people need. None says who needs what: that stays on the page, behind the door."""

from django.urls import reverse

from groups.arrangements import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "groups/arrangements/emails/"
NUDGE, ASKED, MISSED, NOTED = (f"{STEM}{name}" for name in ("nudge", "asked", "missed", "noted"))


def _page(name, meeting):
    return reverse(name, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


def _told(meeting):
    return {"title": meeting.title, "when": meeting.when}


def nudge(meeting, facilitators, progress, *, now, suffix=""):
    """Keyed by the version: after a move there may be another."""
    key = f"nudge:meeting-{meeting.pk}:v{meeting.version}"
    notices.post_many(
        NUDGE,
        [{"to": m.person, "key": f"{key}:person-{m.person_id}{suffix}"} for m in facilitators],
        at=now, group=meeting.group, kind=Kind.WAITING, path=_page("arrangements", meeting), button="See the list",
        about=f"meeting:{meeting.pk}", useful_until=meeting.starts_at,
        context=_told(meeting) | {"far": progress.in_words, "open": progress.all - progress.done},
    )  # fmt: skip


def asked(meeting, memberships, *, now):
    notices.post_many(
        ASKED,
        [{"to": m.person, "key": f"was-it-there:meeting-{meeting.pk}:person-{m.person_id}"} for m in memberships],
        at=now, group=meeting.group, kind=Kind.WAITING, path=_page("was_it_there", meeting), button="Answer",
        about=f"meeting:{meeting.pk}", useful_until=queries.kept_until(meeting), context=_told(meeting),
    )  # fmt: skip


def missed(was, meeting, facilitators, *, now):
    notices.post_many(
        MISSED,
        [{"to": m.person, "key": f"not-there:{was.pk}:{now.isoformat()}:person-{m.person_id}"} for m in facilitators],
        at=now, group=meeting.group, kind=Kind.WAITING, path=_page("arrangements", meeting), button="Read it",
        about=f"was_it_there:{was.pk}", useful_until=queries.kept_until(meeting), context=_told(meeting),
    )  # fmt: skip


def noted(was, meeting, whose, *, by, now):
    """To the member whose supporter answered for them: they must be able to put it right."""
    notices.post(
        NOTED, to=whose.person, at=now, group=meeting.group, kind=Kind.WAITING, button="See it, and change it",
        key=f"was-it-there-noted:{was.pk}:{now.isoformat()}", path=_page("was_it_there", meeting),
        about=f"meeting:{meeting.pk}", useful_until=queries.kept_until(meeting),
        context=_told(meeting) | {"who": by.person.name},
    )  # fmt: skip


@notices_queries.recheck(NOTED)
def still_noted(letters, now):
    return queries.still_noted(letters)


@notices_queries.recheck(NUDGE)
def still_to_nudge(letters, now):
    return queries.still_to_nudge(letters, now)


@notices_queries.recheck(ASKED)
def still_asked(letters, now):
    return queries.still_asked(letters)


@notices_queries.recheck(MISSED)
def still_missed(letters, now):
    return queries.still_missed(letters)
