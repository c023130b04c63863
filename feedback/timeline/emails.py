"""The letter about an action whose date has passed, to those of the system who promised it."""

from datetime import datetime

from coproduction.kit import when
from coproduction.kit.words import count_of
from feedback.timeline import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

LATE = "feedback/timeline/emails/late"


def late(one, readers, *, now: datetime, suffix=""):
    deed, said = one.deed, one.deed.said
    key = f"late:deed-{deed.pk}:{deed.due_on.isoformat()}:{one.rung}"
    context = {
        "what": deed.what, "owner": deed.owner, "by": when.day(deed.due_on), "group": said.group.name,
        "words": said.words, "number": said.number, "late": count_of(one.days, "working day") if one.days else "",
    }  # fmt: skip
    notices.post_many(
        LATE, [{"to": m.person, "key": f"{key}:person-{m.person_id}{suffix}"} for m in readers], at=now, group=said.group,
        kind=Kind.WAITING, context=context, path=said.get_absolute_url(), button="Mark it as done, or move the date",
        about=f"late:{deed.pk}:{deed.due_on.isoformat()}",
    )  # fmt: skip


@notices_queries.recheck(LATE)
def still_late(letters, now):
    return queries.still_late(letters)
