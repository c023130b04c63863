"""How one thing said takes a step, and what may be done with an entry that stands in the log.

`take_step` is the only writer of the chain: `drafts` and `answers` call it with the row locked. Publishing, bringing in what
a group kept before, and taking such a row out again are about the record itself, so they are here."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from coproduction.kit import locks, workdays
from coproduction.kit import words as wording
from coproduction.kit.access import Ability
from coproduction.kit.refusals import Refusal
from feedback.log.models import BEFORE_SENDING, STILL_WAITING, Said, Stage, Step
from feedback.permissions import FeedbackAbility
from groups.charter.models import Group
from groups.history.operations import not_closed, record

BRINGABLE = (Stage.EARLIER, Stage.DRAFT, Stage.SENT, Stage.HEARD, Stage.DOING, Stage.CANNOT)
AT_ONCE = 500  # rows written in one statement
DONE_BEFORE, FROM_A_RECORD = "Done before this record began", "Brought in from an earlier record"
TAKEN_OUT = "Taken out again: the import was undone"
_going, _counting = [], []


class NotYourPart(Refusal):
    """Your role in this group does not do this. Ask a facilitator."""


class NotThatTopic(Refusal):
    """Choose one of the open topics of your group."""


class SayWhat(Refusal):
    """Enter what you said."""


class TooLong(Refusal):
    """That is too long. Say it in fewer words."""


class NotSentYet(Refusal):
    """Only what was sent can be on the public page."""


class OnPublicPageAlready(Refusal):
    """This is on the public page already."""


class NotOnPublicPage(Refusal):
    """This is not on the public page."""


class CannotStartThere(Refusal):
    """What you bring in can start as a draft, sent, heard, being done, refused or done before."""


class NameTheRecord(Refusal):
    """Name the record this comes from."""


class NotBroughtIn(Refusal):
    """Only what was brought in from a record can be taken out again."""


class SomethingHappenedSince(Refusal):
    """Something has happened to this since it was brought in, or its answer is late. So it stays."""


def may(by, ability: Ability, group_id: int) -> None:
    """Doors ask this first; operations ask it again, because a door may have been left open meanwhile."""
    if by.group_id != group_id or by.left_at is not None or not by.may(ability):
        raise NotYourPart()
    if not ability.stays:
        not_closed(by.group)


def lock(said: Said) -> Said:
    """The row as it is now, held until the transaction ends: two people cannot take the same step."""
    return locks.held(Said.objects).select_related("group").get(pk=said.pk)


def text_of(value: str, field: str, *, missing: type[Refusal] | None = None, model=Said) -> str:
    """What was typed, cleaned and short enough for its column."""
    value = wording.clean(value)
    if missing and not value:
        raise missing(field=field)
    if len(value) > model._meta.get_field(field).max_length:
        raise TooLong(field=field)
    return value


def topic_of(group_id: int, topic):
    if topic is not None and (topic.group_id != group_id or topic.closed_at):
        raise NotThatTopic(field="topic")
    return topic


def begin(*, group: Group, now: datetime, **fields) -> Said:
    """A new row with the next number of its group. The group's row is held, so that no two get the same."""
    group = locks.held(Group.objects).get(pk=group.pk)
    not_closed(group)
    last = Said.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0
    return Said(group=group, number=last + 1, drafted_at=now, moved_at=now, **fields)


def take_step(
    said: Said, kind: str, headline: str, *, by, now: datetime, to: str = "", text="", details=(), inside_only=False,
    working_days: int | None = None, promised_days: int | None = None,
) -> Step:  # fmt: skip
    """Moves the row, writes the step and the line of history. `by` None: done from the group, and nobody is kept."""
    before = said.stage if said.pk else ""
    said.stage = to or said.stage
    said.moved_at = now
    said.save()
    said.__dict__.pop("bucket", None)  # the database works it out: read it again when somebody asks
    step = Step.objects.create(
        group_id=said.group_id, said=said, round=said.round, kind=kind, stage_from=before, stage_to=said.stage,
        headline=headline[:200], text=text, details=[list(pair) for pair in details if pair[1]], by=by,
        inside_only=inside_only, working_days=working_days, promised_days=promised_days, at=now,
    )  # fmt: skip
    # The trail is read beyond the group as well: it names people from the system and facilitators, never a member.
    named = by if by is not None and (by.facilitates or not by.inside) else None
    sentence = f"Number {said.number}: {headline}."
    record(f"said_{kind.lower()}", sentence, by=named, group=said.group, about=said, at=now, stage=said.stage)
    stepped([(said, before)], kind, now=now)
    return step


