"""One letter that cannot be looked at again, or drawn, holds up nobody, is not sent, and is tried later where its operator sees it.

What is broken here is broken in the tables, as a bad copy or a hand in the database would leave it.
"""

import logging
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse

from coproduction.kit import logs
from groups.batches import operations as batches
from groups.choices.models import Kind, Preference
from groups.meetings.emails import STEM as MEETINGS
from groups.notices import delivery, emails, operations
from groups.notices.models import Letter
from groups.watch import operations as watching
from groups.watch import queries as watch
from tests import builders
from tests.groups.notices.test_operations import preferring

MINUTE = timedelta(minutes=1)


def minutes(count):
    return timedelta(minutes=count)


def of(key):
    return Letter.objects.get(key=key)


@pytest.fixture
def meeting(cast, now):
    return builders.meeting(cast.group, cast.farah.membership)


@pytest.fixture
def batched():
    """Letters whose waiting is over are put together, at this moment."""
    return lambda at: batches.gather(now=at)


@pytest.fixture
def broken(cast, now, meeting):
    """A letter to Jo about a meeting whose number cannot be read: the look that its room has registered raises."""
    changed(cast.jo, "broken", now, about="meeting:the next one:1")
    return cast.jo


def changed(player, key, at, about):
    context = {"url": "http://x/", "meeting": "A meeting", "when": "soon", "changes": [], "notes": []}
    operations.post(
        f"{MEETINGS}changed", to=player.person, key=key, at=at, group=player.membership.group, kind=Kind.NEWS,
        about=about, context=context,
    )  # fmt: skip
    return of(key)


def unzoned(meeting):
    """The calendar entry that goes with its letters cannot be made."""
    type(meeting).objects.filter(pk=meeting.pk).update(time_zone="Moors/Rivers")


def mend(key, meeting):
    Letter.objects.filter(key=key).update(about=f"meeting:{meeting.pk}:{meeting.version}")


# --- the last look ---


def test_the_others_of_the_look_go_and_the_one_does_not(cast, broken, meeting, post, now, send, mail):
    post(builders.person("Ann"), "before")
    changed(cast.sam, "fine", now, about=f"meeting:{meeting.pk}:{meeting.version}")
    post(builders.person("Bo"), "after")
    assert send() == {"sent": 3, "failed": 1}
    assert cast.jo.person.email not in mail.receivers and len(mail.receivers) == 3
    one = of("broken")
    assert (one.state, one.attempts, one.due_at, one.lease) == ("PENDING", 1, now + MINUTE, None)
    assert one.trouble == "not looked at: ValueError"


