from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.challenges import operations as challenges
from feedback.deeds import operations as deeds
from feedback.digests import operations, queries, tasks
from feedback.digests.models import Nudge, Subscription
from feedback.log.models import Said, Stage
from groups.membership.models import Membership, Role
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def enrolled(now):
    operations.enrol(now=now)
    return Subscription.objects.get


def letters_of(person):
    return Letter.objects.filter(person=person, stem="feedback/digests/emails/progress")


# --- who gets one, and when ---


def test_facilitators_get_one_each_week_and_sponsors_each_month_until_they_choose(cast, now):
    operations.enrol(now=now)
    habits = dict(Subscription.objects.values_list("membership__person__name", "frequency"))
    assert habits["Farah"] == habits["Col"] == habits["Priya"] == "WEEKLY"
    assert habits["Dr Okoro"] == "MONTHLY"
    assert "Sam" not in habits
    assert operations.enrol(now=now) == 0


def test_a_week_begins_on_monday_at_eight_by_the_clock_on_the_groups_wall(cast, now):
    assert operations.next_due("WEEKLY", cast.group, now) == MONDAY
    summer = datetime(2027, 6, 2, 12, tzinfo=UTC)
    assert operations.next_due("WEEKLY", cast.group, summer) == datetime(2027, 6, 7, 7, 0, tzinfo=UTC)


def test_a_month_begins_on_its_first_working_day(cast, now):
    assert operations.next_due("MONTHLY", cast.group, now) == datetime(2026, 12, 1, 8, tzinfo=UTC)
    december = datetime(2026, 12, 20, 8, tzinfo=UTC)
    assert operations.next_due("MONTHLY", cast.group, december) == datetime(2027, 1, 4, 8, tzinfo=UTC)


def test_early_on_the_first_working_day_the_digest_of_that_day_is_next(cast):
    early = datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert operations.next_due("MONTHLY", cast.group, early) == datetime(2026, 12, 1, 8, tzinfo=UTC)


# --- what it says ---


def test_a_facilitators_digest_says_what_needs_them_what_moved_what_waits_and_what_comes(cast, now):
    operations.enrol(now=now)
    builders.said(cast.group, "Ready to send", stage=Stage.AGREEING, agree_by=date(2026, 11, 17))
    builders.said(cast.group, "Check this", stage=Stage.CLAIMED, moved_at=now + timedelta(hours=1))
    builders.said(cast.group, "Done now", stage=Stage.DID, moved_at=now + timedelta(hours=1))
    builders.said(cast.group, "Old news", stage=Stage.DID, moved_at=now - timedelta(days=9))
    builders.said(cast.group, "Late", stage=Stage.SENT, due_on=date(2026, 11, 16))
    builders.meeting(cast.group, cast.farah.membership, "Winter meeting", starts_at=MONDAY + timedelta(days=8))
    mine = Subscription.objects.select_related("membership__group").get(membership=cast.farah.membership)
    digest = queries.digests_for([mine], MONDAY)[mine.pk]
    assert [line.words for line in digest.needs_you] == ["Ready to send", "Check this"]
    assert [line.words for line in digest.we_did] == ["Done now"]
    assert "5 working days late" in next(line.note for line in digest.still_waiting if line.words == "Late")
    assert [line.words for line in digest.coming_up] == ["Winter meeting"]
    assert digest.subject == "2 things need you in Rivers and Moors Co-production Group"


def test_a_sponsors_digest_holds_what_they_owe_and_no_draft(cast, now):
    builders.said(cast.group, "Our draft", stage=Stage.AGREEING, agree_by=date(2026, 11, 1))
    builders.said(cast.group, "Answer us", stage=Stage.HEARD, due_on=date(2026, 12, 3))
    builders.meeting(cast.group, cast.farah.membership, "For the group")
    invited = builders.meeting(cast.group, cast.farah.membership, "With leaders")
    builders.guest(invited, cast.okoro.membership)
    mine = operations.unsaved(cast.okoro.membership, now)
    digest = queries.digests_for([mine], now)[mine.pk]
    assert [(line.words, line.note) for line in digest.needs_you] == [
        ("Answer us", "An answer: promised by 3 December 2026")
    ]
    assert [line.words for line in digest.coming_up] == ["With leaders"]
    assert "Our draft" not in str(digest)


def test_the_subject_says_what_is_in_it(cast):
    line = queries.Line("w", "n", "/")
    assert queries.Digest("G", needs_you=[line]).subject == "1 thing needs you in G"
    assert queries.Digest("G", we_did=[line]).subject == "What became of what was said in G"
    assert queries.Digest("G", coming_up=[line]).subject == "What is coming up in G"