def counts_steps(job):  # `job(moves, kind, now=…)` of a room above; a move is an entry, and its stage before the step
    _counting.append(job)
    return job


def stepped(moves, kind: str, *, now: datetime) -> None:
    for job in _counting:
        job(moves, kind, now=now)


def goes_with_sending(job):
    """Registers `job(said, now=…) -> pairs of label and words` of a room above: what goes to the system with an entry."""
    _going.append(job)
    return job


def what_goes_with(said: Said, now: datetime) -> list:
    return [pair for job in _going for pair in job(said, now=now)]


def promise(said: Said, now: datetime) -> None:
    """Begins a round: from today the group's promises run, in working days of its nation."""
    group, today = said.group, said.group.local(now).date()
    said.opened_at = now
    said.hear_by = said.due_on = workdays.add(today, group.hear_days, group.nation)
    said.answer_by = workdays.add(today, group.answer_days, group.nation)
    said.heard_at = said.decided_at = said.did_at = said.answered_at = said.will_answer_on = None
    said.half_done_at = said.ask_on = said.unnoticed_at = said.review_on = said.ended_at = None
    said.decision = said.final_say = ""


@transaction.atomic
def publish(*, by, now: datetime, said: Said) -> Said:
    may(by, FeedbackAbility.PUBLISH, said.group_id)
    said = lock(said)
    if said.stage in BEFORE_SENDING:
        raise NotSentYet()
    if said.published_at:
        raise OnPublicPageAlready()
    said.published_at = now
    take_step(said, Step.Kind.PUBLISHED, "Put on our public page", by=by, now=now)
    return said


@transaction.atomic
def unpublish(*, by, now: datetime, said: Said) -> Said:
    may(by, FeedbackAbility.PUBLISH, said.group_id)
    said = lock(said)
    if not said.published_at:
        raise NotOnPublicPage()
    said.published_at = None
    take_step(said, Step.Kind.UNPUBLISHED, "Taken off our public page", by=by, now=now)
    return said


def bring_in(*, by, now: datetime, words: str, source: str, **more) -> Said:
    """One row of a record the group kept before: `bring_in_all` says what `more` may hold."""
    return bring_in_all(by=by, now=now, rows=[{"words": words, "source": source, **more}])[0]


@transaction.atomic
def bring_in_all(*, by, now: datetime, rows: list[dict]) -> list[Said]:
    """Rows of a record the group kept before, thousands as cheaply as one; either all of them come in, or none.

    Each says `words` and `source`, and may say `stage`, `happened`, `topic`, `why_it_matters`, `outcome` (what became of
    it) and `details` (pairs of label and words), all in the record's own words. Nobody gets a letter. EARLIER is *done
    before*: no promise, nobody is asked. SENT, HEARD and DOING go on from today: promises run from now. CANNOT was
    refused before: the group is asked whether that answers it. DRAFT goes the way of every draft.
    """
    may(by, FeedbackAbility.BRING_IN, by.group_id)
    first = begin(group=by.group, now=now)
    said = [brought(first.group, number, by, now, **row) for number, row in enumerate(rows, start=first.number)]
    Said.objects.bulk_create(said, batch_size=AT_ONCE)
    steps = [brought_step(one, by, now, row) for one, row in zip(said, rows, strict=True)]
    Step.objects.bulk_create(steps, batch_size=AT_ONCE)
    stepped([(one, "") for one in said], Step.Kind.BROUGHT_IN, now=now)
    numbers = f"Number {first.number}" if len(said) == 1 else f"Numbers {first.number} to {said[-1].number}"
    record("said_brought_in", f"{numbers}: {FROM_A_RECORD}.", by=by, group=first.group, at=now)
    return said


