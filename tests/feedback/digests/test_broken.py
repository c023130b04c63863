"""One reader whose data are broken holds up nobody: the others get theirs, and it is tried again, where the operator sees it.

What is broken here is broken in the tables, as a bad copy or a hand in the database would leave it.
"""

import json
import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from coproduction.kit import logs
from feedback.digests import operations, tasks
from feedback.digests.models import Subscription
from feedback.log.models import Stage
from groups.charter.models import Group
from groups.membership.models import Membership, Role
from groups.notices import operations as notices
from groups.notices.models import Letter
from groups.watch import operations as watching
from groups.watch import queries as watch
from tests import builders
from tests.feedback.digests.test_sending import (
    LATER,
    MONDAY,
    WEEK,
    deliver,
    enrolled,
    letters,
    subscription,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def broken(cast, mail):
    """Farah's last letter went, but what it says of how far it told her cannot be read."""
    enrolled(cast)
    operations.send_due(now=MONDAY)
    deliver()
    letters(cast.farah).update(about=f"digest:{subscription(cast.farah).pk}:Tuesday, I think")
    builders.said(cast.group, "New", stage=Stage.DOING, moved_at=MONDAY + MINUTE)
    mail.got.clear()
    return cast.farah


def mend(player):
    about = f"digest:{subscription(player).pk}:{MONDAY.isoformat()}"
    letters(player).filter(about__contains="Tuesday").update(about=about)


def test_the_others_of_the_batch_get_theirs_at_their_time(cast, broken, mail):
    deliver(MONDAY + WEEK)
    assert {to for [to], _ in mail.got} == {cast.col.person.email, cast.priya.person.email}
    assert not Subscription.objects.due(MONDAY + WEEK).exists(), "and nothing is late"


def test_the_one_is_tried_again_less_and_less_often_and_gets_it_when_it_is_mended(cast, broken):
    at, waits = MONDAY + WEEK, []
    for _ in range(7):
        operations.send_due(now=at)
        one = Subscription.objects.get(person=broken.person)
        waits.append((one.next_due_at - at) // MINUTE)
        at = one.next_due_at
    assert waits == [5, 15, 60, 180, 360, 360, 360]
    assert (one.tries, one.failed_at) == (7, MONDAY + WEEK)
    mend(broken)
    operations.send_due(now=at)
    deliver(at)
    one.refresh_from_db()
    assert (one.tries, one.failed_at, one.next_due_at) == (0, None, MONDAY + 2 * WEEK)
    letter = letters(broken).last()
    assert letter.state == "SENT" and "New" in letter.text


def test_the_operator_sees_how_many_and_learns_nothing_about_anybody(cast, broken, clock):
    at = MONDAY + WEEK
    assert watch.health(at).failing_to_post == 0
    assert "coproduction_digests_failing 0" in watch.figures(at)
    operations.send_due(now=at)
    assert "coproduction_digests_failing 1" in watch.figures(at)
    clock(at)
    page = cast.ada.client.get("/operator/").content.decode()
    assert "1 could not be made. The log says why. We try it again" in page
    assert "Farah" not in page and broken.person.email not in page


def test_the_log_tells_the_kind_of_error_and_quotes_nothing(cast, broken, caplog):
    operations.send_due(now=MONDAY + WEEK)
    [record] = [one for one in caplog.records if one.name == "coproduction.kit.apart"]
    line = logs.formatter().format(record)
    assert json.loads(line)["event"] == "A digest could not be made: ValueError"
    assert "Tuesday" not in line and "Farah" not in line and record.levelno == logging.ERROR


def test_many_broken_ones_keep_neither_the_others_nor_the_next_batch(cast, broken, mail, monkeypatch):
    monkeypatch.setattr(operations, "BATCH", 2)
    letters(cast.col).update(about="digest:1:no day")
    deliver(MONDAY + WEEK)
    assert {to for [to], _ in mail.got} == {cast.priya.person.email}
    assert Subscription.objects.failing().count() == 2


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL keeps such a date")
def test_a_row_that_cannot_even_be_read_holds_up_nobody(cast, mail):
    enrolled(cast)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE feedback_subscription SET covers_from = '20000-01-01' WHERE person_id = %s", [cast.farah.person.pk]
        )
    operations.send_due(now=MONDAY)
    assert letters(cast.priya).exists() and not letters(cast.farah).exists()
    assert Subscription.objects.failing().count() == 1


# --- while it is put into words ---


@pytest.fixture
def unwritten(cast, mail):
    """Farah's other group is in a zone that there is not, which is found only when her digest is put into words."""
    enrolled(cast)
    builders.membership(cast.other_group, Role.FACILITATOR, who=cast.farah.person)
    builders.said(cast.other_group, "It was said", stage=Stage.DOING, moved_at=LATER)
    operations.send_due(now=MONDAY)
    Group.objects.filter(pk=cast.other_group.pk).update(time_zone="Moors/Rivers")
    return cast.farah


def test_what_cannot_be_put_into_words_keeps_no_other_letter_waiting(cast, unwritten, mail):
    deliver()
    assert {to for [to], _ in mail.got} == {cast.col.person.email, cast.priya.person.email}
    letter = letters(unwritten).get()
    assert (letter.state, letter.due_at, letter.lease) == ("PENDING", MONDAY + MINUTE, None)
    assert letter.trouble.startswith("not written: ") and letter.text == ""


def test_it_goes_when_it_is_mended(cast, unwritten, mail):
    deliver()
    Group.objects.filter(pk=cast.other_group.pk).update(time_zone="Europe/London")
    deliver(MONDAY + MINUTE)
    letter = letters(unwritten).get()
    assert (letter.state, letter.trouble) == ("SENT", "") and "It was said" in letter.text


def test_after_a_day_it_is_given_up_where_the_operator_sees_it_and_can_try_it_again(cast, unwritten, clock):
    for hours in (0, 1, 3, 7, 13, 19, 25):
        deliver(MONDAY + timedelta(hours=hours))
    letter = letters(unwritten).get()
    assert (letter.state, letter.because) == ("DEAD", "GAVE_UP")
    at = MONDAY + timedelta(hours=26)
    clock(at)
    page = cast.ada.client.get("/operator/").content.decode()
    assert letter.trouble in page and "Farah" not in page and "It was said" not in page
    assert not watch.health(at).failing, "the mail server is not to blame"
    Group.objects.filter(pk=cast.other_group.pk).update(time_zone="Europe/London")
    watching.try_again(letter_id=letter.pk, by=cast.ada.person, now=at)
    deliver(at)
    assert letters(unwritten).get().state == "SENT"


def test_two_that_cannot_be_written_do_not_count_as_a_mail_server_that_is_away(cast, unwritten, mail):
    builders.membership(cast.other_group, Role.FACILITATOR, who=cast.col.person)
    deliver()
    Letter.objects.filter(state="SENT").delete()
    assert {letters(one).get().state for one in (cast.col, cast.farah)} == {"PENDING"}
    late = MONDAY + timedelta(minutes=15)
    deliver(late)
    assert watch.letters_go(late)


# --- the page of it ---


def pages(player, *groups):
    return [
        player.client.get(url).content.decode()
        for url in (reverse("your_digest"), *(reverse("digest", args=[group.slug]) for group in groups))
    ]


def test_the_page_of_whoever_has_a_last_letter_that_cannot_be_read_shows_what_is_new_and_says_from_when(
    cast, broken, clock
):
    clock(MONDAY + WEEK)
    for page in pages(broken, cast.group):
        assert "New" in page and "We cannot read how much your last digest told you" in page
    assert "We cannot read how much" not in pages(cast.col, cast.group)[0]


def test_the_page_shows_the_other_groups_and_says_beside_the_one_that_it_cannot_be_shown(cast, unwritten, clock):
    builders.said(cast.group, "Ours is fine", stage=Stage.DOING, moved_at=LATER)
    clock(MONDAY)
    [page] = pages(unwritten)
    assert "Ours is fine" in page and "It was said" not in page
    assert f"We cannot show what is new in {cast.other_group.name}" in page
    assert "We cannot show" not in pages(cast.col, cast.group)[0]


# --- somebody new ---


def test_somebody_new_whose_group_is_broken_keeps_no_other_from_having_a_digest(cast, now, clock):
    Group.objects.filter(pk=cast.far_group.pk).update(nation="atlantis")
    tasks.digests(now)
    assert Subscription.objects.filter(person=cast.sam.person).exists()
    fen = Subscription.objects.get(person=cast.fen.person)
    assert (fen.tries, fen.failed_at) == (1, now)
    assert not Membership.objects.without_habits().exists()
    tasks.digests(fen.next_due_at)
    fen.refresh_from_db()
    assert fen.tries == 2
    Group.objects.filter(pk=cast.far_group.pk).update(nation="scotland")
    tasks.digests(fen.next_due_at)
    fen.refresh_from_db()
    assert (fen.tries, fen.failed_at, fen.frequency) == (0, None, "MONTHLY")


def test_a_tick_goes_on_though_a_digest_is_broken(cast, broken):
    counts = notices.ticks.run(MONDAY + WEEK)
    assert counts["digests"] >= 1
