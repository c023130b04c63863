"""Writing down a look at our impact, with what comes of it; ticking that off; reminding when half a year is over."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks, when
from coproduction.kit import words as wording
from coproduction.kit.refusals import Refusal
from feedback.drafts import operations as drafts
from feedback.log import operations as log
from feedback.permissions import FeedbackAbility
from feedback.reviews import emails, queries
from feedback.reviews.models import Finding, ImpactNudge, ImpactReview
from groups.charter.models import Group
from groups.history.operations import record
from groups.membership.models import Membership
from groups.plans import queries as plans

Kind = Finding.Kind
MOST = 12  # lines of one kind


class SayWhatChanged(Refusal):
    """Say what has changed because of you. If nothing has, say that: it matters as well."""


class SayWhatGrew(Refusal):
    """Say how your confidence and skills have grown, or what has kept them from growing."""


class SomethingMustComeOfIt(Refusal):
    """Write at least one thing that comes of it: something to say, a change of purpose, or something to learn."""


class TooLong(Refusal):
    """That is too long. Say it in fewer words."""


class TooManyLines(Refusal):
    """That is a lot for half a year. Choose the 12 that matter most."""


class DoneAlready(Refusal):
    """This is done already, or it is a draft and goes its own way."""


def lines_of(text: str) -> list[str]:
    """Each line is one thing, without the sign before it."""
    lines = (line.strip().lstrip("-*•").strip() for line in wording.clean(text).splitlines())
    return [line for line in lines if line]


def _lines(text, field) -> list[str]:
    found = lines_of(text)
    if len(found) > MOST:
        raise TooManyLines(field=field)
    if any(len(line) > Finding.WORDS for line in found):
        raise TooLong(field=field)
    return found


def _words(text, field, missing) -> str:
    text = wording.clean(text)
    if not text:
        raise missing(field=field)
    if len(text) > ImpactReview.WORDS:
        raise TooLong(field=field)
    return text


@transaction.atomic
def review(
    *, by: Membership, now: datetime, what_changed: str, what_grew: str, say: str = "", purpose: str = "", learn: str = ""
) -> ImpactReview:  # fmt: skip
    """It cannot be closed empty: both questions have an answer and something comes of it. What we want to say is a draft of
    the group at once; it is agreed and sent like any other."""
    log.may(by, FeedbackAbility.REVIEW_IMPACT, by.group_id)
    locks.held(Group.objects).get(pk=by.group_id)
    what_changed = _words(what_changed, "what_changed", SayWhatChanged)
    what_grew = _words(what_grew, "what_grew", SayWhatGrew)
    given = {Kind.SAY: _lines(say, "say"), Kind.PURPOSE: _lines(purpose, "purpose"), Kind.LEARN: _lines(learn, "learn")}
    if not any(given.values()):
        raise SomethingMustComeOfIt
    made = ImpactReview.objects.create(
        group=by.group, what_changed=what_changed, what_grew=what_grew, reviewed_by=by, reviewed_at=now
    )
    why = f"It came of looking at our impact on {when.day(by.group.local(now))}."
    for kind, lines in given.items():
        for line in lines:
            said = drafts.draft(by=by, now=now, words=line, why_it_matters=why) if kind == Kind.SAY else None
            Finding.objects.create(review=made, kind=kind, words=line, said=said)
    sentence = f"{by.person.name} wrote down what came of looking at our impact."
    record("impact_reviewed", sentence, by=by, about=made, at=now)
    return made


@transaction.atomic
def tick_off(*, by: Membership, now: datetime, finding: Finding) -> Finding:
    """The purpose was looked at, or it was learned."""
    log.may(by, FeedbackAbility.REVIEW_IMPACT, by.group_id)
    row = locks.held(Finding.objects).filter(review__group=by.group_id).open().filter(pk=finding.pk)
    found = row.first()
    if found is None:
        raise DoneAlready
    found.done_by, found.done_at = by, now
    found.save(update_fields=["done_by", "done_at"])
    record("finding_done", f"{by.person.name} noted: “{found.words}”: done.", by=by, about=found, at=now)
    return found


@transaction.atomic
def nudge(*, now: datetime) -> int:
    """Reminds the facilitators of each group whose day has come, once: of two workers the letters' keys let one through."""
    groups = queries.to_nudge(now)
    for group in groups:
        ImpactNudge.objects.get_or_create(group=group, due_on=queries.due_on(group), defaults={"at": now})
        emails.due(group, queries.facilitators(group.pk), now=now, day=queries.due_on(group))
    return len(groups)


def nudge_again(letter, suffix, *, now: datetime) -> None:
    """For a facilitator who put it off. Whether it is still right is looked at when it goes."""
    group = Group.objects.open().filter(pk=letter.group_id).first()
    if group:
        readers = queries.facilitators(group.pk).filter(person=letter.person_id)
        emails.due(group, readers, now=now, day=queries.when_due(group), suffix=suffix)


plans.declare(
    plans.Kind(
        queries.PLAN, 88, queries.TITLE, lambda group, plan: queries.SAYS, queries.coming, (emails.DUE,), nudge_again,
        leads="This reminder ends when somebody has written down what came of it.",
    )
)  # fmt: skip
