"""Asked 3 and 12 months on; what came of it joins the log; what nobody noticed comes back to the members."""

from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

import feedback.tasks  # noqa: F401 - the jobs of the clock hang themselves up when this is read
from coproduction.kit import ticks, walltime
from coproduction.kit.refusals import Refusal
from feedback.deeds import operations as deeds
from feedback.impact import operations, queries
from feedback.impact.models import Asking, Doubt, Noticing
from feedback.log import operations as log
from feedback.log.models import Said, Step
from groups.charter.models import Group
from groups.membership.models import Membership
from groups.notices import queries as notices
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain
from tests.feedback.impact.asking import asked, close, closed, doubted, on, settle


def steps(said, kind):
    return list(said.steps.filter(kind=kind).order_by("id"))


def letters(stem):
    return Letter.objects.filter(stem__endswith=f"/{stem}").order_by("id")


def utc(*moment):
    return datetime(*moment, tzinfo=UTC)


def refused(sentence, deed, **fields):
    with pytest.raises(Refusal) as found:
        deed(**fields)
    assert sentence in found.value.sentence


# --- when ---


@pytest.mark.parametrize(
    ("done", "months", "asked_on"),
    [
        (date(2026, 11, 18), 3, date(2027, 2, 18)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 3, date(2028, 5, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 10, 31), 3, date(2027, 1, 31)),
    ],
)
def test_months_are_calendar_months_and_end_with_the_month(done, months, asked_on):
    assert walltime.months_after(done, months) == asked_on


def test_those_whose_words_began_it_are_asked_three_and_twelve_months_on(cast, now):
    said = chain.did(cast, now)
    assert (said.ask_on, said.review_on) == (date(2027, 2, 18), date(2027, 11, 18))
    assert operations.open_due(now=on(said, date(2027, 2, 17))) == 0
    assert operations.open_due(now=on(said, date(2027, 2, 18))) == 1
    asking = Asking.objects.get()
    assert (asking.months, asking.again, asking.closes_on) == (3, 0, date(2027, 3, 11))
    assert {one.person for one in letters("did_you_notice")} == {cast.sam.person, cast.jo.person}
    assert [one.headline for one in steps(said, "ASKED_IF_NOTICED")] == ["Asked if people notice it, 3 months on"]
    close(Asking.objects.select_related("said__group").get())
    said.refresh_from_db()
    assert said.ask_on == date(2027, 11, 18)
    assert operations.open_due(now=on(said, said.ask_on)) == 1
    said.refresh_from_db()
    assert Asking.objects.latest("id").months == 12 and said.ask_on is None


def test_named_words_ask_their_author_alone_and_the_group_once_the_author_has_left(cast, now):
    asking, at = asked(cast, now, shown_as="NAME")
    assert [one.person for one in letters("did_you_notice")] == [cast.sam.person]
    refused("whose words began it", operations.notice, by=cast.jo.membership, now=at, asking=asking, answer="YES")
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=at)
    assert operations.notice(by=cast.jo.membership, now=at, asking=asking, answer="YES").answer == "YES"


@pytest.mark.parametrize(
    ("done", "before", "begins"),
    [  # Clocks go back on 25 October 2026 and forward on 28 March 2027: 8am on the group's wall is what counts.
        ((2026, 7, 24, 10), (2026, 10, 24, 6, 59), (2026, 10, 24, 7)),
        ((2026, 7, 25, 10), (2026, 10, 25, 7, 59), (2026, 10, 25, 8)),
        ((2026, 12, 27, 10), (2027, 3, 27, 7, 59), (2027, 3, 27, 8)),
        ((2026, 12, 28, 10), (2027, 3, 28, 6, 59), (2027, 3, 28, 7)),
        ((2026, 6, 30, 23, 30), (2026, 10, 1, 6, 59), (2026, 10, 1, 7)),
    ],
)  # fmt: skip
def test_people_are_asked_from_8am_of_the_groups_wall_clock_whatever_the_clocks_do(cast, done, before, begins):
    chain.did(cast, utc(*done))
    assert operations.open_due(now=utc(*before)) == 0
    assert operations.open_due(now=utc(*begins)) == 1


