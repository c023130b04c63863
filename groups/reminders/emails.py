"""The letters that remind, and the checks that each is still right when it goes."""

from django.conf import settings
from django.urls import reverse

from coproduction.kit import when
from groups.meetings import queries as meetings
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.plans.models import Plan
from groups.reminders import queries
from groups.reminders.queries import MEETING, REPLY, WINDOW

STEM = "groups/reminders/emails/reminder"
NO_REPLY = "groups/reminders/emails/no_reply"
STEMS = {MEETING: STEM, REPLY: NO_REPLY}
KEYS = {MEETING: "reminder", REPLY: "reply-missing"}


def remind(kind: str, meeting, plan: Plan, memberships, *, now, suffix=""):
    """At one time of its plan. It says how far the meeting is from now, because it may have had to wait."""
    after = plan.side == Plan.Side.AFTER
    said = {reply.membership_id: reply for reply in meeting.replies.all()}
    version = f"meeting-{meeting.pk}:v{meeting.version}"
    letters = [
        {
            "to": m.person,
            "key": f"{KEYS[kind]}:{version}:person-{m.person_id}:{plan.key}{suffix}",
            "context": {"yours": "" if after else meetings.yours(meeting, m.person)} | _said(meeting, said.get(m.pk)),
        }
        for m in memberships
    ]
    notices.post_many(
        STEMS[kind], letters, at=now, group=meeting.group, kind=Kind.REMINDER, button="See the meeting",
        path=reverse("meeting", kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk}),
        about=f"meeting:{meeting.pk}:{meeting.version}:{plan.key}",
        useful_until=now + WINDOW if after else meeting.starts_at, urgent=not after and meetings.close_by(meeting, now),
        context=_told(meeting, plan, after, now),
    )  # fmt: skip


def _said(meeting, reply):
    answered = reply is not None and not reply.before_the_move(meeting)
    return {"answer": reply.in_words if answered else "", "needs": bool(answered and reply.needs)}


def _told(meeting, plan, after, now):
    far = when.from_today(meeting.starts.date(), now.astimezone(meeting.zone).date())
    papers = queries.papers_of(meeting) if plan.with_papers else []
    slug = {"slug": meeting.group.slug}
    papers = [
        {"title": title, "url": settings.SITE_ADDRESS + reverse("paper", kwargs=slug | {"paper_id": number})}
        for number, title in papers
    ]
    return meetings.told_of(meeting) | {"far": far, "after": after, "papers": papers}


def _wanted(kind, letters, now, right):
    """Not of a meeting that was cancelled or changed; not to somebody who said no, or who has answered meanwhile."""
    still = meetings.as_it_was(letters, now, right)
    number = {letter.pk: int(letter.about.split(":")[1]) for letter in letters if letter.pk in still}
    done = queries.still_for(kind, set(number.values()))
    return {x.pk for x in letters if x.pk in still and (number[x.pk], x.person_id) not in done}


@notices_queries.recheck(STEM)
def still_to_remind(letters, now):
    """What goes before a meeting does not go once it has begun."""
    after = [one for one in letters if queries.plan_of(one).endswith("-after")]
    before = [one for one in letters if one not in after]
    found = _wanted(MEETING, before, now, lambda meeting, now: not meeting.cancelled and not meeting.begun(now))
    return found | (_wanted(MEETING, after, now, lambda meeting, now: not meeting.cancelled) if after else set())


@notices_queries.recheck(NO_REPLY)
def still_no_reply(letters, now):
    return _wanted(REPLY, letters, now, lambda meeting, now: not meeting.cancelled and not meeting.begun(now))
