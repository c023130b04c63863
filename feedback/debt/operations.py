"""Keeps what is owed in step with the chain, and builds it again from the record."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from coproduction.kit import locks, workdays
from feedback.debt import queries
from feedback.debt.models import Owing
from feedback.log import operations as log
from feedback.log.models import BEFORE_SENDING, Said, Stage, Step
from groups.charter import operations as charter

AT_ONCE = 500
AS_IT_WAS = ("promised_on", "stopped_on", "settled_on", "from_day", "stop_day")


@log.counts_steps
def keep(moves, kind: str, *, now: datetime) -> None:
    """After a step of these entries. Two statements for one or for many, none where nothing can have changed."""
    moves = [(said, before) for said, before in moves if _may_matter(said, before, kind)]
    if not moves:
        return
    there = {one.said_id: one for one in Owing.objects.filter(said__in=[said for said, _ in moves])}
    new = [said for said, _ in moves if said.pk not in there and said.answer_by and said.was_sent]
    changed = [
        there[said.pk] for said, _ in moves if said.pk in there and _stepped(there[said.pk], said, kind, now)
    ]  # fmt: skip
    if new:
        Owing.objects.bulk_create(_begun(new), batch_size=AT_ONCE)
    Owing.objects.bulk_update(changed, AS_IT_WAS, batch_size=AT_ONCE)


def _may_matter(said, before, kind):
    if said.stage == Stage.EARLIER or said.stage in BEFORE_SENDING and kind != Step.Kind.TAKEN_OUT:
        return False
    return said.stage != before or said.stage == Stage.CANNOT


def _begun(entries) -> list[Owing]:
    voices = queries.voices_in(entries)
    made = [
        Owing(said=said, group_id=said.group_id, promised_on=said.answer_by, voices=voices[said.pk]) for said in entries
    ]
    for owing in made:
        queries.numbered(owing, owing.said.group.nation)
    return made


def _stepped(owing, said, kind, at) -> bool:
    place = queries.place_after(said.stage, kind, owing.stopped_on is not None)
    return queries.moved(owing, place, said.group.local(at).date(), said.group.nation)


@charter.counts_by_settings
def number_anew(group, moved) -> None:
    """Another nation has other bank holidays: the days of its group keep their dates and get the numbers of that nation."""
    if "nation" not in moved:
        return
    rows = list(locks.held(Owing.objects.of_groups([group]).order_by("pk")))
    for owing in rows:
        queries.numbered(owing, group.nation)
    Owing.objects.bulk_update(rows, ["from_day", "stop_day"], batch_size=AT_ONCE)


@transaction.atomic
def recount(*, dry_run: bool = False) -> int:
    """How many days of unanswered voice stood otherwise than the steps of their entry say; unless it is a dry run, now
    they stand as the steps say. What was promised first, and how much an entry counts for, is what was written that day."""
    wrong, last = 0, 0
    while lot := list(locks.held(_sent().filter(pk__gt=last))[:AT_ONCE]):
        last = lot[-1].pk
        wrong += _recounted(lot, dry_run)
    return wrong


def _sent():
    return (
        Said.objects.filter(Q(answer_by__isnull=False) | Q(owing__isnull=False)).select_related("group").order_by("id")
    )


def _recounted(lot, dry_run) -> int:
    there = {one.said_id: one for one in Owing.objects.filter(said__in=lot)}
    steps = defaultdict(list)
    for step in Step.objects.filter(said__in=lot).in_order():
        steps[step.said_id].append(step)
    missing = [said for said in lot if said.pk not in there and said.sent_at]
    made = _begun(missing)
    for owing in made:
        group, sent = owing.said.group, owing.said.group.local(owing.said.sent_at).date()
        if owing.said.round > 1:
            owing.promised_on = workdays.add(sent, group.answer_days, group.nation)
        _replayed(owing, owing.said, steps[owing.said_id])
    wrong = [there[said.pk] for said in lot if said.pk in there and _replayed(there[said.pk], said, steps[said.pk])]
    if not dry_run:
        Owing.objects.bulk_create(made, batch_size=AT_ONCE)
        Owing.objects.bulk_update(wrong, AS_IT_WAS, batch_size=AT_ONCE)
    return len(made) + len(wrong)


def _replayed(owing, said, steps) -> bool:
    """Lets the steps happen again, as `keep` saw them. Says if it stood otherwise before."""
    before = [getattr(owing, name) for name in AS_IT_WAS]
    owing.stopped_on = owing.settled_on = None
    queries.numbered(owing, said.group.nation)
    for step in steps:
        moves = step.stage_to != step.stage_from or step.stage_to == Stage.CANNOT
        if step.stage_to in BEFORE_SENDING and step.kind != Step.Kind.TAKEN_OUT or not moves:
            continue
        place = queries.place_after(step.stage_to, step.kind, owing.stopped_on is not None)
        queries.moved(owing, place, said.group.local(step.at).date(), said.group.nation)
    if owing.pk:
        owing.promised_on = before[0]
        queries.numbered(owing, said.group.nation)
    return before != [getattr(owing, name) for name in AS_IT_WAS]
