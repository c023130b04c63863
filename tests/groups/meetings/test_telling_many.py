"""A large group is told by whoever writes the letters, as it was at the moment of the change: the change itself reads nobody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext

from groups.meetings import operations as meetings
from groups.meetings.models import Guest
from groups.membership.models import Membership, Role, Support
from groups.notices import delivery, operations
from groups.notices.models import Letter, Mailing
from groups.people.models import Person
from tests import builders
from tests.groups.meetings import arrange
from tests.groups.notices.test_mailings import same

CHANGED = "groups/meetings/emails/changed"
SOON, LATER = arrange.SOON_AFTER, arrange.SOON_AFTER + timedelta(minutes=1)


@pytest.fixture
def everyone_is_many(monkeypatch):
    monkeypatch.setattr(operations, "MANY", 0)
    monkeypatch.setattr(operations, "AT_A_TIME", 2)


@pytest.fixture
def meeting(cast):
    """Planned, with a guest; nothing is left of the letters about it."""
    Person.objects.filter(pk=cast.sam.person.pk).update(time_zone="America/New_York")
    planned = arrange.plan(cast)
    arrange.invite(cast, planned, cast.priya)
    Letter.objects.all().delete()
    return planned


def change(cast, meeting, now=SOON, place="The long room"):
    return meetings.change(meeting=meeting, by=cast.farah.membership, now=now, place=place)


def written(now=LATER):
    while operations.unfold(now=now):
        pass
    return {one.person.name: one for one in Letter.objects.filter(stem=CHANGED).select_related("person")}


def test_letters_to_a_large_group_are_the_same_as_those_written_at_once(cast, meeting, monkeypatch):
    ways = []
    for most in (50, 0):
        monkeypatch.setattr(operations, "MANY", most)
        change(cast, meeting)
        assert Mailing.objects.count() == (0 if most else 1)
        ways.append({name: (one.key, same(one)) for name, one in written().items()})
        Letter.objects.all().delete()
        type(meeting).objects.filter(pk=meeting.pk).update(place=meeting.place, version=meeting.version)
    assert ways[0] == ways[1] and set(ways[0]) == {"Farah", "Col", "Sam", "Jo", "Sol", "Priya"}
    assert ["On your clock" in ways[1][who][1]["text"] for who in ("Sam", "Jo")] == [True, False]


def test_those_who_were_there_are_told_whatever_came_of_them_and_nobody_who_came_later(cast, meeting, everyone_is_many):
    late = builders.membership(cast.group, Role.SUPPORTER, name="Stu")
    ahead = builders.membership(cast.group, name="Ahead")
    Membership.objects.filter(pk=ahead.pk).update(joined_at=SOON + timedelta(hours=1))  # the clock was wrong then
    change(cast, meeting)
    # Back within the minute: a member who left, and a supporter whose help was ended.
    Membership.objects.filter(pk=cast.col.membership.pk).update(left_at=LATER)
    builders.membership(cast.group, who=cast.col.person)
    Support.objects.update(ended_at=LATER)
    link = {"member": cast.sam.membership, "consented_at": SOON}
    Support.objects.create(supporter=cast.sol.membership, **link)
    # New, by a clock that was set back; gone; and no guest any more.
    before = SOON - timedelta(hours=2)
    Membership.objects.filter(pk=builders.membership(cast.group, name="New").pk).update(joined_at=before)
    Support.objects.create(supporter=late, **link | {"consented_at": before})
    invited = {"invited_by": cast.farah.membership, "invited_at": before}
    Guest.objects.create(meeting=meeting, membership=cast.okoro.membership, **invited)
    Guest.objects.filter(membership=cast.priya.membership).delete()
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=LATER)
    assert set(written()) == {"Farah", "Col", "Sam", "Jo", "Sol", "Ahead"}
    delivery.send_due(lambda: LATER)
    stands = {name: one.state for name, one in written().items()}
    assert stands.pop("Jo") == "EXPIRED" and set(stands.values()) == {"SENT"}


def test_a_worker_that_dies_between_two_parts_tells_nobody_twice(cast, meeting, everyone_is_many, monkeypatch):
    change(cast, meeting)
    assert operations.unfold(now=LATER) == 2
    first = set(Letter.objects.values_list("message_id", flat=True))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Mailing, "save", lambda *args, **more: (_ for _ in ()).throw(KeyboardInterrupt))
        operations.unfold(now=LATER)
    assert set(Letter.objects.values_list("message_id", flat=True)) == first
    Mailing.objects.update(done=0)  # and if it had forgotten how far it was
    letters = written()
    assert len(letters) == Letter.objects.count() == 6
    assert first <= {one.message_id for one in letters.values()}
    assert not Mailing.objects.exists()


def test_what_is_moved_again_before_it_is_written_goes_once(cast, meeting, everyone_is_many):
    change(cast, meeting)
    change(cast, meeting, place="The short room")
    written()
    assert delivery.send_due(lambda: LATER) == {"expire": 6, "kept": 6}
    assert {one.text.count("short room") > 0 for one in Letter.objects.filter(state="SENT")} == {True}


def test_telling_two_hundred_costs_what_telling_sixty_costs_and_reads_few(cast, now):
    def costs(people):
        made = Person.objects.bulk_create(Person(name="M", email=f"m{people}-{n}@example.org") for n in range(people))
        Membership.objects.bulk_create(
            Membership(group=cast.group, person=p, role="MEMBER", joined_at=now) for p in made
        )
        read = []
        count = lambda **said: read.append(said["instance"])  # noqa: E731
        post_init.connect(count, sender=Membership)
        try:
            with CaptureQueriesContext(connection) as asked:
                arrange.plan(cast)
        finally:
            post_init.disconnect(count, sender=Membership)
        return len(asked), len(read)

    statements = costs(60)
    assert statements == costs(200) and statements[1] == operations.MANY + 1
    assert Mailing.objects.count() == 2 and len(Mailing.objects.last().letters) == 0
