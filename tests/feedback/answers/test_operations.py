from datetime import timedelta

import pytest

from feedback.answers import operations as answers
from feedback.answers.models import Decision, Hearing
from feedback.deeds import operations as deeds
from feedback.log import operations as log
from feedback.log.models import Said, Step
from groups.membership.models import Membership
from groups.notices.models import Letter
from tests.feedback import chain

NEXT_WEEK = timedelta(days=7)
STEM = "feedback/answers/emails/"


def hear(cast, now, said, by=None, **fields):
    fields = {**chain.HEARING, "answer_by": (now + NEXT_WEEK).date(), **fields}
    return answers.hear(by=(by or cast.priya).membership, now=now, said=said, **fields)


def decide(cast, now, said, kind="WE_WILL", by=None, **fields):
    fields = {**chain.ANSWER, **({} if kind == "WE_WILL" else chain.REASON), **fields}
    return answers.decide(by=(by or cast.okoro).membership, now=now, said=said, kind=kind, **fields)


# --- hearing ---


def test_hearing_names_who_has_the_final_say_and_when_they_will_answer(cast, now):
    said = chain.sent(cast, now)
    said = hear(cast, now + timedelta(days=2), said)
    assert (said.stage, said.final_say) == ("HEARD", "The outpatients board")
    assert said.due_on == said.answer_by
    step = Step.objects.get(kind="HEARD")
    assert (step.working_days, step.promised_days, step.by) == (2, 5, cast.priya.membership)


@pytest.mark.parametrize(("heard_after", "took"), [(0, 0), (2, 0), (3, 1)])
def test_what_is_sent_on_a_saturday_counts_from_monday_as_its_promise_does(cast, now, heard_after, took):
    saturday = now + timedelta(days=3)
    hear(cast, saturday + timedelta(days=heard_after), chain.sent(cast, saturday))
    step = Step.objects.get(kind="HEARD")
    assert (step.working_days, step.promised_days) == (took, 5)


def test_being_heard_is_told_back_to_every_member_when_the_group_said_it(cast, now):
    hear(cast, now, chain.sent(cast, now))
    letters = Letter.objects.filter(stem=STEM + "told_back")
    assert {letter.person for letter in letters} == {cast.sam.person, cast.jo.person}
    assert "Priya, point of contact" in letters[0].text


def test_named_words_are_told_back_to_their_author_and_if_they_left_to_the_group(cast, now):
    hear(cast, now, chain.sent(cast, now, shown_as="NAME"))
    assert Letter.objects.get(stem=STEM + "told_back").person == cast.sam.person
    said = chain.sent(cast, now, shown_as="NAME")
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=now)
    hear(cast, now, said)
    assert Letter.objects.filter(stem=STEM + "told_back", person=cast.jo.person).count() == 1


@pytest.mark.parametrize(
    ("fields", "refusal", "field"),
    [
        ({"words": ""}, answers.SaySomethingBack, "words"),
        ({"final_say": " "}, answers.SayWhoDecides, "final_say"),
        ({"final_say": "x" * 201}, log.TooLong, "final_say"),
    ],
)
def test_hearing_says_something(cast, now, fields, refusal, field):
    with pytest.raises(refusal) as told:
        hear(cast, now, chain.sent(cast, now), **fields)
    assert told.value.field == field


def test_an_answer_is_not_promised_for_a_day_that_has_passed(cast, now):
    with pytest.raises(answers.DayHasPassed):
        hear(cast, now, chain.sent(cast, now), answer_by=(now - timedelta(days=1)).date())


def test_it_is_heard_once(cast, now):
    with pytest.raises(answers.NotWaitingToBeHeard):
        hear(cast, now, chain.heard(cast, now))
    assert Hearing.objects.count() == 1


@pytest.mark.parametrize("who", ["sam", "farah", "sol", "nia", "hal"])
def test_only_the_system_hears_and_decides(cast, now, who):
    said = chain.sent(cast, now)
    player = getattr(cast, who)
    with pytest.raises(log.NotYourPart):
        hear(cast, now, said, by=player)
    with pytest.raises(log.NotYourPart):
        decide(cast, now, said, by=player)


# --- deciding ---


@pytest.mark.parametrize(
    ("kind", "stage", "bucket"),
    [("WE_WILL", "DOING", "DOING"), ("PARTLY", "DOING", "DOING"), ("NOT_NOW", "CANNOT", "CANNOT"),
     ("CANNOT", "CANNOT", "CANNOT")],
)  # fmt: skip
def test_each_answer_leads_somewhere(cast, now, kind, stage, bucket):
    said = decide(cast, now, chain.heard(cast, now), kind)
    assert (said.stage, said.bucket, said.decision) == (stage, bucket, kind)
    assert (said.due_on is None) == (stage == "CANNOT")


def test_an_answer_stands_beside_what_mattered_and_what_had_to_be_followed(cast, now):
    decide(cast, now + timedelta(days=9), chain.heard(cast, now), "PARTLY")
    step = Step.objects.get(kind="DECIDED")
    assert [label for label, _ in step.details] == [
        "Why", "What stands in the way", "What matters to people", "What the system had to follow", "Who decided",
    ]  # fmt: skip
    assert (step.working_days, step.promised_days, step.headline) == (7, 20, "Decision: partly")


