"""Choosing how letters come. Letters already waiting are looked at again, because notices asks before it sends."""

from datetime import datetime

from django.db import transaction

from groups.choices.models import STOPPABLE, Kind, Preference, Stop


@transaction.atomic
def choose(*, by, now: datetime, paused: bool, paused_until_on, wanted: dict[int | None, set[str]], **chosen) -> None:
    """Keeps how somebody wants their letters, and which: `wanted` are the kinds they want, group by group.

    Coming back from a pause brings nothing that came during it: what was paused stays to be read here.
    """
    kept, _ = Preference.objects.get_or_create(person=by)
    for name, value in chosen.items():
        setattr(kept, name, value)
    kept.paused_at = (kept.paused_at or now) if paused else None
    kept.paused_until_on = paused_until_on if paused else None
    kept.changed_at = now
    kept.save()
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
def stop(*, person_id: int, group_id: int | None, kind: str, now: datetime) -> None:
    """Stops one kind of letter from one group. A batch: every letter by email but those that keep the account safe."""
    if kind == Kind.BATCH:
        kept_here = {"channel": Preference.Channel.KEPT, "changed_at": now}
        Preference.objects.update_or_create(person_id=person_id, defaults=kept_here)
    else:
        Stop.objects.get_or_create(person_id=person_id, group_id=group_id, kind=kind, defaults={"stopped_at": now})


@transaction.atomic
def take_up_again(*, person_id: int, group_id: int | None, kind: str, now: datetime) -> None:
    """Undoes `stop`."""
    if kind == Kind.BATCH:
        Preference.objects.filter(person_id=person_id).update(channel=Preference.Channel.EMAIL, changed_at=now)
    Stop.objects.filter(person_id=person_id, group_id=group_id, kind=kind).delete()
