from datetime import timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

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


RETRY = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
GIVE_UP = timedelta(hours=24)  # after the first try
HELD_AT_MOST = timedelta(days=70)
OURS, NOT_WRITTEN = "not ", "not written"  # how its trouble begins: no server was asked; it could get no words
READABLE = (Because.STOPPED, Because.PAUSED, Because.BOUNCED, Because.GAVE_UP)  # not sent, yet theirs to read here


class Letters(models.QuerySet):
    def visible_to_person(self, person):
        """Letters to themselves that went or were kept here; none that speaks of a group they are no longer in."""
        current = person.memberships.current()
        left = person.memberships.exclude(pk__in=current.values("pk"))
        left_since = left.filter(Q(left_at=None) | Q(left_at__gt=OuterRef("posted_at")))
        of_none = Q(group=None) & (~Q(kind=Kind.DIGEST) | ~Exists(left_since))  # a digest may be of several groups
        return self.filter(
            of_none | Q(kind__in=ALWAYS) | Q(group__in=current.values("group")),
            Q(state=Letter.State.SENT) | Q(because__in=READABLE),
            person=person,
        )

    def listed(self):
        """For a page: newest first, the parts of a batch instead of the batch, without what they say."""
        listed = self.exclude(kind=Kind.BATCH).select_related("group", "carriage").order_by("-id")
        return listed.defer("text", "html", "easy", "why", "stem", "message_id", "key")

    def waiting(self):
        """On their own way out: neither held for a batch nor part of one."""
        return self.filter(state=Letter.State.PENDING, held_at=None, batch=None)

    def due(self, now):
        return self.waiting().filter(due_at__lte=now)

    def held(self):
        """Waiting for their reader's next batch, or the end of their quiet time."""
        return self.filter(state=Letter.State.PENDING, held_at__isnull=False, batch=None)

    def held_long_enough(self, now):
        """Their time has come, or the person chose anew since they were held."""
        return self.held().filter(Q(due_at__lte=now) | Q(person__letter_preference__changed_at__gt=F("held_at")))

    def waiting_is_over(self, now):
        """The same as two looks, each with an index of its own. Nothing is held for longer than a batch a month needs."""
        held = self.held()
        anew = Q(person__letter_preference__changed_at__gt=F("held_at"))
        lately = Q(person__letter_preference__changed_at__gt=now - HELD_AT_MOST)
        return [held.filter(due_at__lte=now), held.filter(anew, lately)]

    def due_at_all(self, now):
        """Whether anything is due, as two looks: those that cannot wait stand first in the index."""
        due = self.due(now)
        return [due.filter(urgent=True), due.filter(urgent=False)]

    def arrived_between(self, letter, address, since, until):
        """Others to the same person that went to this address between these moments and did not come back."""
        sent = self.filter(state=Letter.State.SENT, way=Letter.Way.EMAIL, came_back_at=None, address=address)
        return sent.filter(person=letter.person_id, finished_at__gt=since, finished_at__lt=until).exclude(pk=letter.pk)

    def secrets_of_no_use(self, now):
        return self.filter(secret=True, useful_until__lte=now).exclude(text="")

    def leases_run_out(self, now):
        return self.filter(state=Letter.State.SENDING, lease_until__lte=now)

    def parts_of(self, *batches):
        """What is still to go out in them."""
        return self.filter(batch__in=batches, state=Letter.State.PENDING)

    def dead(self):
        return self.filter(state=Letter.State.DEAD)

    def dead_with_words(self):
        """Could not be sent, and can be yet: its words are there, or are written when it goes."""
        return self.dead().exclude(~Q(trouble__startswith=OURS), text="")

    def not_taken(self, since, until, went):
        """First tried between these moments, and none went since then: `went` is when the last did. That an address is not
        there, or a letter could not be written, says nothing of the server."""
        rows = self.exclude(state=Letter.State.SENT).exclude(trouble="").exclude(trouble__startswith=NOT_WRITTEN)
        rows = rows.exclude(state=Letter.State.DEAD, trouble__startswith="SMTPRecipientsRefused")
        return rows.filter(first_tried_at__range=(since, until), first_tried_at__gt=Coalesce(went, since))


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
        TEXT = "TEXT", "by text message"
        POST = "POST", "by post"
        CUT = "CUT", "by post"  # but paper did not hold all of it
        KEPT = "KEPT", "kept here"
        BATCH = "BATCH", "by email, together with others"

    WENT_WHOLE = (Way.EMAIL, Way.BATCH, Way.POST)  # a text only says that there is something to read here
    Kind = Kind
    going = None  # how it goes if not by email; known once it was looked at before going
    left_out = ()  # parts of a batch that did not fit into it; known once it was put together
    for_batch = False  # it was held for a batch, not only for the end of a quiet time; known once that is over
    is_new = False  # it was put into words a moment ago, and they are not kept yet

    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=120, unique=True)
    person = models.ForeignKey("groups.Person", models.CASCADE, null=True, related_name="letters")
    # of somebody without an account (or a number); else where it went
    address = models.CharField(max_length=254, blank=True)
    group = models.ForeignKey("groups.Group", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    stem = models.CharField(max_length=120)
    about = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    easy = models.TextField("in Easy Read", blank=True, default="", db_default="")  # its middle for whoever reads that
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
            models.Index(
                fields=["first_tried_at"], condition=~Q(state="SENT") & ~Q(trouble=""), name="letters_not_taken"
            ),
            models.Index(fields=["finished_at"], condition=Q(state="SENT", way="EMAIL"), name="letters_sent_by_email"),
            models.Index(fields=["useful_until"], condition=Q(secret=True) & ~Q(text=""), name="letters_with_secrets"),
            models.Index(
                fields=["finished_at"],
                condition=Q(state="SENT", way__in=["EMAIL", "BATCH", "POST"], discreet=False, came_back_at=None)
                & ~Q(text=""),
                name="letters_read_elsewhere",
            ),
            models.Index(
                fields=["finished_at"], condition=Q(finished_at__isnull=False) & ~Q(text=""), name="letters_with_words"
            ),
            models.Index(
                fields=["finished_at"], condition=Q(finished_at__isnull=False, text=""), name="letters_without_words"
            ),
            models.Index(
                fields=["finished_at"], condition=Q(person=None, finished_at__isnull=False), name="letters_to_strangers"
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def stoppable(self):
        return self.person_id is not None and self.kind not in ALWAYS

    def tried_again_at(self, now):
        """When it is tried next; nothing if a day has passed by then or it would be of no use."""
        again = now + RETRY[min(self.attempts, len(RETRY)) - 1]
        return again if again < self.useful_until and again <= self.first_tried_at + GIVE_UP else None

    @property
    def takes_replies(self):
        """Whether it goes out with an address to answer to. A note without content says nothing that could be answered."""
        return bool(self.reply_token) and not self.discreet

    @property
    def words_were_kept(self):
        """Whether what it said was taken away only because its time was over."""
        return not self.secret and self.kind != Kind.SIGN_IN

    @property
    def readable_here(self):
        """A sign-in code is never shown again; a wiped letter has nothing to show."""
        return self.kind != Kind.SIGN_IN and bool(self.text)


class Mailings(models.QuerySet):
    def to_unfold(self, now):
        """One that broke is tried again later, and keeps no other waiting."""
        return self.filter(Q(stuck_at=None) | Q(stuck_at__lte=now - timedelta(minutes=10)))


class Mailing(models.Model):
    """Letters to many, posted together and not written yet: what was given to `post_many`, as plain data.

    Writing thousands of letters would make whoever did the thing they tell of wait. So one row goes with the change, and a
    worker writes the letters, some hundred at a time (`done` of them so far); then the row goes. Nothing secret comes here.
    With an `audience` it holds no letters: the worker reads who they were when it was posted, by the `newest` rows of that
    moment (`done` is the last that was written to).
    """

    stem = models.CharField(max_length=120)
    about = models.CharField(max_length=120, blank=True)
    shared = models.JSONField()
    letters = models.JSONField()
    at = models.DateTimeField()
    audience = models.CharField(max_length=60, blank=True)
    newest = models.JSONField(default=dict)
    done = models.PositiveBigIntegerField(default=0)
    stuck_at = models.DateTimeField(null=True)

    objects = Mailings.as_manager()

    class Meta:
        indexes = [models.Index(fields=["about"], name="mailings_about")]


class Pulse(models.Model):
    """When a part of the machinery last did its work, and how much, so that the operator can see it stop."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    did = models.JSONField(default=dict)
