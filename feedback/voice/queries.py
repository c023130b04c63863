"""Who may do what with one post, who is told of an answer, and whether a letter about a post is still right."""

from feedback.permissions import FeedbackAbility
from feedback.voice.models import MeToo, Post, ShownAs
from groups.membership.models import THE_GROUP, Membership, Role


def may_share(post: Post, membership) -> bool:
    """A named post is its author's to share; one without a name or from the group, the facilitators'."""
    if not (post.stands and membership.inside and membership.may(FeedbackAbility.SHARE_POST)):
        return False
    return post.is_by(membership) if post.shown_as == ShownAs.NAME else membership.facilitates


def may_change(post: Post, membership) -> bool:
    return post.stands and post.is_by(membership) and membership.may(FeedbackAbility.CHANGE_OWN_POST)


def said_me_too(posts, membership) -> set:
    """Those of these posts to which this person said *me too*. One statement."""
    marks = {mark: post.pk for post in posts for mark in MeToo.marks_of(post.pk, membership.pk)}
    found = MeToo.objects.filter(mark__in=marks).values_list("mark", flat=True)
    return {marks[mark] for mark in found}


def could_have_marked(posts):
    """Pairs of one of these posts and a place in its group, of those too who left: their marks still count."""
    return Post.objects.filter(pk__in=posts).values_list("pk", "group__memberships").iterator()


def named_writers(thread: Post) -> list[Membership]:
    """Those who wrote in a thread with their name and may still read it: they are told of answers."""
    posts = Post.objects.filter(shown_as=ShownAs.NAME)
    ids = [*posts.filter(pk=thread.pk).values_list("said_by", flat=True)]
    ids += posts.filter(parent=thread).values_list("said_by", flat=True)
    here = Membership.objects.current().holding(FeedbackAbility.READ_TALK).filter(pk__in=ids)
    return list(here.select_related("person"))


def contacts(group_id) -> list[Membership]:
    here = Membership.objects.current().of_group(group_id).filter(role=Role.POINT_OF_CONTACT)
    return list(here.select_related("person"))


def still_there(letters) -> set[int]:
    """Letters about a post that their reader would still find. `about` is `post:<id>`. Two statements."""
    about = {letter.pk: letter.about.partition(":")[2] for letter in letters}
    rows = Post.objects.standing().filter(pk__in=about.values()).values_list("pk", "group_id", "shared_at")
    posts = {str(pk): (group, shared_at) for pk, group, shared_at in rows}
    here = Membership.objects.current().holding(FeedbackAbility.READ_TALK)
    here = here.filter(person__in={letter.person_id for letter in letters})
    roles = {(person, group): role for person, group, role in here.values_list("person_id", "group_id", "role")}

    def finds(letter):
        group, shared_at = posts.get(about[letter.pk], (None, None))
        role = roles.get((letter.person_id, group))
        return role is not None and (role in THE_GROUP or shared_at is not None)

    return {letter.pk for letter in letters if finds(letter)}
