"""What one reader sees of the talk: who said it as far as they may know, how many agree, what is new, what they may do."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from coproduction.kit import when
from coproduction.kit.words import count_of, rounded
from feedback.attachments import queries as attachments
from feedback.permissions import FeedbackAbility
from feedback.reports import queries as reports
from feedback.voice import queries as voice
from feedback.voice.models import Post, PostVersion


@dataclass(frozen=True)
class Row:
    """One post as it stands on a page."""

    post: Post
    author: str
    when: str
    new: bool
    me_toos: str
    said_me_too: bool
    answers: str
    about: tuple | None  # address and words of what it is about
    versions: list
    files: list
    may: frozenset


def threads(membership, **about):
    """The beginnings of talk, newest first: all of them, or those about one topic or one entry."""
    rows = Post.objects.visible_to(membership).threads()
    rows = rows.about(**about) if about else rows
    return _whole(rows, membership).with_answers(membership).newest_first()


def answers(membership, thread):
    return _whole(Post.objects.visible_to(membership).filter(parent=thread), membership).in_order()


def one(membership):
    return _whole(Post.objects.visible_to(membership), membership).with_answers(membership)


def _whole(rows, membership):
    return rows.with_people().with_counts().select_related("group", "topic", "said")


def rows(posts, membership, *, about=True) -> list[Row]:
    """Three statements, however many posts."""
    mine = voice.said_me_too(posts, membership) if membership.may(FeedbackAbility.ME_TOO) else set()
    before = defaultdict(list)
    for version in (
        PostVersion.objects.visible_to(membership).filter(post__in=[post.pk for post in posts]).order_by("id")
    ):
        before[version.post_id].append(version)
    files = attachments.of_posts(membership, posts)
    return [_row(post, membership, post.pk in mine, before[post.pk], files.get(post.pk, []), about) for post in posts]


def _row(post, membership, said_me_too, versions, files, about):
    local = membership.group.local
    return Row(
        post=post,
        author=post.author(membership),
        when=post.said_when,
        new=is_new(post, membership),
        me_toos=me_toos(post.me_toos, membership.inside),
        said_me_too=said_me_too,
        answers=count_of(post.answers, "answer") if getattr(post, "answers", 0) else "",
        about=about_of(post) if about else None,
        files=files if post.stands else [],
        versions=[(when.day(local(one.changed_at)), one.words) for one in versions],
        may=what_they_may(post, membership),
    )


def me_toos(number: int, inside: bool) -> str:
    """Exact in the group, rounded outside it."""
    if not number:
        return ""
    return f"{count_of(number, 'person', 'people') if inside else f'{rounded(number)} people'} said me too"


def about_of(post):
    slug = post.group.slug
    if post.said:
        return reverse("said_talk", kwargs={"slug": slug, "number": post.said.number}), post.about
    if post.topic:
        return reverse("topic_talk", kwargs={"slug": slug, "topic_id": post.topic_id}), post.about
    return None


def what_they_may(post, membership) -> frozenset:
    may = set()
    if voice.may_change(post, membership):
        may.add("change")
    if voice.may_share(post, membership):
        may.add("unshare" if post.shared_at else "share")
    if post.stands and membership.may(FeedbackAbility.ME_TOO):
        may.add("me_too")
    if attachments.may_attach(membership, post):
        may.add("attach")
    return frozenset(may | reports.what_they_may(post, membership))


def is_new(post, membership) -> bool:
    """Since the visit before this one. Whoever wrote it has the same mark as everyone: nobody's is missing."""
    before = membership.looked_before_at
    if before is None:
        return False
    return post.said_at > before if post.said_at else post.said_on >= membership.group.local(before).date()


@dataclass(frozen=True)
class Talk:
    """For the first pages: how many posts are new, and how many beginnings stand by themselves."""

    new: int
    loose: int


def talk_of(membership) -> Talk:
    """One statement."""
    before = membership.looked_before_at
    new = Q(pk__in=[])
    if before is not None:
        new = Q(said_at__gt=before) | Q(said_at=None, said_on__gte=membership.group.local(before).date())
    counts = (
        Post.objects.visible_to(membership)
        .standing()
        .aggregate(new=Count("id", filter=new), loose=Count("id", filter=Q(parent=None, said=None)))
    )
    return Talk(**counts)
