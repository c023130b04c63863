from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from feedback.answers import operations as answers
from feedback.answers.models import Decision
from feedback.challenges import operations as challenges
from feedback.challenges import queries
from feedback.challenges.models import Challenge
from feedback.deeds import operations as deeds
from feedback.detriment import queries as detriment
from feedback.log import operations as log
from feedback.log.models import Said, Step
from groups.membership.models import Membership, Role, Support
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain

WHY = "You answered another question."
STEM = "feedback/challenges/emails/"


def ask(cast, now, said, by=None, **fields):
    return challenges.challenge(by=(by or cast.sam).membership, now=now, said=said, **{"words": WHY} | fields)


def name_somebody(cast):
    cast.group.independent_name, cast.group.independent_email = "Ines Frey", "ines@example.org"
    cast.group.save()


def reason(cast, now, asked):
    return challenges.give_reason(by=cast.priya.membership, now=now, challenge=asked, answer="The money is spent.")


def keep(cast, now, asked):
    return challenges.keep_answer(by=cast.okoro.membership, now=now, challenge=asked, answer="I read it all again.")


def to_independent(cast, now, **fields):
    name_somebody(cast)
    said = chain.cannot(cast, now, **fields)
    reason(cast, now, ask(cast, now, said))
    keep(cast, now, ask(cast, now, said))
    return ask(cast, now, said)


def row(said):
    return Said.objects.get(pk=said.pk)


def readers(stem):
    return {letter.person or letter.address for letter in Letter.objects.filter(stem__endswith=stem)}


# --- asking ---


def test_the_reason_is_asked_for_again_with_a_promise_of_its_own(cast, now):
    asked = ask(cast, now, chain.cannot(cast, now))
    assert (asked.rung, str(asked.answer_by), asked.outcome) == ("REASON", "2026-11-25", "")
    step = Step.objects.get(kind="CHALLENGED")
    assert (step.text, step.by, step.stage_to) == (WHY, None, "CANNOT")
    assert step.details == [["Promise to answer", "by Wednesday 25 November 2026"]]
    assert readers("please_answer") == {cast.priya.person, cast.okoro.person}


def test_those_whose_words_began_it_are_told_at_each_rung(cast, now):
    asked = to_independent(cast, now, shown_as="NAME")
    challenges.find(now=now, challenge=asked, outcome="FAIR", answer="They weighed it.")
    for kind in ("CHALLENGED", "REASON_GIVEN", "FOUND"):
        for step in Step.objects.filter(kind=kind):
            told = Letter.objects.filter(about=f"said:{asked.said_id}:{step.pk}", person=cast.sam.person)
            assert told.count() == 1, step


def test_from_the_group_keeps_nobody_and_with_a_name_keeps_one(cast, now):
    first = ask(cast, now, chain.cannot(cast, now))
    second = ask(cast, now, chain.cannot(cast, now), shown_as="NAME")
    assert (first.asked_by, second.asked_by) == (None, cast.sam.membership)
    assert Step.objects.filter(kind="CHALLENGED", by=cast.sam.membership).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=first.pk).update(asked_by=cast.sam.membership)


@pytest.mark.parametrize("who", ["priya", "okoro", "nia", "hal"])
def test_only_the_group_challenges(cast, now, who):
    with pytest.raises(log.NotYourPart):
        ask(cast, now, chain.cannot(cast, now), by=getattr(cast, who))


@pytest.mark.parametrize("who", ["jo", "farah", "col"])
def test_anyone_of_the_group_may_whoever_said_it(cast, now, who):
    assert ask(cast, now, chain.cannot(cast, now, shown_as="NAME"), by=getattr(cast, who)).rung == "REASON"


def test_a_supporter_asks_only_about_the_words_of_whom_they_support(cast, now):
    with pytest.raises(challenges.NotTheirWords):
        ask(cast, now, chain.cannot(cast, now), by=cast.sol)
    with pytest.raises(challenges.NotTheirWords):
        ask(cast, now, chain.cannot(cast, now, by=cast.jo, shown_as="NAME"), by=cast.sol)
    assert ask(cast, now, chain.cannot(cast, now, shown_as="NAME"), by=cast.sol).rung == "REASON"
    Support.objects.update(ended_at=now)
    with pytest.raises(challenges.NotTheirWords):
        ask(cast, now, chain.cannot(cast, now, shown_as="NAME"), by=cast.sol)


