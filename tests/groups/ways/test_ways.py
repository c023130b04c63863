from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from coproduction.kit import unnamed
from groups.charter import operations as charter
from groups.charter.models import Group, Purpose
from groups.history.models import Event
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter
from groups.ways import operations, queries, tasks
from groups.ways.models import MayReviewWays, WaysNudge, WaysReview
from tests import builders
from tests.builders import NOW
from tests.cast import signed_in

DAY = timedelta(days=1)
WAYS = "- One person speaks at a time.\n\n2. Plain words.\nWe end on time."
THREE = ["One person speaks at a time.", "Plain words.", "We end on time."]
CLOSED = NOW + queries.OPEN_FOR


@pytest.fixture(autouse=True)
def looked_half_a_year_ago(cast):
    write(cast, WAYS, date(2026, 5, 18))


def write(cast, words, looked_on):
    Group.objects.filter(pk=cast.group.pk).update(ways_of_working=words, ways_looked_on=looked_on)
    fresh(cast)


def fresh(cast):
    """What a page would load: the group of everyone as it is now."""
    cast.group.refresh_from_db()
    for player in cast.in_group:
        player.membership.group = cast.group
    return cast.group


def ask(cast, now=NOW, by="farah"):
    return operations.ask(by=getattr(cast, by).membership, now=now)


def answer(cast, who, review, answers="YES NOT_ALWAYS NO", line="", now=NOW + DAY):
    membership = who if isinstance(who, Membership) else getattr(cast, who).membership
    operations.answer(by=membership, review=review, answers=answers.split(), line=line, now=now)


def closed(cast, *lines, answering=("sam", "jo", "col", "farah", "sol")):
    review = ask(cast)
    for number, who in enumerate(answering):
        answer(cast, who, review, line=lines[number] if number < len(lines) else "")
    operations.close(review=review, now=CLOSED)
    review.refresh_from_db()
    return review


def at(cast, name="ways", *rest):
    return reverse(name, args=[cast.group.slug, *rest])


