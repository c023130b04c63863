from datetime import timedelta

import pytest

from feedback.deeds import operations as deeds
from feedback.deeds import queries
from feedback.deeds.models import Claim, MovedDate, Verdict
from feedback.log import operations as log
from feedback.log.models import Step
from groups.membership.models import Membership, Role
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain

STEM = "feedback/deeds/emails/"


def take_on(cast, now, said, days=10, **fields):
    fields = {"what": "Change the letter", "owner": "Bookings team", **fields}
    day = (now + timedelta(days=days)).date()
    return deeds.take_on(by=cast.priya.membership, now=now, said=said, due_on=day, **fields)


# --- actions ---


def test_an_action_has_an_owner_and_a_date_and_the_next_date_is_the_promise(cast, now):
    said = chain.decided(cast, now)
    assert said.due_on.isoformat() == "2026-11-25"
    take_on(cast, now, said, days=30)
    first = take_on(cast, now, said, days=10)
    said.refresh_from_db()
    assert (said.due_on, str(first)) == (first.due_on, "Change the letter")
    deeds.finish_deed(by=cast.okoro.membership, now=now, deed=first)
    said.refresh_from_db()
    assert said.due_on == now.date() + timedelta(days=30)


@pytest.mark.parametrize(
    ("fields", "refusal", "field"),
    [
        ({"what": ""}, deeds.SayWhatIsDone, "what"),
        ({"owner": ""}, deeds.SayWho, "owner"),
        ({"days": -1}, deeds.DayHasPassed, "due_on"),
        ({"what": "x" * 401}, log.TooLong, "what"),
    ],
)
def test_an_action_must_be_whole(cast, now, fields, refusal, field):
    with pytest.raises(refusal) as told:
        take_on(cast, now, chain.decided(cast, now), **fields)
    assert told.value.field == field


def test_nothing_is_taken_on_before_a_decision(cast, now):
    with pytest.raises(deeds.NotBeingDone):
        take_on(cast, now, chain.heard(cast, now))


@pytest.mark.parametrize("who", ["sam", "farah", "nia", "hal"])
def test_only_the_system_takes_on_moves_finishes_and_claims(cast, now, who):
    said, by = chain.decided(cast, now), getattr(cast, who).membership
    deed = take_on(cast, now, said)
    tries = [
        lambda: deeds.take_on(by=by, now=now, said=said, what="x", owner="x", due_on=now.date()),
        lambda: deeds.move_date(by=by, now=now, deed=deed, to_on=now.date(), reason="x"),
        lambda: deeds.finish_deed(by=by, now=now, deed=deed),
        lambda: deeds.claim_did(by=by, now=now, said=said, since=now.date(), **chain.CLAIM),
    ]
    for deed_of in tries:
        with pytest.raises(log.NotYourPart):
            deed_of()


def test_a_moved_date_keeps_the_old_one_and_says_why(cast, now):
    said = chain.decided(cast, now)
    deed = take_on(cast, now, said)
    later = (now + timedelta(days=20)).date()
    moved = deeds.move_date(by=cast.priya.membership, now=now, deed=deed, to_on=later, reason="The printer is broken")
    assert moved.due_on == later
    kept = MovedDate.objects.get()
    assert (kept.from_on, kept.to_on) == (deed.due_on, later)
    said.refresh_from_db()
    assert said.due_on == later
    assert Letter.objects.filter(stem="feedback/answers/emails/told_back", subject__contains="date was moved").exists()


@pytest.mark.parametrize(
    ("days", "reason", "refusal"),
    [(-1, "x", deeds.DayHasPassed), (10, "x", deeds.SameDay), (11, " ", deeds.SayWhyItMoves)],
)
def test_a_date_moves_only_with_a_reason_and_to_another_day_ahead(cast, now, days, reason, refusal):
    deed = take_on(cast, now, chain.decided(cast, now))
    to_on = (now + timedelta(days=days)).date()
    with pytest.raises(refusal):
        deeds.move_date(by=cast.priya.membership, now=now, deed=deed, to_on=to_on, reason=reason)