@pytest.mark.parametrize(("arrange", "kind"), [("cannot", "CANNOT"), ("cannot", "NOT_NOW"), ("decided", "PARTLY")])
def test_what_says_no_can_be_challenged(cast, now, arrange, kind):
    assert ask(cast, now, getattr(chain, arrange)(cast, now, kind=kind)).rung == "REASON"


@pytest.mark.parametrize("arrange", ["sent", "heard", "decided", "did", "answered"])
def test_what_does_not_say_no_cannot(cast, now, arrange):
    with pytest.raises(challenges.NothingToChallenge):
        ask(cast, now, getattr(chain, arrange)(cast, now))


def test_a_refusal_that_the_group_had_accepted_can_be_challenged_all_the_same(cast, now):
    said = chain.cannot(cast, now)
    for one in (cast.sam, cast.jo):
        deeds.say_if_answered(by=one.membership, now=now, said=said, answer="YES")
    assert row(said).stage == "ANSWERED"
    assert ask(cast, now, said).rung == "REASON"


@pytest.mark.parametrize(
    ("fields", "refusal", "field"),
    [({"words": " "}, challenges.SayWhyYouAsk, "words"), ({"words": "x" * 2001}, log.TooLong, "words"),
     ({"shown_as": "UNNAMED"}, challenges.ChooseHowItIsShown, "shown_as"),
     ({"rung": "SPONSOR"}, challenges.AnswerCameSince, None)],
)  # fmt: skip
def test_asking_says_why(cast, now, fields, refusal, field):
    with pytest.raises(refusal) as told:
        ask(cast, now, chain.cannot(cast, now), **fields)
    assert told.value.field == field


def test_there_is_one_challenge_at_a_time_and_the_database_sees_to_it(cast, now):
    said = chain.cannot(cast, now)
    asked = ask(cast, now, said)
    with pytest.raises(challenges.WaitForTheAnswer):
        ask(cast, now, said, by=cast.jo)
    asked.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save(force_insert=True)


def test_a_late_answer_counts_as_none_and_the_group_may_go_on(cast, now):
    said = chain.cannot(cast, now)
    first = ask(cast, now, said)
    late = now + timedelta(days=8)
    assert ask(cast, late, said).rung == "SPONSOR"
    first.refresh_from_db()
    assert (first.outcome, first.closed_at, first.closed_by) == ("NONE", late, None)
    with pytest.raises(challenges.AnsweredAlready):
        reason(cast, late, first)


def test_a_rung_nobody_could_answer_is_passed_over(cast, now):
    said = chain.cannot(cast, now)
    reason(cast, now, ask(cast, now, said))
    Membership.objects.filter(role=Role.SPONSOR).update(left_at=now)
    with pytest.raises(challenges.NobodyIndependent):
        ask(cast, now, said)
    name_somebody(cast)
    assert ask(cast, now, said).rung == "INDEPENDENT"


# --- answering ---


def test_the_reason_is_given_again_in_own_words(cast, now):
    asked = ask(cast, now, chain.cannot(cast, now))
    with pytest.raises(challenges.AnswerInYourWords):
        challenges.give_reason(by=cast.priya.membership, now=now, challenge=asked, answer="")
    with pytest.raises(log.NotYourPart):
        challenges.give_reason(by=cast.farah.membership, now=now, challenge=asked, answer="Because")
    reason(cast, now, asked)
    asked.refresh_from_db()
    assert (asked.outcome, asked.answer, asked.closed_by) == ("GIVEN", "The money is spent.", cast.priya.membership)
    assert Step.objects.get(kind="REASON_GIVEN").text == "The money is spent."
    with pytest.raises(challenges.AnsweredAlready):
        reason(cast, now, asked)


def test_only_the_sponsor_looks_again(cast, now):
    said = chain.cannot(cast, now)
    reason(cast, now, ask(cast, now, said))
    asked = ask(cast, now, said)
    with pytest.raises(log.NotYourPart):
        challenges.keep_answer(by=cast.priya.membership, now=now, challenge=asked, answer="No")
    with pytest.raises(challenges.AnswerInYourWords):
        challenges.keep_answer(by=cast.okoro.membership, now=now, challenge=asked, answer=" ")
    keep(cast, now, asked)
    assert row(said).stage == "CANNOT"
    assert "The sponsor looked again: the answer stays" in Step.objects.latest("id").headline


