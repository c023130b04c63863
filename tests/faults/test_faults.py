"""What is promised of letters, with real workers killed on purpose: none lost, one Message-ID for each person and event."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import transaction

from groups.charter.models import Group
from groups.meetings.models import Meeting
from groups.notices import operations
from groups.notices.models import Letter, Mailing, Pulse
from tests.cast import Cast
from tests.faults.browser import Browser
from tests.faults.conftest import STEM, until
from tests.journeys.week import Node

pytestmark = [pytest.mark.faults, pytest.mark.services]


def post_to_all(site, readers, name="digest"):
    group, people = readers
    with transaction.atomic():
        letters = [{"to": one, "key": f"{name}:person-{one.pk}"} for one in people]
        operations.post_many(STEM, letters, at=site.now, group=group)


def sent_again(site):
    """How many letters went a second time. None is lost, and each has one Message-ID."""
    written = dict(Letter.objects.values_list("person__email", "message_id"))
    assert len(written) == 500
    got = {}
    for receiver, message_id in zip(site.mail.receivers, site.mail.ids, strict=True):
        got.setdefault(receiver, set()).add(message_id)
    assert got == {receiver: {message_id} for receiver, message_id in written.items()}
    return len(site.mail.ids) - 500


def test_two_workers_with_two_processes_each_send_nothing_twice(site, readers):
    post_to_all(site, readers)
    site.worker(processes=2), site.worker(processes=2)
    for _ in range(4):
        site.tick()
    until(site.everything_sent)
    assert sent_again(site) == 0


def test_the_next_tick_finds_what_was_posted_while_redis_was_away(site, readers):
    site.worker()
    site.tick()
    until(lambda: Pulse.objects.filter(name="tick").exists())
    site.redis.kill()
    begun = time.monotonic()
    post_to_all(site, readers)
    assert time.monotonic() - begun < 5
    assert not site.mail.got
    site.redis.start()
    site.tick()
    until(site.everything_sent)
    assert sent_again(site) == 0


def test_two_beats_and_two_web_nodes_do_no_harm(site, readers):
    """The week of `tests/journeys` with real parts: what it lives through in threads, in an hour of a clock that we move."""
    site.set_clock(site.now.replace(hour=10, minute=0, second=0, microsecond=0))
    post_to_all(site, readers)
    Group.objects.update(slug="readers")
    cast = Cast()
    nodes = [site.web() for _ in range(2)]
    site.worker(processes=2)
    site.beat(1), site.beat(2)
    at_a, at_b = (Browser(one, cast.farah.person) for one in nodes)
    node, starts = Node(cast.group.slug), (site.now + timedelta(days=1)).astimezone(cast.group.zone)
    node.fills_in(at_a, "plan_meeting", WINTER | when(starts + timedelta(minutes=10)))
    meeting = Meeting.objects.get()
    node.fills_in(Browser(nodes[1], cast.sam.person), "reply", {"answer": "NO"}, meeting_id=meeting.pk)
    site.minutes_pass(1)
    with ThreadPoolExecutor(2) as hands:  # the same page on both: one of them is told that it changed meanwhile
        moved = when(starts + timedelta(minutes=20))
        list(hands.map(lambda at: node.fills_in(at, "change_meeting", moved, meeting_id=meeting.pk), (at_a, at_b)))
    until(lambda: nothing_waits())
    site.minutes_pass(30)
    until(lambda: Letter.objects.filter(kind="REMINDER", state="SENT").count() == 5)
    until(lambda: nothing_waits())
    gone = Letter.objects.filter(state="SENT")
    assert sorted(site.mail.ids) == sorted(gone.values_list("message_id", flat=True))
    meeting.refresh_from_db()
    reminded = Letter.objects.filter(kind="REMINDER")
    assert meeting.version == 2 and {one.about.split(":")[2] for one in reminded} == {"2"}
    assert reminded.count() == len({one.person_id for one in reminded}) == 5, (
        "who said no to the old time is asked anew"
    )
    assert gone.filter(stem__endswith="changed").count() == 5


def nothing_waits():
    return not Mailing.objects.exists() and not Letter.objects.filter(state__in=["PENDING", "SENDING"]).exists()


WINTER = {"title": "Winter", "how": "ONLINE", "joining_link": "https://meet.example.org/w"}


def when(starts):
    """As a form takes it."""
    clock = {"starts": f"{starts:%H:%M}", "ends": f"{starts + timedelta(hours=1):%H:%M}"}
    return clock | {"day_day": starts.day, "day_month": starts.month, "day_year": starts.year}


def test_a_mail_server_that_was_away_gets_every_letter_when_it_is_back(site, readers):
    post_to_all(site, readers)
    site.mail.refuse_data = "451 4.3.0 not now"
    site.worker()
    site.tick()
    until(lambda: not Mailing.objects.exists() and not Letter.objects.filter(state="PENDING", attempts=0).exists())
    until(lambda: not Letter.objects.filter(state="SENDING").exists())
    site.mail.refuse_data = ""
    site.minutes_pass(2)
    site.tick()
    until(site.everything_sent)
    assert sent_again(site) == 0


def test_one_task_for_each_letter_would_lose_some_and_this_would_show_it(site):
    """The negative control: the same Redis that forgets, without an outbox."""
    for number in range(500):
        site.broker.send_task("direct.letter", args=[number])
    site.mail.pause = 0.002
    site.worker(app="tests.faults.direct")
    until(lambda: len(site.mail.got) >= 50)
    site.redis.flush()
    time.sleep(3)
    assert len(set(site.mail.ids)) < 500
