"""The first page of each: for a visitor, for someone in several groups, and a group's home by role."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import CharField, Value
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator

from coproduction.kit import clock, when
from coproduction.kit.access import open_page, second_factor_used
from feedback.asides import queries as asides
from feedback.concerns import queries as concerns
from feedback.gathering import queries as gathering
from feedback.impact import queries as impact
from feedback.log import queries as log
from feedback.log.models import SENT_BUCKETS, Bucket
from feedback.outcomes import queries as outcomes
from feedback.overview import queries as overview
from feedback.permissions import FeedbackAbility
from feedback.reports import queries as reports
from feedback.scribing import queries as scribing
from feedback.speaking_up import queries as speaking_up
from feedback.talk import queries as talk
from feedback.timeline import queries as timeline
from groups.actions import queries as actions
from groups.arrangements import queries as arrangements
from groups.charter.models import Group
from groups.checkouts import queries as checkouts
from groups.corrections import queries as corrections
from groups.meetings import queries as meetings
from groups.membership import operations as membership_operations
from groups.membership.access import member_page
from groups.membership.models import Membership, Office, Role
from groups.minutes import queries as minutes
from groups.papers import queries as papers
from groups.permissions import GroupAbility
from groups.polls import queries as polls
from groups.sharing import queries as sharing
from groups.ways import queries as ways


@dataclass(frozen=True)
class Need:
    """One thing that waits for the reader."""

    words: str
    line: str
    url: str


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
    context = {"memberships": memberships, "offices": offices, "answers": bool(mine), "owed": owed, "can_answer": True}
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


def needs(membership, now):
    """What waits for this person, in one list: things said first, then meetings, then notes to confirm."""
    found = [Need(f"“{shorter(one.said.words)}”", one.words, one.url) for one in log.needs_you(membership, now)]
    for one in (*impact.needs_you(membership), *outcomes.needs_you(membership, now)):
        found.append(Need(f"“{shorter(one.said.words)}”", one.words, one.url))
    meeting = meetings.needs_you(membership, now)
    for one in meeting.to_answer:
        found.append(Need(f"Are you coming on {one.day}?", one.title, meeting_url(membership, one)))
    for one in meeting.to_confirm:
        found.append(Need(f"Confirm the notes of {one.day}", one.title, meeting_url(membership, one)))
    found += to_do(membership, now)
    asking = speaking_up.open_for(membership, now)
    if asking:
        url = reverse("pulse", kwargs={"slug": membership.group.slug})
        until = when.day(membership.group.local(asking.closes_at))
        found.append(Need("Two questions about speaking up", f"Without your name. Open until {until}.", url))
    return told_to(membership, now) + found


def to_do(membership, now):
    """Actions from meetings: one's own; for a facilitator also those that are late or need someone. One statement."""
    today = membership.group.local(now).date()
    return [
        Need(one.what, to_do_line(one, membership, today), reverse("action", args=[membership.group.slug, one.pk]))
        for one in actions.needs_you(membership, now)
    ]


def to_do_line(one, membership, today):
    whose = "Your action" if one.owner_id == membership.pk else one.whose
    passed = ". The day has passed" if one.late(today) else ""
    return f"{whose}, by {one.day} ({when.from_today(one.due_on, today)}){passed}"


# What waits in confidence, by kind: the words, the line below, the page. Those that cannot wait first; never what it says.
TOLD = {
    "concern": ("Someone is worried. Please read it now", "", "concern"),
    "appeal": ("Look again at a hidden post", "Promised by {}", "decide_appeal"),
    "report": ("Look at a post that was reported", "Promised by {}", "report"),
    "aside": ("Someone told only the facilitators something", "An answer is promised by {}", "aside"),
    "written": ("Someone wrote down what you said. Is it right?", "", "check_written"),
    "paper": ("Put the paper here that you promised", "It is wanted by {}", "paper"),
    "aside_answered": ("The facilitators answered you", "Go on, or choose what becomes of it", "aside"),
    "poll": ("Which dates can you make?", "Say so until {}", "poll"),
    "poll_to_choose": ("Choose a date", "People have answered. It closed on {}", "poll"),
    "check_out": ("How was the meeting for you?", "Three questions without your name, until {}", "check_out"),
    "read_notes": ("Read the notes: is this right?", "Until {}", "notes"),
    "corrections": ("Someone says that the notes are not right", "The meeting on {}", "notes"),
    "share_notes": ("May we show these notes outside?", "You can say “please don’t” until {}", "answer_sharing"),
    "ways": ("Do our ways of working work for you?", "Without your name, until {}", "review_ways"),
    "was_it_there": ("Was what you needed there?", "The meeting on {}", "was_it_there"),
}
KEYS = {
    "concern": "concern_id",
    "appeal": "appeal_id",
    "report": "report_id",
    "was_it_there": "meeting_id",
    "check_out": "meeting_id",
    "read_notes": "meeting_id",
    "corrections": "meeting_id",
    "share_notes": "meeting_id",
    "poll": "poll_id",
    "poll_to_choose": "poll_id",
    "written": "written_id",
    "paper": "paper_id",
    "ways": "review_id",
}


