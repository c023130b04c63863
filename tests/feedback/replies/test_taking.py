"""What becomes of a message: a post, a question, kept with a reason, or dropped."""

from datetime import timedelta

import pytest
from django.urls import reverse

from coproduction.kit import forgetting
from feedback.replies import operations, queries
from feedback.replies.models import Inbound, Why
from feedback.voice import operations as voice
from feedback.voice.models import Post
from groups.history.models import Event
from groups.membership.models import Membership
from groups.notices import operations as notices
from groups.notices.models import Letter
from tests.feedback.replies.post import DOMAIN, SOON, asked, comes, letters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def domain(settings):
    settings.REPLY_DOMAIN = DOMAIN


@pytest.fixture
def letter(cast, now):
    return asked(cast, now)[0]


def test_a_reply_becomes_a_post_with_a_name_about_the_entry_and_is_answered_every_time(cast, now, letter):
    one = comes(cast, letter, "Bigger print too.\n\n> We said it.", at=now + SOON)
    post = Post.objects.get()
    assert (post.words, post.said_by, post.shown_as, post.came_from) == (
        "Bigger print too.", cast.jo.membership, "NAME", "EMAIL",
    )  # fmt: skip
    assert post.said.group == cast.group
    assert (one.state, one.post, one.below) == ("TAKEN", post, "> We said it.")
    (got,) = letters("we_got_it", cast.jo.person)
    assert "“Bigger print too.”" in got.text
    assert "> We said it." not in got.text
    assert got.path == post.said.get_absolute_url()
    assert not got.reply_token
    assert "decide" not in got.text


WITH_A_PHOTO = (
    "--b\nContent-Type: text/plain\n\n{}\n--b\nContent-Type: image/jpeg\n"
    "Content-Disposition: attachment; filename=door.jpg\n\nAAAA\n--b--\n"
)


@pytest.mark.parametrize(("words", "stem"), [("Look at this door.", "we_got_it"), ("", "not_taken")])
def test_whoever_sends_a_photo_by_email_reads_that_their_group_cannot_see_it(cast, now, letter, words, stem):
    comes(cast, letter, WITH_A_PHOTO.format(words), at=now + SOON, kind="multipart/mixed; boundary=b")
    (got,) = letters(stem, cast.jo.person)
    for told in (got.text, got.html):
        assert "A picture or a file came with your reply" in told and "your group cannot see it" in told


@pytest.mark.parametrize(("words", "stem"), [("Only words.", "we_got_it"), ("", "not_taken")])
def test_a_reply_of_words_alone_is_not_told_of_files(cast, now, letter, words, stem):
    comes(cast, letter, words, at=now + SOON)
    assert "picture" not in letters(stem, cast.jo.person)[0].text + letters(stem, cast.jo.person)[0].html


@pytest.mark.parametrize("words", ["I agree", "Yes, send it.", "no", "Not yet: the map.", "I do not agree"])
def test_words_that_look_like_a_decision_decide_nothing_and_say_where_to(cast, now, letter, words):
    comes(cast, letter, words, at=now + SOON)
    post = Post.objects.get()
    assert not post.said.agreements.exists()
    assert "Nothing is decided by email" in letters("we_got_it")[0].text
    assert "Nothing is decided by email" in letters("we_got_it")[0].html


def test_words_that_begin_otherwise_are_no_decision():
    assert not queries.looks_like_a_decision("Nobody asked me about yes or no.")


def test_the_same_message_again_makes_no_second_post(cast, now, letter):
    first = comes(cast, letter, "Once.", at=now + SOON)
    again = comes(cast, letter, "Once.", at=now + SOON)
    assert first.pk == again.pk
    assert Post.objects.count() == len(letters("we_got_it")) == 1


def test_a_message_without_an_id_is_known_by_what_it_holds(cast, now, letter):
    for words in ("One.", "One.", "Two."):
        comes(cast, letter, words, at=now + SOON, ident="")
    assert Post.objects.count() == 2


def test_a_machine_gets_no_answer_so_that_two_never_talk(cast, now, letter):
    one = comes(cast, letter, "I am away.", "Auto-Submitted: auto-replied", at=now + SOON)
    bounce = comes(cast, letter, "Gone.", at=now + SOON, envelope_from="", ident="<b@example.org>")
    assert [(x.state, x.why) for x in (one, bounce)] == [("DROPPED", "AUTOMATIC")] * 2
    assert not Post.objects.exists()
    assert not Letter.objects.filter(stem__startswith="feedback/replies").exists()


def test_nobody_is_written_to_about_an_address_that_no_letter_has(cast, now, letter):
    one = comes(cast, letter, "Hello.", at=now + SOON, token="guessed")
    assert (one.state, one.why, one.person) == ("KEPT", "UNKNOWN", None)
    assert bytes(one.raw)
    assert not Letter.objects.filter(stem__startswith="feedback/replies").exists()


KEPT = {
    Why.LATE: {"words": "Late.", "after": timedelta(days=31)},
    Why.EMPTY: {"words": "\n> We said it."},
    Why.UNREADABLE: {"words": "x", "kind": "text/plain; charset=klingon"},
    Why.TOO_LONG: {"words": "long " * 1000},
    Why.TOO_BIG: {"words": "x" * operations.LARGEST},
}


