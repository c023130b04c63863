"""Letters about promises of leaders: a new one, is it kept, what the group said, and the kind reminders. No member's name."""

from coproduction.kit import when
from feedback.commitments import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/commitments/emails/"
PROMISED, IS_IT_KEPT, JUDGED, NUDGE = (f"{STEM}{one}" for one in ("promised", "is_it_kept", "judged", "nudge"))


def _context(row) -> dict:
    return {"group": row.group.name, "what": row.what, "who": row.promised_by.person.name, "day": when.day(row.due_on)}


def promised(row, *, now):
    """The members hear of a new promise."""
    _to_many(PROMISED, row, queries.members(row.group_id), f"commitment:{row.pk}:promised", now, Kind.NEWS, "Read it")


def is_it_kept(row, words, people, *, now):
    key = f"commitment:{row.pk}:kept:{row.lines.count()}"
    _to_many(
        IS_IT_KEPT, row, people, key, now, Kind.WAITING, "Say if it is kept", about=f"kept:{row.pk}:{row.term}", words=words
    )  # fmt: skip


def _to_many(stem, row, people, key, now, kind, button, about="", **context):
    notices.post_many(
        stem, [{"to": one.person, "key": f"{key}:person-{one.person_id}"} for one in people], at=now, group=row.group,
        kind=kind, path=queries.path(row), button=button, about=about or f"commitment:{row.pk}",
        context=_context(row) | context,
    )  # fmt: skip


def judged(row, words, *, now):
    """To the leader: what the group says."""
    owner = row.promised_by
    notices.post(
        JUDGED, to=owner.person, key=f"commitment:{row.pk}:judged:{row.lines.count()}", at=now, group=row.group,
        kind=Kind.NEWS, path=queries.path(row), button="Read it", about=f"commitment:{row.pk}",
        context=_context(row) | {"state": row.get_state_display(), "words": words},
    )  # fmt: skip


def nudge(row, rung, day, people, *, now, suffix=""):
    button = "Promise it again, or end it" if rung == queries.Rung.RENEW else "Show what was done"
    notices.post_many(
        NUDGE,
        [
            {"to": one.person, "key": f"commitment:{row.pk}:{rung}:{day.isoformat()}:person-{one.person_id}{suffix}"}
            for one in people
        ],
        at=now, group=row.group, kind=Kind.WAITING, path=queries.path(row), button=button,
        about=f"commitment:{row.pk}:{rung}:{day.isoformat()}",
        context=_context(row) | {"rung": str(rung)},
    )  # fmt: skip


@notices_queries.recheck(NUDGE)
def still_due(letters, now):
    return queries.still_due(letters, now)


@notices_queries.recheck(IS_IT_KEPT)
def still_to_judge(letters, now):
    return queries.still_to_judge(letters)
