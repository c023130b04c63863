"""Letters about the talk. They hold no words of a post and nobody's name: what stands there may be taken back meanwhile."""

from datetime import datetime

from feedback.voice import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/voice/emails/"


def _post(stem, post, readers, *, now: datetime, button, answers=""):
    notices.post_many(
        STEM + stem,
        [{"to": m.person, "key": f"{stem}:post-{post.pk}:person-{m.person_id}"} for m in readers],
        at=now, group=post.group, kind=Kind.NEWS, context={"group": post.group.name}, path=post.get_absolute_url(),
        button=button, about=f"post:{post.pk}", answers=answers,
    )  # fmt: skip


def answered(post, writers, *, now: datetime):
    """To those who wrote in the thread with their name, who may go on by email.

    Of an answer without an author nobody is left out, whoever wrote it.
    """
    readers, thread = [m for m in writers if not post.is_by(m)], f"post:{post.parent_id or post.pk}"
    _post("answered", post, readers, now=now, button="Read the answer", answers=thread)


def shared(post, contacts, *, now: datetime):
    _post("shared", post, contacts, now=now, button="Read it")


@notices_queries.recheck(STEM)
def still_there(letters, now):
    return queries.still_there(letters)