def test_a_group_far_from_here_is_asked_on_its_own_day(cast, now):
    Group.objects.filter(pk=cast.group.pk).update(time_zone="Pacific/Auckland")
    cast.sam.membership.group.refresh_from_db()
    said = chain.did(cast, datetime(2026, 11, 18, 12, tzinfo=UTC))
    assert said.ask_on == date(2027, 2, 19)
    assert operations.open_due(now=datetime(2027, 2, 18, 18, 59, tzinfo=UTC)) == 0
    assert operations.open_due(now=datetime(2027, 2, 18, 19, tzinfo=UTC)) == 1


def test_the_plans_foretell_the_morning_on_which_people_are_asked(cast, now):
    said = chain.did(cast, now)
    eight = on(said, said.ask_on, time(8))
    night = on(said, said.ask_on, time(1))
    for at in (now, night, night + timedelta(days=3)):
        expected = eight if at <= eight else on(said, said.ask_on + timedelta(days=3), time(8))
        assert [one.at for one in queries.coming(cast.sam.membership, True, at)] == [expected]
    assert "asked at 8am" in queries.SAYS


def test_an_asking_closes_at_midnight_and_its_letters_wait_for_the_morning(cast, now):
    asking, _ = asked(cast, now)
    midnight, eight = (on(asking.said, asking.closes_on + timedelta(days=1), time(hour)) for hour in (0, 8))
    assert operations.close_due(now=midnight) == 1
    assert {one.due_at for one in letters("what_came_of_it")} == {eight}


def test_what_happens_now_is_settled_by_day_because_people_are_told_of_it(cast, now):
    doubt, _ = doubted(cast, now)
    midnight, eight = (on(doubt.said, doubt.closes_on + timedelta(days=1), time(hour)) for hour in (0, 8))
    assert [operations.settle_due(now=at) for at in (midnight, eight)] == [0, 1]


def test_after_two_weeks_without_a_clock_everyone_is_asked_once(cast, now):
    said = chain.did(cast, now)
    at = on(said, said.ask_on + timedelta(days=14))
    assert [operations.open_due(now=at + timedelta(minutes=n)) for n in range(3)] == [1, 0, 0]
    asking = Asking.objects.get()
    assert asking.closes_on == asking.opened_on + timedelta(days=21)
    assert letters("did_you_notice").count() == 2


def test_after_a_year_without_a_clock_only_the_later_question_is_asked(cast, now):
    said = chain.did(cast, now)
    assert operations.open_due(now=on(said, date(2027, 12, 24))) == 1
    said.refresh_from_db()
    assert Asking.objects.get().months == 12 and said.ask_on is None


def test_two_clocks_ask_once(cast, now):
    said = chain.did(cast, now)
    at = on(said, said.ask_on)
    assert operations.open_asking(now=at, said=said) and not operations.open_asking(now=at, said=said)
    with pytest.raises(IntegrityError), transaction.atomic():
        one = Asking.objects.get()
        Asking.objects.create(
            said=said,
            round=1,
            months=3,
            opened_on=one.opened_on,
            closes_on=one.closes_on,
            closed_at=at,
            result="NOTICED",
        )
    close(Asking.objects.select_related("said__group").get())
    assert not operations.close_asking(now=at, asking=Asking.objects.select_related("said__group").get())


def test_a_closed_group_is_asked_nothing(cast, now):
    said = chain.did(cast, now)
    Group.objects.filter(pk=cast.group.pk).update(closed_at=now)
    assert operations.open_due(now=on(said, said.ask_on)) == 0


def test_the_clock_opens_closes_and_settles_nudges_and_asks_for_a_look(cast, now):
    said, late = chain.did(cast, now), chain.decided(cast, now)
    deeds.take_on(by=cast.priya.membership, now=now, said=late, what="Write", owner="A team", due_on=now.date())
    did = ticks.run(on(said, said.review_on))
    assert {name: did[name] for name in ("did people notice", "late actions", "outcome reviews")} == {
        "did people notice": 1, "late actions": 1, "outcome reviews": 1,
    }  # fmt: skip


def test_what_was_done_before_this_began_is_planned_from_its_next_day_on(cast, now):
    rows = [chain.did(cast, now - timedelta(days=days)) for days in (0, 200, 500)]
    Said.objects.update(ask_on=None, review_on=None)
    (migration,) = Path(import_module("feedback.migrations").__path__[0]).glob("*_did_people_notice.py")
    import_module(f"feedback.migrations.{migration.stem}").plan(apps, None)
    for said in rows:
        said.refresh_from_db()
        did_on = said.group.local(said.did_at).date()
        assert said.review_on == walltime.months_after(did_on, 12)
        assert said.ask_on is None or said.ask_on in (walltime.months_after(did_on, 3), said.review_on)


