"""Writing down what someone said: their words, their word that they are right, and nobody's name where none is wanted."""

from datetime import timedelta

import pytest
from django.urls import reverse

from feedback.drafts import operations as drafts
from feedback.log import operations as log
from feedback.log.models import Said, Stage
from feedback.scribing import operations, tasks
from feedback.scribing.models import WrittenDown
from feedback.topics import operations as topics
from groups.history.models import Event
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter

pytestmark = pytest.mark.django_db
WORDS = "I ring the clinic and nobody answers."
SHARED = {"words": WORDS, "reached_us": "PHONE", "shown_as": "NAME"}


def written(cast, now, by=None, member=None, **fields):
    by, member = (by or cast.farah).membership, (member or cast.jo).membership
    return operations.write_down(by=by, now=now, member=member, **SHARED | fields)


def says(player, one, now, state="CONFIRMED", **fields):
    return operations.answer(by=player.membership, now=now, written=one, state=state, **fields)


def letters(stem):
    return list(Letter.objects.filter(stem=f"feedback/scribing/emails/{stem}").order_by("id"))


def url(name, cast, one=None):
    return reverse(name, kwargs={"slug": cast.group.slug} | ({"written_id": one.pk} if one else {}))


def test_words_read_back_are_a_draft_of_the_person_and_they_get_a_letter(cast, now):
    one = written(cast, now, aloud=True, why_it_matters="I gave up.")
    said = one.said
    assert (said.said_by, said.came_from, said.words, said.stage) == (cast.jo.membership, "PHONE", WORDS, Stage.DRAFT)
    assert (one.state, one.answered_by, one.answered_aloud) == ("CONFIRMED", cast.farah.membership, True)
    step = said.steps.get()
    assert (step.headline, step.by) == ("Written down for them by a facilitator", cast.jo.membership)
    assert Event.objects.filter(sentence=f"Number {said.number}: Written down for them by a facilitator.").exists()
    (letter,) = letters("written_for_you")
    assert letter.person == cast.jo.person
    assert WORDS in letter.text


def test_words_of_someone_without_email_can_go_to_the_group_at_once(cast, now):
    one = written(cast, now, aloud=True, put=True)
    assert one.said.stage == Stage.AGREEING
    assert {letter.person for letter in Letter.objects.filter(stem__endswith="to_agree")} == {cast.sam.person}


def test_a_supporter_writes_for_whom_they_support_and_for_nobody_else(cast, now):
    one = written(cast, now, by=cast.sol, member=cast.sam, aloud=True)
    assert one.said.steps.get().headline == "Written down for them by a supporter"
    with pytest.raises(operations.NotForThem):
        written(cast, now, by=cast.sol, member=cast.jo)
    with pytest.raises(drafts.NotYourWords):
        drafts.draft(by=cast.sol.membership, now=now, words=WORDS, for_member=cast.jo.membership)


@pytest.mark.parametrize("who", ["sam", "priya", "okoro", "nia"])
def test_others_do_not_write_for_someone(cast, now, who):
    with pytest.raises(log.NotYourPart):
        written(cast, now, by=getattr(cast, who))


def test_nobody_writes_for_a_facilitator_or_for_someone_of_another_group(cast, now):
    for other in (cast.col, cast.hal):
        with pytest.raises(operations.NotForThem):
            written(cast, now, member=other)


WRONG = {
    operations.SayWhatTheySaid: {"words": " "},
    operations.SayHowItReachedUs: {"reached_us": "PIGEON"},
    drafts.ChooseHowItIsShown: {"shown_as": "UNNAMED"},
}


@pytest.mark.parametrize("refusal", WRONG)
def test_what_is_missing_is_asked_for(cast, now, refusal):
    with pytest.raises(refusal):
        written(cast, now, **WRONG[refusal])


def test_until_they_say_yes_only_they_and_the_writer_see_it(cast, now):
    one = written(cast, now)
    assert not Said.objects.exists()
    seen = {p.person.name for p in cast.in_group if p.client.get(url("check_written", cast, one)).status_code == 200}
    assert seen == {"Farah", "Jo"}
    for player in cast.outsiders:
        assert player.client.get(url("check_written", cast, one)).status_code == 404


