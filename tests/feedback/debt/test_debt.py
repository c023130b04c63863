"""Tricks to make the days of unanswered voice look fewer, and none works. Then the definition is broken on purpose."""

from contextlib import suppress
from datetime import date, timedelta
from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import DatabaseError, transaction

from coproduction.kit import workdays
from coproduction.kit.refusals import Refusal
from feedback.answers import operations as answers
from feedback.challenges import operations as challenges
from feedback.debt import queries
from feedback.debt.models import Owing
from feedback.debt.operations import recount
from feedback.deeds import operations as deeds
from feedback.drafts import operations as drafts
from feedback.gathering import operations as gathering
from feedback.log import operations as log
from feedback.log.models import Said, Stage
from feedback.together import operations as together
from feedback.voice import operations as voice
from groups.charter import operations as charter
from tests import builders
from tests.feedback import chain

LATE = timedelta(days=60)


def days(cast, at):
    owed = queries.of_groups([cast.group], at)
    return owed[cast.group.pk].days


def later(now):
    return now + LATE


# --- each trick: what stood there before, and what somebody does to make it look better ---


def hear_emptily(cast, said, now):
    answers.hear(by=cast.priya.membership, now=now, said=said, answer_by=now.date(), words="Ok.", final_say="Us")


def refuse_emptily(cast, said, now):
    answers.decide(
        by=cast.okoro.membership, now=now, said=said, kind="CANNOT", **chain.ANSWER, reason="No.", cause="OTHER"
    )


def promise_emptily(cast, said, now):
    answers.decide(by=cast.okoro.membership, now=now, said=said, kind="WE_WILL", **chain.ANSWER)


def answer_it_with_others(cast, said, now):
    other = builders.said(cast.group, answer_by=now.date(), hear_by=now.date())
    together.answer_together(
        by=cast.okoro.membership,
        now=now,
        said=[said, other],
        kind="NOT_NOW",
        **chain.ANSWER,
        reason="No.",
        cause="OTHER",
    )


def claim_falsely(cast, said, now):
    promise_emptily(cast, said, now)
    deeds.claim_did(by=cast.priya.membership, now=now, said=said, since=now.date(), **chain.CLAIM)


def claim_half(cast, said, now):
    promise_emptily(cast, said, now)
    claim = deeds.claim_did(
        by=cast.priya.membership, now=now, said=said, since=now.date(), **chain.CLAIM, half=True, left="The rest",
        left_owner="Us", left_due_on=now.date() + timedelta(days=300),
    )  # fmt: skip
    deeds.check_claim(by=cast.jo.membership, now=now, claim=claim, holds=True)


def move_the_date(cast, said, now):
    promise_emptily(cast, said, now)
    deed = deeds.take_on(
        by=cast.priya.membership,
        now=now,
        said=said,
        what="Look at it",
        owner="Us",
        due_on=now.date() + timedelta(days=9),
    )
    deeds.move_date(by=cast.priya.membership, now=now, deed=deed, to_on=date(2030, 1, 1), reason="Busy")


def answer_the_challenge_emptily(cast, said, now):
    refuse_emptily(cast, said, now)
    asked = challenges.challenge(by=cast.sam.membership, now=now + LATE, said=said, words="Why?")
    standing = days(cast, now + LATE)
    challenges.give_reason(by=cast.priya.membership, now=now + LATE, challenge=asked, answer="Because.")
    assert days(cast, now + LATE) == standing


def begin_a_new_round(cast, said, now):
    refuse_emptily(cast, said, now)
    deeds.say_if_answered(by=cast.sam.membership, now=now, said=said, answer="NO")


def make_the_promise_longer(cast, said, now):
    type(cast.group).objects.filter(pk=cast.group.pk).update(hear_days=60, answer_days=120)


def move_the_topic(cast, said, now):
    Said.objects.filter(pk=said.pk).update(topic=builders.topic(cast.group, "Elsewhere", closed_at=now))


