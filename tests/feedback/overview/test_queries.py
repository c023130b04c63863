from datetime import UTC, date, datetime, timedelta

from feedback.answers import operations as answers
from feedback.impact.models import Asking
from feedback.log.models import Said, Stage, Step
from feedback.overview import queries
from feedback.topics.models import Topic
from tests import builders
from tests.feedback import chain


def step(said, kind, days, promised, at=builders.NOW):
    Step.objects.create(
        group=said.group, said=said, kind=kind, stage_to=said.stage, headline="x", working_days=days,
        promised_days=promised, at=at,
    )  # fmt: skip


def times(group, now):
    return queries.took(queries.sums([group]), queries.late_of(queries.stands([group], now)))


def test_the_oldest_promise_comes_first_and_lateness_is_in_working_days(cast, now):
    builders.said(cast.group, "Later", stage=Stage.HEARD, due_on=date(2026, 12, 1))
    builders.said(cast.group, "First", stage=Stage.SENT, due_on=date(2026, 11, 13))  # the Friday before
    owed = queries.owed([cast.group], now)
    assert [(one.said.words, one.what, one.late_days) for one in owed] == [
        ("First", "To be heard", 3),
        ("Later", "An answer", 0),
    ]


def test_late_shows_on_the_overview_only_after_owner_and_deputy_were_reminded(cast, now):
    builders.said(cast.group, "Three days", due_on=date(2026, 11, 13))
    builders.said(cast.group, "Four days", due_on=date(2026, 11, 12))
    shown = {one.said.words: one.shown_late for one in queries.owed([cast.group], now)}
    assert shown == {"Four days": True, "Three days": False}


def test_drafts_what_was_brought_in_and_other_groups_are_not_owed(cast, now):
    builders.said(cast.group, "Draft", stage=Stage.DRAFT)
    builders.said(cast.group, "Before", stage=Stage.EARLIER)
    builders.said(cast.other_group, "Theirs", due_on=date(2026, 11, 20))
    assert queries.owed([cast.group], now) == []


def test_counts_stand_by_topic_and_add_up(cast):
    letters = builders.topic(cast.group, "Letters")
    for stage in (Stage.SENT, Stage.HEARD, Stage.DOING, Stage.DID, Stage.CANNOT, Stage.DRAFT):
        builders.said(cast.group, stage, stage=stage, topic=letters)
    builders.said(cast.group, "No topic", stage=Stage.ANSWERED, decision="WE_WILL")
    rows = queries.by_topic(queries.counts([cast.group]))
    assert rows == [("Letters", [2, 1, 1, 1]), ("No topic", [0, 0, 1, 0])]
    assert queries.totals(rows) == [2, 1, 2, 1]


def test_each_group_has_its_own_counts(cast):
    builders.said(cast.group)
    builders.said(cast.other_group, stage=Stage.CANNOT)
    groups = [cast.group, cast.other_group, cast.far_group]
    assert queries.by_group(queries.counts(groups), groups) == [
        (cast.group, [1, 0, 0, 0]),
        (cast.other_group, [0, 0, 0, 1]),
        (cast.far_group, [0, 0, 0, 0]),
    ]


def test_the_middle_time_is_the_one_in_the_middle(cast, now):
    said = builders.said(cast.group)
    for days in (2, 3, 9):
        step(said, Step.Kind.HEARD, days, 5)
    found = times(cast.group, now)
    assert (found["heard"].middle, found["heard"].kept_in_ten) == (3, 7)
    assert (found["answered"].middle, found["answered"].kept_in_ten) == (None, None)


def test_what_is_late_now_counts_as_a_promise_that_was_not_kept(cast, now):
    step(builders.said(cast.group), Step.Kind.HEARD, 2, 5)
    assert times(cast.group, now)["heard"].kept_in_ten == 10
    builders.said(cast.group, due_on=date(2026, 11, 16))
    assert times(cast.group, now)["heard"].kept_in_ten == 5


def one_answered_of(cast, now, number):
    """So many things sent, of which one was answered the same day and nobody said a word about the others."""
    for n in range(1, number):
        chain.sent(cast, now, words=f"Not heard {n}")
    said = chain.sent(cast, now, words="Answered in one go")
    answers.decide(by=cast.okoro.membership, now=now, said=said, kind="WE_WILL", **chain.ANSWER)


def test_silence_keeps_neither_the_promise_to_hear_nor_the_promise_to_answer(cast, now):
    one_answered_of(cast, now, 10)
    to_hear, to_answer = now + timedelta(days=10), now + timedelta(days=60)
    assert [times(cast.group, to_hear)[name].kept_in_ten for name in ("heard", "answered")] == [1, 10]
    assert [times(cast.group, to_answer)[name].kept_in_ten for name in ("heard", "answered")] == [1, 1]


def test_where_nothing_was_heard_no_promise_was_kept(cast, now):
    chain.sent(cast, now)
    assert times(cast.group, now)["heard"].kept_in_ten is None, "it is not late yet"
    found = times(cast.group, now + timedelta(days=60))
    assert [(found[name].middle, found[name].kept_in_ten) for name in ("heard", "answered")] == [(None, 0)] * 2