def words(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main").get_text(" ", strip=True)


def page(cast, who="sam"):
    return words(getattr(cast, who).client.get(at(cast)))


def letters(word):
    return sorted(Letter.objects.filter(stem=f"groups/ways/emails/{word}").values_list("person__name", flat=True))


# --- when it is time ---


def test_each_line_is_one_way_of_working_without_its_sign():
    assert queries.ways_of(WAYS) == THREE
    assert queries.ways_of("* a\n• b\n1) c\n\n   \n-d e-f") == ["a", "b", "c", "-d e-f"]


@pytest.mark.parametrize(("looked_on", "due_on", "is_due"), [
    (date(2026, 5, 18), date(2026, 11, 18), True),
    (date(2026, 5, 19), date(2026, 11, 19), False),
    (date(2026, 8, 31), date(2027, 2, 28), False),
])  # fmt: skip
def test_it_is_time_six_months_after_the_group_last_looked(cast, looked_on, due_on, is_due):
    write(cast, WAYS, looked_on)
    assert cast.group.ways_due_on == due_on and queries.is_due(cast.group, NOW) is is_due
    assert bool(queries.to_nudge(NOW)) is is_due


def test_a_group_without_ways_of_working_is_never_reminded(cast):
    write(cast, "", date(2025, 1, 1))
    assert cast.group.ways_due_on is None and queries.to_nudge(NOW) == []


def test_the_first_words_count_as_looked_at_on_the_day_they_were_written(cast, now):
    write(cast, "", None)
    charter.change_settings(group=cast.group, by=cast.farah.membership, now=now, ways_of_working="Be kind")
    assert fresh(cast).ways_looked_on == now.date()
    charter.change_settings(group=cast.group, by=cast.farah.membership, now=now + 9 * DAY, ways_of_working="Be kind.")
    assert fresh(cast).ways_looked_on == now.date()  # a correction is not a look
    made = charter.found_group(organisation=cast.group.organisation, name="New", now=now, ways_of_working="Be kind")
    assert made.ways_looked_on == now.date()


def test_the_facilitators_are_reminded_once_and_never_at_night(cast):
    assert tasks.look_at_ways(NOW.replace(hour=7)) == 0
    assert tasks.look_at_ways(NOW) == 1 and tasks.look_at_ways(NOW + DAY) == 0
    assert letters("due") == ["Col", "Farah"]
    assert WaysNudge.objects.get().due_on == date(2026, 11, 18)
    with pytest.raises(IntegrityError), transaction.atomic():
        WaysNudge.objects.create(group=cast.group, due_on=date(2026, 11, 18), at=NOW)


def test_after_half_a_year_more_they_are_reminded_again(cast):
    operations.nudge(now=NOW)
    closed(cast)
    operations.keep(by=cast.farah.membership, now=CLOSED)
    fresh(cast)
    assert operations.nudge(now=CLOSED + 179 * DAY) == 0
    assert operations.nudge(now=CLOSED + 182 * DAY) == 1 and letters("due") == ["Col", "Col", "Farah", "Farah"]


def test_nobody_is_reminded_where_people_are_asked_or_where_somebody_has_to_say_what_comes_of_it(cast):
    review = ask(cast)
    assert operations.nudge(now=NOW) == 0
    operations.close(review=review, now=CLOSED)
    assert operations.nudge(now=CLOSED) == 0


def test_a_reminder_that_had_to_wait_does_not_go_to_who_facilitates_no_more(cast, mail):
    operations.nudge(now=NOW)
    Membership.objects.filter(pk=cast.col.membership.pk).update(role="MEMBER")
    delivery.send_due(lambda: NOW)
    assert {one.person.name: one.state for one in Letter.objects.filter(stem__endswith="/due")} == {
        "Farah": "SENT", "Col": "EXPIRED",
    }  # fmt: skip


def test_a_reminder_that_had_to_wait_does_not_go_when_people_are_asked(cast, mail):
    operations.nudge(now=NOW)
    ask(cast)
    delivery.send_due(lambda: NOW)
    assert set(Letter.objects.filter(stem__endswith="/due").values_list("state", flat=True)) == {"EXPIRED"}


def test_it_stands_on_the_facilitators_list_of_what_has_passed_its_day_until_people_are_asked(cast, clock):
    home = reverse("group_home", args=[cast.group.slug])
    due = "Our ways of working To be looked at again with the group. Due since Wednesday 18 November 2026"
    assert due in words(cast.farah.client.get(home)) and "ways of working" not in words(cast.sam.client.get(home))
    review = ask(cast)
    assert due not in words(cast.farah.client.get(home))
    for who in ("sam", "farah", "sol"):
        shown = words(getattr(cast, who).client.get(home))
        assert "Do our ways of working work for you? Without your name, until Wednesday 2 December 2026" in shown
    assert "ways of working" not in words(cast.priya.client.get(home))
    operations.close(review=review, now=CLOSED)
    clock(CLOSED)
    assert due in words(cast.farah.client.get(home))
    assert "Do our ways" not in words(cast.sam.client.get(home))
    operations.keep(by=cast.farah.membership, now=CLOSED)
    assert due not in words(cast.farah.client.get(home))


# --- asking ---


def test_everyone_in_the_group_is_asked_in_the_words_of_that_day_and_nobody_beside_it(cast):
    review = ask(cast)
    assert review.ways == THREE and review.could_answer == 5 and review.closes_at == NOW + 14 * DAY
    assert letters("asked") == ["Col", "Farah", "Jo", "Sam", "Sol"]
    write(cast, "Other words", date(2026, 5, 18))
    review.refresh_from_db()
    assert review.ways == THREE


def test_why_people_cannot_be_asked(cast):
    with pytest.raises(operations.NotForYou):
        ask(cast, by="sam")
    ask(cast)
    with pytest.raises(operations.AskedAlready):
        ask(cast)
    operations.close(review=WaysReview.objects.get(), now=CLOSED)
    with pytest.raises(operations.SayFirstWhatComesOfIt):
        ask(cast, now=CLOSED)
    operations.keep(by=cast.farah.membership, now=CLOSED)
    write(cast, "x\n" * 41, date(2026, 5, 18))
    with pytest.raises(operations.TooManyToAskAbout):
        ask(cast, now=CLOSED)
    write(cast, "", date(2026, 5, 18))
    with pytest.raises(operations.NothingToAskAbout):
        ask(cast, now=CLOSED)


def test_a_group_of_four_is_not_asked_and_talks_instead(cast):
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=NOW)
    with pytest.raises(operations.TooFewPeople):
        ask(cast)
    assert "Your group is too small to be asked without names." in page(cast, "farah")
    operations.keep(by=cast.farah.membership, now=NOW)
    assert fresh(cast).ways_looked_on == NOW.date() and not WaysReview.objects.exists()


