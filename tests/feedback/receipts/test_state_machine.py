"""Everything that can be done with what is said, driven at random, with a plain model beside. Whatever happens, a row of words
without a name never gains anything that leads to a person."""

import os
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from coproduction.kit.refusals import Refusal
from feedback.receipts import operations as receipts
from feedback.voice import operations as voice
from feedback.voice.models import MeToo, Post, WaitingPost
from groups.history.models import Event
from groups.notices.models import Letter
from tests import builders
from tests.feedback import crowd

MEMBERS = st.integers(0, 7)
PEOPLE = {"groups.membership", "groups.person"}


def leads_to_people(model):
    """The fields of a table that hold a person."""
    fields = [f for f in model._meta.concrete_fields if f.related_model]
    return {f.name for f in fields if f.related_model._meta.label_lower in PEOPLE}


def rows_pointing_at(post):
    """Every row of any table that names this post, with the fields of it that hold a person."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Post and model not in (Post, WaitingPost):
                for row in model.objects.filter(**{field.name: post}):
                    yield row, leads_to_people(model)


class Voice(RuleBasedStateMachine):
    """The model: which codes are out and what each holds; how many words without a name wait and stand."""

    cast, members = None, None  # set by the test: one group for all stories

    def __init__(self):
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        caches["passing"].clear()

    def teardown(self):
        """Each story ends as if it had not been."""
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.now, self.number, self.codes, self.waiting, self.shown = builders.NOW, 0, {}, 0, 0

    def by(self, who):
        return self.members[who].membership

    def thread(self, draw):
        threads = list(Post.objects.standing().threads().order_by("words", "id"))
        return threads[draw % len(threads)] if threads else None

    @rule(hours=st.integers(1, 7))
    def the_clock_ticks(self, hours):
        self.now += timedelta(hours=hours)
        caches["passing"].clear()
        moved = receipts.show_due(now=self.now)
        self.waiting -= moved
        self.shown += moved
        assert moved <= self.waiting + moved

    @rule(who=MEMBERS, draw=st.integers(0, 9), answers=st.booleans())
    def say_without_a_name(self, who, draw, answers):
        caches["passing"].clear()  # how much one may write in a day has a test of its own
        self.number += 1
        parent = self.thread(draw) if answers else None
        code = crowd.unnamed(self.by(who), self.now, words=f"U{self.number}", form_key=str(self.number), parent=parent)
        self.codes[code] = 1
        self.waiting += 1

    @rule(who=MEMBERS, draw=st.integers(0, 9), shown_as=st.sampled_from(["NAME", "GROUP"]))
    def say_or_answer(self, who, draw, shown_as):
        self.number += 1
        crowd.said(self.by(who), self.now, f"N{self.number}", shown_as, parent=self.thread(draw))

    @rule(who=MEMBERS, draw=st.integers(0, 9))
    def go_on(self, who, draw):
        if not self.codes:
            return
        caches["passing"].clear()
        code = sorted(self.codes)[draw % len(self.codes)]
        if not crowd.refused(receipts.go_on, by=self.by(who), now=self.now, code=code, words=f"M{self.number}"):
            self.codes[code] += 1
            self.waiting += 1

    @rule(who=MEMBERS, draw=st.integers(0, 9))
    def take_back_by_code(self, who, draw):
        if not self.codes:
            return
        code = sorted(self.codes)[draw % len(self.codes)]
        before = WaitingPost.objects.count()
        receipts.take_back(by=self.by(who), now=self.now, code=code)
        gone = before - WaitingPost.objects.count()
        assert 0 <= gone <= self.codes.pop(code)
        self.waiting -= gone
        assert crowd.refused(receipts.take_back, by=self.by(who), now=self.now, code=code)

    @rule(who=MEMBERS)
    def try_a_wrong_code(self, who):
        assert crowd.refused(receipts.take_back, by=self.by(who), now=self.now, code="AAAA-AAAA-AAAA-AAAA-AAAA")
        caches["passing"].clear()

    @rule(draw=st.integers(0, 9))
    def hide(self, draw):
        if thread := self.thread(draw):
            Post.objects.filter(pk=thread.pk).update(hidden_at=self.now, hidden_because="OTHER")

    @rule(who=MEMBERS, draw=st.integers(0, 9), yes=st.booleans())
    def me_too(self, who, draw, yes):
        if thread := self.thread(draw):
            (voice.say_me_too if yes else voice.take_back_me_too)(by=self.by(who), post=thread)

    @rule(who=MEMBERS, draw=st.integers(0, 9), words=st.sampled_from(["", "Other"]))
    def work_on_it(self, who, draw, words):
        """Anybody tries to change or take back anything: only the author of a named post can."""
        thread = self.thread(draw)
        if thread is None:
            return
        given = {"by": self.by(who), "now": self.now, "post": thread}
        try:
            voice.change(**given, words=words) if words else voice.take_back(**given)
        except Refusal:
            assert not thread.is_by(self.by(who))
        else:
            assert thread.is_by(self.by(who))

    @rule(draw=st.integers(0, 9))
    def share(self, draw):
        if thread := self.thread(draw):
            crowd.refused(voice.share, by=self.cast.farah.membership, now=self.now, post=thread, looked=True)

    @invariant()
    def nothing_is_lost(self):
        if hasattr(self, "codes"):
            assert WaitingPost.objects.count() == self.waiting
            assert Post.objects.filter(shown_as="UNNAMED").count() == self.shown

    @invariant()
    def no_row_without_a_name_leads_to_a_person(self):
        for post in Post.objects.filter(shown_as="UNNAMED"):
            assert (post.said_by_id, post.said_at) == (None, None) and post.pk.version == 4
            assert [row for row, people in rows_pointing_at(post) if people] == []
        lines = Event.objects.filter(what__startswith="unnamed")
        assert {(line.by_id, line.about_id, str(line.detail), line.at.minute) for line in lines} <= {
            (None, None, "{}", 0)
        }
        for waiting in WaitingPost.objects.all():
            assert waiting.hour in (8, 13, 18)

    @invariant()
    def no_letter_says_which(self):
        keys = Letter.objects.filter(stem=receipts.emails.STEM).values_list("about", flat=True)
        assert all(len(about.split(":")) == 3 for about in keys)


def drive(cast, now, runs, steps):
    Voice.cast, Voice.members = cast, crowd.gathered(cast, now)
    how = settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck),
        database=None,
    )  # fmt: skip
    run_state_machine_as_test(Voice, settings=how)


def test_the_tables_of_words_without_a_name_have_no_place_for_a_person():
    assert leads_to_people(WaitingPost) == set() == leads_to_people(MeToo)
    assert leads_to_people(Post) == {"said_by"}  # of named posts only: the database refuses any other


def test_words_without_a_name_never_gain_anything_that_leads_to_a_person(cast, now):
    drive(cast, now, runs=20, steps=25)


@pytest.mark.skipif(not os.environ.get("LONG_STORIES"), reason="takes a quarter of an hour: LONG_STORIES=1")
@pytest.mark.services
def test_nor_in_five_hundred_long_stories(cast, now):
    drive(cast, now, runs=500, steps=50)
