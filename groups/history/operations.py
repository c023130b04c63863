from datetime import datetime

from groups.history.models import Event


def record(what: str, sentence: str, *, at: datetime, by=None, group=None, about=None, **detail) -> Event:
    """Adds one line of history. Call it inside the transaction of the change it tells of.

    `by` is a membership, a person or None; `about` any saved row; `detail` small facts (old and new values) as JSON.
    """
    person, role = getattr(by, "person", by), getattr(by, "role", "")
    return Event.objects.create(
        what=what,
        sentence=sentence,
        by=person,
        by_role=role,
        group=group or getattr(by, "group", None),
        about_kind=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
        detail=detail,
        at=at,
    )
