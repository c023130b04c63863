"""Every meeting opens with what has happened to what we said since the meeting before."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from feedback.answers import operations as answers
from tests import builders
from tests.feedback import chain

HEADING = "What has happened to what we said"


def plan(cast, at, **more):
    return builders.meeting(cast.group, cast.farah.membership, starts_at=at, **more)


def agenda(player, meeting, rest="agenda/"):
    page = player.client.get(f"/groups/{meeting.group.slug}/meetings/{meeting.pk}/{rest}")
    return " ".join(BeautifulSoup(page.content, "html.parser").find("main").get_text(" ").split())


@pytest.mark.parametrize("rest", ["agenda/", "agenda/print/"])
def test_the_agenda_opens_with_what_moved_since_the_meeting_before_and_not_with_what_was_told_then(
    cast, now, clock, rest
):
    chain.sent(cast, now, words="Told at the last meeting already.")
    last = plan(cast, now + timedelta(hours=1))
    coming = plan(cast, now + timedelta(days=30))
    day = now + timedelta(days=3)
    said = chain.sent(cast, day, words="The lift is broken.")
    answers.hear(
        by=cast.priya.membership, now=day, said=said, answer_by=(day + timedelta(days=14)).date(), **chain.HEARING
    )
    clock(day + timedelta(days=1))
    page = agenda(cast.sam, coming, rest)
    assert HEADING in page and "The lift is broken." in page and "Heard" in page
    assert "Told at the last meeting already." not in page
    assert f"Since we met on {last.day}" in page


def test_what_a_meeting_opened_with_stays_when_more_happens_later(cast, now, clock):
    plan(cast, now - timedelta(days=10))
    held = plan(cast, now + timedelta(days=1))
    chain.sent(cast, now, words="Before it.")
    chain.sent(cast, now + timedelta(days=9), words="Long after it.")
    clock(now + timedelta(days=10))
    page = agenda(cast.jo, held)
    assert "Before it." in page and "Long after it." not in page


def test_if_nothing_happened_that_is_said_and_leads_to_what_waits(cast, now, clock):
    last = plan(cast, now)
    coming = plan(cast, now + timedelta(days=30))
    clock(now + timedelta(days=2))
    assert f"Nothing has happened since we met on {last.day}. See what still waits" in agenda(cast.sam, coming)


def test_the_first_meeting_looks_back_to_the_beginning(cast, now):
    first = plan(cast, now + timedelta(days=1))
    assert "Nothing has been sent yet." in agenda(cast.sam, first)
    chain.sent(cast, now, words="The lift is broken.")
    page = agenda(cast.sam, first)
    assert "Since our group began" in page and "The lift is broken." in page


def test_a_cancelled_meeting_opens_with_nothing_and_is_not_the_one_before(cast, now, clock):
    gone = plan(
        cast, now + timedelta(days=1), cancelled_at=now, cancelled_by=cast.farah.membership, cancelled_because="Snow"
    )
    coming = plan(cast, now + timedelta(days=30))
    chain.sent(cast, now, words="The lift is broken.")
    clock(now + timedelta(days=3))
    assert HEADING not in agenda(cast.sam, gone)
    assert "The lift is broken." in agenda(cast.sam, coming)


def test_a_guest_reads_what_was_sent_and_no_draft(cast, now):
    coming = plan(cast, now + timedelta(days=1))
    builders.guest(coming, cast.okoro.membership)
    chain.agreeing(cast, now, words="Not sent yet.")
    chain.sent(cast, now, words="The lift is broken.")
    page = agenda(cast.okoro, coming)
    assert "The lift is broken." in page and "Not sent yet." not in page
