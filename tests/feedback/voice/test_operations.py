"""Posts that are there: who may say, change, take back, agree with and share what; and who is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from coproduction.kit.refusals import Refusal
from feedback.log import operations as log
from feedback.voice import operations as voice
from feedback.voice import queries
from feedback.voice.models import MeToo, Post, PostVersion
from groups.history.models import Event
from groups.membership import operations as membership
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.feedback import crowd

ANSWERED, SHARED = "feedback/voice/emails/answered", "feedback/voice/emails/shared"


def test_with_a_name_it_keeps_who_and_from_the_group_nobody(cast, now):
    named, ours = crowd.said(cast.sam.membership, now), crowd.said(cast.sam.membership, now, shown_as="GROUP")
    assert (named.said_by, ours.said_by) == (cast.sam.membership, None)
    assert str(named) == named.words
    lines = Event.objects.filter(what="post_written")
    assert {line.by for line in lines} == {None}


def test_who_may_say_something(cast, now):
    for one in (cast.sam, cast.sol, cast.farah, cast.col):
        assert crowd.said(one.membership, now)
    for one in (cast.okoro, cast.nia):
        with pytest.raises(log.NotYourPart):
            crowd.said(one.membership, now)
    with pytest.raises(voice.AnswerWhatWasShared):
        crowd.said(cast.priya.membership, now)


@pytest.mark.parametrize("shown_as", ["UNNAMED", "nonsense"])
def test_there_is_no_other_level_on_this_way(cast, now, shown_as):
    with pytest.raises(voice.ChooseHowItIsShown):
        crowd.said(cast.sam.membership, now, shown_as=shown_as)


def test_an_answer_to_an_answer_belongs_to_the_thread(cast, now):
    thread = crowd.said(cast.sam.membership, now, topic=builders.topic(cast.group))
    answer = crowd.said(cast.jo.membership, now, parent=thread)
    again = crowd.said(cast.sam.membership, now, parent=answer)
    assert (again.parent, again.topic) == (thread, thread.topic)


def test_about_an_entry_of_another_group_nothing_is_said(cast, now):
    with pytest.raises(log.NotYourPart):
        crowd.said(cast.sam.membership, now, said=builders.said(cast.other_group))


def test_what_was_taken_back_or_is_elsewhere_is_not_answered(cast, now):
    thread = crowd.said(cast.sam.membership, now)
    with pytest.raises(voice.NotThere):
        crowd.said(cast.hal.membership, now, parent=thread)
    voice.take_back(by=cast.sam.membership, now=now, post=thread)
    with pytest.raises(voice.NotThere):
        crowd.said(cast.jo.membership, now, parent=thread)


# --- one's own words ---


def test_changed_words_leave_what_they_were_for_the_group(cast, now):
    post = crowd.said(cast.sam.membership, now, words="First")
    voice.change(by=cast.sam.membership, now=now, post=post, words="Second", content_note="loss")
    voice.change(by=cast.sam.membership, now=now, post=post, words="Second", content_note="loss")
    assert Post.objects.get().words == "Second"
    assert [v.words for v in PostVersion.objects.visible_to(cast.jo.membership)] == ["First"]
    assert not PostVersion.objects.visible_to(cast.priya.membership).exists()
    assert not PostVersion.objects.visible_to(cast.hal.membership).exists()


def test_taken_back_they_are_gone_with_what_they_were(cast, now):
    post = crowd.said(cast.sam.membership, now, words="First")
    voice.change(by=cast.sam.membership, now=now, post=post, words="Second")
    voice.take_back(by=cast.sam.membership, now=now, post=post)
    post.refresh_from_db()
    assert (post.words, post.withdrawn_on, post.said_by) == ("", now.date(), cast.sam.membership)
    assert not PostVersion.objects.exists()
    for deed in (voice.take_back, voice.share):
        more = {"looked": True} if deed is voice.share else {}
        with pytest.raises(voice.TakenBackAlready):
            deed(by=cast.sam.membership, now=now, post=post, **more)


def test_nobody_changes_or_takes_back_somebody_elses_words(cast, now):
    posts = [crowd.said(cast.sam.membership, now), crowd.said(cast.sam.membership, now, shown_as="GROUP")]
    for post in posts:
        for one in (cast.jo, cast.farah, cast.sol):
            with pytest.raises(voice.NotYourWords):
                voice.change(by=one.membership, now=now, post=post, words="x")
            with pytest.raises(voice.NotYourWords):
                voice.take_back(by=one.membership, now=now, post=post)
    with pytest.raises(log.NotYourPart):
        voice.take_back(by=cast.hal.membership, now=now, post=posts[0])


# --- me too ---


def test_me_too_counts_once_for_each_member_and_may_be_taken_back(cast, now):
    post = crowd.said(cast.sam.membership, now)
    for one in (cast.sam, cast.jo, cast.jo):
        voice.say_me_too(by=one.membership, post=post)
    assert Post.objects.with_counts().get().me_toos == 2
    assert queries.said_me_too([post], cast.jo.membership) == {post.pk}
    voice.take_back_me_too(by=cast.jo.membership, post=post)
    assert queries.said_me_too([post], cast.jo.membership) == set()
    assert MeToo.objects.count() == 1
    for other in (cast.farah, cast.sol, cast.priya, cast.hal):
        with pytest.raises(log.NotYourPart):
            voice.say_me_too(by=other.membership, post=post)


def test_no_row_of_me_too_leads_to_a_person(cast, now):
    fields = {f.name: f.related_model for f in MeToo._meta.concrete_fields}
    assert {name: model for name, model in fields.items() if model} == {"post": Post}
    post = crowd.said(cast.sam.membership, now)
    voice.say_me_too(by=cast.sam.membership, post=post)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeToo.objects.create(post=post, mark=MeToo.objects.get().mark)


def changes_key(settings, *, kept=True):
    """Another SECRET_KEY from now on, with the one before kept for what was made with it, or not."""
    before = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS] if kept else []
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = f"key number {len(before)} of this site, " * 3, before


def test_whoever_marked_before_the_key_changed_is_counted_once_and_can_take_it_back(cast, now, settings):
    post, by = crowd.said(cast.sam.membership, now), cast.jo.membership
    voice.say_me_too(by=by, post=post)
    changes_key(settings)
    changes_key(settings)
    assert queries.said_me_too([post], by) == {post.pk}
    voice.say_me_too(by=by, post=post)
    assert MeToo.objects.count() == 1
    voice.take_back_me_too(by=by, post=post)
    assert MeToo.objects.count() == 0


def test_a_mark_whose_key_is_not_known_is_nobodys(cast, now, settings):
    post, by = crowd.said(cast.sam.membership, now), cast.jo.membership
    voice.say_me_too(by=by, post=post)
    changes_key(settings, kept=False)
    assert queries.said_me_too([post], by) == set()
    voice.take_back_me_too(by=by, post=post)
    assert MeToo.objects.count() == 1


def marked(cast, now):
    """Two posts, to both of which Jo and Sam said me too."""
    posts = [crowd.said(cast.sam.membership, now) for _ in range(2)]
    for by in (cast.jo, cast.sam):
        for post in posts:
            voice.say_me_too(by=by.membership, post=post)
    return posts


def test_marks_of_keys_before_are_made_anew_and_the_old_key_may_go(cast, now, settings):
    posts = marked(cast, now)
    membership.leave(membership=cast.sam.membership, now=now)
    changes_key(settings)
    assert voice.make_marks_anew([post.pk for post in posts]) == 4
    assert voice.make_marks_anew([post.pk for post in posts]) == 0
    settings.SECRET_KEY_FALLBACKS = []
    assert voice.make_marks_anew([post.pk for post in posts]) == 0
    assert queries.said_me_too(posts, cast.jo.membership) == {post.pk for post in posts}
    assert {post.me_toos for post in Post.objects.with_counts()} == {2}


def test_who_marked_under_several_keys_is_counted_once_when_they_are_made_anew(cast, now, settings):
    post, by = crowd.said(cast.sam.membership, now), cast.jo.membership
    voice.say_me_too(by=by, post=post)
    changes_key(settings)
    both = MeToo.marks_of(post.pk, by.pk)
    changes_key(settings)
    MeToo.objects.create(post=post, mark=both[0])
    assert voice.make_marks_anew([post.pk]) == 2
    assert MeToo.objects.get().mark == MeToo.marks_of(post.pk, by.pk)[0]
    MeToo.objects.create(post=post, mark=both[0])
    voice.make_marks_anew([post.pk])
    assert MeToo.objects.get().mark == MeToo.marks_of(post.pk, by.pk)[0]


def test_marks_are_made_anew_together_so_that_their_order_joins_no_two_of_one_person(cast, now, settings):
    posts = marked(cast, now)
    changes_key(settings)
    with CaptureQueriesContext(connection) as seen:
        voice.make_marks_anew([post.pk for post in posts])
    assert len([one for one in seen if one["sql"].startswith("UPDATE")]) == 1
    assert [len([one for one in seen if word in one["sql"]]) for word in ("INSERT", "DELETE")] == [0, 0]


# --- beyond the group ---


def test_whoever_said_it_shares_it_and_facilitators_what_has_no_name(cast, now):
    named, ours = crowd.said(cast.sam.membership, now), crowd.said(cast.sam.membership, now, shown_as="GROUP")
    for who, post in ((cast.farah, named), (cast.jo, named), (cast.sam, ours)):
        with pytest.raises(voice.NotYourWords):
            voice.share(by=who.membership, now=now, post=post, looked=True)
    for who, post in ((cast.sam, named), (cast.farah, ours)):
        with pytest.raises(voice.LookFirst):
            voice.share(by=who.membership, now=now, post=post, looked=False)
        voice.share(by=who.membership, now=now, post=post, looked=True)
        with pytest.raises(voice.SharedAlready):
            voice.share(by=who.membership, now=now, post=post, looked=True)
    assert Post.objects.visible_to(cast.priya.membership).count() == 2
    for other in (cast.okoro, cast.nia, cast.hal):
        assert not Post.objects.visible_to(other.membership).exists()
    assert named.author(cast.priya.membership) == ours.author(cast.priya.membership) == "Someone in the group"


def test_sharing_can_be_undone(cast, now):
    post = crowd.said(cast.sam.membership, now)
    with pytest.raises(voice.NotShared):
        voice.unshare(by=cast.sam.membership, now=now, post=post)
    voice.share(by=cast.sam.membership, now=now, post=post, looked=True)
    with pytest.raises(voice.NotYourWords):
        voice.unshare(by=cast.farah.membership, now=now, post=post)
    voice.unshare(by=cast.sam.membership, now=now, post=post)
    assert not Post.objects.visible_to(cast.priya.membership).exists()


def test_an_answer_is_shared_only_with_what_it_answers(cast, now):
    thread = crowd.said(cast.sam.membership, now)
    answer = crowd.said(cast.jo.membership, now, parent=thread)
    with pytest.raises(voice.ShareTheBeginningFirst):
        voice.share(by=cast.jo.membership, now=now, post=answer, looked=True)
    voice.share(by=cast.sam.membership, now=now, post=thread, looked=True)
    voice.share(by=cast.jo.membership, now=now, post=answer, looked=True)
    assert Post.objects.visible_to(cast.priya.membership).count() == 2
    voice.unshare(by=cast.sam.membership, now=now, post=thread)
    assert not Post.objects.visible_to(cast.priya.membership).exists()


def test_the_point_of_contact_answers_what_was_shared_with_their_name(cast, now):
    thread = crowd.said(cast.sam.membership, now)
    with pytest.raises(voice.NotThere):
        crowd.said(cast.priya.membership, now, parent=thread)
    voice.share(by=cast.sam.membership, now=now, post=thread, looked=True)
    with pytest.raises(voice.AnswerWhatWasShared):
        crowd.said(cast.priya.membership, now, parent=thread, shown_as="GROUP")
    answer = crowd.said(cast.priya.membership, now, parent=thread)
    assert answer.author(cast.priya.membership) == answer.author(cast.sam.membership) == "Priya"
    assert Letter.objects.get(stem=SHARED).person == cast.priya.person
    assert Letter.objects.get(stem=ANSWERED).person == cast.sam.person


# --- letters ---


def test_those_who_wrote_with_their_name_are_told_of_an_answer(cast, now):
    thread = crowd.said(cast.sam.membership, now)
    crowd.said(cast.jo.membership, now, parent=thread)
    crowd.said(cast.farah.membership, now, parent=thread)
    told = Letter.objects.filter(stem=ANSWERED).values_list("person__name", flat=True)
    assert sorted(told) == ["Jo", "Sam", "Sam"]
    assert not Letter.objects.filter(text__contains="I think so too").exists()


def test_of_an_answer_from_the_group_its_writer_is_told_as_well(cast, now):
    """Whoever were left out would be the one who wrote it."""
    thread = crowd.said(cast.sam.membership, now)
    crowd.said(cast.sam.membership, now, parent=thread, shown_as="GROUP")
    assert Letter.objects.get(stem=ANSWERED).person == cast.sam.person


def test_a_letter_about_what_is_gone_or_not_shared_any_more_does_not_go(cast, now):
    thread = crowd.said(cast.sam.membership, now)
    answer = crowd.said(cast.jo.membership, now, parent=thread)
    kept = crowd.said(cast.farah.membership, now, parent=thread)
    voice.share(by=cast.sam.membership, now=now, post=thread, looked=True)
    voice.unshare(by=cast.sam.membership, now=now, post=thread)
    voice.take_back(by=cast.jo.membership, now=now, post=answer)
    delivery.send_due(lambda: now + timedelta(minutes=1))
    states = set(Letter.objects.values_list("about", "state"))
    assert states == {
        (f"post:{answer.pk}", "EXPIRED"),
        (f"post:{kept.pk}", "SENT"),
        (f"post:{thread.pk}", "EXPIRED"),
    }


def test_words_must_be_there_and_not_too_many(cast, now):
    for words, sentence in (("", "Enter what you want to say."), ("x" * 4001, "That is too long")):
        with pytest.raises(Refusal, match=sentence):
            crowd.said(cast.sam.membership, now, words=words)
