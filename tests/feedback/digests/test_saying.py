"""What a digest says, to whom, in which order and in which words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.challenges import operations as challenges
from feedback.deeds import operations as deeds
from feedback.digests import queries
from feedback.gathering import operations as gathering
from feedback.log.models import Said, Stage
from feedback.voice import operations as voice
from groups.actions.models import Action
from groups.meetings import operations as meetings
from groups.membership.models import Membership, Role
from tests import builders
from tests.feedback import chain

NOW = builders.NOW
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def digest(player, now=MONDAY, since=NOW):
    return queries.of_person(player.person, since, now)


def section(told, title):
    return [line for one in told.sections if one.title == title for line in one.lines]


def words(told, title):
    return [line.words.strip("“”") for line in section(told, title)]


def titles(told):
    return [one.title for one in told.sections]


def test_a_facilitators_digest_says_what_needs_them_what_moved_what_waits_and_what_comes(cast):
    builders.said(cast.group, "Ready to send", stage=Stage.AGREEING, agree_by=date(2026, 11, 17))
    builders.said(cast.group, "Check this", stage=Stage.CLAIMED, moved_at=LATER)
    builders.said(cast.group, "Put this", stage=Stage.DRAFT)
    builders.said(cast.group, "Done now", stage=Stage.DID, moved_at=LATER)
    builders.said(cast.group, "Old news", stage=Stage.DID, moved_at=NOW - timedelta(days=9))
    builders.said(cast.group, "Late", stage=Stage.SENT, due_on=date(2026, 11, 16))
    meeting = builders.meeting(
        cast.group, cast.farah.membership, "Winter meeting", starts_at=MONDAY + timedelta(days=8)
    )
    meetings.reply(meeting=meeting, by=cast.farah.membership, now=NOW, answer="YES", way="ONLINE")
    told = digest(cast.farah)
    assert titles(told) == [queries.NEEDS, queries.DID, queries.WAITING, queries.COMING]
    assert words(told, queries.NEEDS) == ["Ready to send", "Check this", "Put this"]
    assert words(told, queries.DID) == ["Done now"]
    [late] = section(told, queries.WAITING)
    assert late.note.endswith("That was promised by Monday 16 November. It is 5 working days late.")
    [coming] = section(told, queries.COMING)
    assert (coming.words, coming.note) == ("Winter meeting.", "It is on Tuesday 1 December, 8am to 9:30am.")
    assert told.subject == "3 things need you in Rivers and Moors Co-production Group: a draft that can be sent"


def test_a_sponsors_digest_holds_what_they_owe_and_no_draft(cast):
    builders.said(cast.group, "Our draft", stage=Stage.AGREEING, agree_by=date(2026, 11, 1))
    builders.said(cast.group, "Answer us", stage=Stage.HEARD, due_on=date(2026, 12, 1))
    builders.meeting(cast.group, cast.farah.membership, "For the group")
    invited = builders.meeting(cast.group, cast.farah.membership, "With leaders")
    builders.guest(invited, cast.okoro.membership)
    told = digest(cast.okoro)
    assert [(line.words, line.note) for line in section(told, queries.NEEDS)] == [
        ("“Answer us”", "Your answer is promised by Tuesday 1 December."),
        ("With leaders.", "It is on Tuesday 8 December, 10am to 11:30am. You have not said yet if you are coming."),
    ]
    assert "Our draft" not in str(told) and "For the group" not in str(told)
    place = "Rivers and Moors Co-production Group"
    assert told.subject == f"2 things need you in {place}: an answer promised by Tuesday 1 December"


def test_a_point_of_contact_is_asked_to_hear(cast):
    builders.said(cast.group, "Hear us", due_on=date(2026, 11, 20))
    [line] = section(digest(cast.priya), queries.NEEDS)
    assert line.note == "Say that you heard it. That was promised by Friday 20 November. It is 1 working day late."
    assert line.brief == "something to hear, promised by Friday 20 November"


def test_a_promise_that_passed_at_the_weekend_is_not_called_zero_days_late(cast):
    builders.said(cast.group, "Hear us", due_on=date(2026, 11, 21))
    saturday_after = datetime(2026, 11, 22, 9, tzinfo=UTC)
    [line] = section(digest(cast.priya, saturday_after), queries.NEEDS)
    assert line.note == "Say that you heard it. That was promised by Saturday 21 November."


def test_a_member_is_asked_to_agree_to_check_and_if_it_is_answered_until_they_have_said_so(cast, now):
    agreeing = chain.agreeing(cast, now, by=cast.jo, words="Agree to this.")
    done = chain.did(cast, now, words="Is this answered?")
    told = digest(cast.sam)
    asked = {line.words: line.note for line in section(told, queries.NEEDS)}
    assert asked == {
        "“Is this answered?”": "The answer is: we did. Does that answer it?",
        "“Agree to this.”": f"Do you agree to send this? You can say so until {agreeing.agree_by:%A %-d %B}.",
    }
    after = digest(cast.sam, datetime(2026, 11, 30, 8, tzinfo=UTC))
    assert "Do you agree to send this?" in [line.note for line in section(after, queries.NEEDS)], "no day that is over"
    builders.said(cast.group, "Check this", stage=Stage.CLAIMED)
    assert "They say that this is done. Is it? A member must check." in str(digest(cast.sam))
    chain.drafts.agree(by=cast.sam.membership, now=now, said=agreeing, answer="AGREE")
    deeds.say_if_answered(by=cast.sam.membership, now=now, said=done, answer="PARTLY", words="Not the tests.")
    assert words(digest(cast.sam), queries.NEEDS) == ["Check this"]
    assert sorted(words(digest(cast.jo), queries.NEEDS)) == ["Agree to this.", "Check this", "Is this answered?"]


def test_a_supporter_is_asked_nothing_that_only_members_say(cast):
    for stage in (Stage.AGREEING, Stage.CLAIMED, Stage.DID):
        builders.said(cast.group, stage, stage=stage)
    assert section(digest(cast.sol), queries.NEEDS) == []


def test_a_network_coordinator_reads_what_was_sent_and_no_meeting_or_draft(cast):
    builders.said(cast.group, "Our draft", stage=Stage.AGREEING)
    builders.said(cast.group, "Done now", stage=Stage.DID, moved_at=LATER)
    builders.meeting(cast.group, cast.farah.membership, "Winter meeting")
    told = digest(cast.nia)
    assert [line.words for line in told.lines] == ["“Done now”"]


# --- one's own words ---


def test_a_members_digest_leads_with_what_became_of_their_own_words(cast, now):
    mine = builders.said(
        cast.group, "My own words", stage=Stage.HEARD, shown_as="NAME", said_by=cast.sam.membership, moved_at=LATER,
        due_on=date(2026, 12, 1),
    )  # fmt: skip
    builders.said(cast.group, "Others", stage=Stage.DOING, moved_at=LATER)
    told = digest(cast.sam)
    assert titles(told)[0] == queries.OWN
    [line] = section(told, queries.OWN)
    assert line.words == "“My own words”" and line.path.endswith(f"/{mine.number}/")
    assert line.note == "It was heard. An answer is promised by Tuesday 1 December."
    assert "My own words" not in words(told, queries.WAITING)
    assert told.subject == "What became of your words in Rivers and Moors Co-production Group"
    assert queries.OWN not in titles(digest(cast.jo)), "words of one person are nobody else's own"


def test_own_words_inside_an_entry_made_of_several_are_read_as_they_were_said(cast, now):

    posted = voice.post(by=cast.sam.membership, now=now, words="I never get the letter.")
    joined = gathering.gather(by=cast.farah.membership, now=LATER, words="Letters do not come.", posts=[posted])
    told = digest(cast.sam)
    assert [(line.words, line.note) for line in section(told, queries.OWN)] == [
        ("“I never get the letter.”", "It is in a draft of the group.")
    ]
    assert joined.words == "Letters do not come."


def test_words_without_a_name_are_nobodys_own(cast, now):
    builders.said(cast.group, "From the group", stage=Stage.DID, moved_at=LATER)
    assert all(queries.OWN not in titles(digest(player)) for player in cast.in_group)


def test_own_words_that_need_their_author_are_told_once_and_ask_there(cast, now):
    chain.did(cast, LATER, shown_as="NAME", words="My own words")
    told = digest(cast.sam)
    [line] = section(told, queries.OWN)
    assert line.note == "The answer is: we did. Does that answer it?"
    assert [one.words for one in told.lines].count("“My own words”") == 1
    assert told.subject.startswith("1 thing needs you in")


def test_own_words_that_have_not_moved_are_no_news(cast, now):
    builders.said(cast.group, "Mine", stage=Stage.HEARD, shown_as="NAME", said_by=cast.sam.membership)
    assert words(digest(cast.sam), queries.OWN) == []
    assert words(digest(cast.sam), queries.WAITING) == ["Mine"]


def test_their_own_draft_is_no_news_to_whoever_wrote_it(cast, now):
    chain.drafted(cast, LATER, shown_as="NAME")
    assert section(digest(cast.sam), queries.OWN) == []


# --- what was asked again, actions, meetings ---


def asked_again(cast, name, now):
    lines = section(digest(getattr(cast, name), now), queries.NEEDS)
    return [line.note for line in lines if "The group asks" in line.note]


def test_what_the_group_asked_again_needs_whoever_answers_it_and_nobody_else(cast, now):
    said = chain.cannot(cast, now)
    ask = {"by": cast.sam.membership, "said": said, "shown_as": "GROUP"}
    first = challenges.challenge(now=now, words="What would it cost?", **ask)
    needed = {name: asked_again(cast, name, now) for name in ("priya", "okoro", "farah", "sam")}
    line = "The group asks for the reason again. An answer is promised by Wednesday 25 November."
    assert needed == {"priya": [line], "okoro": [line], "farah": [], "sam": []}
    late = "An answer was promised by Wednesday 25 November. It is 1 working day late."
    assert asked_again(cast, "priya", now + timedelta(days=8)) == [f"The group asks for the reason again. {late}"]
    challenges.give_reason(by=cast.priya.membership, now=now, challenge=first, answer="Four thousand pounds.")
    challenges.challenge(now=now, words="Please look yourself.", **ask)
    assert asked_again(cast, "priya", now) == []
    [line] = asked_again(cast, "okoro", now)
    assert line.startswith("The group asks the sponsor to look again.")


def test_what_somebody_took_on_is_theirs_to_do(cast):
    taken = {"group": cast.group, "told_at": NOW, "written_by": cast.farah.membership, "written_at": NOW}
    Action.objects.create(what="Ring the clinic.", owner=cast.sam.membership, due_on=date(2026, 11, 20), **taken)
    Action.objects.create(what="Write a letter", owner=cast.sam.membership, due_on=date(2026, 11, 27), **taken)
    Action.objects.create(what="Far away", owner=cast.sam.membership, due_on=date(2027, 11, 27), **taken)
    lines = [(line.words, line.note) for line in section(digest(cast.sam), queries.NEEDS)]
    assert lines == [
        ("Ring the clinic.", "You took this on. It was due by Friday 20 November."),
        ("Write a letter.", "You took this on. It is due by Friday 27 November."),
    ]
    assert section(digest(cast.jo), queries.NEEDS) == []


def test_a_meeting_to_which_somebody_has_not_replied_needs_them_until_they_do(cast, now):
    meeting = builders.meeting(cast.group, cast.farah.membership)
    assert words(digest(cast.sam), queries.NEEDS) == ["Winter meeting."]
    assert digest(cast.sam).subject.endswith(": a meeting on Tuesday 8 December")
    meetings.reply(meeting=meeting, by=cast.sam.membership, now=now, answer="NO", way="")
    assert words(digest(cast.sam), queries.NEEDS) == []
    assert words(digest(cast.sam), queries.COMING) == ["Winter meeting."]


def test_a_meeting_that_goes_past_midnight_says_when_it_begins(cast):
    starts = datetime(2026, 12, 1, 23, 0, tzinfo=UTC)
    builders.meeting(cast.group, cast.farah.membership, "Watch night", starts_at=starts)
    [line] = section(digest(cast.sam), queries.NEEDS)
    assert line.note.startswith("It is on Tuesday 1 December, from 11pm.")


# --- words ---


@pytest.mark.parametrize(
    ("stage", "fields", "note"),
    [
        ("DOING", {}, "It is being done."),
        ("DOING", {"due_on": date(2026, 12, 1)}, "It is being done. The next step is promised by Tuesday 1 December."),
        ("DOING", {"decision": "PARTLY"}, "A part of it is being done."),
        ("DOING", {"half_done_at": LATER}, "Half of it is done."),
        ("DID", {"did_at": LATER}, "The answer is: we did."),
        ("CANNOT", {"decision": "CANNOT"}, "The answer is: we can’t."),
        ("CANNOT", {"decision": "NOT_NOW"}, "The answer is: not now."),
        ("ANSWERED", {"did_at": LATER}, "It was done. The group said that this answers it."),
        ("ANSWERED", {"decision": "CANNOT"}, "The answer was: we can’t. The group said that this answers it."),
        ("ANSWERED", {"did_at": LATER, "ended_at": LATER}, "It was done, and it has ended."),
        ("ANSWERED", {"did_at": LATER, "unnoticed_at": LATER}, "It was said to be done, and nobody noticed."),
    ],
)
def test_each_thing_that_happened_is_told_in_a_sentence(cast, stage, fields, note):
    builders.said(cast.group, stage=stage, moved_at=LATER, **fields)
    [line] = section(digest(cast.okoro), queries.DID)
    assert line.note == note


@pytest.mark.parametrize(
    ("stage", "note"),
    [
        ("AGREEING", "The group is agreeing it before it is sent."),
        ("SENT", "It was sent, and waits to be heard. That is promised by Tuesday 1 December."),
        ("CLAIMED", "It is said to be done. Ask a member to check it."),
    ],
)
def test_where_own_words_stand_is_told_in_a_sentence(cast, stage, note):
    fields = {"shown_as": "NAME", "said_by": cast.farah.membership, "moved_at": LATER, "due_on": date(2026, 12, 1)}
    builders.said(cast.group, stage=stage, **fields)
    [line] = section(digest(cast.farah), queries.OWN)
    assert line.note.startswith(note)


def test_what_somebody_said_partly_to_is_told_once_even_when_the_entry_has_not_moved(cast, now):
    done = chain.did(cast, now)
    said_on = MONDAY + timedelta(hours=1)
    deeds.say_if_answered(by=cast.sam.membership, now=said_on, said=done, answer="PARTLY", words="Not the tests.")
    [line] = section(digest(cast.okoro, MONDAY + timedelta(days=1), since=MONDAY), queries.DID)
    assert line.note == "The answer is: we did. Someone in the group said: partly."
    assert section(digest(cast.okoro, MONDAY + timedelta(days=2), since=said_on), queries.DID) == []


def test_a_very_long_entry_is_cut_between_two_words(cast):
    builders.said(cast.group, "word, " * 200, stage=Stage.DOING, moved_at=LATER)
    [line] = section(digest(cast.okoro), queries.DID)
    assert len(line.words) <= queries.LONG + 2 and line.words.endswith("word…”")


def test_of_many_that_wait_the_digest_says_how_many_and_shows_the_oldest(cast):
    for number in range(12):
        builders.said(cast.group, f"Thing {number}", stage=Stage.DOING, opened_at=NOW + timedelta(minutes=number))
    [waiting] = [one for one in digest(cast.okoro).sections if one.title == queries.WAITING]
    assert waiting.lead == "12 things wait in all. Here are some of them."
    assert [line.words for line in waiting.lines] == [f"“Thing {number}”" for number in range(8)]


def test_what_only_waits_is_not_worth_a_letter(cast):
    builders.said(cast.group, "Waits", stage=Stage.DOING)
    told = digest(cast.sam)
    assert told.lines and not told.worth_sending


def test_the_subject_says_what_is_in_it(cast):
    line = queries.Line("w", "n", "/", group="G")
    for title, subject in (
        (queries.DID, "What became of what was said in G"),
        (queries.COMING, "What is coming up in G"),
    ):
        part = queries.Part("G", "/", [queries.Section(title, [line])])
        assert queries.Digest(parts=[part]).subject == subject
        assert queries.Digest(parts=[part, queries.Part("H", "/", part.sections)]).subject == subject.replace(
            " G", " your groups"
        )


# --- someone with several groups ---


def in_both(cast):
    """Farah is a member of Harbour Voices as well."""
    builders.membership(cast.other_group, Role.MEMBER, who=cast.farah.person)
    builders.said(cast.group, "Ready to send", stage=Stage.AGREEING, agree_by=date(2026, 11, 17))
    builders.said(cast.group, "Moved here", stage=Stage.DOING, moved_at=LATER)
    builders.said(cast.other_group, "Is it done?", stage=Stage.CLAIMED)
    builders.said(cast.other_group, "Moved there", stage=Stage.DOING, moved_at=LATER)
    return cast.farah


def test_someone_with_several_groups_reads_first_what_needs_them_anywhere_then_each_group(cast):
    told = digest(in_both(cast))
    assert told.several
    [needs] = told.first
    assert [(line.words, line.group) for line in needs.lines] == [
        ("“Is it done?”", "Harbour Voices"),
        ("“Ready to send”", "Rivers and Moors Co-production Group"),
    ]
    assert [part.group for part in told.parts] == ["Harbour Voices", "Rivers and Moors Co-production Group"]
    assert [line.number for line in told.lines] == [str(place) for place in range(1, len(told.lines) + 1)]
    assert told.subject == "2 things need you in your groups: something to check"


def test_rights_never_add_up_over_groups(cast):
    """A facilitator there is only a member here: no draft that can be sent, and nothing of the system."""
    in_both(cast)
    builders.said(cast.other_group, "Theirs to send", stage=Stage.AGREEING, agree_by=date(2026, 11, 1))
    builders.said(cast.other_group, "Theirs to answer", stage=Stage.HEARD, due_on=date(2026, 11, 1))
    notes = {line.words: line.note for line in section(digest(cast.farah), queries.NEEDS)}
    assert notes["“Theirs to send”"].startswith("Do you agree to send this?")
    assert "“Theirs to answer”" not in notes


def test_a_group_somebody_left_or_that_closed_has_no_part(cast):
    farah = in_both(cast)
    Membership.objects.filter(person=farah.person, group=cast.other_group).update(left_at=NOW)
    told = digest(farah)
    assert not told.several and "Harbour" not in str(told)
    type(cast.group).objects.filter(pk=cast.group.pk).update(closed_at=NOW)
    assert digest(farah) == queries.Digest()


def test_a_group_joined_later_tells_only_what_came_since(cast):
    builders.membership(cast.other_group, Role.MEMBER, who=cast.farah.person, joined_at=NOW + timedelta(hours=2))
    builders.said(cast.other_group, "Before I came", stage=Stage.DOING, moved_at=LATER)
    assert "Before I came" not in words(digest(cast.farah), queries.DID)
    Said.objects.update(moved_at=NOW + timedelta(hours=3))
    assert "Before I came" in words(digest(cast.farah), queries.DID)
