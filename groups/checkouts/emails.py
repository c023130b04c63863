"""Letters about the questions: the same for everyone who was asked, whether or not they answered. None holds a number."""

from django.urls import reverse

from coproduction.kit import when
from groups.checkouts import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "groups/checkouts/emails/"
ASKED, RESULTS = f"{STEM}asked", f"{STEM}results"


def _post(stem, check_out, readers, *, now, page, **more):
    meeting = check_out.meeting
    word = stem.removeprefix(STEM)
    notices.post_many(
        stem,
        [{"to": one.person, "key": f"check-out:{check_out.pk}:{word}:person-{one.person_id}"} for one in readers],
        at=now, group=meeting.group, about=f"check_out:{check_out.pk}",
        path=reverse(page, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk}),
        context={"title": meeting.title, "until": when.moment(meeting.group.local(check_out.closes_at))}, **more,
    )  # fmt: skip


def asked(check_out, people, *, now):
    _post(
        ASKED, check_out, people, now=now, kind=Kind.WAITING, page="check_out", button="See the three questions",
        useful_until=check_out.closes_at,
    )  # fmt: skip


def results(check_out, *, now):
    """To the facilitators at once; to the group on the next working day."""
    for facilitating, due_at in ((True, now), (False, check_out.group_from)):
        mine = queries.readers(check_out, facilitating=facilitating)
        _post(
            RESULTS, check_out, mine, now=now, kind=Kind.NEWS, page="check_out_results", button="See what people said",
            due_at=due_at,
        )  # fmt: skip


@notices_queries.recheck(ASKED)
def still_asked(letters, now):
    return queries.still_asked(letters, now)
