from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q

from feedback.answers.models import Decision
from feedback.deeds.models import Claim
from feedback.log.models import Bucket, Said, Stage

SHELVES = {
    "waiting": ("Still waiting", Bucket.WAITING),
    "doing": ("Being done", Bucket.DOING),
    "did": ("We did", Bucket.DONE),
    "cannot": ("We can’t, or not now", Bucket.CANNOT),
}


@dataclass(frozen=True)
class Shelf:
    name: str
    label: str
    count: int
    earlier: int = 0  # of these, done before the group used this site: brought in with a named source


def public_log(group_id, shelf=""):
    """What the group published, newest first, with the decision that stands and the checked *we did* of each.

    Both of this round only: what the group said no to is not its answer any more.
    """
    rows = Said.objects.filter(group_id=group_id).published().select_related("topic").newest_first()
    if shelf in SHELVES:
        rows = rows.in_bucket(SHELVES[shelf][1])
    of_this_round = Q(round=F("said__round"))
    return rows.prefetch_related(
        Prefetch("decisions", Decision.objects.filter(of_this_round).order_by("-id"), to_attr="decided"),
        Prefetch("claims", Claim.objects.filter(of_this_round, holds=True).order_by("-id"), to_attr="done"),
    )


def shelves(group_id):
    """How much lies where, one statement. All are shown, waiting and *can't* as prominently as *did*."""
    rows = Said.objects.filter(group_id=group_id).published()
    counted = rows.values_list("bucket").annotate(n=Count("id"), old=Count("id", filter=Q(stage=Stage.EARLIER)))
    found = {bucket: numbers for bucket, *numbers in counted.order_by()}
    return [Shelf(name, label, *found.get(bucket, (0, 0))) for name, (label, bucket) in SHELVES.items()]
