from datetime import UTC, datetime, timedelta

import pytest

from feedback.deeds import operations as deeds
from feedback.drafts import operations as drafts
from feedback.log import operations as log
from feedback.log import queries
from feedback.log.models import Said, Step
from feedback.topics.models import Tally
from tests import builders
from tests.feedback import chain


def standing(said, now):
    return queries.standing(Said.objects.with_all().get(pk=said.pk), now)


def test_waiting_is_told_in_working_days_since_when_and_what_was_promised(cast):
    sent = datetime(2026, 12, 2, 10, tzinfo=UTC)
    said = chain.sent(cast, sent)
    assert standing(said, datetime(2026, 12, 14, 10, tzinfo=UTC)).words == (
        "Waiting 8 working days, since Wednesday 2 December 2026; promised to be heard by Wednesday 9 December 2026;"
        " 3 working days late"
    )


def test_bank_holidays_and_weekends_are_no_working_days(cast):
    said = chain.sent(cast, datetime(2026, 12, 23, 10, tzinfo=UTC))
    assert said.hear_by.isoformat() == "2027-01-04"  # 25 and 28 December and 1 January are bank holidays


def test_late_on_a_weekend_is_late_without_a_working_day(cast):
    said = chain.sent(cast, datetime(2026, 11, 13, 10, tzinfo=UTC))  # to be heard by Friday 20 November
    at = datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert standing(said, at).late
    assert standing(said, at).words.endswith("; late")


def test_where_something_rests_is_told_too(cast, now):
    assert "until the end of Wednesday 25 November 2026" in standing(chain.agreeing(cast, now), now).words
    assert standing(chain.answered(cast, now), now).words == "Since Wednesday 18 November 2026"
    earlier = log.bring_in_done(by=cast.farah.membership, now=now, words="A film", source="A report")
    assert standing(earlier, now).words == "From A report"


def test_their_turn_is_yours_when_you_are_the_system(cast, now):
    where = standing(chain.sent(cast, now), now)
    assert where.turn_for(cast.priya.membership) == "Your turn: to hear it."
    assert where.turn_for(cast.sam.membership) == "Their turn: to hear it."


# --- what waits ---


def test_what_has_happened_since_is_one_line_a_thing_newest_first(cast, now):
    one, two = chain.heard(cast, now), chain.did(cast, now)
    later = now + timedelta(days=1)
    deeds.say_if_answered(by=cast.jo.membership, now=later, said=two, answer="PARTLY")
    assert [(n.said, n.step.kind) for n in queries.since(cast.sam.membership, None)] == [
        (two, "VERDICT"), (one, "HEARD"),
    ]  # fmt: skip
    assert [n.said for n in queries.since(cast.sam.membership, now)] == [two]
    assert queries.since(cast.hal.membership, None) == []


def test_what_was_done_before_the_record_began_is_no_news(cast, now):
    heard = chain.heard(cast, now)
    later, by = now + timedelta(hours=1), cast.farah.membership
    log.bring_in_done(by=by, now=later, words="A film", source="A report")
    waits = log.bring_in(by=by, now=later, words="A ramp", source="A report", stage="SENT")
    assert [n.said for n in queries.since(cast.sam.membership, None)] == [waits, heard]


# --- what needs you ---


def needs(player, now):
    return [(need.deed, need.said.pk) for need in queries.needs_you(player.membership, now)]


def test_a_member_is_asked_to_agree_to_check_and_to_say_if_it_is_answered_each_once(cast, now):
    agreeing, claimed, did = chain.agreeing(cast, now), chain.claimed(cast, now), chain.did(cast, now)
    assert needs(cast.sam, now) == [("agree", agreeing.pk), ("check", claimed.said.pk), ("verdict", did.pk)]
    drafts.agree(by=cast.sam.membership, now=now, said=agreeing, answer="AGREE")
    deeds.say_if_answered(by=cast.sam.membership, now=now, said=did, answer="PARTLY")
    assert needs(cast.sam, now) == [("check", claimed.said.pk)]
    assert len(needs(cast.jo, now)) == 3


def test_named_words_ask_only_their_author_if_they_are_answered(cast, now):
    did = chain.did(cast, now, shown_as="NAME")
    assert needs(cast.sam, now) == [("verdict", did.pk)]
    assert needs(cast.jo, now) == []


