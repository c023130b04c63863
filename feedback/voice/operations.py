"""Saying something in the group's talk with a name or from the group, and what may be done with a post that is there.

What is said without a name goes another way (`feedback.receipts`) and only ends here.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from coproduction.kit import locks
from coproduction.kit.following import follows
from coproduction.kit.refusals import Refusal
from feedback.log import operations as log
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from feedback.voice import emails, queries
from feedback.voice.models import MeToo, Post, PostVersion, ShownAs
from groups.history.operations import record

_go_with_it = []


def goes_when_taken_back(do):
    """Hangs up what a room does with what it keeps of a post, `do(post, now)`, in the transaction that takes its words back."""
    _go_with_it.append(do)
    return do


class SayWhat(Refusal):
    """Enter what you want to say."""


class ChooseHowItIsShown(Refusal):
    """Choose how your words are shown."""


class NotThere(Refusal):
    """What you want to answer is not there any more."""


class AnswerWhatWasShared(Refusal):
    """You can answer what the group shared with you. Only the group begins a talk."""


class NotYourWords(Refusal):
    """These are someone else’s words. Only they can do this."""


class TakenBackAlready(Refusal):
    """This was taken back, or is hidden. Nothing more can be done with it."""


class LookFirst(Refusal):
    """Say that you have looked: nobody can be recognised from this."""


class ShareTheBeginningFirst(Refusal):
    """This answers something that is not shared. Share the beginning of the talk first."""


class SharedAlready(Refusal):
    """This is shared already."""


class NotShared(Refusal):
    """This is not shared."""


@transaction.atomic
def post(
    *, by, now: datetime, words: str, shown_as: str = ShownAs.NAME, topic=None, said=None, parent: Post | None = None,
    content_note: str = "", came_from: str = Said.CameFrom.POST, meeting=None, agenda_item=None,
) -> Post:  # fmt: skip
    """A post with a name or from the group, shown at once. An answer (`parent`) belongs to the thread it answers.

    Somebody from the system answers what was shared with them, with their name, and reads their own answer.
    """
    log.may(by, FeedbackAbility.POST, by.group_id)
    if shown_as not in (ShownAs.NAME, ShownAs.GROUP):
        raise ChooseHowItIsShown(field="shown_as")
    if not by.inside and (parent is None or shown_as != ShownAs.NAME):
        raise AnswerWhatWasShared()
    parent, topic, said = place_of(by, topic=topic, said=said, parent=parent)
    made = Post.objects.create(
        group_id=by.group_id, topic=topic, said=said, parent=parent,
        words=log.text_of(words, "words", missing=SayWhat, model=Post),
        content_note=log.text_of(content_note, "content_note", model=Post), shown_as=shown_as,
        said_by=by if shown_as == ShownAs.NAME else None, came_from=came_from, meeting=meeting,
        agenda_item=agenda_item, said_on=by.group.local(now).date(), said_at=now,
        shared_at=None if by.inside else now,
    )  # fmt: skip
    record("post_written", "Something was said in the group’s talk.", group=by.group, at=now)
    if parent is not None:
        emails.answered(made, queries.named_writers(parent), now=now)
    return made


def place_of(by, *, topic=None, said=None, parent: Post | None = None):
    """Where new words belong: the thread they answer with its topic or entry; or a topic, an entry, or the group at large."""
    if parent is not None:
        parent = Post.objects.standing().visible_to(by).filter(pk=parent.pk).first()
        if parent is None:
            raise NotThere()
        parent = parent.parent or parent
        return parent, parent.topic, parent.said
    if said is not None and said.group_id != by.group_id:
        raise log.NotYourPart()
    return None, log.topic_of(by.group_id, topic), said


def _locked(by, one: Post, ability) -> Post:
    log.may(by, ability, one.group_id)
    one = locks.held(Post.objects).select_related("group").get(pk=one.pk)
    if not one.stands:
        raise TakenBackAlready()
    return one


@transaction.atomic
def change(*, by, now: datetime, post: Post, words: str, content_note: str = "") -> Post:
    """Other words for one's own named post. The group can still read what stood there before."""
    post = _locked(by, post, FeedbackAbility.CHANGE_OWN_POST)
    if not post.is_by(by):
        raise NotYourWords()
    words = log.text_of(words, "words", missing=SayWhat, model=Post)
    content_note = log.text_of(content_note, "content_note", model=Post)
    if (words, content_note) == (post.words, post.content_note):
        return post
    PostVersion.objects.create(post=post, words=post.words, content_note=post.content_note, changed_at=now)
    post.words, post.content_note = words, content_note
    post.save(update_fields=["words", "content_note"])
    record("post_changed", "Words in the group’s talk were changed by their writer.", group=by.group, at=now)
    return post


