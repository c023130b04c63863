from datetime import timedelta

from django.db import models
from django.db.models import Q

RAW_STAYS = timedelta(days=30)


class Why(models.TextChoices):
    """Why a message did not become a post, in words for whoever wrote it and for the operator."""

    AUTOMATIC = "AUTOMATIC", "It was written by a machine, not by a person."
    UNKNOWN = "UNKNOWN", "It answers no letter of ours that we know of."
    LATE = "LATE", "It came more than 30 days after our letter."
    LEFT = "LEFT", "You are not in that group now."
    GONE = "GONE", "What it answers is not there any more."
    CLOSED = "CLOSED", "The group is closed. Its record stays as it is."
    SENDER = "SENDER", "It came from another email address than yours."
    EMPTY = "EMPTY", "We found no words of your own in it."
    UNREADABLE = "UNREADABLE", "We could not read it. It may be damaged, or have no text in it."
    TOO_BIG = "TOO_BIG", "It was bigger than we can take. Pictures and files make an email big."
    TOO_LONG = "TOO_LONG", "It was longer than one piece can be."
    WISH = "WISH", "It asked us to stop texts, or to start again."
    TOO_MANY = "TOO_MANY", "More came from you in one day than we can take."


OF_NOBODY = Q(person=None) | Q(state="DROPPED")
TO_WIPE = ~Q(raw=b"") | Q(state="TAKEN") & ~Q(below="")


class Inbounds(models.QuerySet):
    def visible_to_person(self, person):
        """What this person sent (or somebody who had the address of their letter), about groups they are in now."""
        here = person.memberships.current().values("group")
        return self.filter(person=person, group__in=here).exclude(state__in=(Inbound.State.NEW, Inbound.State.DROPPED))

    def to_wipe(self, now):
        """Of somebody, and looked at a month ago: as it came it is wiped. What waits for its person keeps what they can read of
        it, and with it what stood below: where we found no words of theirs that is all there is."""
        return self.filter(TO_WIPE, settled_at__lte=now - RAW_STAYS, person__isnull=False).exclude(state="DROPPED")

    def to_delete(self, now):
        """Nobody can use it, and nobody but a machine waits for it: a month after we looked at it."""
        return self.filter(OF_NOBODY, settled_at__lte=now - RAW_STAYS)

    def new(self):
        return self.filter(state=Inbound.State.NEW)

    def kept(self):
        """Neither taken nor done with."""
        return self.filter(state__in=(Inbound.State.KEPT, Inbound.State.ASKED))


class Inbound(models.Model):
    """One message, by email or by text. NEW, then TAKEN (a post was made), ASKED (was this you?), KEPT, DROPPED or DISCARDED.

    `mail_key` is made from the token and the Message-ID: the same message never makes two rows. `words` is the reply as we
    understood it; `below` what stood under it, for its writer alone. `raw` is wiped a month after we looked at it, and `below`
    unless it waits for its person; the words wait until they say, or go with their account. What is nobody's goes as a whole.
    """

    class State(models.TextChoices):
        NEW = "NEW", "just arrived"
        TAKEN = "TAKEN", "in your group’s talk"
        ASKED = "ASKED", "waiting for you: was this you?"
        KEPT = "KEPT", "kept: we could not take it"
        DROPPED = "DROPPED", "from a machine"
        DISCARDED = "DISCARDED", "you told us not to use it"

    class CameBy(models.TextChoices):
        EMAIL = "EMAIL", "by email"
        TEXT = "TEXT", "by text message"

    came_by = models.CharField(max_length=5, choices=CameBy, default=CameBy.EMAIL)
    mail_key = models.CharField(max_length=64, unique=True)
    token = models.CharField(max_length=64)
    envelope_from = models.CharField(max_length=254, null=True)  # null: nobody told us; empty: a machine; a number
    raw = models.BinaryField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    why = models.CharField(max_length=12, choices=Why, blank=True)
    letter = models.ForeignKey("groups.Letter", models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("groups.Person", models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey("groups.Group", models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey("feedback.Post", models.SET_NULL, null=True, related_name="+")
    words = models.TextField(blank=True)
    below = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)

    objects = Inbounds.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="NEW", settled_at=None) | ~Q(state="NEW") & Q(settled_at__isnull=False),
                name="inbound_settled_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["KEPT", "ASKED", "DROPPED"]) | ~Q(why=""), name="inbound_kept_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="NEW"), name="inbound_to_settle"),
            models.Index(fields=["person", "-id"], name="inbound_of_person"),
            models.Index(fields=["settled_at"], condition=TO_WIPE, name="inbound_as_it_came"),
            models.Index(fields=["settled_at"], condition=OF_NOBODY, name="inbound_of_nobody"),
            models.Index(fields=["why", "-id"], condition=Q(state__in=["KEPT", "ASKED"]), name="inbound_kept"),
        ]

    def __str__(self):
        return f"{self.get_state_display()} ({self.received_at:%Y-%m-%d})"

    @property
    def waits_for_person(self):
        """Whether its person can still say: yes, take it; or: do not use it."""
        return self.state in (self.State.ASKED, self.State.KEPT)

    @property
    def may_be_taken(self):
        return self.waits_for_person and self.why in (Why.SENDER, Why.TOO_MANY)
