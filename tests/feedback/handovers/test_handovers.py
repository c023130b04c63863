from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction

from feedback.challenges import operations as challenges
from feedback.handovers import operations
from feedback.handovers.models import Handover
from feedback.log import operations as log
from feedback.log.models import Said, Stage
from feedback.nudges import operations as nudges
from groups.history.models import Event
from groups.membership.models import Membership, Role
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain


@pytest.fixture
def leon(cast):
    return builders.membership(cast.group, Role.POINT_OF_CONTACT, name="Leon")


def hand(cast, now, said, to, owed=Stage.HEARD, by=None):
    return operations.hand_over(
        by=by or cast.okoro.membership, now=now, said=said, owed=owed, to=to, note="You know it."
    )


def waits(cast, now, **more):
    return builders.said(cast.group, **{"stage": Stage.HEARD, "due_on": now.date(), "answer_by": now.date()} | more)


def nudged():
    return sorted(Letter.objects.filter(stem__endswith="nudge").values_list("person__name", flat=True))


def test_whoever_was_asked_gets_a_letter_and_the_reminders_and_it_stands_in_the_trail(cast, now, leon):
    said = waits(cast, now)
    hand(cast, now, said, leon)
    letter = Letter.objects.get(stem__endswith="handovers/emails/asked")
    assert letter.person == leon.person and "You know it." in letter.text and said.words in letter.text
    assert Event.objects.get(what="said_handed_over").sentence == "Number 1: Dr Okoro asked Leon to answer it."
    nudges.nudge(now=now)
    assert nudged() == ["Leon"]
    nudges.nudge(now=now + timedelta(days=7))
    assert nudged() == ["Dr Okoro", "Leon", "Leon", "Priya"]  # the last rung asks everybody
    page = BeautifulSoup(cast.sam.client.get(said.get_absolute_url()).content, "html.parser").get_text(" ", strip=True)
    assert "Dr Okoro asked Leon to answer it." in page


def test_it_is_over_when_it_is_answered(cast, now, leon):
    said = waits(cast, now)
    hand(cast, now, said, leon)
    Said.objects.filter(pk=said.pk).update(round=2)
    nudges.nudge(now=now)
    assert nudged() == ["Dr Okoro"]  # opened again: what was asked before is over


@pytest.mark.parametrize("who", ["okoro", "leon"])
def test_either_of_the_two_takes_it_back_and_the_other_is_told(cast, now, leon, who):
    made = hand(cast, now, waits(cast, now), leon)
    by = leon if who == "leon" else cast.okoro.membership
    with pytest.raises(operations.NotYoursToTakeBack):
        operations.take_back(by=cast.priya.membership, now=now, handover=made)
    operations.take_back(by=by, now=now, handover=made)
    with pytest.raises(operations.NotOwedNow):
        operations.take_back(by=by, now=now, handover=made)
    other = cast.okoro.person if who == "leon" else leon.person
    assert Letter.objects.get(stem__endswith="handovers/emails/over").person == other
    nudges.nudge(now=now)
    assert nudged() == ["Dr Okoro"]
    delivery.send_due(lambda: now)
    assert Letter.objects.get(stem__endswith="handovers/emails/asked").state == "EXPIRED"


def test_only_somebody_who_may_do_it_can_be_asked(cast, now, leon):
    said = waits(cast, now)
    far = builders.membership(cast.other_group, Role.SPONSOR, name="Far")
    for nobody in (cast.sam.membership, cast.farah.membership, far, cast.okoro.membership):
        with pytest.raises(operations.NotTheRightPart):
            hand(cast, now, said, nobody)
    with pytest.raises(log.NotYourPart):
        hand(cast, now, said, leon, by=cast.farah.membership)
    with pytest.raises(operations.NotOwedNow):
        hand(cast, now, said, leon, owed=Stage.SENT)
    hand(cast, now, said, leon)
    with pytest.raises(operations.AskedAlready):
        hand(cast, now, said, cast.priya.membership)
    hand(cast, now, said, cast.priya.membership, by=leon)  # whoever was asked asks another
    assert Handover.objects.standing().get().to == cast.priya.membership
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(
            said=said, round=1, owed=Stage.HEARD, to=leon, handed_by=cast.okoro.membership, handed_at=now
        )