@pytest.mark.parametrize("why", KEPT)
def test_what_cannot_be_taken_is_kept_whole_and_its_person_is_told_why_and_how_else(cast, now, letter, why):
    given = dict(KEPT[why])
    one = comes(cast, letter, at=now + given.pop("after", SOON), **given)
    assert (one.state, one.why) == ("KEPT", why)
    assert bytes(one.raw)
    (told,) = letters("not_taken", cast.jo.person)
    assert why.label in told.text
    assert len(told.text.splitlines()[2]) > 20
    assert not Post.objects.exists()


def test_whoever_left_the_group_is_told_nothing_of_it(cast, now, letter):
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=now)
    one = comes(cast, letter, "Still here?", at=now + SOON)
    assert (one.state, one.why) == ("KEPT", "LEFT")
    (told,) = letters("not_taken")
    assert told.group is None
    assert cast.group.name not in told.text + told.why
    assert told.path == ""


def test_whoever_is_told_of_an_answer_in_the_talk_goes_on_by_email_in_the_same_thread(cast, now):
    thread = voice.post(by=cast.jo.membership, now=now, words="A map would help.")
    voice.post(by=cast.sam.membership, now=now, words="With the lifts on it.", parent=thread)
    letter = Letter.objects.get(stem="feedback/voice/emails/answered", person=cast.jo.person)
    one = comes(cast, letter, "And the toilets.", at=now + SOON)
    assert (one.post.parent, one.post.words, one.post.said_by) == (thread, "And the toilets.", cast.jo.membership)


def test_a_reply_to_what_is_not_there_any_more_is_kept(cast, now):
    post = voice.post(by=cast.sam.membership, now=now, words="A map would help.")
    notices.post(
        "groups/notices/emails/note", to=cast.jo.person, key="talk", at=now, group=cast.group, answers=f"post:{post.pk}"
    )
    letter = Letter.objects.get(key="talk")
    first = comes(cast, letter, "Yes, a map.", at=now + SOON)
    assert first.post.parent == post
    assert letters("we_got_it")[0].path == post.get_absolute_url()
    Post.objects.filter(pk=post.pk).update(words="", withdrawn_on=now.date())
    assert comes(cast, letter, "And a bench.", at=now + SOON, ident="<2@x.org>").why == "GONE"


def test_a_refusal_of_the_talk_is_a_reason_to_keep_it(cast, now, letter, monkeypatch):
    """Somebody may lose their place between our looking and our posting."""

    def refuse(**given):
        raise voice.NotThere()

    monkeypatch.setattr(voice, "post", refuse)
    assert comes(cast, letter, "Hello.", at=now + SOON).why == "GONE"


def test_another_sender_is_a_question_to_the_person_and_shows_nobody_anything(cast, now, letter):
    one = comes(cast, letter, "From my work.", at=now + SOON, sender="jo@work.example")
    assert (one.state, one.why) == ("ASKED", "SENDER")
    assert not Post.objects.exists()
    (told,) = letters("was_this_you", cast.jo.person)
    assert "jo@work.example" in told.text
    assert "From my work" not in told.text
    done = operations.it_was_me(by=cast.jo.person, now=now + SOON, inbound=one)
    assert (done.state, Post.objects.get().words) == ("TAKEN", "From my work.")
    with pytest.raises(operations.DealtWith):
        operations.it_was_me(by=cast.jo.person, now=now + SOON, inbound=one)


def test_a_sender_that_cannot_be_read_is_asked_about_too(cast, now, letter):
    comes(cast, letter, "Hello.", at=now + SOON, sender="a@example.org, b@example.org")
    assert "an address that we could not read" in letters("was_this_you")[0].text


def test_only_its_person_says_what_becomes_of_it(cast, now, letter):
    one = comes(cast, letter, "From my work.", at=now + SOON, sender="jo@work.example")
    with pytest.raises(operations.DealtWith):
        operations.discard(by=cast.sam.person, now=now, inbound=one)
    done = operations.discard(by=cast.jo.person, now=now + SOON, inbound=one)
    assert (done.state, done.words, bytes(done.raw)) == ("DISCARDED", "", b"")


def test_what_could_not_be_read_cannot_be_taken_later_either(cast, now, letter):
    one = comes(cast, letter, "", at=now + SOON)
    with pytest.raises(operations.CannotBeTaken):
        operations.it_was_me(by=cast.jo.person, now=now + SOON, inbound=one)


def test_leaving_while_being_asked_keeps_it(cast, now, letter):
    one = comes(cast, letter, "From my work.", at=now + SOON, sender="jo@work.example")
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=now)
    assert operations.it_was_me(by=cast.jo.person, now=now + SOON, inbound=one).why == "LEFT"


