"""Letters about what became of what was said. To the group: what moved. To the system: what the group says. No names of members."""

from datetime import datetime

from groups.notices import operations as notices


def _post(stem, said, step, readers, *, now: datetime, button, **more):
    context = {
        "words": said.words, "number": said.number, "group": said.group.name, "headline": step.headline,
        "text": step.text, "details": step.details,
    } | more.pop("context", {})  # fmt: skip
    notices.post_many(
        f"feedback/answers/emails/{stem}",
        [
            {"to": m.person, "key": f"{stem}:said-{said.pk}:step-{step.pk}:person-{m.person_id}",
             "answers": f"said:{said.pk}" if m.inside else ""}
            for m in readers
        ],
        at=now, group=said.group, context=context, path=said.get_absolute_url(), button=button,
        about=f"said:{said.pk}:{step.pk}", **more,
    )  # fmt: skip


def told_back(said, step, readers, *, by, now: datetime):
    """Something moved: what, in the words of whoever moved it."""
    context = {"who": f"{by.person.name}, {by.get_role_display()}"} if by.for_the_system else {}
    _post("told_back", said, step, readers, now=now, button="Read it", context=context)


def does_it_answer(said, step, readers, *, now: datetime):
    """It is done, or it cannot be done: the group is asked if that answers it."""
    _post("does_it_answer", said, step, readers, now=now, button="Say if that answers it")