def test_what_is_done_is_done(cast, now):
    deed = take_on(cast, now, chain.decided(cast, now))
    deeds.finish_deed(by=cast.priya.membership, now=now, deed=deed)
    for again in (
        lambda: deeds.finish_deed(by=cast.priya.membership, now=now, deed=deed),
        lambda: deeds.move_date(by=cast.priya.membership, now=now, deed=deed, to_on=now.date(), reason="x"),
    ):
        with pytest.raises(deeds.DeedIsDone):
            again()


# --- it is done ---


def claim(cast, now, said, **fields):
    fields = {**chain.CLAIM, "since": now.date(), **fields}
    return deeds.claim_did(by=cast.priya.membership, now=now, said=said, **fields)


def test_a_claim_does_not_count_until_someone_in_the_group_has_checked_it(cast, now):
    made = chain.claimed(cast, now)
    assert (made.said.stage, made.said.bucket, made.holds) == ("CLAIMED", "DOING", None)
    asked = Letter.objects.filter(stem=STEM + "to_check")
    assert {letter.person for letter in asked} == {cast.sam.person, cast.jo.person}
    checked = deeds.check_claim(by=cast.jo.membership, now=now, claim=made, holds=True, note="I asked at the desk")
    assert (checked.said.stage, checked.checked_by, checked.said.did_at) == ("DID", cast.jo.membership, now)
    assert Letter.objects.filter(stem=STEM + "does_it_answer").count() == 2


@pytest.mark.parametrize(
    ("fields", "refusal", "field"),
    [
        ({"what": ""}, deeds.SayWhatChanged, "what"),
        ({"where": ""}, deeds.SayWhere, "where"),
        ({"evidence": ""}, deeds.SayHowPeopleSeeIt, "evidence"),
    ],
)
def test_a_claim_must_be_whole(cast, now, fields, refusal, field):
    with pytest.raises(refusal) as told:
        claim(cast, now, chain.decided(cast, now), **fields)
    assert told.value.field == field


def test_nothing_is_done_in_the_future_or_twice(cast, now):
    said = chain.decided(cast, now)
    with pytest.raises(deeds.DayIsAhead):
        claim(cast, now, said, since=(now + timedelta(days=1)).date())
    claim(cast, now, said)
    with pytest.raises(deeds.NotBeingDone):
        claim(cast, now, said)


def test_what_is_not_done_yet_goes_back_with_what_is_missing(cast, now):
    made = chain.claimed(cast, now)
    with pytest.raises(deeds.SayWhatIsMissing):
        deeds.check_claim(by=cast.jo.membership, now=now, claim=made, holds=False)
    checked = deeds.check_claim(by=cast.jo.membership, now=now, claim=made, holds=False, note="Only one clinic")
    assert (checked.said.stage, checked.holds) == ("DOING", False)
    told = Letter.objects.filter(stem=STEM + "not_yet_done")
    assert {letter.person for letter in told} == {cast.priya.person, cast.okoro.person}
    assert claim(cast, now, checked.said).pk != made.pk


@pytest.mark.parametrize("who", ["farah", "priya", "sol", "hal"])
def test_only_members_check(cast, now, who):
    with pytest.raises(log.NotYourPart):
        deeds.check_claim(by=getattr(cast, who).membership, now=now, claim=chain.claimed(cast, now), holds=True)


def test_a_claim_is_checked_once(cast, now):
    chain.did(cast, now)
    with pytest.raises(deeds.NothingToCheck):
        deeds.check_claim(by=cast.sam.membership, now=now, claim=Claim.objects.get(), holds=False, note="x")


# --- does that answer it? ---


def say(who, now, said, answer, words=""):
    return deeds.say_if_answered(by=who.membership, now=now, said=said, answer=answer, words=words)


def test_more_than_half_saying_yes_answers_it(cast, now):
    said = chain.did(cast, now)
    third = builders.membership(cast.group, Role.MEMBER, name="Third")
    say(cast.sam, now, said, "YES")
    said.refresh_from_db()
    assert said.stage == "DID"
    deeds.say_if_answered(by=third, now=now, said=said, answer="YES")
    said.refresh_from_db()
    assert (said.stage, said.answered_at) == ("ANSWERED", now)
    assert Step.objects.newest_first().first().kind == "ANSWERED"


