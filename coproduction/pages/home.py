"""The first page of each: for a visitor, for someone in several groups, and a group's home by role."""

from datetime import date
from typing import NamedTuple

from django.shortcuts import redirect, render

from coproduction.kit import clock
from coproduction.kit.access import open_page, second_factor_used
from coproduction.pages import waiting
from feedback.log import queries as log
from feedback.log.models import SENT_BUCKETS, Bucket
from feedback.outcomes import queries as outcomes
from feedback.overview import queries as overview
from feedback.permissions import FeedbackAbility
from feedback.queue import queries as queue
from feedback.reviews import queries as reviews
from feedback.talk import queries as talk
from feedback.timeline import queries as timeline
from groups.arrangements import queries as arrangements
from groups.charter.models import Group
from groups.meetings import queries as meetings
from groups.membership import operations as membership_operations
from groups.membership.access import member_page
from groups.membership.models import Membership, Office
from groups.minutes import queries as minutes
from groups.permissions import GroupAbility
from groups.ways import queries as ways


@open_page(GroupAbility.READ_HELP)
def home(request):
    if not request.user.is_authenticated:
        groups = Group.objects.open().filter(is_public=True).select_related("organisation").order_by("name")[:50]
        return render(request, "pages/home/visitor.html", {"groups": groups})
    memberships = list(Membership.objects.current().of_person(request.user).with_people().order_by("group__name"))
    offices = list(Office.objects.filter(person=request.user, ended_at=None).select_related("organisation"))
    if len(memberships) == 1 and not offices and not request.user.is_site_admin:
        return redirect("group_home", slug=memberships[0].group.slug)
    answering = [one.group for one in memberships if FeedbackAbility.ANSWER.opens_for(one.role)]
    mine = answering if second_factor_used(request) else []  # words of a group are behind the second step, here too
    owed = overview.owed(mine, clock.now(), limit=10) if mine else []
    rows = queue.rows_of(owed, memberships, "all")
    context = {"memberships": memberships, "offices": offices, "answers": bool(mine), "owed": rows}
    return render(request, "pages/home/several.html", context)


@member_page(GroupAbility.SEE_HOME)
def group_home(request, membership):
    """What comes first depends on who one is (screens.md): our words, the next meeting, or what waits for you."""
    now = clock.now()
    membership_operations.look_in(by=membership, now=now)
    if membership.facilitates:
        return render(request, "pages/home/facilitator.html", facilitators_page(membership, now))
    if membership.inside:
        return render(request, "pages/home/member.html", members_page(membership, now))
    return render(request, "pages/home/leader.html", leaders_page(membership, now))


def what_moved(membership):
    """What has happened to what we said, newest first, and how much there is in all. Two statements."""
    counted = log.totals([membership.group_id])
    before = membership.looked_before_at
    return {
        "moved": [(one, bool(before and one.step.at > before)) for one in log.since(membership, None, limit=4)],
        "all": sum(counted[bucket] for bucket in SENT_BUCKETS),
        "waiting": counted[Bucket.WAITING] + counted[Bucket.DOING],
    }


def members_page(membership, now):
    return {
        **what_moved(membership),
        "needs": waiting.needs(membership, now)[0],
        "next_meeting": meetings.next_meeting(membership, now),
        "sees_pulse": FeedbackAbility.SEE_PULSE.opens_for(membership.role),
        "may_say": membership.may_still(FeedbackAbility.DRAFT),
        "talk": talk.talk_of(membership),
    }


def facilitators_page(membership, now):
    meeting = meetings.next_meeting(membership, now)
    needs, waits = waiting.needs(membership, now)
    return {
        "next_meeting": meeting,
        "still_needs": meetings.still_needs(meeting, now) if meeting else None,
        "polls": waits.polls,
        "arranged": arrangements.progress(meeting, membership, now) if meeting else None,
        "needs": needs,
        "talk": talk.talk_of(membership),
        "owed": overview.owed([membership.group], now, limit=5, with_independent=True),
        "unjoined": waits.unjoined,
        "overdue": overdue(membership.group, now),
        "notes_days": minutes.PROMISED_DAYS,
        **what_moved(membership),
    }


class Overdue(NamedTuple):
    """An action or notes that are late, or something to be looked at again: an outcome, our impact, our ways of working."""

    kind: str
    number: int
    words: str
    owner: str
    day: date


def overdue(group, now, limit=10):
    """The oldest first. One statement."""
    rows = timeline.late(group, now).union(
        outcomes.due(group, now), minutes.late(group, now), reviews.due(group, now), *ways.due(group, now), all=True
    )
    return [Overdue(*row) for row in rows.order_by("due_on")[:limit]]


def leaders_page(membership, now):
    can_answer = FeedbackAbility.ANSWER.opens_for(membership.role)
    waits = waiting.waits_for(membership, now)
    return {
        "can_answer": can_answer,
        "needs": [*waits.first, *waits.later],
        "owed": queue.rows_of(overview.owed([membership.group], now, limit=10), [membership], "group"),
        "next_meeting": meetings.next_meeting(membership, now),
        "invites": GroupAbility.INVITE.opens_for(membership.role),
        "sees_pulse": FeedbackAbility.SEE_PULSE.opens_for(membership.role),
        "sees_meetings": GroupAbility.REPLY.opens_for(membership.role),
        **what_moved(membership),
    }