def write_it_anew(cast, said, now):
    drafts.correct(by=cast.farah.membership, now=now, said=said, words="The same, sent again")


def show_it(cast, said, now):
    log.publish(by=cast.farah.membership, now=now, said=said)


def split_it(cast, said, now):
    with suppress(Refusal):
        gathering.gather(by=cast.farah.membership, now=now, words="A part", drafts=[said])


def change_the_record(cast, said, now):
    for fields in ({"promised_on": now.date()}, {"voices": 0}, {"promised_on": date(2030, 1, 1)}):
        with suppress(DatabaseError), transaction.atomic():
            Owing.objects.filter(said=said).update(**fields)
    with suppress(DatabaseError), transaction.atomic():
        Owing.objects.filter(said=said).delete()


def count_the_holidays_of_another_nation(cast, said, now):
    for nation in ("scotland", "northern-ireland"):
        charter.change_settings(group=cast.group, by=cast.farah.membership, now=now, nation=nation)
        cast.group.refresh_from_db()


def close_the_group(cast, said, now):
    type(cast.group).objects.filter(pk=cast.group.pk).update(closed_at=now)


TRICKS = [
    hear_emptily, refuse_emptily, promise_emptily, answer_it_with_others, claim_falsely, claim_half, move_the_date,
    answer_the_challenge_emptily, begin_a_new_round, make_the_promise_longer, move_the_topic, write_it_anew, show_it,
    split_it, change_the_record, close_the_group, count_the_holidays_of_another_nation,
]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.__name__)
def test_no_trick_makes_the_days_fewer(cast, now, trick):
    said, at = chain.sent(cast, now), later(now)
    before = days(cast, at)
    assert before > 0
    trick(cast, said, at)
    assert days(cast, at) >= before
    assert days(cast, at + 2 * LATE) >= before


def test_saying_that_it_is_so_again_and_again_does_not_wear_the_days_down(cast, now):
    """Claimed falsely, found out, refused, challenged, opened again: all days count, as if there had been no answer."""
    said, at = chain.sent(cast, now), later(now)
    promise_emptily(cast, said, at)
    claim = deeds.claim_did(by=cast.priya.membership, now=at, said=said, since=at.date(), **chain.CLAIM)
    stopped = days(cast, at + LATE)
    assert stopped == days(cast, at), "while somebody of the group checks, it is not the system that is late"
    deeds.check_claim(by=cast.jo.membership, now=at + LATE, claim=claim, holds=False, note="Nothing changed")
    promised = Owing.objects.get().promised_on
    assert days(cast, at + LATE) == workdays.between(promised, (at + LATE).date()) > stopped
    answers.decide_again(
        by=cast.okoro.membership, now=at + LATE, said=said, kind="CANNOT", **chain.ANSWER, **chain.REASON
    )
    deeds.say_if_answered(by=cast.sam.membership, now=at + 2 * LATE, said=said, answer="NO")
    assert days(cast, at + 2 * LATE) == workdays.between(promised, (at + 2 * LATE).date())


def test_what_was_answered_in_time_owes_nothing_and_everything_once_the_group_says_no(cast, now):
    said = chain.did(cast, now)
    assert days(cast, later(now)) == 0
    deeds.say_if_answered(by=cast.sam.membership, now=later(now), said=said, answer="NO")
    assert days(cast, later(now)) == workdays.between(Owing.objects.get().promised_on, later(now).date())


def test_only_the_groups_yes_ends_it_and_days_of_yes_do_not_count(cast, now):
    said, at = chain.sent(cast, now), later(now)
    refuse_emptily(cast, said, at)
    before = days(cast, at)
    for member in (cast.sam, cast.jo):
        deeds.say_if_answered(by=member.membership, now=at, said=said, answer="YES")
    assert days(cast, at + LATE) == 0
    deeds.say_if_answered(by=cast.sam.membership, now=at + LATE, said=said, answer="NO")
    assert days(cast, at + LATE) == before