def test_an_answer_leaves_counts_and_a_loose_line_and_no_trace_of_who(cast):
    review = ask(cast)
    answer(cast, "sam", review, line=" Plain  words,\nplease ")
    review.refresh_from_db()
    assert review.counts == {
        "0": {"YES": 1, "NOT_ALWAYS": 0, "NO": 0}, "1": {"YES": 0, "NOT_ALWAYS": 1, "NO": 0},
        "2": {"YES": 0, "NOT_ALWAYS": 0, "NO": 1},
    }  # fmt: skip
    assert (review.lines, review.answered) == (["Plain words, please"], 1)
    assert {field.name for field in MayReviewWays._meta.get_fields()} == {"id", "review", "membership", "has_answered"}
    assert not Event.objects.filter(by=cast.sam.person).exists()


def test_why_an_answer_is_not_taken(cast):
    review = ask(cast)
    for answers in ("YES YES", "YES MAYBE NO", ""):
        with pytest.raises(operations.AnswerEach):
            answer(cast, "sam", review, answers)
    with pytest.raises(operations.LineTooLong):
        answer(cast, "sam", review, line="x" * 401)
    answer(cast, "sam", review)
    with pytest.raises(unnamed.AnsweredAlready):
        answer(cast, "sam", review)
    with pytest.raises(operations.NotAsked):
        answer(cast, builders.membership(cast.group, name="New"), review)
    with pytest.raises(operations.NotOpenAnyMore):
        answer(cast, "jo", review, now=CLOSED)
    review.refresh_from_db()
    assert review.answered == 1


def test_a_letter_that_had_to_wait_goes_to_those_asked_while_it_is_open(cast, mail):
    review = ask(cast)
    answer(cast, "sam", review)
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=NOW)
    delivery.send_due(lambda: NOW + DAY)
    states = dict(Letter.objects.filter(stem__endswith="/asked").values_list("person__name", "state"))
    assert states == {"Sam": "SENT", "Col": "SENT", "Farah": "SENT", "Sol": "SENT", "Jo": "EXPIRED"}


# --- what came of it ---


def test_after_14_days_the_clock_closes_it_and_the_group_sees_each_way_with_its_answers(cast, clock):
    review = ask(cast)
    for who in ("sam", "jo", "col", "farah", "sol"):
        answer(cast, who, review, "YES NOT_ALWAYS NO" if who != "jo" else "NO NO NO", line=who)
    assert "Not always: " not in page(cast)
    assert tasks.look_at_ways(CLOSED - DAY) == 0
    assert tasks.look_at_ways(CLOSED) == 1 and tasks.look_at_ways(CLOSED) == 0
    clock(CLOSED)
    for who in ("sam", "sol", "col", "farah"):
        shown = page(cast, who)
        assert "One person speaks at a time. Yes: 4 Not always: 0 No: 1" in shown
        assert "Plain words. Yes: 0 Not always: 4 No: 1" in shown and "5 of 5 people answered" in shown
        assert "“sol”" in shown
    assert letters("results") == ["Col", "Farah", "Jo", "Sam", "Sol"]
    assert not MayReviewWays.objects.exists() and not operations.close(review=review, now=CLOSED)


def test_four_answers_are_deleted_and_never_shown(cast, clock):
    review = closed(cast, "Only us", answering=("sam", "jo", "col", "farah"))
    assert (review.counts, review.lines, review.answered) == ({}, [], 0)
    clock(CLOSED)
    shown = page(cast)
    assert "Too few people answered to show anything." in shown and "Only us" not in shown and "Yes:" not in shown


@pytest.mark.parametrize("who", ["priya", "okoro", "nia"])
def test_nobody_beside_the_group_sees_any_of_it(cast, who):
    review = closed(cast)
    player = getattr(cast, who)
    assert player.client.get(at(cast)).status_code == 403
    assert player.client.get(at(cast, "review_ways", review.pk)).status_code == 403
    assert not WaysReview.objects.visible_to(player.membership).exists()
    assert not WaysReview.objects.visible_to(cast.hal.membership).exists()


