"""Letters about drafts: to members who are asked if they agree, and to the system that is to hear. None names an author."""

from datetime import datetime

from coproduction.kit import when
from feedback.drafts import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind


def _post(stem, said, step, readers, *, now: datetime, button, **more):
    context = {"words": said.words, "number": said.number, "group": said.group.name} | more.pop("context", {})
    notices.post_many(
        f"feedback/drafts/emails/{stem}",
        [
            {"to": m.person, "key": f"{stem}:said-{said.pk}:step-{step.pk}:person-{m.person_id}",
             "answers": f"said:{said.pk}" if m.inside else ""}
            for m in readers
        ],
        at=now, group=said.group, context=context, path=said.get_absolute_url(), button=button,
        about=f"said:{said.pk}:{step.pk}", **more,
    )  # fmt: skip


def to_agree(said, step, members, *, now: datetime):
    context = {"until": when.day(said.agree_by)}
    _post("to_agree", said, step, members, now=now, kind=Kind.WAITING, button="Say if you agree", context=context)


def sent(said, step, hearers, *, also, now: datetime):
    context = {"hear_by": when.day(said.hear_by), "answer_by": when.day(said.answer_by), "why": said.why_it_matters}
    context["also"] = also
    _post("sent", said, step, hearers, now=now, kind=Kind.WAITING, button="Say that you have heard it", context=context)


@notices_queries.recheck("feedback/drafts/emails/to_agree")
def still_asked(letters, now):
    return queries.still_asked(letters)
