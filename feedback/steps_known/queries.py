"""Counts over all open groups of an organisation, in one statement, and what they say for and against each step."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from coproduction.kit import walltime
from coproduction.kit.counts import number_of
from coproduction.kit.words import count_of
from feedback.commitments.models import Commitment
from feedback.log.models import Bucket, Said, Stage
from feedback.programmes.models import Programme
from feedback.reviews.models import Finding, ImpactReview
from feedback.steps_seen.models import SevenSteps
from feedback.topics.models import Tally
from groups.charter.models import Group, Organisation
from groups.investments.models import Given, Investment
from groups.membership.models import Membership, Role

A_YEAR = 12  # months
HALF_A_YEAR = timedelta(weeks=26)
PAST = timedelta(
    days=7
)  # only after owners and their deputies were reminded in private does anything speak against them here


@dataclass(frozen=True)
class Fact:
    """One thing that is known, in words. `against`: it speaks against saying that the step is part of how we work."""

    words: str
    against: bool = False


def facts(organisation_id: int, today: date, now: datetime) -> dict[int, list[Fact]]:
    """By step. One statement."""
    ours = {"group__organisation": OuterRef("pk"), "group__closed_at": None}
    rows = Organisation.objects.filter(pk=organisation_id)
    counted = {
        **_groups(now), **_promised(Commitment.objects.filter(**ours), today),
        **_programmes(Programme.objects.filter(**ours), today), **_learned(ours, today, now), **_said(ours, today),
    }  # fmt: skip
    n = rows.annotate(**counted).values(*counted).get()
    found = defaultdict(list)
    for step, words, against in _in_words(n):
        found[step].append(Fact(words, against))
    return found


# --- counting ---


def _groups(now) -> dict:
    groups = Group.objects.open().filter(organisation=OuterRef("pk"))
    sponsor = Membership.objects.current().filter(group=OuterRef("pk"), role=Role.SPONSOR)
    looked = ImpactReview.objects.filter(group=OuterRef("pk"), reviewed_at__gt=now - HALF_A_YEAR)
    return {
        "all_groups": number_of(groups), "no_sponsor": number_of(groups.filter(~Exists(sponsor))),
        "say_how_to_join": number_of(groups.filter(is_public=True).exclude(how_to_join="")),
        "looked_at_impact": number_of(groups.filter(Exists(looked))),
    }  # fmt: skip


def _promised(rows, today) -> dict:
    State = Commitment.State
    return {
        "promised": number_of(rows.standing()), "kept": number_of(rows.filter(state=State.KEPT)),
        "promises_late": number_of(rows.filter(state=State.PROMISED, due_on__lt=today - PAST)),
        "money": number_of(rows.standing().filter(gives=Commitment.Gives.MONEY)),
    }  # fmt: skip


def _programmes(rows, today) -> dict:
    this_year = rows.filter(first_on__gt=walltime.months_after(today, -A_YEAR))
    running = rows.running()
    return {
        "programmes": number_of(this_year), "early": number_of(this_year.early()),
        "running": number_of(running), "with_money": number_of(running.filter(budget__gt=0)),
        "meet_next": number_of(running.filter(next_on__gte=today)),
        "not_met": number_of(running.filter(next_on__lt=today - PAST)),
    }  # fmt: skip


def _learned(ours, today, now) -> dict:
    given = Given.objects.filter(investment=Investment.LEARNING, given_on__gt=walltime.months_after(today, -A_YEAR))
    waits = Finding.objects.open().filter(
        kind=Finding.Kind.LEARN, review__group__organisation=OuterRef("pk"), review__group__closed_at=None,
        review__reviewed_at__lt=now - HALF_A_YEAR,
    )  # fmt: skip
    return {"learned": number_of(given.filter(**ours)), "want_to_learn": number_of(waits)}


def _said(ours, today) -> dict:
    late = Q(stage__in=(Stage.SENT, Stage.HEARD), due_on__lt=today - PAST)
    done = Tally.objects.filter(bucket=Bucket.DONE, **ours).order_by().annotate(all=Value(1)).values("all")
    return {
        "done": Coalesce(Subquery(done.annotate(n=Sum("number")).values("n")), 0),
        "late": number_of(Said.objects.filter(late, **ours)),
    }


# --- in words: (step, words, whether they speak against it) ---


def _in_words(n):
    yield from _leaders(n)
    if n["all_groups"]:
        words = (
            f"How to join is on a page for everyone in {n['say_how_to_join']} of {count_of(n['all_groups'], 'group')}."
        )
        yield SevenSteps.RECRUIT, words, not n["say_how_to_join"]
    if n["money"]:
        yield (
            SevenSteps.REWARD,
            f"Leaders promised money, and still do: {count_of(n['money'], 'promise')}. Read what for.",
            False,
        )
    yield from _work(n)
    if n["learned"]:
        yield (
            SevenSteps.LEARN,
            f"Training that groups noted in the last 12 months: {count_of(n['learned'], 'time')}.",
            False,
        )
    if n["want_to_learn"]:
        waits = count_of(n["want_to_learn"], "thing")
        yield SevenSteps.LEARN, f"Groups have waited for more than half a year to learn what they want: {waits}.", True
    yield from _told(n)


def _leaders(n):
    if n["promised"]:
        promised = count_of(n["promised"], "promise")
        words = f"Leaders promised our groups something, and still do: {promised}. Kept, say the groups: {n['kept']}."
        yield SevenSteps.LEADERS, words, False
    if n["no_sponsor"]:
        yield SevenSteps.LEADERS, f"No sponsor now in {n['no_sponsor']} of {count_of(n['all_groups'], 'group')}.", True
    if n["promises_late"]:
        late = count_of(n["promises_late"], "promise")
        yield SevenSteps.LEADERS, f"More than a week late, with nothing shown: {late}.", True


def _work(n):
    if n["programmes"]:
        words = f"Came to a group early in the last 12 months: {n['early']} of {count_of(n['programmes'], 'programme')} of work."
        yield SevenSteps.EARLY, words, 2 * n["early"] < n["programmes"]
    if n["running"]:
        of = count_of(n["running"], "programme")
        yield SevenSteps.OUR_WAY, f"With money for working together: {n['with_money']} of {of} that run.", False
        yield (
            SevenSteps.OUR_WAY,
            f"With a day on which they meet a group next: {n['meet_next']} of {of} that run.",
            False,
        )
    if n["not_met"]:
        late = count_of(n["not_met"], "programme")
        yield SevenSteps.OUR_WAY, f"Were to meet a group, and nobody has said how it went: {late}.", True


def _told(n):
    if n["looked_at_impact"]:
        of = count_of(n["all_groups"], "group")
        yield (
            SevenSteps.REVIEW,
            f"Looked at what they changed in the last half year: {n['looked_at_impact']} of {of}.",
            False,
        )
    if n["done"]:
        yield SevenSteps.REVIEW, f"Of what people said, we did: {count_of(n['done'], 'thing')}.", False
    if n["late"]:
        yield (
            SevenSteps.REVIEW,
            f"People wait for more than a week past a promise: {count_of(n['late'], 'thing')}.",
            True,
        )
