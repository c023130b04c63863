from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.influence import operations as influence
from feedback.influence import queries
from feedback.influence.models import Judgement, Judging
from feedback.influence.tasks import judgings
from feedback.power import operations as power
from feedback.topics import operations as topics
from feedback.topics.models import Influence
from groups.batches import operations as batches
from groups.choices.models import Preference
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.cast import Player
from tests.feedback import life

JUDGE = "feedback/influence/emails/judge"


def closed(cast, now, declared="DESIGNING"):
    topic = life.discussed(cast, now)
    if declared:
        topic = power.declare_influence(by=cast.okoro.membership, now=now, topic=topic, influence=declared)
    return life.closed(cast, now, topic)


def judge(player, now, topic, level="CONSULTED"):
    return influence.judge(by=player.membership, now=now, topic=topic, level=level)


def members(cast, count):
    made = [builders.membership(cast.group, name=f"Member {number}") for number in range(count)]
    return [cast.sam, cast.jo, *(Player(one, one.person) for one in made)]


def page(topic, name="topic"):
    return reverse(name, kwargs={"slug": topic.group.slug, "topic_id": topic.pk})


def text(player, topic):
    return BeautifulSoup(player.client.get(page(topic)).content, "html.parser").get_text(" ", strip=True)


def test_closing_a_topic_that_was_discussed_asks_members_how_much_say_they_had(cast, now):
    topic = closed(cast, now)
    judging = Judging.objects.get()
    assert (judging.declared, judging.until_on) == ("DESIGNING", (now + timedelta(days=7)).date())
    assert str(judging) == "Care and support planning: how much say we really had"
    letters = Letter.objects.filter(stem=JUDGE)
    assert {letter.person for letter in letters} == {cast.sam.person, cast.jo.person}
    assert "by the end of Wednesday 25 November 2026" in letters.first().text
    assert "At the start we were told: Designing together." in letters.first().text
    assert influence.ask_to_judge(now=now, topic=topic) is None  # asked already


def test_nobody_is_asked_in_a_group_without_members(cast, now):
    topic = life.discussed(cast, now)
    Membership.objects.filter(role="MEMBER").update(left_at=now)
    life.closed(cast, now, topic)
    assert not Judging.objects.exists()


def test_members_answer_and_change_their_answer_until_the_last_day(cast, now):
    topic = closed(cast, now)
    with pytest.raises(influence.ChooseALevel):
        judge(cast.sam, now, topic, "A LOT")
    judge(cast.sam, now, topic, "INFORMED")
    judge(cast.sam, now + timedelta(days=7), topic, "CONSULTED")
    assert Judgement.objects.get().level == "CONSULTED"
    assert judgings(now + timedelta(days=7)) == 0
    with pytest.raises(influence.NotBeingJudged):
        judge(cast.sam, now + timedelta(days=8), topic)  # the day has passed, even if nobody has closed it yet
    found = queries.to_close(now + timedelta(days=8))
    assert judgings(now + timedelta(days=8)) == 1
    assert judgings(now + timedelta(days=8)) == 0
    assert not influence.close(now=now, judging=found[0])  # two clocks at once: one of them closes it
    with pytest.raises(influence.NotBeingJudged):
        judge(cast.sam, now, topic)


@pytest.mark.parametrize("who", ["farah", "sol", "priya", "okoro", "nia", "hal"])
def test_only_members_judge(cast, now, who):
    with pytest.raises(topics.NotYourPart):
        judge(getattr(cast, who), now, closed(cast, now))


def test_declared_and_judged_stand_side_by_side_once_five_have_answered_and_it_has_closed(cast, now):
    everyone = members(cast, 3)
    topic = closed(cast, now)
    for player in everyone[:3]:
        judge(player, now, topic, "INFORMED")
    for player in everyone[3:]:
        judge(player, now, topic)
    assert "Members say until the end of Wednesday 25 November 2026" in text(cast.sam, topic)
    assert "of 5 members" not in text(cast.sam, topic)
    judgings(now + timedelta(days=8))
    for player in (cast.sam, cast.farah, cast.sol):
        seen = text(player, topic)
        assert "Designing together What we were told." in seen
        assert "Informed: 3 of 5 members Consulted: 2 of 5 members" in seen
    for player in (cast.okoro, cast.priya, cast.nia):
        seen = text(player, topic)
        assert "Too few members answered to show it." in seen
        assert "of 5 members" not in seen


