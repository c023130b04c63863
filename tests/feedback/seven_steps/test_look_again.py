"""Half a year after a look, whoever looks after the step is reminded: once, in one letter, in private."""

from datetime import timedelta

import pytest

from feedback.seven_steps import emails, operations, queries, tasks
from feedback.seven_steps.models import StepStanding
from groups.away import operations as away
from groups.membership.models import Membership, Role
from groups.notices.models import Letter
from groups.plans import queries as plans
from tests import builders
from tests.builders import NOW
from tests.feedback.seven_steps.arrange import DAY, again, look, words

LATER = NOW + 182 * DAY  # 19 May 2027
STEM = "feedback/seven_steps/emails/look_again"


def letters():
    return list(Letter.objects.filter(stem=STEM).select_related("person").order_by("id"))


def test_the_owner_gets_one_letter_for_all_that_is_due_or_soon_and_none_twice(cast):
    first = look(cast, 1)
    look(cast, 2, now=NOW + 10 * DAY)
    look(cast, 3, now=NOW + 30 * DAY)
    assert tasks.look_at_steps_again(NOW + 180 * DAY) == 0 and not letters()
    assert tasks.look_at_steps_again(LATER) == 1
    [letter] = letters()
    assert letter.person == cast.okoro.person and letter.group == cast.group
    assert "Senior leaders agree to stand up for co-production (Wednesday 18 November 2026)" in letter.text
    assert "An open and fair way" in letter.text and "Ways to reward" not in letter.text
    assert tasks.look_at_steps_again(LATER) == 0
    assert tasks.look_at_steps_again(LATER + 30 * DAY) == 1 and len(letters()) == 2
    look(cast, 1, before=first, now=LATER)
    assert tasks.look_at_steps_again(LATER + 100 * DAY) == 0
    assert tasks.look_at_steps_again(LATER + 190 * DAY) == 1  # half a year after the new look


def test_after_an_outage_that_ended_in_the_night_the_reminder_waits_for_the_morning(cast):
    look(cast, 1)
    night, morning = LATER.replace(hour=2), LATER.replace(hour=7)  # 3am and 8am on the wall, in summer
    assert tasks.look_at_steps_again(night) == 0 and not letters()
    assert StepStanding.objects.get().nudged_at is None
    assert tasks.look_at_steps_again(morning) == 1


def test_an_organisation_where_it_is_night_keeps_no_other_waiting(cast):
    far = builders.membership(cast.far_group, Role.SPONSOR, name="Faraday")
    type(cast.far_group).objects.filter(pk=cast.far_group.pk).update(time_zone="America/New_York")
    assert cast.far_group.organisation_id != cast.group.organisation_id
    far = Membership.objects.select_related("group__organisation", "person").get(pk=far.pk)
    operations.look(by=far, now=NOW - DAY, step=1, state="BEGUN", sentence="We began.", shows="Notes")
    look(cast, 1)
    assert tasks.look_at_steps_again(LATER.replace(hour=9)) == 1
    assert [one.person for one in letters()] == [cast.okoro.person]
    assert tasks.look_at_steps_again(LATER.replace(hour=12)) == 1 and len(letters()) == 2


def test_a_letter_that_waits_is_not_sent_once_all_of_it_was_looked_at(cast):
    first, second = look(cast, 1), look(cast, 2)
    tasks.look_at_steps_again(LATER)
    assert emails.still_old(letters(), LATER) == {letters()[0].pk}
    look(cast, 1, before=first, now=LATER)
    assert emails.still_old(letters(), LATER) == {letters()[0].pk}
    look(cast, 2, before=second, now=LATER)
    assert emails.still_old(letters(), LATER) == set()


def test_whoever_stands_in_gets_it_and_all_sponsors_of_the_organisation_when_the_owner_has_left(cast):
    adair = builders.membership(cast.other_group, Role.SPONSOR, name="Adair")
    tilly = builders.membership(cast.group, Role.SPONSOR, name="Tilly")
    look(cast, 1)
    okoro = again(cast.okoro.membership)
    away.say_away(
        by=[okoro], now=LATER, starts_on=LATER.date(), ends_on=LATER.date() + timedelta(days=3),
        stand_ins={okoro.pk: cast.priya.membership},
    )  # fmt: skip
    tasks.look_at_steps_again(LATER)
    assert [one.person for one in letters()] == [cast.priya.person]
    Letter.objects.filter(stem=STEM).delete()
    StepStanding.objects.update(nudged_at=None)
    Membership.objects.filter(pk=okoro.pk).update(left_at=LATER)
    assert tasks.look_at_steps_again(LATER) == 2
    assert {(one.person.name, one.group.slug) for one in letters()} == {
        ("Adair", adair.group.slug), ("Tilly", tilly.group.slug),
    }  # fmt: skip


def test_two_workers_at_once_remind_once(cast, monkeypatch):
    look(cast, 1)
    rows = queries.next_due(LATER)
    operations.remind(now=LATER)
    monkeypatch.setattr(queries, "next_due", lambda now: rows)  # the other one has read the same
    assert operations.remind(now=LATER) == 0 and len(letters()) == 1


def test_the_page_of_plans_foretells_it_as_something_a_group_cannot_change(cast):
    look(cast, 1)
    look(cast, 2)
    kind = plans.named("SEVEN_STEPS")
    coming = kind.coming(again(cast.sam.membership), [], NOW)
    assert [(one.about, one.at.date().isoformat()) for one in coming] == [
        ("Senior leaders agree to stand up for co-production", "2027-05-18"),
        ("An open and fair way to find a range of people", "2027-05-18"),
    ]
    shown = words(cast.farah.client.get(f"/groups/{cast.group.slug}/reminders/looking-again/"))
    assert "The seven steps of our organisation" in shown and "one group cannot change it" in shown
    assert kind.coming(again(cast.sam.membership), [], LATER) == []


@pytest.mark.parametrize("looked_again", [False, True])
def test_a_reminder_that_was_put_off_comes_again_only_while_it_is_right(cast, looked_again):
    first = look(cast, 1)
    tasks.look_at_steps_again(LATER)
    if looked_again:
        look(cast, 1, before=first, now=LATER)
    operations.remind_again(letters()[0], ":again", now=LATER + DAY)
    assert len(letters()) == (1 if looked_again else 2)