def test_what_is_late_stands_in_the_quarter_of_its_promise(cast, now):
    one_answered_of(cast, now, 10)
    chain.sent(cast, now + timedelta(days=30), words="Promised to be heard this year, to be answered next")
    later = datetime(2027, 2, 12, 12, tzinfo=UTC)

    def shown(what):
        kept = queries.sums([cast.group], "2026-07", later.date())
        found = queries.over_time(kept, what, later.date())
        return [(quarter, took.middle, took.kept_in_ten, took.promised) for quarter, took in found]

    autumn, winter = date(2026, 10, 1), date(2027, 1, 1)
    assert shown("HEARD") == [(autumn, 0, 1, 11)]
    assert shown("DECIDED") == [(autumn, 0, 1, 10), (winter, None, 0, 1)]


def test_the_counts_the_database_keeps_are_those_of_the_log(cast, now):
    topic = builders.topic(cast.group, "Letters")
    builders.said(cast.group, stage=Stage.DID, topic=topic, unnoticed_at=now)
    builders.said(cast.group, stage=Stage.ANSWERED, decision="WE_WILL", ended_at=now)
    builders.said(cast.group, stage=Stage.EARLIER)
    builders.said(cast.other_group)
    kept = queries.sums([cast.group])
    assert sorted(kept.counts, key=repr) == sorted(queries.counts([cast.group]), key=repr)
    assert queries.not_simply_done(kept) == {"before": 1, "unnoticed": 1, "ended": 1}
    Said.objects.filter(unnoticed_at=now).update(unnoticed_at=None)
    assert queries.not_simply_done(queries.sums([cast.group]))["unnoticed"] == 0


def test_times_stand_by_quarter_oldest_first(cast, now):
    said = builders.said(cast.group)
    step(said, Step.Kind.HEARD, 2, 5)
    step(said, Step.Kind.HEARD, 9, 5, at=now - timedelta(days=100))
    step(said, Step.Kind.HEARD, 400, 5, at=now - timedelta(days=1000))
    shown = queries.quarters_back(now.date(), queries.QUARTERS)
    kept = queries.sums([cast.group], queries.key(shown[0]))
    assert [(quarter, took.middle, took.kept_in_ten) for quarter, took in queries.over_time(kept, "HEARD", now.date())] == [
        (date(2026, 7, 1), 9, 0), (date(2026, 10, 1), 2, 10),
    ]  # fmt: skip


def test_causes_of_a_no_are_counted_by_answer(cast, now):
    for kind in ("CANNOT", "PARTLY", "WE_WILL"):
        chain.decided(cast, now, kind=kind)
    kept = queries.sums([cast.group])
    assert queries.why_not(kept, "") == [("MONEY", [1, 0, 1])]
    assert queries.why_not(kept, "2027-01") == []


def test_what_changed_says_if_people_noticed(cast, now):
    said = builders.said(cast.group, stage=Stage.DID, did_at=now, ask_on=date(2027, 2, 18))
    assert [one.noticed for one in queries.changed_lately([cast.group])] == [
        "People are asked if they noticed on Thursday 18 February 2027"
    ]
    Asking.objects.create(said=said, round=1, months=3, opened_on=now.date(), closes_on=now.date(), closed_at=now,
                          result="UNNOTICED")  # fmt: skip
    assert [one.noticed for one in queries.changed_lately([cast.group])] == ["Nobody noticed it"]
    assert queries.sums([cast.group]).by_which("NOTICED") == {"UNNOTICED": 1}
    Said.objects.filter(pk=said.pk).update(ended_at=now)
    assert [one.noticed for one in queries.changed_lately([cast.group])] == ["It has ended since"]


def test_what_a_single_member_answered_is_not_told(cast, now):
    """As the entry, the public page and the periods have it: below five it says that too few answered."""
    [one, five, nobody] = [builders.said(cast.group, stage=Stage.DID, did_at=now) for _ in range(3)]
    for said, counts, result in (
        (one, {"LITTLE": 1}, "NOTICED"),
        (five, {"YES": 3, "NO": 2}, "NOTICED"),
        (nobody, {}, "NO_ANSWERS"),
    ):
        asking = Asking.objects.create(said=said, round=1, months=3, opened_on=now.date(), closes_on=now.date())
        asking.closed_at, asking.counts, asking.result = now, counts, result
        asking.save()
    too_few = "People were asked, and too few answered to say"
    shown = {one.said: one.noticed for one in queries.changed_lately([cast.group])}
    assert shown == {one: too_few, five: "People noticed it", nobody: too_few}
    assert queries.sums([cast.group]).by_which("NOTICED") == {"ASKED": 2, "NOTICED": 1}


def test_an_open_topic_nobody_spoke_about_for_months_is_silent(cast, now):
    old = now - timedelta(days=400)

    def topic(name, **fields):
        made = builders.topic(cast.group, name)
        Topic.objects.filter(pk=made.pk).update(**{"opened_at": old} | fields)
        return made

    never, spoken, _closed, _new = (
        topic("Never"),
        topic("Spoken"),
        topic("Closed", closed_at=now),
        topic("New", opened_at=now),
    )
    builders.said(cast.group, topic=spoken, sent_at=old)
    assert [(topic.name, last) for topic, last in queries.silent([cast.group], now)] == [
        ("Never", None),
        ("Spoken", old),
    ]
    builders.said(cast.group, topic=spoken)
    assert [topic for topic, _ in queries.silent([cast.group], now)] == [never]


def test_many_topics_fit_on_a_page():
    few, many = [("A", [1, 0, 0, 0])] * 13, [("A", [1, 2, 0, 0])] * 40
    assert queries.not_too_many(few) == few
    assert queries.not_too_many(many)[-1] == ("Other topics (28)", [28, 56, 0, 0])
