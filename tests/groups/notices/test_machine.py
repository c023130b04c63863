"""The outbox beside a model of it in plain Python: whatever happens in whatever order, nothing is lost or sent as another."""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from groups.batches import operations as batches
from groups.choices.models import Kind, Preference, Stop
from groups.membership.models import Membership
from groups.notices import operations, queries
from groups.notices.models import Letter
from tests import builders

STEM = "groups/notices/emails/note"
FINISHED = {"SENT", "EXPIRED", "DEAD"}
WAITS = [1, 5, 15, 60, 180, 360]
MINUTE = timedelta(minutes=1)


@dataclass
class Expected:
    """What the model says of one letter."""

    number: int
    due: datetime
    useful: datetime
    state: str = "PENDING"
    why: str = ""
    tries: int = 0
    first: datetime | None = None
    lease: object = None
    until: datetime | None = None

    def free(self, state, why="", due=None):
        self.state, self.why, self.lease, self.until = state, why, None, None
        self.due = due or self.due


@dataclass
class Model:
    """The outbox of one person in one group, and what speaks against a letter: all in plain Python."""

    letters: dict = field(default_factory=dict)
    left: bool = False
    wrong: bool = False
    stopped: bool = False
    paused: bool = False
    kept: bool = False
    suppressed: bool = False

    def claim(self, now, limit, lease):
        due = [one for one in self.letters.values() if one.state == "PENDING" and one.due <= now]
        for one in sorted(due, key=lambda one: (one.due, one.number))[:limit]:
            one.state, one.lease, one.until = "SENDING", lease, now + 5 * MINUTE
            one.tries, one.first = one.tries + 1, one.first or now

    def reason(self, one, now):
        reasons = [
            ("USELESS", one.useful <= now), ("LEFT", self.left), ("CHANGED", self.wrong), ("STOPPED", self.stopped),
            ("PAUSED", self.paused), ("KEPT", self.kept), ("BOUNCED", self.suppressed),
        ]  # fmt: skip
        return next((why for why, holds in reasons if holds), "")

    def settle(self, now, lease):
        """Those that go; the others end here."""
        going = set()
        for key, one in self.letters.items():
            if lease and one.lease == lease:
                why = self.reason(one, now)
                if why:
                    one.free("SENT" if why == "KEPT" else "EXPIRED", "" if why == "KEPT" else why)
                else:
                    going.add(key)
        return going

    def fail(self, one, now):
        again = now + WAITS[min(one.tries, 6) - 1] * MINUTE
        fits = again < one.useful and again <= one.first + timedelta(hours=24)
        one.free("PENDING", due=again) if fits else one.free("DEAD", "GAVE_UP")

    def return_leases(self, now):
        for one in self.letters.values():
            if one.state == "SENDING" and one.until <= now:
                one.free(*(("DEAD", "GAVE_UP") if one.tries >= 20 else ("PENDING",)))