def test_what_was_brought_in_by_mistake_goes_unless_it_is_late(cast, now):
    def bring(at):
        return log.bring_in(by=cast.farah.membership, now=at, words="x", source="A list", stage=Stage.SENT)

    log.take_out(by=cast.farah.membership, now=now, said=bring(now))
    assert days(cast, later(now)) == 0
    late = bring(now)
    with pytest.raises(log.SomethingHappenedSince):
        log.take_out(by=cast.farah.membership, now=later(now), said=late)
    assert days(cast, later(now)) > 0


def joined(cast, now, number):
    posts = [voice.post(by=cast.sam.membership, now=now, words=f"Words {n}", shown_as="GROUP") for n in range(number)]
    return gathering.gather(by=cast.farah.membership, now=now, words="We all say so", posts=posts)


def sent(cast, said, now):
    drafts.put_to_group(by=cast.farah.membership, now=now, said=said)
    for member in (cast.sam, cast.jo):
        drafts.agree(by=member.membership, now=now, said=said, answer="AGREE")
    return drafts.send(by=cast.farah.membership, now=now, said=said)


def test_joining_what_people_said_never_makes_it_count_for_less_nor_tells_how_few_they_were(cast, now):
    sent(cast, joined(cast, now, 3), now)
    alone = workdays.between(Owing.objects.get().promised_on, later(now).date())
    assert days(cast, later(now)) == alone * queries.FEW >= alone * 3
    assert [queries.counts_for(people) for people in (0, 1, 2, 7, 8, 10, 11)] == [1, 7, 7, 7, 10, 10, 15]
    assert all(queries.counts_for(people) >= people for people in range(1, 60))


@pytest.mark.parametrize("counted_once", [True, False])
def test_outside_one_persons_words_look_as_those_of_seven(cast, now, clock, counted_once):
    with pytest.MonkeyPatch.context() as before:
        if counted_once:  # as it stands in the tables of a site that counted one person's words for one
            before.setattr(queries, "counts_for", lambda people: 1 if people <= 1 else queries.FEW)
        for number in (1, 2, 7):
            sent(cast, joined(cast, now, number), now)
    alone = chain.sent(cast, now)
    if counted_once:
        import_module("feedback.migrations.0031_one_voice").raise_voices(apps, None)
    clock(later(now))
    page = BeautifulSoup(cast.okoro.client.get(ADDRESS).content, "html.parser").find("main")
    *told, last = [one.select(".app-said__meta")[0].get_text(" ", strip=True) for one in page.select(".app-said")]
    assert len(told) == 3 and len(set(told)) == 1 and "counts 7 times" in told[0] and "counts" not in last
    for said in Said.objects.sent().exclude(pk=alone.pk):
        assert "Fewer than 8 people’s words" in cast.okoro.client.get(said.get_absolute_url()).content.decode()


# --- the definition broken on purpose: each break lets a trick through ---


def ends_with_any_answer(stage, kind, stopped):
    return "settled" if stage not in queries.COUNTING else "counting"


def stops_when_it_is_promised(stage, kind, stopped):
    return "settled" if stage == Stage.DOING else "counting"


@pytest.mark.parametrize(
    ("broken", "trick"),
    [
        (ends_with_any_answer, refuse_emptily), (ends_with_any_answer, claim_falsely),
        (stops_when_it_is_promised, promise_emptily),
    ],
)  # fmt: skip
def test_a_broken_definition_lets_a_trick_through(cast, now, monkeypatch, broken, trick):
    said, at = chain.sent(cast, now), later(now)
    before = days(cast, at)
    monkeypatch.setattr(queries, "place_after", broken)
    trick(cast, said, at)
    assert days(cast, at) < before


