"""A facilitator's own words to one person. Nothing here is ever sent by itself."""

from django.urls import reverse

from groups.attendance.models import KindWord
from groups.notices import operations as notices
from groups.notices.models import Kind


def kind_word(made: KindWord, said: str, *, now):
    group = made.written_by.group
    notices.post(
        "groups/attendance/emails/kind_word", to=made.membership.person, key=f"kind-word:{made.pk}", at=now, group=group,
        kind=Kind.NEWS, path=reverse("meetings", kwargs={"slug": group.slug}), button="See our meetings",
        context={"who": made.written_by.person.name, "words": said, "group": group.name},
    )  # fmt: skip
