from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from coproduction.kit import charts
from coproduction.pages import waiting
from feedback.journey import operations, queries
from feedback.journey.models import OPEN_FOR, Move, MoveYes
from feedback.log import operations as log
from groups.history.models import Event
from groups.membership.models import Membership
from groups.notices.models import Letter
from tests import builders
from tests.builders import NOW
from tests.feedback import chain
from tests.groups.papers.arrange import added

DAY = timedelta(days=1)
WAITS = {"waits_on": "SPONSOR", "waits_for": "A budget for travel"}


def propose(cast, step=1, state="NOW", now=NOW, by="farah", words="Dr Okoro came and said yes.", **rest):
    return operations.propose(by=getattr(cast, by).membership, now=now, step=step, state=state, words=words, **rest)


def confirm(cast, move, *who, now=NOW):
    for one in who or ("sam", "jo"):
        operations.confirm(by=getattr(cast, one).membership, now=now, move=move)
    move.refresh_from_db()
    return move


def moved(cast, step=1, state="NOW", now=NOW, **rest):
    return confirm(cast, propose(cast, step, state, now=now, **rest), now=now)


def at(cast, name="journey", *rest):
    return reverse(name, args=[cast.group.slug, *rest])


def words(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main").get_text(" ", strip=True)


def page(cast, who="sam"):
    return words(getattr(cast, who).client.get(at(cast)))


def tags(cast, who="sam"):
    return [one.tag for one in queries.journey(getattr(cast, who).membership, NOW + 40 * DAY).steps]


def needs(cast, who, now=NOW):
    return [one.words for one in waiting.waits_for(getattr(cast, who).membership, now).first]


# --- proposing and confirming ---


@pytest.mark.parametrize(("members", "needed"), [(1, 1), (2, 2), (3, 2), (7, 4), (8, 5)])
def test_more_than_half_of_the_members_confirm(members, needed):
    assert queries.needed(members) == needed
    assert f"when {needed} of our {members} member" in queries.rule(members)


def test_where_we_are_counts_once_enough_members_have_confirmed_it(cast):
    builders.membership(cast.group, name="Third")
    move = propose(cast)
    assert confirm(cast, move, "sam").outcome == "" and tags(cast)[0] == queries.NOT_BEGUN
    with pytest.raises(operations.ConfirmedAlready):
        confirm(cast, move, "sam")
    assert confirm(cast, move, "jo").outcome == "CONFIRMED"
    assert tags(cast)[0] == "We work on it now"
    with pytest.raises(operations.NotOpenAnyMore):
        operations.confirm(by=cast.sam.membership, now=NOW, move=move)


def test_several_steps_at_once_and_back_again_and_nothing_is_lost(cast):
    moved(cast, 1, "DONE", now=NOW - 9 * DAY)
    moved(cast, 2)
    moved(cast, 5)
    moved(cast, 1, "AGAIN", words="The new director has not met us.", now=NOW + DAY)
    none = queries.NOT_BEGUN
    assert tags(cast) == ["Back to this step", "We work on it now", none, none, "We work on it now", none]
    assert "Before that" in page(cast) and "Dr Okoro came and said yes." in page(cast)


def test_what_nobody_confirmed_is_forgotten_after_four_weeks_and_a_facilitator_can_take_it_back(cast):
    move = propose(cast)
    with pytest.raises(operations.ProposedAlready):
        propose(cast, now=NOW + DAY)
    with pytest.raises(operations.NotOpenAnyMore):
        confirm(cast, move, now=NOW + OPEN_FOR)
    again = propose(cast, now=NOW + OPEN_FOR)
    move.refresh_from_db()
    assert move.outcome == "LAPSED"
    operations.withdraw(by=cast.col.membership, now=NOW + OPEN_FOR, move=again)
    assert tags(cast)[0] == queries.NOT_BEGUN and page(cast).count("asks: is this where we are?") == 0


def test_nobody_is_shown_who_did_not_confirm(cast):
    builders.membership(cast.group, name="Third")
    confirm(cast, propose(cast), "sam")
    for who in ("farah", "sam", "jo"):
        seen = page(cast, who)
        assert "1 member has confirmed it" in seen and "Jo" not in seen and "Third" not in seen
    assert list(MoveYes.objects.values_list("membership__person__name", flat=True)) == ["Sam"]
    assert not Event.objects.filter(what__startswith="step", sentence__contains="Sam").exists()


def test_a_yes_of_somebody_who_has_left_does_not_count(cast):
    move = propose(cast)
    confirm(cast, move, "sam")
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=NOW)
    assert confirm(cast, move, "jo").outcome == "CONFIRMED"  # one of one
    move = propose(cast, 2)
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=None)
    confirm(cast, move, "sam")
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=NOW)
    builders.membership(cast.group, name="Third")
    assert confirm(cast, move, "jo").outcome == ""


