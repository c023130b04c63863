"""The letter by which the head leaves the machine."""

from coproduction.kit import when
from groups.audit import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

HEAD = "groups/audit/emails/head"


def head(link, operators, *, now):
    notices.post_many(
        HEAD, [{"to": one, "key": f"record-head:{link.position}:person-{one.pk}"} for one in operators],
        at=now, kind=Kind.ACCOUNT, why="You get this because you keep this site running.",
        context={"day": when.day(link.linked_on), "links": f"{link.position:,}", "digest": link.digest},
    )  # fmt: skip


@notices_queries.recheck(HEAD)
def still_an_operator(letters, now):
    return queries.to_operators(letters)
