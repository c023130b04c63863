"""Letters about how early a programme came: what members say, the answer, and if that settles it. No member's name."""

from feedback.disputes import queries
from feedback.disputes.models import Dispute
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/disputes/emails/"
DISPUTED, ANSWERED, SETTLED = (f"{STEM}{one}" for one in ("disputed", "answered", "settled"))


def disputed(row, people, *, now, suffix=""):
    """To whoever owns the programme: at once, and once more where nobody answers."""
    _to_many(DISPUTED, row, people, f"said{suffix}", now, Kind.WAITING, "Answer")


def answered(row, people, *, now):
    """To the members. Where the owner did not agree, they are asked if it settles it."""
    waits = row.state == Dispute.State.ANSWERED
    kind, button = (Kind.WAITING, "Say if that settles it") if waits else (Kind.NEWS, "Read it")
    _to_many(ANSWERED, row, people, "answered", now, kind, button, agreed=not waits, who=row.answered_by.person.name)


def settled(row, people, *, now):
    key = f"settled:{int(now.timestamp())}"
    _to_many(SETTLED, row, people, key, now, Kind.NEWS, "Read it", dropped=row.state == Dispute.State.DROPPED)


def _to_many(stem, row, people, key, now, kind, button, **context):
    programme = row.programme
    told = {
        "group": programme.group.name, "name": programme.name, "stage": row.get_stage_display(), "words": row.words,
        "first": programme.get_stage_at_first_display(), "answer": row.answer, "last": row.settled_words,
    }  # fmt: skip
    notices.post_many(
        stem, [{"to": one.person, "key": f"dispute:{row.pk}:{key}:person-{one.person_id}"} for one in people],
        at=now, group=programme.group, kind=kind, path=queries.path(row), button=button, about=f"dispute:{row.pk}",
        context=told | context,
    )  # fmt: skip


@notices_queries.recheck(DISPUTED)
def still_unanswered(letters, now):
    return queries.still_in(letters, "OPEN")


@notices_queries.recheck(ANSWERED)
def still_answered(letters, now):
    """News that its owner agreed stays right."""
    asks = [letter for letter in letters if letter.kind == Kind.WAITING]
    return {letter.pk for letter in letters} - {one.pk for one in asks} | (
        queries.still_in(asks, "ANSWERED") if asks else set()
    )
