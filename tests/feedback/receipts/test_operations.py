"""Words without a name: who may, how they wait, how they appear, and what the code opens."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection

from coproduction.kit import passing
from coproduction.kit.refusals import Refusal
from feedback.log import operations as log
from feedback.receipts import operations as receipts
from feedback.receipts import queries
from feedback.voice import operations as voice
from feedback.voice.models import Post, WaitingPost
from groups.history.models import Event
from groups.history.operations import GroupIsClosed
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.feedback import crowd

TEN = builders.NOW  # 10am on a Wednesday
ONE, SIX = TEN.replace(hour=13), TEN.replace(hour=18)


@pytest.fixture
def members(cast, now):
    return crowd.gathered(cast, now)


def test_only_members_are_offered_it_and_only_where_enough_could_have_written(cast, now):
    assert not queries.offer(cast.sam.membership, now).may
    assert "too small, or too quiet" in queries.offer(cast.sam.membership, now).why_not
    crowd.gathered(cast, now)
    assert queries.offer(cast.sam.membership, now) == queries.Offer(True, 8)
    for other in (cast.farah, cast.col, cast.sol, cast.priya, cast.okoro, cast.nia):
        assert queries.offer(other.membership, now) == queries.Offer(False, 0)


def test_seven_members_are_too_few_and_five_of_eight_must_have_been_here(cast, now):
    members = crowd.gathered(cast, now, size=7)
    assert not queries.offer(cast.sam.membership, now).may
    builders.membership(cast.group, name="Eight")
    assert queries.offer(cast.sam.membership, now).may
    long_ago = now - timedelta(days=31)
    Membership.objects.filter(pk__in=[one.membership.pk for one in members[:3]]).update(looked_at=long_ago)
    assert not queries.offer(cast.sam.membership, now).may


def test_it_is_asked_again_when_the_form_comes_back(cast, now):
    with pytest.raises(receipts.NotOffered):
        crowd.unnamed(cast.sam.membership, now)
    assert not WaitingPost.objects.exists()


def test_whoever_is_not_a_member_cannot_do_it_by_another_way(cast, members, now):
    for other in (cast.farah, cast.sol, cast.priya, cast.okoro):
        with pytest.raises(log.NotYourPart):
            crowd.unnamed(other.membership, now)


def test_what_waits_has_a_day_a_round_and_nothing_of_its_writer(cast, members, now):
    code = crowd.unnamed(cast.sam.membership, now)
    row = WaitingPost.objects.values().get()
    assert (row["said_on"], row["hour"], row["words"]) == (now.date(), 13, crowd.WORDS)
    place, secret = code.replace("-", "")[:8], code.replace("-", "")[8:]
    assert row["receipt_place"] == place and secret not in str(row)
    assert row["receipt_hash"].startswith("md5$")
    assert set(row) == {
        "id", "group_id", "topic_id", "said_id", "parent_id", "words", "content_note", "said_on", "receipt_place",
        "receipt_hash", "by_starter", "hour",
    }  # fmt: skip
    assert not Event.objects.filter(what__contains="unnamed").exists()
    assert not Event.objects.filter(what="post_written").exists()


def test_nobody_is_shown_what_waits(cast, members, now):
    crowd.unnamed(cast.sam.membership, now)
    for one in cast.in_group:
        assert not WaitingPost.objects.visible_to(one.membership).exists()


def test_it_waits_for_the_next_round_of_the_groups_wall_clock(cast, members):
    crowd.unnamed(cast.sam.membership, TEN)
    assert receipts.show_due(now=ONE - timedelta(minutes=1)) == 0
    assert receipts.show_due(now=ONE) == 1
    assert receipts.show_due(now=ONE) == 0
    crowd.unnamed(cast.sam.membership, ONE, form_key="two")
    assert receipts.show_due(now=ONE + timedelta(hours=4)) == 0
    assert receipts.show_due(now=SIX) == 1
    crowd.unnamed(cast.sam.membership, SIX, form_key="three")
    assert receipts.show_due(now=SIX + timedelta(hours=13)) == 0
    assert receipts.show_due(now=SIX + timedelta(hours=14)) == 1


def test_in_summer_the_rounds_follow_the_wall_clock(cast):
    summer = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)  # half past one on the wall
    assert queries.next_round(cast.group, summer) == (summer.date(), 18)
    assert queries.appears(cast.group, summer) == "later today"
    assert queries.appears(cast.group, summer.replace(hour=17)) == "tomorrow"


def test_three_that_wait_together_need_not_wait_for_the_round(cast, members):
    for number, one in enumerate(members[:3]):
        crowd.unnamed(one.membership, TEN, words=f"Words {number}", form_key=str(number))
        assert receipts.show_due(now=TEN) == (3 if number == 2 else 0)
    assert {post.words for post in Post.objects.all()} == {"Words 0", "Words 1", "Words 2"}


def test_those_of_another_group_do_not_count_towards_three(cast, members):
    crowd.unnamed(cast.sam.membership, TEN)
    crowd.unnamed(cast.jo.membership, TEN, words="And I.")
    for number in range(8):
        other = builders.membership(cast.other_group, name=f"Other {number}", looked_at=TEN)
    crowd.unnamed(other, TEN)
    assert receipts.show_due(now=TEN) == 0


def test_what_is_shown_keeps_a_day_and_history_says_no_more(cast, members):
    crowd.unnamed(cast.sam.membership, TEN, content_note="about loss")
    receipts.show_due(now=ONE)
    post = Post.objects.get()
    assert (post.said_at, post.said_by, post.shown_as, post.said_on) == (None, None, "UNNAMED", ONE.date())
    assert post.content_note == "about loss" and post.pk.version == 4
    line = Event.objects.get(what="unnamed_added")
    assert (line.sentence, line.by, line.about_id, line.detail) == ("An unnamed item was added.", None, None, {})
    assert cast.group.local(line.at).strftime("%H:%M") == "00:00"
    page = cast.farah.client.get(f"/groups/{cast.group.slug}/history/").content.decode()
    assert "An unnamed item was added." in page and "midnight" not in page


def test_the_id_changes_when_it_is_shown(cast, members):
    crowd.unnamed(cast.sam.membership, TEN)
    before = WaitingPost.objects.get().pk
    receipts.show_due(now=ONE)
    assert Post.objects.get().pk != before


def order_on_disk():
    with connection.cursor() as cursor:
        place = "rowid" if connection.vendor == "sqlite" else "ctid"
        cursor.execute(f"SELECT words FROM feedback_waitingpost ORDER BY {place}")  # noqa: S608
        return [words for (words,) in cursor.fetchall()]


def test_the_order_of_what_waits_is_chance_even_on_the_disk(cast, members):
    last = set()
    for time in range(40):
        WaitingPost.objects.all().delete()
        for number in range(4):
            crowd.unnamed(members[number].membership, TEN, words=f"Words {number}", form_key=f"{time} {number}")
            caches["passing"].clear()
        last.add(order_on_disk()[-1])
    assert len(last) > 1, "the last on the disk is always the last that was written"


def test_what_is_shown_belongs_where_it_was_said(cast, members, now):
    topic, entry = builders.topic(cast.group), builders.said(cast.group)
    thread = crowd.said(cast.jo.membership, now, topic=topic)
    for key, where in enumerate(({"topic": topic}, {"said": entry}, {"parent": thread})):
        crowd.unnamed(cast.sam.membership, TEN, words=f"x{key}", form_key=str(key), **where)
    receipts.show_due(now=TEN)
    found = {p.words: (p.topic_id, p.said_id, p.parent_id) for p in Post.objects.filter(shown_as="UNNAMED")}
    assert found == {
        "x0": (topic.pk, None, None),
        "x1": (None, entry.pk, None),
        "x2": (topic.pk, None, thread.pk),
    }


def test_a_closed_group_takes_nothing_and_no_words_are_no_words(cast, members, now):
    assert crowd.refused(crowd.unnamed, by=cast.sam.membership, now=now, words=" ") == "Enter what you want to say."
    cast.group.closed_at = now
    cast.group.save()
    with pytest.raises(GroupIsClosed):
        crowd.unnamed(cast.sam.membership, now)


# --- who is told ---


def test_everyone_in_the_group_gets_the_same_letter_whoever_wrote_it(cast, members):
    crowd.unnamed(cast.sam.membership, TEN)
    receipts.show_due(now=ONE)
    letters = Letter.objects.filter(stem=receipts.emails.STEM)
    told = [cast.farah, cast.col, cast.sol, *members]
    assert {letter.person for letter in letters} == {one.person for one in told}
    same = {(one.subject, one.text, one.path, one.about, one.posted_at, one.due_at, one.kind) for one in letters}
    assert len(same) == 1
    assert crowd.WORDS not in same.pop()[1]


def test_a_second_batch_of_the_day_sends_no_second_letter(cast, members):
    crowd.unnamed(cast.sam.membership, TEN)
    receipts.show_due(now=ONE)
    number = Letter.objects.count()
    crowd.unnamed(cast.sam.membership, ONE, form_key="two")
    receipts.show_due(now=SIX)
    assert Letter.objects.count() == number


def test_a_letter_does_not_go_when_nothing_stands_any_more(cast, members):
    code = crowd.unnamed(cast.sam.membership, TEN)
    receipts.show_due(now=ONE)
    receipts.take_back(by=cast.sam.membership, now=ONE, code=code)
    delivery.send_due(lambda: ONE)
    assert set(Letter.objects.values_list("state", "because")) == {("EXPIRED", "CHANGED")}


def test_it_goes_when_something_stands(cast, members):
    crowd.unnamed(cast.sam.membership, TEN)
    receipts.show_due(now=ONE)
    delivery.send_due(lambda: ONE)
    facilitators = Letter.objects.filter(held_at__isnull=False)  # theirs come together once a day
    assert {one.person for one in facilitators} <= {cast.farah.person, cast.col.person}
    assert set(Letter.objects.exclude(pk__in=facilitators).values_list("state", flat=True)) == {"SENT"}


# --- one form, once ---


def test_the_same_form_sent_twice_is_taken_once_and_shows_the_same_code(cast, members, now):
    first = crowd.unnamed(cast.sam.membership, now)
    assert crowd.unnamed(cast.sam.membership, now) == first
    assert WaitingPost.objects.count() == 1
    assert crowd.unnamed(cast.sam.membership, now, words="Other words.") != first
    assert crowd.unnamed(cast.sam.membership, now, form_key="another page") != first
    assert WaitingPost.objects.count() == 3


def test_a_form_that_was_refused_may_be_sent_again(cast, now):
    with pytest.raises(receipts.NotOffered):
        crowd.unnamed(cast.sam.membership, now)
    crowd.gathered(cast, now)
    assert crowd.unnamed(cast.sam.membership, now)


def test_named_words_go_the_same_way_once(cast, now):
    made = []
    for again in (False, True):
        taken = receipts.take(
            by=cast.sam.membership, now=now, form_key="k", typed="{}", shown_as="NAME", named=lambda: made.append(1)
        )
        assert (taken.again, taken.code) == (again, "")
    assert made == [1]


def test_a_form_over_which_the_database_failed_is_taken_when_it_is_sent_again(cast, now):
    made, told = [], {"by": cast.sam.membership, "now": now, "form_key": "k", "typed": "{}", "shown_as": "NAME"}

    def fails():
        raise OperationalError("the server closed the connection unexpectedly")

    with pytest.raises(OperationalError):
        receipts.take(**told, named=fails)
    assert not receipts.take(**told, named=lambda: made.append(1)).again
    assert made == [1]


def test_nobody_is_thanked_for_words_that_are_still_in_hand(cast, now, monkeypatch):
    monkeypatch.setattr(passing, "PATIENCE", 0.1)
    told = {"by": cast.sam.membership, "now": now, "form_key": "k", "typed": "{}", "shown_as": "NAME"}

    def meanwhile():
        with pytest.raises(receipts.NotKnownYet):
            receipts.take(**told, named=list)

    receipts.take(**told, named=meanwhile)
    assert receipts.take(**told, named=list).again


def test_whoever_wrote_a_lot_today_waits_until_tomorrow(cast, members, now):
    sam = cast.sam.membership
    for number in range(receipts.WRITES):
        crowd.unnamed(sam, now, form_key=str(number))
    with pytest.raises(receipts.EnoughForToday):
        crowd.unnamed(sam, now, form_key="more")
    assert crowd.unnamed(cast.jo.membership, now, form_key="more")
    assert crowd.unnamed(sam, now + timedelta(days=1), form_key="tomorrow")


def test_the_count_of_a_day_is_under_a_key_that_is_nobodys_and_never_in_the_database(
    cast, members, now, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert receipts.count(cast.sam.membership, "write", now) == 1
    kept = str(getattr(caches["passing"], "_cache", ""))
    assert cast.sam.person.email not in kept and str(cast.sam.person.pk) not in kept.split("'")


# --- the code ---


def test_a_code_is_read_however_it_is_typed(cast, members, now):
    code = crowd.unnamed(cast.sam.membership, now)
    assert [len(part) for part in code.split("-")] == [4, 4, 4, 4, 4]
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    receipts.take_back(by=cast.sam.membership, now=now, code=typed)
    assert not WaitingPost.objects.exists()


def test_what_waits_is_gone_without_a_line(cast, members, now):
    code = crowd.unnamed(cast.sam.membership, now)
    receipts.take_back(by=cast.jo.membership, now=now, code=code)  # whoever holds it: we do not know whose it is
    assert not WaitingPost.objects.exists() and not Post.objects.exists()
    assert not Event.objects.filter(what__contains="unnamed").exists()


def test_what_is_shown_becomes_a_line_and_the_code_is_used_up(cast, members):
    code = crowd.unnamed(cast.sam.membership, TEN)
    receipts.show_due(now=ONE)
    receipts.take_back(by=cast.sam.membership, now=ONE, code=code)
    post = Post.objects.get()
    assert (post.words, post.withdrawn_on, post.receipt_place, post.receipt_hash) == ("", ONE.date(), "", "")
    assert Event.objects.get(what="unnamed_taken_back").by is None
    with pytest.raises(receipts.NoSuchCode):
        receipts.take_back(by=cast.sam.membership, now=ONE, code=code)


def test_a_wrong_code_has_one_answer_whether_its_place_is_known_or_not(cast, members, now):
    code = crowd.unnamed(cast.sam.membership, now)
    wrong = [code[:-1] + ("2" if code[-1] != "2" else "3"), "K7QF-2M9X-8RTD-40WC-ZH3P", "", "???", code[:9]]
    said = {crowd.refused(receipts.take_back, by=cast.sam.membership, now=now, code=one) for one in wrong}
    assert said == {receipts.NoSuchCode().sentence}


def test_guessing_ends_for_the_day_even_for_the_right_code(cast, members, now):
    code = crowd.unnamed(cast.sam.membership, now)
    for _ in range(receipts.TRIES):
        crowd.refused(receipts.take_back, by=cast.sam.membership, now=now, code="WRONG")
    with pytest.raises(receipts.TooManyTries):
        receipts.take_back(by=cast.sam.membership, now=now, code=code)
    receipts.take_back(by=cast.sam.membership, now=now + timedelta(days=1), code=code)


def test_a_code_of_another_group_opens_nothing_here(cast, members, now):
    code = crowd.unnamed(cast.sam.membership, now)
    assert crowd.refused(receipts.take_back, by=cast.hal.membership, now=now, code=code)
    for other in (cast.farah, cast.sol):
        with pytest.raises(log.NotYourPart):
            receipts.take_back(by=other.membership, now=now, code=code)


def test_whoever_began_a_talk_goes_on_in_it_and_the_code_takes_back_all(cast, members):
    sam = cast.sam.membership
    code = crowd.unnamed(sam, TEN)
    with pytest.raises(receipts.NotShownYet):
        receipts.go_on(by=sam, now=TEN, code=code, words="More.")
    receipts.show_due(now=ONE)
    thread = Post.objects.get()
    receipts.go_on(by=sam, now=ONE, code=code, words="More.")
    receipts.show_due(now=SIX)
    more = Post.objects.get(words="More.")
    assert (more.parent, more.by_starter, more.said_at) == (thread, True, None)
    assert more.author(cast.jo.membership) == "The person who began this"
    assert thread.author(cast.jo.membership) == "Someone in the group"
    receipts.take_back(by=sam, now=SIX, code=code)
    assert list(Post.objects.values_list("words", flat=True)) == ["", ""]


def test_going_on_counts_like_writing_and_ends_with_the_day(cast, members):
    """Or a group could be flooded without a name by whoever holds one code, and nobody could be asked to stop."""
    sam = cast.sam.membership
    code = crowd.unnamed(sam, TEN)
    receipts.show_due(now=ONE)
    for number in range(1, receipts.WRITES):
        receipts.go_on(by=sam, now=ONE, code=code, words=f"More {number}.")
    with pytest.raises(receipts.EnoughForToday) as refused:
        receipts.go_on(by=sam, now=ONE, code=code, words="Too much.")
    assert refused.value.field == "words"
    with pytest.raises(receipts.EnoughForToday):
        crowd.unnamed(sam, ONE, form_key="other")
    assert Post.objects.count() + WaitingPost.objects.count() == receipts.WRITES
    receipts.go_on(by=sam, now=ONE + timedelta(days=1), code=code, words="Tomorrow.")
    receipts.take_back(by=sam, now=ONE, code=code)  # that needs no writing, and is never refused for it


def test_a_form_that_goes_on_is_counted_whether_its_code_opens_anything_or_not(cast, members):
    """So that the count, as everywhere, tells of forms and not of words without a name."""
    sam = cast.sam.membership
    code = crowd.unnamed(sam, TEN)
    receipts.show_due(now=ONE)
    before = receipts.counted(sam, "write", ONE)
    receipts.go_on(by=sam, now=ONE, code=code, words="More.")
    with pytest.raises(receipts.NoSuchCode):
        receipts.go_on(by=sam, now=ONE, code="K7QF-2M9X-8RTD-40WC-ZH3P", words="More.")
    assert receipts.counted(sam, "write", ONE) == before + 2


def test_whoever_answered_without_a_name_goes_on_as_someone(cast, members, now):
    thread = crowd.said(cast.jo.membership, now)
    code = crowd.unnamed(cast.sam.membership, TEN, parent=thread)
    receipts.show_due(now=ONE)
    receipts.go_on(by=cast.sam.membership, now=ONE, code=code, words="More.")
    receipts.show_due(now=SIX)
    more = Post.objects.get(words="More.")
    assert (more.parent, more.by_starter, more.author(cast.jo.membership)) == (thread, False, "Someone in the group")


def test_going_on_needs_enough_people_too_and_words_that_stand(cast, members):
    code = crowd.unnamed(cast.sam.membership, TEN)
    receipts.show_due(now=ONE)
    Post.objects.update(hidden_at=ONE, hidden_because="OTHER")
    with pytest.raises(receipts.NotShownYet):
        receipts.go_on(by=cast.sam.membership, now=ONE, code=code, words="More.")
    Membership.objects.filter(pk=members[-1].membership.pk).update(left_at=ONE)
    with pytest.raises(receipts.NotOffered):
        receipts.go_on(by=cast.sam.membership, now=ONE, code=code, words="More.")


def test_what_was_answered_may_be_gone_by_then(cast, members, now):
    thread = crowd.said(cast.jo.membership, now)
    voice.take_back(by=cast.jo.membership, now=now, post=thread)
    with pytest.raises(Refusal, match="not there any more"):
        crowd.unnamed(cast.sam.membership, now, parent=thread)


def test_the_same_answers_to_two_forms_are_told_apart_by_more_than_words():
    one, other = queries.receipt_of("a", "x"), queries.receipt_of("b", "x")
    assert one.place != other.place and one.secret != other.secret
    assert queries.receipt_typed(one.code) == one
