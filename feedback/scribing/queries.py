"""Questions about words written down for someone: what still waits, and whether a letter about it is still right."""

from datetime import datetime, timedelta
from itertools import islice

from django.db.models import CharField, DateField, Value

from coproduction.kit import walltime, workdays
from feedback.scribing.models import WrittenDown
from groups.membership.models import Membership

NUDGE_AFTER = 5  # working days
ABOUT = "written_down"


def written_by(membership):
    """What this person wrote down for others, newest first."""
    mine = WrittenDown.objects.visible_to(membership).filter(written_by=membership)
    return mine.with_all().select_related("again").order_by("-id")


def waits_for(membership):
    """Words of theirs that somebody wrote down and they have not confirmed, as (kind, number, day) for their home page."""
    mine = WrittenDown.objects.asked().filter(group_id=membership.group_id, member=membership)
    kind, no_day = Value("written", output_field=CharField()), Value(None, output_field=DateField())
    return mine.values_list(kind, "pk", no_day).order_by()


def unanswered(now: datetime):
    """Not answered for five days, working or not, and whoever wrote it was not yet reminded."""
    here = Membership.objects.current().values("pk")
    rows = WrittenDown.objects.asked().filter(nudged_at=None, written_by__in=here)
    return rows.filter(written_at__lte=now - timedelta(days=NUDGE_AFTER))


def waiting_too_long(now: datetime, most: int = 200) -> list[WrittenDown]:
    """Not answered for five working days, and whoever wrote it was not yet reminded. From 8am."""
    rows = unanswered(now).with_all().order_by("written_at").iterator()
    awake = (one for one in rows if not walltime.is_night(now, one.group.zone))
    return list(islice((one for one in awake if nudge_on(one) <= one.group.local(now).date()), most))


def nudge_on(one: WrittenDown):
    return workdays.add(one.group.local(one.written_at).date(), NUDGE_AFTER, one.group.nation)


def still_waits(letters) -> set[int]:
    """Letters about words that still wait for an answer."""
    about = {letter.pk: int(letter.about.partition(":")[2]) for letter in letters}
    asked = set(WrittenDown.objects.asked().filter(pk__in=about.values()).values_list("pk", flat=True))
    return {letter for letter, number in about.items() if number in asked}
