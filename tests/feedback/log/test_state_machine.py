"""The whole chain, driven at random, with a plain model of it beside. What the model says may happen happens; nothing else."""

import os
from datetime import timedelta

import hypothesis.strategies as st
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from coproduction.kit import workdays
from coproduction.kit.refusals import Refusal
from feedback.answers import operations as answers
from feedback.challenges import operations as challenges
from feedback.challenges.models import Challenge
from feedback.deeds import operations as deeds
from feedback.deeds.models import Claim
from feedback.drafts import operations as drafts
from feedback.log.models import Said, Step
from feedback.together import operations as together
from tests import builders
from tests.cast import Cast
from tests.feedback import chain

MEMBERS = st.sampled_from(["sam", "jo"])
ANYONE = st.sampled_from(["sam", "jo", "farah", "sol", "priya", "okoro", "nia", "hal"])
REFUSED = ("NOT_NOW", "CANNOT")
ROUTE = {"REASON": 5, "SPONSOR": 10, "INDEPENDENT": 20}  # the rungs and the working days each promises
# A modest walk everywhere; a long one where CI has its services, on PostgreSQL, and wherever somebody asks for it.
LONG = bool(os.environ.get("LONG_STORIES") or os.environ.get("DATABASE_URL") and os.environ.get("CI"))


