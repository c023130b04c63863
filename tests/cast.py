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
        far = builders.organisation("Fenland care board")
        self.far_group = builders.group("Fen Edge Group", of=far)
        join = self._join
        self.farah = join("Farah", Role.FACILITATOR)  # keeps the group going; may not decide
        self.col = join("Col", Role.CO_FACILITATOR)  # helps Farah
        self.sam = join("Sam", Role.MEMBER)  # lives with a long-term condition; speaks
        self.jo = join("Jo", Role.MEMBER)  # reads second
        self.sol = join("Sol", Role.SUPPORTER)  # helps Sam take part
        Support.objects.create(member=self.sam.membership, supporter=self.sol.membership, consented_at=builders.NOW)
        self.priya = join("Priya", Role.POINT_OF_CONTACT)  # gets the group's words to the right person
        self.okoro = join("Dr Okoro", Role.SPONSOR)  # holds the final say; must answer
        self.nia = join("Nia", Role.NETWORK_COORDINATOR)  # connects groups; reads no discussion
        self.hal = join("Hal", Role.MEMBER, self.other_group)  # a member of another group of the same organisation
        self.faye = join("Faye", Role.FACILITATOR, self.other_group)  # facilitator of another group
        self.fen = join("Fen", Role.MEMBER, self.far_group)  # a member in another organisation
        self.gone = join("Gwen", Role.MEMBER)  # left last week
        Membership.objects.filter(pk=self.gone.membership.pk).update(left_at=builders.NOW)
        orla = builders.person("Orla")  # organisation admin; never reads what a group says
        builders.office(self.group.organisation, who=orla)
        self.orla = Player(None, orla)
        self.ada = Player(None, builders.person("Ada", is_site_admin=True))  # keeps the site running
        self.nobody = Player(None, builders.person("Ned"))  # has an account and no group

    def _join(self, name, role, group=None):
        made = builders.membership(group or self.group, role, name=name)
        return Player(made, made.person)

    @property
    def in_group(self):
        """Those related to the group, by role."""
        return [self.farah, self.col, self.sam, self.jo, self.sol, self.priya, self.okoro, self.nia]

    @property
    def outsiders(self):
        """Those who must not learn that anything of the group exists."""
        return [self.hal, self.faye, self.fen, self.gone, self.orla, self.ada, self.nobody]
