"""Letters about whether notes are right. One function a letter, and the check that each is still right when it goes."""

from django.urls import reverse

from groups.corrections import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "groups/corrections/emails/"
READ, PROPOSED, ANSWERED = f"{STEM}read_them", f"{STEM}proposed", f"{STEM}answered"


def _post(stem, meeting, readers, key, *, now, context=None, page="notes", **more):
    shared = {"kind": Kind.WAITING, "button": "Read the notes"} | more
    notices.post_many(
        stem, [{"to": m.person, "key": f"{stem}:{key}:person-{m.person_id}"} for m in readers],
        at=now, group=meeting.group, context={"title": meeting.title, "day": meeting.day} | (context or {}),
        path=reverse(page, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk}), **shared,
    )  # fmt: skip


def read_them(notes, people, *, because, now):
    """To those who were there: is this right?"""
    about = f"read_notes:{notes.pk}:{notes.asking}"
    context = {"until": notes.until, "because": because}
    _post(
        READ, notes.meeting, people, f"{notes.pk}:{notes.asking}", now=now, context=context, about=about,
        useful_until=notes.closes_at,
    )  # fmt: skip


def proposed(correction, readers, *, now):
    """To those who answer it. Its words are on the page."""
    context = {"part": correction.about}
    _post(
        PROPOSED, correction.notes.meeting, readers, correction.pk, now=now, context=context,
        about=f"correction:{correction.pk}", button="Answer it",
    )  # fmt: skip


def answered(correction, *, now):
    """To whoever proposed it: what became of it."""
    context = {"part": correction.about, "words": correction.words, "why_not": correction.why_not}
    _post(
        ANSWERED, correction.notes.meeting, [correction.proposed_by], correction.pk, now=now, context=context,
        kind=Kind.NEWS, about=f"correction:{correction.pk}",
    )  # fmt: skip


@notices_queries.recheck(READ)
def still_asked(letters, now):
    return queries.still_asked(letters, now)


@notices_queries.recheck(PROPOSED)
def still_waiting(letters, now):
    return queries.still_waiting(letters, now)
