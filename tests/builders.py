"""Plain functions that make what a test needs. Journeys arrange through operations; these are for the rest."""

from datetime import UTC, datetime, timedelta
from itertools import count

from django.contrib.auth.hashers import make_password
from django.db.models import Max
from django.utils.text import slugify

from feedback.log.models import BEFORE_SENDING, Said, Stage
from feedback.topics.models import Topic
from groups.charter.models import Group, Organisation
from groups.meetings.models import Guest, Meeting
from groups.membership.models import Membership, Office, Role
from groups.people.models import Person

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)  # a Wednesday
_number = count(1)


def organisation(name="Rivershire health and care partnership", **fields):
    made, _ = Organisation.objects.get_or_create(
        slug=slugify(name), defaults={"name": name, "created_at": NOW, **fields}
    )
    return made


def group(name="Rivers and Moors Co-production Group", *, of=None, **fields):
    fields = {"slug": slugify(name), "created_at": NOW, "locality": "Rivershire"} | fields
    return Group.objects.create(name=name, organisation=of or organisation(), **fields)


def address(name):
    return f"{slugify(name) or 'person'}-{next(_number)}@example.org"


def person(name="Somebody", **fields):
    """With their yes to keeping what they need, so that tests about needs can say them."""
    fields = {"email": address(name), "may_keep_needs": True} | fields
    return Person.objects.create_user(name=name, joined_at=NOW, **fields)


def membership(in_group, role=Role.MEMBER, *, who=None, name="Somebody", **fields):
    fields.setdefault("joined_at", NOW)
    made = Membership.objects.create(group=in_group, person=who or person(name), role=role, **fields)
    return Membership.objects.with_people().get(pk=made.pk)


def memberships(rows):
    """Of many in few statements: rows of (name, role, group). In their order."""
    rows, nothing = list(rows), make_password(None)
    people = Person.objects.bulk_create(
        Person(email=address(name), name=name, joined_at=NOW, password=nothing, may_keep_needs=True)
        for name, _, _ in rows
    )
    made = Membership.objects.bulk_create(
        Membership(group=group, person=person, role=role, joined_at=NOW)
        for person, (_, role, group) in zip(people, rows, strict=True)
    )
    found = Membership.objects.with_people().in_bulk([one.pk for one in made])
    return [found[one.pk] for one in made]


def office(of, *, who):
    return Office.objects.create(organisation=of, person=who, since_at=NOW)


def topic(in_group, name="Care and support planning", **fields):
    return Topic.objects.create(group=in_group, name=name, opened_at=NOW, **fields)


def said(in_group, words="Letters come after the appointment.", *, stage=Stage.SENT, shown_as="GROUP", **fields):
    """A thing said that stands at `stage`, without its story. Journeys tell the story through operations."""
    sent = stage not in (*BEFORE_SENDING, Stage.EARLIER)
    number = 1 + (Said.objects.filter(group=in_group).aggregate(n=Max("number"))["n"] or 0)
    fields = {
        "drafted_at": NOW,
        "moved_at": NOW,
        "sent_at": NOW if sent else None,
        "opened_at": NOW if sent else None,
        **({"came_from": "EARLIER", "source": "Our old list"} if stage == Stage.EARLIER else {}),
    } | fields
    return Said.objects.create(group=in_group, number=number, words=words, stage=stage, shown_as=shown_as, **fields)


def meeting(in_group, planned_by, title="Winter meeting", *, starts_at=NOW + timedelta(days=20), **fields):
    fields = {
        "how": "ONLINE",
        "joining_link": "https://meet.example/abc",
        "time_zone": in_group.time_zone,
        "told_at": NOW,
    } | fields
    return Meeting.objects.create(
        group=in_group, title=title, planned_by=planned_by, planned_at=NOW, starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90), **fields,
    )  # fmt: skip


def guest(at_meeting, membership):
    return Guest.objects.create(
        meeting=at_meeting, membership=membership, invited_by=at_meeting.planned_by, invited_at=NOW
    )
