"""Members of all groups of an organisation say if they see the seven steps: together, without a name, asked by the clock."""

import pytest
from bs4 import BeautifulSoup

from coproduction.kit import unnamed
from coproduction.pages import waiting
from feedback.log import operations as log
from feedback.steps_seen import emails, operations, queries, tasks
from feedback.steps_seen.models import MaySee, NextAsking, StepsAsking
from groups.history.models import Event
from groups.membership.models import Membership, Role
from groups.notices.models import Letter
from tests import builders
from tests.builders import NOW
from tests.cast import signed_in
from tests.feedback.seven_steps.arrange import DAY, WEEK, again, answered, asked, at, look, members, page, seven, words

ASKED, RESULTS = (f"feedback/steps_seen/emails/{name}" for name in ("asked", "results"))
THEN = NOW + WEEK
CLOSED = THEN + queries.OPEN_FOR
FORM = {f"seven_{step}": "YES" for step in range(1, 8)}


def answer(membership, asking, seen=None, now=THEN + DAY):
    operations.answer(by=again(membership), now=now, asking=asking, seen=seen or seven())


def needs(membership, now=THEN):
    return [one.words for one in waiting.waits_for(again(membership), now).first if "see it too" in one.words]


def form_at(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser").find("form", {"data-form": "say-if-seen"})


# --- who is asked, and when ---


def test_the_clock_asks_the_members_of_all_groups_once_each_a_week_after_a_sponsor_said_something(cast):
    everyone = members(cast)
    builders.membership(cast.other_group, who=cast.sam.person)  # in two groups: asked once
    look(cast)
    assert tasks.ask_about_steps(NOW + 6 * DAY) == 0
    assert tasks.ask_about_steps(THEN) == 1 and tasks.ask_about_steps(THEN) == 0
    asking = StepsAsking.objects.get()
    assert asking.could_answer == MaySee.objects.count() == 6
    letters = Letter.objects.filter(stem=ASKED)
    assert {one.person for one in letters} == {one.person for one in everyone}
    assert letters.get(person=cast.hal.person).group == cast.other_group
    assert emails.still_asked(list(letters), THEN) == {one.pk for one in letters} and not emails.still_asked(
        letters, CLOSED
    )
    told = Event.objects.filter(what="seven_steps_asked")
    assert {one.group for one in told} == {cast.group, cast.other_group}
    assert needs(cast.sam.membership) == [f"Do you see it too? The seven steps of {cast.group.organisation.name}"]
    assert needs(cast.hal.membership) and not needs(cast.sol.membership) and not needs(cast.okoro.membership)
    assert not needs(cast.sam.membership, CLOSED)


def test_more_than_fifty_members_are_asked_too(cast):
    for number in range(60):
        builders.membership(cast.group if number % 2 else cast.other_group, name=f"Member {number}")
    look(cast)
    tasks.ask_about_steps(THEN)
    assert StepsAsking.objects.get().could_answer == 63


def test_with_fewer_than_five_members_nobody_is_asked_until_there_are_more(cast):
    look(cast)
    assert tasks.ask_about_steps(THEN) == 1 and not StepsAsking.objects.exists()
    assert NextAsking.objects.get().ask_at == THEN + 4 * WEEK
    members(cast, more=2)
    tasks.ask_about_steps(THEN + 4 * WEEK)
    assert StepsAsking.objects.get().could_answer == 5


def test_members_are_asked_again_after_half_a_year_also_when_nothing_changed(cast):
    look(cast)
    answered(cast)
    assert tasks.ask_about_steps(THEN + 26 * WEEK - DAY) == 0
    assert tasks.ask_about_steps(THEN + 26 * WEEK) == 1 and StepsAsking.objects.count() == 2


def test_groups_of_other_organisations_and_closed_groups_are_not_asked(cast):
    cast.other_group.closed_at = NOW
    cast.other_group.save()
    look(cast)
    asking, _ = asked(cast)
    assert asking.could_answer == 5
    assert not MaySee.objects.filter(person__in=[cast.fen.person, cast.hal.person]).exists()


# --- answering ---


def test_a_member_says_it_once_and_nothing_leads_from_an_answer_to_a_person(cast):
    look(cast)
    asking, everyone = asked(cast)
    address = at(cast, "say_if_seen")
    client = cast.sam.client
    assert len(form_at(client, address).find_all("fieldset")) == 7
    assert "Choose one answer" in words(client.post(address, {"seven_1": "YES"}))
    cast_time = MaySee.objects.filter(has_answered=True)
    assert not cast_time.exists()
    assert "We do not know which answers are yours" in words(client.post(address, FORM, follow=True))
    assert "You have answered" in words(client.get(address)) and cast_time.count() == 1
    asking.refresh_from_db()
    assert asking.answered == 1 and asking.counts["1"] == {"YES": 1, "PARTLY": 0, "NO": 0, "CANNOT_TELL": 0}
    assert {field.name for field in MaySee._meta.fields} == {"id", "asking", "person", "has_answered"}
    with pytest.raises(unnamed.AnsweredAlready):
        answer(cast.sam.membership, asking)
    assert not Event.objects.filter(at__gt=THEN).exists()


@pytest.mark.parametrize("seen", [{}, seven(REWARD="MAYBE")])
def test_an_answer_says_something_of_each_of_the_seven(cast, seen):
    look(cast)
    asking, _ = asked(cast)
    with pytest.raises(operations.ChooseAnAnswer):
        operations.answer(by=cast.sam.membership, now=THEN, asking=asking, seen=seen)
    asking.refresh_from_db()
    assert asking.answered == 0 and not MaySee.objects.filter(has_answered=True).exists()


def test_whoever_came_later_and_whoever_is_no_member_cannot_answer(cast):
    assert "Nobody is being asked now" in words(cast.sam.client.get(at(cast, "say_if_seen")))
    assert "Nobody is being asked now" in words(cast.sam.client.post(at(cast, "say_if_seen"), FORM))
    look(cast)
    asking, everyone = asked(cast)
    late = builders.membership(cast.group, name="Late")
    with pytest.raises(operations.NotAsked):
        answer(late, asking)
    assert "You joined after these questions opened" in words(signed_in(late.person).get(at(cast, "say_if_seen")))
    for who in (cast.farah, cast.sol, cast.okoro):
        with pytest.raises(log.NotYourPart):
            answer(who.membership, asking)
        assert who.client.get(at(cast, "say_if_seen")).status_code == 403
    with pytest.raises(StepsAsking.DoesNotExist):
        answer(cast.fen.membership, asking)
    with pytest.raises(operations.NotOpenAnyMore):
        answer(everyone[0], asking, now=CLOSED)


def test_what_was_typed_is_told_off_kindly_when_it_closed_meanwhile(cast, clock):
    look(cast)
    asked(cast)
    clock(CLOSED)
    refused = cast.sam.client.post(at(cast, "say_if_seen"), FORM)
    assert words(refused).count("These questions have closed.") == 2


# --- what is shown of it ---


def test_inside_the_groups_numbers_are_shown_from_five_answers_and_outside_nothing_below_eight(cast):
    look(cast)
    asking, everyone = asked(cast)
    for one in everyone[:3]:
        answer(one, asking, seven("NO"))
    for one in everyone[3:5]:
        answer(one, asking, seven("PARTLY"))
    assert "No: 3" not in page(cast, "farah")
    assert tasks.close_steps(CLOSED) == 1 and tasks.close_steps(CLOSED) == 0
    assert operations.close(asking=asking, now=CLOSED) is False and not MaySee.objects.exists()
    for who, group in (("sam", cast.group), ("farah", cast.group), ("sol", cast.group), ("hal", cast.other_group)):
        seen = page(cast, who, group=group)
        assert "Yes: 0 · Partly: 2 · No: 3 · I cannot tell: 0" in seen and "5 of 6 members answered" in seen
    for who in ("okoro", "priya", "nia"):
        seen = page(cast, who) + page(cast, who, 6)
        assert "Too few said" in seen and "No: 3" not in seen and "5 of 6" not in seen
        assert "Members say No" not in seen and "see it differently" not in seen
    told = {one.person for one in Letter.objects.filter(stem=RESULTS)}
    assert {cast.okoro.person, cast.sam.person, cast.hal.person, cast.faye.person} <= told
    assert "5" not in "".join(one.text for one in Letter.objects.filter(stem=RESULTS))


def test_outside_the_groups_eight_answers_are_shown_in_a_word_and_never_as_numbers(cast):
    look(cast)
    answered(cast, seven("PARTLY"), more=5)
    seen = page(cast, "okoro")
    assert (
        "Members say Partly" in seen and "Both say: begun" in seen and "Partly: 8" not in seen and "8 of 8" not in seen
    )
    assert "Partly: 8" in page(cast, "sam")


def test_fewer_than_five_answers_are_wiped_and_nobody_hears_of_results(cast):
    look(cast)
    asking, everyone = asked(cast)
    for one in everyone[:4]:
        answer(one, asking)
    tasks.close_steps(CLOSED)
    asking.refresh_from_db()
    assert (asking.counts, asking.answered) == ({}, 0) and not Letter.objects.filter(stem=RESULTS).exists()
    assert "Members have not been asked yet, or too few have answered" in page(cast)


def test_the_last_time_with_enough_answers_stays_until_there_is_a_newer_one(cast):
    look(cast)
    answered(cast, seven("NO"))
    tasks.ask_about_steps(THEN + 26 * WEEK)
    tasks.close_steps(THEN + 30 * WEEK)
    assert queries.members_view(again(cast.sam.membership)).views[1] == "NO"


def test_a_member_who_left_loses_the_questions_and_the_letter_is_not_right_for_them_any_more(cast):
    look(cast)
    asked(cast)
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=THEN, role=Role.MEMBER)
    assert cast.sam.client.get(at(cast, "say_if_seen")).status_code == 404