class Outbox(RuleBasedStateMachine):
    """Workers claim, send, fail, die and come back late; the person stops, pauses, leaves and returns; the clock jumps.

    The mail server remembers every Message-ID it took.
    """

    leases = Bundle("leases")

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = builders.NOW
        self.member = builders.membership(builders.group(), name="Sam")
        self.person = self.member.person
        self.model, self.ids, self.ends = Model(), {}, {}
        self.taken = []  # Message-IDs, in the order the mail server took them
        self.deaths = 0
        self.checks = dict(queries._checks)
        queries.recheck(STEM)(lambda letters, now: set() if self.model.wrong else {one.pk for one in letters})

    def teardown(self):
        if hasattr(self, "undo"):
            queries._checks.clear()
            queries._checks.update(self.checks)
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # --- what is written ---

    @rule(name=st.sampled_from("abcde"), useful=st.sampled_from([1, 30, 3000]), delay=st.sampled_from([0, 10]))
    def write(self, name, useful, delay):
        due = self.now + delay * MINUTE
        until = due + useful * MINUTE
        told = {"at": self.now, "due_at": due, "useful_until": until, "group": self.member.group, "kind": Kind.NEWS}
        operations.post(STEM, to=self.person, key=name, **told)
        self.model.letters.setdefault(name, Expected(Letter.objects.get(key=name).pk, due, until))

    # --- what the clock does ---

    @rule(minutes=st.sampled_from([1, 5, 60, 1440]))
    def wait(self, minutes):
        self.now += minutes * MINUTE

    @rule()
    def the_clock_is_put_back(self):
        self.now -= 120 * MINUTE

    @rule()
    def tick(self):
        operations.return_leases(now=self.now)
        batches.gather(now=self.now)
        operations.tidy(now=self.now)
        self.model.return_leases(self.now)

    # --- what workers do ---

    @rule(target=leases, limit=st.sampled_from([1, 2, 50]))
    def claim(self, limit):
        lease = operations.claim(now=self.now, limit=limit)
        self.model.claim(self.now, limit, lease)
        letters = operations.settle(queries.claimed(lease), now=self.now)[0] if lease else []
        assert {letter.key for letter in letters} == self.model.settle(self.now, lease)
        return letters

    @rule(limit=st.sampled_from([1, 50]))
    def claim_and_crash(self, limit):
        self.model.claim(self.now, limit, operations.claim(now=self.now, limit=limit))

    def mine(self, letter):
        one = self.model.letters[letter.key]
        return one if one.lease == letter.lease else None

    @rule(letters=leases)
    def send(self, letters):
        """A worker may come back late, when its lease is another's: it sends, and must not spoil the other's work."""
        for letter in letters:
            one = self.mine(letter)
            if one:
                self.taken.append(letter.message_id)
                one.free("SENT")
            assert operations.went(letter, now=self.now) == bool(one)

    @rule(letters=leases)
    def die_after_handing_over(self, letters):
        for letter in letters:
            if self.mine(letter):
                self.taken.append(letter.message_id)
                self.deaths += 1

    @rule(letters=leases)
    def fail(self, letters):
        for letter in letters:
            operations.failed(letter, now=self.now, trouble="x")
            if one := self.mine(letter):
                self.model.fail(one, self.now)

    @rule(letters=leases)
    def bounce(self, letters):
        for letter in letters:
            operations.bounced(letter, now=self.now, trouble="550")
            self.model.suppressed = True
            if one := self.mine(letter):
                one.free("DEAD", "GAVE_UP")

    @rule(letters=leases)
    def give_back(self, letters):
        operations.give_back(letters)
        for letter in letters:
            if one := self.mine(letter):
                one.tries -= 1
                one.free("PENDING")

    # --- what people do ---

    def choose(self, **chosen):
        Preference.objects.update_or_create(person=self.person, defaults=chosen | {"changed_at": self.now})

    @rule(yes=st.booleans())
    def stop(self, yes):
        told = {"person": self.person, "group": self.member.group, "kind": Kind.NEWS}
        Stop.objects.filter(**told).delete()
        if yes:
            Stop.objects.create(**told, stopped_at=self.now)
        self.model.stopped = yes

    @rule(yes=st.booleans())
    def pause(self, yes):
        self.choose(paused_at=self.now if yes else None)
        self.model.paused = yes

    @rule(yes=st.booleans())
    def read_only_here(self, yes):
        self.choose(channel="KEPT" if yes else "EMAIL")
        self.model.kept = yes

    @rule(yes=st.booleans())
    def leave(self, yes):
        Membership.objects.filter(pk=self.member.pk).update(left_at=self.now if yes else None)
        self.model.left = yes

    @rule(yes=st.booleans())
    def what_it_tells_of_changes(self, yes):
        self.model.wrong = yes

    # --- what must hold ---

    @invariant()
    def the_outbox_is_as_the_model_says(self):
        if hasattr(self, "model"):
            rows = Letter.objects.values_list("key", "state", "because", "attempts", "due_at")
            is_so = {key: rest for key, *rest in rows}
            said = {key: [one.state, one.why, one.tries, one.due] for key, one in self.model.letters.items()}
            assert is_so == said

    @invariant()
    def each_letter_keeps_its_message_id_and_its_end(self):
        if hasattr(self, "model"):
            for key, message_id, state in Letter.objects.values_list("key", "message_id", "state"):
                assert self.ids.setdefault(key, message_id) == message_id
                if key in self.ends:
                    assert state == self.ends[key]
                elif state in FINISHED:
                    self.ends[key] = state

    @invariant()
    def the_server_got_each_letter_once_but_for_those_a_worker_died_over(self):
        if hasattr(self, "model"):
            assert len(self.taken) - len(set(self.taken)) <= self.deaths
            assert set(self.taken) <= set(self.ids.values())
            sent = Letter.objects.filter(state="SENT", way="EMAIL").values_list("message_id", flat=True)
            assert set(sent) <= set(self.taken)


@pytest.mark.django_db
def test_the_outbox_keeps_its_promises_whatever_happens_in_whatever_order():
    told = settings(
        max_examples=500 if os.environ.get("LONG_STORIES") else 25, stateful_step_count=25, deadline=None,
        suppress_health_check=list(HealthCheck), database=None,
    )  # fmt: skip
    run_state_machine_as_test(Outbox, settings=told)


def begun():
    outbox = Outbox()
    outbox.begin()
    outbox.write(name="a", useful=3000, delay=0)
    return outbox


@pytest.mark.django_db
def test_without_the_lease_this_machine_would_see_what_a_late_worker_spoils(monkeypatch):
    """The negative control: whoever comes late may overwrite what another did."""

    def careless(letter, *, now, way="EMAIL"):
        return bool(
            Letter.objects.filter(pk=letter.pk).update(
                state="SENT", way=way, finished_at=now, lease=None, lease_until=None
            )
        )

    monkeypatch.setattr(operations, "went", careless)
    outbox = begun()
    late = outbox.claim(limit=50)
    outbox.wait(minutes=5)
    outbox.tick()
    with pytest.raises(AssertionError):
        outbox.send(letters=late)
    outbox.teardown()


@pytest.mark.django_db
@pytest.mark.parametrize("speaks_against_it", ["stop", "pause", "leave", "what_it_tells_of_changes"])
def test_without_the_second_look_this_machine_would_see_what_should_not_go(monkeypatch, speaks_against_it):
    """The negative control: every letter that is claimed goes."""
    monkeypatch.setattr(queries, "no_longer_right", lambda letter, facts, now: "")
    monkeypatch.setattr(queries, "not_wanted", lambda letter, preference, facts, now: "")
    outbox = begun()
    getattr(outbox, speaks_against_it)(yes=True)
    with pytest.raises(AssertionError):
        outbox.claim(limit=50)
    outbox.teardown()


@pytest.mark.django_db
def test_without_the_end_of_a_lease_this_machine_would_see_a_letter_lost(monkeypatch):
    """The negative control: what a dead worker held never comes back."""
    monkeypatch.setattr(operations, "return_leases", lambda *, now: 0)
    outbox = begun()
    outbox.claim_and_crash(limit=50)
    outbox.wait(minutes=60)
    outbox.tick()
    with pytest.raises(AssertionError):
        outbox.the_outbox_is_as_the_model_says()
    outbox.teardown()
