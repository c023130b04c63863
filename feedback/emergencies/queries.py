"""The talk as somebody reads it in an emergency, whom to ask and to tell, and what a group's home says of it."""

from dataclasses import dataclass

from django.db.models import DateField, Value

from feedback.emergencies.models import Emergency
from feedback.permissions import FeedbackAbility
from feedback.voice.models import Post
from groups.membership.models import Membership
from groups.seconding import queries as seconding


@dataclass(frozen=True)
class Reader:
    """Stands where a place in the group stands, for `visible_to` and who said it. It is inside, to read, and may do nothing."""

    group_id: int
    role: str = ""
    inside: bool = True

    def may(self, ability) -> bool:
        return False


@dataclass(frozen=True)
class Line:
    """One post as it stands on the page: no address of it, nothing to press."""

    who: str
    when: str
    about: str
    note: str
    words: str
    answers: bool


def talk(emergency, now):
    """Each beginning with its answers after it, newest first. Nothing as soon as it is over."""
    if not emergency.goes_on(now):
        return Post.objects.none()
    posts = Post.objects.visible_to(Reader(emergency.group_id)).with_people().select_related("group", "topic", "said")
    return posts.newest_first()


def line(post) -> Line:
    told = {"when": post.said_when, "about": post.about, "answers": bool(post.parent_id)}
    if post.stands:
        return Line(who=post.author(Reader(post.group_id)), note=post.content_note, words=post.words, **told)
    return Line(who="", note="", words="Hidden." if post.hidden_at else "Taken back.", **told)


def here(organisation_id, **which):
    return Emergency.objects.of_organisation(organisation_id).filter(**which).with_people()


def last_of(group):
    return Emergency.objects.filter(group=group).with_people().order_by("-id").first()


def going_on_in(group_id, now):
    return Emergency.objects.filter(group=group_id).open_now(now).with_people().first()


def who_may_second(emergency):
    """The admins of the organisation and whoever else keeps the site: not who asks, not who is new, and nobody of the group."""
    its_people = Membership.objects.current().of_group(emergency.group_id).values("person")
    return seconding.over_the_group(emergency).exclude(pk__in=its_people)


def has_a_place(person, group) -> bool:
    return Membership.objects.current().of_group(group.pk).of_person(person).exists()


def the_group(group_id):
    return Membership.objects.current().of_group(group_id).inside().select_related("person").order_by("id")


def waits_for(membership, now):
    """For the first page of everyone in the group, as (kind, number, day): somebody is reading what we talk about."""
    if not membership.may(FeedbackAbility.SEE_EMERGENCY):
        return []
    day = Value(membership.group.local(now).date(), output_field=DateField())
    rows = Emergency.objects.visible_to(membership).open_now(now)
    return [rows.annotate(kind=Value("emergency"), day=day).values_list("kind", "id", "day").order_by()]
