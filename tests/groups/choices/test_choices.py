"""How each person wants their letters: chosen on one page, stopped by one click, undone as easily."""

from datetime import date, time

import pytest
from django.test import Client

from groups.choices import operations, queries
from groups.choices.models import STOPPABLE, Kind, Preference, Stop
from groups.notices import emails
from groups.notices.models import Letter
from tests import builders

USUAL = {
    "channel": "EMAIL", "look": "STANDARD", "language": "ENGLISH", "frequency": "AT_ONCE", "needed_at_once": "on",
    "batch_hour": "9", "batch_day": "0",
}  # fmt: skip


def typed(cast, **changed):
    kinds = {f"from_{cast.group.pk}": [kind.value for kind in STOPPABLE]}
    return {key: value for key, value in (USUAL | kinds | changed).items() if value is not None}


def choose(cast, **changed):
    return cast.sam.client.post("/you/letters/choices/", typed(cast, **changed))


def preference(cast):
    return Preference.objects.get(person=cast.sam.person)


def test_the_page_shows_what_holds_now(cast):
    page = cast.sam.client.get("/you/letters/choices/").content.decode()
    assert "How you want your letters" in page and cast.group.name in page
    assert page.count("checked") == 4 + len(STOPPABLE)  # by email, as most, as usual for my role, at once what waits
    assert "By email, soon after it happens." in page and "As a member: each letter soon after it happens." in page
    assert "Times are your own time (Europe/London)." in page


@pytest.mark.parametrize("groups", [1, 3])
def test_the_page_costs_the_same_for_one_group_and_for_three(cast, django_assert_num_queries, groups):
    for number in range(groups - 1):
        builders.membership(builders.group(f"Group {number}"), who=cast.sam.person)
    client = cast.sam.client
    with django_assert_num_queries(5):  # session, person, what they stopped, their groups, their preference
        client.get("/you/letters/choices/")


def test_choices_are_kept_and_shown_again(cast):
    said = {"channel": "KEPT", "frequency": "WEEKLY", "batch_day": "4", "batch_hour": "18", "discreet": "on",
            "quiet_from": "8pm", "quiet_until": "8am"}  # fmt: skip
    assert choose(cast, **said).status_code == 302
    kept = preference(cast)
    assert (kept.channel, kept.frequency, kept.batch_day, kept.batch_hour) == ("KEPT", "WEEKLY", 4, 18)
    assert (kept.quiet_from, kept.quiet_until, kept.discreet) == (time(20), time(8), True)
    assert (kept.look, kept.needed_at_once) == ("STANDARD", True)
    page = cast.sam.client.get("/you/letters/choices/").content.decode()
    assert 'value="8pm"' in page and "We kept your choices." in page


def test_kinds_are_chosen_group_by_group(cast):
    builders.membership(cast.other_group, who=cast.sam.person)
    other = {f"from_{cast.other_group.pk}": [kind.value for kind in STOPPABLE]}
    choose(cast, **{f"from_{cast.group.pk}": ["NEWS"], **other})
    stops = Stop.objects.filter(person=cast.sam.person)
    assert set(stops.values_list("group_id", flat=True)) == {cast.group.pk}
    assert set(stops.values_list("kind", flat=True)) == set(STOPPABLE) - {"NEWS"}
    choose(cast, **other)
    assert not stops.exists()


def test_what_was_stopped_outside_groups_can_be_taken_up_again(cast, now):
    operations.stop(person_id=cast.sam.person.pk, group_id=None, kind="DIGEST", now=now)
    assert "Letters that are not from one group" in cast.sam.client.get("/you/letters/choices/").content.decode()
    choose(cast, from_elsewhere=[kind.value for kind in STOPPABLE])
    assert not Stop.objects.exists()


def test_choosing_for_a_group_one_is_not_in_changes_nothing(cast):
    choose(cast, **{f"from_{cast.far_group.pk}": ["NEWS"]})
    assert not Stop.objects.exists()


def test_a_pause_has_a_last_day_or_none(cast, now):
    choose(cast, paused="on", paused_until_on_day="1", paused_until_on_month="12", paused_until_on_year="2026")
    assert (preference(cast).paused_at, preference(cast).paused_until_on) == (now, date(2026, 12, 1))
    choose(cast, paused="on")
    assert (preference(cast).paused_at, preference(cast).paused_until_on) == (now, None)
    choose(cast)
    assert preference(cast).paused_at is None


