"""Saying something in the group's talk, with a name or from the group. What is said without a name goes another way."""

from datetime import datetime

from django.db import transaction

from coproduction.kit.refusals import Refusal
from feedback.log import operations as log
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from feedback.voice.models import Post, ShownAs
from groups.history.operations import record


class SayWhat(Refusal):
    """Enter what you want to say."""


class ChooseHowItIsShown(Refusal):
    """Choose how your words are shown."""


class NotThere(Refusal):
    """What you want to answer is not there any more."""


@transaction.atomic
def post(
    *, by, now: datetime, words: str, shown_as: str = ShownAs.NAME, topic=None, said=None, parent: Post | None = None,
    content_note: str = "", came_from: str = Said.CameFrom.POST, meeting=None, agenda_item=None,
) -> Post:  # fmt: skip
    """A post with a name or from the group, shown at once. An answer (`parent`) belongs to the thread it answers."""
    log.may(by, FeedbackAbility.POST, by.group_id)
    if shown_as not in (ShownAs.NAME, ShownAs.GROUP):
        raise ChooseHowItIsShown(field="shown_as")
    if parent is not None:
        parent = Post.objects.standing().visible_to(by).filter(pk=parent.pk).first()
        if parent is None:
            raise NotThere()
        parent = parent.parent or parent
        topic, said = parent.topic, parent.said
    if said is not None and said.group_id != by.group_id:
        raise log.NotYourPart()
    made = Post.objects.create(
        group_id=by.group_id, topic=topic if parent else log.topic_of(by.group_id, topic), said=said, parent=parent,
        words=log.text_of(words, "words", missing=SayWhat, model=Post),
        content_note=log.text_of(content_note, "content_note", model=Post), shown_as=shown_as,
        said_by=by if shown_as == ShownAs.NAME else None, came_from=came_from, meeting=meeting,
        agenda_item=agenda_item, said_on=by.group.local(now).date(), said_at=now,
    )  # fmt: skip
    record("post_written", "Something was said in the group’s talk.", group=by.group, at=now)
    return made
