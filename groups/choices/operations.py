"""Choosing how letters come. Letters already waiting are looked at again, because notices asks before it sends."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from groups.choices import queries
from groups.choices.models import STOPPABLE, WITH_A_DAY, GroupPreference, Kind, Preference, Stop

KEPT, EMAIL = Preference.Channel.KEPT, Preference.Channel.EMAIL


@transaction.atomic
def choose(*, by, now: datetime, paused: bool, paused_until_on, wanted: dict[int | None, set[str]], **chosen) -> None:
    """Keeps how somebody wants their letters, and which: `wanted` are the kinds they want, group by group.

    Coming back from a pause brings nothing that came during it: what was paused stays to be read here.
    """
    change(person=by, now=now, paused=paused, paused_until_on=paused_until_on, **chosen)
    by.letter_stops.filter(group__in=[group for group in wanted if group]).delete()
    if None in wanted:
        by.letter_stops.filter(group=None).delete()
    Stop.objects.bulk_create(
        Stop(person=by, group_id=group, kind=kind, stopped_at=now)
        for group, kinds in wanted.items()
        for kind in STOPPABLE
        if kind not in kinds
    )


@transaction.atomic
def change(*, person, now: datetime, **chosen) -> Preference:
    """Changes what is named here and leaves the rest. A pause that goes on keeps the moment it began."""
    kept, _ = Preference.objects.get_or_create(person=person)
    if "paused" in chosen:
        paused, until = chosen.pop("paused"), chosen.pop("paused_until_on")
        kept.paused_at = (kept.paused_at or now) if paused else None
        kept.paused_until_on = until if paused else None
    if "channel" in chosen:
        kept.channel_before = ""
    for name, value in chosen.items():
        setattr(kept, name, value)
    kept.changed_at = now
    kept.save()
    return kept


@transaction.atomic
def choose_for_group(*, membership, channel: str, frequency: str, batch_day: int | None, now: datetime) -> None:
    """What is different for the letters of one group. Nothing different: as for the others."""
    if channel or frequency:
        day = batch_day if frequency in WITH_A_DAY else None
        said = {"channel": channel, "frequency": frequency, "batch_day": day, "channel_before": "", "chosen_at": now}
        GroupPreference.objects.update_or_create(membership=membership, defaults=said)
    else:
        GroupPreference.objects.filter(membership=membership).delete()
    change(person=membership.person, now=now)  # letters that wait for a batch are looked at again


@transaction.atomic
def stop(*, person_id: int, group_id: int | None, kind: str, now: datetime) -> None:
    """Stops one kind of letter from one group. A batch: every letter but those that keep the account safe. It may be an old
    batch, of a group that had a way of its own then: it stops what it says, whatever holds by now."""
    if kind != Kind.BATCH:
        Stop.objects.get_or_create(person_id=person_id, group_id=group_id, kind=kind, defaults={"stopped_at": now})
        return
    if group_id is None:
        Preference.objects.get_or_create(person_id=person_id)
        _keep_here(Preference.objects.filter(person=person_id), changed_at=now)
        _keep_here(_own_ways(person_id, None).exclude(channel=""))
        return
    places = queries.places_in(person_id, group_id)
    fresh = [GroupPreference(membership=place, channel=KEPT, chosen_at=now) for place in places]
    GroupPreference.objects.bulk_create(fresh, ignore_conflicts=True)
    _keep_here(_own_ways(person_id, group_id))


@transaction.atomic
def take_up_again(*, person_id: int, group_id: int | None, kind: str, now: datetime) -> None:
    """Undoes `stop`: letters come again as they came before."""
    if kind == Kind.BATCH:
        if group_id is None:
            overall = Preference.objects.filter(person=person_id)
            _bring_back(overall, changed_at=now)
            overall.filter(channel=KEPT).update(channel=EMAIL, changed_at=now)
        _bring_back(_own_ways(person_id, group_id))
        if group_id is not None:
            as_the_others = _own_ways(person_id, group_id).filter(channel=KEPT)
            as_the_others.filter(frequency="").delete()
            as_the_others.update(channel="")
    Stop.objects.filter(person_id=person_id, group_id=group_id, kind=kind).delete()


def _own_ways(person_id, group_id):
    ways = GroupPreference.objects.filter(membership__person=person_id, membership__left_at=None)
    return ways if group_id is None else ways.filter(membership__group=group_id)


def _keep_here(rows, **more):
    rows.exclude(channel=KEPT).update(channel_before=F("channel"), channel=KEPT, **more)


def _bring_back(rows, **more):
    rows.filter(channel=KEPT).exclude(channel_before="").update(channel=F("channel_before"), channel_before="", **more)