@pytest.mark.parametrize("said, sentence", [
    ({"quiet_from": "8pm"}, "Say when it starts and when it ends"),
    ({"quiet_until": "8am"}, "Say when it starts and when it ends"),
    ({"quiet_from": "8pm", "quiet_until": "8pm"}, "must start and end at different times"),
    ({"quiet_from": "late", "quiet_until": "8pm"}, "Enter a time like 2pm"),
    ({"paused": "on", "paused_until_on_day": "18", "paused_until_on_month": "11", "paused_until_on_year": "2026"},
     "Choose a day after today"),
    ({"paused_until_on_day": "1", "paused_until_on_month": "12", "paused_until_on_year": "2026"},
     "Tick this to pause until that day"),
    ({"channel": "PIGEON"}, "Choose one of the answers"),
    ({"batch_hour": "99"}, "Choose one of the answers"),
    ({"frequency": None}, "needs an answer"),
    ({"look": "GOLD"}, "Choose one of the answers"),
    ({"channel": "TEXT"}, "Choose one of the answers"),
    ({"channel": "POST"}, "Choose one of the answers"),
])  # fmt: skip
def test_what_cannot_be_is_said_beside_the_question_and_nothing_is_kept(cast, said, sentence):
    answer = choose(cast, **said)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert not Preference.objects.exists()


def test_someone_whose_time_zone_we_do_not_know_gets_the_sites(settings):
    assert queries.zone_of(None).key == settings.TIME_ZONE
    for odd in ("Mars/Base", "../etc/passwd", "\x00"):
        assert queries.zone_of(builders.Person(time_zone=odd)).key == settings.TIME_ZONE


# --- stopping without signing in ---


def test_the_link_in_a_letter_stops_letters_like_it_by_one_click_and_only_by_a_click(post, cast, visitor):
    letter = post(cast.sam.person, group=cast.group, kind=Kind.REMINDER)
    address = emails.stop_address(letter).removeprefix("http://127.0.0.1:8000")
    page = visitor.get(address).content.decode()
    assert "Stop these letters?" in page and "Reminders before a meeting" in page
    assert cast.group.name not in page and "Sam" not in page
    assert not Stop.objects.exists()
    answer = visitor.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "We stopped these letters" in answer.content.decode()
    stop = Stop.objects.get()
    assert (stop.person, stop.group, stop.kind) == (cast.sam.person, cast.group, "REMINDER")
    visitor.post(address, {"List-Unsubscribe": "One-Click"})
    assert Stop.objects.count() == 1
    assert "We stopped these letters" in visitor.get(address).content.decode()
    visitor.post(address, {"again": "1"})
    assert not Stop.objects.exists()


def test_a_mail_program_stops_letters_without_a_cookie_or_a_form(post, cast):

    address = emails.stop_address(post(cast.sam.person, group=cast.group))
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Stop.objects.count() == 1


def test_stopping_a_batch_keeps_letters_here_and_can_be_undone(cast, visitor):
    token = queries.stop_token(cast.sam.person.pk, None, Kind.BATCH)
    assert "Stop all these letters?" in visitor.get(f"/stop/{token}/").content.decode()
    assert "We no longer send you these letters" in visitor.post(f"/stop/{token}/").content.decode()
    assert preference(cast).channel == "KEPT"
    visitor.post(f"/stop/{token}/", {"again": "1"})
    assert preference(cast).channel == "EMAIL"


def test_a_token_we_did_not_write_opens_nothing(cast, visitor):
    token = queries.stop_token(cast.sam.person.pk, cast.group.pk, "NEWS")
    for wrong in (token[:-1], token + "x", "x", "1:2", queries.stop_token(10**9, None, "NEWS"),
                  queries.stop_token(cast.sam.person.pk, 10**9, "NEWS")):  # fmt: skip
        assert visitor.post(f"/stop/{wrong}/").status_code == 404
    assert not Stop.objects.exists()


def test_stopped_letters_do_not_go(post, cast, send, now):
    operations.stop(person_id=cast.sam.person.pk, group_id=cast.group.pk, kind="NEWS", now=now)
    letter = post(cast.sam.person, group=cast.group)
    assert send() == {"expire": 1}
    assert Letter.objects.get(pk=letter.pk).because == "STOPPED"