def test_the_sponsor_changes_the_answer_and_the_group_is_asked_anew(cast, now):
    said = chain.cannot(cast, now)
    for one in (cast.sam, cast.jo):
        deeds.say_if_answered(by=one.membership, now=now, said=said, answer="YES")
    reason(cast, now, ask(cast, now, said))
    asked = ask(cast, now, said)
    changed = challenges.change_answer(
        by=cast.okoro.membership, now=now, challenge=asked, kind="WE_WILL", **chain.ANSWER
    )
    assert (changed.stage, changed.decision, changed.round, changed.answered_at) == ("DOING", "WE_WILL", 2, None)
    assert changed.due_on is not None
    new = Decision.objects.latest("id")
    assert (new.round, new.replaces.kind) == (2, "CANNOT")
    claim = deeds.claim_did(by=cast.priya.membership, now=now, said=said, since=now.date(), **chain.CLAIM)
    deeds.check_claim(by=cast.jo.membership, now=now, claim=claim, holds=True)
    deeds.say_if_answered(by=cast.sam.membership, now=now, said=said, answer="YES")
    assert row(said).stage == "DID", "the yes to the refusal does not count for what was done"


def test_if_the_new_answer_says_no_as_well_the_next_rung_is_open(cast, now):
    name_somebody(cast)
    said = chain.decided(cast, now, kind="PARTLY")
    reason(cast, now, ask(cast, now, said))
    asked = ask(cast, now, said)
    deeds.claim_did(by=cast.priya.membership, now=now, said=said, since=now.date(), **chain.CLAIM)
    challenges.change_answer(
        by=cast.okoro.membership, now=now, challenge=asked, kind="NOT_NOW", **chain.ANSWER, **chain.REASON
    )
    assert row(said).stage == "CANNOT"
    assert not said.claims.exists()
    assert ask(cast, now, row(said)).rung == "INDEPENDENT"


def test_the_answer_changes_only_through_a_challenge(cast, now):
    said = chain.cannot(cast, now)
    with pytest.raises(answers.NotBeingDone):
        answers.decide_again(by=cast.okoro.membership, now=now, said=said, kind="PARTLY", **chain.ANSWER)
    with pytest.raises(answers.NotAnsweredYet):
        answers.decide_after_challenge(
            by=cast.okoro.membership, now=now, said=chain.sent(cast, now), kind="PARTLY", **chain.ANSWER
        )


# --- the independent person ---


def test_the_independent_person_gets_a_letter_with_a_link_and_nothing_of_the_entry(cast, now):
    asked = to_independent(cast, now)
    letter = Letter.objects.get(stem=STEM + "independent")
    assert (letter.address, letter.secret, letter.person) == ("ines@example.org", True, None)
    assert chain.WORDS not in letter.text and WHY not in letter.text and "Sam" not in letter.text
    assert queries.found_by(letter.path.split("/")[-2], now) == asked
    assert str(asked.answer_by) == "2026-12-16"


def test_without_an_independent_person_that_is_said_plainly(cast, now):
    said = chain.cannot(cast, now)
    reason(cast, now, ask(cast, now, said))
    keep(cast, now, ask(cast, now, said))
    with pytest.raises(challenges.NobodyIndependent):
        ask(cast, now, said)


def test_a_finding_that_it_was_fair_stands_in_the_log(cast, now):
    asked = to_independent(cast, now)
    challenges.find(now=now, challenge=asked, outcome="FAIR", answer="They weighed it.")
    step = Step.objects.get(kind="FOUND")
    assert (step.headline, step.by) == ("The independent person found: the answer was fair", None)
    assert step.details == [["Who looked", "Ines Frey"]]
    assert row(asked.said).stage == "CANNOT"
    assert readers("/found") == {cast.sam.person, cast.jo.person, cast.priya.person, cast.okoro.person}
    with pytest.raises(challenges.EndOfTheRoute):
        ask(cast, now, asked.said)


