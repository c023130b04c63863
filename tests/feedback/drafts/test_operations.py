from datetime import timedelta

import pytest

from feedback.drafts import operations as drafts
from feedback.drafts import queries
from feedback.drafts.models import Agreement
from feedback.log import operations as log
from feedback.log.models import Said, Step
from groups.charter.models import Group
from groups.history.models import Event
from groups.history.operations import GroupIsClosed
from groups.membership import operations as membership
from groups.membership.models import Membership, Role
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain


def draft(by, now, **fields):
    return drafts.draft(by=by, now=now, **{"words": "Say it in plain words."} | fields)


# --- saying something ---


def test_numbers_of_a_group_rise_one_by_one(cast, now):
    numbers = [draft(cast.sam.membership, now).number for _ in range(3)]
    assert numbers == [1, 2, 3]
    assert draft(cast.hal.membership, now).number == 1


def test_words_from_the_group_keep_nobody(cast, now):
    said = draft(cast.farah.membership, now)
    assert said.said_by is None
    assert not Step.objects.exclude(by=None).exists()
    assert not Event.objects.exclude(by=None).exists()


def test_words_with_a_name_keep_the_person_but_the_trail_read_beyond_the_group_does_not(cast, now):
    said = draft(cast.sam.membership, now, shown_as="NAME")
    assert said.said_by == cast.sam.membership
    assert Step.objects.get().by == cast.sam.membership
    assert Event.objects.get().by is None
    assert "Sam" not in Event.objects.get().sentence


def test_what_is_typed_is_cleaned(cast, now):
    said = draft(cast.sam.membership, now, words="  a\u202eb\x00c\r\nd ")
    assert said.words == "abc\nd"


@pytest.mark.parametrize(
    ("fields", "refusal", "field"),
    [
        ({"words": " \u200b "}, log.SayWhat, "words"),
        ({"words": "x" * 4001}, log.TooLong, "words"),
        ({"why_it_matters": "x" * 2001}, log.TooLong, "why_it_matters"),
        ({"shown_as": "UNNAMED"}, drafts.ChooseHowItIsShown, "shown_as"),
    ],
)
def test_bad_words_are_refused_beside_their_question(cast, now, fields, refusal, field):
    with pytest.raises(refusal) as told:
        draft(cast.sam.membership, now, **fields)
    assert told.value.field == field
    assert not Said.objects.exists()


@pytest.mark.parametrize("who", ["priya", "okoro", "nia"])
def test_only_the_group_says_something(cast, now, who):
    with pytest.raises(log.NotYourPart):
        draft(getattr(cast, who).membership, now)


def test_somebody_who_left_says_nothing_more(cast, now):
    gone = Membership.objects.with_people().get(pk=cast.gone.membership.pk)
    with pytest.raises(log.NotYourPart):
        draft(gone, now)


def test_a_topic_must_be_an_open_one_of_the_group(cast, now):
    closed = builders.topic(cast.group, "Old", closed_at=now)
    for topic in (closed, builders.topic(cast.other_group)):
        with pytest.raises(log.NotThatTopic):
            draft(cast.sam.membership, now, topic=topic)


def test_a_meeting_of_another_group_is_refused(cast, now):
    from groups.meetings.models import Meeting

    other = Meeting(group=cast.other_group)
    with pytest.raises(log.NotYourPart):
        draft(cast.farah.membership, now, meeting=other)


def test_a_closed_group_says_nothing_more(cast, now):
    Group.objects.filter(pk=cast.group.pk).update(closed_at=now)
    with pytest.raises(GroupIsClosed):
        draft(cast.sam.membership, now)


# --- changing a draft ---


def test_anyone_of_the_group_may_work_on_a_draft_of_the_group(cast, now):
    said = draft(cast.sam.membership, now)
    topic = builders.topic(cast.group)
    said = drafts.revise(by=cast.jo.membership, now=now, said=said, words="Better words", topic=topic)
    assert (said.words, said.topic) == ("Better words", topic)
    assert Step.objects.newest_first().first().by is None


def test_a_topic_closed_since_may_stay_on_the_draft_it_has(cast, now):
    topic = builders.topic(cast.group)
    said = draft(cast.sam.membership, now, topic=topic)
    topic.closed_at = now
    topic.save()
    said = drafts.revise(by=cast.sam.membership, now=now, said=said, words="Better", topic=topic)
    assert said.topic == topic
    assert drafts.revise(by=cast.sam.membership, now=now, said=said, words="Better").topic is None