def test_looking_again_goes_to_a_sponsor_only(cast, now, leon):
    cast.group.independent_name = "Ines Frey"
    said = chain.cannot(cast, now)
    challenges.challenge(by=cast.sam.membership, now=now, said=said, words="Why?")
    asked = said.challenges.get()
    challenges.give_reason(by=cast.priya.membership, now=now, challenge=asked, answer="Because.")
    challenges.challenge(by=cast.sam.membership, now=now, said=said, words="Again.")
    second = builders.membership(cast.group, Role.SPONSOR, name="Mara")
    with pytest.raises(operations.NotTheRightPart):
        hand(cast, now, said, leon, owed="SPONSOR")
    hand(cast, now, said, second, owed="SPONSOR")
    challenges.nudge(now=now + timedelta(days=13))  # a day before the promise
    assert nudged() == ["Mara"]


def test_all_of_it_is_one_letter_and_leaves_what_somebody_else_has(cast, now, leon):
    things = [(waits(cast, now), Stage.HEARD) for _ in range(3)]
    operations.hand_over_all(by=cast.okoro.membership, now=now, things=things, to=leon)
    assert Handover.objects.count() == 3
    assert Letter.objects.filter(stem__endswith="handovers/emails/asked").count() == 1
    with pytest.raises(operations.NothingToHandOver):
        operations.hand_over_all(by=cast.okoro.membership, now=now, things=[], to=leon)


def test_all_of_it_leaves_what_was_answered_meanwhile_and_what_somebody_else_was_asked_for(cast, now, leon):
    mine, theirs, done = (waits(cast, now) for _ in range(3))
    ines = builders.membership(cast.group, Role.POINT_OF_CONTACT, name="Ines")
    hand(cast, now, mine, cast.okoro.membership, by=cast.priya.membership)
    hand(cast, now, theirs, ines)
    Said.objects.filter(pk=done.pk).update(stage=Stage.DOING)
    things = [(said, Stage.HEARD) for said in (mine, theirs, done)]
    made = operations.hand_over_all(by=cast.okoro.membership, now=now, things=things, to=leon)
    assert [one.said for one in made] == [mine]
    assert {(one.said, one.to) for one in Handover.objects.standing()} == {(mine, leon), (theirs, ines)}
    assert Handover.objects.get(said=mine, to=cast.okoro.membership).ended_by == cast.okoro.membership
    sentences = Event.objects.filter(what="said_handed_over", about_id=mine.pk).values_list("sentence", flat=True)
    assert f"Number {mine.number}: Dr Okoro asked Leon to answer it." in sentences


def test_all_of_it_goes_to_nobody_who_left_or_may_not(cast, now, leon):
    things = [(waits(cast, now), Stage.HEARD)]
    with pytest.raises(operations.NotTheRightPart):
        operations.hand_over_all(by=cast.okoro.membership, now=now, things=things, to=cast.okoro.membership)
    Membership.objects.filter(pk=leon.pk).update(left_at=now)
    with pytest.raises(operations.NotTheRightPart):
        operations.hand_over_all(by=cast.okoro.membership, now=now, things=things, to=leon)
    assert not Handover.objects.exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_all_of_it_takes_as_many_statements_for_thirty_as_for_one(cast, now, leon, rows, django_assert_num_queries):
    things = [(waits(cast, now), Stage.HEARD) for _ in range(rows)]
    with django_assert_num_queries(9):
        operations.hand_over_all(by=cast.okoro.membership, now=now, things=things, to=leon)


def test_all_of_it_leaves_what_the_person_may_not_do(cast, now, leon):
    cast.group.independent_name = "Ines Frey"
    refused = chain.cannot(cast, now)
    challenges.challenge(by=cast.sam.membership, now=now, said=refused, words="Why?")
    challenges.give_reason(by=cast.priya.membership, now=now, challenge=refused.challenges.get(), answer="Because.")
    challenges.challenge(by=cast.sam.membership, now=now, said=refused, words="Again.")
    said = waits(cast, now)
    things = [(refused, "SPONSOR"), (said, Stage.HEARD)]
    operations.hand_over_all(by=cast.okoro.membership, now=now, things=things, to=leon)
    assert Handover.objects.get().said == said


def test_somebody_who_left_is_asked_no_more(cast, now, leon):
    hand(cast, now, waits(cast, now), leon)
    Membership.objects.filter(pk=leon.pk).update(left_at=now)
    nudges.nudge(now=now)
    assert nudged() == ["Dr Okoro"]
