"""The demo alone: signing in as one of its people without proof. Outside it the address does not exist, and does nothing."""

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coproduction.kit import clock
from coproduction.kit.access import count_second_factor_as_used, is_on_this_site, open_page
from groups.membership.models import Membership, Office, Role
from groups.people.models import Person
from groups.permissions import GroupAbility

TO_TRY = {
    Role.MEMBER: _("see what became of what you said, and say something new"),
    Role.SUPPORTER: _("help one member take part"),
    Role.FACILITATOR: _("run the next meeting, and send what the group agreed"),
    Role.CO_FACILITATOR: _("help to run the group"),
    Role.POINT_OF_CONTACT: _("say that the group was heard"),
    Role.SPONSOR: _("answer what waits for you, and see the overview"),
    Role.NETWORK_COORDINATOR: _("connect groups and appoint people"),
}


def people_to_try():
    """Everybody of the demo, by role: each a name, words (role, group and what to try) and the address of their button."""
    roles = list(TO_TRY)
    found = {}
    current = Membership.objects.current().with_people().order_by("group_id", "id")
    for one in sorted(current, key=lambda m: roles.index(m.role)):
        words = f"{one.get_role_display().capitalize()}, {one.group.name}: {TO_TRY[one.role]}."
        found.setdefault(one.person, []).append(words)
    for office in Office.objects.filter(ended_at=None).select_related("person", "organisation"):
        found.setdefault(office.person, []).append(f"Organisation admin, {office.organisation.name}: set up groups.")
    for person in Person.objects.active().filter(is_site_admin=True):
        found.setdefault(person, []).append("Site admin: keep the site running.")
    return [
        {"name": person.name, "words": " ".join(words), "url": reverse("demo_sign_in", args=[person.pk])}
        for person, words in found.items()
    ]


@open_page(GroupAbility.SIGN_IN, methods=("POST",))
def demo_sign_in(request, person_id):
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(Person.objects.active(), pk=person_id)
    adapter = get_adapter(request)
    adapter.logout(request)
    adapter.login(request, person)
    count_second_factor_as_used(request.session, person, at=clock.now())
    UserSession.objects.create_from_request(request)
    going = request.POST.get("next", "")
    return redirect(going if is_on_this_site(going) else settings.LOGIN_REDIRECT_URL)
