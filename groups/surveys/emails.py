"""Letters about surveys. None holds an answer or a number. Each letter that asks has a link of its own, which opens without
signing in and tells nothing of what is answered there."""

from django.urls import reverse

from coproduction.kit import when
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.surveys import queries

STEM = "groups/surveys/emails/"
DUE, ASKED, NUDGE, RESULTS = f"{STEM}due", f"{STEM}asked", f"{STEM}nudge", f"{STEM}results"
BY_PHONE = f"{STEM}by_phone"


def due(group, people, day, *, now, suffix=""):
    """To the facilitators: the day has come."""
    about = f"values_due:{group.pk}:{day.isoformat()}"
    _post(DUE, group, [(one.person, {}) for one in people], f"{about}{suffix}", now=now, kind=Kind.WAITING, about=about,
          button="See the surveys", path=reverse("surveys", kwargs={"slug": group.slug}), context={})  # fmt: skip


def _asking(stem, survey, rows, about, *, now):
    context = {"title": survey.title, "until": when.moment(survey.group.local(survey.closes_at))}
    own = [(one.membership.person, {"path": reverse("answer_by_letter", args=[queries.token(one)])}) for one in rows]
    _post(stem, survey.group, own, about, now=now, kind=Kind.WAITING, about=about, button="Answer the questions",
          context=context, useful_until=survey.closes_at)  # fmt: skip


def asked(survey, rows, *, now):
    """To everyone who is asked."""
    _asking(ASKED, survey, rows, f"survey:{survey.pk}", now=now)


def nudge(survey, rows, *, now):
    """To those who have not answered. These letters are forgotten when the survey closes, as who answered is."""
    _asking(NUDGE, survey, rows, nudges_of(survey), now=now)


def nudges_of(survey) -> str:
    return f"survey_nudge:{survey.pk}"


def by_phone(survey, member, *, by, now):
    """To somebody whose answers were written down for them: that it was done, not what was said."""
    told = {"title": survey.title, "scribe": by.person.name}
    _post(BY_PHONE, survey.group, [(member.person, {})], f"survey_by_phone:{survey.pk}", now=now, kind=Kind.NEWS,
          about=f"survey:{survey.pk}", button="About this survey", context=told,
          path=reverse("answer_survey", kwargs={"slug": survey.group.slug, "survey_id": survey.pk}))  # fmt: skip


def results(survey, people, *, now):
    path = reverse("survey", kwargs={"slug": survey.group.slug, "survey_id": survey.pk})
    _post(RESULTS, survey.group, [(one.person, {}) for one in people], f"survey:{survey.pk}:results", now=now,
          kind=Kind.NEWS, about=f"survey:{survey.pk}", button="See what people said", path=path,
          context={"title": survey.title})  # fmt: skip


def _post(stem, group, people, key, *, now, context, **more):
    letters = [
        {"to": person, "key": f"{key}:{stem.rpartition('/')[2]}:person-{person.pk}", **own} for person, own in people
    ]
    notices.post_many(stem, letters, at=now, group=group, context={"group": group.name} | context, **more)


@notices_queries.recheck(ASKED)
def still_asked(letters, now):
    return queries.still_asked(letters, now)


@notices_queries.recheck(NUDGE)
def still_unanswered(letters, now):
    return queries.still_asked(letters, now, unanswered=True)


@notices_queries.recheck(DUE)
def still_due(letters, now):
    return queries.still_due(letters)
