"""The outbox: written once, claimed by one, tried again for a day, never lost."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction

from coproduction.kit import easy, locks, pack
from groups.batches import operations as batches
from groups.choices.models import Kind
from groups.choices.operations import choose
from groups.history.models import Event
from groups.notices import emails, operations, queries
from groups.notices.models import Because, Letter, Pulse
from groups.reach import queries as reach
from groups.reach.models import Suppression
from groups.watch import operations as watch
from tests import builders
from tests.groups.conftest import STEM


def hours(count):
    return timedelta(hours=count)


def minutes(count):
    return timedelta(minutes=count)


def preferring(person, now, **chosen):
    usual = {"channel": "EMAIL", "frequency": "AT_ONCE", "paused": False, "paused_until_on": None, "wanted": {}}
    choose(by=person, now=now, **usual | chosen)
    person.refresh_from_db()


def test_the_same_key_is_written_once_for_ever(post, sam, now):
    first = post(sam, at=now - hours(1))
    assert post(sam) == first
    assert Letter.objects.count() == 1


def test_a_letter_and_the_change_it_tells_of_are_kept_or_undone_together(post, sam):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post(sam)
        raise ZeroDivisionError
    assert not Letter.objects.exists()


@pytest.mark.parametrize("readers", [1, 3, 25])
@pytest.mark.parametrize(("stem", "statements"), [("groups/bounces/emails/trial", 1), (STEM, 2)])
def test_posting_to_many_takes_one_statement_and_one_for_who_reads_easy_read(
    django_assert_num_queries, cast, now, readers, stem, statements, monkeypatch
):
    monkeypatch.setattr(easy, "has_easy", lambda stem: stem == STEM)
    people = [builders.person() for _ in range(min(readers, 3))]
    letters = [{"to": people[n % len(people)], "key": f"k{n}"} for n in range(readers)]
    with django_assert_num_queries(statements):
        operations.post_many(stem, letters, at=now, group=cast.group)
    assert Letter.objects.count() == readers


def test_each_letter_may_add_to_what_all_share(sam, now):
    letters = [{"to": sam, "key": "a", "context": {"url": "own"}, "about": "meeting:2:1"}]
    operations.post_many(STEM, letters, at=now, about="meeting:1:1", context={"url": "shared"})
    assert Letter.objects.get().about == "meeting:2:1"


def test_a_letter_is_useful_for_as_long_as_its_kind_unless_its_writer_says_otherwise(post, sam, now):
    assert post(sam, "a", kind=Kind.SIGN_IN).useful_until == now + minutes(15)
    assert post(sam, "b", kind=Kind.REMINDER, due_at=now + hours(1)).useful_until == now + hours(49)
    assert post(sam, "c", useful_until=now + hours(5)).useful_until == now + hours(5)


def test_letters_due_later_wait_and_those_that_cannot_wait_go_first(post, sam, now):
    late, code = post(sam, "a"), post(sam, "b", kind=Kind.SIGN_IN)
    ahead = post(sam, "c", due_at=now + hours(1))
    lease = operations.claim(now=now, limit=50)
    assert queries.claimed(lease) == [code, late]
    assert operations.claim(now=now, limit=50) is None
    assert queries.claimed(operations.claim(now=now + hours(1), limit=50)) == [ahead]


def test_a_claim_takes_no_more_than_asked(post, sam, now):
    post(sam, "a"), post(sam, "b")
    assert len(queries.claimed(operations.claim(now=now, limit=1))) == 1
    assert len(queries.claimed(operations.claim(now=now, limit=50))) == 1


def claimed(now):
    return queries.claimed(operations.claim(now=now, limit=50))


def test_a_letter_whose_worker_died_goes_back_to_those_waiting_after_five_minutes(post, sam, now):
    letter = post(sam)
    claimed(now)
    assert operations.return_leases(now=now + minutes(4)) == 0
    assert operations.return_leases(now=now + minutes(5)) == 1
    letter.refresh_from_db()
    assert (letter.state, letter.lease) == ("PENDING", None)


def test_only_whoever_has_the_lease_may_say_that_a_letter_went(post, sam, now):
    post(sam)
    [slow] = claimed(now)
    operations.return_leases(now=now + minutes(5))
    [quick] = claimed(now + minutes(5))
    assert operations.went(quick, now=now)
    assert not operations.went(slow, now=now)
    operations.failed(slow, now=now, trouble="late")
    assert Letter.objects.get().state == "SENT"


def test_a_letter_that_workers_die_over_is_given_up(post, sam, now):
    post(sam)
    claimed(now)
    Letter.objects.update(attempts=operations.CRASHES)
    operations.return_leases(now=now + minutes(5))
    assert Letter.objects.get().state == "DEAD"


def test_a_failed_letter_is_tried_after_1_5_15_60_180_and_360_minutes_and_given_up_within_a_day(post, sam, now):
    post(sam)
    at, waits = now, []
    while True:
        [letter] = claimed(at)
        operations.failed(letter, now=at, trouble="SMTPServerDisconnected")
        letter.refresh_from_db()
        if letter.state == "DEAD":
            break
        waits.append((letter.due_at - at) // minutes(1))
        at = letter.due_at
    assert waits == [1, 5, 15, 60, 180, 360, 360, 360]
    assert at - now <= hours(24)
    assert (letter.because, letter.trouble) == (Because.GAVE_UP, "SMTPServerDisconnected")


def test_a_letter_that_would_be_useless_at_the_next_try_is_given_up(post, sam, now):
    post(sam, useful_until=now + minutes(1))
    [letter] = claimed(now)
    operations.failed(letter, now=now, trouble="x")
    assert Letter.objects.get().state == "DEAD"


def test_letters_not_begun_go_back_as_if_never_claimed(post, sam, now):
    post(sam)
    letters = claimed(now)
    operations.give_back(letters)
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == ("PENDING", 0)
    operations.give_back([])


def test_a_bounce_keeps_every_later_letter_from_that_address(post, sam, now, send):
    post(sam)
    [letter] = claimed(now)
    operations.bounced(letter, now=now, trouble="SMTPRecipientsRefused 550")
    assert reach.not_reached([sam, builders.person()]) == {sam.pk}
    post(sam, "next")
    assert send() == {"expire": 1}
    assert Letter.objects.get(key="next").because == Because.BOUNCED
    Suppression.objects.all().delete()
    post(sam, "after")
    assert send() == {"kept": 1}


def test_codes_are_wiped_once_sent_or_once_useless(post, sam, now, mail, send):
    post(sam, "emailed", kind=Kind.SIGN_IN, path="/in/")
    send()
    letter = Letter.objects.get()
    assert (letter.text, letter.html, letter.path, letter.readable_here) == ("", "", "", False)
    post(sam, "waiting", secret=True, useful_until=now + hours(1), due_at=now + hours(1))
    assert operations.tidy(now=now) == 0
    assert operations.tidy(now=now + hours(1)) == 1


def test_a_letter_keeps_only_words_numbers_and_dates(sam, now):
    with pytest.raises(pack.NotPlain):
        operations.post(STEM, to=sam, key="a", at=now, context={"author": sam})
    with pytest.raises(pack.NotPlain):
        operations.post(STEM, to=sam, key="a", at=now, context={"list": [{"deep": object}]})


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["a@example.org\nBcc: b@example.org", "a@example.org,b@example.org", "nobody", ""])
def test_a_letter_goes_to_one_address_with_nothing_hidden_in_it(now, address):
    with pytest.raises(emails.NotAnAddress):
        operations.post(STEM, to=address, key="a", at=now)


# --- waking ---


@pytest.fixture
def rung(monkeypatch):
    """Counts how often workers are woken."""
    calls = []
    monkeypatch.setattr(operations.bell, "ring", calls.append)
    return calls


def test_one_transaction_wakes_one_drain_however_many_letters_it_posts(
    post, sam, now, rung, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        post(sam, "a"), post(sam, "b")
    assert rung == ["notices.drain"]
    with django_capture_on_commit_callbacks(execute=True):
        post(sam, "c", due_at=now + hours(1))
    assert rung == ["notices.drain"]


# --- batches ---


def test_letters_of_somebody_who_wants_them_daily_go_together_once(post, sam, now, mail, send):
    preferring(sam, now, frequency="DAILY", batch_hour=18)
    post(sam, "a"), post(sam, "b")
    assert send() == {"hold": 2}
    evening = now.replace(hour=18)
    assert batches.gather(now=evening - minutes(1)) == 0
    assert batches.gather(now=evening) == 1
    assert batches.gather(now=evening) == 0
    assert send(evening) == {"sent": 1}
    assert len(mail.got) == 1
    assert set(Letter.objects.exclude(kind=Kind.BATCH).values_list("state", "way")) == {("SENT", "BATCH")}


def test_one_letter_alone_goes_as_itself(post, sam, now, mail, send):
    preferring(sam, now, frequency="DAILY", batch_hour=18)
    letter = post(sam)
    send()
    evening = now.replace(hour=18)
    batches.gather(now=evening)
    send(evening)
    assert mail.ids == [letter.message_id]


def test_there_is_at_most_one_batch_a_day(post, sam, now, send):
    preferring(sam, now, frequency="DAILY", batch_hour=18)
    post(sam, "a"), post(sam, "b")
    send()
    evening = now.replace(hour=18)
    batches.gather(now=evening)
    for key in "cd":
        letter = post(sam, key)
        Letter.objects.filter(pk=letter.pk).update(held_at=now, due_at=evening)
    short = post(sam, "e", useful_until=evening + hours(3))
    Letter.objects.filter(pk=short.pk).update(held_at=now, due_at=evening)
    batches.gather(now=evening + minutes(5))
    assert Letter.objects.filter(kind=Kind.BATCH).count() == 1
    assert set(Letter.objects.filter(key__in="cd").values_list("due_at", flat=True)) == {evening + hours(24)}
    short.refresh_from_db()
    assert short.held_at is None and short.due_at == evening


def test_what_cannot_wait_for_the_batch_goes_at_once(post, sam, now, send):
    preferring(sam, now, frequency="WEEKLY", batch_day=0, batch_hour=9)
    post(sam, "urgent", urgent=True)
    post(sam, "tomorrow", kind=Kind.REMINDER, useful_until=now + hours(24))
    post(sam, "place", kind=Kind.ACCOUNT)
    assert send() == {"kept": 3}


def test_someone_who_chooses_anew_gets_what_was_held_for_them_by_the_new_choice(post, sam, now, send):
    preferring(sam, now, frequency="WEEKLY", batch_day=0, batch_hour=9)
    letter = post(sam)
    send()
    preferring(sam, now + hours(1), frequency="AT_ONCE")
    batches.gather(now=now + hours(1))
    assert send(now + hours(1)) == {"kept": 1}
    letter.refresh_from_db()
    assert letter.state == "SENT"


def test_what_came_in_the_quiet_time_goes_together_when_it_ends(post, sam, now, mail, send):
    night, morning = now.replace(hour=23), now.replace(hour=7) + hours(24)
    preferring(sam, now, quiet_from=night.time().replace(hour=22), quiet_until=morning.time())
    post(sam, "a", at=night), post(sam, "b", at=night)
    post(sam, "code", at=night, kind=Kind.SIGN_IN)
    assert send(night) == {"hold": 2, "sent": 1}
    batches.gather(now=morning)
    assert send(morning) == {"sent": 1}
    assert "together" in mail.messages[-1].get_body(("plain",)).get_content()


def quiet_and_together(post, sam, send, frequency, quiet=(22, 8)):
    """Two letters wait for nine on the first Monday of a month, and two more come in a quiet time. Gives that Monday."""
    monday = datetime(2026, 12, 7, tzinfo=UTC)
    preferring(sam, monday - hours(200), frequency=frequency, batch_day=0, batch_hour=9, quiet_from=time(quiet[0]),
               quiet_until=time(quiet[1]))  # fmt: skip
    before = monday - hours(12)
    post(sam, "news 1", at=before), post(sam, "news 2", at=before)
    assert send(before) == {"hold": 2}
    return monday


def come_in_the_quiet_time(post, sam, send, at):
    post(sam, "waits 1", kind=Kind.WAITING, at=at), post(sam, "waits 2", kind=Kind.WAITING, at=at)
    assert send(at) == {"hold": 2}


def together_at(send, *moments):
    """Which letters went together at each of these moments."""
    found = []
    for at in moments:
        batches.gather(now=at)
        send(at)
        went = Letter.objects.filter(finished_at=at, way="BATCH")
        found.append(sorted(went.values_list("key", flat=True)))
    return found


NEWS, WAITS = ["news 1", "news 2"], ["waits 1", "waits 2"]


@pytest.mark.parametrize("frequency", ["DAILY", "WEEKLY", "MONTHLY"])
def test_what_waited_for_the_end_of_the_night_does_not_take_the_place_of_the_batch_of_that_day(
    post, sam, mail, send, frequency
):
    monday = quiet_and_together(post, sam, send, frequency)
    come_in_the_quiet_time(post, sam, send, monday - hours(1))
    assert together_at(send, monday + hours(8), monday + hours(9)) == [WAITS, NEWS]


def test_nor_does_the_batch_of_a_day_make_what_waits_for_the_end_of_a_quiet_time_wait_for_the_next_batch(
    post, sam, mail, send
):
    monday = quiet_and_together(post, sam, send, "MONTHLY", quiet=(12, 14))
    [first] = together_at(send, monday + hours(9))
    come_in_the_quiet_time(post, sam, send, monday + hours(13))
    assert [first, *together_at(send, monday + hours(14))] == [NEWS, WAITS]


def test_when_the_quiet_time_ends_as_the_batch_goes_all_of_it_goes_together(post, sam, mail, send):
    monday = quiet_and_together(post, sam, send, "WEEKLY", quiet=(22, 9))
    come_in_the_quiet_time(post, sam, send, monday - hours(1))
    assert together_at(send, monday + hours(9)) == [NEWS + WAITS]


def test_what_waited_for_the_same_quiet_time_and_comes_too_late_to_go_together_goes_by_itself(post, sam, mail, send):
    monday = quiet_and_together(post, sam, send, "MONTHLY")
    come_in_the_quiet_time(post, sam, send, monday - hours(1))
    [first] = together_at(send, monday + hours(8))
    for key in "ab":
        late = post(sam, key, kind=Kind.WAITING, at=monday - hours(1))
        Letter.objects.filter(pk=late.pk).update(held_at=monday - hours(1), due_at=monday + hours(8))
    batches.gather(now=monday + hours(8) + minutes(1))
    assert send(monday + hours(8) + minutes(1)) == {"sent": 2} and first == WAITS


def test_what_missed_the_batch_of_a_day_goes_in_the_next_at_its_own_time(post, sam, mail, send):
    monday = quiet_and_together(post, sam, send, "DAILY")
    [first] = together_at(send, monday + hours(9))
    for key in "ab":
        late = post(sam, key, at=monday - hours(1))
        Letter.objects.filter(pk=late.pk).update(held_at=monday - hours(1), due_at=monday + hours(9))
    assert together_at(send, monday + hours(10), monday + hours(33)) == [[], ["a", "b"]] and first == NEWS


def test_a_batch_that_falls_into_the_quiet_time_waits_for_its_end(post, sam, now, mail, send):
    preferring(sam, now, frequency="DAILY", batch_hour=18)
    post(sam, "a"), post(sam, "b")
    send()
    evening = now.replace(hour=18)
    batches.gather(now=evening)
    preferring(sam, evening, quiet_from=evening.time(), quiet_until=evening.time().replace(hour=20))
    assert send(evening) == {"hold": 1}
    assert send(evening + hours(2)) == {"sent": 1}


def test_each_letter_of_a_batch_is_looked_at_again_before_it_goes(post, cast, now, mail, send):
    sam = cast.sam.person
    preferring(sam, now, frequency="DAILY", batch_hour=18)
    post(sam, "a"), post(sam, "b"), post(sam, "c", group=cast.group)
    send()
    evening = now.replace(hour=18)
    batches.gather(now=evening)
    cast.sam.membership.left_at = evening
    cast.sam.membership.save()
    assert send(evening) == {"expire": 1, "sent": 1}
    assert Letter.objects.get(key="c").because == Because.LEFT


def test_a_batch_of_which_nothing_is_left_does_not_go(post, cast, now, send):
    sam = cast.sam.person
    preferring(sam, now, frequency="DAILY", batch_hour=18)
    post(sam, "a", group=cast.group), post(sam, "b", group=cast.group)
    send()
    evening = now.replace(hour=18)
    batches.gather(now=evening)
    cast.sam.membership.left_at = evening
    cast.sam.membership.save()
    assert send(evening) == {"expire": 3}
    assert Letter.objects.get(kind=Kind.BATCH).because == Because.EMPTY


def test_a_batch_that_cannot_be_sent_takes_its_letters_with_it(post, sam, now, send):
    preferring(sam, now, frequency="DAILY", batch_hour=18)
    post(sam, "a"), post(sam, "b")
    send()
    batches.gather(now=now.replace(hour=18))
    [batch] = claimed(now.replace(hour=18))
    operations.failed(batch, now=now, trouble="x", for_good=True)
    assert set(Letter.objects.values_list("state", flat=True)) == {"DEAD"}


# --- the operator ---


def test_an_operator_reading_a_letter_leaves_a_line_that_its_reader_sees(post, sam, now):
    letter = post(sam)
    assert watch.reveal(letter_id=letter.pk, now=now) == letter
    assert queries.reveals_of(letter) == [now]


def test_a_dead_letter_can_be_given_another_day(post, sam, now, send):
    letter = post(sam)
    [mine] = claimed(now)
    operations.bounced(mine, now=now, trouble="x")
    watch.try_again(letter_id=letter.pk, by=None, now=now + hours(30))
    assert send(now + hours(30)) == {"kept": 1}
    assert Event.objects.filter(what="letter_tried_again").exists()


def dead_batch(post, sam, now, send):
    """A batch of two that the mail server never took: one of the two is of use for one more hour. Gives it and its hour."""
    preferring(sam, now, frequency="DAILY", batch_hour=18)
    evening = now.replace(hour=18)
    post(sam, "a"), post(sam, "b"), post(sam, "short", useful_until=evening + hours(1))
    assert send() == {"hold": 3}
    batches.gather(now=evening)
    [batch] = claimed(evening)
    operations.settle([batch], now=evening)
    operations.failed(batch, now=evening, trouble="SMTPDataError 554", for_good=True)
    return batch, evening


def of_parts(*fields):
    return {one.key: tuple(getattr(one, name) for name in fields) for one in Letter.objects.exclude(kind=Kind.BATCH)}


def test_a_batch_that_is_tried_again_takes_its_letters_with_it_but_none_that_is_of_no_use_by_now(
    post, sam, now, mail, send
):
    batch, evening = dead_batch(post, sam, now, send)
    watch.try_again(letter_id=batch.pk, by=None, now=evening + hours(2))
    assert send(evening + hours(2)) == {"sent": 1}
    assert mail.ids == [batch.message_id]
    assert "Here are 2 letters, together." in mail.messages[0].get_body(("plain",)).get_content()
    went = ("SENT", "BATCH", "")
    assert of_parts("state", "way", "because") == {"a": went, "b": went, "short": ("DEAD", "", "GAVE_UP")}


def test_a_batch_of_which_nothing_is_of_use_by_now_stays_given_up_and_its_letters_are_still_read_here(
    post, sam, now, send
):
    batch, evening = dead_batch(post, sam, now, send)
    Letter.objects.update(useful_until=evening + hours(1))
    watch.try_again(letter_id=batch.pk, by=None, now=evening + hours(2))
    assert send(evening + hours(2)) == {}
    assert set(Letter.objects.values_list("state", flat=True)) == {"DEAD"}
    assert Letter.objects.visible_to_person(sam).filter(batch=batch).count() == 3


def test_one_letter_of_a_batch_that_was_given_up_is_tried_again_by_itself(post, sam, now, mail, send):
    _batch, evening = dead_batch(post, sam, now, send)
    one = Letter.objects.get(key="a")
    watch.try_again(letter_id=one.pk, by=None, now=evening + hours(1))
    assert send(evening + hours(1)) == {"sent": 1}
    assert mail.ids == [one.message_id]


def test_a_batch_that_workers_die_over_is_given_up_with_its_letters_and_can_be_tried_again(post, sam, now, mail, send):
    preferring(sam, now, frequency="DAILY", batch_hour=18)
    post(sam, "a"), post(sam, "b"), post(sam, "other", kind=Kind.ACCOUNT, due_at=now + hours(30))
    send()
    evening = now.replace(hour=18)
    batches.gather(now=evening)
    claimed(evening)  # and they died before they had looked at it
    Letter.objects.filter(kind=Kind.BATCH).update(attempts=operations.CRASHES)
    operations.return_leases(now=evening + minutes(5))
    dead = ("DEAD", "GAVE_UP", evening + minutes(5))
    assert of_parts("state", "because", "finished_at") == {"a": dead, "b": dead, "other": ("PENDING", "", None)}
    watch.try_again(letter_id=Letter.objects.get(kind=Kind.BATCH).pk, by=None, now=evening + hours(1))
    assert send(evening + hours(1)) == {"sent": 1}
    assert of_parts("way")["a"] == ("BATCH",)


def test_a_part_of_the_machinery_leaves_one_sign_of_its_last_work(db, now):
    operations.beat("tick", now, {})
    operations.beat("tick", now + hours(1), {"sent": 1})
    assert Pulse.objects.get().at == now + hours(1)


def test_letters_somebody_else_settled_are_not_settled_again(post, sam, now):
    post(sam, useful_until=now + minutes(1))
    [slow] = claimed(now)
    operations.return_leases(now=now + minutes(5))
    operations.settle([slow], now=now + minutes(5))
    assert Letter.objects.get().because == Because.USELESS
    operations.settle([slow], now=now + minutes(6))
    assert Letter.objects.get().finished_at == now + minutes(5)


def test_a_batch_that_somebody_else_sent_is_not_sent_again(post, sam, now, send):
    preferring(sam, now, frequency="DAILY", batch_hour=18)
    post(sam, "a"), post(sam, "b")
    send()
    evening = now.replace(hour=18)
    batches.gather(now=evening)
    [slow] = claimed(evening)
    operations.return_leases(now=evening + minutes(5))
    assert not operations.went(slow, now=evening)
    assert not Letter.objects.filter(way="BATCH").exists()


def test_a_letter_may_hold_a_dataclass_of_plain_things(sam, now):
    @dataclass(frozen=True)
    class Line:
        subject: str
        text: str

    context = {"count": 1, "letters": (Line("A matter", "We did it."),)}
    operations.post("groups/notices/emails/together", to=sam, key="a", at=now, context=context)
    assert "We did it." in Letter.objects.get().text


def test_letters_for_somebody_who_reads_only_here_count_as_kept(post, sam, now, mail, send):
    preferring(sam, now, channel="KEPT")
    post(sam)
    assert send() == {"keep": 1}
    assert not mail.got
    assert Letter.objects.get().way == "KEPT"


def test_on_postgresql_a_worker_skips_what_another_holds(monkeypatch, db, now):
    monkeypatch.setattr(locks.connection.features, "has_select_for_update_skip_locked", True)
    asked = locks.free(Letter.objects.due(now)).query
    assert asked.select_for_update and asked.select_for_update_skip_locked
    monkeypatch.setattr(locks.connection.features, "has_select_for_update_skip_locked", False)
    assert not locks.free(Letter.objects.due(now)).query.select_for_update


def test_a_letter_released_by_a_new_choice_does_not_join_the_batch_of_those_that_waited(post, sam, now, send):
    preferring(sam, now, frequency="DAILY", batch_hour=18)
    post(sam, "a"), post(sam, "b"), post(sam, "c")
    send()
    evening = now.replace(hour=18)
    Letter.objects.filter(key="c").update(due_at=evening + hours(24))
    preferring(sam, now + hours(1), frequency="AT_ONCE")
    batches.gather(now=evening)
    assert set(Letter.objects.exclude(batch=None).values_list("key", flat=True)) == {"a", "b"}
    assert Letter.objects.get(key="c").held_at is None
