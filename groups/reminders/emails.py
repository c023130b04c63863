"""The letter that reminds, and the check that it is still right when it goes."""

from django.urls import reverse

from coproduction.kit import when
from groups.meetings import queries as meetings
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.reminders import queries

STEM = "groups/reminders/emails/reminder"


def reminder(meeting, memberships, days: int, *, now):
    """So many days before. It says how far the meeting is from now, because it may have had to wait."""
    said = {reply.membership_id: reply for reply in meeting.replies.all()}

    def own(m):
        reply = said.get(m.pk)
        answered = reply is not None and not reply.before_the_move(meeting)
        return {
            "yours": meetings.yours(meeting, m.person),
            "answer": reply.in_words if answered else "",
            "needs": bool(answered and reply.needs),
        }

    letters = [
        {
            "to": m.person,
            "key": f"reminder:meeting-{meeting.pk}:v{meeting.version}:person-{m.person_id}:{days}-days",
            "context": own(m),
        }
        for m in memberships
    ]
    far = when.from_today(meeting.starts.date(), now.astimezone(meeting.zone).date())
    notices.post_many(
        STEM, letters, at=now, group=meeting.group, kind=Kind.REMINDER, button="See the meeting",
        path=reverse("meeting", kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk}),
        about=f"meeting:{meeting.pk}:{meeting.version}", useful_until=meeting.starts_at,
        urgent=meetings.close_by(meeting, now), context=meetings.told_of(meeting) | {"far": far},
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_to_remind(letters, now):
    """Not of a meeting that was cancelled, changed or has begun; not to somebody who said no since."""
    right = meetings.as_it_was(letters, now, lambda meeting, now: not meeting.cancelled and not meeting.begun(now))
    number = {letter.pk: int(letter.about.split(":")[1]) for letter in letters if letter.pk in right}
    said_no = queries.who_said_no(set(number.values()))
    return {x.pk for x in letters if x.pk in right and (number[x.pk], x.person_id) not in said_no}
