"""From a decision to *did people notice?*, driven at random, with a plain model beside.

An open promise never disappears, half done is never done, and nothing that nobody noticed rests without the group's word.
"""

from datetime import timedelta

import hypothesis.strategies as st
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from coproduction.kit import walltime
from coproduction.kit.refusals import Refusal
from feedback.answers import operations as answers
from feedback.deeds import operations as deeds
from feedback.deeds.models import Claim, Deed, MovedDate
from feedback.impact import operations as impact
from feedback.impact.models import Asking, Doubt
from feedback.log.models import Said, Step
from feedback.outcomes import operations as outcomes
from feedback.outcomes.models import Review
from tests import builders
from tests.cast import Cast
from tests.feedback import chain

ANYONE = st.sampled_from(["sam", "jo", "farah", "priya", "okoro"])
SYSTEM, MEMBERS = ("priya", "okoro"), ("sam", "jo")
DONE = ("DID", "ANSWERED")


class Impact(RuleBasedStateMachine):
    """The model: stage, round, half done, the open asking with its answers, the open doubt with its choices, the review."""

    def __init__(self):
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.cast, self.now = Cast(), builders.NOW
        self.said = chain.decided(self.cast, self.now)
        self.stage, self.round, self.half, self.claimed_half, self.verdicts = "DOING", 1, False, False, {}
        self.asking = self.doubt = self.review = self.review_on = None
        self.unnoticed = self.ended = False
        self.steps, self.dates = 0, 0

    # --- doing what the model says must work, or must not ---

    def attempt(self, expected, act, **fields):
        try:
            with transaction.atomic():
                act(now=self.now, **fields)
        except Refusal as refusal:
            assert not expected, (self.stage, refusal.sentence)
            return False
        assert expected, (self.stage, act)
        return True

    def by(self, name):
        return getattr(self.cast, name).membership

    def row(self):
        return Said.objects.select_related("group").get(pk=self.said.pk)

    @property
    def today(self):
        return self.cast.group.local(self.now).date()

    def opened_again(self):
        self.stage, self.round, self.half, self.verdicts, self.unnoticed = "SENT", self.round + 1, False, {}, False
        self.doubt = self.review = self.review_on = None
        self.ended = False

    # --- doing ---

    @rule(days=st.sampled_from([1, 10, 30, 95]))
    def time_passes(self, days):
        self.now += timedelta(days=days)

    @rule(who=ANYONE)
    def decide(self, who):
        may = self.stage in ("SENT", "HEARD") and who in SYSTEM
        if self.attempt(may, answers.decide, by=self.by(who), said=self.said, kind="WE_WILL", **chain.ANSWER):
            self.stage = "DOING"

    @rule(days=st.integers(1, 40), kind=st.sampled_from(["ACTION", "MILESTONE"]))
    def take_on(self, days, kind):
        fields = {"what": "Do it", "owner": "A team", "due_on": self.today + timedelta(days=days), "kind": kind}
        self.attempt(self.stage == "DOING", deeds.take_on, by=self.by("priya"), said=self.said, **fields)

    @rule(days=st.integers(1, 40))
    def move_date(self, days):
        deed = Deed.objects.open().filter(said=self.said).select_related("said").order_by("id").first()
        to_on = self.today + timedelta(days=days)
        if deed is None:
            return
        may = self.stage == "DOING" and to_on != deed.due_on
        self.attempt(may, deeds.move_date, by=self.by("priya"), deed=deed, to_on=to_on, reason="because")

    @rule(who=ANYONE, half=st.booleans())
    def claim(self, who, half):
        rest = (
            {"left": "The rest", "left_owner": "A team", "left_due_on": self.today + timedelta(days=20)} if half else {}
        )
        fields = {"said": self.said, "since": self.today, "half": half, **rest, **chain.CLAIM}
        may = self.stage == "DOING" and who in SYSTEM
        if self.attempt(may, deeds.claim_did, by=self.by(who), **fields):
            self.stage, self.claimed_half = "CLAIMED", half

    @rule(who=ANYONE, holds=st.sampled_from([True, True, False]))
    def check(self, who, holds):
        claim = Claim.objects.filter(said=self.said).order_by("-id").first()
        if claim is None:
            return
        may = self.stage == "CLAIMED" and who in MEMBERS
        if self.attempt(may, deeds.check_claim, by=self.by(who), claim=claim, holds=holds, note="seen"):
            self.stage = "DID" if holds and not self.claimed_half else "DOING"
            self.half = self.half or (holds and self.claimed_half)
            if self.stage == "DID":
                self.review_on, self.verdicts = walltime.months_after(self.today, 12), {}

    @rule(who=ANYONE, answer=st.sampled_from(["YES", "YES", "NO"]))
    def verdict(self, who, answer):
        may = self.stage in DONE and who in MEMBERS
        if not self.attempt(may, deeds.say_if_answered, by=self.by(who), said=self.said, answer=answer):
            return
        self.verdicts[who] = answer
        if answer == "NO":
            self.opened_again()
        elif len(self.verdicts) == 2:
            self.stage = "ANSWERED"

    # --- the clock, and what people say ---

    @rule()
    def the_clock_ticks(self):
        """Once closes before it opens, as the task does; what it does is read from the rows and judged by the invariants."""
        impact.close_due(now=self.now)
        self.after_closing()
        impact.settle_due(now=self.now)
        self.after_settling()
        impact.open_due(now=self.now)
        impact.open_due(now=self.now)
        open_now = Asking.objects.open().filter(said=self.said)
        assert open_now.count() <= 1
        if self.asking is None and open_now:
            assert self.stage in DONE and not self.ended
            self.asking, self.answers = open_now[0], {}

    def after_closing(self):
        if self.asking is None or self.today <= self.asking.closes_on:
            return
        closed = Asking.objects.get(pk=self.asking.pk)
        assert closed.closed_at == self.now
        overtaken = closed.round != self.round or self.ended
        noticed = any(answer in ("YES", "LITTLE") for answer in self.answers.values())
        noticed = noticed and (len(self.answers) >= 5 or not self.unnoticed)  # few answers move no tag
        assert (closed.result == "OVERTAKEN") == overtaken
        if not overtaken:
            assert (closed.result == "NOTICED") == noticed
            assert not self.answers or noticed or closed.result == "UNNOTICED"
            self.unnoticed = closed.result == "UNNOTICED" or (self.unnoticed and not noticed)
            if noticed:
                self.doubt = None
            elif closed.result == "UNNOTICED" and self.doubt is None:
                self.doubt, self.choices = Doubt.objects.open().get(said=self.said), {}
        self.asking = None

    def after_settling(self):
        if self.doubt is None:
            return
        self.doubt.refresh_from_db()
        if self.doubt.settled_at is None:
            if self.doubt.closes_on == self.today + timedelta(days=14) and self.choices:
                self.choices = dict(self.doubt.choices.filter(turn=self.doubt.turn).values_list("membership", "choice"))
            return
        words = list(self.choices.values())
        assert words.count(self.doubt.settled_as) * 2 > len(words), "only a majority settles it"
        settled, self.doubt = self.doubt.settled_as, None
        if settled == "OPEN":
            self.opened_again()
        elif settled == "FINE":
            self.unnoticed = False

    @rule(who=ANYONE, answer=st.sampled_from(["YES", "LITTLE", "NO", "CANNOT_SAY"]))
    def notice(self, who, answer):
        asking = Asking.objects.select_related("said").filter(said=self.said).order_by("-id").first()
        if asking is None:
            return
        here = self.asking is not None and asking.round == self.round and self.stage in DONE and not self.ended
        may = here and self.today <= asking.closes_on and who in MEMBERS
        if self.attempt(may, impact.notice, by=self.by(who), asking=asking, answer=answer):
            self.answers[who] = answer

    @rule(who=ANYONE, choice=st.sampled_from(["OPEN", "FINE", "AGAIN"]))
    def choose(self, who, choice):
        doubt = Doubt.objects.select_related("said").filter(said=self.said).order_by("-id").first()
        if doubt is None:
            return
        may = self.doubt is not None and who in MEMBERS
        if self.attempt(may, impact.choose, by=self.by(who), doubt=doubt, choice=choice, why="because"):
            self.choices[self.by(who).pk] = choice

    @rule(who=ANYONE, outcome=st.sampled_from(["STILL_TRUE", "CHANGED", "REOPENED", "ENDED"]))
    def look_again(self, who, outcome):
        due = self.review_on is not None and self.review_on <= self.today
        may = due and self.review is None and who in (*MEMBERS, "farah")
        fields = {"said": self.said, "outcome": outcome, "words": "It is so"}
        if self.attempt(may, outcomes.propose, by=self.by(who), **fields):
            self.review = (Review.objects.latest("id"), who, outcome)

    @rule(who=ANYONE, holds=st.booleans())
    def confirm(self, who, holds):
        if self.review is None:
            return
        review, proposer, outcome = self.review
        may = who in MEMBERS and who != proposer
        if not self.attempt(may, outcomes.confirm, by=self.by(who), review=review, holds=holds, note="seen"):
            return
        self.review = None
        if holds and outcome == "REOPENED":
            self.opened_again()
        elif holds and outcome == "ENDED":
            self.review_on, self.ended, self.doubt = None, True, None
        elif holds:
            self.review_on = walltime.months_after(self.today, 12)

    @rule(days=st.integers(0, 30))
    def move_review(self, days):
        to_on = self.today + timedelta(days=days)
        may = self.review_on is not None and to_on != self.review_on
        fields = {"said": self.said, "to_on": to_on, "reason": "because"}
        if self.attempt(may, outcomes.move_review, by=self.by("farah"), **fields):
            self.review_on = to_on

    # --- what always holds ---

    @invariant()
    def the_row_says_what_the_model_says(self):
        if not hasattr(self, "said"):
            return
        row = self.row()
        assert (row.stage, row.round, row.review_on) == (self.stage, self.round, self.review_on)
        assert (row.half_done_at is not None) == self.half
        assert (row.tag == "Half done") == (self.half and self.stage == "DOING")

    @invariant()
    def an_open_promise_never_disappears(self):
        if not hasattr(self, "said"):
            return
        row = self.row()
        assert (row.due_on is not None) == (self.stage in ("SENT", "HEARD", "DOING"))
        assert Claim.objects.filter(said=row, extent="HALF", rest=None).count() == 0
        if self.stage in DONE and not self.ended:
            assert row.review_on is not None, "somebody looks at it again"

    @invariant()
    def what_nobody_noticed_does_not_rest_without_the_groups_word(self):
        if not hasattr(self, "said"):
            return
        row = self.row()
        last = Asking.objects.filter(said=row, round=row.round).exclude(closed_at=None).order_by("-id").first()
        if row.is_done and not row.ended_at and last and last.result == "UNNOTICED":
            doubt = Doubt.objects.filter(said=row, round=row.round).latest("id")
            fine = doubt.settled_as == "FINE"
            assert fine or row.tag == "Nobody noticed"
            assert doubt.settled_at or doubt.closes_on, "the members are asked"
            if doubt.settled_as == "AGAIN":
                assert row.ask_on or Asking.objects.open().filter(said=row).exists(), "it is asked again"

    @invariant()
    def steps_and_old_dates_are_only_added(self):
        if not hasattr(self, "said"):
            return
        steps, dates = Step.objects.filter(said=self.said).count(), MovedDate.objects.count()
        assert steps >= self.steps and dates >= self.dates
        self.steps, self.dates = steps, dates


def test_what_was_done_is_followed_to_the_end_as_the_model_says(db):
    modest = settings(
        max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Impact, settings=modest)
