"""Letters about words written down for someone: is this right?, this is what was written, what they said, still waiting.

Where the words are to be shown *from the group*, letters are wiped once they went, and taken away when it is confirmed.
"""

import uuid
from datetime import datetime

from django.urls import reverse

from feedback.log.models import Said
from feedback.scribing import queries
from feedback.scribing.models import WrittenDown
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEMS = "feedback/scribing/emails"


def about(one: WrittenDown) -> str:
    return f"{queries.ABOUT}:{one.pk}"


def page(one: WrittenDown) -> str:
    return reverse("check_written", kwargs={"slug": one.group.slug, "written_id": one.pk})


def _post(stem, one, to, *, now: datetime, **more):
    context = {"words": one.words, "group": one.group.name} | more.pop("context", {})
    more = {"path": page(one)} | more
    notices.post(
        f"{STEMS}/{stem}", to=to.person, key=f"{stem}:{uuid.uuid4().hex}", at=now, group=one.group, context=context,
        about=about(one), secret=one.shown_as == Said.ShownAs.GROUP, **more,
    )  # fmt: skip


def to_confirm(one, *, now: datetime):
    context = {"how": one.get_reached_us_display(), "shown": one.get_shown_as_display()}
    context["who"] = f"{one.written_by.person.name}, {one.written_by.get_role_display()}"
    _post("to_confirm", one, one.member, now=now, kind=Kind.WAITING, button="Say if it is right", context=context)


def written_for_you(one, *, said, now: datetime):
    """Read back to them, and they said yes. They can still see it, and change the draft."""
    who = f"{one.written_by.person.name}, {one.written_by.get_role_display()}"
    _post(
        "written_for_you", one, one.member, now=now, path=said.get_absolute_url(), button="See it", context={"who": who}
    )


def what_they_said(one, *, now: datetime):
    """To whoever wrote it down."""
    context = {"who": one.member.person.name, "answer": one.get_state_display(), "wrong": one.what_is_wrong}
    _post("what_they_said", one, one.written_by, now=now, button="See it", context=context)


def still_waiting(one, *, now: datetime):
    _post(
        "still_waiting", one, one.written_by, now=now, kind=Kind.WAITING, button="Read it back to them",
        context={"who": one.member.person.name, "days": queries.NUDGE_AFTER},
    )  # fmt: skip


@notices_queries.recheck(f"{STEMS}/to_confirm")
@notices_queries.recheck(f"{STEMS}/still_waiting")
def still_waits(letters, now):
    return queries.still_waits(letters)