def brought(
    group, number, by, now, *, words, source, stage=Stage.EARLIER, happened="", topic=None, why_it_matters="", **_rest
) -> Said:
    if stage not in BRINGABLE:
        raise CannotStartThere(field="stage")
    said = Said(
        group=group, number=number, drafted_at=now, moved_at=now, stage=stage,
        words=text_of(words, "words", missing=SayWhat), source=text_of(source, "source", missing=NameTheRecord),
        why_it_matters=text_of(why_it_matters, "why_it_matters"), topic=topic_of(by.group_id, topic),
        came_from=Said.CameFrom.EARLIER, shown_as=Said.ShownAs.GROUP, happened=text_of(happened, "happened"),
    )  # fmt: skip
    if stage in (Stage.SENT, Stage.HEARD, Stage.DOING):
        promise(said, now)
        said.sent_at = now
    if stage in (Stage.HEARD, Stage.DOING):
        said.heard_at, said.due_on = now, said.answer_by
    if stage == Stage.DOING:
        said.decided_at, said.decision = now, "WE_WILL"
    if stage == Stage.CANNOT:
        said.sent_at = said.opened_at = said.decided_at = now
        said.decision = "CANNOT"
    return said


def brought_step(said: Said, by, now, row: dict) -> Step:
    details = [
        ("When it happened", said.happened), ("What became of it", wording.clean(row.get("outcome", ""))),
        *row.get("details", ()), ("Source", said.source),
    ]  # fmt: skip
    return Step(
        group_id=said.group_id, said=said, kind=Step.Kind.BROUGHT_IN, stage_to=said.stage, by=by, at=now,
        headline=DONE_BEFORE if said.stage == Stage.EARLIER else FROM_A_RECORD,
        details=[list(pair) for pair in details if pair[1]], inside_only=said.stage == Stage.DRAFT,
    )  # fmt: skip


def bring_in_done(*, by, now: datetime, words: str, source: str, **more) -> Said:
    """Something that was done before: it stands in the log with its source, promises nothing and asks nobody."""
    return bring_in(by=by, now=now, words=words, source=source, stage=Stage.EARLIER, **more)


def take_out(*, by, now: datetime, said: Said) -> Said:
    """Undoes bringing in one row, as long as nobody has acted on it. It stays in the record, marked as taken back."""
    if said.came_from != Said.CameFrom.EARLIER:
        raise NotBroughtIn()
    if not take_out_all(by=by, now=now, said=[said]):
        raise SomethingHappenedSince()
    said.refresh_from_db()
    return said


@transaction.atomic
def take_out_all(*, by, now: datetime, said: list[Said]) -> set[int]:
    """The same for many: answers the ids of those taken out. What somebody acted on since stays, and what is late."""
    may(by, FeedbackAbility.BRING_IN, by.group_id)
    stages, overdue = {}, Q(stage__in=STILL_WAITING, answer_by__lt=by.group.local(now).date())
    for at in range(0, len(said), AT_ONCE):
        ids = [one.pk for one in said[at : at + AT_ONCE]]
        rows = locks.held(Said.objects).visible_to(by).filter(pk__in=ids)
        rows = rows.filter(came_from=Said.CameFrom.EARLIER)
        rows = rows.exclude(Q(stage=Stage.WITHDRAWN) | overdue).filter(published_at=None)
        rows = dict(rows.values_list("pk", "stage"))
        acted_on = set(
            Step.objects.filter(said__in=rows).exclude(kind=Step.Kind.BROUGHT_IN).values_list("said", flat=True)
        )
        stages |= {pk: stage for pk, stage in rows.items() if pk not in acted_on}
    for at in range(0, len(taken := list(stages)), AT_ONCE):
        Said.objects.filter(pk__in=taken[at : at + AT_ONCE]).update(
            stage=Stage.WITHDRAWN, moved_at=now, sent_at=None, opened_at=None, heard_at=None, decided_at=None,
            hear_by=None, answer_by=None, due_on=None,
        )  # fmt: skip
    Step.objects.bulk_create(
        [
            Step(
                group_id=by.group_id, said_id=pk, kind=Step.Kind.TAKEN_OUT, stage_from=stage, by=by, at=now,
                stage_to=Stage.WITHDRAWN, headline=TAKEN_OUT, inside_only=True,
            )
            for pk, stage in stages.items()
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    if taken:
        out = Said.objects.filter(pk__in=taken).select_related("group")
        stepped([(one, stages[one.pk]) for one in out], Step.Kind.TAKEN_OUT, now=now)
        sentence = f"{wording.count_of(len(taken), 'entry', 'entries')} taken out again: the import was undone."
        record("said_taken_out", sentence, by=by, group=by.group, at=now)
    return set(taken)
