"""Letters about one complaint. None repeats what was said, nor a name that was typed: who did not prove their address could
send words to anybody."""

from django.urls import reverse

from coproduction.kit import when
from groups.complaints import queries
from groups.notices import operations as notices
from groups.notices.models import Kind

STEM = "groups/complaints/emails/"
WHY = "You get this because somebody complained to {name} about how data is handled, with this address."
WHY_YOU = "You get this because you look after {name}."


def made(complaint, *, now):
    """We have it, who answers, and until when."""
    _to_them("made", complaint, now)


def seen(complaint, *, now):
    _to_them("seen", complaint, now, words=complaint.seen_words, who=complaint.seen_by.name)


def answered(complaint, *, now):
    _to_them("answered", complaint, now, words=complaint.answer, who=complaint.answered_by.name)


def to_those_who_answer(complaint, letter, people, *, now):
    """It waits for them, or is late. Its words stand on the page, behind their second step."""
    path = reverse("complaint_to_answer", args=[complaint.organisation_id, complaint.pk])
    _to_each(letter, complaint, people, now, path=path, button="Read it and answer")


def nobody_answers(complaint, people, *, now):
    path = reverse("organisation", args=[complaint.organisation_id])
    _to_each("nobody_answers", complaint, people, now, path=path, button="Invite an admin")


def _to_each(letter, complaint, people, now, **leads):
    notices.post_many(
        f"{STEM}{letter}",
        [{"to": one, "key": f"complaint-{complaint.pk}:{letter}:{complaint.nag_on}:person-{one.pk}"} for one in people],
        at=now, kind=Kind.ACCOUNT, context=_told(complaint), why=WHY_YOU.format(name=complaint.organisation.name), **leads,
    )  # fmt: skip


def _to_them(letter, complaint, now, **more):
    to = complaint.person or complaint.email
    notices.post(
        f"{STEM}{letter}", to=to, key=f"complaint-{complaint.pk}:{letter}:{now:%Y%m%d%H%M%S%f}", at=now, kind=Kind.ACCOUNT,
        context=_told(complaint) | more, path=reverse("complaint", kwargs={"token": queries.token(complaint)}), urgent=True,
        button="See what became of it", why=WHY.format(name=complaint.organisation.name),
        secret=complaint.person_id is None,
    )  # fmt: skip


def _told(complaint):
    return {"organisation": complaint.organisation.name, "until": when.day(complaint.due_on)}
