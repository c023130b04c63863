"""Letters to many: one row goes with the change, a worker writes the letters. They are the same as letters written at once."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils.safestring import mark_safe

from coproduction.kit import pack
from groups.choices.models import Kind
from groups.meetings import emails as meetings
from groups.notices import delivery, operations, tasks
from groups.notices.models import Letter, Mailing
from groups.people.models import Person
from tests import builders

STEM = "groups/notices/emails/note"
BY_CHANCE = ("id", "message_id", "reply_token", "key")


@dataclass(frozen=True)
class When:
    day: date
    words: list


@pytest.fixture
def people(db):
    return [builders.person(f"Person {number}", time_zone="Europe/London") for number in range(3)]


@pytest.fixture
def everyone_is_many(monkeypatch):
    monkeypatch.setattr(operations, "MANY", 0)


def told(people, prefix="told", **own):
    return [{"to": one, "key": f"{prefix}:{one.pk}", **own} for one in people]


def same(letter):
    return {field.name: getattr(letter, field.attname) for field in Letter._meta.fields if field.name not in BY_CHANCE}


def written(now):
    """Letters as they are, by whom they are for."""
    while operations.unfold(now=now):
        pass
    letters = {one.person_id: same(one) for one in Letter.objects.all()}
    Letter.objects.all().delete()
    return letters


def posted_ways(now, group):
    until = now + timedelta(days=3)
    yield {}, {}
    yield {"group": group, "kind": Kind.MEETING, "path": "/somewhere/", "button": "Look", "about": "meeting:1"}, {}
    yield {"context": {"url": "shared", "when": When(date(2026, 12, 1), ["a", now])}}, {"context": {"extra": 1.5}}
    yield (
        {"useful_until": until, "due_at": now + timedelta(hours=1), "urgent": True},
        {"name": "Somebody", "why": "Because"},
    )
    yield {"answers": "said:12", "same_day": True}, {"group": group, "kind": Kind.NEWS}


def test_letters_written_later_are_the_same_as_letters_written_at_once(people, cast, now, monkeypatch, settings):
    settings.REPLY_DOMAIN = "replies.example.org"
    for shared, own in posted_ways(now, cast.group):
        operations.post_many(STEM, told(people, **own), at=now, **shared)
        at_once = written(now)
        with monkeypatch.context() as patch:
            patch.setattr(operations, "MANY", 0)
            operations.post_many(STEM, told(people, **own), at=now, **shared)
        assert Mailing.objects.count() == 1 and not Letter.objects.exists()
        assert written(now) == at_once and len(at_once) == 3
        assert not Mailing.objects.exists()


@pytest.mark.parametrize(
    "shared",
    [{"secret": True}, {"kind": Kind.SIGN_IN}, {"context": {"html": mark_safe("<b>")}}],  # noqa: S308
    ids=["secret", "sign-in", "already HTML"],
)
def test_what_is_secret_or_not_plain_is_written_at_once(people, now, everyone_is_many, shared):
    operations.post_many(STEM, told(people), at=now, **shared)
    assert (Letter.objects.count(), Mailing.objects.count()) == (3, 0)


@pytest.mark.parametrize("own", [{"to": "ann@example.org"}, {"about": "one:1"}])
def test_letters_to_strangers_and_letters_about_different_things_are_written_at_once(
    people, now, everyone_is_many, own
):
    operations.post_many(STEM, told(people[:1], **own), at=now)
    assert (Letter.objects.count(), Mailing.objects.count()) == (1, 0)


def test_a_row_of_a_table_is_refused_at_once(people, now, everyone_is_many):
    with pytest.raises(pack.NotPlain):
        operations.post_many(STEM, told(people), at=now, context={"author": people[0]})


def test_few_letters_are_written_at_once(people, now):
    operations.post_many(STEM, told(people), at=now)
    assert (Letter.objects.count(), Mailing.objects.count()) == (3, 0)


def test_if_the_change_is_taken_back_nothing_is_left(people, now, everyone_is_many):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        operations.post_many(STEM, told(people), at=now)
        raise ZeroDivisionError
    assert not Mailing.objects.exists()


def test_what_must_lead_to_nobody_is_taken_away_before_it_is_written(people, now, everyone_is_many):
    operations.post_many(STEM, told(people), at=now, about="x:1")
    operations.forget(about="x:1")
    assert not Mailing.objects.exists()


def test_a_part_at_a_time_and_the_same_key_never_twice(people, now, everyone_is_many, monkeypatch):
    monkeypatch.setattr(operations, "AT_A_TIME", 2)
    operations.post_many(STEM, told(people), at=now)
    operations.post_many(STEM, told(people), at=now)
    assert [operations.unfold(now=now) for _ in range(5)] == [2, 1, 2, 1, 0]
    assert Letter.objects.count() == 3


def test_who_is_gone_when_it_is_written_gets_none(people, now, everyone_is_many):
    operations.post_many(STEM, told(people), at=now)
    Person.objects.filter(pk=people[1].pk).delete()
    assert set(written(now)) == {people[0].pk, people[2].pk}


def test_a_drain_writes_and_sends_them(people, now, everyone_is_many):
    operations.post_many(STEM, told(people), at=now)
    assert delivery.send_due(lambda: now) == {"kept": 3}
    operations.post_many(STEM, told(people, "later"), at=now, due_at=now + timedelta(days=1))
    assert delivery.send_due(lambda: now) == {}
    assert Letter.objects.filter(state="PENDING").count() == 3


def test_a_tick_writes_them_if_no_drain_was_woken(people, now, everyone_is_many, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks.bell, "ring_now", lambda task, times: rung.append(times))
    operations.post_many(STEM, told(people), at=now)
    assert tasks.tick()["letters to many"] == 3
    assert rung == [1] and Letter.objects.count() == 3


def test_one_that_cannot_be_written_keeps_no_other_waiting_and_is_tried_again(people, now, everyone_is_many, caplog):
    operations.post_many("no/such/stem", told(people, "a"), at=now)
    operations.post_many(STEM, told(people, "b"), at=now)
    assert [operations.unfold(now=now) for _ in range(3)] == [0, 3, 0]
    assert "Letters to many could not be written: no/such/stem, TemplateDoesNotExist" in caplog.text
    Mailing.objects.update(stem=STEM)
    assert [operations.unfold(now=now + timedelta(minutes=m)) for m in (9, 10)] == [0, 3]


def test_what_is_secret_is_written_to_a_whole_audience_at_once_and_not_kept_for_a_worker(cast, now, everyone_is_many):
    meeting = builders.meeting(cast.group, cast.farah.membership)
    given = {
        "meeting_id": meeting.pk, "group_id": cast.group.pk, "starts_at": meeting.starts_at, "ends_at": meeting.ends_at,
        "time_zone": meeting.time_zone,
    }  # fmt: skip
    operations.post_to_all(STEM, meetings.EVERYONE, given, key="k", at=now, kind=Kind.SIGN_IN)
    assert not Mailing.objects.exists()
    assert cast.sam.person.pk in set(Letter.objects.values_list("person", flat=True))


def test_telling_ten_thousand_is_a_handful_of_statements_one_row_and_one_ring(
    db, now, monkeypatch, django_assert_num_queries, django_capture_on_commit_callbacks
):
    people = [Person(pk=1_000_000 + number, email=f"p{number}@example.org", name="P") for number in range(10_000)]
    Person.objects.bulk_create(people)
    with django_capture_on_commit_callbacks() as rings, django_assert_num_queries(1):
        operations.post_many(STEM, told(people), at=now, kind=Kind.REMINDER)
    assert len(rings) == 1
    monkeypatch.setattr(operations, "AT_A_TIME", 20)  # SQLite takes only so many values in one statement
    # the mailing, its people, who reads Easy Read, the letters, how far it is; two savepoints, begun and ended
    with django_assert_num_queries(9):
        assert operations.unfold(now=now) == 20
