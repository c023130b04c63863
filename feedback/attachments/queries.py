"""Which files stand with what was said, and where they lie."""

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Q

from coproduction.kit import personal
from coproduction.kit.filing import Folder
from feedback.attachments.models import ENDINGS, Attachment
from feedback.log.models import Stage
from feedback.voice.models import ShownAs

FOLDER = Folder("attachments")
LOOKED_BACK = timedelta(days=3)


def removed_lately(now: datetime):
    """Their files may have been left behind. Whether they were only the disk knows."""
    return Attachment.objects.filter(removed_at__gt=now - LOOKED_BACK)


def due(now: datetime) -> list:
    """What the clock may have to do. No statement."""
    return [bool(FOLDER.new_ones()), removed_lately(now)]


def file_of(attachment: Attachment) -> Path | None:
    return FOLDER.find(attachment.key)


def may_attach(membership, thing) -> bool:
    """Only whoever said it with their name: to a post that stands, or to a draft that is not sent."""
    if thing.shown_as != ShownAs.NAME or thing.said_by_id != membership.pk or not membership.inside:
        return False
    if hasattr(thing, "stage"):
        return thing.stage in (Stage.DRAFT, Stage.AGREEING)
    return thing.withdrawn_on is None and thing.hidden_at is None


def of_thing(membership, *, post=None, said=None) -> list[Attachment]:
    rows = Attachment.objects.visible_to(membership).there()
    return list(rows.filter(post=post, said=said).in_order())


def of_posts(membership, posts) -> dict:
    """Files by the id of the post they stand with. One statement."""
    found = defaultdict(list)
    rows = Attachment.objects.visible_to(membership).there().filter(post__in=[post.pk for post in posts])
    for one in rows.in_order():
        found[one.post_id].append(one)
    return found


def of_entry(membership, said) -> list[Attachment]:
    """Files of one entry: added to it, or to words of the talk that it is made of. One statement."""
    rows = Attachment.objects.visible_to(membership).there()
    return list(rows.filter(Q(said=said) | Q(post__pieces__said=said)).in_order())


@personal.files("photos and sound recordings")
def files_of(person) -> list[tuple[str, Path]]:
    """Those this person added and did not take away, by a name that says what they are."""
    rows = Attachment.objects.there().filter(added_by__person=person).in_order()
    found = [(f"{one.added_at:%Y-%m-%d}-{one.key[:8]}.{ENDINGS[one.content_type]}", file_of(one)) for one in rows]
    return [(name, path) for name, path in found if path]
