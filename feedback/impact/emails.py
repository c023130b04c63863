"""Letters about whether people noticed. A letter that asks has a link of its own for each reader; none names a member."""

from datetime import datetime

from django.urls import reverse

from coproduction.kit import walltime, when
from feedback.impact import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

ASKED = "feedback/impact/emails/did_you_notice"


def _post(stem, said, step, readers, *, now: datetime, button, own=None, suffix="", **more):
    context = {
        "words": said.words, "number": said.number, "group": said.group.name, "headline": step.headline,
        "text": step.text, "details": step.details,
    } | more.pop("context", {})  # fmt: skip
    letters = [
        {
            "to": m.person,
            "key": f"{stem}:said-{said.pk}:step-{step.pk}:person-{m.person_id}{suffix}",
            **(own(m) if own else {}),
        }
        for m in readers
    ]
    notices.post_many(
        f"feedback/impact/emails/{stem}", letters, at=now, group=said.group, context=context,
        button=button, about=f"said:{said.pk}:{step.pk}", **({"path": said.get_absolute_url()} | more),
    )  # fmt: skip


def _by_day(said, now):
    return {"due_at": walltime.awake(now, said.group.zone)}


def did_you_notice(asking, step, readers, *, now: datetime, suffix=""):
    """Each answer is one tap: the link opens a page with that answer chosen. Opening it changes nothing."""

    def own(member):
        return {"path": reverse("noticed_by_letter", kwargs={"token": queries.token(asking, member)})}

    context = {"until": when.day(asking.closes_on), "months": asking.months}
    _post(
        "did_you_notice", asking.said, step, readers, now=now, kind=Kind.WAITING, button="Say if you noticed", own=own,
        suffix=suffix,
        context=context, useful_until=queries.last_moment(asking),
    )  # fmt: skip


def what_came_of_it(asking, step, readers, *, now: datetime):
    """It closes at midnight; whoever is told reads it in the morning."""

    def own(member):
        return {"context": {"line": queries.line(asking, member.inside)}}

    _post(
        "what_came_of_it", asking.said, step, readers, now=now, button="Read it", own=own, **_by_day(asking.said, now)
    )


def nobody_noticed(doubt, step, readers, *, now: datetime):
    """To every member: is it really done? They settle it."""
    path = reverse("nobody_noticed", kwargs={"slug": doubt.said.group.slug, "number": doubt.said.number})
    _post(
        "nobody_noticed", doubt.said, step, readers, now=now, kind=Kind.WAITING, button="Say what happens now", path=path,
        context={"until": when.day(doubt.closes_on), "again": doubt.turn > 1}, **_by_day(doubt.said, now),
    )  # fmt: skip


def not_settled(doubt, step, readers, *, now: datetime):
    """To the facilitators: the members have not settled it. Please bring it up."""
    _post("not_settled", doubt.said, step, readers, now=now, kind=Kind.WAITING, button="Read it",
          context={"until": when.day(doubt.closes_on)})  # fmt: skip


def settled(said, step, readers, *, now: datetime):
    _post("settled", said, step, readers, now=now, button="Read it")


@notices_queries.recheck(ASKED)
def still_asked(letters, now):
    return queries.still_asked(letters)
