"""The same few people everywhere, each introduced in one line."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.test import Client

from coproduction.kit.access import count_second_factor_as_used
from groups.membership.models import Membership, Role, Support
from tests import builders


@dataclass
class Player:
    membership: Membership | None
    person: object

    @cached_property
    def client(self) -> Client:
        return signed_in(self.person)


def signed_in(person, *, second_factor=True) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    if second_factor:
        session = client.session
        count_second_factor_as_used(session, person, at=builders.NOW)
        session.save()
    return client


class Cast:
    def __init__(self):
        self.group = builders.group()
        self.other_group = builders.group("Harbour Voices", locality="Port Ellery")
        self.far_group = builders.group("Fen Edge Group", of=builders.organisation("Fenland care board"))
        here, beside, far = self.group, self.other_group, self.far_group
        self._join(
            farah=("Farah", Role.FACILITATOR, here),  # keeps the group going; may not decide
            col=("Col", Role.CO_FACILITATOR, here),  # helps Farah
            sam=("Sam", Role.MEMBER, here),  # lives with a long-term condition; speaks
            jo=("Jo", Role.MEMBER, here),  # reads second
            sol=("Sol", Role.SUPPORTER, here),  # helps Sam take part
            priya=("Priya", Role.POINT_OF_CONTACT, here),  # gets the group's words to the right person
            okoro=("Dr Okoro", Role.SPONSOR, here),  # holds the final say; must answer
            nia=("Nia", Role.NETWORK_COORDINATOR, here),  # connects groups; reads no discussion
            hal=("Hal", Role.MEMBER, beside),  # a member of another group of the same organisation
            faye=("Faye", Role.FACILITATOR, beside),  # facilitator of another group
            fen=("Fen", Role.MEMBER, far),  # a member in another organisation
            gone=("Gwen", Role.MEMBER, here),  # left last week
        )
        Support.objects.create(member=self.sam.membership, supporter=self.sol.membership, consented_at=builders.NOW)
        Membership.objects.filter(pk=self.gone.membership.pk).update(left_at=builders.NOW)
        orla = builders.person("Orla")  # organisation admin; never reads what a group says
        builders.office(self.group.organisation, who=orla)
        self.orla = Player(None, orla)
        self.ada = Player(None, builders.person("Ada", is_site_admin=True))  # keeps the site running
        self.nobody = Player(None, builders.person("Ned"))  # has an account and no group

    def _join(self, **introduced):
        """All at once: nearly every test begins with them."""
        for known_as, made in zip(introduced, builders.memberships(introduced.values()), strict=True):
            setattr(self, known_as, Player(made, made.person))

    @property
    def in_group(self):
        """Those related to the group, by role."""
        return [self.farah, self.col, self.sam, self.jo, self.sol, self.priya, self.okoro, self.nia]

    @property
    def outsiders(self):
        """Those who must not learn that anything of the group exists."""
        return [self.hal, self.faye, self.fen, self.gone, self.orla, self.ada, self.nobody]