def test_a_facilitator_says_that_the_group_keeps_them_only_after_it_was_asked(cast, clock):
    for early in (NOW, NOW + DAY):
        with pytest.raises(operations.AskTheGroupFirst):
            operations.keep(by=cast.farah.membership, now=early)
        if early == NOW:
            ask(cast)
    operations.close(review=WaysReview.objects.get(), now=CLOSED)
    assert "People have answered." in page(cast, "farah") and "We keep them" not in page(cast, "sam")
    with pytest.raises(operations.NotForYou):
        operations.keep(by=cast.sam.membership, now=CLOSED)
    clock(CLOSED)
    answer_ = cast.farah.client.post(at(cast, "keep_ways"), follow=True)
    assert "You noted that the group keeps its ways of working." in words(answer_)
    assert fresh(cast).ways_looked_on == CLOSED.date()
    assert "What came of it: We keep them (Farah)." in page(cast)
    assert "Ask the group" in page(cast, "farah")
    again = ask(cast, now=CLOSED)
    assert again.pk and "Ask the group" not in page(cast, "farah") and "What came of it: We keep them" in page(cast)
    WaysReview.objects.filter(pk=again.pk).delete()
    assert "We looked at this on 2 December 2026. Next time: 2 June 2027." in words(
        cast.okoro.client.get(at(cast, "about"))
    )
    assert "First ask the group" in words(cast.farah.client.post(at(cast, "keep_ways"), follow=True))


def test_a_group_without_ways_of_working_has_none_to_keep(cast):
    write(cast, "", None)
    with pytest.raises(operations.NothingToAskAbout):
        operations.keep(by=cast.farah.membership, now=NOW)
    assert "The group has not written these down yet." in page(cast, "farah")


def agree(cast, purpose, *who, now=CLOSED):
    for one in who:
        charter.agree_purpose(purpose=purpose, by=getattr(cast, one).membership, now=now)


def purpose(cast, **rest):
    told = {"why_we_are_here": "Why", "what_difference": "What"} | rest
    return charter.write_purpose(group=cast.group, by=cast.farah.membership, now=NOW, **told)


def test_new_ways_of_working_count_once_both_sides_have_agreed(cast, clock):
    agree(cast, purpose(cast), "sam", "priya", now=NOW)
    closed(cast, "Too many ways")
    clock(CLOSED)
    shown = words(cast.farah.client.get(at(cast, "write_ways")))
    assert "Too many ways" in shown and "Not always: 5" in shown
    cast.farah.client.post(at(cast, "write_ways"), {"ways_of_working": "- Two breaks\n- Plain words"})
    assert fresh(cast).ways_of_working == WAYS and cast.group.ways_looked_on == CLOSED.date()
    made = Purpose.objects.get(version=2)
    assert (made.why_we_are_here, made.ways_of_working) == ("Why", "- Two breaks\n- Plain words")
    about = words(cast.sam.client.get(at(cast, "about")))
    assert "New ways of working Two breaks Plain words" in about and "One person speaks at a time." in about
    letter = Letter.objects.filter(stem__endswith="/purpose_to_agree", person=cast.sam.person).latest("id")
    assert "Two breaks" in letter.text
    agree(cast, made, "jo")
    assert fresh(cast).ways_of_working == WAYS
    agree(cast, made, "okoro")
    assert fresh(cast).ways_of_working == "- Two breaks\n- Plain words"
    assert Event.objects.get(what="ways_changed").detail == {"was": WAYS}
    assert "New ways of working" not in words(cast.sam.client.get(at(cast, "about")))
    assert WaysReview.objects.get().get_outcome_display() == "We wrote new ones"


def test_new_ways_that_wait_are_taken_along_by_the_next_version(cast):
    purpose(cast, ways_of_working="New")
    second = purpose(cast, why_we_are_here="Better")
    assert second.ways_of_working == "New"
    agree(cast, second, "sam", "priya")
    third = purpose(cast, why_we_are_here="Best")
    assert third.ways_of_working == ""
    agree(cast, third, "sam", "priya")
    assert fresh(cast).ways_of_working == "New"


