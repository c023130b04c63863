import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac

from coproduction.kit import when
from coproduction.kit.counts import number_of
from feedback.log.models import Said
from groups.membership.models import Role


class ShownAs(models.TextChoices):
    """The three honest levels (voice.md). There is none that somebody could unseal."""

    NAME = "NAME", "With my name"
    GROUP = "GROUP", "From the group"
    UNNAMED = "UNNAMED", "Without my name"


class Posts(models.QuerySet):
    def visible_to(self, membership):
        """The group's own talk. Its point of contact reads what was shared with them; nobody else outside reads any."""
        mine = self.filter(group_id=membership.group_id)
        if membership.inside:
            return mine
        if membership.role != Role.POINT_OF_CONTACT:
            return mine.none()
        shared = mine.standing().exclude(shared_at=None)
        return shared.filter(Q(parent=None) | Q(parent__shared_at__isnull=False, parent__hidden_at=None))

    def standing(self):
        """Neither taken back nor hidden: what still says something."""
        return self.filter(withdrawn_on=None, hidden_at=None)

    def threads(self):
        return self.filter(parent=None)

    def about(self, *, topic=None, said=None):
        """Those of one topic, of one entry, or (with neither) of the group at large."""
        return self.filter(topic=topic, said=said)

    def in_order(self):
        """By day; within a day named ones by time, then those without a name, whose time nobody keeps, by chance."""
        return self.order_by("said_on", F("said_at").asc(nulls_last=True), "id")

    def newest_first(self):
        return self.order_by("-said_on", F("said_at").desc(nulls_first=True), "id")

    def with_people(self):
        return self.select_related("said_by__person")

    def with_counts(self):
        """How many said *me too*, which is counted and never ranked."""
        return self.annotate(me_toos=number_of(MeToo.objects.filter(post=OuterRef("pk"))))

    def with_answers(self, membership):
        """How many answers this reader finds under it."""
        seen = self.model.objects.visible_to(membership).standing()
        return self.annotate(answers=number_of(seen.filter(parent=OuterRef("pk"))))


