"""Which entries wait for an answer, and to whom each is told back. None of it writes."""

from collections import defaultdict

from django.db.models import Min

from feedback.deeds.models import Deed
from feedback.log import queries as log
from feedback.log.models import Said, Stage
from feedback.shelves import queries as shelves
from groups.membership.models import Membership

WAITING = (Stage.SENT, Stage.HEARD)
MOST = 50  # entries answered in one go


def waiting(membership, *, topic: str, text: str):
    """What waits to be heard or answered, the oldest promise first, of this topic and with these words."""
    rows = Said.objects.visible_to(membership).filter(stage__in=WAITING).oldest_promise_first()
    if topic:
        rows = rows.filter(topic_id=int(topic))
    if text:
        rows = shelves.search(rows, membership.group_id, text)
    return rows.with_all()


def chosen(membership, numbers):
    """Those chosen, whatever became of them meanwhile, in their own order. One statement."""
    return list(Said.objects.visible_to(membership).filter(number__in=numbers).with_all().order_by("number"))


def numbers_of(typed) -> list[int]:
    """Numbers of entries as they stand in an address: odd ones are left out, each once, no more than may be answered."""
    found = dict.fromkeys(int(one) for one in typed if one.isdecimal() and len(one) < 10)
    return list(found)[:MOST]


def whose_words(entries) -> dict[int, list[Membership]]:
    """As `log.whose_words`, for many entries of one group. Two statements."""
    everyone = list(log.members(entries[0].group_id).select_related("person"))
    authors = Membership.objects.current().filter(pk__in={said.said_by_id for said in entries})
    here = {one.pk: one for one in authors.select_related("person")}
    return {said.pk: [here[said.said_by_id]] if said.said_by_id in here else everyone for said in entries}


def next_deeds(entries) -> dict[int, object]:
    """The day of the next open action of each entry that has one, from an earlier round. One statement."""
    rows = Deed.objects.open().filter(said__in=entries).values_list("said").annotate(day=Min("due_on")).order_by()
    return defaultdict(lambda: None, rows)
