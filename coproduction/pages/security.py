"""Where somebody who found a hole tells us of it: security.txt (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse

from coproduction.kit import clock
from coproduction.kit.access import open_page
from coproduction.kit.keeping import kept_near
from groups.permissions import GroupAbility

GOOD_FOR = timedelta(days=90)  # read by machines, which must not trust an old copy


@open_page(GroupAbility.READ_HELP)
def security_txt(request):
    """Only where somebody is named who answers: without a contact there is no such address."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = (clock.now() + GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_ADDRESS}{reverse('security_txt')}",
    ]
    return kept_near(request, HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8"))
