"""Letters about what is said to be done: to members, to check it and to say if it answers; to the system, what they said."""

from datetime import datetime

from groups.notices import operations as notices
from groups.notices.models import Kind


def _post(stem, said, step, readers, *, now: datetime, button, **more):
    context = {
        "words": said.words, "number": said.number, "group": said.group.name, "headline": step.headline,
        "text": step.text, "details": step.details,
    } | more.pop("context", {})  # fmt: skip
    notices.post_many(
        f"feedback/deeds/emails/{stem}",
        [
            {"to": m.person, "key": f"{stem}:said-{said.pk}:step-{step.pk}:person-{m.person_id}",
             "answers": f"said:{said.pk}" if m.inside else ""}
            for m in readers
        ],
        at=now, group=said.group, context=context, path=said.get_absolute_url(), button=button,
        about=f"said:{said.pk}:{step.pk}", **more,
    )  # fmt: skip


def does_it_answer(said, step, readers, *, now: datetime):
    """It is done, or it cannot be done: the group is asked if that answers it."""
    _post("does_it_answer", said, step, readers, now=now, button="Say if that answers it")


def to_check(said, step, readers, *, now: datetime):
    _post("to_check", said, step, readers, now=now, kind=Kind.WAITING, button="Check it")


def not_yet_done(said, step, readers, *, now: datetime):
    _post("not_yet_done", said, step, readers, now=now, kind=Kind.WAITING, button="See what is missing")


def reopened(said, step, readers, *, hear_by: str, now: datetime):
    _post(
        "reopened", said, step, readers, now=now, kind=Kind.WAITING, urgent=True, button="Read it again",
        context={"hear_by": hear_by},
    )  # fmt: skip


def what_is_missing(said, step, readers, *, now: datetime):
    _post("what_is_missing", said, step, readers, now=now, button="Read it")
