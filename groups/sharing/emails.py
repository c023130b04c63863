"""The letter that asks the group: the same for everyone who may answer, whether or not they did."""

from django.urls import reverse

from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.sharing import queries

ASKED = "groups/sharing/emails/asked"


def asked(share, people, *, now):
    meeting = share.notes.meeting
    notices.post_many(
        ASKED, [{"to": one.person, "key": f"share-notes:{share.pk}:person-{one.person_id}"} for one in people],
        at=now, group=meeting.group, kind=Kind.WAITING, about=f"share_notes:{share.pk}",
        context={"title": meeting.title, "day": meeting.day, "until": share.until},
        path=reverse("answer_sharing", kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk}),
        button="See what would be shown", useful_until=share.closes_at,
    )  # fmt: skip


@notices_queries.recheck(ASKED)
def still_asked(letters, now):
    return queries.still_asked(letters, now)