def test_a_finding_to_look_again_opens_it_with_fresh_promises(cast, now):
    asked = to_independent(cast, now)
    later = now + timedelta(days=7)
    challenges.find(now=later, challenge=asked, outcome="AGAIN", answer="The question was not answered.")
    said = row(asked.said)
    assert (said.stage, said.round, str(said.hear_by)) == ("SENT", 2, "2026-12-02")
    assert Step.objects.latest("id").kind == "REOPENED"
    letter = Letter.objects.filter(stem="feedback/deeds/emails/reopened").first()
    assert "the independent person says, look again" in letter.text
    with pytest.raises(challenges.NothingToChallenge):
        ask(cast, later, said)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [({"outcome": "KEPT"}, challenges.ChooseWhatYouFound), ({"answer": ""}, challenges.AnswerInYourWords)],
)
def test_a_finding_says_what_and_why(cast, now, fields, refusal):
    asked = to_independent(cast, now)
    with pytest.raises(refusal):
        challenges.find(now=now, challenge=asked, **{"outcome": "FAIR", "answer": "Fair"} | fields)


def test_a_link_ends_after_sixty_days_when_used_and_when_a_new_one_is_sent(cast, now):
    asked = to_independent(cast, now)
    token = asked.token
    assert queries.found_by(token, now + timedelta(days=59)) == asked
    assert queries.found_by(token, now + timedelta(days=60)) is None
    assert queries.found_by(token + "x", now) is None
    cast.group.independent_name = "Olu Bright"
    cast.group.save()
    again = challenges.send_link_again(by=cast.farah.membership, now=now, challenge=asked)
    assert (queries.found_by(token, now), queries.found_by(again.token, now)) == (None, asked)
    assert again.independent_name == "Olu Bright"
    challenges.find(now=now, challenge=asked, outcome="FAIR", answer="Fair")
    assert queries.found_by(again.token, now) is None
    with pytest.raises(challenges.AnsweredAlready):
        challenges.send_link_again(by=cast.farah.membership, now=now, challenge=asked)


def test_a_new_link_needs_somebody_to_send_it_to_and_the_first_letter_is_not_sent_any_more(cast, now):
    asked = to_independent(cast, now)
    challenges.send_link_again(by=cast.farah.membership, now=now + timedelta(minutes=1), challenge=asked)
    delivery.send_due(lambda: now + timedelta(minutes=2))
    states = Letter.objects.filter(stem=STEM + "independent").order_by("id").values_list("state", flat=True)
    assert list(states) == ["EXPIRED", "SENT"]
    cast.group.independent_name = cast.group.independent_email = ""
    cast.group.save()
    with pytest.raises(challenges.NobodyIndependent):
        challenges.send_link_again(by=cast.farah.membership, now=now, challenge=asked)


# --- when the group opens it again meanwhile ---


def test_a_no_of_a_member_sets_the_open_challenge_aside(cast, now):
    asked = to_independent(cast, now)
    token = asked.token
    deeds.say_if_answered(by=cast.sam.membership, now=now, said=asked.said, answer="NO")
    asked.refresh_from_db()
    assert (asked.outcome, asked.closed_at) == ("ASIDE", now)
    assert queries.found_by(token, now) is None


# --- reminders ---


def nudges(cast):
    letters = Letter.objects.filter(stem__in=[STEM + "nudge", STEM + "independent_reminder"]).order_by("id")
    return [str(letter.person or letter.address) for letter in letters]


def test_the_owner_is_reminded_first_then_the_deputy(cast, now):
    lee = builders.membership(cast.group, Role.POINT_OF_CONTACT, name="Lee")
    Membership.objects.filter(pk=cast.priya.membership.pk).update(deputy=cast.nia.membership)
    Membership.objects.filter(pk=lee.pk).update(left_at=now)
    asked = ask(cast, now, chain.cannot(cast, now))
    assert challenges.nudge(now=now) == 0
    near = now + timedelta(days=6)
    assert (challenges.nudge(now=near), challenges.nudge(now=near)) == (1, 0)
    assert challenges.nudge(now=now + timedelta(days=8)) == 1
    assert challenges.nudge(now=now + timedelta(days=9)) == 1
    assert challenges.nudge(now=now + timedelta(days=30)) == 0
    priya, nia = str(cast.priya.person), str(cast.nia.person)
    assert nudges(cast) == [priya, priya, priya, nia]
    asked.refresh_from_db()
    assert asked.nudged == "DEPUTY"


