from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.asides import operations, queries, tasks
from feedback.asides.models import Aside, AsideNote
from feedback.log import operations as log
from feedback.log.models import Said
from feedback.voice import operations as voice
from feedback.voice.models import Post
from groups.history.models import Event
from groups.membership import operations as membership
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.cast import Player

WORDS = "My nurse reads my messages aloud in the waiting room. I am afraid to say it."
ANSWER = "Thank you for telling us. Shall we think together about what you want?"


def written(cast, now, by=None, words=WORDS):
    return operations.write(by=(by or cast.sam).membership, now=now, words=words)


def answered(cast, now):
    aside = written(cast, now)
    operations.answer(by=cast.farah.membership, now=now, aside=aside, words=ANSWER)
    aside.refresh_from_db()
    return aside


def share(cast, now, aside, **how):
    how = {"where": "DRAFT", "shown_as": "GROUP", "words": "Messages are read aloud."} | how
    return operations.share(by=cast.sam.membership, now=now, aside=aside, **how)


def at(name, cast, aside=None):
    more = {"aside_id": aside.pk} if aside else {}
    return reverse(name, kwargs={"slug": cast.group.slug} | more)


def text_of(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def letters_to(player, stem):
    return Letter.objects.filter(person=player.person, stem=f"feedback/asides/emails/{stem}")


# --- who reads it ---


def test_only_the_writer_and_the_facilitators_read_it(cast, now):
    aside = answered(cast, now)
    page = at("aside", cast, aside)
    for player in (cast.sam, cast.farah, cast.col):
        assert WORDS in text_of(player.client.get(page)) and ANSWER in text_of(player.client.get(page))
    for player in (cast.jo, cast.sol, cast.priya, cast.nia, *cast.outsiders):
        answer = player.client.get(page)
        assert answer.status_code == 404 and WORDS not in answer.content.decode()
    assert cast.okoro.client.get(page).status_code == 403


def test_the_list_shows_each_their_own_and_the_facilitators_all(cast, now):
    written(cast, now)
    written(cast, now, by=cast.jo, words="Another thing")
    seen = {p.person.name: text_of(p.client.get(at("asides", cast))) for p in (cast.sam, cast.jo, cast.col, cast.priya)}
    assert WORDS in seen["Sam"] and "Another thing" not in seen["Sam"]
    assert "Another thing" in seen["Jo"] and WORDS not in seen["Jo"]
    assert WORDS in seen["Col"] and "Another thing" in seen["Col"]
    assert "will be here, with their answers" in seen["Priya"]


@pytest.mark.parametrize("who", ["sam", "farah"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_statements_for_three_as_for_one(cast, now, who, rows, django_assert_num_queries):
    for _ in range(rows):
        written(cast, now)
    client = getattr(cast, who).client
    client.get(at("asides", cast))
    with django_assert_num_queries(4):
        client.get(at("asides", cast))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_conversation_takes_as_many_statements_for_three_as_for_one(cast, now, rows, django_assert_num_queries):
    aside = written(cast, now)
    for _ in range(rows):
        operations.answer(by=cast.farah.membership, now=now, aside=aside, words=ANSWER)
    cast.sam.client.get(at("aside", cast, aside))
    with django_assert_num_queries(5):
        cast.sam.client.get(at("aside", cast, aside))


def test_the_groups_trail_does_not_say_that_something_was_told_and_no_line_says_what_or_by_whom(cast, now):
    share(cast, now, answered(cast, now))
    assert [one.what for one in Event.objects.filter(group=cast.group)] == ["said_drafted"]
    lines = Event.objects.all()
    assert "Something was told to the facilitators only." in [one.sentence for one in lines]
    assert {one.by for one in lines} == {None}
    assert all("Sam" not in one.sentence and "nurse" not in one.sentence for one in lines)


# --- writing and answering ---


def test_a_member_writes_in_the_browser_and_a_facilitator_answers(cast):
    page = cast.sam.client.get(at("write_aside", cast))
    assert "Farah (facilitator), Col (co-facilitator)" in text_of(page) and "call 999" in text_of(page)
    answer = cast.sam.client.post(at("write_aside", cast), {"words": WORDS}, follow=True)
    assert "You told the facilitators, and nobody else." in text_of(answer)
    aside = Aside.objects.get()
    assert str(aside.answer_by) == "2026-11-25"
    assert "An answer is promised by Wednesday 25 November 2026" in text_of(answer)
    answer = cast.col.client.post(at("aside", cast, aside), {"words": ANSWER}, follow=True)
    assert "We tell Sam that there is something to read" in text_of(answer)
    answer = cast.sam.client.post(at("aside", cast, aside), {"words": "Yes, please."}, follow=True)
    assert "We tell the facilitators" in text_of(answer)
    assert [one.written_by.person.name for one in AsideNote.objects.in_order()] == ["Sam", "Col", "Sam"]


def test_nothing_typed_is_lost_when_there_is_nobody_to_tell(cast, now):
    Membership.objects.filter(role__in=["FACILITATOR", "CO_FACILITATOR"]).update(left_at=now)
    answer = cast.sam.client.post(at("write_aside", cast), {"words": WORDS})
    assert "Your group has no facilitator now" in text_of(answer)
    assert WORDS in BeautifulSoup(answer.content, "html.parser").select_one("textarea").get_text()
    assert not Aside.objects.exists()


def test_empty_and_too_long_words_are_refused(cast, now):
    for words, refusal in (("", operations.SayWhat), ("x" * 4001, log.TooLong)):
        with pytest.raises(refusal):
            written(cast, now, words=words)
    assert cast.sam.client.post(at("write_aside", cast), {"words": ""}).status_code == 200


def test_more_words_that_wait_do_not_put_the_promise_off(cast, now):
    aside = written(cast, now)
    operations.answer(by=cast.sam.membership, now=now + timedelta(days=2), aside=aside, words="And another thing")
    aside.refresh_from_db()
    assert str(aside.answer_by) == "2026-11-25"


def test_nobody_else_can_answer_share_or_close(cast, now):
    aside = answered(cast, now)
    for who in (cast.jo, cast.priya):
        with pytest.raises(operations.OnlyTheWriter):
            operations.answer(by=who.membership, now=now, aside=aside, words="Hello")
    with pytest.raises(log.NotYourPart):
        operations.answer(by=cast.hal.membership, now=now, aside=aside, words="Hello")
    with pytest.raises(operations.OnlyTheWriter):
        operations.share(by=cast.jo.membership, now=now, aside=aside, where="DRAFT", shown_as="GROUP", words="Not mine")
    with pytest.raises(log.NotYourPart):
        operations.share(by=cast.farah.membership, now=now, aside=aside, where="DRAFT", shown_as="GROUP", words="x")
    with pytest.raises(operations.OnlyTheWriter):
        operations.close(by=cast.farah.membership, now=now, aside=aside)
    assert not Said.objects.exists() and not Post.objects.exists()


def test_there_is_no_door_through_which_a_facilitator_shares(cast, now):
    aside = answered(cast, now)
    page = cast.farah.client.get(at("aside", cast, aside))
    assert at("share_aside", cast, aside) not in page.content.decode()
    typed = {"where": "DRAFT", "shown_as": "GROUP", "words": "x", "sure": "on"}
    assert cast.farah.client.post(at("share_aside", cast, aside), typed).status_code == 403
    assert cast.farah.client.post(at("close_aside", cast, aside)).status_code == 404
    assert cast.jo.client.post(at("share_aside", cast, aside), typed).status_code == 404
    assert not Said.objects.exists()


# --- the writer's choice ---


def test_the_writer_shares_it_from_the_group_as_a_draft_that_keeps_no_author(cast, now):
    aside = answered(cast, now)
    page = cast.sam.client.get(at("share_aside", cast, aside))
    assert WORDS in text_of(page) and ANSWER not in text_of(page)
    assert "the facilitators will still know it was you" in text_of(page)
    typed = {"where": "DRAFT", "shown_as": "GROUP", "words": "Messages are read aloud."}
    answer = cast.sam.client.post(at("share_aside", cast, aside), typed)
    assert "tick the box when you are happy with them" in text_of(answer) and not Said.objects.exists()
    answer = cast.sam.client.post(at("share_aside", cast, aside), typed | {"sure": "on"}, follow=True)
    said = Said.objects.get()
    assert (said.words, said.said_by, said.stage) == ("Messages are read aloud.", None, "DRAFT")
    assert set(said.steps.values_list("by", flat=True)) == {None}
    assert f"It became number {said.number}" in text_of(answer)
    assert "Sam" not in text_of(cast.jo.client.get(said.get_absolute_url()))
    assert f"number {said.number}" in text_of(cast.farah.client.get(at("aside", cast, aside)))
    assert "cannot be taken out" in text_of(cast.sam.client.get(at("share_aside", cast, aside), follow=True))


def test_a_draft_with_their_name_is_opened_by_the_writer_alone(cast, now):
    aside = share(cast, now, answered(cast, now), shown_as="NAME")
    assert aside.said.said_by == cast.sam.membership
    assert aside.said.get_absolute_url() in cast.sam.client.get(at("aside", cast, aside)).content.decode()
    theirs = text_of(cast.farah.client.get(at("aside", cast, aside)))
    assert "theirs alone until they put it to the group" in theirs
    assert "Shared with a name" in theirs


def test_the_writer_shares_it_in_the_talk(cast, now):
    aside = share(cast, now, answered(cast, now), where="TALK")
    assert (aside.post.said_by, aside.post.shown_as) == (None, "GROUP")
    page = at("aside", cast, aside)
    assert "Messages are read aloud." in text_of(cast.farah.client.get(page))
    Post.objects.update(hidden_at=now, hidden_because="UNKIND")
    assert "and was hidden" in text_of(cast.farah.client.get(page))
    Post.objects.update(hidden_at=None, hidden_because="", withdrawn_on=now.date(), words="")
    assert "and was taken back" in text_of(cast.farah.client.get(page))


def test_the_writer_keeps_it_between_them_and_may_change_their_mind(cast, now):
    aside = written(cast, now)
    answer = cast.sam.client.post(at("close_aside", cast, aside), follow=True)
    assert "You can change your mind later" in text_of(answer)
    aside.refresh_from_db()
    assert aside.answer_by is None
    assert "You have closed this already" in text_of(cast.sam.client.post(at("close_aside", cast, aside), follow=True))
    assert share(cast, now, aside).said is not None


def test_what_is_shared_stays_shared_and_the_talk_about_it_may_go_on(cast, now):
    aside = share(cast, now, answered(cast, now))
    for act in (
        lambda: share(cast, now, aside),
        lambda: operations.close(by=cast.sam.membership, now=now, aside=aside),
    ):
        with pytest.raises(operations.AlreadyShared):
            act()
    operations.answer(by=cast.sam.membership, now=now, aside=aside, words="Thank you")
    assert "An answer is promised by" in text_of(cast.farah.client.get(at("aside", cast, aside)))


def test_a_choice_that_is_none_is_refused(cast, now):
    aside = answered(cast, now)
    for how, refusal in (
        ({"where": "NEWSPAPER"}, operations.ChooseWhere), ({"shown_as": "UNNAMED"}, voice.ChooseHowItIsShown),
    ):  # fmt: skip
        with pytest.raises(refusal):
            share(cast, now, aside, **how)
    assert Aside.objects.get().shared_at is None


def test_what_could_give_somebody_away_is_pointed_out():
    noticed = queries.gives_away(
        "On 12 May I saw Dr Patel in Tarnwick, and again last Monday. Ring 01632 960104 or write to me@example.org."
    )
    assert {one.what: one.found for one in noticed} == {
        "a day or a date": "“12 May”, “Monday”",
        "a way to reach someone": "“01632 960104”, “me@example.org.”",
        "a name or a place": "“Dr Patel”, “Tarnwick”",
    }
    assert queries.gives_away("Letters come late and I cannot read them.") == []


def test_the_page_before_sharing_points_it_out(cast, now):
    aside = written(cast, now, words="I told Nurse Hall on 3 June.")
    page = text_of(cast.sam.client.get(at("share_aside", cast, aside)))
    assert "a name or a place: “Nurse Hall”" in page and "a day or a date: “3 June”" in page


# --- letters and reminders ---


def test_letters_say_that_there_is_something_to_read_and_never_what(cast, now, mail):
    answered(cast, now)
    assert letters_to(cast.farah, "written").count() == letters_to(cast.col, "written").count() == 1
    assert letters_to(cast.sam, "answered").count() == 1
    for letter in Letter.objects.all():
        whole = letter.subject + letter.text + letter.html
        assert "nurse" not in whole and "think together" not in whole and "Sam" not in letter.subject + letter.text
    delivery.send_due(lambda: now)
    assert {one.state for one in letters_to(cast.farah, "written")} == {"EXPIRED"}  # it has been answered since
    assert {one.state for one in letters_to(cast.sam, "answered")} == {"SENT"}


def test_a_letter_goes_only_to_who_still_helps_the_group(cast, now, mail):
    written(cast, now)
    membership.step_down(membership=cast.col.membership, now=now)
    delivery.send_due(lambda: now)
    assert letters_to(cast.farah, "written").get().state == "SENT"
    assert letters_to(cast.col, "written").get().because == "CHANGED"


def test_an_answer_that_is_owed_too_long_is_asked_for_first_of_the_one_then_of_the_other(cast, now):
    aside = written(cast, now)
    assert operations.nudge(now=now + timedelta(days=7)) == 0  # 25 November, the promised day
    assert operations.nudge(now=now + timedelta(days=8)) == 1
    assert operations.nudge(now=now + timedelta(days=8)) == 0
    assert letters_to(cast.farah, "unanswered").count() == 1 and not letters_to(cast.col, "unanswered").exists()
    assert operations.nudge(now=now + timedelta(days=9)) == 0
    assert operations.nudge(now=now + timedelta(days=12)) == 1
    assert letters_to(cast.col, "unanswered").count() == 1
    assert tasks.nudge(now + timedelta(days=30)) == 0
    assert letters_to(cast.farah, "unanswered").count() == 1
    aside.refresh_from_db()
    assert aside.nudges == 2


def test_with_one_of_them_missing_the_other_is_asked(cast, now):
    written(cast, now)
    membership.leave(membership=cast.col.membership, now=now)
    operations.nudge(now=now + timedelta(days=8))
    operations.nudge(now=now + timedelta(days=12))
    assert letters_to(cast.farah, "unanswered").count() == 2


def test_facilitators_are_not_reminded_in_the_night(cast, now):
    written(cast, now)
    late = (now + timedelta(days=8)).replace(minute=0)
    assert [operations.nudge(now=late.replace(hour=hour)) for hour in (0, 7, 8)] == [0, 0, 1]


def test_two_workers_remind_once(cast, now):
    aside = written(cast, now)
    Aside.objects.update(nudges=1)
    assert operations._nudge(aside, now + timedelta(days=8)) is False


# --- who has left ---


def test_when_the_writer_leaves_it_can_still_be_read_but_not_answered_or_shared(cast, now):
    aside = written(cast, now)
    membership.leave(membership=cast.sam.membership, now=now)
    page = text_of(cast.farah.client.get(at("aside", cast, aside)))
    assert WORDS in page and "has left the group" in page and "Your answer" not in page
    assert cast.sam.client.get(at("aside", cast, aside)).status_code == 404
    answer = cast.farah.client.post(at("aside", cast, aside), {"words": "Hello"})
    assert "An answer would not reach them." in text_of(answer)
    assert BeautifulSoup(answer.content, "html.parser").select_one("textarea").get_text().strip() == "Hello"
    cast.farah.membership.refresh_from_db()
    with pytest.raises(operations.WriterIsGone):
        operations.answer(by=cast.farah.membership, now=now, aside=aside, words="Hello")
    cast.sam.membership.refresh_from_db()
    with pytest.raises(log.NotYourPart):
        share(cast, now, aside)
    assert operations.nudge(now=now + timedelta(days=30)) == 0
    assert "Someone told only" not in text_of(cast.farah.client.get(reverse("group_home", args=[cast.group.slug])))


# --- the way there ---


def test_the_ways_there_and_what_waits_on_each_home_page(cast, now):
    home = reverse("group_home", args=[cast.group.slug])
    aside = written(cast, now)
    link = at("aside", cast, aside)
    assert link in cast.farah.client.get(home).content.decode()
    assert link in cast.col.client.get(home).content.decode()
    assert link not in cast.sam.client.get(home).content.decode()
    operations.answer(by=cast.farah.membership, now=now, aside=aside, words=ANSWER)
    assert link not in cast.farah.client.get(home).content.decode()
    assert "The facilitators answered you" in text_of(cast.sam.client.get(home))
    assert "nurse" not in text_of(cast.sam.client.get(home))
    say = cast.sam.client.get(reverse("say_something", args=[cast.group.slug]))
    assert "Would you rather tell only the facilitators?" in text_of(say)
    say = cast.farah.client.get(reverse("say_something", args=[cast.group.slug]))
    assert "Would you rather" not in text_of(say)


def test_a_point_of_contact_may_write_but_not_share(cast, now):
    aside = written(cast, now, by=cast.priya)
    page = cast.priya.client.get(at("aside", cast, aside))
    assert at("share_aside", cast, aside) not in page.content.decode()
    assert cast.priya.client.get(at("share_aside", cast, aside)).status_code == 403
    assert link_home(cast, cast.priya) is False
    operations.answer(by=cast.farah.membership, now=now, aside=aside, words=ANSWER)
    assert link_home(cast, cast.priya) is True


def link_home(cast, player):
    return "The facilitators answered you" in text_of(player.client.get(reverse("group_home", args=[cast.group.slug])))


def test_a_new_facilitator_reads_what_was_told_before(cast, now):
    aside = written(cast, now)
    new = builders.membership(cast.group, "CO_FACILITATOR", name="Nora")
    assert WORDS in text_of(Player(new, new.person).client.get(at("aside", cast, aside)))
