from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from groups.arrangements import tasks
from groups.arrangements.models import Arrangement, WasItThere
from tests import builders
from tests.cast import Player
from tests.groups.arrangements.needs import LATER, line, needing, ticked
from tests.groups.arrangements.test_clock import DAY, GONE, MORNING
from tests.groups.meetings.arrange import STARTS, address, invite, plan, says


@pytest.fixture(autouse=True)
def afternoon(clock):
    clock(LATER)


def words(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main").get_text(" ", strip=True)


def see(player, cast, meeting, rest="arrangements/"):
    return words(player.client.get(address(cast, meeting, rest)))


def of(player, need="INTERPRETER", rest=""):
    return f"arrangements/{player.membership.pk}/{need}/{rest}"


def test_the_page_of_a_meeting_says_how_much_is_arranged(cast):
    meeting = needing(cast, "An interpreter. Breaks.")
    ticked(cast, meeting)
    says(cast.jo, meeting)
    assert "1 of 2 things people need is not arranged yet" in see(cast.farah, cast, meeting, "")
    assert "What you need: 1 of 2 arranged" in see(cast.sam, cast, meeting, "")
    assert "arranged" not in see(cast.jo, cast, meeting, "")
    invite(cast, meeting, cast.priya)
    assert "arranged" not in see(cast.priya, cast, meeting, "")


def test_a_facilitator_sees_who_needs_what_and_a_member_only_their_own(cast):
    meeting = needing(cast)
    says(cast.jo, meeting, answer="MAYBE", needs="Long breaks")
    shown = see(cast.farah, cast, meeting)
    assert "0 of 2 arranged" in shown and "Sam" in shown and "Long breaks" in shown and "may come" in shown
    mine = see(cast.sam, cast, meeting)
    assert "What is arranged for you" in mine and "An interpreter, please." in mine
    assert "breaks" not in mine and "Jo" not in mine and "It is arranged" not in mine
    theirs = see(cast.sol, cast, meeting)
    assert "An interpreter, please." in theirs and "because you support someone" in theirs  # Sol supports Sam
    assert "What is needed: 0 of 1 arranged" in see(cast.sol, cast, meeting, "")


@pytest.mark.parametrize("who", ["priya", "okoro", "nia"])
def test_people_of_the_system_do_not_see_the_list(cast, who):
    meeting = needing(cast)
    assert getattr(cast, who).client.get(address(cast, meeting, "arrangements/")).status_code == 403


def test_outsiders_learn_nothing(cast):
    meeting = needing(cast)
    for player in cast.outsiders:
        for rest in ("arrangements/", of(cast.sam), "was-it-there/"):
            assert player.client.get(address(cast, meeting, rest)).status_code == 404


def test_one_tap_ticks_it_off(cast):
    meeting = needing(cast)
    done = address(cast, meeting, of(cast.sam, rest="done/"))
    shown = words(cast.col.client.post(done, {"as_seen": line(meeting).seal}, follow=True))
    assert "Arranged: interpreter for Sam." in shown and "1 of 1 arranged" in shown
    assert cast.sam.client.post(done).status_code == 403
    assert cast.col.client.get(done).status_code == 405


def test_one_tap_keeps_who_sees_to_it_and_how_but_no_word_for_something_else(cast):
    meeting = needing(cast)
    done = address(cast, meeting, of(cast.sam, rest="done/"))
    ticked(cast, meeting, arranged=False, sees_to_it=cast.col.membership, how="Asked Marta")
    cast.farah.client.post(done, {"as_seen": line(meeting).seal})
    kept = Arrangement.objects.get()
    assert (kept.sees_to_it, kept.how, kept.arranged_by) == (cast.col.membership, "Asked Marta", cast.farah.membership)
    says(cast.sam, meeting, needs="An interpreter from Spanish", now=LATER + timedelta(hours=1))
    cast.farah.client.post(done, {"as_seen": line(meeting).seal})
    kept.refresh_from_db()
    assert kept.sees_to_it == cast.col.membership and kept.how == ""


def test_a_tap_on_words_that_changed_says_so(cast):
    meeting = needing(cast)
    shown = words(cast.farah.client.post(address(cast, meeting, of(cast.sam, rest="done/")), follow=True))
    assert "They changed what they need" in shown and "0 of 1 arranged" in shown


def test_a_facilitator_says_who_sees_to_it_and_how(cast):
    meeting = needing(cast)
    page = address(cast, meeting, of(cast.sam))
    assert "“An interpreter, please.”" in words(cast.farah.client.get(page))
    said = {"sees_to_it": str(cast.col.membership.pk), "arranged": "YES", "how": "Marta", "as_seen": line(meeting).seal}
    shown = words(cast.farah.client.post(page, said, follow=True))
    assert "Saved: interpreter for Sam." in shown and "Col sees to it." in shown and "Marta" in shown
    assert "Arranged" in see(cast.sam, cast, meeting) and "Marta" in see(cast.sam, cast, meeting)
    page = cast.farah.client.get(page)
    assert page.context["form"]["sees_to_it"].value() == str(cast.col.membership.pk)
    assert page.context["form"]["arranged"].value() == "YES"


def test_what_was_typed_stays_when_something_is_wrong(cast):
    meeting = needing(cast)
    page = address(cast, meeting, of(cast.sam))
    said = {"sees_to_it": str(cast.jo.membership.pk), "arranged": "", "how": "Marta", "as_seen": "x"}
    answer = cast.farah.client.post(page, said)
    shown = words(answer)
    assert "Choose one of the facilitators" in shown and "Choose yes or not yet" in shown
    assert 'value="Marta"' in answer.content.decode()
    stale = cast.farah.client.post(page, said | {"sees_to_it": "", "arranged": "NO"})
    assert "They changed what they need" in words(stale) and 'value="Marta"' in stale.content.decode()


@pytest.mark.parametrize(("who", "need"), [("jo", "INTERPRETER"), ("sam", "TRAVEL"), ("sam", "nothing-like-it")])
def test_what_is_not_on_the_list_has_no_page(cast, who, need):
    meeting = needing(cast)
    rest = of(getattr(cast, who), need)
    assert cast.farah.client.get(address(cast, meeting, rest)).status_code == 404
    assert cast.farah.client.post(address(cast, meeting, f"{rest}done/")).status_code == 404


def test_the_list_says_what_came_from_the_profile_and_what_is_open_again(cast):
    cast.sam.person.access_needs = "Captions"
    cast.sam.person.save()
    meeting = plan(cast)
    says(cast.sam, meeting)
    assert "From what they told us once" in see(cast.farah, cast, meeting)
    assert "They wrote nothing this time" in see(cast.farah, cast, meeting, of(cast.sam, "CAPTIONS"))
    ticked(cast, meeting, "CAPTIONS", how="The machine")
    says(cast.sam, meeting, way="ONLINE", now=LATER + timedelta(hours=1))
    shown = see(cast.farah, cast, meeting)
    assert "Open again:" in shown and "It was: The machine" in shown and "Not arranged yet" in shown


def test_an_empty_list_says_what_will_be_here(cast):
    meeting = plan(cast)
    assert "Nobody who comes has said that they need something" in see(cast.farah, cast, meeting)
    assert "write it in your reply" in see(cast.sam, cast, meeting)


# --- afterwards ---


@pytest.fixture
def asked(cast, clock):
    meeting = needing(cast)
    tasks.care(MORNING)
    clock(MORNING)
    return meeting


def test_a_person_answers_and_is_thanked(cast, asked):
    page = address(cast, asked, "was-it-there/")
    assert "Was what you needed there?" in words(cast.sam.client.get(page))
    shown = words(cast.sam.client.post(page, {"answer": "NO", "words": "Nobody signed"}, follow=True))
    assert "We noted your answer" in shown
    assert WasItThere.objects.get().answer == "NO"
    assert "You can change it" in words(cast.sam.client.get(page))
    told = see(cast.farah, cast, asked)
    assert (
        "Afterwards: was it there? No : “Nobody signed”" in told
        or "was it there? No" in told
        and "Nobody signed" in told
    )


def test_a_person_must_choose_and_keeps_their_words(cast, asked):
    answer = cast.sam.client.post(address(cast, asked, "was-it-there/"), {"words": "Nobody signed"})
    assert "Choose an answer" in words(answer) and "Nobody signed" in answer.content.decode()


def test_who_was_not_asked_reads_so_and_answers_nothing(cast, asked):
    page = address(cast, asked, "was-it-there/")
    for answer in (cast.jo.client.get(page), cast.jo.client.post(page, {"answer": "NO"})):
        assert "Nothing to answer" in words(answer)
    assert cast.nia.client.get(page).status_code == 403


def test_the_question_stands_on_their_home_until_they_answer(cast, asked):
    home = reverse("group_home", args=[cast.group.slug])
    assert "Was what you needed there? The meeting on Tuesday 8 December 2026" in words(cast.sam.client.get(home))
    for player in (cast.jo, cast.farah, cast.okoro):
        assert "Was what you needed there?" not in words(player.client.get(home))
    cast.sam.client.post(address(cast, asked, "was-it-there/"), {"answer": "YES"})
    assert "Was what you needed there?" not in words(cast.sam.client.get(home))


def test_a_guest_who_needed_something_is_asked_too(cast, clock):
    meeting = plan(cast)
    invite(cast, meeting, cast.okoro)
    says(cast.okoro, meeting, needs="Captions")
    tasks.care(MORNING)
    clock(MORNING)
    assert "Was what you needed there?" in words(cast.okoro.client.get(reverse("group_home", args=[cast.group.slug])))
    shown = cast.okoro.client.post(address(cast, meeting, "was-it-there/"), {"answer": "PARTLY"}, follow=True)
    assert "We noted your answer" in words(shown)


def test_the_list_waits_for_answers_and_offers_one_its_own(cast, asked):
    assert "They have not answered yet" in see(cast.farah, cast, asked)
    assert "Say if it was there" in see(cast.sam, cast, asked)
    assert "It is arranged" not in see(cast.farah, cast, asked)


def test_next_time_the_list_carries_the_no(cast, asked, clock):
    cast.sam.client.post(address(cast, asked, "was-it-there/"), {"answer": "NO"})
    again = plan(cast, now=MORNING, starts_at=STARTS + 14 * DAY)
    says(cast.sam, again, needs="An interpreter", now=MORNING)
    assert "Last time what they needed was not there." in see(cast.farah, cast, again)
    assert "Last time" not in see(cast.sam, cast, again)


def test_after_thirty_days_the_page_shows_numbers_to_facilitators_and_nothing_to_others(cast, asked, clock):
    cast.sam.client.post(address(cast, asked, "was-it-there/"), {"answer": "NO"})
    cast.sam.person.access_needs = "Captions"  # their own, and no part of a meeting that is forgotten
    cast.sam.person.save()
    tasks.care(GONE)
    clock(GONE)
    shown = see(cast.farah, cast, asked)
    assert "1 thing needed, 0 arranged" in shown and "Sam" not in shown and "Captions" not in shown
    mine = see(cast.sam, cast, asked)
    assert "There is nothing here" in mine and "1 thing" not in mine and "Captions" not in mine
    assert "arranged" not in see(cast.farah, cast, asked, "")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "statements"), [("farah", 9), ("sam", 7)])
def test_the_list_takes_the_same_statements_whatever_it_holds(cast, rows, who, statements, django_assert_num_queries):
    meeting = needing(cast)
    for number in range(rows):
        one = builders.membership(cast.group, name=f"Member {number}")
        says(Player(one, one.person), meeting, needs="Breaks. Large print. Travel")
    client = getattr(cast, who).client
    with django_assert_num_queries(statements):
        client.get(address(cast, meeting, "arrangements/"))
