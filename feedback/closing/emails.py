"""Letters that a group may close, that it closed, that it opened again. None can be stopped. And which letters go on after."""

from django.urls import reverse

from coproduction.kit import when
from groups.membership import queries as membership
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/closing/emails/"
ENDS = (Kind.REMINDER, Kind.WAITING)  # nobody is asked for anything in a group that is closed,
GO_ON = (  # but for what became of what it said, what is still owed, and what keeps people safe
    "feedback/answers/", "feedback/deeds/", "feedback/nudges/", "feedback/timeline/", "feedback/challenges/",
    "feedback/handovers/", "feedback/reports/", "feedback/concerns/", "feedback/asides/", "groups/removals/", "groups/away/",
)  # fmt: skip


def asked(closing, people, *, now):
    day = when.day(closing.group.local(closing.from_at).date())
    _to_each("asked_to_close" if closing.closes else "asked_to_open", closing, people, now, context={"from_on": day})


def to_second(closing, people, *, now):
    _to_each("to_second", closing, people, now, button="Read it and decide")


def dropped(closing, people, *, by, now):
    _to_each("dropped", closing, people, now, context={"dropped_by": by.person.name})


def closed(closing, people, owed, owner, *, now):
    context = {
        "agreed_by": closing.seconded_by.person.name, "owed": len(owed), "owner": owner.person.name if owner else "",
        "words": [said.words for said in owed[:20]],
    }  # fmt: skip
    _to_each("closed", closing, people, now, context=context)


def opened(closing, people, *, now):
    _to_each("opened", closing, people, now, context={"agreed_by": closing.seconded_by.person.name})


@notices_queries.recheck(STEM)
def still_in_the_group(letters, now):
    """Nobody who has left meanwhile reads what the group is told."""
    return membership.still_here(letters)


@notices_queries.recheck("groups/")
@notices_queries.recheck("feedback/")
def not_of_a_closed_group(letters, now):
    return {one.pk for one in letters if not (one.group and one.group.closed_at) or _goes_on(one)}


def _goes_on(letter):
    return letter.kind not in ENDS or letter.stem.startswith(GO_ON)


def _to_each(letter, closing, people, now, *, context=None, button="Read it"):
    told = {
        "asked_by": closing.asked_by.person.name, "reason": closing.reason, "group_name": closing.group.name,
        "came_of_it": closing.came_of_it, "still_owed": closing.still_owed, "closes": closing.closes,
    }  # fmt: skip
    notices.post_many(
        f"{STEM}{letter}",
        [{"to": one.person, "key": f"closing-{closing.pk}:{letter}:person-{one.person_id}"} for one in people],
        at=now, group=closing.group, kind=Kind.ACCOUNT, context=told | (context or {}), button=button,
        path=reverse("closing", kwargs={"slug": closing.group.slug}),
    )  # fmt: skip
