"""The letter that tells somebody what was set for them. It cannot be stopped or paused, and goes at once and by email:
nobody changes it unseen."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

SET_FOR = "groups/wishes/emails/set_for"
notices_queries.always_by_email(SET_FOR)


def set_for(member, *, by, lines: list[str], now: datetime) -> None:
    notices.post(
        SET_FOR, to=member.person, group=member.group, at=now, kind=Kind.ACCOUNT, urgent=True,
        key=f"letters-set:{member.pk}:{now.isoformat()}", path=reverse("letter_choices"), button=_("See it, and change it"),
        context={"who": by.person.name, "lines": lines},
        why=_("You get this each time somebody changes for you how letters come, so that nobody can do it unseen."),
    )  # fmt: skip
