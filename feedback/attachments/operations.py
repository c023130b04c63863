"""Adding a photo or a sound recording to one's own named words, and taking it away again.

The file is written first, under a name of its own; the row follows; then the file moves to its place. If anything stops on the
way, a tick of the clock clears up. What is not known to be harmless is not kept.
"""

import hashlib
from contextlib import ExitStack
from datetime import datetime
from functools import partial

from django.db import transaction

from coproduction.kit import locks, personal, photos, refusals, sounds
from coproduction.kit.refusals import Refusal
from feedback.attachments import queries
from feedback.attachments.models import Attachment
from feedback.log import operations as log
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from feedback.voice import operations as voice
from feedback.voice.models import Post
from groups.history.operations import record

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10


class DescribeIt(Refusal):
    """Say in words what it shows, or what is said in it."""


class ChooseAFile(Refusal):
    """Choose a photo or a sound recording."""


class TooLarge(Refusal):
    """This file is larger than 10 MB. Make it smaller, or send a part of it."""


class NeitherPhotoNorSound(Refusal):
    """This is neither a photo (JPEG, PNG or WebP) nor a sound recording (MP3, M4A, OGG or WAV)."""


class OnlyYourNamedWords(Refusal):
    """You can add files only to your own words, said with your name, and not after they were sent."""


class EnoughFiles(Refusal):
    """There are 10 files here already. Take one away first."""


class GoneAlready(Refusal):
    """This file was taken away already."""


def attach(*, by, now: datetime, content: bytes, description: str, post=None, said=None) -> Attachment:
    """Checks, cleans, scans and keeps one file. What its maker's machine wrote beside it is not kept."""
    thing = post or said
    log.may(by, FeedbackAbility.UPLOAD, thing.group_id)
    if not queries.may_attach(by, thing):
        raise OnlyYourNamedWords()
    description = log.text_of(description, "description", missing=DescribeIt, model=Attachment)
    kind = _kind_of(content)
    one = Attachment(
        group_id=by.group_id, post=post, said=said, description=description, kind=kind, added_by=by, added_at=now
    )
    with ExitStack() as kept:
        with refusals.beside("file"):
            scanned = kept.enter_context(queries.FOLDER.kept(one.key, content, now))
            clean = _cleaned(kind, content)
            queries.FOLDER.write(one.key, clean.content, now)
        one.scan = Attachment.Scan.CLEAN if scanned else Attachment.Scan.NOT_SCANNED
        one.content_type, one.size = clean.content_type, len(clean.content)
        one.sha256 = hashlib.sha256(clean.content).hexdigest()
        _keep(one, by)
    return one


def _kind_of(content) -> str:
    if not content:
        raise ChooseAFile(field="file")
    if len(content) > MOST_BYTES:
        raise TooLarge(field="file")
    if photos.looks_like_one(content):
        return Attachment.Kind.PHOTO
    if sounds.looks_like_one(content):
        return Attachment.Kind.SOUND
    raise NeitherPhotoNorSound(field="file")


def _cleaned(kind, content):
    return photos.drawn_anew(content) if kind == Attachment.Kind.PHOTO else sounds.without_notes(content)


@transaction.atomic
def _keep(one, by):
    """The words are looked at again under a lock: meanwhile they may have been sent or taken back."""
    rows = Post.objects if one.post_id else Said.objects
    thing = locks.held(rows).get(pk=one.post_id or one.said_id)
    if not queries.may_attach(by, thing):
        raise OnlyYourNamedWords()
    if Attachment.objects.there().filter(post=one.post, said=one.said).count() >= MOST_FILES:
        raise EnoughFiles()
    one.save(force_insert=True)
    record("file_added", "A file was added to something said with a name.", group=by.group, at=one.added_at)
    transaction.on_commit(lambda: queries.FOLDER.settle(one.key))


@transaction.atomic
def remove(*, by, now: datetime, attachment: Attachment) -> None:
    """One's own file is deleted; the line that it was there stays."""
    log.may(by, FeedbackAbility.UPLOAD, attachment.group_id)
    if attachment.added_by_id != by.pk:
        raise log.NotYourPart()
    if not Attachment.objects.there().filter(pk=attachment.pk).update(removed_at=now):
        raise GoneAlready()
    record("file_removed", "A file was taken away by whoever added it.", group=by.group, at=now)
    transaction.on_commit(lambda: queries.FOLDER.delete(attachment.key))


@personal.before_erasure("photos and sound recordings")
def remove_all(person, now) -> None:
    """Somebody is erased: their files are deleted; the lines that they were there stay."""
    mine = list(Attachment.objects.there().filter(added_by__person=person))
    Attachment.objects.filter(pk__in=[one.pk for one in mine]).update(removed_at=now)
    transaction.on_commit(lambda: [queries.FOLDER.delete(one.key) for one in mine])


def clear_up(*, now: datetime) -> int:
    """What a stop in the wrong moment left behind."""
    there = Attachment.objects.there()
    new_ones = queries.FOLDER.clear_up(lambda key: there.filter(pk=key).exists(), now)
    return new_ones + _removed_ones(now)


@voice.goes_when_taken_back
def remove_with_its_words(post: Post, now: datetime) -> None:
    """The files of words that are taken back: the line that they were there stays, they go from the disk once that is sure."""
    for one in Attachment.objects.there().filter(post=post):
        Attachment.objects.filter(pk=one.pk).update(removed_at=now)
        transaction.on_commit(partial(queries.FOLDER.delete, one.key))


def _removed_ones(now) -> int:
    removed = queries.removed_lately(now)[:1000]
    return sum(queries.FOLDER.delete(one.key) for one in removed)