@pytest.mark.parametrize("who", ["jo", "farah", "sol"])
def test_nobody_changes_words_shown_with_somebody_elses_name(cast, now, who):
    said = draft(cast.sam.membership, now, shown_as="NAME")
    with pytest.raises(drafts.NotYourWords):
        drafts.revise(by=getattr(cast, who).membership, now=now, said=said, words="Mine")
    assert drafts.revise(by=cast.sam.membership, now=now, said=said, words="Mine").words == "Mine"


def test_a_supporter_works_on_nothing_but_their_own_draft(cast, now):
    own = draft(cast.sol.membership, now, shown_as="NAME")
    drafts.revise(by=cast.sol.membership, now=now, said=own, words="Better")
    with pytest.raises(drafts.NotYourWords):
        drafts.revise(by=cast.sol.membership, now=now, said=draft(cast.sam.membership, now), words="Mine")


def test_what_is_not_a_draft_any_more_does_not_change(cast, now):
    for said in (chain.agreeing(cast, now), chain.sent(cast, now)):
        with pytest.raises(drafts.NotADraft):
            drafts.revise(by=cast.sam.membership, now=now, said=said, words="Other")


def test_a_draft_of_another_group_is_out_of_reach(cast, now):
    said = draft(cast.sam.membership, now)
    with pytest.raises(log.NotYourPart):
        drafts.revise(by=cast.hal.membership, now=now, said=said, words="Other")
    with pytest.raises(log.NotYourPart):
        drafts.revise(by=cast.priya.membership, now=now, said=said, words="Other")


# --- taking back ---


def test_a_member_takes_back_what_the_group_said_with_the_reason_and_it_stays_in_the_record(cast, now):
    said = drafts.withdraw(by=cast.jo.membership, now=now, said=chain.agreeing(cast, now), reason="Said twice.")
    assert said.stage == "WITHDRAWN"
    step = Step.objects.newest_first().first()
    assert (step.text, step.inside_only, step.by) == ("Said twice.", True, None)


@pytest.mark.parametrize("who", ["farah", "col", "sol"])
def test_those_who_help_do_not_close_what_the_group_said(cast, now, who):
    with pytest.raises(drafts.ForTheGroupToSay):
        drafts.withdraw(by=getattr(cast, who).membership, now=now, said=draft(cast.sam.membership, now), reason="No")


def test_a_facilitator_takes_back_their_own_words(cast, now):
    said = draft(cast.farah.membership, now, shown_as="NAME")
    assert drafts.withdraw(by=cast.farah.membership, now=now, said=said, reason="Wrong group").stage == "WITHDRAWN"


def test_taking_back_needs_a_reason(cast, now):
    with pytest.raises(drafts.SayWhyBack):
        drafts.withdraw(by=cast.sam.membership, now=now, said=draft(cast.sam.membership, now), reason=" ")


def test_what_was_sent_cannot_be_taken_back(cast, now):
    with pytest.raises(drafts.NotADraft):
        drafts.withdraw(by=cast.sam.membership, now=now, said=chain.sent(cast, now), reason="Sorry")


# --- putting it to the group ---


def test_every_member_is_asked_until_a_week_from_now(cast, now):
    said = drafts.put_to_group(by=cast.sam.membership, now=now, said=draft(cast.sam.membership, now))
    assert (said.stage, said.asking) == ("AGREEING", 1)
    assert said.agree_by == now.date() + timedelta(days=7)
    letters = Letter.objects.filter(stem="feedback/drafts/emails/to_agree")
    assert {letter.person for letter in letters} == {cast.sam.person, cast.jo.person}


def test_the_author_of_named_words_is_not_asked_for_their_own(cast, now):
    said = draft(cast.sam.membership, now, shown_as="NAME")
    drafts.put_to_group(by=cast.sam.membership, now=now, said=said)
    assert Letter.objects.get(stem="feedback/drafts/emails/to_agree").person == cast.jo.person
    assert "Sam" not in Letter.objects.get(stem="feedback/drafts/emails/to_agree").text


def test_the_closing_date_leaves_time(cast, now):
    with pytest.raises(drafts.ClosingDateTooSoon):
        drafts.put_to_group(by=cast.sam.membership, now=now, said=draft(cast.sam.membership, now), agree_by=now.date())


def test_without_members_nobody_could_agree(cast, now):
    said = draft(cast.farah.membership, now)
    Membership.objects.filter(group=cast.group, role=Role.MEMBER).update(left_at=now)
    with pytest.raises(drafts.NobodyToAgree):
        drafts.put_to_group(by=cast.farah.membership, now=now, said=said)


def test_putting_to_the_group_is_done_once(cast, now):
    with pytest.raises(drafts.NotADraft):
        drafts.put_to_group(by=cast.sam.membership, now=now, said=chain.agreeing(cast, now))


