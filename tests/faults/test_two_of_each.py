"""Two web nodes, two workers and the clock, and any one of them killed while people use the site: nothing wrong is shown, at most
one thing fails for each node that dies, nothing is lost and nothing stands twice.
"""

import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.client import HTTPException

import pytest
from django.db import transaction

from feedback.voice import operations as voice
from feedback.voice.models import MeToo, Post
from groups.meetings.models import Reply
from groups.notices import operations as notices
from groups.notices.models import Letter
from tests import builders, sink
from tests.cast import Cast
from tests.faults.balancer import balanced
from tests.faults.browser import Browser
from tests.faults.conftest import STEM
from tests.faults.people import NOT_KNOWN, Somebody
from tests.running import until

pytestmark = [pytest.mark.faults, pytest.mark.services, pytest.mark.takes(300)]
PEOPLE, PROCESSES = 4, 2
MORE = 24  # things done with all there, and as many while one is away
LETTERS = 40  # to as many people, before each death
LEASE = 6  # minutes


class Town:
    """One group, its people, and what they use."""

    def __init__(self, site):
        self.site, cast = site, Cast()
        self.group = cast.group
        self.members = [builders.membership(cast.group, name=f"Member {n}") for n in range(PEOPLE)]
        self.meeting = builders.meeting(cast.group, cast.farah.membership, starts_at=site.now + timedelta(days=20))
        told = {"by": cast.farah.membership, "now": site.now, "shown_as": "NAME"}
        self.posts = [voice.post(**told, words=f"What do you think of number {n}?").pk for n in range(5)]
        self.readers = [builders.person(f"Reader {n}") for n in range(LETTERS)]
        self.ports = [f"127.0.0.1:{sink.free_port()}" for _ in range(2)]
        self.rounds, self.web, self.workers = 0, [], []

    def starts(self, address):
        self.site.environment["SITE_ADDRESS"] = address
        self.web = [self.site.serve(f"http://{port}") for port in self.ports]
        self.workers = [self.site.worker(PROCESSES) for _ in range(2)]
        self.beat = self.site.beat(1)

    @contextmanager
    def used(self, address):
        where = (self.group.slug, self.meeting.pk, self.posts)
        people = [Somebody(address, member, *where) for member in self.members]
        for one in people:
            one.start()
        try:
            yield people
        finally:
            for one in people:
                one.over.set()
            for one in people:
                one.join()

    def letters_to_all(self):
        self.rounds += 1
        letters = [{"to": one, "key": f"round-{self.rounds}:{one.pk}"} for one in self.readers]
        with transaction.atomic():
            notices.post_many(STEM, letters, at=self.site.now)
        self.site.tick()

    def node_dies(self, number, balancer):
        balancer.while_one_is_in_hand(self.ports[number], lambda: self.site.kill(self.web[number]))
        yield
        self.web[number] = self.site.serve(f"http://{self.ports[number]}")

    def worker_dies(self, number):
        came = len(self.site.mail.got)
        self.letters_to_all()
        until(lambda: len(self.site.mail.got) > came + 3)
        self.site.kill(self.workers[number])
        self.the_living_have_sent_theirs()
        self.site.minutes_pass(LEASE)
        self.site.tick()
        yield
        self.workers[number] = self.site.worker(PROCESSES)

    def the_living_have_sent_theirs(self):
        """The lease of whoever is alive would run out too when the clock is set on."""
        came = -1
        while came != len(self.site.mail.got):
            came = len(self.site.mail.got)
            time.sleep(4)

    def clock_dies(self):
        self.site.kill(self.beat)
        yield
        self.beat = self.site.beat(1)


def more_done(site, people, by=MORE):
    """Meanwhile the clock goes on, so that what was said last stands first."""
    wanted = sum(one.done for one in people) + by

    def enough():
        site.set_clock(site.now + timedelta(seconds=0.1))
        return sum(one.done for one in people) >= wanted or any(len(one.failed) > 50 for one in people)

    until(enough)


def shown_wrongly(people):
    """What was kept against what people did and were told of."""
    said = [words for one in people for words in one.said]
    stand = list(Post.objects.filter(words__startswith="word-").values_list("words", flat=True))
    agreed = {(post, MeToo.marks_of(post, one.member.pk)[0]) for one in people for post in one.agreed}
    replied = dict(Reply.objects.values_list("membership", "answer"))
    return [
        *(one for person in people for one in person.wrong),
        *(f"{words} is lost" for words in set(said) - set(stand)),
        *(f"{words} stands {stand.count(words)} times" for words in set(stand) if stand.count(words) > 1),
        *(f"agreed: {one}" for one in agreed ^ set(MeToo.objects.values_list("post_id", "mark"))),
        *(f"{p.member.person.name} said {p.reply}" for p in people if p.reply != replied.get(p.member.pk)),
    ]


