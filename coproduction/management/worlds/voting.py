"""Members of a planted group say yes until something is settled."""

from feedback.checklists import operations as checklists
from feedback.checklists import queries


def settle(waiver, *, now, agrees=True):
    for member in queries.members(waiver.topic.group_id).order_by("pk"):
        if waiver.outcome:
            return
        waiver = checklists.vote_go_without(by=member, now=now, waiver=waiver, agrees=agrees)