# --- answering ---


def test_one_answer_each_which_may_be_changed_until_it_closes(cast, now):
    asking, at = asked(cast, now)
    operations.notice(by=cast.sam.membership, now=at, asking=asking, answer="NO", words="Not yet", may_show=True)
    operations.notice(by=cast.sam.membership, now=at, asking=asking, answer="YES", words="", may_show=True)
    one = Noticing.objects.get()
    assert (one.answer, one.words, one.may_show) == ("YES", "", False)
    late = on(asking.said, asking.closes_on + timedelta(days=1))
    refused("has closed", operations.notice, by=cast.sam.membership, now=late, asking=asking, answer="NO")
    refused("Choose yes", operations.notice, by=cast.sam.membership, now=at, asking=asking, answer="MAYBE")
    refused("not", operations.notice, by=cast.farah.membership, now=at, asking=asking, answer="YES")


def test_a_letter_is_not_sent_to_somebody_who_has_answered_or_when_it_has_closed(cast, now):
    asking, at = asked(cast, now)
    waiting = list(letters("did_you_notice"))
    assert queries.still_asked(waiting) == {one.pk for one in waiting}
    operations.notice(by=cast.sam.membership, now=at, asking=asking, answer="YES")
    assert not [v for v in notices.verdicts(waiting, at) if v.letter.person == cast.sam.person and v.do.value == "send"]
    assert queries.still_asked(waiting) == {one.pk for one in waiting if one.person == cast.jo.person}
    close(asking)
    assert queries.still_asked(waiting) == set()


# --- what came of it ---


def test_numbers_are_shown_only_once_five_have_answered_and_outside_only_rounded(cast, now):
    asking, _ = closed(cast, now, [(cast.sam, "YES")], others=["LITTLE", "LITTLE", "LITTLE"])
    assert queries.line(asking, inside=True) == "Fewer than 5 people answered."
    assert queries.headline(asking) == "Asked if people noticed"
    asking.counts = {"YES": 6, "LITTLE": 1, "NO": 2}
    assert queries.line(asking, inside=True) == "6 people said “yes”, 1 person said “a little”, 2 people said “no”."
    assert queries.line(asking, inside=False) == "About 10 people answered."
    assert queries.headline(asking) == "People noticed"
    asking.counts = {"YES": 6}
    assert queries.line(asking, inside=False) == "Fewer than 8 people answered."


def test_words_stand_in_the_log_only_if_their_writer_says_they_may(cast, now):
    asking, at = asked(cast, now)
    by = {"now": at, "asking": asking, "answer": "YES"}
    operations.notice(by=cast.sam.membership, words="My letter came early.", may_show=True, **by)
    operations.notice(by=cast.jo.membership, words="Keep this to yourselves.", **by)
    close(asking)
    assert [one.text for one in steps(asking.said, "NOTICED")] == ["“My letter came early.”"]
    step = steps(asking.said, "NOTICED")[0]
    assert step.by is None and not step.inside_only
    told = letters("what_came_of_it")
    assert {one.person for one in told} == {m.person for m in (cast.sam, cast.jo, cast.okoro, cast.priya)}
    assert not any("Keep this" in one.text for one in told)


def test_what_people_noticed_rests(cast, now):
    asking, _ = closed(cast, now, [(cast.sam, "LITTLE"), (cast.jo, "NO")])
    assert asking.result == "NOTICED" and asking.said.unnoticed_at is None
    assert not Doubt.objects.exists()


def test_no_answer_at_three_months_waits_for_twelve_and_then_nobody_noticed(cast, now):
    asking, _ = closed(cast, now)
    assert asking.result == "NO_ANSWERS" and not Doubt.objects.exists()
    assert queries.line(asking, inside=True) == "Nobody answered."
    operations.open_due(now=on(asking.said, asking.said.ask_on))
    close(Asking.objects.select_related("said__group").latest("id"))
    asking.said.refresh_from_db()
    assert Asking.objects.latest("id").result == "UNNOTICED" and asking.said.tag == "Nobody noticed"
    assert Doubt.objects.get().asking.months == 12


