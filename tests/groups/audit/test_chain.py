"""Whatever somebody does to the history behind the site's back, the first row that is wrong is named."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from groups.audit import operations, queries, tasks
from groups.audit.models import Link
from groups.erasures import operations as erasures
from groups.history.models import Event
from groups.history.operations import record
from groups.retention import tasks as retention
from tests.groups.audit.tampering import guards_off

DAY = timedelta(days=1)


@pytest.fixture
def lines(cast, now):
    """Six linked lines: of two groups, and one of an account."""
    written = [
        record("tea_made", "Farah made tea.", at=now, by=cast.farah.membership, cups=3),
        record("word_said", "Sam said that the letter comes too late.", at=now, by=cast.sam.membership),
        record("tea_made", "Hal made tea.", at=now, by=cast.hal.membership),
        record("signed_out", "Somebody signed out everywhere.", at=now, by=cast.jo.person, about=cast.jo.person),
        record("word_answered", "Dr Okoro answered Sam.", at=now, by=cast.okoro.membership, about=cast.group),
        record("clock_rang", "A meeting began.", at=now, group=cast.group),
    ]
    assert tasks.link(now) == 6
    return written


def edit(**fields):
    def change(lines):
        Event.objects.filter(pk=lines[1].pk).update(**fields)

    return change


def links(number):
    return Link.objects.filter(position=number)


def forged(lines):
    """A link put in between, as good as its maker can: it even follows from the one before."""
    for one in links(4), links(5), links(6):
        one.update(position=F("position") + 10)
    new = Link(position=4, kind="LINE", event_number=lines[0].pk, linked_on=lines[0].at.date())
    new.digest = queries.digest_of(new, links(3).get().digest)
    new.save(force_insert=True)
    Link.objects.filter(position__gt=10).update(position=F("position") - 9)


def reordered(lines):
    for was, to in ((3, 30), (4, 3), (30, 4)):
        links(was).update(position=to)


def swapped_between_groups(lines):
    mine, theirs = lines[1].group_id, lines[2].group_id
    Event.objects.filter(pk=lines[1].pk).update(group=theirs)
    Event.objects.filter(pk=lines[2].pk).update(group=mine)


def link_swapped_between_groups(lines):
    links(2).update(group_number=lines[2].group_id)


def quietly_changed(lines):
    """By what an erasure does, key and all, and without an erasure."""
    edit(sentence="Sam said that the letter is fine.", key="")(lines)


def quietly_linked(lines):
    quietly_changed(lines)
    operations.link(now=lines[0].at)


def went_as_if_over(lines):
    """By what the clock does with lines about accounts."""
    Event.objects.filter(pk=lines[1].pk).delete()
    operations._append([Link(kind="OVER", event_number=lines[1].pk)], lines[0].at)


def linked_twice(lines):
    key = "ab" * 16
    Event.objects.filter(pk=lines[1].pk).update(sentence="Sam said nothing.", key=key)
    line = Event.objects.get(pk=lines[1].pk)
    new = Link(kind="LINE", event_number=line.pk, group_number=line.group_id, commitment=queries.commitment_of(line))
    operations._append([new], line.at)


def put_in(lines):
    Event.objects.create(what="word_said", sentence="Sam agreed.", at=lines[0].at, group=lines[0].group, key="ab" * 16)


# What is done, the link that is named, the line, and how it is said.
DEEDS = {
    "other words": (edit(sentence="Sam said nothing."), 2, 1, queries.CHANGED),
    "another time": (edit(at="2026-01-01T00:00Z"), 2, 1, queries.CHANGED),
    "somebody else did it": (edit(by=None), 2, 1, queries.CHANGED),
    "another fact": (edit(detail={"cups": 4}), 2, 1, queries.CHANGED),
    "another key": (edit(key="ab" * 16), 2, 1, queries.CHANGED),
    "the line deleted": (lambda lines: Event.objects.filter(pk=lines[4].pk).delete(), 5, 4, queries.MISSING),
    "a link deleted": (lambda lines: links(3).delete(), 4, 3, queries.GAP),
    "the first deleted": (lambda lines: links(1).delete(), 2, 1, queries.GAP),
    "the last link deleted": (lambda lines: links(6).delete(), None, 5, queries.LOOSE),
    "a link changed": (lambda lines: links(4).update(commitment="0" * 64), 4, 3, queries.BROKEN),
    "a day changed": (lambda lines: links(4).update(linked_on="2026-01-01"), 4, 3, queries.BROKEN),
    "a link put in": (forged, 4, 0, queries.TWICE),
    "two links swapped": (reordered, 3, 3, queries.BROKEN),
    "two lines swapped between groups": (swapped_between_groups, 2, 1, queries.MOVED),
    "a link in another group": (link_swapped_between_groups, 2, 1, queries.BROKEN),
    "changed as an erasure does": (quietly_changed, 2, 1, queries.NO_LIST),
    "changed and linked again": (quietly_linked, 7, 1, queries.NO_LIST),
    "gone as what is over": (went_as_if_over, 7, 1, queries.NOT_OVER),
    "changed and linked as if new": (linked_twice, 7, 1, queries.TWICE),
    "a line put in": (put_in, None, None, queries.LOOSE),
}


def test_a_history_that_nobody_touched_is_whole(lines):
    found = queries.verify()
    assert (found.bad, found.links, found.waiting, found.nameless, found.over) == (None, 6, 0, 0, 0)
    assert found.head == links(6).get().digest


@pytest.mark.parametrize("deed", DEEDS)
def test_the_first_row_that_is_wrong_is_named(lines, deed):
    does, position, line, sentence = DEEDS[deed]
    with guards_off():
        does(lines)
    bad = queries.verify().bad
    assert (bad.position, bad.what) == (position, sentence)
    assert line is None or bad.event == lines[line].pk
    assert bad.what in str(bad)


def test_of_two_wrong_rows_the_first_is_named_with_its_group(lines, cast):
    with guards_off():
        links(5).update(digest="0" * 64)
        edit(sentence="Other")(lines)
    assert str(queries.verify().bad) == f"link 2, line {lines[1].pk}, group {cast.group.pk}. {queries.CHANGED}"


# --- the database refuses ---


@pytest.mark.parametrize(
    "deed",
    [
        lambda lines: Link.objects.update(digest="0" * 64),
        lambda lines: links(6).delete(),
        lambda lines: Link.objects.all()._raw_delete("default"),
        edit(sentence="Other"),
        edit(detail={"cups": 4}),
        edit(key="ab" * 16),
        edit(at="2026-01-01T00:00Z"),
        edit(by=None, key=""),
        edit(group=None),
        lambda lines: Event.objects.filter(pk=lines[1].pk).delete(),
        lambda lines: Event.objects.filter(pk=lines[5].pk)._raw_delete("default"),
    ],
)
def test_the_database_refuses_to_change_the_chain_and_what_it_stands_for(lines, deed):
    with pytest.raises(DatabaseError), transaction.atomic():
        deed(lines)
    assert queries.verify().bad is None


def test_without_the_guards_the_same_is_done(lines):
    """The negative control: it is the guards that refuse."""
    with guards_off():
        assert Link.objects.update(digest="0" * 64) == 6
        assert Event.objects.filter(pk=lines[1].pk).delete()[0] == 1


# --- erasing somebody, and what was kept long enough ---


def test_an_erasure_leaves_the_chain_whole_and_nothing_by_which_the_words_could_be_proved(lines, cast, now):
    before = Event.objects.get(pk=lines[1].pk)
    commitment = links(2).get().commitment
    assert queries.commitment_of(before) == commitment, "with the key it can be proved"
    erasures.erase(person=cast.sam.person, because="OPERATOR", now=now)
    after = Event.objects.get(pk=lines[1].pk)
    assert after.sentence == "A former member said that the letter comes too late." and after.key == ""
    assert queries.verify().bad is None, "before the clock came round"
    tasks.link(now)
    found = queries.verify()
    assert (found.bad, found.nameless, found.waiting) == (None, 2, 0)
    kept = str([list(Event.objects.values()), list(Link.objects.values())])
    assert "Sam" not in kept and before.key not in kept
    assert links(2).get().commitment == commitment, "no link was changed"
    before.key = Event.objects.get(pk=lines[1].pk).key
    assert queries.commitment_of(before) not in kept, "a guess cannot be tried any more, not with the new key either"


def test_words_left_by_an_erasure_cannot_be_changed_either(lines, cast, now):
    erasures.erase(person=cast.sam.person, because="OPERATOR", now=now)
    tasks.link(now)
    with guards_off():
        edit(sentence="A former member agreed.")(lines)
    bad = queries.verify().bad
    assert (bad.event, bad.what) == (lines[1].pk, queries.CHANGED)


def test_an_erasure_long_ago_excuses_no_change_today(lines, cast, now):
    erasures.erase(person=cast.sam.person, because="OPERATOR", now=now)
    tasks.link(now)
    later = record("word_said", "Jo said that it hurts.", at=now + 30 * DAY, by=cast.jo.membership)
    tasks.link(now + 30 * DAY)
    Event.objects.filter(pk=later.pk).update(sentence="Jo said that it is fine.", key="")
    assert queries.verify().bad.what == queries.NOBODY_WENT


def test_a_line_that_goes_when_somebody_goes_before_it_was_linked_is_linked_once(cast, now):
    record("word_said", "Sam spoke.", at=now, by=cast.sam.membership)
    erasures.erase(person=cast.sam.person, because="OPERATOR", now=now)
    tasks.link(now)
    found = queries.verify()
    assert (found.bad, found.nameless) == (None, 0)


def test_what_somebody_did_with_their_account_goes_after_two_years_and_the_chain_says_so(lines, now):
    late = now + 732 * DAY
    assert retention.forget(late) >= 1
    assert not Event.objects.filter(pk=lines[3].pk).exists()
    found = queries.verify()
    assert (found.bad, found.over, found.links) == (None, 1, 7)


# --- linking ---


def test_lines_not_linked_yet_are_counted_and_linked_by_the_next_tick(lines, cast, now):
    record("tea_made", "Farah made more tea.", at=now, by=cast.farah.membership)
    assert (queries.verify().waiting, queries.verify().bad) == (1, None)
    assert (tasks.link(now), tasks.link(now)) == (1, 0)
    assert queries.verify().links == 7


def test_the_days_and_not_the_times_stand_in_the_chain(lines):
    assert {field.name for field in Link._meta.fields if field.name.endswith("_at")} == set()


@pytest.mark.parametrize("count", [1, 60])
def test_recording_costs_one_statement_and_linking_six_however_many_lines(cast, now, django_assert_num_queries, count):
    operations.link(now=now - DAY)  # the clock has been here before
    with django_assert_num_queries(1):
        record("tea_made", "Farah made tea.", at=now, by=cast.farah.membership)
    for number in range(count - 1):
        record("tea_made", f"Farah made {number} teas.", at=now, by=cast.farah.membership)
    with django_assert_num_queries(8):  # two of them say where a transaction begins and ends
        assert operations.link(now=now) == count


@pytest.mark.parametrize("count", [3, 9])
def test_looking_costs_three_statements_a_lot_and_three_in_all(
    cast, now, django_assert_num_queries, monkeypatch, count
):
    """So a million lines, 1,000 to a lot, are 3,003 statements; only one lot is held at a time."""
    for number in range(count):
        record("tea_made", f"Farah made {number} teas.", at=now, by=cast.farah.membership)
    operations.link(now=now)
    monkeypatch.setattr(queries, "LOT", 3)
    with django_assert_num_queries(count // 3 * 3 + 3):
        assert queries.verify().links == count


def test_a_tick_links_at_most_four_lots(cast, now, monkeypatch):
    monkeypatch.setattr(operations, "LOT", 2)
    for number in range(9):
        record("tea_made", f"Farah made {number} teas.", at=now, by=cast.farah.membership)
    assert tasks.link(now) == 8
    assert tasks.link(now) == 1
