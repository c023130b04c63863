import re

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

PHONE = re.compile(r"\+?[0-9 ()./-]{5,29}")


class People(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class PersonManager(BaseUserManager.from_queryset(People)):
    """allauth and Django ask for people by their address, whatever its capitals."""

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser):
    """Somebody with an account. There is one per e-mail address; their roles are memberships, one per group.

    Not Django's `PermissionsMixin`: `person.groups` would then mean something else than it says.
    """

    class Reach(models.TextChoices):
        EMAIL = "EMAIL", "By email"
        PHONE = "PHONE", "By phone"
        TEXT = "TEXT", "By text message"
        POST = "POST", "By post"

    email = models.EmailField(
        "email address",
        max_length=254,
        unique=True,
        error_messages={"unique": "Someone already uses this email address."},
    )
    name = models.CharField("name, as you want it shown", max_length=80)
    phone = models.CharField("phone number", max_length=30, blank=True)
    postal_address = models.TextField("postal address", max_length=400, blank=True)
    reach = models.CharField("best way to reach you", max_length=10, choices=Reach, default=Reach.EMAIL)
    reach_note = models.CharField("anything we should know when we contact you", max_length=200, blank=True)
    about = models.CharField("a few words about you", max_length=400, blank=True)
    access_needs = models.TextField("what you need to take part", max_length=2000, blank=True)
    communication_needs = models.TextField("how you need information", max_length=2000, blank=True)
    may_keep_needs = models.BooleanField(
        "we may keep what you need", default=False, db_default=False
    )  # they said yes to that, and to nothing else, by itself (consents)
    time_zone = models.CharField(max_length=60, blank=True)
    show_about = models.BooleanField("show these words to my groups", default=True)
    show_contact = models.BooleanField("show my email and phone to my groups", default=False)
    is_active = models.BooleanField(default=True)
    is_site_admin = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True, blank=True)
    signed_out_times = models.PositiveIntegerField(default=0)  # part of every session's seal: one more ends them all

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="addresses_are_kept_in_small_letters"),
            models.CheckConstraint(
                condition=Q(may_keep_needs=True) | Q(access_needs="", communication_needs=""),
                name="needs_are_kept_with_a_yes",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def needs(self) -> str:
        """Both answers in one piece, to fill in *what I need this time*."""
        return "\n".join(said for said in (self.access_needs, self.communication_needs) if said)

    def must_use_second_step(self) -> bool:
        """Whether they look after the site, or have a role or an office that asks for a second step. At most one statement."""
        roles, offices = self.memberships.current().with_second_factor(), self.offices.current()
        return self.is_site_admin or roles.values("pk").union(offices.values("pk")).exists()

    def get_session_auth_hash(self):
        return self._sealed(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self):
        for seal in super().get_session_auth_fallback_hash():
            yield self._sealed(seal)

    def _sealed(self, seal):
        """A session is good for one password and until the next *sign out everywhere*."""
        return f"{seal}{self.signed_out_times:x}"