class Words(models.Model):
    """What a post holds, whether or not it is shown yet. Ids are by chance, so that none tells when it was made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    topic = models.ForeignKey("feedback.Topic", models.PROTECT, null=True, blank=True, related_name="+")
    said = models.ForeignKey("feedback.Said", models.PROTECT, null=True, blank=True, related_name="+")
    parent = models.ForeignKey("feedback.Post", models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField("what you want to say", max_length=4000)
    content_note = models.CharField("what readers may want to know first", max_length=120, blank=True)
    said_on = models.DateField()  # a day and no more
    # Whoever holds the receipt may take it back or go on. `receipt_place` finds the row and means nothing by itself.
    receipt_place = models.CharField(max_length=12, blank=True)
    receipt_hash = models.CharField(max_length=200, blank=True)
    by_starter = models.BooleanField(default=False)  # written by whoever began the thread without a name

    class Meta:
        abstract = True


class Post(Words):
    """One thing somebody said. A post with a `parent` answers it; threads are one level deep.

    `said_at` is kept for posts with a name or from the group only; of unnamed ones there is a day, and no author in any row.
    A post that was taken back or hidden stays as a line that says so; taken back, its words are wiped.
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="posts")
    topic = models.ForeignKey("feedback.Topic", models.PROTECT, null=True, blank=True, related_name="posts")
    said = models.ForeignKey("feedback.Said", models.PROTECT, null=True, blank=True, related_name="posts")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    shown_as = models.CharField(max_length=10, choices=ShownAs)
    said_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="posts")
    said_at = models.DateTimeField(null=True, blank=True)
    came_from = models.CharField("where it came from", max_length=10, choices=Said.CameFrom, default=Said.CameFrom.POST)
    meeting = models.ForeignKey("groups.Meeting", models.PROTECT, null=True, blank=True, related_name="+")
    agenda_item = models.ForeignKey("groups.Item", models.SET_NULL, null=True, blank=True, related_name="+")
    shared_at = models.DateTimeField(null=True, blank=True)  # with the point of contact, who is outside the group
    withdrawn_on = models.DateField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_because = models.CharField(max_length=20, blank=True)

    objects = Posts.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_as="NAME", said_by__isnull=False) | Q(said_by=None) & ~Q(shown_as="NAME"),
                name="only_a_named_post_has_a_person",
            ),
            models.CheckConstraint(
                condition=Q(shown_as="UNNAMED", said_at=None) | ~Q(shown_as="UNNAMED") & Q(said_at__isnull=False),
                name="an_unnamed_post_keeps_no_time",
            ),
            models.CheckConstraint(
                condition=Q(shown_as="UNNAMED") | Q(receipt_hash="", by_starter=False),
                name="only_unnamed_has_a_receipt",
            ),
            models.CheckConstraint(condition=Q(topic=None) | Q(said=None), name="a_post_is_about_one_thing"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) & ~Q(words="") | Q(withdrawn_on__isnull=False, words=""),
                name="taken_back_words_are_gone",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_because="") | Q(hidden_at__isnull=False) & ~Q(hidden_because=""),
                name="hidden_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["group", "topic", "said", "-said_on"], condition=Q(parent=None), name="threads_of_group"
            ),
            models.Index(fields=["parent", "said_on"], name="replies_in_thread"),
            models.Index(fields=["receipt_place"], condition=~Q(receipt_place=""), name="post_of_receipt"),
        ]

    def __str__(self):
        return self.words[:80]

    def get_absolute_url(self):
        """The page of its thread, at this post."""
        thread = reverse("thread", kwargs={"slug": self.group.slug, "post_id": self.parent_id or self.pk})
        return f"{thread}#post-{self.pk}" if self.parent_id else thread

    @property
    def called(self) -> str:
        """What a link to it is called. Nobody hears the words of a post before its note, in a list of links neither."""
        return self.content_note or self.words

    @property
    def stands(self) -> bool:
        return self.withdrawn_on is None and self.hidden_at is None

    @property
    def said_when(self) -> str:
        """Of words without a name there is a day, and nothing that would tell them apart from others."""
        return when.moment(self.group.local(self.said_at)) if self.said_at else when.day(self.said_on)

    @property
    def about(self) -> str:
        """The entry or the topic it belongs to, in words."""
        return f"Number {self.said.number}" if self.said else self.topic.name if self.topic else ""

    def is_by(self, membership) -> bool:
        """Whether it stands under this person's name. Of other posts nobody knows."""
        return self.shown_as == ShownAs.NAME and self.said_by_id == membership.pk

    def author(self, membership) -> str:
        """Who said it, as this reader may know it. Outside the group, members have no names."""
        if self.by_starter:
            return "The person who began this"
        if self.shown_as == ShownAs.GROUP and membership.inside:
            return "From the group"
        if self.shown_as == ShownAs.NAME and (membership.inside or not self.said_by.inside):
            return self.said_by.person.name
        return "Someone in the group"


class PostVersions(models.QuerySet):
    def visible_to(self, membership):
        """What stood there before is for the group."""
        return self.filter(post__group_id=membership.group_id) if membership.inside else self.none()


class PostVersion(models.Model):
    """The words a named post had before its author changed them. Taken back, they are gone as well."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions")
    words = models.TextField(max_length=4000)
    content_note = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField()  # when these words gave way to others

    objects = PostVersions.as_manager()


class MeToo(models.Model):
    """Somebody says *me too*. One a member for each post, kept as a mark that only the same person and post make again.

    No row leads from a post to a person, not even to one who only agreed with it: an unnamed post has nothing that does.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="me_too")
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "mark"], name="one_me_too_a_member",
                violation_error_message="You said me too already.",
            )
        ]  # fmt: skip

    @staticmethod
    def marks_of(post_id, membership_id: int) -> list[str]:
        """The mark of now, then those that the keys before would have made: whoever marked then has marked."""
        keys, what = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS), f"{post_id} {membership_id}"
        return [salted_hmac("me too", what, secret=key, algorithm="sha256").hexdigest() for key in keys]


class WaitingPosts(models.QuerySet):
    def visible_to(self, membership):
        """Nobody sees what is not shown yet: not even whoever wrote it, for nobody knows who that is."""
        return self.none()


class WaitingPost(Words):
    """Words without a name between being written and being shown. Rows move to `Post` in batches, shuffled.

    `said_on` and `hour` are the day and the round that will show it: with three rounds a day, that is all there is of when.
    """

    hour = models.PositiveSmallIntegerField(default=8)

    objects = WaitingPosts.as_manager()

    class Meta:
        indexes = [models.Index(fields=["receipt_place"], name="waiting_post_of_receipt")]
