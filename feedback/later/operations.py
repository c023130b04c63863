"""Adding what one thought of after a meeting. The post is voice's; whether it is still time is decided here."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import when
from coproduction.kit.refusals import Refusal
from feedback.later import queries
from feedback.log import operations as log
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from feedback.voice import operations as voice
from feedback.voice.models import Post


class NotOverYet(Refusal):
    """The meeting has not ended yet."""


class NoLongerOpen(Refusal):
    """Seven days have passed. Say something instead: it goes to your group in the same way."""


class NotOnThisAgenda(Refusal):
    """Choose one of the items of this meeting."""


@transaction.atomic
def add(*, by, now: datetime, meeting, words: str, shown_as: str, item=None, content_note="") -> Post:
    """A post of this meeting, with a name or from the group."""
    log.may(by, FeedbackAbility.THINK_LATER, meeting.group_id)
    if not meeting.over(now):
        raise NotOverYet()
    if not queries.is_open(meeting, now):
        raise NoLongerOpen(f"This closed after {when.day(queries.last_day(meeting))}. Say something instead.")
    if item is not None and item.meeting_id != meeting.pk:
        raise NotOnThisAgenda(field="item")
    return voice.post(
        by=by, now=now, words=words, shown_as=shown_as, content_note=content_note,
        came_from=Said.CameFrom.MEETING, meeting=meeting, agenda_item=item,
    )  # fmt: skip