def test_the_member_says_yes_on_the_page_and_it_is_their_draft(cast, now):
    one = written(cast, now)
    (letter,) = letters("to_confirm")
    assert WORDS in letter.text
    assert letter.path == url("check_written", cast, one)
    page = cast.jo.client.get(letter.path).content.decode()
    assert "Farah wrote this down for you." in page
    assert "Samaritans" in page
    done = cast.jo.client.post(letter.path, {"answer": "YES"}, follow=True).content.decode()
    assert "Put it to the group when it is ready." in done
    said = Said.objects.get()
    assert (said.said_by, said.steps.get().headline) == (cast.jo.membership, "Written down for them by a facilitator")
    assert letters("what_they_said")[0].person == cast.farah.person
    page = cast.jo.client.get(letter.path).content.decode()
    assert "You said that it is right" in page
    with pytest.raises(operations.AnsweredAlready):
        says(cast.jo, one, now)


def test_from_the_group_keeps_nobody_once_it_is_confirmed(cast, now):
    first = written(cast, now, shown_as="GROUP")
    (letter,) = letters("to_confirm")
    assert letter.secret
    says(cast.jo, first, now, "WRONG", what_is_wrong="Nobody ever answers.")
    again = written(cast, now, shown_as="GROUP", words="Nobody ever answers.", instead_of=first)
    says(cast.jo, again, now)
    for one in WrittenDown.objects.all():
        assert (one.member, one.written_by, one.answered_by) == (None, None, None)
        assert one.words
    assert not Letter.objects.filter(stem__startswith="feedback/scribing").exists()
    said = Said.objects.get()
    assert (said.said_by, said.steps.get().by, said.steps.get().headline) == (None, None, "Written down for someone")
    assert not Event.objects.filter(what__startswith="written_down").exclude(by=None).exists()
    assert cast.farah.client.get(url("check_written", cast, again)).status_code == 404


def test_words_that_are_not_right_stay_beside_the_new_ones(cast, now):
    one = written(cast, now)
    with pytest.raises(operations.SayWhatIsWrong):
        says(cast.jo, one, now, "WRONG")
    with pytest.raises(operations.ChooseAnAnswer):
        says(cast.jo, one, now, "ASKED")
    page = cast.jo.client.post(
        url("check_written", cast, one),
        {"answer": "NOT_RIGHT", "what_is_wrong": "Not the clinic, the ward."},
        follow=True,
    )
    assert "it is not sent" in page.content.decode()
    assert "Not the clinic, the ward." in letters("what_they_said")[0].text
    page = cast.farah.client.get(url("written_down", cast)).content.decode()
    assert "Write it again" in page
    assert "Not the clinic, the ward." in page
    again = url("write_again", cast, one)
    assert WORDS in cast.farah.client.get(again).content.decode()
    typed = {"member": cast.jo.membership.pk, "words": "I ring the ward.", "reached_us": "PHONE", "shown_as": "NAME"}
    done = cast.farah.client.post(again, typed | {"confirmed": "ASK"}, follow=True).content.decode()
    assert "We are asking them if it is right." in done
    new = WrittenDown.objects.get(instead_of=one)
    assert (new.words, WrittenDown.objects.get(pk=one.pk).words) == ("I ring the ward.", WORDS)
    assert "moved on since" in cast.farah.client.get(again, follow=True).content.decode()
    with pytest.raises(operations.NotToWriteAgain):
        written(cast, now, instead_of=one)
    assert "You said that it is not right" in cast.jo.client.get(url("check_written", cast, one)).content.decode()


def test_what_they_do_not_want_said_is_not_said(cast, now):
    one = written(cast, now)
    page = cast.farah.client.get(url("check_written", cast, one)).content.decode()
    assert "You wrote this down for Jo." in page
    done = cast.farah.client.post(url("check_written", cast, one), {"answer": "NOT_WANTED"}, follow=True)
    assert done.redirect_chain[0][0] == url("written_down", cast)
    one.refresh_from_db()
    assert (one.state, one.answered_aloud) == ("DROPPED", True)
    assert not letters("what_they_said")
    assert not Said.objects.exists()
    page = cast.farah.client.get(url("check_written", cast, one)).content.decode()
    assert "They do not want it said." in page
    assert "It was read back aloud." in page


def test_read_back_later_it_can_go_to_the_group_at_once(cast, now):
    one = written(cast, now)
    done = cast.farah.client.post(url("check_written", cast, one), {"answer": "YES_AND_PUT"}, follow=True)
    assert "It was put to the group." in done.content.decode()


