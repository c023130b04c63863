"""Letters that only say there is something to read: never a word of it, and never whose words they are."""

from django.urls import reverse

from feedback.asides import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/asides/emails/"


def written(aside, note, *, now):
    _post("written", aside, f"note-{note.pk}", queries.helping(aside.group_id), now, "Read it and answer")


def answered(aside, note, *, now):
    _post("answered", aside, f"note-{note.pk}", [aside.written_by], now, "Read it")


def unanswered(aside, readers, *, now):
    key = f"{aside.answer_by}:{aside.nudges}"
    _post("unanswered", aside, key, readers, now, "Read it and answer")


def _post(letter, aside, what, readers, now, button):
    address = reverse("aside", kwargs={"slug": aside.group.slug, "aside_id": aside.pk})
    notices.post_many(
        f"{STEM}{letter}",
        [{"to": one.person, "key": f"aside-{aside.pk}:{letter}:{what}:person-{one.person_id}"} for one in readers],
        at=now, group=aside.group, kind=Kind.WAITING, path=address, button=button, about=f"aside:{aside.pk}",
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_right(letters, now):
    return queries.still_right(letters)