@pytest.mark.parametrize(("given", "refusal"), [
    ({"state": "WON"}, operations.ChooseWhere), ({"step": 7}, operations.ChooseWhere),
    ({"words": " \n"}, operations.SayHowWeCanTell), ({"words": "x" * 1001}, operations.TooLong),
    ({"waits_on": "SPONSOR"}, operations.SayWhatWeWaitFor), ({"waits_for": "Money"}, operations.SayWhomWeWaitFor),
])  # fmt: skip
def test_a_proposal_says_where_and_how_we_can_tell(cast, given, refusal):
    with pytest.raises(refusal):
        propose(cast, **given)


@pytest.mark.parametrize("who", ["sam", "sol", "priya", "okoro", "nia", "hal"])
def test_only_facilitators_propose_and_only_members_confirm(cast, who):
    with pytest.raises(log.NotYourPart):
        propose(cast, by=who)
    move = propose(cast)
    if who != "sam":
        with pytest.raises((log.NotYourPart, operations.NotOpenAnyMore)):
            confirm(cast, move, who)


def test_a_group_without_members_cannot_be_asked(cast):
    Membership.objects.filter(role="MEMBER").update(left_at=NOW)
    with pytest.raises(operations.NobodyToConfirm):
        propose(cast)
    assert "Say where we are with this step" not in page(cast, "farah")