def test_a_facilitator_is_shown_drafts_to_put_and_to_send(cast, now):
    draft, agreeing = chain.drafted(cast, now), chain.agreeing(cast, now)
    chain.drafted(cast, now, shown_as="NAME")
    assert needs(cast.farah, now) == [("put", draft.pk)]
    assert needs(cast.farah, now + timedelta(days=8)) == [("put", draft.pk), ("send", agreeing.pk)]


def test_the_facilitator_is_asked_to_send_as_soon_as_every_member_has_said(cast, now):
    said = chain.agreeing(cast, now)
    for member in (cast.sam, cast.jo):
        assert needs(cast.farah, now) == []
        drafts.agree(by=member.membership, now=now, said=said, answer="AGREE")
    assert needs(cast.farah, now) == [("send", said.pk)]


@pytest.mark.parametrize("who", ["sol", "priya", "okoro", "nia"])
def test_others_are_not_asked(cast, now, who):
    chain.did(cast, now)
    assert queries.needs_you(getattr(cast, who).membership, now) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_home_questions_cost_the_same_at_one_and_at_three(cast, now, rows, django_assert_num_queries):
    for _ in range(rows):
        chain.did(cast, now)
        chain.sent(cast, now)
    with django_assert_num_queries(1):
        queries.needs_you(cast.sam.membership, now)
    with django_assert_num_queries(1):
        queries.since(cast.sam.membership, None)
    with django_assert_num_queries(1):
        for said in Said.objects.visible_to(cast.okoro.membership).with_all():
            queries.standing(said, now)
    with django_assert_num_queries(1):
        queries.counts([cast.group.pk])


# --- how much and how long ---


def test_counts_are_by_topic_and_bucket(cast, now):
    topic = builders.topic(cast.group)
    chain.sent(cast, now, topic=topic)
    chain.cannot(cast, now)
    found = {(row.topic, row.bucket): row.number for row in queries.counts([cast.group.pk])}
    assert found == {("Care and support planning", "WAITING"): 1, ("", "CANNOT"): 1}
    assert queries.totals([cast.group.pk])["CANNOT"] == 1
    assert Tally.objects.visible_to(cast.sam.membership).exists()
    assert not Tally.objects.visible_to(cast.hal.membership).exists()


# --- who may see what ---


def test_a_named_draft_is_its_authors_alone_until_it_is_put_to_the_group(cast, now):
    said = chain.drafted(cast, now, shown_as="NAME")
    readers = [p for p in cast.in_group if Said.objects.visible_to(p.membership).exists()]
    assert readers == [cast.sam]
    assert standing(said, now).whose_turn == "Only you can see it, until you put it to the group."
    assert standing(chain.drafted(cast, now), now).whose_turn == "The group works on it."
    drafts.put_to_group(by=cast.sam.membership, now=now, said=said)
    assert Said.objects.visible_to(cast.jo.membership).exists()
    assert not Said.objects.visible_to(cast.priya.membership).exists()


def test_steps_before_sending_stay_inside(cast, now):
    chain.sent(cast, now)
    assert list(Step.objects.visible_to(cast.okoro.membership).values_list("kind", flat=True)) == ["SENT"]
    assert Step.objects.visible_to(cast.sam.membership).count() == 5


def test_who_did_a_step_is_told_as_far_as_the_reader_may_know(cast, now):
    chain.did(cast, now)
    heard, checked = Step.objects.get(kind="HEARD"), Step.objects.get(kind="CHECKED")
    assert heard.who(cast.okoro.membership) == "Priya, point of contact"
    assert checked.who(cast.okoro.membership) == ""
    assert checked.who(cast.sam.membership) == "Jo, member"
    assert Step.objects.get(kind="DRAFTED").who(cast.sam.membership) == ""


def test_rows_say_what_they_are(cast, now):
    said = chain.cannot(cast, now, kind="NOT_NOW")
    assert (str(said), said.tag, said.state) == (chain.WORDS, "Not now", "cannot")
    assert chain.decided(cast, now, kind="PARTLY").tag == "Doing a part"
    assert chain.sent(cast, now).waits
    assert str(Step.objects.first()) == "A draft was written"
    assert Said.objects.drafts().count() == 0
