from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from coproduction.kit import when
from feedback.log import operations as log
from feedback.log.models import Stage, Step
from groups.membership.models import Membership, Role
from groups.papers import operations as papers
from groups.papers.models import Paper
from tests import builders
from tests.cast import signed_in
from tests.groups.meetings.arrange import says
from tests.pages import full

HOME = "/groups/rivers-and-moors-co-production-group/"


def words(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").find("main").get_text(" ", strip=True)


def moved(said, headline, at=builders.NOW):
    Step.objects.create(
        group=said.group, said=said, kind=Step.Kind.HEARD, stage_to=said.stage, headline=headline, at=at
    )


# --- the front page ---


def test_a_visitor_sees_what_this_is_and_which_groups_show_themselves(cast, visitor):
    cast.other_group.is_public = False
    cast.other_group.save()
    page = words(visitor.get("/"))
    assert "Nothing you say may die quietly" in page
    assert "Rivers and Moors" in page and "Harbour Voices" not in page


def test_someone_in_one_group_is_taken_there(cast):
    assert cast.sam.client.get("/")["Location"] == HOME


def test_a_leader_of_several_groups_first_sees_what_waits_in_all_of_them(cast):
    builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    builders.said(cast.group, "Later", stage=Stage.HEARD, due_on=date(2026, 12, 3))
    builders.said(cast.other_group, "Sooner", due_on=date(2026, 11, 12))
    page = words(cast.okoro.client.get("/"))
    assert page.startswith("What waits for you “Sooner” Harbour Voices · To be heard")
    assert page.index("“Later”") < page.index("Your groups") < page.index("See all your groups together")


def test_a_member_of_several_groups_chooses_one(cast):
    builders.membership(cast.other_group, Role.MEMBER, who=cast.sam.person)
    page = words(cast.sam.client.get("/"))
    assert page.startswith("Hello Sam Your groups") and "See all your groups together" not in page


def test_someone_who_left_is_told_what_stays(cast):
    page = words(cast.gone.client.get("/"))
    assert "You are not in a group now" in page and "Rivers and Moors" not in page


def test_those_who_keep_accounts_go_to_their_organisations(cast):
    assert "Rivershire health and care partnership" in words(cast.orla.client.get("/"))
    assert "How the site is doing" in words(cast.ada.client.get("/"))


# --- a member's home ---


def test_a_member_first_sees_what_has_happened_to_what_we_said(cast, now):
    said = builders.said(cast.group, "Letters come too late.", stage=Stage.HEARD)
    moved(said, "Heard")
    page = words(cast.sam.client.get(HOME))
    assert page.index("What has happened to what we said") < page.index("What needs you") < page.index("Next meeting")
    assert "“Letters come too late.” Heard" in page and "All 1 thing we said" in page and "1 still waiting" in page


def test_a_member_sees_what_needs_them(cast, now):
    builders.said(cast.group, "Shall we send this?", stage=Stage.AGREEING, agree_by=date(2026, 11, 30), asking=1)
    meeting = builders.meeting(cast.group, cast.farah.membership, "Winter meeting")
    page = words(cast.sam.client.get(HOME))
    assert "“Shall we send this?”" in page and f"Are you coming on {meeting.day}?" in page


def test_an_empty_group_offers_the_first_thing_to_do(cast):
    page = words(cast.sam.client.get(HOME))
    assert "Nothing has been sent yet" in page and "Say something" in page and "No meeting is planned" in page


def test_what_moved_while_you_were_away_is_marked_new_until_your_next_visit(cast, now, clock):
    old, new = builders.said(cast.group, "Old words"), builders.said(cast.group, "New words")
    moved(old, "Heard", at=now - timedelta(days=3))
    client = cast.sam.client
    clock(now - timedelta(days=1))
    client.get(HOME)
    moved(new, "Heard", at=now - timedelta(hours=2))
    clock(now)
    first, again = words(client.get(HOME)), words(client.get(HOME))
    assert first.count("New ·") == again.count("New ·") == 1
    clock(now + timedelta(days=1))
    assert "New ·" not in words(client.get(HOME))


# --- a facilitator's, a sponsor's, a coordinator's ---


def test_a_facilitator_first_sees_the_next_meeting_and_what_it_still_needs(cast):
    builders.meeting(cast.group, cast.farah.membership, "Winter meeting")
    builders.said(cast.group, "Answer us", stage=Stage.HEARD, due_on=date(2026, 11, 13))
    page = words(cast.farah.client.get(HOME))
    assert page.index("Next meeting") < page.index("What needs you") < page.index("Who is waiting to hear")
    assert "The agenda is empty" in page and "3 working days late" in page


def test_a_facilitator_without_a_meeting_can_plan_one(cast):
    assert "Plan a meeting" in words(cast.farah.client.get(HOME))


@pytest.mark.parametrize("who", ["okoro", "priya"])
def test_those_who_answer_first_see_what_waits_for_them(cast, who):
    builders.said(cast.group, "Answer us", stage=Stage.HEARD, due_on=date(2026, 12, 3))
    builders.said(cast.group, "Hear us", stage=Stage.SENT, due_on=date(2026, 11, 20))
    page = words(getattr(cast, who).client.get(HOME))
    assert page.startswith("What waits for you “Hear us”")
    assert "Say you heard" in page and "Answer number" in page


def test_a_sponsor_sees_only_meetings_they_are_invited_to(cast, now):
    meeting = builders.meeting(cast.group, cast.farah.membership, "Winter meeting")
    assert "Winter meeting" not in words(cast.okoro.client.get(HOME))
    builders.guest(meeting, cast.okoro.membership)
    assert "Winter meeting" in words(cast.okoro.client.get(HOME))


def test_a_coordinator_reads_what_waits_and_answers_nothing(cast):
    builders.said(cast.group, "Answer us", stage=Stage.HEARD, due_on=date(2026, 12, 3))
    page = words(cast.nia.client.get(HOME))
    assert "Invite and appoint people" in page
    assert page.startswith("Hello Nia") and "Answer us" in page and "Answer number" not in page


WITHIN = 15  # statements (the goal)
TAKES = {"sam": 12, "sol": 8, "farah": 13, "col": 13, "okoro": 9, "priya": 9, "nia": 8}


@pytest.mark.parametrize("rows", [1, 3])
def test_a_home_takes_as_many_statements_for_three_as_for_one(cast, now, rows, django_assert_num_queries):
    full.fill(cast, now, rows)
    for who, count in TAKES.items():
        client = getattr(cast, who).client
        with django_assert_num_queries(count + 1):  # a visit begins, and that is written down
            client.get(HOME)
        with django_assert_num_queries(count):
            client.get(HOME)
    assert max(TAKES.values()) < WITHIN


STANDS_THERE = {
    "sam": [
        "Someone wrote down what you said", "The budget", "The facilitators answered you", "Which dates can you make?",
        "How was the meeting for you?", "Read the notes", "May we show these notes outside?", "Do our ways of working",
        "Was what you needed there?", "Do you agree to send this?", "Is this really done?", "Does that answer it?",
        "Did you notice this?", "Is it still true?", "Are you coming on Friday 27 November 2026? Ahead, 9 days",
        "Confirm the notes of Wednesday 4 November 2026 Noted, -14 days",
        "Ring them, 0 Your action, by Monday 16 November 2026 (2 days ago). The day has passed",
        "You put off a reminder: Actions It comes back on Thursday 19 November 2026. You can undo this",
        "Two questions about speaking up", "Next meeting", "new since you last looked", "still waiting",
    ],
    "farah": [
        "The agenda is empty.", "1 suggestion waits for a place", "14 people have not said if they are coming.",
        "5 papers that were promised are not here yet.", "1 of 1 thing people need is not arranged yet",
        "Looking for a date: Which day? 0 . 0 of 15 have said.", "Look at a post that was reported",
        "Someone told only the facilitators something", "Put the paper here that you promised: The budget",
        "Choose a date", "Read the notes: is this right?", "Someone says that the notes are not right",
        "Do our ways of working", "A draft from the group.", "The group has answered.", "Are you coming on",
        "Confirm the notes of", "Needs someone, by Monday 16 November 2026", "Dr Okoro, by Monday 16 November 2026",
        "2 things people said are not in an entry yet", "To be heard: promised by", "The group asks for the reason again:",
        "Nobody was asked to read its notes in 5 working days", "Clinic promised it by", "To be looked at again",
        "new since you last looked", "You put off a reminder: Actions",
    ],
    "okoro": [
        "Say you heard", "The group asks for the reason again", "The budget", "Which dates can you make?", "Your action",
        "You put off a reminder: Actions",
    ],
}  # fmt: skip


@pytest.mark.parametrize("who", STANDS_THERE)
def test_everything_that_can_wait_for_somebody_waits_there_when_it_is_counted(cast, now, who):
    full.fill(cast, now, 1)
    page = words(getattr(cast, who).client.get(HOME))
    assert [one for one in STANDS_THERE[who] if one not in page] == []
    places = [page.index(one) for one in ("Which dates can you make?", "Your action")]
    assert places == sorted(places)


def test_outsiders_do_not_learn_that_the_group_exists(cast, visitor):
    missing = cast.hal.client.get("/groups/no-such-group/").content
    for player in cast.outsiders:
        answer = player.client.get(HOME)
        assert (answer.status_code, answer.content) == (404, missing)
    assert visitor.get(HOME).status_code == 302


# --- papers, and what people need ---


def test_a_facilitators_next_meeting_says_once_how_much_of_what_people_need_is_not_arranged(cast, now):
    meeting = builders.meeting(cast.group, cast.farah.membership, "Winter meeting")
    assert "people need" not in words(cast.farah.client.get(HOME))
    says(cast.sam, meeting, needs="An interpreter. Breaks.")
    page = words(cast.farah.client.get(HOME))
    assert page.count("2 of 2 things people need are not arranged yet") == 1
    assert "said what they need" not in page and "arranged" not in words(cast.sam.client.get(HOME))


def test_a_paper_that_was_promised_is_missed_by_the_meeting_and_waits_for_whoever_promised_it(cast, now):
    meeting = builders.meeting(cast.group, cast.farah.membership, "Winter meeting")
    missing = "1 paper that was promised is not here yet."
    assert missing not in words(cast.farah.client.get(HOME))
    builders.guest(meeting, cast.okoro.membership)
    owners = (cast.sam, cast.priya, cast.okoro)
    for owner in owners:
        given = {"owner": owner.membership, "title": f"Paper of {owner.person.name}", "meeting": meeting}
        papers.ask_for(by=cast.farah.membership, now=now, **given)
    assert "3 papers that were promised are not here yet." in words(cast.farah.client.get(HOME))
    due = when.day(meeting.starts.date() - timedelta(days=cast.group.paper_days))
    for owner in owners:
        page = words(owner.client.get(HOME))
        assert f"Put the paper here that you promised: Paper of {owner.person.name} It is wanted by {due}" in page
        assert page.count("Put the paper here") == 1
    first, second, _ = Paper.objects.order_by("id")
    papers.put(by=cast.sam.membership, now=now, paper=first, seen=0, summary="In short", text="All of it")
    papers.take_off(by=cast.farah.membership, now=now, paper=second, because="Not needed")
    assert missing in words(cast.farah.client.get(HOME))
    for owner, there in zip(owners, (False, False, True), strict=True):
        assert ("Put the paper here" in words(owner.client.get(HOME))) is there
    assert "Put the paper here" not in words(cast.jo.client.get(HOME))


def test_a_paper_for_a_meeting_that_is_over_waits_for_nobody(cast, now, clock):
    meeting = builders.meeting(cast.group, cast.farah.membership, "Winter meeting")
    papers.ask_for(by=cast.farah.membership, now=now, owner=cast.sam.membership, title="Notes", meeting=meeting)
    clock(meeting.ends_at + timedelta(minutes=1))
    assert "Put the paper here" not in words(cast.sam.client.get(HOME))


# --- the facilitator's tools ---


def test_facilitators_have_one_page_of_tools_and_others_have_not(cast):
    page = words(cast.col.client.get(f"{HOME}run/"))
    for tool in ("Plan a meeting", "Bring in a spreadsheet", "Invite someone", "Settings and promises", "History"):
        assert tool in page
    assert cast.sam.client.get(f"{HOME}run/").status_code == 403
    assert Membership.objects.filter(role=Role.CO_FACILITATOR).exists()


# --- who must use a second step ---


def test_the_front_page_says_nothing_of_what_waits_until_the_second_step_was_used(cast):
    builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    builders.said(cast.group, "Nobody rang back", stage=Stage.HEARD, due_on=date(2026, 12, 3))
    page = words(signed_in(cast.okoro.person, second_factor=False).get("/"))
    assert "Nobody rang back" not in page and "Rivers and Moors" in page
    assert "Nobody rang back" in words(cast.okoro.client.get("/"))


# --- an import that was taken out again ---


def test_what_was_taken_out_again_is_no_longer_shown_beside_the_group(cast, now):
    brought = log.bring_in(by=cast.farah.membership, now=now, words="Margaret cried", source="Wrong file", stage="SENT")
    assert "Margaret cried" in words(cast.okoro.client.get(HOME))
    log.take_out(by=cast.farah.membership, now=now, said=brought)
    for player in (cast.okoro, cast.priya, cast.nia):
        assert "Margaret cried" not in words(player.client.get(HOME))