def test_two_who_remind_at_once_write_one_letter(cast, now):
    ask(cast, now, chain.cannot(cast, now))
    ((found, nudged),) = queries.to_nudge(now + timedelta(days=6))
    assert challenges.nudge_once(found, nudged, now=now) and not challenges.nudge_once(found, nudged, now=now)
    assert nudges(cast) == [str(cast.priya.person)]


def test_the_sponsor_is_reminded_of_theirs_and_with_no_deputy_the_point_of_contact_hears(cast, now):
    said = chain.cannot(cast, now)
    reason(cast, now, ask(cast, now, said))
    ask(cast, now, said)
    challenges.nudge(now=now + timedelta(days=40))
    assert nudges(cast) == [str(cast.okoro.person), str(cast.priya.person)]


def test_the_independent_person_is_reminded_and_at_last_the_facilitators_hear_of_it(cast, now):
    asked = to_independent(cast, now)
    challenges.nudge(now=now + timedelta(days=27))
    assert nudges(cast) == ["ines@example.org"]
    challenges.nudge(now=now + timedelta(days=40))
    assert sorted(nudges(cast)[1:]) == sorted(["ines@example.org", str(cast.farah.person), str(cast.col.person)])
    Challenge.objects.filter(pk=asked.pk).update(nudged="")
    challenges.nudge(now=now + timedelta(days=61))
    assert len(nudges(cast)) == 4, "a link that ran out is not sent, and nobody is told twice"


def test_a_promise_that_passes_on_a_friday_is_late_on_saturday(cast, now):
    asked = ask(cast, now, chain.cannot(cast, now))
    Challenge.objects.filter(pk=asked.pk).update(answer_by=(now + timedelta(days=2)).date())
    challenges.nudge(now=now + timedelta(days=3))
    assert "It is less than a working day late" in Letter.objects.get(stem=STEM + "nudge").text


def test_nobody_is_reminded_of_a_challenge_in_the_night(cast, now):
    ask(cast, now, chain.cannot(cast, now))
    near = now + timedelta(days=6)
    assert [challenges.nudge(now=near.replace(hour=hour)) for hour in (0, 7, 8)] == [0, 0, 1]


def test_challenges_that_wait_for_their_next_reminder_hide_no_other(cast, now):
    waits, near = (ask(cast, now, chain.cannot(cast, now)) for _ in range(2))
    Challenge.objects.filter(pk=waits.pk).update(answer_by=(now + timedelta(days=2)).date())
    Challenge.objects.filter(pk=near.pk).update(answer_by=(now + timedelta(days=6)).date())
    saturday, monday = now + timedelta(days=3), now + timedelta(days=5)
    assert challenges.nudge(now=saturday) == 1
    assert not queries.near(saturday).filter(pk=waits.pk).exists(), "until Tuesday it is not read"
    assert queries.to_nudge(monday, limit=1) == [(near, "SOON")]
    assert dict(queries.to_nudge(monday + timedelta(days=1))) == {waits: "DEPUTY", near: "SOON"}


def test_a_reminder_of_what_was_answered_meanwhile_is_not_sent(cast, now):
    asked = ask(cast, now, chain.cannot(cast, now))
    near = now + timedelta(days=6)
    challenges.nudge(now=near)
    reason(cast, near, asked)
    delivery.send_due(lambda: near)
    assert Letter.objects.get(stem=STEM + "nudge").state == "EXPIRED"


# --- for the watch over what speaking up costs ---


def watched(since):
    return {membership for membership, _ in detriment.challenges(since)}


def test_those_who_challenged_with_their_name_or_said_no_are_known_and_nobody_else(cast, now):
    ask(cast, now, chain.cannot(cast, now), by=cast.jo)
    said = chain.cannot(cast, now)
    assert watched(now) == set()
    ask(cast, now, said, shown_as="NAME")
    deeds.say_if_answered(by=cast.jo.membership, now=now, said=said, answer="NO")
    assert watched(now) == {cast.sam.membership.pk, cast.jo.membership.pk}
    assert watched(now + timedelta(days=1)) == set()
