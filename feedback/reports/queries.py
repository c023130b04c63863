from datetime import datetime

from django.db.models import CharField, F, Q, Value

from coproduction.kit import walltime
from feedback.permissions import FeedbackAbility
from feedback.reports.models import READERS, Appeal, Hiding, Report
from feedback.voice.models import Post
from groups.membership import queries as membership_queries
from groups.membership.models import Membership, Role


def late(now: datetime) -> tuple:
    """Reports, and appeals, that nobody looked at in time and nobody was told of."""
    return tuple(
        open_ones.filter(look_by__lt=walltime.furthest_day(now), nudged_at=None)
        for open_ones in (Report.objects.open(), Appeal.objects.open())
    )


def posts_for(membership):
    """Posts this person may report, or judge: what they read anyway; for the coordinator, what was brought before them.

    Never one that was taken back: there is nothing left to hide.
    """
    seen = Q(pk__in=Post.objects.visible_to(membership).values("pk")) | Q(said_by=membership)
    if membership.role == Role.NETWORK_COORDINATOR:
        seen |= Q(pk__in=Report.objects.visible_to(membership).values("post_id"))
        seen |= Q(pk__in=Appeal.objects.visible_to(membership).values("hiding__post_id"))
    here = Post.objects.filter(seen, withdrawn_on=None, group_id=membership.group_id)
    return here.select_related("said_by__person")


def what_they_may(post, membership) -> set[str]:
    """About a post that should not be there. One's own post one takes back; it is neither reported nor hidden by oneself."""
    if post.withdrawn_on or post.said_by_id == membership.pk:
        return set()
    hides = membership.may(FeedbackAbility.HIDE_POST)
    if post.hidden_at:
        return {"unhide"} if hides else set()
    return {"report"} | ({"hide"} if hides else set()) if membership.may(FeedbackAbility.REPORT) else set()


def listed(membership):
    """Those to look at first, by the day promised; then those looked at, newest first."""
    rows = Report.objects.visible_to(membership).with_post()
    return rows.order_by(F("decided_at").desc(nulls_first=True), "look_by", "-id")


def appeals_to_decide(membership):
    return Appeal.objects.visible_to(membership).open().with_post().order_by("look_by", "id")


def readers(of, *, but=()):
    """Who looks at a report (`of` it, or of a post): never whoever wrote the post, nor whoever reported it."""
    here = Membership.objects.current().of_group(of.group_id).filter(role__in=READERS)
    return here.exclude(pk__in=[pk for pk in but if pk]).select_related("person").order_by("id")


def to_look_again(hiding):
    """The coordinators who did not hide it."""
    return membership_queries.to_hear_appeals(hiding.group_id).exclude(pk=hiding.hidden_by_id)


def elsewhere(group) -> str:
    """Whom to write to when nobody in the group can look: the independent person, else the organisation."""
    if group.independent_name:
        return f"{group.independent_name}, {group.independent_email}"
    offices = membership_queries.offices_of(group.organisation_id)
    return " or ".join(f"{one.person.name}, {one.person.email}" for one in offices) or group.organisation.name


def hiding_of(post):
    """Why it is hidden now, and whether somebody asked for another look."""
    return Hiding.objects.in_force().filter(post=post).select_related("appeal", "group__organisation").first()


def waits_for(membership):
    """Reports to look at, as (kind, number, day) for one's home page."""
    reports = Report.objects.visible_to(membership).open().exclude(reported_by=membership)
    return reports.values_list(Value("report", output_field=CharField()), "pk", "look_by").order_by()


def to_coordinate(membership):
    """The coordinator's: those, and hidden posts to look at again."""
    appeals = Appeal.objects.visible_to(membership).open()
    appeals = appeals.values_list(Value("appeal", output_field=CharField()), "pk", "look_by").order_by()
    return waits_for(membership), appeals


def _numbers(letters, kind):
    return [int(one.about.split(":")[1]) for one in letters if one.about.startswith(kind)]


def still_right(letters) -> list[int]:
    """Whoever is to look still can, and nobody has; whoever is told is still in the group, and it is still so."""
    people, groups = {one.person_id for one in letters}, {one.group_id for one in letters}
    here = Membership.objects.current().filter(person__in=people, group__in=groups)
    here = {(one.person_id, one.group_id): one for one in here}
    open_reports = Report.objects.open().filter(pk__in=_numbers(letters, "report"))
    authors = dict(open_reports.values_list("pk", "post__said_by"))
    open_appeals = set(Appeal.objects.open().filter(pk__in=_numbers(letters, "appeal")).values_list("pk", flat=True))
    hidden = set(Hiding.objects.in_force().filter(pk__in=_numbers(letters, "hiding")).values_list("pk", flat=True))

    def right(letter):
        reader, number = here.get((letter.person_id, letter.group_id)), int(letter.about.split(":")[1])
        if reader is None:
            return False
        if letter.stem.endswith("/reported"):
            return number in authors and reader.role in READERS and authors[number] != reader.pk
        if letter.stem.endswith("/appealed"):
            return number in open_appeals and reader.role == Role.NETWORK_COORDINATOR
        return not letter.stem.endswith("/hidden") or number in hidden

    return [letter.pk for letter in letters if right(letter)]