# --- agreeing ---


def test_the_last_word_of_each_counts_and_the_earlier_ones_stay(cast, now):
    said = chain.agreeing(cast, now)
    drafts.agree(by=cast.sam.membership, now=now, said=said, answer="NOT_YET", reason="Too soon")
    drafts.agree(by=cast.sam.membership, now=now, said=said, answer="AGREE")
    standing = queries.agreement(said, now)
    assert (standing.agreed, standing.not_yet, len(standing.words), standing.asked) == (1, 0, 1, 2)
    assert Agreement.objects.count() == 2


def test_a_change_or_not_yet_says_why(cast, now):
    said = chain.agreeing(cast, now)
    for answer in ("WITH_CHANGE", "NOT_YET"):
        with pytest.raises(drafts.SayWhatOrWhy):
            drafts.agree(by=cast.sam.membership, now=now, said=said, answer=answer)


def test_an_answer_must_be_one_of_three(cast, now):
    with pytest.raises(drafts.ChooseHowItIsShown):
        drafts.agree(by=cast.sam.membership, now=now, said=chain.agreeing(cast, now), answer="MAYBE")


@pytest.mark.parametrize("who", ["farah", "sol", "priya", "hal"])
def test_only_members_agree(cast, now, who):
    with pytest.raises(log.NotYourPart):
        drafts.agree(by=getattr(cast, who).membership, now=now, said=chain.agreeing(cast, now), answer="AGREE")


def test_there_is_nothing_to_agree_before_or_after(cast, now):
    for said in (chain.drafted(cast, now), chain.sent(cast, now)):
        with pytest.raises(drafts.NotBeingAgreed):
            drafts.agree(by=cast.sam.membership, now=now, said=said, answer="AGREE")


def test_a_draft_taken_back_is_asked_anew(cast, now):
    said = chain.agreeing(cast, now)
    drafts.agree(by=cast.jo.membership, now=now, said=said, answer="AGREE")
    said = drafts.take_back_to_draft(by=cast.farah.membership, now=now, said=said, reason="New words")
    assert (said.stage, said.agree_by) == ("DRAFT", None)
    assert Step.objects.newest_first().first().by == cast.farah.membership
    said = drafts.put_to_group(by=cast.sam.membership, now=now, said=said)
    assert queries.agreement(said, now).words == ()
    assert Agreement.objects.count() == 1


def test_going_back_to_a_draft_needs_a_reason_and_a_draft_being_agreed(cast, now):
    with pytest.raises(drafts.SayWhyBack):
        drafts.take_back_to_draft(by=cast.sam.membership, now=now, said=chain.agreeing(cast, now), reason="")
    with pytest.raises(drafts.NotBeingAgreed):
        drafts.take_back_to_draft(by=cast.sam.membership, now=now, said=chain.drafted(cast, now), reason="x")
    named = chain.agreeing(cast, now, shown_as="NAME")
    with pytest.raises(drafts.NotYourWords):
        drafts.take_back_to_draft(by=cast.jo.membership, now=now, said=named, reason="x")


# --- sending ---


def send(cast, now, said):
    return drafts.send(by=cast.farah.membership, now=now, said=said)


def test_sending_starts_the_promises_and_tells_the_system_without_an_author(cast, now):
    said = chain.sent(cast, now, shown_as="NAME")
    assert said.stage == "SENT"
    assert (said.hear_by.isoformat(), said.answer_by.isoformat()) == ("2026-11-25", "2026-12-16")
    assert said.due_on == said.hear_by
    assert (said.agreed, said.not_yet) == (2, 0)
    letters = Letter.objects.filter(stem="feedback/drafts/emails/sent")
    assert {letter.person for letter in letters} == {cast.priya.person, cast.okoro.person}
    for letter in letters:
        assert chain.WORDS in letter.text
        assert "Sam" not in letter.text + letter.html + letter.subject


def test_it_is_not_sent_while_the_group_still_has_time(cast, now):
    said = chain.agreeing(cast, now)
    drafts.agree(by=cast.sam.membership, now=now, said=said, answer="AGREE")
    with pytest.raises(drafts.StillOpen):
        send(cast, now, said)
    with pytest.raises(drafts.StillOpen):
        send(cast, now + timedelta(days=7), said)
    assert send(cast, now + timedelta(days=8), said).stage == "SENT"


def test_it_is_sent_at_once_when_every_member_has_answered(cast, now):
    said = chain.agreeing(cast, now)
    drafts.agree(by=cast.sam.membership, now=now, said=said, answer="WITH_CHANGE", reason="Say when")
    drafts.agree(by=cast.jo.membership, now=now, said=said, answer="AGREE")
    assert send(cast, now, said).agreed == 2


