"""Letters to whoever said something with their name: it was joined, taken out again, or stays talk. In their own words first."""

from datetime import datetime

from django.urls import reverse

from feedback.gathering import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries


def _post(stem, letters, *, now: datetime, group, **more):
    notices.post_many(f"feedback/gathering/emails/{stem}", letters, at=now, group=group, **more)


def joined(said, pieces, authors, *, now: datetime):
    """At once, with the way to take their words out until the entry is sent."""

    def address(piece):
        return reverse("take_piece_out", args=[said.group.slug, said.number, piece.pk])

    letters = [
        {
            "to": authors[piece.said_by_id].person, "key": f"joined:piece-{piece.pk}", "path": address(piece),
            "about": f"piece:{piece.pk}", "context": {"own": piece.words},
        }
        for piece in pieces
        if piece.said_by_id in authors
    ]  # fmt: skip
    context = {"words": said.words, "number": said.number}
    _post("joined", letters, now=now, group=said.group, context=context, button="Read it, or take your words out")


def taken_out(said, piece, authors, *, again, now: datetime):
    path = again.get_absolute_url() if again else said.get_absolute_url()
    letters = [
        {"to": one.person, "key": f"taken-out:piece-{piece.pk}", "path": path} for one in authors.values()
    ]  # fmt: skip
    context = {"own": piece.words, "number": said.number, "again": again.number if again else None}
    _post("taken_out", letters, now=now, group=said.group, context=context, button="Read it")


def stays_talk(kept, authors, *, now: datetime):
    thing = kept.post or kept.draft
    letters = [
        {"to": one.person, "key": f"stays-talk:{kept.pk}:person-{one.person_id}"} for one in authors.values()
    ]  # fmt: skip
    context = {"own": thing.words, "because": kept.because}
    path = reverse("kept_as_talk", args=[kept.group.slug])
    _post("stays_talk", letters, now=now, group=kept.group, context=context, path=path, button="Read why")


@notices_queries.recheck("feedback/gathering/emails/joined")
def still_joined(letters, now):
    return queries.still_in(letters)
