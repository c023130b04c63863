"""The letter to somebody for whom a yes was written down, or taken back, by phone. It cannot be stopped."""

from django.urls import reverse

from groups.notices import operations as notices
from groups.notices.models import Kind


def noted(yes, whose, *, by, now):
    letter = "taken_back" if yes.taken_back_at else "said_yes"
    notices.post(
        f"groups/consents/emails/{letter}", to=whose.person, group=whose.group, at=now, kind=Kind.ACCOUNT,
        key=f"consent-{yes.pk}:{letter}", path=reverse("yes_to_needs"), button="See it, or change it",
        context={"who": by.person.name, "wording": yes.wording, "deleted": yes.deleted},
    )  # fmt: skip
