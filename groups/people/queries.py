"""How a person signs in, as the page that keeps it safe needs it; and who keeps the whole site."""

from collections import Counter
from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from groups.people.models import Person


@dataclass(frozen=True)
class WaysIn:
    password: bool
    app: bool
    passkeys: int
    spare_codes: bool

    @property
    def second_step(self) -> bool:
        return self.app or self.passkeys > 0


def ways_in(person: Person) -> WaysIn:
    kinds = Counter(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return WaysIn(
        password=person.has_usable_password(),
        app=kinds[Authenticator.Type.TOTP] > 0,
        passkeys=kinds[Authenticator.Type.WEBAUTHN],
        spare_codes=kinds[Authenticator.Type.RECOVERY_CODES] > 0,
    )


def keepers():
    """Those who keep the whole site running."""
    return Person.objects.active().filter(is_site_admin=True).order_by("pk")
