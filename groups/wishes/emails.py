"""The letter that tells somebody what was set for them. It cannot be stopped or paused: nobody changes it unseen."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from groups.notices import operations as notices
from groups.notices.models import Kind


def set_for(member, *, by, lines: list[str], now: datetime) -> None:
    notices.post(
        "groups/wishes/emails/set_for", to=member.person, group=member.group, at=now, kind=Kind.ACCOUNT,
        key=f"letters-set:{member.pk}:{now.isoformat()}", path=reverse("letter_choices"), button=_("See it, and change it"),
        context={"who": by.person.name, "lines": lines},
        why=_("You get this each time somebody changes for you how letters come, so that nobody can do it unseen."),
    )  # fmt: skip
