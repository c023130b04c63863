"""Each kind of reminder comes back for whoever put it off, and is looked at again before it goes."""

from datetime import date, timedelta

import pytest

from feedback.challenges import operations as challenges
from feedback.impact import tasks as impact
from feedback.log.models import Stage
from feedback.outcomes import tasks as outcomes
from feedback.timeline import operations as timeline
from groups.arrangements import tasks as arrangements
from groups.charter.models import Group
from groups.minutes import tasks as minutes
from groups.notices import operations as notices
from groups.notices.models import Letter
from groups.papers import operations as papers
from groups.papers_due import tasks as papers_due
from groups.plans import operations as plans
from groups.plans import queries
from groups.plans.models import Plan
from groups.polls import tasks as polls
from groups.putting_off import operations, tasks
from groups.reminders import tasks as reminders
from groups.ways import tasks as ways
from tests import builders
from tests.feedback import chain
from tests.feedback.challenges.test_operations import ask as challenge
from tests.feedback.impact.asking import asked
from tests.feedback.timeline.test_timeline import take_on
from tests.groups.arrangements.needs import needing
from tests.groups.meetings.arrange import STARTS, plan
from tests.groups.polls.arrange import ask

DAY = timedelta(days=1)


def promised(cast, now):
    meeting = plan(cast)
    papers.ask_for(by=cast.farah.membership, now=now, meeting=meeting, title="Times", owner=cast.farah.membership)
    return papers_due.nudge, STARTS - 7 * DAY


def old_paper(cast, now):
    papers.add(by=cast.farah.membership, now=now - 366 * DAY, title="Old", summary="In short", text="Words.")
    return papers_due.nudge, now


def late_notes(cast, now):
    plan(cast, now=now - 60 * DAY, starts_at=now - 20 * DAY)
    return minutes.nudge, now


def old_ways(cast, now):
    Group.objects.filter(pk=cast.group.pk).update(ways_of_working="We listen.", ways_looked_on=date(2026, 1, 5))
    return ways.look_at_ways, now


def review(cast, now):
    builders.said(cast.group, stage=Stage.DID, did_at=now - 300 * DAY, review_on=now.date())
    return outcomes.reviews, now


def no_reply(cast, now):
    plans.switch(by=cast.farah.membership, now=now, address="REPLY-3-days", on=True)
    plan(cast)
    return reminders.remind, STARTS - 3 * DAY


def no_dates(cast, now):
    return polls.tend, ask(cast).reminds_from


def needed(cast, now):
    needing(cast)
    return arrangements.care, STARTS - 3 * DAY


def challenged(cast, now):
    challenge(cast, now, chain.cannot(cast, now))
    return lambda at: challenges.nudge(now=at), now + 6 * DAY


def late_action(cast, now):
    take_on(cast, now, chain.decided(cast, now))
    return lambda at: timeline.nudge(now=at), now + 8 * DAY


KINDS = [promised, old_paper, late_notes, old_ways, review, no_reply, no_dates, needed, challenged, late_action]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def reminded(request, cast, now):
    """A reminder that somebody got, and when."""
    tick, at = request.param(cast, now)
    tick(at)
    reminder = next(one for one in Letter.objects.order_by("-id") if queries.kind_of(one))
    return reminder, at


def same(letter):
    return Letter.objects.filter(stem=letter.stem, person=letter.person).order_by("id")


def test_it_comes_back_once_with_a_key_of_its_own(reminded):
    letter, at = reminded
    operations.put_off(letter=letter, choice="TOMORROW", now=at)
    assert tasks.bring_back(at + DAY) == 1
    assert tasks.bring_back(at + DAY) == 0
    assert [":again-1" in one.key for one in same(letter)] == [False, True]
    assert same(letter).last().about == letter.about


def test_it_does_not_come_back_to_somebody_who_left(reminded):
    letter, at = reminded
    operations.put_off(letter=letter, choice="TOMORROW", now=at)
    letter.person.memberships.update(left_at=at)
    tasks.bring_back(at + DAY)
    assert same(letter).count() == 1


def foretold(who, now):
    pages = (queries.page(who.membership, now, part) for part in queries.PARTS)
    return sorted((one for page in pages for one in page.coming), key=lambda one: one.at)


