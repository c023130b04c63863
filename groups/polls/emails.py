"""Letters about dates that are asked for. None says what anybody answered but to themselves."""

from django.urls import reverse

from groups.meetings import queries as meetings
from groups.membership.models import Membership
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.polls import queries
from groups.polls.models import KEPT, Sheet

STEM = "groups/polls/emails/"
ASKED, NEARLY, NOTED, FOUND, STOPPED = (f"{STEM}{name}" for name in ("asked", "nearly", "noted", "found", "stopped"))


def _page(poll):
    return reverse("poll", kwargs={"slug": poll.group.slug, "poll_id": poll.pk})


def _to_all(stem, poll, memberships, *, now, suffix="", **shared):
    name = stem.removeprefix(STEM)
    letters = [
        {"to": m.person, "key": f"dates-{name}:poll-{poll.pk}:person-{m.person_id}{suffix}"} for m in memberships
    ]
    shared = {"kind": Kind.WAITING, "path": _page(poll), "useful_until": poll.closes_at, "context": {}} | shared
    context = {"title": poll.title, "until": poll.until} | shared.pop("context")
    notices.post_many(stem, letters, at=now, group=poll.group, about=f"poll:{poll.pk}", context=context, **shared)


def asked(poll, memberships, *, now):
    told = {"dates": queries.dates_in_words(poll), "about": poll.about}
    _to_all(ASKED, poll, memberships, now=now, button="Say which you can make", context=told)


def nearly(poll, memberships, *, now, suffix=""):
    told = {"dates": queries.dates_in_words(poll)}
    _to_all(NEARLY, poll, memberships, now=now, suffix=suffix, button="Say which you can make", context=told)


def stopped(poll, memberships, *, now):
    told = {"because": poll.cancelled_because, "kept_until": poll.kept_until}
    until = now + KEPT
    _to_all(STOPPED, poll, memberships, now=now, kind=Kind.MEETING, button="", useful_until=until, context=told)


def found(poll, option, meeting, memberships, *, now):
    """The date, and thanks. Whoever said yes is asked to reply like everybody else, and finds their yes filled in."""
    said = dict(option.answers.values_list("sheet__membership_id", "says"))
    thanked = set(Sheet.objects.filter(poll=poll).values_list("membership_id", flat=True))
    letters = [
        {
            "to": m.person, "key": f"dates-found:poll-{poll.pk}:person-{m.person_id}",
            "context": {
                "yours": meetings.yours(meeting, m.person), "thanks": m.pk in thanked, "yes": said.get(m.pk) == "YES",
            },
        }
        for m in memberships
    ]  # fmt: skip
    notices.post_many(
        FOUND, letters, at=now, group=poll.group, kind=Kind.MEETING, button="Say if you are coming",
        path=reverse("meeting", kwargs={"slug": poll.group.slug, "meeting_id": meeting.pk}),
        about=f"meeting:{meeting.pk}:{meeting.version}", useful_until=meeting.ends_at, context=meetings.told_of(meeting),
        urgent=meetings.close_by(meeting, now),
    )  # fmt: skip


def noted(sheet: Sheet, *, by: Membership, now):
    """To the person for whom somebody else said which dates they can make: they must be able to put it right."""
    poll, person = sheet.poll, sheet.membership.person
    notices.post(
        NOTED, to=person, at=now, group=poll.group, kind=Kind.MEETING, button="See it, and change it",
        key=f"dates-noted:poll-{poll.pk}:person-{person.pk}:{now.isoformat()}", useful_until=poll.closes_at,
        path=reverse("answer_poll", kwargs={"slug": poll.group.slug, "poll_id": poll.pk}), about=f"poll:{poll.pk}",
        context={"title": poll.title, "until": poll.until, "who": by.person.name},
    )  # fmt: skip


# --- is it still right when it goes? ---


@notices_queries.recheck(ASKED)
@notices_queries.recheck(NEARLY)
def still_asked(letters, now):
    return queries.still_asked(letters, now)


@notices_queries.recheck(NOTED)
@notices_queries.recheck(STOPPED)
def still_here(letters, now):
    return queries.still_here(letters)


@notices_queries.recheck(FOUND)
def still_ahead(letters, now):
    return meetings.as_it_was(letters, now, lambda meeting, now: not meeting.cancelled and not meeting.over(now))
