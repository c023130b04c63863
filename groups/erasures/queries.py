"""Who is to go, what they still owe, and whose names stand where."""

import re
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from coproduction.kit import personal
from groups.actions.models import Action
from groups.erasures.models import TO_THINK, Erasure
from groups.history.models import Event
from groups.membership.models import Membership, Office, Role
from groups.people.models import Person

A_YEAR = timedelta(days=365)
NAMELESS = "a former member"
ALONE = (Role.FACILITATOR, Role.POINT_OF_CONTACT, Role.SPONSOR)


def open_for(person) -> Erasure | None:
    return Erasure.objects.open().of_person(person).first()


def due(now):
    return Erasure.objects.due(now)


def long_gone(now):
    """A year less a week after they left the last group, if they have no other place and did not ask to stay since."""
    left = Membership.objects.filter(person=OuterRef("pk"))
    lately = now - A_YEAR + TO_THINK
    here = left.filter(Q(left_at=None) | Q(left_at__gt=lately))
    office = Office.objects.filter(person=OuterRef("pk"), ended_at=None)
    asked = Erasure.objects.filter(person=OuterRef("pk"))
    asked = asked.filter(Q(dropped_at=None) | Q(dropped_at__gt=lately))
    gone = Membership.objects.filter(left_at__lte=lately).values("person")
    people = Person.objects.filter(pk__in=gone, is_active=True, is_site_admin=False)
    return people.filter(~Exists(here), ~Exists(office), ~Exists(asked))


# --- what must be handed over first ---


@personal.owed("a role nobody else has")
def alone(person) -> list[str]:
    mine = Membership.objects.current().of_person(person).filter(role__in=ALONE, group__closed_at=None)
    others = Membership.objects.current().filter(group=OuterRef("group"), role=OuterRef("role"))
    rows = mine.filter(~Exists(others.exclude(person=person))).select_related("group").order_by("pk")
    return [
        f"You are the only {one.get_role_display()} of {one.group.name}. Somebody must take this over." for one in rows
    ]


@personal.owed("an office nobody else has")
def last_admin(person) -> list[str]:
    others = Office.objects.current().filter(organisation=OuterRef("organisation")).exclude(person=person)
    rows = Office.objects.current().of_person(person).filter(~Exists(others)).select_related("organisation")
    return [f"You are the only admin of {one.organisation.name}. Invite another one." for one in rows.order_by("pk")]


@personal.owed("actions")
def actions(person) -> list[str]:
    rows = open_actions(person).select_related("group")
    return [f"You took this on in {one.group.name}: “{one.what}”. Say what happened, or hand it back." for one in rows]


def open_actions(person):
    return Action.objects.open().filter(owner__person=person, owner__left_at=None).order_by("pk")


# --- names ---


def names_of(person) -> list[str]:
    """What they are called and were called, longest first."""
    renamed = Event.objects.filter(what="profile_changed", by=person, detail__has_key="was")
    return sorted({person.name, *renamed.values_list("detail__was", flat=True)}, key=len, reverse=True)


def in_groups(person, names) -> list[tuple[Q, list[str]]]:
    """Where others wrote of them: each group, with the names that nobody else of it has. Also where they did something without
    a place there: whoever keeps the site reads in an emergency."""
    done = Event.objects.filter(by=person).exclude(group=None).values_list("group", flat=True).distinct()
    groups = {*Membership.objects.of_person(person).values_list("group", flat=True), *done}
    called, found = {one: [] for one in groups}, {}
    others = Membership.objects.filter(group__in=groups).exclude(person=person)
    for group, name in others.values_list("group", "person__name").distinct():
        called[group].append(name)
    for group in sorted(groups):
        found.setdefault(tuple(_only_theirs(names, called[group])), []).append(group)
    return [(Q(group__in=those), list(theirs)) for theirs, those in found.items()]


def of_offices(person, names) -> tuple[Q, list[str]]:
    """Lines about the organisations whose accounts they kept."""
    kept = list(Office.objects.of_person(person).values_list("organisation", flat=True))
    others = Office.objects.filter(organisation__in=kept).exclude(person=person)
    about = Q(about_kind="groups.organisation", about_id__in=kept)
    return about, _only_theirs(names, others.values_list("person__name", flat=True))


def of_no_group(person, names) -> tuple[Q, list[str]]:
    """Letters of no group may go to anybody: there a name must be nobody else's at all."""
    others = Person.objects.exclude(pk=person.pk).filter(holding(["name"], names))
    return Q(group=None), _only_theirs(names, others.values_list("name", flat=True))


def holding(fields, words) -> Q:
    """One of these words in one of these fields; nothing where there is no word."""
    wanted = Q(pk__in=[])
    for word in words:
        for field in fields:
            wanted |= Q(**{f"{field}__contains": word})
    return wanted


def _only_theirs(names, others) -> list[str]:
    """Of these, those that none of the others has, as a name or as a part of it."""
    others = list(others)
    return [name for name in names if not any(_found([name]).search(other) for other in others)]


def without(text: str, names) -> str:
    """The same words with nobody's name in them."""
    said = _found(names).sub(NAMELESS, text)
    return said if said == text else said[:1].upper() + said[1:]


def _found(names):
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in names)})(?!\w)")