def test_a_very_long_entry_is_shortened(cast, now):
    builders.said(cast.group, "word " * 200, stage=Stage.DID, moved_at=now + timedelta(hours=1))
    mine = operations.unsaved(cast.farah.membership, now)
    line = queries.digests_for([mine], MONDAY)[mine.pk].we_did[0]
    assert len(line.words) <= 160 and line.words.endswith("…")


def test_what_the_group_asked_again_needs_whoever_answers_it_and_nobody_else(cast, now):
    said = chain.cannot(cast, now)
    ask = {"by": cast.sam.membership, "said": said, "shown_as": "GROUP"}
    first = challenges.challenge(now=now, words="What would it cost?", **ask)
    needed = {name: asked_again(cast, name, now) for name in ("priya", "okoro", "farah", "sam")}
    line = "The group asks for the reason again: promised by 25 November 2026"
    assert needed == {"priya": [line], "okoro": [line], "farah": [], "sam": []}
    assert asked_again(cast, "priya", now + timedelta(days=8)) == [f"{line}, 1 working day late"]
    challenges.give_reason(by=cast.priya.membership, now=now, challenge=first, answer="Four thousand pounds.")
    challenges.challenge(now=now, words="Please look yourself.", **ask)
    assert asked_again(cast, "priya", now) == []
    assert asked_again(cast, "okoro", now) == ["The group asks the sponsor to look again: promised by 2 December 2026"]


def asked_again(cast, name, now):
    mine = operations.unsaved(getattr(cast, name).membership, now)
    return [line.note for line in queries.digests_for([mine], now)[mine.pk].needs_you if "asks" in line.note]


@pytest.mark.parametrize("readers", [1, 20])
def test_a_batch_takes_as_many_statements_for_twenty_readers_as_for_one(cast, now, readers, django_assert_num_queries):
    for n in range(readers):
        group = builders.group(f"Group {n}")
        builders.membership(group, Role.FACILITATOR, name=f"F{n}")
        builders.said(group, stage=Stage.DID, moved_at=now + timedelta(hours=1))
    Membership.objects.exclude(group__slug__startswith="group-").delete()
    operations.enrol(now=now - timedelta(days=8))
    with django_assert_num_queries(13):
        assert operations.send_due(now=MONDAY) == readers


def test_what_somebody_said_partly_to_is_told_once_even_when_the_entry_has_not_moved(cast, now):
    done = chain.did(cast, now)
    mine = operations.unsaved(cast.okoro.membership, now)
    mine.covers_from = MONDAY
    said_on = MONDAY + timedelta(hours=1)
    deeds.say_if_answered(by=cast.sam.membership, now=said_on, said=done, answer="PARTLY", words="Not the tests.")
    [line] = queries.digests_for([mine], MONDAY + timedelta(days=1))[mine.pk].we_did
    assert line.note == "We did. Does that answer it? Someone in the group said: partly"
    mine.covers_from = said_on
    assert queries.digests_for([mine], MONDAY + timedelta(days=2))[mine.pk].we_did == []


# --- sending ---


def test_a_digest_goes_once_and_the_next_begins_where_it_ended(cast, now):
    operations.enrol(now=now)
    builders.said(cast.group, "Done", stage=Stage.DID, moved_at=now + timedelta(hours=1))
    assert operations.send_due(now=MONDAY) == 3  # two facilitators and the point of contact
    assert operations.send_due(now=MONDAY) == 0
    letter = letters_of(cast.farah.person).get()
    assert "Done" in letter.text and letter.subject.startswith("What became of")
    after = Subscription.objects.get(membership=cast.farah.membership)
    assert (after.covers_from, after.next_due_at) == (MONDAY, MONDAY + timedelta(days=7))


def test_an_empty_digest_is_not_sent_and_loses_nothing(cast, now):
    operations.enrol(now=now)
    before = Subscription.objects.get(membership=cast.farah.membership).covers_from
    assert operations.send_due(now=MONDAY) == 0
    after = Subscription.objects.get(membership=cast.farah.membership)
    assert (after.covers_from, after.next_due_at) == (before, MONDAY + timedelta(days=7))


def test_someone_who_left_gets_no_digest(cast, now):
    operations.enrol(now=now)
    builders.said(cast.group, "Done", stage=Stage.DID, moved_at=now + timedelta(hours=1))
    Membership.objects.filter(pk=cast.farah.membership.pk).update(left_at=now)
    operations.send_due(now=MONDAY)
    assert not letters_of(cast.farah.person).exists()