@pytest.mark.parametrize("answers", [[], ["NOT_YET"], ["AGREE", "NOT_YET"]])
def test_it_is_not_sent_unless_more_agree_than_not(cast, now, answers):
    said = chain.agreeing(cast, now)
    for member, answer in zip((cast.sam, cast.jo), answers, strict=False):
        drafts.agree(by=member.membership, now=now, said=said, answer=answer, reason="because")
    with pytest.raises(drafts.NotAgreed):
        send(cast, now + timedelta(days=8), said)


def test_the_word_of_somebody_who_left_does_not_count(cast, now):
    said = chain.agreeing(cast, now)
    drafts.agree(by=cast.sam.membership, now=now, said=said, answer="AGREE")
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=now)
    with pytest.raises(drafts.NotAgreed):
        send(cast, now + timedelta(days=8), said)


def test_without_anyone_to_hear_it_is_not_sent(cast, now):
    Membership.objects.filter(group=cast.group, role__in=("POINT_OF_CONTACT", "SPONSOR")).update(left_at=now)
    with pytest.raises(drafts.NobodyToHear):
        chain.sent(cast, now)


@pytest.mark.parametrize("who", ["sam", "sol", "priya", "faye"])
def test_only_facilitators_send(cast, now, who):
    said = chain.agreeing(cast, now)
    with pytest.raises(log.NotYourPart):
        drafts.send(by=getattr(cast, who).membership, now=now + timedelta(days=9), said=said)


def test_it_is_sent_once(cast, now):
    with pytest.raises(drafts.NotBeingAgreed):
        send(cast, now, chain.sent(cast, now))


# --- correcting ---


def test_a_correction_is_a_new_draft_that_names_the_old_entry(cast, now):
    old = chain.sent(cast, now)
    new = drafts.correct(by=cast.farah.membership, now=now, said=old, words="Letters come a week after.")
    assert (new.stage, new.corrects, new.number, new.shown_as) == ("DRAFT", old, old.number + 1, "GROUP")
    old.refresh_from_db()
    assert old.words == chain.WORDS


def test_only_facilitators_of_the_group_correct_and_only_what_was_sent(cast, now):
    old = chain.sent(cast, now)
    with pytest.raises(log.NotYourPart):
        drafts.correct(by=cast.sam.membership, now=now, said=old, words="x")
    with pytest.raises(drafts.NotYourWords):
        drafts.correct(by=cast.priya.membership, now=now, said=old, words="x")
    with pytest.raises(drafts.CorrectWhatWasSent):
        drafts.correct(by=cast.farah.membership, now=now, said=chain.drafted(cast, now), words="x")


def test_when_the_record_fails_the_deed_is_undone(cast, now, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(log, "record", fails)
    with pytest.raises(RuntimeError):
        draft(cast.sam.membership, now)
    assert not Said.objects.exists()


# --- letters that ask ---


@pytest.mark.parametrize("deed", [drafts.take_back_to_draft, drafts.withdraw])
def test_words_taken_back_before_their_letters_went_go_to_nobody(cast, now, deed):
    said = chain.agreeing(cast, now, shown_as="NAME")
    deed(by=cast.sam.membership, now=now, said=said, reason="I said too much.")
    delivery.send_due(lambda: now)
    asked = Letter.objects.filter(stem="feedback/drafts/emails/to_agree")
    assert set(asked.values_list("person__name", "state", "because")) == {("Jo", "EXPIRED", "CHANGED")}
    assert not Letter.objects.visible_to_person(cast.jo.person).filter(pk__in=asked).exists()


def test_a_letter_asks_only_while_the_group_is_asked_and_only_who_is_asked(cast, now):
    said = chain.agreeing(cast, now)
    drafts.take_back_to_draft(by=cast.jo.membership, now=now, said=said, reason="One word is wrong.")
    drafts.put_to_group(by=cast.jo.membership, now=now, said=said)
    membership.take_role(membership=cast.sam.membership, role=Role.CO_FACILITATOR, by=cast.farah.membership, now=now)
    delivery.send_due(lambda: now)
    asked = Letter.objects.filter(stem="feedback/drafts/emails/to_agree").order_by("pk")
    states = list(asked.values_list("person__name", "state"))
    assert sorted(states[:2]) == [("Jo", "EXPIRED"), ("Sam", "EXPIRED")]
    assert sorted(states[2:]) == [("Jo", "SENT"), ("Sam", "EXPIRED")]
