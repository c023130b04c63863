"""Members of a planted group say yes until something is settled."""

from feedback.checklists import operations as checklists
from feedback.checklists import queries


def settle(waiver, *, now, agrees=True):
    members = iter(queries.members(waiver.topic.group_id).order_by("pk"))
    while not waiver.outcome:
        waiver = checklists.vote_go_without(by=next(members), now=now, waiver=waiver, agrees=agrees)
