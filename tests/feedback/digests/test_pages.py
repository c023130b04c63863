"""This week's digest as a page, and choosing how often it comes."""

from datetime import date

import pytest
from django.urls import resolve

from feedback.digests import operations
from feedback.digests.models import Subscription
from feedback.log.models import Stage
from groups.choices.models import Stop
from groups.membership.models import Role
from tests import builders
from tests.cast import signed_in
from tests.feedback.digests.test_sending import LATER, MONDAY, sent
from tests.house import world

MINE, HOW_OFTEN = "/you/digest/", "/you/digest/how-often/"
OF_GROUP = "/groups/rivers-and-moors-co-production-group/digest/"


def page(player, path=MINE):
    answer = player.client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_reads_on_the_page_what_their_letter_says(cast, mail, clock):
    operations.enrol(now=builders.NOW)
    builders.said(cast.group, "It moved", stage=Stage.DOING, moved_at=LATER)
    clock(MONDAY)
    shown = page(cast.farah)
    text = sent(cast.farah).text
    for words in ("It moved", "It is being done.", "What was done, or decided"):
        assert words in shown and words in text
    assert "It moved" not in page(cast.farah), "once the letter went, the next digest begins there"
    assert "It moved" in page(cast.okoro) and "It moved" in page(cast.sam)


def test_who_may_not_read_a_group_finds_nothing_of_it(cast):
    builders.said(cast.group, "It moved", stage=Stage.DOING, moved_at=LATER)
    assert "It moved" not in page(cast.hal)
    for player in (cast.nobody, cast.orla, cast.gone):
        assert player.client.get(MINE).status_code == 404
    for player in cast.outsiders:
        assert player.client.get(OF_GROUP).status_code == 404


def test_nothing_new_is_said_plainly(cast):
    assert "Nothing is new since your last digest" in page(cast.sam)
    assert "Nothing is new here" in page(cast.sam, OF_GROUP)


def test_without_the_second_step_a_sponsor_reads_nothing(cast):
    once = signed_in(cast.okoro.person, second_factor=False)
    for path in (MINE, HOW_OFTEN, OF_GROUP):
        assert once.get(path).status_code == 302


def test_the_page_of_a_group_holds_only_that_group(cast, clock):
    builders.membership(cast.other_group, Role.MEMBER, who=cast.sam.person)
    builders.said(cast.group, "Moved here", stage=Stage.DOING, moved_at=LATER)
    builders.said(cast.other_group, "Moved there", stage=Stage.DOING, moved_at=LATER)
    clock(MONDAY)
    assert "Moved there" in page(cast.sam) and "Moved here" in page(cast.sam)
    assert "Moved there" not in page(cast.sam, OF_GROUP)


def choose(player, **said):
    return player.client.post(HOW_OFTEN, {"day": 0, "hour": 8, **said})


def test_each_chooses_how_often_and_on_which_day(cast):
    assert choose(cast.okoro, frequency="WEEKLY", day=3).status_code == 302
    mine = Subscription.objects.get(person=cast.okoro.person)
    assert (mine.frequency, mine.day, mine.rhythm) == ("WEEKLY", 3, "once a week, on Thursday at 8am")
    assert "once a week, on Thursday at 8am" in page(cast.okoro)
    choose(cast.okoro, frequency="NEVER")
    assert "You do not get this as a letter" in page(cast.okoro)
    builders.said(cast.group, "Answer us", stage=Stage.HEARD, due_on=date(2026, 12, 3))
    assert operations.send_due(now=MONDAY + operations.FIRST) == 0


def test_a_choice_stays_when_the_habit_of_the_role_is_another(cast):
    choose(cast.farah, frequency="MONTHLY")
    operations.enrol(now=builders.NOW)
    operations.send_due(now=MONDAY + operations.FIRST)
    assert Subscription.objects.get(person=cast.farah.person).frequency == "MONTHLY"


def test_a_choice_that_is_none_gets_an_error_beside_the_question(cast):
    answer = choose(cast.sam, frequency="HOURLY")
    assert answer.status_code == 200 and "Error" in answer.content.decode()


def test_someone_with_several_groups_chooses_which_are_in_it(cast):
    builders.membership(cast.other_group, Role.MEMBER, who=cast.sam.person)
    assert "Which groups" in page(cast.sam, HOW_OFTEN) and "Which groups" not in page(cast.jo, HOW_OFTEN)
    assert choose(cast.sam, frequency="WEEKLY", groups=[cast.group.pk]).status_code == 302
    assert list(Stop.objects.values_list("group", "kind")) == [(cast.other_group.pk, "DIGEST")]
    shown = cast.sam.client.get(HOW_OFTEN).context["form"]
    assert [box.data["selected"] for box in shown["groups"].subwidgets] == [False, True]
    none = choose(cast.sam, frequency="WEEKLY", groups=[])
    assert "Choose one group or more, or choose never" in none.content.decode()
    choose(cast.sam, frequency="WEEKLY", groups=[cast.group.pk, cast.other_group.pk])
    assert not Stop.objects.exists()


def test_whoever_stopped_it_in_a_letter_sees_never_and_can_take_it_up_again(cast):
    operations.enrol(now=builders.NOW)
    Stop.objects.create(person=cast.sam.person, group=None, kind="DIGEST", stopped_at=builders.NOW)
    shown = page(cast.sam, HOW_OFTEN)
    assert 'value="NEVER" ' in shown and "checked" in shown[shown.index('value="NEVER"') :][:200]
    choose(cast.sam, frequency="MONTHLY")
    assert not Stop.objects.exists()


@pytest.mark.parametrize("name", ["farah", "col", "sam", "jo", "sol", "priya", "okoro", "nia"])
def test_every_address_in_a_digest_opens_for_its_reader(cast, now, name):
    """A group with something of everything: no line may lead where its reader is refused."""
    world.World(cast, now)
    player = getattr(cast, name)
    found = set()
    for line in operations.queries.of_person(player.person, now - operations.FIRST, now + operations.FIRST / 8).lines:
        found.add(resolve(line.path).view_name)
        assert player.client.get(line.path).status_code == 200, line
    assert found or name == "nia"
    if name in ("farah", "sam", "okoro"):
        assert len(found) > 1, "this group has too little to say to prove anything"
