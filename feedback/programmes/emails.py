"""To the owner of a programme: the day on which it was to meet the group has passed."""

from coproduction.kit import when
from feedback.programmes import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

PASSED = "feedback/programmes/emails/passed"


def passed(row, people, *, now, suffix=""):
    day = row.next_on.isoformat()
    notices.post_many(
        PASSED, [{"to": one.person, "key": f"programme:{row.pk}:{day}:person-{one.person_id}{suffix}"} for one in people],
        at=now, group=row.group, kind=Kind.WAITING, path=queries.path(row), button="Say what happened",
        about=f"programme:{row.pk}:{day}", context={"name": row.name, "group": row.group.name, "day": when.day(row.next_on)},
    )  # fmt: skip


@notices_queries.recheck(PASSED)
def still_passed(letters, now):
    return queries.still_passed(letters)