def test_turned_off_it_is_neither_posted_nor_foretold(cast, now):
    off = ("PAPER", "PAPER_CHECK", "NOTES", "WAYS", "REVIEW")
    for kind in (promised, old_paper, late_notes, old_ways, review):
        tick, at = kind(cast, now)
        for name in off:
            Plan.objects.get_or_create(group=cast.group, kind=name, defaults={"on": False})
        before = Letter.objects.count()
        tick(at)
        assert Letter.objects.count() == before, kind.__name__
    told = {one.kind for one in foretold(cast.farah, now)}
    assert not told & {one.title for one in queries.kinds() if one.name in off}


def test_what_is_there_no_more_does_not_come_back(reminded):
    letter, at = reminded
    letter.about = ":".join([letter.about.split(":")[0], "999999", *letter.about.split(":")[2:]])
    letter.save()
    operations.put_off(letter=letter, choice="TOMORROW", now=at)
    Group.objects.update(closed_at=at)
    tasks.bring_back(at + DAY)
    assert same(letter).count() == 1


@pytest.mark.parametrize("kind", [no_dates, needed, challenged, late_action], ids=lambda kind: kind.__name__)
def test_the_page_of_plans_foretells_what_the_clock_then_sends(cast, now, kind):
    tick, at = kind(cast, now)
    before = at - timedelta(minutes=1) if kind in (no_dates, needed) else at - DAY
    coming = foretold(cast.farah, before)
    titles = {
        "Finding a date",
        "What people need at a meeting",
        "Answers we challenged",
        "Actions that were promised to us",
    }
    (first, *later) = [one for one in coming if one.kind in titles]
    assert first.at == at if kind in (no_dates, needed) else first.at == at.replace(hour=8)
    posted = Letter.objects.count()
    tick(before)
    assert Letter.objects.count() == posted
    tick(at)
    assert Letter.objects.count() > posted
    again = [one for one in foretold(cast.farah, at) if one.kind == first.kind]
    assert again == later, "what has gone is not foretold again"


def test_only_facilitators_are_foretold_that_somebody_needs_something(cast, now):
    needing(cast)
    told = [{one.kind for one in foretold(who, now)} for who in (cast.farah, cast.jo)]
    assert ["What people need at a meeting" in kinds for kinds in told] == [True, False]


def test_a_group_can_turn_off_the_reminder_of_dates_and_not_what_was_promised(cast, now):
    tick, at = no_dates(cast, now)
    plans.switch(by=cast.farah.membership, now=now, address="DATES-0-days", on=False)
    assert tick(at) == 0
    assert "Finding a date" not in {one.kind for one in foretold(cast.farah, at)}
    plans.switch(by=cast.farah.membership, now=now, address="DATES-0-days", on=True)
    assert tick(at) == 5
    for name in ("NEEDS", "CHALLENGE", "LATE"):
        with pytest.raises(plans.FixedPlan):
            plans.switch(by=cast.farah.membership, now=now, address=f"{name}-0-days", on=False)


def test_whoever_put_a_challenge_off_is_reminded_alone(cast, now):
    """The independent person, who has no account, hears once; and so does everybody else."""
    tick, at = challenged(cast, now)
    tick(at)
    letter = Letter.objects.filter(stem__endswith="challenges/emails/nudge").latest("id")
    operations.put_off(letter=letter, choice="TOMORROW", now=at)
    tasks.bring_back(at + DAY)
    assert [one.person for one in same(letter)] == [cast.priya.person] * 2
    assert not Letter.objects.filter(stem__endswith="independent_reminder").exists()


def test_whether_people_noticed_is_asked_again_while_the_question_is_open(cast, now):
    asked(cast, now - 95 * DAY)
    letter = Letter.objects.filter(stem__endswith="did_you_notice").latest("id")
    at = letter.posted_at
    operations.put_off(letter=letter, choice="TOMORROW", now=at)
    tasks.bring_back(at + DAY)
    assert same(letter).count() == 2
    operations.put_off(letter=letter, choice="THREE_DAYS", now=at + DAY)
    impact.did_people_notice(at + 40 * DAY)
    tasks.bring_back(at + 41 * DAY)
    assert same(letter).count() == 2


def test_what_there_is_no_more_does_not_come_back(cast, now):
    """An action that ended while its reminder was put off; a kind of reminder that is not sent any more."""
    which = {"to": cast.sam.person, "at": now, "group": cast.group, "about": "action:0:2026-12-01:0"}
    notices.post("groups/actions/emails/action_due", key="due", **which)
    letter = Letter.objects.get(key="due")
    for stem in (letter.stem, "groups/no_such_room/emails/gone"):
        operations.put_off(letter=letter, choice="TOMORROW", now=now)
        Letter.objects.update(stem=stem)
        assert tasks.bring_back(now + DAY) == 1
    assert Letter.objects.count() == 1
