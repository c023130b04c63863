"""How fast one person may go on. The tests of the site are not asked to wait; these are."""

import os
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coproduction.kit import pace
from coproduction.kit.access import open_page, signed_in_page
from coproduction.kit.addresses import every_address
from feedback.asides.models import Aside
from feedback.receipts import operations as receipts
from feedback.voice.models import Post, WaitingPost
from groups.facilitation.models import Hand
from groups.membership.models import Membership
from tests.cast import signed_in
from tests.feedback import crowd
from tests.groups.meetings.arrange import address
from tests.groups.pacing.on import begun, minute
from tests.house import faulty
from tests.house.faulty import MINE, at
from tests.house.test_refused_log import QUIET
from tests.running import until

HOUSE = Path(__file__).resolve().parents[2]
WORDS = {"words": MINE}
OF_OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def later(settings, monkeypatch):
    """The pace is on, and its clock stands a second into an hour until the test moves it."""
    settings.PACE = True
    moment = [time.time() // pace.HOUR * pace.HOUR + 1]
    monkeypatch.setattr(time, "time", lambda: moment[0])

    def go_on(seconds):
        moment[0] += seconds

    return go_on


@pytest.fixture
def limited(later, monkeypatch):
    """With another limit than the site's."""

    def to(kind, most, seconds=pace.MINUTE):
        monkeypatch.setitem(pace.LIMITS, kind, ((most, seconds),))
        return later

    return to


def writes(player, client=None, **more):
    return (client or player.client).post(at_asides(player), WORDS, **more)


def at_asides(player):
    return reverse("write_aside", args=[player.membership.group.slug])


def takes(player, client=None):
    """Left open, as by a reader on a slow line."""
    return (client or player.client).get(reverse("export_log", args=[player.membership.group.slug]))


def statuses(do, times):
    return [do().status_code for _ in range(times)]


# --- what is sent ---


def test_a_script_is_stopped_at_the_sixty_first_form_of_a_minute_and_nothing_more_is_written(cast, later):
    assert statuses(lambda: writes(cast.sam), 63) == [302] * 60 + [429] * 3
    assert Aside.objects.count() == 60


def test_with_the_pace_off_nobody_is_stopped(cast, limited, settings):
    limited("write", 1)
    settings.PACE = False
    assert statuses(lambda: writes(cast.sam), 3) == [302] * 3


def a_busy_minute(cast, meeting):
    """What a facilitator does in the fullest minute: taps that waited for a signal, hands, notes, and forms between."""
    answers = []
    for number in range(40):
        answers.append(cast.farah.client.post(address(cast, meeting, "run/round/"), headers={"X-Tap": "1"}))
        answers.append(cast.farah.client.post(address(cast, meeting, "run/round/end/"), {}))
        if number % 4 == 0:
            answers.append(cast.farah.client.post(address(cast, meeting, "notes/add/"), {"words": f"Line {number}"}))
            answers.append(cast.farah.client.post(address(cast, meeting, "attendance/"), {}))
    return [answer.status_code for answer in answers]


def test_whoever_runs_a_busy_meeting_is_never_asked_to_wait(cast, clock, later):
    meeting = begun(cast)
    clock(minute(1))
    assert 429 not in a_busy_minute(cast, meeting)


def test_a_limit_that_a_busy_meeting_meets_would_be_seen(cast, clock, limited):
    limited("tap", 40)
    meeting = begun(cast)
    clock(minute(1))
    assert 429 in a_busy_minute(cast, meeting)


def test_a_busy_meeting_of_an_hour_meets_no_limit_either(later):
    for _ in range(61):
        assert not any(pace.too_often("tap", "person 1") for _ in range(45))
        assert not any(pace.too_often("write", "person 1") for _ in range(9))
        later(60)


def test_what_a_script_does_all_hour_long_is_stopped_by_the_hour(later):
    took = 0
    for _ in range(59):
        took += sum(pace.too_often("write", "person 1") == 0 for _ in range(61))
        later(60)
    assert took == 600


def test_it_is_counted_for_a_person_with_all_their_devices_and_not_for_their_neighbour(cast, limited):
    limited("write", 3)
    devices = [signed_in(cast.sam.person) for _ in range(4)]
    assert [writes(cast.sam, client=one).status_code for one in devices] == [302, 302, 302, 429]
    assert statuses(lambda: writes(cast.jo), 3) == [302] * 3


def test_a_page_that_is_only_read_is_not_counted_at_all(cast, limited):
    for kind in pace.LIMITS:
        limited(kind, 0)
    pages = [at_asides(cast.sam), reverse("group_home", args=[cast.group.slug]), at(cast, "talk"), "/you/", "/"]
    pages += [reverse("log", args=[cast.group.slug]), reverse("take_own_data"), f"/public/{cast.group.slug}/"]
    answers = {there: cast.sam.client.get(there).status_code for there in pages}
    assert 429 not in answers.values(), answers
    assert cast.sam.client.put(at_asides(cast.sam)).status_code == 405


# --- the answer ---


def shown(answer):
    return BeautifulSoup(answer.content, "html.parser")


def test_the_words_come_back_with_the_way_to_the_form_they_were_typed_into(cast, limited):
    limited("write", 0)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(cast.sam.person).cookies
    there = at_asides(cast.sam)
    form = shown(client.get(there)).select_one("main form")
    typed = {one["name"]: one.get("value", "") for one in form.select("[name]")} | WORDS
    answer = client.post(there, typed, headers={"Referer": f"http://testserver{there}"})
    page = shown(answer)
    assert answer.status_code == 429 and not Aside.objects.exists()
    assert [one.get_text() for one in page.select(".app-words")] == [MINE.strip()]
    assert page.select_one("main a.nhsuk-button")["href"] == there
    assert "You have done a lot here in a short time." in page.get_text()
    assert typed["csrfmiddlewaretoken"] not in answer.text


def test_what_another_site_sends_does_not_count_against_anybody(cast, limited):
    limited("write", 1)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(cast.sam.person).cookies
    assert statuses(lambda: writes(cast.sam, client=client), 3) == [403] * 3
    assert writes(cast.sam).status_code == 302


def test_it_says_how_long_to_wait_and_lets_somebody_go_on_after_that(cast, limited):
    later = limited("write", 1)
    assert statuses(lambda: writes(cast.sam), 2) == [302, 429]
    later(29)
    answer = writes(cast.sam)
    assert answer["Retry-After"] == "30" and "Wait a minute." in answer.text
    later(29)
    assert writes(cast.sam)["Retry-After"] == "1"
    later(1)
    assert writes(cast.sam).status_code == 302


def test_the_limit_of_an_hour_says_so(cast, limited):
    limited("write", 0, pace.HOUR)
    answer = writes(cast.sam)
    assert answer["Retry-After"] == "3599" and "Wait 60 minutes." in answer.text


def test_it_is_the_same_for_everyone_and_is_kept_by_nobody(cast, limited):
    limited("write", 0)
    answers = [writes(one) for one in (cast.sam, cast.farah)]
    answers.append(cast.hal.client.post(at_asides(cast.sam), WORDS))  # who must not learn that there is such a group
    assert {answer.status_code for answer in answers} == {429}
    assert len({answer.content for answer in answers}) == 1
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_a_tap_that_is_refused_so_stays_with_whoever_tapped():
    """The browser lets go of a tap once the server has settled it: done, or one of a few answers that will not change."""
    settled = re.search(r"answer\.status === 204 \|\| \[([0-9, ]+)\]", (HOUSE / "static/js/live.js").read_text())
    assert "429" not in settled.group(1).split(", ")


def test_a_tap_is_taken_once_the_time_is_over(cast, clock, limited):
    later = limited("tap", 1)
    meeting = begun(cast)
    clock(minute(1))
    tap = partial(cast.sam.client.post, address(cast, meeting, "live/hand/"), {"tap": "one"}, headers={"X-Tap": "1"})
    cast.sam.client.post(address(cast, meeting, "live/hand/down/"), {"hand": 0})
    assert tap().status_code == 429 and not Hand.objects.exists()
    later(60)
    assert tap().status_code == 204 and Hand.objects.exists()


def test_the_log_names_somebody_only_where_it_may(cast, limited, caplog):
    limited("write", 0)
    writes(cast.sam)
    cast.farah.client.post(reverse("plan_meeting", args=[cast.group.slug]), WORDS)
    told = [one.getMessage() for one in caplog.records if one.name == "coproduction.refused"]
    assert told == [
        "Refused: POST /groups/<slug:slug>/privately/write/ 429",
        f"Refused: POST /groups/<slug:slug>/meetings/plan/ 429 to person {cast.farah.person.pk}",
    ]


# --- what is looked for, and taken away ---


def test_searches_are_counted_and_only_those_that_look_for_something(cast, limited):
    limited("search", 2)
    log = reverse("log", args=[cast.group.slug])
    assert statuses(lambda: cast.sam.client.get(log, {"q": " ", "show": "all"}), 3) == [200] * 3
    assert statuses(lambda: cast.sam.client.get(log, {"q": "letters"}), 3) == [200, 200, 429]
    assert cast.sam.client.get(log).status_code == 200


def test_files_of_a_person_are_counted(cast, limited):
    limited("heavy", 2)
    assert [takes(cast.sam).getvalue()[:3] for _ in range(2)] == [b"\xef\xbb\xbf"] * 2
    assert takes(cast.sam).status_code == 429
    assert takes(cast.jo).status_code == 200


@pytest.mark.django_db
def test_open_data_is_counted_by_place_and_nobody_says_where_they_are(limited):
    limited("open data", 2)
    take = partial(Client().get, "/public/nowhere/data/published/")
    assert statuses(take, 3) == [404, 404, 429]
    assert take(headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 429
    assert take(REMOTE_ADDR="192.0.2.7").status_code == 404


def test_only_one_file_at_a_time_is_made_for_a_person(cast, later, monkeypatch):
    monkeypatch.setattr(pace, "PATIENCE", 0.1)
    first = takes(cast.sam)
    second = takes(cast.sam, client=signed_in(cast.sam.person))
    assert (second.status_code, second["Retry-After"]) == (429, "30")
    assert "A file for you is still being made." in second.text
    assert takes(cast.jo).status_code == 200
    assert first.getvalue() and takes(cast.sam).status_code == 200


def asked_of_the_server(player):
    """As a web server asks: it has the answer in its hands, and closes it when the reader is gone."""
    asked = RequestFactory().get(reverse("export_log", args=[player.membership.group.slug])).environ
    asked["HTTP_COOKIE"] = player.client.cookies.output(header="", sep=";").strip()
    return WSGIHandler()(asked, lambda status, headers: None)


@contextmanager
def own_connection():
    """A server lets go of the connection around each answer; here the test still needs it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def test_a_reader_who_goes_away_in_the_middle_frees_the_next_one(cast, later, monkeypatch):
    monkeypatch.setattr(pace, "PATIENCE", 0)
    with own_connection():
        answer = asked_of_the_server(cast.sam)
    assert answer.status_code == 200 and next(iter(answer))
    assert takes(cast.sam).status_code == 429
    with own_connection():
        answer.close()
    assert takes(cast.sam).status_code == 200


def test_an_answer_that_no_file_came_of_frees_the_next_one(cast, later, monkeypatch):
    monkeypatch.setattr(pace, "PATIENCE", 0)
    assert statuses(partial(cast.hal.client.get, reverse("export_log", args=[cast.group.slug])), 3) == [404] * 3
    with faulty.renamed(Membership._meta.db_table):
        assert faulty.asks(cast.sam.client, "get", at(cast, "export_log")).status_code == 503
    assert takes(cast.sam).status_code == 200


def test_an_answer_that_cannot_be_closed_frees_the_next_one_all_the_same(later, monkeypatch):
    monkeypatch.setattr(pace, "PATIENCE", 0)

    class Broken:
        def close(self):
            raise OSError

    answer = Broken()
    pace._until_closed(answer, pace.lease("person 1"))
    with pytest.raises(OSError):
        answer.close()
    assert pace.lease("person 1")


def test_a_link_that_is_pressed_twice_is_answered_by_the_second(later):
    threading.Timer(0.2, pace.lease("person 1")).start()
    assert pace.lease("person 1") is not None


def test_only_one_waits_so_that_nobody_fills_every_place_of_the_site_with_waiting(monkeypatch):
    monkeypatch.setattr(pace, "PATIENCE", 30)
    first, second = pace.lease("person 1"), []
    waits = threading.Thread(target=lambda: second.append(pace.lease("person 1")))
    waits.start()
    until(lambda: caches["passing"].get(pace._key("second person 1")))
    assert pace.lease("person 1") is None
    first()
    waits.join()
    assert second != [None]


def test_whoever_died_over_a_file_is_not_waited_for_long_and_takes_nobodys_place(monkeypatch):
    monkeypatch.setattr(pace, "LEASE", 1)
    dead = pace.lease("person 1")
    monkeypatch.undo()
    monkeypatch.setattr(pace, "PATIENCE", 60)
    assert dead and pace.lease("person 1")
    dead()
    monkeypatch.setattr(pace, "PATIENCE", 0)
    assert pace.lease("person 1") is None


# --- words without a name ---


def posted_to(cast, name, **said):
    return cast.sam.client.post(at(cast, name), {**said, "form_key": said.get("form_key", "k")}, headers=OF_OURS)


def nothing_may_be_counted(limited):
    for kind in set(pace.LIMITS) - {"nameless"}:
        limited(kind, 0)


def test_words_without_a_name_are_not_counted_by_person(cast, now, limited):
    """Where everything that is counted is refused, they are taken: so nothing counts them."""
    crowd.gathered(cast, now)
    nothing_may_be_counted(limited)
    assert writes(cast.sam).status_code == 429
    assert posted_to(cast, "talk", words=MINE, shown_as="UNNAMED").status_code == 200
    assert WaitingPost.objects.count() == 1


def test_no_count_tells_words_with_a_name_from_those_without(cast, now, limited):
    crowd.gathered(cast, now)
    nothing_may_be_counted(limited)
    for number, shown_as in enumerate(("NAME", "GROUP", "UNNAMED")):
        assert posted_to(cast, "talk", words=MINE, shown_as=shown_as, form_key=str(number)).status_code == 200
    assert (Post.objects.count(), WaitingPost.objects.count()) == (2, 1)


def taken_by_a_door(one):
    return one.door and one.door.is_of_a_group and "POST" in one.door.methods


def quiet_but_counted(addresses):
    doors = [one for one in addresses if taken_by_a_door(one) and QUIET.search(one.door.ability.phrase)]
    return {one.name for one in doors if getattr(one.view, "pace", "") != "nameless"}


NOBODY_KEEPS_WHO = {  # from the rooms' own words
    "talk", "topic_talk", "said_talk", "thread", "say_something", "receipt", "me_too", "not_me_too", "check_out",
    "pulse", "say_if_seen", "say_ingredients", "review_ways", "answer_survey", "answer_sharing", "retold", "noticed",
    "ask_about_word", "ask_about_word_in_paper", "appeal_hiding", "say_if_kept", "dispute_programme", "settle_dispute",
}  # fmt: skip


def test_no_door_where_something_is_said_without_a_name_is_counted():
    assert quiet_but_counted(every_address()) == set()
    kinds = {one.name: getattr(one.view, "pace", "") for one in every_address()}
    assert {name for name in NOBODY_KEEPS_WHO if kinds[name] != "nameless"} == set()


def test_every_room_that_counts_answers_without_a_name_has_a_door_that_is_not_counted():
    rooms = {one.parent.name for one in HOUSE.glob("*/*/operations.py") if "unnamed.count(" in one.read_text()}
    rooms |= {one.parent.name for one in HOUSE.glob("*/*/views.py") if ".take(\n" in one.read_text()}
    quiet = {
        one.view.__module__.split(".")[1] for one in every_address() if getattr(one.view, "pace", "") == "nameless"
    }
    assert len(rooms) >= 6 and rooms - quiet == set()


def test_a_door_for_words_without_a_name_that_is_counted_would_be_seen(monkeypatch):
    (me_too,) = [one for one in every_address() if one.name == "me_too"]
    monkeypatch.delattr(me_too.view, "pace")
    assert quiet_but_counted(every_address()) == {"me_too"}


def test_so_many_forms_with_words_in_a_day_come_from_no_person(cast, now, later, settings, monkeypatch):
    crowd.gathered(cast, now)
    monkeypatch.setattr(receipts, "FORMS", 2)

    def said(number):
        return posted_to(cast, "talk", words=f"Words {number}", shown_as="NAME", form_key=str(number))

    pages = [said(number).content.decode() for number in range(3)]
    assert Post.objects.count() == 2
    assert "You have sent very many words today." in pages[2] and "Words 2" in pages[2]
    settings.PACE = False
    said(3)
    assert Post.objects.count() == 3


def test_a_code_costs_no_more_hashes_once_there_were_so_many(cast, now, later, monkeypatch):
    crowd.gathered(cast, now)
    code = crowd.unnamed(cast.sam.membership, now)
    monkeypatch.setattr(receipts, "FORMS", 1)
    monkeypatch.setattr(receipts, "check_password", lambda *asked: pytest.fail("a hash was made"))
    with pytest.raises(receipts.TooManyForms):
        receipts.go_on(by=cast.sam.membership, now=now, code=code, words=MINE)


# --- what it costs, and what it leans on ---


def statements(ask):
    with CaptureQueriesContext(connection) as asked:
        answer = ask()
        list(answer)  # a file asks while it is read
    assert answer.status_code < 400
    return len(asked)


def test_no_page_form_search_or_file_takes_a_statement_more(cast, later, settings):
    group = {"slug": cast.group.slug}
    asks = [
        partial(writes, cast.sam),
        partial(cast.sam.client.get, reverse("log", kwargs=group), {"q": "letters"}),
        lambda: cast.sam.client.get(reverse("export_log", kwargs=group)),
        partial(cast.sam.client.get, reverse("group_home", kwargs=group)),
    ]
    for ask in asks:
        settings.PACE = False
        list(ask())
        without = statements(ask)
        caches["passing"].clear()
        settings.PACE = True
        assert statements(ask) == without


@pytest.fixture
def redis_away(settings):
    def at_port(port):
        away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"redis://127.0.0.1:{port}"}
        settings.CACHES = {**site.CACHES, "passing": away}

    return at_port


def test_redis_is_away_each_process_counts_by_itself_and_what_worked_before_works(cast, limited, redis_away):
    later = limited("write", 2)
    redis_away(faulty.closed_port())
    assert statuses(lambda: writes(cast.sam), 3) == [302, 302, 429]
    assert takes(cast.sam).getvalue() and takes(cast.sam).status_code == 200
    later(60)
    assert writes(cast.sam).status_code == 302


def test_redis_answers_with_something_odd_and_is_not_asked_again_at_once(limited, redis_away):
    later = limited("write", 3)
    with faulty.Quiet(b"HTTP/1.1 400 Bad Request\r\n\r\n") as odd:
        redis_away(odd.port)
        assert pace.too_often("write", "person 1") == 0
        assert caches["own"].get("passing-is-away")
    redis_away(faulty.closed_port())
    assert [pace.too_often("write", "person 1") > 0 for _ in range(3)] == [False, False, True]
    later(pace.AWAY_FOR + 1)
    assert not caches["own"].get("passing-is-away")


def test_a_lease_that_cannot_be_given_back_is_no_error(later, redis_away, monkeypatch):
    give_back = pace.lease("person 1")
    monkeypatch.setattr(type(caches["passing"]), "get", lambda *asked, **more: 1 / 0)
    give_back()


def test_a_count_that_is_emptied_between_its_two_steps_begins_again(later, monkeypatch):
    monkeypatch.setattr(type(caches["passing"]), "add", lambda *told, **more: False)
    assert pace.too_often("write", "person 1") == 0


COUNT = """
import django, sys
django.setup()
from coproduction.kit import pace
pace.LIMITS["write"] = ((50, 10**9),)  # a time that does not end while this runs
print(sum(pace.too_often("write", "person of two processes") > 0 for _ in range(40)))
"""


@pytest.mark.services
def test_two_processes_share_the_count():
    told = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER"}
    told |= {"REDIS_URL": site.REDIS_URL, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    how = {"stdout": subprocess.PIPE, "text": True, "cwd": HOUSE, "env": told}
    asked = [subprocess.Popen([sys.executable, "-c", COUNT], **how) for _ in range(2)]
    assert sum(int(one.communicate()[0]) for one in asked) == 30


# --- which views are which ---


def test_every_kind_that_a_view_says_has_a_limit():
    said = {getattr(one.view, "pace", "write") for one in every_address()}
    assert said == set(pace.LIMITS)


def test_every_file_that_is_made_or_given_out_is_counted():
    """By what the view gives back: what builds a file is heavy, what lies there is a file, what is for everyone is open."""
    by_hand = {"meeting_calendar", "calendar_feed"}  # a few lines, and no work
    makes = re.compile(r"csvfile\.download|FileResponse\(|saved_only\(|_file\(f")
    kinds = {}
    for one in HOUSE.glob("*/*/views.py"):
        for body in re.split(r"\n(?=@)", one.read_text()):
            body = body.split("\n\n\ndef ")[0]
            if makes.search(body) and (found := re.search(r"^def (\w+)\(request", body, flags=re.MULTILINE)):
                kinds[found.group(1)] = re.search(r"^@pace\.(\w+)", body, flags=re.MULTILINE)
    assert len(kinds) >= 12
    assert {name for name, kind in kinds.items() if not kind} - by_hand == set()


def test_forms_of_whoever_is_not_signed_in_keep_their_own_counts(rf):
    for door, sent in ((open_page, ""), (signed_in_page, "write")):
        view = door(methods=("GET", "POST"))(lambda request: None)
        assert pace.asked_for(rf.post("/"), view) == sent and pace.asked_for(rf.get("/"), view) == ""


SAID = {60: "a minute", 600: "in 10 minutes", 3600: "an hour"}


@pytest.mark.parametrize("kind", sorted(set(pace.LIMITS) - {"nameless"}))
def test_the_readme_says_how_often(kind):
    row = ", ".join(f"{most:,} {SAID[seconds]}" for most, seconds in pace.LIMITS[kind])
    assert re.search(rf"^\| [^|]+ \(`{kind}`\) \| {row} ", (HOUSE / "README.md").read_text(), flags=re.MULTILINE)