def test_the_database_keeps_the_rules_as_well(cast):
    move = propose(cast)
    for wrong in ({"step": 7}, {"words": ""}, {"outcome": "CONFIRMED"}, {"waits_on": "SPONSOR"}, {"part_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Move.objects.filter(pk=move.pk).update(**wrong)


# --- evidence ---


def test_evidence_links_to_a_meeting_a_paper_and_an_entry_and_each_sees_only_what_is_theirs_to_see(cast):
    meeting = builders.meeting(cast.group, cast.farah.membership, "Summer meeting", starts_at=NOW - 5 * DAY)
    paper = added(cast, "farah", title="Our plan")
    said = chain.sent(cast, NOW)
    moved(cast, 3, meeting=meeting, paper=paper, said=said)
    assert all(one in page(cast) for one in ("Meeting: Summer meeting", "Paper: Our plan", f"Number {said.number} of"))
    seen = page(cast, "okoro")
    assert "Summer meeting" not in seen and "Our plan" not in seen and f"Number {said.number} of" in seen
    with pytest.raises(operations.NotOfThisGroup):
        propose(cast, 4, said=chain.drafted(cast, NOW))  # the group's own until it is sent
    far = builders.meeting(cast.far_group, cast.fen.membership)
    with pytest.raises(operations.NotOfThisGroup):
        propose(cast, 4, meeting=far)


def test_a_facilitator_proposes_and_members_confirm_on_the_pages(cast):
    said = chain.sent(cast, NOW)
    form = words(cast.farah.client.get(at(cast, "propose_step", 5)))
    assert (
        "It counts when 2 of our 2 members have confirmed it" in form and f"{said.number}: {chain.WORDS[:20]}" in form
    )
    wrong = cast.farah.client.post(at(cast, "propose_step", 5), {"state": "NOW", "words": "", "said": "999"})
    assert "Say how we can tell" in words(wrong) and "Choose one from the list" in words(wrong)
    cast.farah.client.post(at(cast, "propose_step", 5), {"state": "NOW", "words": "See this.", "said": said.pk})
    move = Move.objects.get()
    assert move.said == said and cast.farah.client.get(at(cast, "propose_step", 7)).status_code == 404
    one = at(cast, "confirm_step", move.pk)
    assert "Nobody sees who has not confirmed it" in words(cast.sam.client.get(one))
    assert "You confirmed it" in words(cast.sam.client.post(one, follow=True))
    assert "You have confirmed this." in words(cast.sam.client.get(one))
    assert "You have confirmed this." in page(cast)
    cast.jo.client.post(one)
    assert "This is settled already" in words(cast.jo.client.get(one, follow=True))
    again = propose(cast, 5, "DONE")
    assert "You took it back" in words(cast.farah.client.post(at(cast, "withdraw_step", again.pk), follow=True))


def test_what_is_only_proposed_is_the_groups_own(cast):
    move = propose(cast)
    for who in ("okoro", "priya", "nia"):
        assert "Dr Okoro came" not in page(cast, who)
    assert cast.okoro.client.post(at(cast, "our_part", move.pk), {"words": "x"}).status_code == 404
    confirm(cast, move)
    for who in ("okoro", "priya", "nia"):
        assert "Dr Okoro came" in page(cast, who)


# --- who waits for whom ---


def test_a_sponsor_sees_that_a_step_waits_for_them_says_what_they_did_and_the_facilitators_hear(cast):
    move = moved(cast, **WAITS)
    line = "The group waits for you: Commitment and leadership of the system"
    assert line in needs(cast, "okoro") and line not in needs(cast, "priya")
    assert "Say what you did" in page(cast, "okoro") and "Say what you did" not in page(cast, "priya")
    address = at(cast, "our_part", move.pk)
    assert "A budget for travel" in words(cast.okoro.client.get(address))
    assert "Say in a sentence" in words(cast.okoro.client.post(address, {"words": " "}))
    cast.okoro.client.post(address, {"words": "The board agreed on Monday."})
    assert line not in needs(cast, "okoro") and "The board agreed on Monday." in page(cast)
    answered = "Someone did their part: Commitment and leadership of the system. Where are we now?"
    assert answered in needs(cast, "farah")
    with pytest.raises(operations.NotWaitingForYou):
        operations.tell_part(by=cast.okoro.membership, now=NOW, move=move, words="Twice")
    moved(cast, state="DONE", now=NOW + DAY)
    assert answered not in needs(cast, "farah", NOW + DAY)


def test_what_came_later_ends_what_they_were_waited_for(cast):
    move = moved(cast, **WAITS)
    line = "The group waits for you: Commitment and leadership of the system"
    assert line in needs(cast, "okoro")
    moved(cast, state="DONE", now=NOW + DAY)
    assert line not in needs(cast, "okoro")
    with pytest.raises(operations.NotWaitingForYou):
        operations.tell_part(by=cast.okoro.membership, now=NOW, move=move, words="Late")


def test_members_are_asked_by_letter_and_on_their_home_until_they_have_confirmed(cast):
    builders.membership(cast.group, name="Third")
    move = propose(cast)
    line = "Is this where we are? Commitment and leadership of the system"
    assert line in needs(cast, "sam") and needs(cast, "sol") == [] and needs(cast, "sam", NOW + OPEN_FOR) == []
    letters = list(Letter.objects.filter(stem="feedback/journey/emails/proposed"))
    assert {one.person.name for one in letters} == {"Sam", "Jo", "Third"}
    confirm(cast, move, "sam")
    assert line not in needs(cast, "sam") and line in needs(cast, "jo")
    right = queries.still_open(letters, NOW)
    assert {one.person.name for one in letters if one.pk in right} == {"Jo", "Third"}


# --- the picture ---


def test_the_ring_says_in_words_what_it_shows_and_stands_on_the_page_about_the_group(cast):
    moved(cast, 1, "DONE")
    for who in ("sam", "okoro", "nia"):
        answer = getattr(cast, who).client.get(at(cast, "about"))
        picture = BeautifulSoup(answer.content, "html.parser").find("svg", role="img")
        assert "1 Commitment: Done for now; 2 Connect: Not begun;" in picture.title.text
        assert len(picture.find_all("path")) == 6 and "style" not in str(picture.attrs)
        assert "Commitment and leadership of the system Done for now" in words(answer)


def test_pieces_go_round_once_clockwise_from_the_top():
    arcs = charts.ring("Round", [(str(n), "", "", "") for n in range(4)]).arcs
    places = [(float(one.x) > 190, float(one.y) > 190) for one in arcs]
    assert places == [(True, False), (True, True), (False, True), (False, False)]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_statements_for_three_as_for_one(cast, rows, django_assert_num_queries):
    for step in range(1, rows + 1):
        meeting = builders.meeting(cast.group, cast.farah.membership, starts_at=NOW - step * DAY)
        moved(
            cast,
            step,
            "DONE",
            now=NOW - DAY,
            meeting=meeting,
            paper=added(cast, "farah", title=f"Plan {step}"),
            **WAITS,
        )
        propose(cast, step)
    cast.sam.client.get(at(cast))
    with django_assert_num_queries(8):
        cast.sam.client.get(at(cast))