def test_a_version_with_the_first_ways_of_all_is_looked_at_and_the_same_words_change_nothing(cast):
    write(cast, "", None)
    agree(cast, purpose(cast, ways_of_working="First"), "sam", "priya")
    assert fresh(cast).ways_looked_on == CLOSED.date()
    agree(cast, purpose(cast, ways_of_working="First"), "sam", "priya")
    assert Event.objects.filter(what="ways_changed").count() == 1


def test_why_new_ways_are_not_taken_and_nothing_typed_is_lost(cast, clock):
    def refused(words="Typed words"):
        with pytest.raises(operations.Refusal) as told:
            operations.write_new(by=cast.farah.membership, now=CLOSED, ways_of_working=words)
        return type(told.value)

    assert refused() is operations.PurposeFirst
    purpose(cast)
    assert refused() is operations.AskTheGroupFirst
    clock(CLOSED)
    typed = cast.farah.client.post(at(cast, "write_ways"), {"ways_of_working": "Typed words"})
    assert "First ask the group" in words(typed) and "Typed words" in typed.content.decode()
    closed(cast)
    assert refused(WAYS) is operations.TheSameAsBefore
    assert refused(" \n- ") is operations.WriteThem
    with pytest.raises(operations.NotForYou):
        operations.write_new(by=cast.jo.membership, now=CLOSED, ways_of_working="x")
    assert not WaysReview.objects.get().decided_at


def test_the_database_keeps_the_rules_too(cast):
    review = ask(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        WaysReview.objects.create(
            group=cast.group, opened_by=cast.farah.membership, opened_at=NOW, closes_at=CLOSED, ways=[], counts={},
            could_answer=5,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():  # not decided before it is closed
        WaysReview.objects.filter(pk=review.pk).update(
            outcome="KEPT", decided_by=cast.farah.membership, decided_at=NOW
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        MayReviewWays.objects.create(review=review, membership=cast.sam.membership)


# --- the pages ---


def test_a_member_answers_on_a_page_that_keeps_what_they_typed(cast):
    assert "Ask the group" not in page(cast) and "Ask the group" in page(cast, "farah")
    told = cast.farah.client.post(at(cast, "ask_about_ways"), follow=True)
    assert "The questions are open." in words(told)
    assert "People are being asked already." in words(cast.farah.client.post(at(cast, "ask_about_ways"), follow=True))
    review = WaysReview.objects.get()
    here = at(cast, "review_ways", review.pk)
    assert here in cast.sam.client.get(at(cast)).content.decode()
    soup = BeautifulSoup(cast.sam.client.get(here).content, "html.parser")
    assert [one.get_text(strip=True) for one in soup.select("fieldset legend")] == THREE
    half = cast.sam.client.post(here, {"way_0": "YES", "line": "My line stays"})
    assert "Choose yes, not always or no" in words(half) and "My line stays" in half.content.decode()
    given = {"way_0": "YES", "way_1": "NO", "way_2": "NOT_ALWAYS", "line": "Done"}
    assert "We counted your answers." in words(cast.sam.client.post(here, given, follow=True))
    assert "You have answered." in words(cast.sam.client.get(here))
    review.refresh_from_db()
    assert review.answered == 1


def test_who_cannot_answer_reads_why(cast, clock):
    review = ask(cast)
    new = builders.membership(cast.group, name="New")
    here = at(cast, "review_ways", review.pk)
    assert "You joined after these questions opened." in words(signed_in(new.person).get(here))
    clock(CLOSED)
    assert "These questions have closed." in words(cast.sam.client.get(here))
    late = cast.sam.client.post(here, {"way_0": "YES", "way_1": "NO", "way_2": "NO", "line": "Too late, and kept"})
    assert "These questions have closed." in words(late) and "Too late, and kept" in late.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_the_same_statements_whatever_they_hold(cast, rows, clock, django_assert_num_queries):
    write(cast, "A way\n" * rows, date(2026, 5, 18))
    review = ask(cast)
    for who in ("sam", "jo", "col", "farah", "sol"):
        answer(cast, who, review, "YES " * rows, line="x")
    sam, farah = cast.sam.client, cast.farah.client
    with django_assert_num_queries(5):  # session, person, membership, round, whether answered
        sam.get(at(cast, "review_ways", review.pk))
    operations.close(review=review, now=CLOSED)
    clock(CLOSED)
    for client in (sam, farah):
        with django_assert_num_queries(5):  # session, person, membership, rounds, how many could answer
            client.get(at(cast))
