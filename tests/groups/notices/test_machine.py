"""The outbox beside a model of it in plain Python: whatever happens in whatever order, nothing is lost or sent as another."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from groups.notices import operations, queries
from groups.notices.models import Letter
from tests import builders

STEM = "groups/notices/emails/note"
FINISHED = {"SENT", "EXPIRED", "DEAD"}


class Outbox(RuleBasedStateMachine):
    """Workers claim, send, fail, die and come back late. The mail server remembers every Message-ID it took."""

    leases = Bundle("leases")

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = builders.NOW
        self.person = builders.person("Sam")
        self.written, self.ids, self.ends = set(), {}, {}
        self.taken = []  # Message-IDs, in the order the mail server took them
        self.deaths = 0

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @rule(name=st.sampled_from("abcde"), useful=st.sampled_from([1, 30, 3000]), delay=st.sampled_from([0, 10]))
    def write(self, name, useful, delay):
        due = self.now + timedelta(minutes=delay)
        operations.post(
            STEM, to=self.person, key=name, at=self.now, due_at=due, useful_until=due + timedelta(minutes=useful)
        )
        self.written.add(name)

    @rule(minutes=st.sampled_from([1, 5, 60, 1440]))
    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(target=leases, limit=st.sampled_from([1, 2, 50]))
    def claim(self, limit):
        lease = operations.claim(now=self.now, limit=limit)
        return operations.settle(queries.claimed(lease), now=self.now)[0] if lease else []

    @rule(letters=leases)
    def send(self, letters):
        """A worker may come back late, when its lease is another's: it sends, and must not spoil the other's work."""
        for letter in letters:
            mine = Letter.objects.filter(pk=letter.pk, lease=letter.lease).exists()
            if mine:
                self.taken.append(letter.message_id)
            assert operations.went(letter, now=self.now) == mine

    @rule(letters=leases)
    def die_after_handing_over(self, letters):
        for letter in letters:
            if Letter.objects.filter(pk=letter.pk, lease=letter.lease).exists():
                self.taken.append(letter.message_id)
                self.deaths += 1

    @rule(letters=leases)
    def fail(self, letters):
        for letter in letters:
            operations.failed(letter, now=self.now, trouble="x")

    @rule(letters=leases)
    def give_back(self, letters):
        operations.give_back(letters)

    @rule()
    def tick(self):
        operations.return_leases(now=self.now)
        operations.gather(now=self.now)
        operations.tidy(now=self.now)

    @invariant()
    def nothing_is_lost_and_nothing_appears(self):
        if hasattr(self, "written"):
            assert set(Letter.objects.values_list("key", flat=True)) == self.written

    @invariant()
    def each_letter_keeps_its_message_id_and_its_end(self):
        if hasattr(self, "written"):
            for key, message_id, state in Letter.objects.values_list("key", "message_id", "state"):
                assert self.ids.setdefault(key, message_id) == message_id
                if key in self.ends:
                    assert state == self.ends[key]
                elif state in FINISHED:
                    self.ends[key] = state

    @invariant()
    def the_server_got_each_letter_once_but_for_those_a_worker_died_over(self):
        if hasattr(self, "written"):
            assert len(self.taken) - len(set(self.taken)) <= self.deaths
            assert set(self.taken) <= set(self.ids.values())
            sent = Letter.objects.filter(state="SENT").values_list("message_id", flat=True)
            assert set(sent) <= set(self.taken)


@pytest.mark.django_db
def test_the_outbox_keeps_its_promises_whatever_happens_in_whatever_order():
    told = settings(
        max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Outbox, settings=told)


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
    outbox = Outbox()
    outbox.begin()
    outbox.write(name="a", useful=3000, delay=0)
    late = outbox.claim(limit=50)
    outbox.wait(minutes=5)
    outbox.tick()
    with pytest.raises(AssertionError):
        outbox.send(letters=late)
    outbox.teardown()