def test_no_answer_at_twelve_months_after_people_noticed_asks_nobody_again(cast, now):
    asking, _ = closed(cast, now, [(cast.sam, "YES")])
    operations.open_due(now=on(asking.said, asking.said.ask_on))
    close(Asking.objects.select_related("said__group").latest("id"))
    assert Asking.objects.latest("id").result == "NO_ANSWERS" and not Doubt.objects.exists()


def test_what_was_opened_again_meanwhile_is_closed_without_a_word(cast, now):
    asking, at = asked(cast, now)
    deeds.say_if_answered(by=cast.sam.membership, now=at, said=asking.said, answer="NO")
    asking.said.refresh_from_db()
    assert asking.said.ask_on is None and asking.said.review_on is None
    refused("has closed", operations.notice, by=cast.jo.membership, now=at, asking=asking, answer="YES")
    close(asking)
    asking.refresh_from_db()
    assert asking.result == "OVERTAKEN" and steps(asking.said, "NOTICED") == []


# --- nobody noticed ---


def test_what_nobody_noticed_comes_back_to_every_member(cast, now):
    doubt, _ = doubted(cast, now)
    said = doubt.said
    said.refresh_from_db()
    assert (said.tag, said.state) == ("Nobody noticed", "cannot")
    assert {one.person for one in letters("nobody_noticed")} == {cast.sam.person, cast.jo.person}
    assert doubt.closes_on == doubt.opened_on + timedelta(days=14)
    assert [one.headline for one in steps(said, "NOTICED")] == ["Nobody noticed"]


def test_i_cannot_say_is_not_noticing(cast, now):
    asking, _ = closed(cast, now, [(cast.sam, "CANNOT_SAY")])
    assert asking.result == "UNNOTICED"


def choose(doubt, at, *pairs, why="Because"):
    for player, choice in pairs:
        operations.choose(by=player.membership, now=at, doubt=doubt, choice=choice, why=why)


def test_most_members_say_open_it_again(cast, now):
    doubt, at = doubted(cast, now)
    choose(doubt, at, (cast.sam, "FINE"), (cast.jo, "OPEN"))
    choose(doubt, at, (cast.sam, "OPEN"))
    settle(doubt)
    said = doubt.said
    assert (doubt.settled_as, said.stage, said.round) == ("OPEN", "SENT", 2)
    assert said.unnoticed_at is None and said.due_on is not None
    assert "“Because”" in steps(said, "REOPENED")[0].text
    assert {one.person for one in letters("reopened")} == {cast.priya.person, cast.okoro.person}
    refused("settled already", operations.choose, by=cast.sam.membership, now=at, doubt=doubt, choice="OPEN")


def test_most_members_say_it_is_fine_and_why(cast, now):
    doubt, at = doubted(cast, now)
    refused("Say why", operations.choose, by=cast.sam.membership, now=at, doubt=doubt, choice="FINE")
    refused("Choose what", operations.choose, by=cast.sam.membership, now=at, doubt=doubt, choice="SLEEP")
    choose(doubt, at, (cast.sam, "FINE"), (cast.jo, "FINE"))
    settle(doubt)
    assert doubt.said.unnoticed_at is None and doubt.said.tag == "We did"
    assert steps(doubt.said, "NOTICED")[-1].headline == "Nobody noticed. The group says it is fine"
    assert letters("settled").count() == 4


def test_most_members_ask_again_in_three_months(cast, now):
    doubt, at = doubted(cast, now)
    choose(doubt, at, (cast.sam, "AGAIN"), why="")
    at = settle(doubt)
    said = doubt.said
    assert said.tag == "Nobody noticed" and said.ask_on == walltime.months_after(at.date(), 3)
    assert operations.open_due(now=on(said, said.ask_on)) == 1
    again = Asking.objects.select_related("said__group").latest("id")
    assert (again.months, again.again) == (3, 1)
    assert steps(said, "ASKED_IF_NOTICED")[-1].headline == "Asked again if people notice it"
    close(again)
    again.refresh_from_db()
    assert again.result == "UNNOTICED" and Doubt.objects.open().get().asking == again