class Chain(RuleBasedStateMachine):
    """The model: stage, round, who agreed in this asking, who said what in this round, and the words once sent; what was
    decided, the rungs of the route climbed for this answer, and the one that waits, with its promise."""

    def __init__(self):
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()

    def teardown(self):
        """Each story ends as if it had not been, so that the next begins with an empty log."""
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.cast, self.now = Cast(), builders.NOW
        self.said = chain.drafted(self.cast, self.now)
        self.stage, self.round, self.agreed, self.verdicts, self.frozen, self.steps = "DRAFT", 1, {}, {}, None, 1
        self.decision, self.climbed, self.waiting, self.promised, self.gone_by = "", [], None, None, 0
        self.cast.group.independent_name, self.cast.group.independent_email = "Ines Frey", "ines@example.org"
        self.cast.group.save()
        self.another = chain.sent(self.cast, self.now)  # what is answered together with it

    def attempt(self, expected, deed, **fields):
        """Does the deed; the model says whether it must work."""
        try:
            deed(now=self.now, **fields)
        except Refusal as refusal:
            assert not expected, (self.stage, refusal.sentence)
            return False
        assert expected, (self.stage, deed)
        return True

    def by(self, name):
        return getattr(self.cast, name).membership

    @rule(days=st.integers(1, 9))
    def time_passes(self, days):
        self.now += timedelta(days=days)

    @rule(who=ANYONE)
    def revise(self, who):
        may = self.stage == "DRAFT" and who in ("sam", "jo", "farah")
        self.attempt(may, drafts.revise, by=self.by(who), said=self.said, words=chain.WORDS + str(self.steps))

    @rule(who=ANYONE)
    def put(self, who):
        may = self.stage == "DRAFT" and who in ("sam", "jo", "farah")
        if self.attempt(may, drafts.put_to_group, by=self.by(who), said=self.said):
            self.stage, self.agreed, self.closes = "AGREEING", {}, (self.now + timedelta(days=7)).date()

    @rule(who=ANYONE, answer=st.sampled_from(["AGREE", "WITH_CHANGE", "NOT_YET"]))
    def agree(self, who, answer):
        may = self.stage == "AGREEING" and who in ("sam", "jo")
        if self.attempt(may, drafts.agree, by=self.by(who), said=self.said, answer=answer, reason="because"):
            self.agreed[who] = answer != "NOT_YET"

    @rule(who=ANYONE)
    def back(self, who):
        may = self.stage == "AGREEING" and who in ("sam", "jo", "farah")
        if self.attempt(may, drafts.take_back_to_draft, by=self.by(who), said=self.said, reason="because"):
            self.stage = "DRAFT"

    @rule(who=ANYONE)
    def send(self, who):
        closed = self.stage == "AGREEING" and (self.now.date() > self.closes or len(self.agreed) == 2)
        enough = sum(self.agreed.values()) > len(self.agreed) - sum(self.agreed.values())
        if self.attempt(closed and enough and who == "farah", drafts.send, by=self.by(who), said=self.said):
            self.stage = "SENT"
            self.frozen = Said.objects.get(pk=self.said.pk).words

    @rule(who=ANYONE)
    def hear(self, who):
        day = (self.now + timedelta(days=9)).date()
        may = self.stage == "SENT" and who in ("priya", "okoro")
        if self.attempt(may, answers.hear, by=self.by(who), said=self.said, answer_by=day, **chain.HEARING):
            self.stage = "HEARD"

    @rule(who=ANYONE, kind=st.sampled_from(["WE_WILL", "PARTLY", "NOT_NOW", "CANNOT"]))
    def decide(self, who, kind):
        may = self.stage in ("SENT", "HEARD") and who in ("priya", "okoro")
        words = chain.ANSWER | chain.REASON
        if self.attempt(may, answers.decide, by=self.by(who), said=self.said, kind=kind, **words):
            self.decided(kind)

    def decided(self, kind):
        self.stage, self.decision = "CANNOT" if kind in REFUSED else "DOING", kind

    @rule(who=ANYONE, kind=st.sampled_from(["WE_WILL", "NOT_NOW"]))
    def answer_together(self, who, kind):
        """With another that waits, or with one that somebody answered already: then neither is."""
        both = [self.said, self.another]
        waits = Said.objects.get(pk=self.another.pk).stage == "SENT"
        may = self.stage in ("SENT", "HEARD") and who in ("priya", "okoro") and waits
        words = chain.ANSWER | chain.REASON
        if self.attempt(may, together.answer_together, by=self.by(who), said=both, kind=kind, **words):
            self.decided(kind)
        else:
            assert (Said.objects.get(pk=self.another.pk).stage == "SENT") == waits

    # --- the route of a challenge ---

    @property
    def says_no(self):
        if self.stage == "DOING":
            return self.decision == "PARTLY"
        return self.stage == "CANNOT" or (self.stage == "ANSWERED" and self.decision in REFUSED)

    @rule(who=ANYONE)
    def challenge(self, who):
        late = self.waiting and self.now.date() > self.promised
        goes_on = self.says_no and (late or not self.waiting) and len(self.climbed) < len(ROUTE)
        may = goes_on and who in ("sam", "jo", "farah")  # words from the group: not a supporter's
        if self.attempt(bool(may), challenges.challenge, by=self.by(who), said=self.said, words="Again"):
            self.gone_by += bool(late)
            rung = list(ROUTE)[len(self.climbed)]
            self.climbed.append(rung)
            self.waiting, self.promised = rung, workdays.add(self.now.date(), ROUTE[rung])

    def newest(self):
        return Challenge.objects.filter(said=self.said).order_by("-id").first()

    @rule(who=ANYONE)
    def give_reason(self, who):
        asked = self.newest()
        may = self.waiting == "REASON" and who in ("priya", "okoro")
        deed = challenges.give_reason
        if asked and self.attempt(may, deed, by=self.by(who), challenge=asked, answer="Money"):
            self.waiting = None

    @rule(who=ANYONE)
    def keep_answer(self, who):
        asked = self.newest()
        may = self.waiting == "SPONSOR" and who == "okoro"
        deed = challenges.keep_answer
        if asked and self.attempt(may, deed, by=self.by(who), challenge=asked, answer="It stays"):
            self.waiting = None

    @rule(who=ANYONE, kind=st.sampled_from(["WE_WILL", "PARTLY", "CANNOT"]))
    def change_answer(self, who, kind):
        asked = self.newest()
        may = self.waiting == "SPONSOR" and who == "okoro"
        words = chain.ANSWER | chain.REASON
        if asked and self.attempt(may, challenges.change_answer, by=self.by(who), challenge=asked, kind=kind, **words):
            self.waiting, self.round, self.verdicts = None, self.round + 1, {}
            self.decided(kind)

    @rule(outcome=st.sampled_from(["FAIR", "AGAIN"]))
    def find(self, outcome):
        asked = self.newest()
        may = self.waiting == "INDEPENDENT"
        if asked and self.attempt(may, challenges.find, challenge=asked, outcome=outcome, answer="I read it"):
            self.waiting = None
            if outcome == "AGAIN":
                self.opened_again()

    def opened_again(self):
        self.stage, self.round, self.verdicts = "SENT", self.round + 1, {}
        self.decision, self.climbed, self.waiting = "", [], None

    @rule(who=ANYONE, kind=st.sampled_from(["WE_WILL", "PARTLY", "CANNOT"]))
    def decide_again(self, who, kind):
        may = self.stage == "DOING" and who in ("priya", "okoro") and kind != "WE_WILL"
        words = chain.ANSWER | chain.REASON
        if self.attempt(may, answers.decide_again, by=self.by(who), said=self.said, kind=kind, **words):
            self.decided(kind)

    @rule(who=ANYONE)
    def claim(self, who):
        may = self.stage == "DOING" and who in ("priya", "okoro")
        day = self.now.date()
        if self.attempt(may, deeds.claim_did, by=self.by(who), said=self.said, since=day, **chain.CLAIM):
            self.stage = "CLAIMED"

    @rule(who=ANYONE, holds=st.booleans())
    def check(self, who, holds):
        claim = Claim.objects.filter(said=self.said).order_by("-id").first()
        if claim is None:
            return
        may = self.stage == "CLAIMED" and who in ("sam", "jo")
        if self.attempt(may, deeds.check_claim, by=self.by(who), claim=claim, holds=holds, note="seen"):
            self.stage = "DID" if holds else "DOING"

    @rule(who=ANYONE, answer=st.sampled_from(["YES", "PARTLY", "NO"]))
    def verdict(self, who, answer):
        may = self.stage in ("DID", "CANNOT", "ANSWERED") and who in ("sam", "jo")
        if not self.attempt(may, deeds.say_if_answered, by=self.by(who), said=self.said, answer=answer):
            return
        self.verdicts[who] = answer
        if answer == "NO":
            self.opened_again()
        elif len(self.verdicts) == 2:
            self.stage = "ANSWERED"

    @rule(who=MEMBERS)
    def withdraw(self, who):
        if self.stage != "AGREEING" or self.steps % 5:
            return
        if self.attempt(True, drafts.withdraw, by=self.by(who), said=self.said, reason="Said twice"):
            self.stage = "WITHDRAWN"

    @invariant()
    def the_row_says_what_the_model_says(self):
        if not hasattr(self, "said"):
            return
        row = Said.objects.get(pk=self.said.pk)
        assert (row.stage, row.round) == (self.stage, self.round)
        if self.frozen:
            assert row.words == self.frozen
        assert (row.due_on is not None) == (self.stage in ("SENT", "HEARD", "DOING"))

    @invariant()
    def an_open_promise_never_disappears(self):
        """A challenge waits until it is answered, the group goes on because it is late, or the entry is opened again."""
        if not hasattr(self, "said"):
            return
        rows = Challenge.objects.filter(said=self.said)
        waiting = [(row.rung, row.answer_by) for row in rows.open()]
        assert waiting == ([(self.waiting, self.promised)] if self.waiting else [])
        assert rows.filter(outcome="NONE").count() == self.gone_by
        assert not rows.open().exclude(round=self.round).exists()

    @invariant()
    def steps_are_only_added_and_join_up(self):
        if not hasattr(self, "said"):
            return
        steps = list(Step.objects.filter(said=self.said).in_order())
        assert len(steps) >= self.steps
        self.steps = len(steps)
        for before, after in zip(steps, steps[1:], strict=False):
            assert after.stage_from == before.stage_to
        assert steps[-1].stage_to == self.stage


def test_the_chain_does_what_its_model_says(db):
    stories = settings(
        max_examples=500 if LONG else 40, stateful_step_count=50 if LONG else 25, deadline=None,
        suppress_health_check=list(HealthCheck), database=None,
    )  # fmt: skip
    run_state_machine_as_test(Chain, settings=stories)