@transaction.atomic
def take_back(*, by, now: datetime, post: Post) -> Post:
    """One's own named post. The words are gone, those before them too; a line stays that says so."""
    post = _locked(by, post, FeedbackAbility.CHANGE_OWN_POST)
    if not post.is_by(by):
        raise NotYourWords()
    wipe(post, by.group.local(now).date(), now)
    record("post_taken_back", "Words in the group’s talk were taken back by their writer.", group=by.group, at=now)
    return post


def wipe(post: Post, day, now: datetime) -> None:
    """What taking back does to a row, whoever may do it. Call it with the row locked, inside the transaction.

    Of `now` nothing is kept with the post.
    """
    post.versions.all().delete()
    post.words = post.content_note = post.receipt_place = post.receipt_hash = ""
    post.withdrawn_on, post.shared_at = day, None
    post.save(
        update_fields=["words", "content_note", "receipt_place", "receipt_hash", "withdrawn_on", "shared_at"]
    )  # fmt: skip
    for do in _go_with_it:
        do(post, now)


@transaction.atomic
def say_me_too(*, by, post: Post) -> None:
    """Counted once for each member, and never said who. No history: it would say when somebody agreed with what."""
    post = _locked(by, post, FeedbackAbility.ME_TOO)
    marks = MeToo.marks_of(post.pk, by.pk)
    if not MeToo.objects.filter(post=post, mark__in=marks).exists():
        MeToo.objects.create(post=post, mark=marks[0])


@transaction.atomic
def take_back_me_too(*, by, post: Post) -> None:
    log.may(by, FeedbackAbility.ME_TOO, post.group_id)
    MeToo.objects.filter(post=post, mark__in=MeToo.marks_of(post.pk, by.pk)).delete()


@follows("marks of me too", rows=lambda: Post.objects.filter(Exists(MeToo.objects.filter(post=OuterRef("pk")))))
@transaction.atomic
def make_marks_anew(pks) -> int:
    """Makes marks of keys before with that of now. Whoever holds the keys and the database can find out whose a mark is, as at
    each look at the talk; nothing of that is kept. All marks of some posts are written together, in the order they lie in: the
    marks of one person must not come to lie beside each other.
    """
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    kept = dict(MeToo.objects.filter(post__in=pks).values_list("mark", "pk"))
    there, anew, twice = set(kept), {}, []
    for post, member in queries.could_have_marked(pks):
        new, *old = MeToo.marks_of(post, member)
        for mark in there.intersection(old):
            if new in there:
                twice.append(kept[mark])
            else:
                anew[kept[mark]] = new
                there.add(new)
    MeToo.objects.filter(pk__in=twice).delete()
    MeToo.objects.bulk_update([MeToo(pk=number, mark=anew[number]) for number in sorted(anew)], ["mark"])
    return len(anew) + len(twice)


@transaction.atomic
def share(*, by, now: datetime, post: Post, looked: bool) -> Post:
    """With the group's point of contact, without a name. Only after somebody looked whether a person could be recognised."""
    post = _locked(by, post, FeedbackAbility.SHARE_POST)
    if not queries.may_share(post, by):
        raise NotYourWords()
    if post.shared_at:
        raise SharedAlready()
    if not looked:
        raise LookFirst(field="looked")
    if post.parent_id and not Post.objects.filter(pk=post.parent_id).exclude(shared_at=None).exists():
        raise ShareTheBeginningFirst()
    post.shared_at = now
    post.save(update_fields=["shared_at"])
    record(
        "post_shared", "Something from the group’s talk was shared with the point of contact.", group=by.group, at=now
    )
    emails.shared(post, queries.contacts(post.group_id), now=now)
    return post


@transaction.atomic
def unshare(*, by, now: datetime, post: Post) -> Post:
    """From now on the point of contact does not find it any more. What they have read they have read."""
    post = _locked(by, post, FeedbackAbility.SHARE_POST)
    if not queries.may_share(post, by):
        raise NotYourWords()
    if not post.shared_at:
        raise NotShared()
    post.shared_at = None
    post.save(update_fields=["shared_at"])
    record("post_unshared", "Something from the group’s talk is not shared any more.", group=by.group, at=now)
    return post