def test_four_answers_are_shown_to_nobody(cast, now):
    everyone = members(cast, 2)
    topic = closed(cast, now, declared="")
    assert "nobody said how much say we would have" in Letter.objects.filter(stem=JUDGE).first().text
    for player in everyone:
        judge(player, now, topic)
    judgings(now + timedelta(days=8))
    assert "Too few members answered to show it." in text(cast.sam, topic)


@pytest.mark.parametrize(("informed", "deciding", "shown"), [(8, 0, True), (9, 8, True), (9, 3, False), (7, 0, False)])
def test_outside_the_group_no_number_of_fewer_than_eight_is_shown_or_can_be_worked_out(
    cast, now, informed, deciding, shown
):
    everyone = members(cast, informed + deciding - 2)
    topic = closed(cast, now)
    for number, player in enumerate(everyone):
        judge(player, now, topic, "INFORMED" if number < informed else "DECIDING")
    judgings(now + timedelta(days=8))
    lines = queries.judged(topic, cast.okoro.membership).lines
    assert bool(lines) == shown
    if shown:
        assert lines[0] == "Informed: about 10 members"
        assert lines[1] == "Consulted: no members"
    assert len(queries.judged(topic, cast.sam.membership).lines) == len(Influence)


def test_a_level_changed_afterwards_does_not_change_what_was_judged(cast, now):
    topic = topics.open_again(by=cast.farah.membership, now=now, topic=closed(cast, now))
    power.declare_influence(by=cast.okoro.membership, now=now, topic=topic, influence="INFORMED", why="It was less.")
    assert "When it closed we had been told: Designing together." in text(cast.sam, topic)


def test_the_letter_does_not_ask_once_it_is_over(cast, now):
    for player in (cast.sam, cast.jo):
        Preference.objects.create(person=player.person, quiet_from="09:00", quiet_until="12:00")
    topic = closed(cast, now)
    delivery.send_due(lambda: now)
    letters = Letter.objects.filter(stem=JUDGE)
    assert queries.still_asked(letters) == {letter.pk for letter in letters}
    Judging.objects.filter(topic=topic).update(closed_at=now)
    batches.gather(now=now + timedelta(hours=2))
    delivery.send_due(lambda: now + timedelta(hours=2))
    assert {letter.because for letter in Letter.objects.filter(stem=JUDGE)} == {"CHANGED"}


def test_a_member_judges_from_the_letter(cast, now):
    topic = closed(cast, now)
    to = page(topic, "judge_influence")
    assert Letter.objects.filter(stem=JUDGE).first().path == to
    assert "At the start we were told: Designing together." in cast.sam.client.get(to).content.decode()
    assert "Choose what it really was" in cast.sam.client.post(to, {"level": ""}).content.decode()
    answer = cast.sam.client.post(to, {"level": "INFORMED"}, follow=True)
    assert "Nobody sees your answer by itself." in answer.content.decode()
    assert Judgement.objects.get().level == "INFORMED"
    Judging.objects.update(closed_at=now)
    assert "not being asked about this now" in cast.sam.client.get(to, follow=True).content.decode()


def test_a_judging_whose_day_has_passed_says_so_on_the_form(cast, now, clock):
    topic = closed(cast, now)
    clock(now + timedelta(days=9))
    answer = cast.sam.client.post(page(topic, "judge_influence"), {"level": "INFORMED"})
    assert "Members are not being asked about this now." in answer.content.decode()


def test_others_are_turned_away(cast, now):
    topic = closed(cast, now)
    for player in (cast.farah, cast.sol, cast.okoro):
        assert player.client.get(page(topic, "judge_influence")).status_code == 403
    for player in cast.outsiders:
        assert player.client.get(page(topic, "judge_influence")).status_code == 404
    undiscussed = builders.topic(cast.group, "Other")
    assert cast.sam.client.get(page(undiscussed, "judge_influence")).status_code == 302