def test_when_everyone_has_said_and_nobody_no_it_is_answered(cast, now):
    said = chain.cannot(cast, now)
    say(cast.sam, now, said, "PARTLY", "The bus still does not stop there")
    say(cast.jo, now, said, "PARTLY")
    said.refresh_from_db()
    assert (said.stage, said.bucket) == ("ANSWERED", "CANNOT")
    tally = queries.tally(said)
    assert (tally.yes, tally.partly, tally.said) == (0, 2, 2)


def test_partly_tells_the_system_what_is_missing_and_yes_stays_inside(cast, now):
    said = chain.did(cast, now)
    say(cast.sam, now, said, "PARTLY", "The bus still does not stop there")
    letter = Letter.objects.get(stem=STEM + "what_is_missing", person=cast.okoro.person)
    assert "bus still does not stop" in letter.text
    assert Step.objects.newest_first().first().inside_only is False
    say(cast.jo, now, said, "YES")
    assert Step.objects.get(kind="VERDICT", headline__contains="yes").inside_only is True


def test_named_words_are_settled_by_their_author(cast, now):
    said = chain.did(cast, now, shown_as="NAME")
    say(cast.jo, now, said, "YES")
    said.refresh_from_db()
    assert said.stage == "DID"
    say(cast.sam, now, said, "YES")
    said.refresh_from_db()
    assert said.stage == "ANSWERED"


def test_after_it_is_answered_a_word_can_still_change(cast, now):
    said = chain.answered(cast, now)
    say(cast.sam, now, said, "PARTLY")
    said.refresh_from_db()
    assert said.stage == "ANSWERED"
    assert Step.objects.filter(kind="ANSWERED").count() == 1


@pytest.mark.parametrize("arrange", ["did", "cannot", "answered"])
def test_no_opens_it_again_with_fresh_promises_and_tells_the_owners_at_once(cast, now, arrange):
    cover = builders.membership(cast.group, Role.POINT_OF_CONTACT, name="Cover")
    Membership.objects.filter(pk=cast.priya.membership.pk).update(deputy=cover)
    said = getattr(chain, arrange)(cast, now)
    later = now + timedelta(days=30)
    say(cast.jo, later, said, "NO", "The door is locked")
    said.refresh_from_db()
    assert (said.stage, said.round, said.decision, said.final_say) == ("SENT", 2, "", "")
    assert said.opened_at == later
    assert said.hear_by > later.date()
    assert said.heard_at is said.decided_at is said.did_at is said.answered_at is None
    letters = Letter.objects.filter(stem=STEM + "reopened")
    assert {letter.person for letter in letters} == {cast.priya.person, cast.okoro.person, cover.person}
    assert all(letter.urgent and letter.due_at == later for letter in letters)
    assert "The door is locked" in letters[0].text


def test_a_second_round_runs_like_the_first_and_keeps_the_old_words(cast, now):
    from tests.feedback.answers.test_operations import decide, hear

    said = chain.did(cast, now)
    say(cast.jo, now, said, "NO")
    said.refresh_from_db()
    said = decide(cast, now, hear(cast, now, said), "CANNOT")
    assert (said.hearings.count(), said.decisions.count()) == (2, 2)
    assert queries.tally(said).said == 0
    assert Verdict.objects.count() == 1


@pytest.mark.parametrize("who", ["farah", "sol", "priya", "okoro", "nia", "hal"])
def test_only_members_say_if_it_is_answered(cast, now, who):
    with pytest.raises(log.NotYourPart):
        say(getattr(cast, who), now, chain.did(cast, now), "YES")


def test_there_is_nothing_to_judge_before_an_answer(cast, now):
    with pytest.raises(deeds.NotAnsweredYet):
        say(cast.sam, now, chain.decided(cast, now), "NO")


def test_a_verdict_is_yes_partly_or_no(cast, now):
    with pytest.raises(deeds.ChooseAnAnswer):
        say(cast.sam, now, chain.did(cast, now), "MAYBE")
