from django.db import models
from django.db.models import F, Q


class Kind(models.TextChoices):
    """What a letter is for. A person stops kinds, group by group; the last two cannot be stopped."""

    NEWS = "NEWS", "What became of what you said"
    MEETING = "MEETING", "Meetings: new, changed or cancelled"
    REMINDER = "REMINDER", "Reminders before a meeting"
    WAITING = "WAITING", "Something waits for you"
    DIGEST = "DIGEST", "Regular summaries"
    ACCOUNT = "ACCOUNT", "Your place in a group"
    SIGN_IN = "SIGN_IN", "Signing in and keeping your account safe"


STOPPABLE = (Kind.NEWS, Kind.MEETING, Kind.REMINDER, Kind.WAITING, Kind.DIGEST)
ALWAYS = (Kind.ACCOUNT, Kind.SIGN_IN)  # a person cannot stop, pause or turn these to "only here"


class Letters(models.QuerySet):
    def visible_to_person(self, person):
        """Everybody reads the letters to themselves, nobody those of others."""
        return self.filter(person=person)

    def newest_first(self):
        return self.order_by("-id")

    def waiting(self):
        """On their own way out: neither held for a batch nor part of one."""
        return self.filter(state=Letter.State.PENDING, held=False, batch=None)

    def due(self, now):
        return self.waiting().filter(due_at__lte=now)

    def held_until(self, now):
        return self.filter(state=Letter.State.PENDING, held=True, batch=None, due_at__lte=now)

    def leases_run_out(self, now):
        return self.filter(state=Letter.State.SENDING, lease_until__lte=now)

    def dead(self):
        return self.filter(state=Letter.State.DEAD)


class Letter(models.Model):
    """One letter to one person. PENDING, then SENDING under a lease, then SENT, EXPIRED (no longer right) or DEAD (gave up).

    `key` says what it is (`reminder:meeting-12:v3:person-7:2-days`): the same key is never written twice. `message_id` is
    fixed here, so that a letter sent again after a crash is the same letter. `held` waits for the person's next batch;
    `batch` is the letter it went out in. `secret` letters carry a code or a link that lets somebody in.
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
    why = models.CharField(max_length=300, blank=True)
    urgent = models.BooleanField(default=False)
    secret = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    held = models.BooleanField(default=False)
    has_waited = models.BooleanField(default=False)  # its batch time came: it is not held again for that
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
    because = models.CharField(max_length=200, blank=True)  # why it was not sent, in words

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
        ]
        indexes = [
            models.Index(
                fields=["-urgent", "due_at", "id"], condition=Q(state="PENDING", batch=None), name="letters_to_go"
            ),
            models.Index(fields=["lease_until"], condition=Q(state="SENDING"), name="letters_going"),
            models.Index(fields=["person", "-id"], name="letters_of_person"),
            models.Index(fields=["-id"], condition=Q(state="DEAD"), name="letters_dead"),
            models.Index(fields=["useful_until"], condition=Q(secret=True) & ~Q(text=""), name="letters_with_secrets"),
        ]

    def __str__(self):
        return self.subject

    @property
    def stoppable(self):
        return self.person_id is not None and self.kind in STOPPABLE

    @property
    def finished(self):
        return self.finished_at is not None


class Preference(models.Model):
    """How one person wants their letters. No row means: each letter by email, soon after it happens."""

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", "By email"
        KEPT = "KEPT", "Only here, when I sign in"

    class Frequency(models.TextChoices):
        AT_ONCE = "AT_ONCE", "Soon after it happens"
        DAILY = "DAILY", "Together, once a day"
        WEEKLY = "WEEKLY", "Together, once a week"

    class Day(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    person = models.OneToOneField("groups.Person", models.CASCADE, related_name="letter_preference")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.AT_ONCE)
    batch_day = models.PositiveSmallIntegerField(choices=Day, default=Day.MONDAY)
    batch_hour = models.PositiveSmallIntegerField(default=9)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    discreet = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until_on = models.DateField(null=True, blank=True)  # the first day letters come again; empty: until they say

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_from_and_until",
                violation_error_message="Say when the quiet time starts and when it ends.",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from=None) | ~Q(quiet_from=F("quiet_until")), name="quiet_times_differ",
                violation_error_message="The quiet time must start and end at different times.",
            ),
            models.CheckConstraint(
                condition=Q(paused_until_on=None) | Q(paused_at__isnull=False), name="paused_until_needs_a_pause"
            ),
            models.CheckConstraint(
                condition=Q(batch_day__lte=6, batch_hour__lte=23), name="batch_time_is_possible"
            ),
        ]  # fmt: skip


class Stop(models.Model):
    """A kind of letter somebody does not want, from one group or from anywhere else."""

    person = models.ForeignKey("groups.Person", models.CASCADE, related_name="letter_stops")
    group = models.ForeignKey("groups.Group", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k.value, k.label) for k in STOPPABLE])
    stopped_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "group", "kind"], name="one_stop_for_a_group_and_kind"),
            models.UniqueConstraint(fields=["person", "kind"], condition=Q(group=None), name="one_stop_for_a_kind"),
        ]


class Suppression(models.Model):
    """An address that a mail server told us does not exist. Nothing more goes there until somebody says to try again."""

    address = models.EmailField(max_length=254, unique=True)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()


class Pulse(models.Model):
    """When a part of the machinery last did its work, and how much, so that the operator can see it stop."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    did = models.JSONField(default=dict)
