"""What a facilitator taps to pace a meeting, as a page and by script."""

import pytest

from groups.pacing.models import Progress, Running, Seat
from tests.groups.meetings.arrange import address
from tests.groups.pacing.on import STARTS, begun, item, minute, planned, running


@pytest.fixture
def at(clock):
    return lambda number: clock(minute(number))


def tap(player, cast, meeting, rest, script=False, **said):
    headers = {"X-Tap": "1"} if script else {}
    return player.client.post(address(cast, meeting, rest), said, headers=headers)


def test_a_meeting_is_held_from_start_to_end_without_script(cast, at):
    meeting = planned(cast)
    at(0)
    assert tap(cast.farah, cast, meeting, "run/start/").url == address(cast, meeting, "run/")
    assert "The meeting has begun." in cast.farah.client.get(address(cast, meeting, "run/")).text
    tap(cast.farah, cast, meeting, "run/not-reached/", item=item(meeting, "Parking").pk)
    tap(cast.farah, cast, meeting, "run/go-to/", item=item(meeting, "Letters").pk)
    tap(cast.farah, cast, meeting, "run/break/")
    assert running(meeting).paused_at == minute(0)
    tap(cast.farah, cast, meeting, "run/go-on/")
    assert Progress.objects.filter(not_reached_at__isnull=False).get().item.title == "Parking"
    at(20)
    page = address(cast, meeting, "run/end/")
    assert "End “Planning care together”?" in cast.farah.client.get(page).text
    assert cast.farah.client.post(page).url == address(cast, meeting, "balance/")
    assert Running.objects.get().ended_by == cast.farah.membership
    assert "This meeting is not on now." in cast.farah.client.post(page).text


def test_a_script_is_answered_in_a_word(cast, at):
    meeting = begun(cast)
    at(1)
    assert tap(cast.farah, cast, meeting, "run/break/", script=True).status_code == 204
    wrong = tap(cast.farah, cast, meeting, "run/go-to/", script=True, item="nonsense")
    assert (wrong.status_code, wrong.text) == (409, "This is not on the agenda of this meeting.")
    plain = cast.farah.client.post(address(cast, meeting, "run/go-to/"), {"item": "9" * 40}, follow=True)
    assert "This is not on the agenda of this meeting." in plain.text


def test_a_tap_sent_again_when_the_signal_is_back_counts_once_and_from_when_it_was_tapped(cast, at):
    meeting = begun(cast)
    at(9)
    for _ in range(2):
        tap(cast.farah, cast, meeting, "run/break/", script=True, tap="a-1:b", ago="120")
    assert running(meeting).paused_at == minute(7)
    assert running(meeting).version == 2


@pytest.mark.parametrize("ago", ["-5", "soon", "1" * 10, "²"])
def test_how_long_ago_is_not_believed_when_it_makes_no_sense(cast, at, ago):
    meeting = begun(cast)
    at(5)
    tap(cast.farah, cast, meeting, "run/break/", ago=ago, tap="\x00" * 200)
    assert running(meeting).paused_at == minute(5)


def test_nobody_goes_back_further_than_ten_minutes(cast, at):
    meeting = begun(cast)
    at(30)
    tap(cast.farah, cast, meeting, "run/break/", ago="999999")
    assert running(meeting).paused_at == minute(20)


def test_who_is_here_is_asked_with_everyone_who_may_come(cast, at):
    meeting = begun(cast)
    at(1)
    page = address(cast, meeting, "run/who-is-here/")
    shown = cast.farah.client.get(page).text
    assert "Jo, member" in shown and "Dr Okoro" not in shown
    assert shown.count("checked") == 3
    wrong = cast.farah.client.post(page, {"here": [cast.okoro.membership.pk]}).text
    assert "Choose only people on this list" in wrong
    cast.farah.client.post(page, {"here": [cast.farah.membership.pk]})
    assert Seat.objects.get().membership == cast.farah.membership


def test_who_is_here_waits_until_the_meeting_is_on(cast, at):
    at(0)
    meeting = planned(cast)
    page = address(cast, meeting, "run/who-is-here/")
    assert "This meeting is not on now." in cast.farah.client.get(page, follow=True).text
    over = begun(cast)
    Running.objects.filter(meeting=over).update(
        ended_at=STARTS, ended_by=cast.farah.membership, item=None, item_since_at=None
    )
    assert cast.farah.client.get(address(cast, over, "run/who-is-here/")).status_code == 302


def test_only_facilitators_pace_a_meeting(cast, at):
    meeting = begun(cast)
    at(1)
    for rest in ("run/start/", "run/break/", "run/go-on/", "run/go-to/", "run/end/", "run/who-is-here/"):
        for player in (cast.sam, cast.sol, cast.priya):
            assert tap(player, cast, meeting, rest).status_code == 403
        assert tap(cast.faye, cast, meeting, rest).status_code == 404
    assert running(meeting).version == 1