def test_a_named_draft_is_theirs_and_the_writer_is_told_so(cast, now):
    typed = {
        "member": cast.jo.membership.pk,
        "words": WORDS,
        "reached_us": "PAPER",
        "shown_as": "NAME",
        "confirmed": "ALOUD",
    }
    assert cast.farah.client.get(url("write_down", cast)).status_code == 200
    done = cast.farah.client.post(url("write_down", cast), typed, follow=True).content.decode()
    assert "They put it to the group." in done
    assert "They said it is right" in done


def test_a_supporter_starts_with_the_one_person_they_support(cast):
    page = cast.sol.client.get(url("write_down", cast)).content.decode()
    assert f'<option value="{cast.sam.membership.pk}" selected>Sam</option>' in page
    assert "Jo</option>" not in page
    assert url("written_down", cast) in cast.sol.client.get(f"/groups/{cast.group.slug}/").content.decode()


def test_a_supporter_whose_person_wants_no_more_help_sees_no_more_words(cast, now):
    one = written(cast, now, by=cast.sol, member=cast.sam)
    assert WrittenDown.objects.visible_to(cast.sol.membership).filter(pk=one.pk).exists()
    cast.sol.membership.supports.update(ended_at=now)
    assert not WrittenDown.objects.visible_to(cast.sol.membership).exists()
    with pytest.raises(log.NotYourPart):
        says(cast.sol, one, now)


def test_the_question_stands_on_the_home_of_the_one_it_asks_and_of_nobody_else(cast, now):
    line = "Someone wrote down what you said. Is it right?"
    one = written(cast, now)
    home = f"/groups/{cast.group.slug}/"
    assert line in cast.jo.client.get(home).content.decode()
    assert not any(line in player.client.get(home).content.decode() for player in (cast.sam, cast.farah, cast.okoro))
    says(cast.jo, one, now)
    assert line not in cast.jo.client.get(home).content.decode()


def test_after_five_working_days_the_writer_is_reminded_once(cast, now):
    written(cast, now)
    sixth = now + timedelta(days=7)  # a Wednesday again
    assert tasks.scribes(now + timedelta(days=6)) == 0
    assert tasks.scribes(sixth) == 1
    assert tasks.scribes(sixth) == 0
    (letter,) = letters("still_waiting")
    assert letter.person == cast.farah.person
    assert "Could you ring them" in letter.text


def test_a_writer_is_not_reminded_in_the_night(cast, now):
    written(cast, now)
    sixth = (now + timedelta(days=7)).replace(minute=0)
    assert [tasks.scribes(sixth.replace(hour=hour)) for hour in (0, 7, 8)] == [0, 0, 1]


def test_two_clocks_remind_once(cast, now, monkeypatch):
    one = written(cast, now)
    WrittenDown.objects.filter(pk=one.pk).update(nudged_at=now)
    monkeypatch.setattr(operations.queries, "waiting_too_long", lambda now: [one])
    operations.nudge(now=now + timedelta(days=7))
    assert not letters("still_waiting")


def test_a_letter_that_waited_too_long_asks_nothing_any_more(cast, now):
    one = written(cast, now)
    says(cast.farah, one, now)
    delivery.send_due(lambda: now)
    assert letters("to_confirm")[0].state == "EXPIRED"


def test_a_topic_closed_meanwhile_does_not_keep_the_words_back(cast, now):
    topic = topics.open_topic(by=cast.farah.membership, now=now, name="Clinics")
    one = written(cast, now, topic=topic)
    topics.close_topic(by=cast.farah.membership, now=now, topic=topic)
    one.refresh_from_db()
    assert says(cast.jo, one, now).said.topic is None


def test_a_writer_who_left_is_not_reminded(cast, now):
    written(cast, now)
    Membership.objects.filter(pk=cast.farah.membership.pk).update(left_at=now)
    assert tasks.scribes(now + timedelta(days=7)) == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_statements(cast, now, rows, django_assert_num_queries):
    for _ in range(rows):
        written(cast, now)
    client = cast.farah.client
    with django_assert_num_queries(4):  # session, person, membership, what was written
        client.get(url("written_down", cast))


def test_an_empty_list_offers_the_first_thing_to_do(cast):
    assert (
        "What you write down for others will be here."
        in cast.farah.client.get(url("written_down", cast)).content.decode()
    )


def test_a_row_reads_as_its_words(cast, now):
    assert str(written(cast, now)) == WORDS
