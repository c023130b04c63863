from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from groups.notices import operations as notices
from groups.notices.models import Kind
from groups.reach.queries import A_DAY


def trial(to, *, key: str, now: datetime) -> None:
    """The one letter that goes to an address that took none. Whether it comes back is what we want to know."""
    notices.post(
        "groups/bounces/emails/trial", to=to, key=key, at=now, kind=Kind.ACCOUNT, urgent=True,
        path=reverse("your_letters"), button=_("See your letters"), useful_until=now + A_DAY,
        why=_("You get this because somebody asked us to try your email again."),
    )  # fmt: skip
