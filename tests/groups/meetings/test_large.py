"""A large meeting costs as many statements as an empty one: 200 replies, 60 items, 2,000 turns, for everyone who is there."""

from datetime import timedelta

import pytest
from django.db.models.signals import post_init

from groups.agendas.models import Item
from groups.facilitation.models import Card, Hand
from groups.meetings.models import Meeting, Reply
from groups.membership.models import Membership, Support
from groups.pacing import operations as pacing
from groups.pacing.models import Progress, Running, Seat, Turn
from groups.people.models import Person
from tests import builders
from tests.groups.meetings import arrange

PEOPLE, ITEMS, TURNS = 200, 60, 2000
MOST_ON_A_MEETING, MOST = 12, 15  # statements (the goals)
WHO = ("sam", "sol", "priya", "farah")
PAGES = {"": WHO, "who/": WHO, "agenda/": WHO, "live/": WHO, "run/": ("farah",), "balance/": ("sam", "sol", "farah")}
BEFORE = arrange.STARTS - timedelta(days=1)
ON = arrange.STARTS + timedelta(minutes=30)
OVER = arrange.STARTS + timedelta(hours=3)


def empty(cast):
    meeting = arrange.plan(cast, capacity=PEOPLE)
    arrange.invite(cast, meeting, cast.priya)
    return meeting


def many(cast):
    """Everybody replied and needs something; every other suggestion has a place."""
    names = [Person(name=f"Member {n}", email=f"member{n}@example.org", joined_at=builders.NOW) for n in range(PEOPLE)]
    people = Person.objects.bulk_create(names)
    joined = {"group": cast.group, "role": "MEMBER", "joined_at": builders.NOW}
    here = Membership.objects.bulk_create(Membership(person=one, **joined) for one in people)
    help_of = {"supporter": cast.sol.membership, "consented_at": builders.NOW}
    Support.objects.bulk_create(Support(member=one, **help_of) for one in here[:3])
    meeting = empty(cast)
    said = {"meeting": meeting, "answer": "YES", "needs": "Breaks, and captions.", "replied_at": arrange.SOON_AFTER}
    ways = ("IN_PERSON", "ONLINE")
    Reply.objects.bulk_create(Reply(membership=one, way=ways[n % 2], **said) for n, one in enumerate(here))
    item = {"meeting": meeting, "purpose": "HEAR", "minutes": 1, "proposed_at": builders.NOW}
    places = (None, builders.NOW)
    rows = [
        Item(title=f"Item {n}", raised_by=here[n], position=n, accepted_at=places[n % 2], **item) for n in range(ITEMS)
    ]
    Item.objects.bulk_create(rows)
    return meeting


def begin(cast, meeting) -> Running:
    return pacing.start(meeting=Meeting.objects.get(pk=meeting.pk), by=cast.farah.membership, now=arrange.STARTS)


def talk(running):
    """Everybody has a hand up or took one down, shows a card, and has spoken ten times."""
    at = arrange.STARTS
    Seat.objects.bulk_create(
        [
            Seat(running=running, membership=one, role=one.role, came_at=at)
            for one in Membership.objects.filter(replies__meeting=running.meeting)
        ],
        ignore_conflicts=True,
    )
    seats, items = list(running.seats.order_by("id")), list(running.meeting.items.placed())
    hands = [Hand(seat=one, way="OWN", raised_at=at, raised_by=one.membership) for one in seats]
    for hand in hands[::2]:
        hand.lowered_at, hand.lowered_by = at, hand.raised_by
    Hand.objects.bulk_create(hands)
    Card.objects.bulk_create(Card(seat=one, kind="AGREE", raised_at=at, raised_by=one.membership) for one in seats)
    Progress.objects.bulk_create(Progress(running=running, item=one, spent=60) for one in items[:5])
    rows = [
        Turn(
            running=running, seat=seats[n % len(seats)], item=items[n % len(items)], way=("ALOUD", "WRITING")[n % 2],
            words="Yes." * (n % 2), began_at=at + timedelta(seconds=n), ended_at=at + timedelta(seconds=n + 1), seconds=1,
        )
        for n in range(TURNS)
    ]  # fmt: skip
    Turn.objects.bulk_create(rows)


def statements(cast, meeting) -> dict:
    found = {}
    for page, readers in PAGES.items():
        for who in readers:
            answer = getattr(cast, who).client.get(arrange.address(cast, meeting, page))
            assert answer.status_code == 200, (who, page)
            found[who, page] = int(answer.headers["X-SQL-Count"])
    return found


@pytest.fixture
def both(cast):
    return empty(cast), many(cast)


def test_a_large_meeting_takes_as_many_statements_as_an_empty_one(cast, clock, both):
    for moment in (BEFORE, ON, OVER):
        clock(moment)
        if moment == ON:
            for meeting in both:
                running = begin(cast, meeting)
            talk(running)
        small, large = (statements(cast, meeting) for meeting in both)
        assert large == small
        for (_, page), number in large.items():
            assert number <= (MOST if page else MOST_ON_A_MEETING)
    replies, items = both[1].replies.count(), both[1].items.count()
    assert (replies, items, running.turns.count()) == (PEOPLE, ITEMS, TURNS)


@pytest.fixture
def loaded():
    """How many rows of a table become objects while something is asked for: `loaded(Reply, lambda: …)`."""

    def counted(model, ask):
        found = []
        count = lambda **said: found.append(said["instance"])  # noqa: E731
        post_init.connect(count, sender=model)
        try:
            ask()
        finally:
            post_init.disconnect(count, sender=model)
        return len(found)

    return counted


def test_no_page_loads_rows_only_to_show_a_number(cast, clock, both, loaded):
    meeting = both[1]
    arrange.says(cast.sam, meeting)
    loads = {who: loaded(Reply, lambda who=who: _open(cast, who, meeting)) for who in WHO}
    # Cards to reply, and what is to be arranged, which is read from the words: for those this reader may know of.
    assert loads == {"sam": 1, "sol": 4 + 3, "priya": 0, "farah": PEOPLE}
    Reply.objects.update(needs="")
    assert loaded(Reply, lambda: _open(cast, "farah", meeting)) == 0
    clock(ON)
    talk(begin(cast, meeting))
    for model in (Hand, Card, Turn):
        assert loaded(model, lambda: _open(cast, "sam", meeting, "live/")) <= 1
    assert loaded(Turn, lambda: _open(cast, "farah", meeting, "run/")) == 10  # the latest that were written


def _open(cast, who, meeting, page=""):
    assert getattr(cast, who).client.get(arrange.address(cast, meeting, page)).status_code == 200