def test_the_twenty_first_of_a_day_is_kept_and_can_be_taken_the_next_day(cast, now, letter):
    for number in range(queries.A_DAY):
        assert comes(cast, letter, f"{number}.", at=now + SOON, ident=f"<{number}@x.org>").state == "TAKEN"
    more = [comes(cast, letter, "More.", at=now + SOON, ident=f"<{n}@y.org>") for n in range(2)]
    assert {one.why for one in more} == {"TOO_MANY"}
    assert len(letters("not_taken")) == 1  # one a day is enough
    with pytest.raises(operations.CannotBeTaken):
        operations.it_was_me(by=cast.jo.person, now=now + SOON, inbound=more[0])
    tomorrow = now + SOON + timedelta(days=1)
    assert operations.it_was_me(by=cast.jo.person, now=tomorrow, inbound=more[0]).state == "TAKEN"


def test_what_breaks_waits_for_the_next_tick_and_keeps_no_other_waiting(cast, now, letter, monkeypatch):
    one = comes(cast, letter, "First.", at=now, settled=False)
    two = comes(cast, letter, "Second.", at=now, settled=False, ident="<2@x.org>")
    whole = voice.post

    def breaks(**given):
        if given["words"] == "First.":
            raise RuntimeError
        return whole(**given)

    monkeypatch.setattr(voice, "post", breaks)
    assert operations.settle_new(now=now) == 1
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state) == ("NEW", "TAKEN")
    monkeypatch.setattr(voice, "post", whole)
    from feedback.replies import tasks

    assert tasks.replies(now) == 1
    assert tasks.replies(now) == 0


def aged(now, days):
    """What was counted is what went."""
    at = now + timedelta(days=days)
    counted = {name: n for name, n in forgetting.counted(at).items() if n and "replies" in name}
    assert {name: n for name, n in forgetting.everything(at).items() if n and "replies" in name} == counted
    return counted


def test_messages_as_they_came_are_wiped_a_month_after_they_were_dealt_with(cast, now, letter):
    quoted = "Taken.\n\nOn Monday we wrote:\n> We said it."
    taken, kept = comes(cast, letter, quoted, at=now), comes(cast, letter, "", at=now, ident="<2@x.org>")
    Inbound.objects.filter(pk=kept.pk).update(words="What we understood.", below="All of it.")
    assert aged(now, 29) == {}
    assert aged(now, 30) == {"replies as they came": 2}
    taken.refresh_from_db()
    kept.refresh_from_db()
    assert (bytes(taken.raw), taken.words, taken.below) == (b"", "Taken.", "")
    assert (bytes(kept.raw), kept.words, kept.below) == (b"", "What we understood.", "All of it.")


def test_what_waits_for_its_person_waits_with_its_words_until_they_say(cast, now, letter):
    one = comes(
        cast, letter, "Bigger print.\n\nOn Monday we wrote:\n> We said it.", at=now, sender="jo@elsewhere.example"
    )
    assert one.state == "ASKED" and aged(now, 300) == {"replies as they came": 1}
    page = cast.jo.client.get(reverse("my_reply", args=[one.pk])).content.decode()
    assert "Bigger print." in page and "We said it." in page
    later = now + timedelta(days=300)
    assert operations.it_was_me(by=cast.jo.person, now=later, inbound=one).state == "TAKEN"
    assert Post.objects.get().words == "Bigger print."
    assert aged(now, 329) == {} and aged(now, 330) == {"replies as they came": 1}
    assert Inbound.objects.get().below == ""


def test_a_reply_whose_letter_is_forgotten_stays_with_its_person_when_they_want_it_taken(cast, now, letter):
    one = comes(cast, letter, "Bigger print.", at=now, sender="jo@elsewhere.example")
    Letter.objects.filter(pk=letter.pk).delete()
    done = operations.it_was_me(by=cast.jo.person, now=now + timedelta(days=800), inbound=one)
    assert (done.state, done.why, done.words) == ("KEPT", Why.GONE, "Bigger print.")
    assert "Sign in to say it in another place" in letters("not_taken", cast.jo.person)[0].text


def test_what_came_from_nobody_we_know_or_from_a_machine_goes_after_a_month(cast, now, letter):
    comes(cast, letter, "My illness is this and that.", at=now, token="guessed")
    comes(cast, letter, "I am away.", "Auto-Submitted: auto-replied", at=now, ident="<2@x.org>")
    comes(cast, letter, "Late.", at=now + timedelta(days=31), ident="<3@x.org>")
    assert aged(now, 29) == {}
    assert aged(now, 30) == {"replies that nobody can use": 2}
    assert Inbound.objects.get().why == "LATE"


def test_history_says_that_something_was_said_and_not_by_whom(cast, now, letter):
    comes(cast, letter, "Bigger print.", at=now + SOON)
    event = Event.objects.filter(what="post_written").get()
    assert event.by is None


def test_a_hostile_message_puts_nothing_into_our_letters(cast, now, letter):
    words = "<script>alert(1)</script>\nBcc: eve@example.net"
    comes(cast, letter, words, "Subject: =?utf-8?q?x=0d=0aBcc:_eve@example.net?=", at=now + SOON)
    (got,) = letters("we_got_it")
    assert "<script>" not in got.html
    assert "\n" not in got.subject
    assert "eve" not in got.subject
    assert str(Inbound.objects.get()).startswith("in your group’s talk")