def test_counting_a_joined_entry_once_lets_joining_through(cast, now, monkeypatch):
    monkeypatch.setattr(queries, "counts_for", lambda people: 1)
    sent(cast, joined(cast, now, 3), now)
    assert days(cast, later(now)) < 3 * workdays.between(Owing.objects.get().promised_on, later(now).date())


# --- the page ---

ADDRESS = "/groups/rivers-and-moors-co-production-group/debt/"


@pytest.fixture
def late(cast, now, monkeypatch):
    monkeypatch.setattr("coproduction.kit.clock.now", lambda: later(now))
    return chain.sent(cast, now, shown_as="NAME")


def test_members_and_leaders_open_the_same_page_and_it_links_to_what_makes_it(cast, late):
    pages = [player.client.get(ADDRESS).content.decode() for player in (cast.sam, cast.okoro, cast.priya)]
    mains = {page.split("<main")[1].split("</main>")[0] for page in pages}
    assert len(mains) == 1
    main = mains.pop()
    assert late.get_absolute_url() in main and "What this number is" in main and "Sam" not in main


@pytest.mark.parametrize("show", ["unheard", "heard", "stopped", "odd"])
def test_one_can_look_at_a_part_of_it(cast, late, show):
    page = cast.sam.client.get(f"{ADDRESS}?show={show}").content.decode()
    assert (late.get_absolute_url() in page) == (show in ("unheard", "odd"))


def test_a_leader_sees_it_for_all_their_groups(cast, late):
    page = cast.okoro.client.get("/debt/").content.decode()
    assert late.get_absolute_url() in page and cast.sam.client.get("/debt/").status_code == 404


def test_outsiders_learn_nothing(cast, late):
    assert {player.client.get(ADDRESS).status_code for player in cast.outsiders} == {404}


@pytest.mark.parametrize("nation", ["scotland", "northern-ireland"])
def test_a_group_that_changes_its_nation_is_owed_the_days_of_the_new_one(cast, now, nation):
    """What counts, what stands still and what was settled; of no other group."""
    counting, standing, settled = (chain.sent(cast, now) for _ in range(3))
    builders.said(cast.other_group, answer_by=now.date())
    recount()
    at = later(now)
    for said in (standing, settled):
        refuse_emptily(cast, said, at)
    for member in (cast.sam, cast.jo):
        deeds.say_if_answered(by=member.membership, now=at, said=settled, answer="YES")
    theirs = Owing.objects.values().get(group=cast.other_group)
    charter.change_settings(group=cast.group, by=cast.farah.membership, now=at, nation=nation)
    cast.group.refresh_from_db()
    promised = Owing.objects.get(said=counting).promised_on
    assert days(cast, at + LATE) == sum(workdays.between(promised, end.date(), nation) for end in (at, at + LATE))
    assert recount(dry_run=True) == 0 and Owing.objects.values().get(group=cast.other_group) == theirs


@pytest.mark.parametrize("number", [1, 3])
def test_another_nation_takes_as_many_statements_for_three_entries_as_for_one(
    cast, now, number, django_assert_num_queries
):
    for _ in range(number):
        chain.sent(cast, now)
    with django_assert_num_queries(7):
        charter.change_settings(group=cast.group, by=cast.farah.membership, now=now, nation="scotland")
    with django_assert_num_queries(5):
        charter.change_settings(group=cast.group, by=cast.farah.membership, now=now, name="Rivers")


def test_groups_of_two_nations_are_counted_by_their_own_holidays(cast, now):
    chain.sent(cast, now)
    scottish = builders.group("Scottish Voices", nation="scotland")
    said = builders.said(scottish, answer_by=now.date())
    Owing.objects.create(
        said=said, group=scottish, promised_on=now.date(), from_day=queries.day_number(now.date(), "scotland")
    )
    owed = queries.of_groups([cast.group, scottish], later(now))
    assert owed[scottish.pk].days == workdays.between(now.date(), later(now).date(), "scotland")
