from django.db import models
from django.db.models import F, Q

from groups.choices.models import ALWAYS, Kind


class Because(models.TextChoices):
    """Why a letter did not go, in words its reader understands."""

    USELESS = "USELESS", "It was too late to be of use."
    CLOSED = "CLOSED", "The account is closed."
    LEFT = "LEFT", "It was about a group you are no longer in."
    CHANGED = "CHANGED", "Things had changed before it went."
    STOPPED = "STOPPED", "You asked us to stop letters like this."
    PAUSED = "PAUSED", "You asked us to pause letters."
    BOUNCED = "BOUNCED", "Your email address did not take our letters."
    EMPTY = "EMPTY", "Nothing was left to say."
    GAVE_UP = "GAVE_UP", "The mail server did not take it, and we stopped trying."


READABLE = (Because.STOPPED, Because.PAUSED, Because.BOUNCED, Because.GAVE_UP)  # not sent, yet theirs to read here


class Letters(models.QuerySet):
    def visible_to_person(self, person):
        """Letters to themselves that went or were kept here; none that speaks of a group they are no longer in."""
        here = person.memberships.current().values("group")
        return self.filter(
            Q(group=None) | Q(kind__in=ALWAYS) | Q(group__in=here),
            Q(state=Letter.State.SENT) | Q(because__in=READABLE),
            person=person,
        )

    def listed(self):
        """For a page: newest first, the parts of a batch instead of the batch, without what they say."""
        listed = self.exclude(kind=Kind.BATCH).select_related("group").order_by("-id")
        return listed.defer("text", "html", "why", "stem", "message_id", "key")

    def waiting(self):
        """On their own way out: neither held for a batch nor part of one."""
        return self.filter(state=Letter.State.PENDING, held_at=None, batch=None)

    def due(self, now):
        return self.waiting().filter(due_at__lte=now)

    def held_long_enough(self, now):
        """Their time has come, or the person chose anew since they were held."""
        held = self.filter(state=Letter.State.PENDING, held_at__isnull=False, batch=None)
        return held.filter(Q(due_at__lte=now) | Q(person__letter_preference__changed_at__gt=F("held_at")))

    def leases_run_out(self, now):
        return self.filter(state=Letter.State.SENDING, lease_until__lte=now)

    def dead(self):
        return self.filter(state=Letter.State.DEAD)


class Letter(models.Model):
    """One letter to one person. PENDING, then SENDING under a lease, then SENT, EXPIRED (no longer right) or DEAD (gave up).

    `key` says what it is (`reminder:meeting-12:v3:person-7:2-days`): the same key is never written twice. `message_id` is
    fixed here, so that a letter sent again after a crash is the same letter. `text` and `html` are the middle; the frame
    (greeting, button, why, how to stop) is put round them when it goes. `held_at` waits for the person's next batch;
    `batch` is the letter it went out in. `answers` names what a reply would answer; with a `reply_token` the reply may come by
    email until `reply_until`. `secret` letters carry a code or a link that lets somebody in.
    """

    class State(models.TextChoices):
        PENDING = "PENDING", "waiting to go"
        SENDING = "SENDING", "going now"
        SENT = "SENT", "sent"
        EXPIRED = "EXPIRED", "not sent"
        DEAD = "DEAD", "could not be sent"

    class Way(models.TextChoices):
        EMAIL = "EMAIL", "by email"
        KEPT = "KEPT", "kept here"
        BATCH = "BATCH", "by email, together with others"

    Kind = Kind

    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=120, unique=True)
    person = models.ForeignKey("groups.Person", models.CASCADE, null=True, related_name="letters")
    address = models.EmailField(max_length=254, blank=True)  # of somebody without an account; else where it went
    group = models.ForeignKey("groups.Group", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    stem = models.CharField(max_length=120)
    about = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    path = models.CharField(max_length=300, blank=True)
    button = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=300, blank=True)
    urgent = models.BooleanField(default=False)
    secret = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    held_at = models.DateTimeField(null=True)
    has_waited = models.BooleanField(default=False)  # its batch time came: it is not held again for that
    answers = models.CharField(max_length=60, blank=True)  # what a reply to it would answer: said:12, post:<id>
    reply_token = models.CharField(max_length=32, blank=True)  # in its Reply-To, by chance: whoever has it may answer
    reply_until = models.DateTimeField(null=True)
    batch = models.ForeignKey("self", models.SET_NULL, null=True, related_name="parts")
    posted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    useful_until = models.DateTimeField()
    first_tried_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=10, choices=Way, blank=True)
    discreet = models.BooleanField(default=False)  # only a note without content went out
    because = models.CharField(max_length=10, choices=Because, blank=True)
    came_back_at = models.DateTimeField(null=True)  # a report said that it did not arrive
    trouble = models.CharField(max_length=80, blank=True)  # what the mail server last said: a code and a kind, no names

    objects = Letters.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(address=""), name="letter_is_to_somebody"),
            models.CheckConstraint(
                condition=Q(state="SENDING", lease__isnull=False, lease_until__isnull=False)
                | (~Q(state="SENDING") & Q(lease=None, lease_until=None)),
                name="letter_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PENDING", "SENDING"], finished_at=None)
                | Q(state__in=["SENT", "EXPIRED", "DEAD"], finished_at__isnull=False),
                name="letter_finished_once",
            ),
            models.CheckConstraint(
                condition=(Q(state="SENT") & ~Q(way="")) | (~Q(state="SENT") & Q(way="")), name="letter_went_some_way"
            ),
            models.CheckConstraint(condition=~Q(batch=F("id")), name="letter_is_not_its_own_batch"),
            models.CheckConstraint(
                condition=Q(reply_token="", reply_until=None)
                | (~Q(reply_token="") & ~Q(answers="") & Q(reply_until__isnull=False)),
                name="letter_that_can_be_answered",
            ),
            models.UniqueConstraint(
                fields=["reply_token"], condition=~Q(reply_token=""), name="one_reply_token_a_letter"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-urgent", "due_at", "id"], condition=Q(state="PENDING", batch=None), name="letters_to_go"
            ),
            models.Index(fields=["lease_until"], condition=Q(state="SENDING"), name="letters_going"),
            models.Index(fields=["person", "-id"], name="letters_of_person"),
            models.Index(fields=["about"], name="letters_about"),
            models.Index(fields=["-id"], condition=Q(state="DEAD"), name="letters_dead"),
            models.Index(fields=["finished_at"], condition=Q(state="SENT", way="EMAIL"), name="letters_sent_by_email"),
            models.Index(fields=["useful_until"], condition=Q(secret=True) & ~Q(text=""), name="letters_with_secrets"),
        ]

    def __str__(self):
        return self.subject

    @property
    def stoppable(self):
        return self.person_id is not None and self.kind not in ALWAYS

    @property
    def takes_replies(self):
        """Whether it goes out with an address to answer to. A note without content says nothing that could be answered."""
        return bool(self.reply_token) and not self.discreet

    @property
    def readable_here(self):
        """A sign-in code is never shown again; a wiped letter has nothing to show."""
        return self.kind != Kind.SIGN_IN and bool(self.text)


class Pulse(models.Model):
    """When a part of the machinery last did its work, and how much, so that the operator can see it stop."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    did = models.JSONField(default=dict)
