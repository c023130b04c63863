"""Adding a photo or a sound recording to one's own named words, and taking it away again.

The file is written first, under a name of its own; the row follows; then the file moves to its place. If anything stops on the
way, a tick of the clock clears up. What is not known to be harmless is not kept.
"""

import hashlib
import os
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from coproduction.kit import photos, scanner, sounds
from coproduction.kit.refusals import Refusal
from feedback.attachments import queries
from feedback.attachments.models import Attachment
from feedback.log import operations as log
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from feedback.voice.models import Post
from groups.history.operations import record

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10
LEFT_OVER, LOOKED_BACK = timedelta(hours=1), timedelta(days=3)
AT_A_TIME = 100


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
    one.path = f"{queries.FOLDER}/{str(one.pk)[:2]}/{one.pk}"
    new = queries.new_place(one.pk)
    try:
        _write(new, content, now)
        scanned = _on_field(lambda: scanner.scan(settings.FILE_SCANNER, new))
        one.scan = Attachment.Scan.CLEAN if scanned else Attachment.Scan.NOT_SCANNED
        clean = _on_field(lambda: _cleaned(kind, content))
        _write(new, clean.content, now)
        one.content_type, one.size = clean.content_type, len(clean.content)
        one.sha256 = hashlib.sha256(clean.content).hexdigest()
        _keep(one, by)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
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


def _on_field(act):
    """What is wrong with the file is said beside it."""
    try:
        return act()
    except Refusal as refusal:
        refusal.field = "file"
        raise


def _write(path, content, now):
    """Readable by the site alone; dated by the clock everything else goes by."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.utime(path, (now.timestamp(), now.timestamp()))


@transaction.atomic
def _keep(one, by):
    """The words are looked at again under a lock: meanwhile they may have been sent or taken back."""
    rows = Post.objects if one.post_id else Said.objects
    thing = rows.select_for_update().get(pk=one.post_id or one.said_id)
    if not queries.may_attach(by, thing):
        raise OnlyYourNamedWords()
    if Attachment.objects.there().filter(post=one.post, said=one.said).count() >= MOST_FILES:
        raise EnoughFiles()
    one.save(force_insert=True)
    record("file_added", "A file was added to something said with a name.", group=by.group, at=one.added_at)
    transaction.on_commit(lambda: _settle(one))


def _settle(one) -> None:
    """From the new ones to its place."""
    new, place = queries.new_place(one.pk), queries.place(one.path.partition("/")[2])
    if new.is_file():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new.replace(place)


@transaction.atomic
def remove(*, by, now: datetime, attachment: Attachment) -> None:
    """One's own file is deleted; the line that it was there stays."""
    log.may(by, FeedbackAbility.UPLOAD, attachment.group_id)
    if attachment.added_by_id != by.pk:
        raise log.NotYourPart()
    if not Attachment.objects.there().filter(pk=attachment.pk).update(removed_at=now):
        raise GoneAlready()
    record("file_removed", "A file was taken away by whoever added it.", group=by.group, at=now)
    transaction.on_commit(lambda: _delete(attachment))


def _delete(attachment) -> bool:
    path = queries.file_of(attachment)
    if path:
        path.unlink(missing_ok=True)
    return path is not None


def clear_up(*, now: datetime) -> int:
    """What a stop in the wrong moment left behind, and files of words that were taken back."""
    return _new_ones(now) + _of_taken_back_words(now) + _removed_ones(now)


def _new_ones(now) -> int:
    folder, did = queries.place(queries.NEW), 0
    for path in sorted(folder.iterdir())[:AT_A_TIME] if folder.is_dir() else ():
        one = Attachment.objects.there().filter(pk=_id(path.name)).first()
        if one:
            _settle(one)
            did += 1
        elif path.stat().st_mtime < (now - LEFT_OVER).timestamp():
            path.unlink(missing_ok=True)
            did += 1
    return did


def _id(name):
    try:
        return uuid.UUID(name)
    except ValueError:
        return None


def _of_taken_back_words(now) -> int:
    gone = list(Attachment.objects.there().filter(post__withdrawn_on__isnull=False)[:AT_A_TIME])
    Attachment.objects.filter(pk__in=[one.pk for one in gone]).update(removed_at=now)
    return sum(_delete(one) for one in gone)


def _removed_ones(now) -> int:
    return sum(_delete(one) for one in Attachment.objects.filter(removed_at__gt=now - LOOKED_BACK)[:1000])