@pytest.mark.parametrize("choices", [(), ("OPEN", "FINE")])
def test_without_a_majority_the_members_are_asked_again_and_facilitators_hear_of_it(cast, now, choices):
    doubt, at = doubted(cast, now)
    choose(doubt, at, *zip((cast.sam, cast.jo), choices, strict=False))
    assert not operations.settle(now=at, doubt=doubt)
    settle(doubt)
    assert (doubt.turn, doubt.settled_at) == (2, None) and doubt.said.tag == "Nobody noticed"
    assert {one.person for one in letters("not_settled")} == {cast.farah.person, cast.col.person}
    assert letters("nobody_noticed").count() == 4
    assert {need.words for need in queries.needs_you(cast.sam.membership)} == {queries.NEEDS["nobody_noticed"]}
    settle(doubt)
    assert doubt.turn == 3
    at = settle(doubt)
    assert (doubt.settled_as, doubt.turn) == ("AGAIN", 3), "nobody is asked a fourth time"
    doubt.said.refresh_from_db()
    assert doubt.said.ask_on <= (at + timedelta(days=93)).date() and doubt.said.tag == "Nobody noticed"


def test_a_doubt_ends_when_it_is_opened_again_otherwise(cast, now):
    doubt, at = doubted(cast, now)
    deeds.say_if_answered(by=cast.sam.membership, now=at, said=doubt.said, answer="NO")
    settle(doubt)
    assert doubt.settled_as == "OVERTAKEN" and doubt.said.round == 2


def test_a_doubt_still_open_when_people_are_asked_again_waits_for_that_answer(cast, now):
    doubt, _ = doubted(cast, now)
    said = doubt.said
    said.refresh_from_db()
    at = on(said, said.ask_on)
    operations.open_due(now=at)
    asking = Asking.objects.select_related("said__group").latest("id")
    close(asking)
    assert Doubt.objects.open().get() == doubt, "nobody answered: the first doubt stands"
    Said.objects.filter(pk=said.pk).update(ask_on=at.date() + timedelta(days=60))
    said.refresh_from_db()
    at = on(said, said.ask_on)
    operations.open_due(now=at)
    asking = Asking.objects.select_related("said__group").latest("id")
    for member, answer in zip(five(cast), ("YES", "NO", "NO", "NO", "NO"), strict=True):
        operations.notice(by=member, now=at, asking=asking, answer=answer)
    close(asking)
    doubt.refresh_from_db()
    said.refresh_from_db()
    assert doubt.settled_as == "OVERTAKEN" and said.unnoticed_at is None


def five(cast):
    more = [builders.membership(cast.group, name=name) for name in ("Ana", "Ben", "Cat")]
    return [cast.sam.membership, cast.jo.membership, *more]


@pytest.mark.parametrize("answers", [("LITTLE",), ("NO",), ("YES", "LITTLE", "NO", "NO"), ("NO", "NO", "NO", "NO"), ()])
def test_what_stands_as_unnoticed_does_not_move_by_a_few_answers(cast, now, answers):
    """If the tag went when one member said “a little”, everyone would read that one answer. All of these look the same."""
    doubt, _ = doubted(cast, now)
    said, members = doubt.said, five(cast)
    said.refresh_from_db()
    at = on(said, said.ask_on)
    operations.open_due(now=at)
    asking = Asking.objects.select_related("said__group").latest("id")
    for member, answer in zip(members, answers, strict=False):
        operations.notice(by=member, now=at, asking=asking, answer=answer)
    close(asking)
    said.refresh_from_db()
    asking.refresh_from_db()
    assert (asking.result, said.tag, said.unnoticed_at is None) == ("UNNOTICED", "Nobody noticed", False)
    assert steps(said, "NOTICED")[-1].headline == "Nobody noticed"
    assert Doubt.objects.open().get() == doubt


def test_only_members_settle_it(cast, now):
    doubt, at = doubted(cast, now)
    for player in (cast.farah, cast.okoro, cast.sol, cast.hal):
        with pytest.raises(log.NotYourPart):
            operations.choose(by=player.membership, now=at, doubt=doubt, choice="FINE", why="Trust us")


def test_asking_writes_no_author_and_never_changes_what_was_said(cast, now):
    asking, _ = closed(cast, now, [(cast.sam, "YES")])
    assert not Step.objects.filter(kind__in=("ASKED_IF_NOTICED", "NOTICED")).exclude(by=None).exists()
    assert asking.said.words == chain.WORDS