def test_it_is_tried_again_less_and_less_often_for_a_day_and_then_shown_as_given_up(cast, broken, now, send, clock):
    at, waits = now, []
    while (one := of("broken")).state == "PENDING":
        at = one.due_at
        assert send(at) == {"failed": 1}
        waits.append((of("broken").due_at - at) // MINUTE)
    assert waits == [1, 5, 15, 60, 180, 360, 360, 360, 0]
    assert (one.state, one.because) == ("DEAD", "GAVE_UP")
    clock(at)
    page = cast.ada.client.get("/operator/").content.decode()
    assert "not looked at: ValueError" in page and "Jo" not in page and "the next one" not in page


def test_it_goes_when_it_is_mended_and_what_was_given_up_can_be_tried_again(cast, broken, meeting, now, send, mail):
    send()
    mend("broken", meeting)
    assert send(now + MINUTE) == {"sent": 1}
    assert (of("broken").state, of("broken").trouble) == ("SENT", "")
    changed(cast.sam, "given up", now, about="meeting:none:1")
    Letter.objects.filter(key="given up").update(first_tried_at=now - timedelta(hours=24))
    send(now + minutes(2))
    assert of("given up").state == "DEAD"
    mend("given up", meeting)
    watching.try_again(letter_id=of("given up").pk, by=cast.ada.person, now=now + minutes(3))
    assert send(now + minutes(3)) == {"sent": 1}


def test_whoever_lost_the_right_meanwhile_does_not_get_it_when_it_is_mended(cast, broken, meeting, now, send, mail):
    send()
    cast.jo.membership.left_at = now
    cast.jo.membership.save()
    mend("broken", meeting)
    assert send(now + MINUTE) == {"expire": 1} and not mail.got


def test_the_log_has_one_line_for_it_which_quotes_nothing(broken, send, caplog):
    send()
    [record] = [one for one in caplog.records if one.name == "coproduction.kit.apart"]
    line = logs.formatter().format(record)
    assert "A letter could not be looked at again: ValueError" in line and record.levelno == logging.ERROR
    assert "the next one" not in line and "Jo" not in line


def test_a_digest_that_could_not_be_looked_at_can_be_tried_again_although_it_has_no_words_yet(cast, broken, now, send):
    Letter.objects.filter(key="broken").update(text="", html="", first_tried_at=now - timedelta(hours=24))
    send()
    assert of("broken").state == "DEAD"
    watching.try_again(letter_id=of("broken").pk, by=cast.ada.person, now=now)
    assert of("broken").state == "PENDING"


# --- the frame ---


@pytest.fixture
def undrawn(cast, now, post):
    """Jo's letters are to look like nothing that we have."""
    preferring(cast.jo.person, now)
    Preference.objects.filter(person=cast.jo.person).update(look="HUGE")
    return post(cast.jo.person, "undrawn", group=cast.group)


def test_one_whose_frame_cannot_be_drawn_waits_and_the_others_go(cast, undrawn, post, now, send, mail):
    post(cast.sam.person, "a"), post(cast.col.person, "b")
    assert send() == {"sent": 2, "failed": 1}
    one = of("undrawn")
    assert (one.state, one.attempts, one.due_at, one.lease) == ("PENDING", 1, now + MINUTE, None)
    assert one.trouble == "not drawn: KeyError"
    Preference.objects.update(look="STANDARD")
    assert send(now + MINUTE) == {"sent": 1}


def test_what_goes_with_a_letter_and_cannot_be_made_holds_up_nobody(cast, meeting, post, now, send, mail):
    letter = changed(cast.sam, "odd", now, about=f"meeting:{meeting.pk}:{meeting.version}")
    unzoned(meeting)
    post(cast.jo.person, "fine")
    assert send() == {"sent": 1, "failed": 1}
    letter.refresh_from_db()
    assert (letter.state, letter.trouble) == ("PENDING", "not drawn: ZoneInfoNotFoundError")


def test_a_database_that_is_away_while_one_is_drawn_is_no_letters_fault(cast, post, now):
    letter = post(cast.sam.person)

    def away(letter):
        raise OperationalError

    with pytest.raises(OperationalError):
        delivery.Round().drawn(away, letter, now)
    assert of("key").trouble == ""


# --- letters that go together ---


@pytest.fixture
def together(cast, post, now, send):
    """Sam's letters go together at six."""
    preferring(cast.sam.person, now, frequency="DAILY", batch_hour=18)

    def held(*keys):
        for key in keys:
            post(cast.sam.person, key, group=cast.group)
        send()
        return now.replace(hour=18)

    return held


def test_a_part_that_cannot_be_looked_at_leaves_its_batch_which_goes_without_it(
    cast, together, meeting, now, send, mail, batched
):
    changed(cast.sam, "odd", now, about=f"meeting:{meeting.pk}:{meeting.version}")
    evening = together("a", "b")
    Letter.objects.filter(key="odd").update(about="meeting:none:1")
    batched(evening)
    assert send(evening) == {"sent": 1, "failed": 1}
    assert {of(key).way for key in "ab"} == {"BATCH"}
    odd = of("odd")
    assert (odd.state, odd.batch, odd.attempts, odd.due_at) == ("PENDING", None, 1, evening + MINUTE)
    mend("odd", meeting)
    assert send(evening + MINUTE) == {"sent": 1}


def test_a_batch_that_cannot_be_drawn_goes_as_its_letters_the_second_time(
    cast, together, meeting, now, send, mail, batched
):
    changed(cast.sam, "odd", now, about=f"meeting:{meeting.pk}:{meeting.version}")
    evening = together("a", "b")
    batched(evening)
    unzoned(meeting)
    assert send(evening) == {"failed": 1}
    assert Letter.objects.get(kind=Kind.BATCH).trouble == "not drawn: ZoneInfoNotFoundError"
    assert send(evening + MINUTE) == {"failed": 2, "sent": 2}
    assert {of(key).way for key in "ab"} == {"EMAIL"} and len(mail.got) == 2
    assert (of("odd").state, of("odd").batch, of("odd").attempts) == ("PENDING", None, 1)
    whole = Letter.objects.get(kind=Kind.BATCH)
    assert (whole.state, whole.because) == ("EXPIRED", "EMPTY")


def test_where_the_frame_of_letters_that_go_together_is_broken_they_go_one_by_one(
    cast, together, send, mail, batched, monkeypatch
):
    evening = together("a", "b")
    batched(evening)
    monkeypatch.setattr(emails, "TOGETHER", "groups/notices/emails/not_there")
    assert send(evening) == {"failed": 1} and not mail.got
    assert Letter.objects.get(kind=Kind.BATCH).trouble == "not drawn: TemplateDoesNotExist"
    assert send(evening + MINUTE) == {"failed": 1, "sent": 2}
    assert {of(key).way for key in "ab"} == {"EMAIL"} and len(mail.got) == 2


def test_a_batch_that_somebody_else_has_claimed_since_keeps_its_letters(cast, together, batched):
    evening = together("a", "b")
    batched(evening)
    whole = Letter.objects.get(kind=Kind.BATCH)
    whole.attempts, whole.lease = 2, uuid.uuid4()
    operations.set_aside(whole, now=evening, trouble="not drawn: KeyError")
    assert of("a").batch_id == of("b").batch_id == whole.pk
    assert Letter.objects.get(pk=whole.pk).state == "PENDING"


def test_one_reader_whose_letters_cannot_be_put_together_keeps_no_others_held(
    cast, together, now, post, send, mail, batched
):
    preferring(cast.jo.person, now, frequency="DAILY", batch_hour=18)
    post(cast.jo.person, "jo 1"), post(cast.jo.person, "jo 2")
    evening = together("a", "b")
    Letter.objects.filter(key="jo 1").update(held_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    batched(evening)
    send(evening)
    assert of("a").way == of("b").way == "BATCH"
    assert {of("jo 1").held_at, of("jo 2").held_at} == {None}


# --- who sees it ---


def test_the_operator_and_the_figures_count_them_and_name_nobody(cast, broken, now, send, clock):
    count = 'coproduction_letters_set_aside{channel="email"}'
    assert f"{count} 0" in watch.figures(now)
    send()
    assert f"{count} 1" in watch.figures(now)
    clock(now)
    page = cast.ada.client.get("/operator/").content.decode()
    assert "1 could not be looked at again or drawn. The log says why. We try it again" in page and "Jo" not in page


def quiet(visitor, clock, at):
    """Nothing else went; the clock is fine."""
    clock(at)
    operations.beat("beat", at, {}), operations.beat("tick", at, {})
    return visitor.get(reverse("health_ready")).json()["letters"]


def test_letters_of_one_room_that_are_broken_turn_nothing_red(cast, broken, now, send, clock, visitor):
    changed(cast.sam, "also", now, about="meeting:none:1")
    send()
    assert quiet(visitor, clock, now + minutes(11))


def test_where_letters_of_two_rooms_to_two_readers_cannot_be_drawn_and_none_goes_it_is_seen(
    cast, broken, undrawn, post, now, send, mail, clock, visitor
):
    Letter.objects.filter(key="undrawn").update(person=cast.jo.person)
    send()
    assert quiet(visitor, clock, now + minutes(11)), "one reader"
    changed(cast.sam, "also", now, about="meeting:none:1")
    send()
    assert not quiet(visitor, clock, now + minutes(11))
    post(cast.col.person, "goes", at=now + minutes(12))
    send(now + minutes(12))
    assert quiet(visitor, clock, now + minutes(12))


def test_where_nobody_can_sign_in_because_no_code_can_be_drawn_it_is_seen(
    cast, undrawn, post, now, send, mail, clock, visitor
):
    preferring(cast.sam.person, now)
    Preference.objects.update(look="HUGE")
    post(cast.sam.person, "code", kind=Kind.SIGN_IN), post(cast.jo.person, "code too", kind=Kind.SIGN_IN)
    send()
    assert not quiet(visitor, clock, now + minutes(11))
