"""Asking to read in an emergency, agreeing, reading, and the end of it. Each is a line in the group's history, with the names."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from coproduction.kit.refusals import Refusal
from feedback.emergencies import emails, queries
from feedback.emergencies.models import Emergency
from groups.history.operations import record
from groups.seconding import operations as seconding


class AlreadyAsked(Refusal):
    """This was asked already, or somebody is reading now."""


class TooLate(Refusal):
    """More than a day has gone by since this was asked. Ask again if it is still an emergency."""


class HasAPlace(Refusal):
    """You have a place in this group. Read what your role there may read."""


class Over(Refusal):
    """This is over already."""


@transaction.atomic
def ask(*, group, reason: str, by, now: datetime) -> Emergency:
    """Whoever keeps the site asks, in writing. They may not be one of the group, nor one of those who answer it."""
    if queries.has_a_place(by, group):
        raise HasAPlace()
    Emergency.objects.filter(group=group).too_old(now).update(dropped_at=now)
    emergency = seconding.ask(
        Emergency.objects, refusal=AlreadyAsked, group=group, reason=reason, asked_by=by, asked_at=now
    )
    said = f"{by.name}, who keeps the site, asked to read our talk in an emergency. Someone else must agree. The reason: “{reason}”"
    _trail("asked", emergency, said, by, now)
    emails.to_second(emergency, queries.who_may_second(emergency), now=now)
    return emergency


@transaction.atomic
def second(*, emergency: Emergency, by, now: datetime) -> None:
    """Somebody else agrees: for 60 minutes the one who asked may read. The group is told at once."""
    emergency = _undecided(emergency)
    if not emergency.waits(now):
        raise TooLate()
    if queries.has_a_place(by, emergency.group):
        raise HasAPlace("You have a place in this group. Someone without one must agree.")
    seconding.second(emergency, by=by, instead=queries.who_may_second(emergency), now=now)
    said = f"{by.name} agreed that {emergency.asked_by.name} reads our talk in an emergency, for 60 minutes."
    _trail("agreed", emergency, said, by, now)
    emails.began(emergency, queries.the_group(emergency.group_id), now=now)
    emails.you_may_read(emergency, now=now)


@transaction.atomic
def drop(*, emergency: Emergency, by, now: datetime) -> None:
    """Somebody says no to it, or whoever asked lets it go. Nothing was read."""
    emergency = _undecided(emergency)
    seconding.drop(emergency, now=now)
    said = f"{by.name} said no to reading our talk in an emergency. Nothing was read."
    _trail("refused", emergency, said, by, now)
    emails.dropped(emergency, now=now)


@transaction.atomic
def read(*, emergency: Emergency, by, now: datetime) -> None:
    """A page was opened: the first is a line of its own, and how many there were stands in the last."""
    going_on = Emergency.objects.filter(pk=emergency.pk, asked_by=by).open_now(now)
    if not going_on.update(pages=F("pages") + 1):
        raise Over()
    emergency.refresh_from_db(fields=["pages"])
    if emergency.pages == 1:
        _trail("read", emergency, f"{by.name} opened our talk for the first time.", by, now)


@transaction.atomic
def end(*, emergency: Emergency, by, now: datetime) -> None:
    """Before its time: by either of the two, or by a facilitator. `by` is a person or a place in the group."""
    person = getattr(by, "person", by)
    mine = Emergency.objects.filter(pk=emergency.pk).open_now(now)
    if not mine.update(ended_at=now, ended_by=person):
        raise Over()
    _over(emergency, f"{person.name} ended the reading of our talk.", by, now)


@transaction.atomic
def end_those_run_out(*, now: datetime) -> int:
    """The clock says that they are over. Nobody could read any more since the 60 minutes went by."""
    done = 0
    for one in Emergency.objects.run_out(now).with_people():
        if Emergency.objects.filter(pk=one.pk).run_out(now).update(ended_at=one.until):
            _over(one, "The 60 minutes are over.", None, now)
            done += 1
    return done


def _over(emergency, how, by, now):
    pages = Emergency.objects.values_list("pages", flat=True).get(pk=emergency.pk)
    read = f"{pages} page{'' if pages == 1 else 's'}" if pages else "nothing"
    _trail("over", emergency, f"{how} {emergency.asked_by.name} had opened {read}.", by, now)


def _trail(what, emergency, sentence, by, now):
    record(f"emergency_{what}", sentence, by=by, group=emergency.group, about=emergency, at=now)


def _undecided(emergency):
    return seconding.undecided(Emergency.objects.with_people(), emergency.pk)
