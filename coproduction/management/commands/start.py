"""A real start: on an empty site, the organisation, its admin and the first group. Everything else is done in the browser."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from coproduction.kit import clock
from coproduction.kit.refusals import Refusal
from coproduction.kit.words import one_line
from groups.charter.models import Group
from groups.organisations import operations


class Command(BaseCommand):
    help = "Makes the first organisation, its admin and the first group, and sends the two invitations."

    def add_arguments(self, parser):
        parser.add_argument("--organisation", required=True, help="its name")
        parser.add_argument(
            "--admin", required=True, metavar="EMAIL", help="who looks after the organisation and this site"
        )
        parser.add_argument("--admin-name", default="", metavar="NAME")
        parser.add_argument("--group", required=True, help="the name of the first group")
        parser.add_argument(
            "--facilitator", required=True, metavar="EMAIL", help="who invites everybody else to the group"
        )
        parser.add_argument("--facilitator-name", default="", metavar="NAME")
        parser.add_argument("--place", default="", help="the town or area the group is about")
        parser.add_argument("--level", default="LOCAL", choices=Group.Level.values, type=str.upper)

    def handle(self, **given):
        try:
            group, invitations = operations.start(
                organisation=named(given["organisation"], "--organisation"),
                admin_email=address(given["admin"], "--admin"), admin_name=one_line(given["admin_name"])[:80],
                group=named(given["group"], "--group"),
                facilitator_email=address(given["facilitator"], "--facilitator"),
                facilitator_name=one_line(given["facilitator_name"])[:80],
                locality=one_line(given["place"])[:120], level=given["level"], now=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        say = self.stdout.write
        say(f"{group.organisation.name} and its first group, {group.name}, are set up.")
        say("We sent these invitations. Each link works once, for this address, for 14 days:")
        for one in invitations:
            path = reverse("accept_invitation", kwargs={"token": one.token})
            say(f"  {one.email} ({one.get_role_display()}, {one.place.name}): {settings.SITE_ADDRESS}{path}")
        if not settings.EMAIL_URL:
            say("EMAIL_URL is not set, so no letter leaves this machine: pass the links on yourself.")


def named(text, option):
    name = one_line(text)
    if not 0 < len(name) <= 120:
        raise CommandError(f"{option} needs a name of 1 to 120 characters.")
    return name


def address(text, option):
    try:
        validate_email(text.strip())
    except ValidationError as error:
        raise CommandError(f"{option} needs an email address, like name@example.org.") from error
    return text.strip()
