"""The letter that says that somebody came with a browser we do not know. It names no place in the network: we do not look."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from coproduction.kit import when
from groups.choices import queries as choices
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.signing_in.models import KnownBrowser

NEW_BROWSER = "groups/signing_in/emails/new_browser"
notices_queries.always_by_email(NEW_BROWSER)


def new_browser(one: KnownBrowser, *, device: str, now: datetime) -> None:
    """Once for each browser, at once. It cannot be stopped: nobody shall get in unseen."""
    at = when.moment(now.astimezone(choices.zone_of(one.person)))
    notices.post(
        NEW_BROWSER, to=one.person, key=f"new-browser:{one.pk}:{one.seal[:8]}", at=now,
        kind=Kind.ACCOUNT, urgent=True, context={"device": device, "moment": at}, path=reverse("usersessions_list"),
        button=_("See where you are signed in"), useful_until=now + timedelta(days=7),
        why=_("You get this once for each new device or browser, so that nobody else can sign in unseen."),
    )  # fmt: skip