def everything_goes(site):
    """The clock rings every few seconds here, and not every minute."""
    for _ in range(60):
        site.tick()
        with suppress(AssertionError):
            return until(site.everything_sent, seconds=5)
    raise AssertionError("letters wait")


def sent_again(site):
    """How many letters went a second time. None is lost, and nobody has two of one."""
    written = {(letter.person.email, letter.message_id) for letter in Letter.objects.select_related("person")}
    came = list(zip(site.mail.receivers, site.mail.ids, strict=True))
    assert set(came) == written
    return len(came) - len(written)


@pytest.fixture
def town(site):
    site.mail.pause = 0.02
    return Town(site)


def test_any_one_is_killed_while_people_use_the_site_and_at_most_one_thing_fails(site, town):
    with balanced(town.ports) as balancer:
        town.starts(balancer.address)
        with town.used(balancer.address) as people:
            more_done(site, people)
            deaths = {
                "a web node": town.node_dies(0, balancer), "the other web node": town.node_dies(1, balancer),
                "a worker": town.worker_dies(0), "the other worker": town.worker_dies(1), "the clock": town.clock_dies(),
            }  # fmt: skip
            failed = {}
            for name, death in deaths.items():
                before = [len(one.failed) for one in people]
                next(death)
                more_done(site, people)
                next(death, None)
                more_done(site, people)
                failed[name] = [w for one, n in zip(people, before, strict=True) for w in one.failed[n:]]
            everything_goes(site)
    again = sent_again(site)
    print(
        f"\n{sum(one.done for one in people)} things done, {balancer.asked_again} asked of the other node, "
        f"{again} letters of {Letter.objects.count()} sent again, failed: {failed}"
    )
    assert shown_wrongly(people) == []
    assert [name for name, what in failed.items() if len(what) > 1 or (what and "web" not in name)] == []
    assert again <= 2 * PROCESSES and Letter.objects.count() >= 2 * LETTERS
    assert all(one.said and one.agreed and one.reply for one in people)


def test_a_site_that_does_not_try_the_other_node_fails_more_than_once_and_this_would_show_it(site, town):
    """The negative control."""
    with balanced(town.ports, tries=1) as balancer:
        site.environment["SITE_ADDRESS"] = balancer.address
        town.web = [site.serve(f"http://{port}") for port in town.ports]
        with town.used(balancer.address) as people:
            more_done(site, people)
            site.kill(town.web[0])
            until(lambda: sum(len(one.failed) for one in people) > 1)
            assert sum(len(one.failed) for one in people) > 1
            town.web[0] = site.serve(f"http://{town.ports[0]}")


def test_words_that_are_lost_stand_twice_or_are_not_shown_are_seen(site, town):
    """The negative control of what is compared."""
    person = Somebody("http://127.0.0.1:1", town.members[0], town.group.slug, town.meeting.pk, town.posts)
    assert shown_wrongly([person]) == []
    person.said, person.agreed, person.reply = ["word-1", "word-2"], {town.posts[0]}, "YES"
    for words in ("word-2", "word-2"):
        voice.post(by=person.member, now=site.now, words=words, shown_as="NAME")
    lost, twice, agreed, replied = shown_wrongly([person])
    assert (lost, twice) == ("word-1 is lost", "word-2 stands 2 times")
    assert agreed.startswith("agreed") and replied == "Member 0 said YES"


def a_minute_passes(site):
    """For whatever counts as in hand: whoever has it counts as dead."""
    held = site.redis.test
    for key in held.scan_iter("*form:*"):
        held.delete(key) if held.ttl(key) <= 60 else None


def test_words_over_which_a_node_died_are_sent_again_and_stand_once(site, town):
    dies, lives = (f"http://{port}" for port in town.ports)
    dying = site.serve(dies, app="tests.faults.dying_web")
    site.serve(lives)
    sam = Somebody(dies, town.members[0], town.group.slug, town.meeting.pk, town.posts)
    talk = sam.at("talk")
    form = sam.form_at(talk) | {"words": "The ramp is too steep.", "shown_as": "NAME"}
    with pytest.raises((OSError, HTTPException)):
        sam.browser.post(talk, form)
    dying.wait()
    there = Browser(lives, town.members[0].person)
    there.cookies |= sam.browser.cookies
    answer = there.post(talk, form).content.decode()
    assert NOT_KNOWN in answer and "The ramp is too steep." in answer
    a_minute_passes(site)
    for told in ("Your words stand in the talk now", "You sent this before"):
        assert told in there.post(talk, form).content.decode()
    assert Post.objects.filter(words="The ramp is too steep.").count() == 1