def told_to(membership, now):
    """One statement, whatever there is. A sponsor is told nothing in confidence, and may be asked about a meeting."""
    waiting = [arrangements.waits_for(membership)]
    if membership.may(GroupAbility.CHECK_OUT):
        waiting.append(checkouts.waits_for(membership, now))
    if membership.may(GroupAbility.REVIEW_WAYS):
        waiting.append(ways.waits_for(membership, now))
    if membership.may(GroupAbility.CORRECT_NOTES):
        waiting.append(corrections.waits_for(membership, now))
    if membership.may(GroupAbility.ANSWER_SHARING):
        waiting.append(sharing.waits_for(membership, now))
    if membership.facilitates:
        waiting.append(corrections.to_answer(membership))
    if membership.may(GroupAbility.ANSWER_POLL):
        waiting += polls.waits_for(membership, now)
    if membership.role != Role.SPONSOR:
        waiting += [asides.waits_for(membership), scribing.waits_for(membership)]
    if membership.role == Role.FACILITATOR:
        waiting.append(reports.waits_for(membership))
    elif membership.role == Role.NETWORK_COORDINATOR:
        waiting += [*reports.to_coordinate(membership), concerns.waits_for(membership)]
    # What waits in confidence has no words of its own here; a paper has its title.
    waiting = [rows.annotate(named=Value("", output_field=CharField())) for rows in waiting]
    found = papers.waits_for(membership, now).union(*waiting, all=True)
    return [told(membership, *one) for one in sorted(found, key=lambda one: (list(TOLD).index(one[0]), one[1]))]


def told(membership, kind, number, day, named):
    words, line, page = TOLD[kind]
    address = {"slug": membership.group.slug, KEYS.get(kind, "aside_id"): number}
    if kind == "paper":  # what stands there is the meeting's day; the group's rule says how long before it
        words, day = f"{words}: {named}", day - timedelta(days=membership.group.paper_days)
    return Need(words, line.format(when.day(day)) if day else line, reverse(page, kwargs=address))


def meeting_url(membership, meeting):
    return reverse("meeting", kwargs={"slug": membership.group.slug, "meeting_id": meeting.pk})


def shorter(words):
    return Truncator(words).chars(120)


def members_page(membership, now):
    return {
        **what_moved(membership),
        "needs": needs(membership, now),
        "next_meeting": meetings.next_meeting(membership, now),
        "sees_pulse": FeedbackAbility.SEE_PULSE.opens_for(membership.role),
        "may_say": FeedbackAbility.DRAFT.opens_for(membership.role),
        "talk": talk.talk_of(membership),
    }


def facilitators_page(membership, now):
    meeting = meetings.next_meeting(membership, now)
    return {
        "next_meeting": meeting,
        "still_needs": meetings.still_needs(meeting, now) if meeting else None,
        "polls": polls.far(membership.group_id, now),
        "arranged": arrangements.progress(meeting, membership, now) if meeting else None,
        "needs": needs(membership, now),
        "talk": talk.talk_of(membership),
        "owed": overview.owed([membership.group], now, limit=5, with_independent=True),
        "unjoined": gathering.waiting_line(membership, now),
        "overdue": overdue(membership.group, now),
        "notes_days": minutes.PROMISED_DAYS,
        **what_moved(membership),
    }


class Overdue(NamedTuple):
    """An action that is late, notes that are late, or something to be looked at again: an outcome, our ways of working."""

    kind: str
    number: int
    words: str
    owner: str
    day: date


def overdue(group, now, limit=10):
    """The oldest first. One statement."""
    rows = timeline.late(group, now).union(
        outcomes.due(group, now), minutes.late(group, now), *ways.due(group, now), all=True
    )
    return [Overdue(*row) for row in rows.order_by("due_on")[:limit]]


def leaders_page(membership, now):
    can_answer = FeedbackAbility.ANSWER.opens_for(membership.role)
    return {
        "can_answer": can_answer,
        "needs": told_to(membership, now) + to_do(membership, now),
        "owed": overview.owed([membership.group], now, limit=10),
        "next_meeting": meetings.next_meeting(membership, now),
        "invites": GroupAbility.INVITE.opens_for(membership.role),
        "sees_pulse": FeedbackAbility.SEE_PULSE.opens_for(membership.role),
        "sees_meetings": GroupAbility.REPLY.opens_for(membership.role),
        **what_moved(membership),
    }