def test_a_digest_made_for_one_role_is_not_sent_after_the_role_changed(cast, now):
    operations.enrol(now=now)
    builders.said(cast.group, "Done", stage=Stage.DID, moved_at=now + timedelta(hours=1))
    operations.send_due(now=MONDAY)
    Membership.objects.filter(pk=cast.farah.membership.pk).update(role=Role.MEMBER)
    delivery.send_due(lambda: MONDAY)
    assert letters_of(cast.farah.person).get().state == Letter.State.EXPIRED
    assert letters_of(cast.col.person).get().state == Letter.State.SENT


def test_the_clock_enrols_sends_and_nudges(cast, now):
    assert tasks.digests(now) == 0
    assert tasks.nudges(now) == 0
    assert Subscription.objects.exists()


# --- choosing ---


def test_each_chooses_how_often_and_sees_what_it_would_say(cast, now):
    builders.said(cast.group, "Answer us", stage=Stage.HEARD, due_on=date(2026, 12, 3))
    address = "/groups/rivers-and-moors-co-production-group/digest/"
    assert "Answer us" in cast.okoro.client.get(address).content.decode()
    answer = cast.okoro.client.post(address, {"frequency": "WEEKLY"})
    assert answer.status_code == 302
    assert Subscription.objects.get(membership=cast.okoro.membership).frequency == "WEEKLY"
    cast.okoro.client.post(address, {"frequency": "NEVER"})
    assert operations.send_due(now=MONDAY + timedelta(days=60)) == 0


def test_a_choice_that_is_none_gets_an_error_beside_the_question(cast):
    address = "/groups/rivers-and-moors-co-production-group/digest/"
    answer = cast.sam.client.post(address, {"frequency": "HOURLY"})
    assert answer.status_code == 200 and "Error" in answer.content.decode()
    assert "Nothing new" in cast.sam.client.get(address).content.decode()


# --- promises: the owner first, then their deputy ---


def nudged():
    rows = Letter.objects.filter(stem="feedback/digests/emails/nudge")
    return sorted(rows.values_list("person__name", flat=True))


@pytest.mark.parametrize(
    ("today", "rung", "people"),
    [
        ("2026-11-18", None, []),
        ("2026-11-19", "SOON", ["Priya"]),
        ("2026-11-23", "PASSED", ["Priya"]),
        ("2026-11-24", "DEPUTY", ["Dr Okoro", "Priya"]),
        ("2026-12-24", "DEPUTY", ["Dr Okoro", "Priya"]),
    ],
)
def test_a_promise_to_hear_climbs_the_kind_ladder(cast, today, rung, people):
    builders.said(cast.group, due_on=date(2026, 11, 20))  # a Friday
    operations.nudge(now=datetime.fromisoformat(f"{today}T09:00+00:00"))
    assert nudged() == people
    assert list(Nudge.objects.values_list("rung", flat=True)) == ([rung] if rung else [])


def test_each_rung_is_climbed_once(cast, now):
    builders.said(cast.group, due_on=now.date())
    for _ in range(3):
        operations.nudge(now=now)
    assert nudged() == ["Priya"]


def test_a_promise_to_answer_is_the_sponsors_and_then_the_deputys(cast, now):
    deputy = builders.membership(cast.group, Role.SPONSOR, name="Deputy Dee")
    Membership.objects.filter(pk=cast.okoro.membership.pk).update(deputy=deputy)
    said = builders.said(cast.group, stage=Stage.HEARD, due_on=now.date())
    Membership.objects.filter(pk=deputy.pk).update(role=Role.POINT_OF_CONTACT)
    operations.nudge(now=now)
    assert nudged() == ["Dr Okoro"]
    operations.nudge(now=now + timedelta(days=7))
    assert nudged() == ["Deputy Dee", "Dr Okoro", "Dr Okoro"]
    assert Nudge.objects.filter(said=said).count() == 2


def test_a_nudge_is_not_sent_once_the_promise_was_kept(cast, now):
    said = builders.said(cast.group, due_on=now.date())
    operations.nudge(now=now)
    Said.objects.filter(pk=said.pk).update(stage=Stage.HEARD)
    delivery.send_due(lambda: now)
    assert Letter.objects.get(stem="feedback/digests/emails/nudge").state == Letter.State.EXPIRED


def test_a_nudge_that_still_holds_is_sent(cast, now):
    builders.said(cast.group, due_on=now.date())
    operations.nudge(now=now)
    delivery.send_due(lambda: now)
    assert Letter.objects.get(stem="feedback/digests/emails/nudge").state == Letter.State.SENT