def test_deciding_before_hearing_is_hearing_as_well(cast, now):
    said = decide(cast, now, chain.sent(cast, now), "CANNOT")
    assert said.heard_at == said.decided_at == now
    assert Hearing.objects.get().final_say == "The outpatients board"
    assert list(Step.objects.in_order().values_list("kind", flat=True))[-2:] == ["HEARD", "DECIDED"]


def test_a_no_asks_the_group_if_that_answers_it(cast, now):
    decide(cast, now, chain.heard(cast, now), "NOT_NOW")
    letters = Letter.objects.filter(stem=STEM + "does_it_answer")
    assert {letter.person for letter in letters} == {cast.sam.person, cast.jo.person}
    assert "fixed until April" in letters[0].text


@pytest.mark.parametrize(
    ("kind", "fields", "refusal", "field"),
    [
        ("PERHAPS", {}, answers.ChooseAnAnswer, "kind"),
        ("PARTLY", {"reason": ""}, answers.ReasonRequired, "reason"),
        ("CANNOT", {"cause": ""}, answers.CauseRequired, "cause"),
        ("NOT_NOW", {"cause": "WEATHER"}, answers.CauseRequired, "cause"),
        ("WE_WILL", {"cause": "WEATHER"}, answers.CauseRequired, "cause"),
        ("WE_WILL", {"what_matters": ""}, answers.SayWhatMatters, "what_matters"),
        ("WE_WILL", {"what_binds": ""}, answers.SayWhatBinds, "what_binds"),
        ("WE_WILL", {"decided_by": ""}, answers.SayWhoDecided, "decided_by"),
    ],
)
def test_an_answer_must_be_whole(cast, now, kind, fields, refusal, field):
    said = chain.heard(cast, now)
    with pytest.raises(refusal) as told:
        decide(cast, now, said, kind, **fields)
    assert told.value.field == field
    assert not Decision.objects.exists()


def test_we_will_keeps_no_cause(cast, now):
    decide(cast, now, chain.heard(cast, now), "WE_WILL", cause="MONEY")
    assert Decision.objects.get().cause == ""


def test_it_is_decided_once(cast, now):
    for said in (chain.decided(cast, now), chain.cannot(cast, now)):
        with pytest.raises(answers.NotWaitingForDecision):
            decide(cast, now, said)


# --- deciding again ---


def again(cast, now, said, kind="CANNOT"):
    return answers.decide_again(
        by=cast.okoro.membership, now=now, said=said, kind=kind, **chain.ANSWER, **chain.REASON
    )  # fmt: skip


def test_what_cannot_be_kept_is_decided_again_and_the_first_decision_stays(cast, now):
    said = again(cast, now, chain.decided(cast, now))
    assert (said.stage, said.decision) == ("CANNOT", "CANNOT")
    first, second = Decision.objects.order_by("id")
    assert (first.kind, second.replaces) == ("WE_WILL", first)


def test_a_new_answer_in_part_keeps_the_next_action(cast, now):
    said = chain.decided(cast, now)
    day = (now + timedelta(days=40)).date()
    deeds.take_on(by=cast.priya.membership, now=now, said=said, what="Ask", owner="Priya", due_on=day)
    said = again(cast, now, said, "PARTLY")
    assert (said.stage, said.due_on) == ("DOING", day)
    assert again(cast, now, said, "NOT_NOW").decision == "NOT_NOW"
    assert Decision.objects.order_by("id").last().replaces.kind == "PARTLY"


def test_a_new_answer_is_never_we_will_and_only_for_what_is_being_done(cast, now):
    with pytest.raises(answers.ChooseAnAnswer):
        again(cast, now, chain.decided(cast, now), "WE_WILL")
    with pytest.raises(answers.NotBeingDone):
        again(cast, now, chain.heard(cast, now))


# --- correcting an answer ---


def test_somebody_corrects_what_they_wrote_and_it_is_told_back(cast, now):
    said = chain.heard(cast, now)
    step = answers.correct_answer(by=cast.priya.membership, now=now, said=said, words="The board meets on 4 December.")
    assert (step.kind, step.stage_to) == ("CORRECTED", "HEARD")
    assert Letter.objects.filter(about=f"said:{said.pk}:{step.pk}").count() == 2


@pytest.mark.parametrize("who", ["okoro", "farah"])
def test_nobody_corrects_what_somebody_else_wrote(cast, now, who):
    said = chain.heard(cast, now)
    with pytest.raises(answers.NothingOfYours):
        answers.correct_answer(by=getattr(cast, who).membership, now=now, said=said, words="No")


def test_no_letter_to_anyone_holds_a_members_name(cast, now):
    said = chain.did(cast, now, shown_as="NAME")
    deeds.say_if_answered(by=cast.sam.membership, now=now, said=said, answer="NO", words="The door is locked")
    for letter in Letter.objects.filter(group=cast.group):
        whole = letter.subject + letter.text + letter.html
        whole = whole.replace(f"Hello {letter.person.name}", "")
        assert "Sam" not in whole, letter.stem
        assert "Jo" not in whole, letter.stem
    assert Said.objects.get(pk=said.pk).round == 2
