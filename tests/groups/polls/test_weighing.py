"""What a facilitator weighs: not votes alone, and never more about a person than facilitators may see."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from groups.attendance import operations as attendance
from groups.polls import queries
from tests import builders
from tests.builders import NOW
from tests.cast import Player
from tests.groups.polls.arrange import DATES, SOON_AFTER, TUESDAY, ask, options, proposed, says


def weighed(cast, poll, now=SOON_AFTER):
    return queries.weighing(poll, cast.farah.membership, now)


def more_members(cast, number):
    made = [builders.membership(cast.group, name=f"Member {n}") for n in range(number)]
    return [Player(one, one.person) for one in made]


def test_facilitators_see_who_said_what_and_who_has_not_said(cast):
    poll = ask(cast)
    says(cast.sam, poll, "yin")
    says(cast.jo, poll, "yyn")
    found = weighed(cast, poll)
    first, second, third = found.dates
    assert (first.yes, second.yes, second.if_need_be, third.no) == (["Jo", "Sam"], ["Jo"], ["Sam"], ["Jo", "Sam"])
    assert [one.person.name for one in found.silent] == ["Col", "Farah", "Sol"]
    assert found.suggested is first


def test_of_those_who_need_something_it_is_counted_who_can(cast):
    poll = ask(cast)
    cast.jo.person.access_needs = "No stairs."
    cast.jo.person.save()
    says(cast.jo, poll, "nyy")
    says(cast.sam, poll, "niy", needs="Afternoons are bad for me.")
    says(cast.col, poll, "yyn", needs="None, thanks.")
    first, second, third = weighed(cast, poll).dates
    assert [(one.needing, one.needing_can) for one in (first, second, third)] == [(2, 0), (2, 2), (2, 2)]
    assert (first.flagged, second.flagged) == (True, False)


def test_a_date_that_nobody_who_needs_something_can_make_is_not_suggested_though_it_has_most_votes(cast):
    poll = ask(cast)
    for player in (cast.col, cast.jo, cast.farah):
        says(player, poll, "ynn")
    says(cast.sam, poll, "nin", needs="Breaks.")
    found = weighed(cast, poll)
    assert found.dates[0].flagged
    assert found.suggested is found.dates[1]


def test_if_every_date_is_like_that_the_one_most_can_make_is_suggested(cast):
    poll = ask(cast)
    says(cast.col, poll, "nyn")
    says(cast.sam, poll, "nnn", needs="Breaks.")
    found = weighed(cast, poll)
    assert all(one.flagged for one in found.dates)
    assert found.suggested is found.dates[1]


def test_a_date_on_which_somebody_who_can_rarely_come_could_is_named_and_counts_more(cast):
    poll = ask(cast)
    says(cast.jo, poll, "yyy")
    says(cast.col, poll, "yny")
    says(cast.sam, poll, "nyn")
    found = weighed(cast, poll)
    assert [one.rare for one in found.dates] == [0, 1, 0]
    assert found.suggested is found.dates[1]
    page = cast.farah.client.get(f"/groups/{cast.group.slug}/meetings/dates/{poll.pk}/").text
    assert "Someone who can rarely come could come on this date." in page


def test_somebody_who_was_away_from_the_last_meetings_can_rarely_come(cast):
    for days in (20, 10):
        was = builders.meeting(cast.group, cast.farah.membership, starts_at=NOW - timedelta(days=days))
        for one in (cast.sam, cast.jo):
            type(one.membership).objects.filter(pk=one.membership.pk).update(joined_at=NOW - timedelta(days=60))
        attendance.note(meeting=was, by=cast.farah.membership, now=NOW, came=[cast.jo.membership])
    poll = ask(cast)
    says(cast.sam, poll, "yyn")
    says(cast.jo, poll, "yyn")
    assert [one.rare for one in weighed(cast, poll).dates] == [1, 1, 0]


def test_alike_dates_go_by_the_yeses_and_then_by_the_day(cast):
    poll = ask(cast)
    says(cast.sam, poll, "iyy")
    says(cast.jo, poll, "iyy")
    assert weighed(cast, poll).suggested.option == options(poll)[1]


def test_without_answers_or_with_all_dates_over_nothing_is_suggested(cast):
    poll = ask(cast)
    assert weighed(cast, poll).suggested is None
    says(cast.sam, poll)
    later = weighed(cast, poll, DATES[2])
    assert later.suggested is None and all(one.gone for one in later.dates)


def test_what_is_weighed_says_of_a_date_how_many_and_what_somebody_wrote_stands_by_itself_for_facilitators(cast):
    poll = ask(cast)
    cast.jo.person.access_needs = "No stairs."
    cast.jo.person.save()
    says(cast.sam, poll, "ynn", needs="An interpreter.")
    says(cast.jo, poll, "nnn")
    page = cast.farah.client.get(f"/groups/{cast.group.slug}/meetings/dates/{poll.pk}/").text
    assert page.count("An interpreter.") == 1 and "No stairs." not in page
    assert page.index("Choose this date") < page.index("What makes a date hard") < page.index("An interpreter.")
    assert "Of those who said they need something, 1 of 2 can." in page
    assert "Nobody who needs something can make this date." in page


def words_of(player, cast, poll):
    """What a person reads. In the rest of the page random letters stand, and a short name among them by chance."""
    page = player.client.get(f"/groups/{cast.group.slug}/meetings/dates/{poll.pk}/").text
    return " ".join(BeautifulSoup(page, "html.parser").main.get_text(" ").split())


def test_members_and_the_system_see_numbers_and_nothing_of_needs(cast):
    poll = ask(cast, guests=[cast.okoro.membership])
    for player in (cast.jo, *more_members(cast, 8)):
        says(player, poll, "yin", needs="Breaks.")
    for player in (cast.sam, cast.sol):
        page = words_of(player, cast, poll)
        assert "Can: 9. If need be: 0. Cannot: 0." in page and "Can: 0. If need be: 0. Cannot: 9." in page
        for hidden in ("Breaks.", "Jo", "Member 3", "need something", "rarely", "Who has not said", "look at first"):
            assert hidden not in page, hidden
    outside = words_of(cast.okoro, cast, poll)
    assert "Can: about 10. If need be: none." in outside and "Cannot" not in outside and "Jo" not in outside


def test_how_far_it_is_counts_those_asked_and_those_who_have_said(cast):
    poll = ask(cast, guests=[cast.priya.membership])
    says(cast.sam, poll)
    says(cast.priya, poll)
    ask(cast, title="Later", closes_on=NOW.date() + timedelta(days=18))
    home = cast.farah.client.get(f"/groups/{cast.group.slug}/").text
    first, then = home.index("Winter gathering</a>. 2 of 6 have said."), home.index("Later</a>. 0 of 5 have said.")
    assert first < then
    assert len(queries.far(cast.group.pk, SOON_AFTER)) == 2
    assert len(queries.far(cast.group.pk, poll.closes_at + timedelta(days=2))) == 0
    assert len(queries.far(cast.other_group.pk, SOON_AFTER)) == 0


@pytest.mark.parametrize("people", [1, 6])
def test_weighing_asks_as_little_for_many_as_for_one(cast, people, django_assert_num_queries):
    poll = ask(cast, dates=proposed([TUESDAY + timedelta(days=n) for n in range(people + 1)]))
    for player in more_members(cast, people):
        says(player, poll, "y" * (people + 1))
    with django_assert_num_queries(5):
        weighed(cast, poll)
