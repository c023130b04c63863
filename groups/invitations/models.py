from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format

from groups.membership.models import Role

ORGANISATION_ADMIN, SITE_ADMIN = "ORGANISATION_ADMIN", "SITE_ADMIN"
IN_AN_OFFICE = {ORGANISATION_ADMIN: "organisation admin", SITE_ADMIN: "site admin"}
# What each role can be called in the middle of a sentence.
ROLE_WORDS = dict(Role.choices) | IN_AN_OFFICE


class Invitations(models.QuerySet):
    def open(self, now):
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)

    def waiting(self):
        """Neither accepted nor withdrawn. Some may have run out: those can be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def of_organisation(self, organisation_id):
        return self.filter(Q(organisation_id=organisation_id) | Q(group__organisation_id=organisation_id))

    def visible_to(self, membership):
        """Facilitators see all of the group's; others only what they sent themselves."""
        ours = self.filter(group_id=membership.group_id)
        return ours if membership.facilitates else ours.filter(invited_by=membership.person_id)

    def newest_first(self):
        return self.order_by("-invited_at", "-id")


class Invitation(models.Model):
    """An address invited to one role. The link is kept only as a hash, works once, for that address, until it expires."""

    group = models.ForeignKey("groups.Group", models.CASCADE, null=True, blank=True, related_name="invitations")
    organisation = models.ForeignKey("groups.Organisation", models.CASCADE, null=True, blank=True, related_name="+")
    email = models.EmailField("email address", max_length=254)
    name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=30, choices=[*Role.choices, *IN_AN_OFFICE.items()])
    supports = models.ForeignKey("groups.Membership", models.CASCADE, null=True, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    message = models.TextField("a few words from you", max_length=1000, blank=True)
    invited_by = models.ForeignKey("groups.Person", models.PROTECT, null=True, blank=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = Invitations.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(group=None, organisation__isnull=False, role__in=[ORGANISATION_ADMIN, SITE_ADMIN])
                | (Q(group__isnull=False, organisation=None) & ~Q(role__in=[ORGANISATION_ADMIN, SITE_ADMIN])),
                name="invited_to_one_place",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="accepted_or_withdrawn_not_both"
            ),
            models.UniqueConstraint(
                fields=["group", "email", "role"], condition=Q(accepted_at=None, withdrawn_at=None),
                name="invited_once_to_a_group",
                violation_error_message="This person is already invited. You can send the invitation again.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "email", "role"], condition=Q(accepted_at=None, withdrawn_at=None),
                name="invited_once_to_an_office",
                violation_error_message="This person is already invited. You can send the invitation again.",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["group", "-invited_at"], name="invitations_of_group"),
            models.Index(fields=["expires_at"], name="invitations_run_out"),
        ]

    def __str__(self):
        return f"{self.email}, {self.get_role_display()}"

    @property
    def place(self):
        """What they are invited to: a group, or an organisation."""
        return self.group or self.organisation

    @property
    def as_role(self) -> str:
        """The role as it stands in a sentence: a member, an organisation admin."""
        return f"{'an' if self.role == ORGANISATION_ADMIN else 'a'} {self.get_role_display()}"

    @property
    def masked_email(self) -> str:
        """Enough of the address for its owner to know it, too little for anyone else."""
        name, _, host = self.email.partition("@")
        return f"{name[:1]}…@{host}"

    def until_in_words(self) -> str:
        zone = self.group.zone if self.group else ZoneInfo("Europe/London")
        return date_format(self.expires_at.astimezone(zone), "l j F Y")

    def runs(self, now) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > now
