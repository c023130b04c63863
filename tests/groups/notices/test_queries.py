"""Is it still right to send this, to this person, now?"""

from datetime import date, time, timedelta

import pytest

from groups.choices.models import STOPPABLE, Kind
from groups.choices.operations import stop
from groups.notices import operations, queries
from groups.notices.models import Because
from groups.notices.queries import Do
from tests import builders
from tests.groups.notices.test_operations import preferring


def told(letter, now):
    [verdict] = queries.verdicts([letter], now)
    return verdict


def test_a_letter_that_nothing_speaks_against_goes(post, cast, now):
    verdict = told(post(cast.sam.person, group=cast.group), now)
    assert (verdict.do, verdict.because, verdict.until) == (Do.SEND, "", None)


def test_a_letter_past_its_use_does_not_go(post, sam, now):
    letter = post(sam, useful_until=now + timedelta(hours=1))
    assert told(letter, now).do == Do.SEND
    assert told(letter, now + timedelta(hours=1)).because == Because.USELESS


def test_nothing_goes_to_a_closed_account(post, sam, now):
    sam.is_active = False
    sam.save()
    assert told(post(sam, kind=Kind.ACCOUNT), now).because == Because.CLOSED


def test_news_of_a_group_does_not_go_to_somebody_who_left_it(post, cast, now):
    assert told(post(cast.gone.person, "a", group=cast.group), now).because == Because.LEFT
    assert told(post(cast.hal.person, "b", group=cast.group), now).because == Because.LEFT
    assert told(post(cast.gone.person, "c", group=cast.group, kind=Kind.ACCOUNT), now).do == Do.SEND


def test_a_room_says_which_of_its_letters_are_still_right(post, sam, now, monkeypatch):
    monkeypatch.setattr(queries, "_checks", {})
    asked = []

    @queries.recheck("groups/notices/emails/no")
    def still_right(letters, at):
        asked.append(len(letters))
        return {letter.pk for letter in letters if letter.about == "right"}

    @queries.recheck("elsewhere/")
    def never_asked(letters, at):
        raise AssertionError

    letters = [post(sam, "a", about="right"), post(sam, "b", about="wrong")]
    assert [v.because for v in queries.verdicts(letters, now)] == ["", Because.CHANGED]
    assert asked == [2]


@pytest.mark.parametrize("kind", STOPPABLE)
def test_a_stopped_kind_does_not_go_from_that_group_only(post, cast, now, kind):
    sam = cast.sam.person
    builders.membership(cast.other_group, who=sam)
    stop(person_id=sam.pk, group_id=cast.group.pk, kind=kind, now=now)
    assert told(post(sam, "a", group=cast.group, kind=kind), now).because == Because.STOPPED
    assert told(post(sam, "b", group=cast.other_group, kind=kind), now).do == Do.SEND
    assert told(post(sam, "c", kind=kind), now).do == Do.SEND


def test_a_pause_holds_nothing_back_for_later(post, sam, now):
    """Coming back does not mean catching up on everything: what was paused is not sent afterwards."""
    preferring(sam, now, paused=True, paused_until_on=date(2026, 12, 1))
    letter = post(sam)
    assert told(letter, now).because == Because.PAUSED
    assert told(letter, now.replace(month=12, day=1)).do == Do.SEND
    assert told(post(sam, "code", kind=Kind.SIGN_IN), now).do == Do.SEND


def test_a_pause_without_an_end_lasts_until_they_say(post, sam, now):
    preferring(sam, now, paused=True)
    letter = post(sam, useful_until=now + timedelta(days=900))
    assert told(letter, now + timedelta(days=800)).because == Because.PAUSED


def test_letters_only_here_are_kept_but_what_keeps_the_account_safe_is_emailed(post, sam, now):
    preferring(sam, now, channel="KEPT")
    assert told(post(sam, "a"), now).do == Do.KEEP
    assert told(post(sam, "b", kind=Kind.ACCOUNT), now).do == Do.SEND


def test_quiet_times_hold_everything_that_can_wait(post, sam, now):
    preferring(sam, now, quiet_from=time(9), quiet_until=time(12))
    noon = now.replace(hour=12)
    assert told(post(sam, "a"), now).until == noon
    assert told(post(sam, "b", kind=Kind.ACCOUNT), now).until == noon
    assert told(post(sam, "c", urgent=True), now).do == Do.SEND
    assert told(post(sam, "d", kind=Kind.SIGN_IN), now).do == Do.SEND


def test_a_batch_time_in_the_quiet_time_means_the_end_of_the_quiet_time(post, sam, now):
    preferring(sam, now, frequency="DAILY", batch_hour=21, quiet_from=time(20), quiet_until=time(7))
    assert told(post(sam), now).until == (now + timedelta(days=1)).replace(hour=7)


def test_an_address_without_an_account_has_no_choices(post, now):
    assert told(post("ann@example.org", kind=Kind.ACCOUNT), now).do == Do.SEND


@pytest.mark.parametrize("count", [1, 3])
def test_looking_at_letters_costs_three_statements_however_many(post, cast, now, django_assert_num_queries, count):
    for number in range(count):
        post(cast.in_group[number].person, f"k{number}", group=cast.group)
    lease = operations.claim(now=now, limit=50)
    letters = queries.claimed(lease)
    with django_assert_num_queries(3):
        queries.verdicts(letters, now)
