"""How sending does: on the operator's page, for machines that watch, and as figures."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from coproduction.pages import health as page
from groups.notices import operations
from groups.notices.models import Letter, Mailing, Pulse
from groups.notices.tasks import tick
from groups.reach.models import Suppression
from groups.watch import queries

TOKEN = "what-our-monitoring-says-to-us-here"
minutes = lambda count: timedelta(minutes=count)  # noqa: E731


def email(now):
    return queries.health(now).channels["email"]


def test_a_site_without_a_tick_for_ten_minutes_is_not_well(db, now):
    assert not queries.health(now).ticking
    operations.beat("tick", now, {})
    assert queries.health(now).well
    assert not queries.health(now + minutes(11)).well


def test_health_counts_what_waits_and_notices_when_it_is_late(post, sam, now):
    operations.beat("tick", now, {"leases returned": 3})
    post(sam, "a", at=now - minutes(11))
    post(sam, "b", at=now + minutes(1))
    health = queries.health(now)
    assert (email(now).waiting, health.late, health.well, health.returned) == (1, True, False, 3)
    assert health.oldest_due_at == now - minutes(11)
    assert queries.health(now + minutes(1)).channels["email"].waiting == 2


def test_a_letter_held_for_its_reader_is_neither_due_nor_late(post, sam, now):
    post(sam)
    Letter.objects.update(held_at=now - minutes(30), due_at=now - minutes(20))
    assert (email(now).waiting, email(now).held, email(now).late) == (0, 1, False)


def test_what_went_is_counted_by_the_hour_and_by_the_day_and_what_was_kept_here_is_not(post, sam, now):
    for key, ago in (("a", 10), ("b", 61), ("c", 24 * 60 + 1), ("kept", 5)):
        post(sam, key)
        way = "KEPT" if key == "kept" else "EMAIL"
        Letter.objects.filter(key=key).update(state="SENT", way=way, finished_at=now - minutes(ago))
    assert (email(now).sent_hour, email(now).sent_day) == (1, 2)


def test_a_lease_that_ran_out_is_seen_before_it_is_taken_back(post, sam, now):
    post(sam)
    operations.claim(now=now, limit=1)
    assert (email(now).going, email(now).run_out) == (1, 0)
    later = now + minutes(5)
    assert (email(later).going, email(later).run_out) == (1, 1)
    operations.return_leases(now=later)
    assert (email(later).going, email(later).run_out) == (0, 0)


def test_a_list_of_dead_letters_names_nobody(post, sam, now):
    letter = post(sam)
    Letter.objects.update(state="DEAD", because="GAVE_UP", finished_at=now, trouble="SMTPDataError 554")
    [stuck] = queries.DeadLetters()[0:20]
    assert (stuck.number, stuck.trouble, stuck.domain) == (letter.pk, "SMTPDataError 554", "example.org")
    assert sam.name not in str(stuck) and sam.email not in str(stuck)


@pytest.mark.parametrize("count", [1, 3])
def test_the_answer_costs_ten_statements_however_many_letters(post, sam, now, django_assert_num_queries, count):
    for number in range(count):
        post(sam, f"k{number}")
    with django_assert_num_queries(10):
        queries.health(now)


# --- the operator's page ---


@pytest.fixture
def stuck(post, cast, now):
    letter = post(cast.sam.person)
    dead = {"state": "DEAD", "because": "GAVE_UP", "finished_at": now, "attempts": 8, "trouble": "NoServer"}
    Letter.objects.filter(pk=letter.pk).update(**dead)
    return letter


def test_the_operator_sees_what_got_stuck_and_not_whose_it_is(cast, stuck):
    page = cast.ada.client.get("/operator/").content.decode()
    assert f"Letter {stuck.pk}: What became of what you said" in page
    assert "after 8 tries, at example.org: NoServer" in page
    assert "Something new" not in page and "Sam" not in page and cast.sam.person.email not in page
    assert "There has been no tick yet." in page and "Not yet" in page


def test_the_operator_sees_that_all_is_well_or_what_is_not(cast, post, now):
    operations.beat("tick", now, {})
    assert "The clock ticks and letters go out." in cast.ada.client.get("/operator/").content.decode()
    post(cast.sam.person, at=now - timedelta(hours=1))
    assert "Letters are late" in cast.ada.client.get("/operator/").content.decode()
    operations.beat("tick", now - timedelta(hours=1), {})
    assert "The clock has stopped" in cast.ada.client.get("/operator/").content.decode()


def test_the_operator_can_give_a_letter_another_day(cast, stuck):
    page = cast.ada.client.post(f"/operator/letters/{stuck.pk}/again/", follow=True).content.decode()
    assert "We will try to send this letter again" in page
    stuck.refresh_from_db()
    assert stuck.state == "PENDING"
    assert cast.ada.client.post(f"/operator/letters/{stuck.pk}/again/").status_code == 404


def test_only_whoever_keeps_the_site_running_sees_the_queues(cast):
    assert cast.orla.client.get("/operator/").status_code == 403
    for player in [*cast.in_group, cast.nobody]:
        assert player.client.get("/operator/").status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_operators_page_costs_the_same_for_one_and_for_three(post, cast, now, django_assert_num_queries, more):
    operations.beat("tick", now, {})
    for number in range(1 + more):
        post(cast.sam.person, f"k{number}")
        Suppression.objects.create(address=f"a{number}@example.org", at=now)
    dead = {"state": "DEAD", "because": "GAVE_UP", "finished_at": now, "trouble": "NoServer"}
    Letter.objects.update(**dead)
    cast.ada.client.get("/operator/")
    with django_assert_num_queries(16):
        answer = cast.ada.client.get("/operator/").content.decode()
    assert answer.count("Given up at") == 1 + more


# --- for the machines that watch ---


def ready(visitor):
    answer = visitor.get(reverse("health_ready"))
    return answer.status_code, answer.json()


def test_a_site_whose_clock_was_never_heard_and_where_nothing_waits_is_ready(visitor):
    assert ready(visitor) == (200, {"database": True, "cache": True, "letters": True, "beat": True})


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (120, 200), (121, 503)])
def test_a_site_is_not_ready_when_the_clock_was_not_heard_for_two_minutes(visitor, now, seconds, status):
    operations.beat("beat", now - timedelta(seconds=seconds), {})
    assert ready(visitor) == (status, {"database": True, "cache": True, "letters": True, "beat": status == 200})


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (600, 200), (601, 503)])
def test_a_site_is_not_ready_when_the_oldest_letter_is_more_than_ten_minutes_late(
    visitor, post, sam, now, seconds, status
):
    post(sam, at=now - timedelta(seconds=seconds))
    assert ready(visitor) == (status, {"database": True, "cache": True, "letters": status == 200, "beat": True})


def test_a_letter_that_waits_for_its_reader_or_for_its_time_makes_nothing_red(visitor, post, sam, now):
    post(sam, "later", due_at=now + minutes(1))
    post(sam, "held", at=now - minutes(60))
    Letter.objects.filter(key="held").update(held_at=now - minutes(60))
    assert ready(visitor)[0] == 200


def test_a_tick_says_that_the_clock_was_heard_even_if_its_work_breaks(db, now, monkeypatch):
    def broken(now):
        raise OSError

    monkeypatch.setattr("groups.notices.tasks.look", broken)
    with pytest.raises(OSError):
        tick()
    assert list(Pulse.objects.values_list("name", flat=True)) == ["beat"]


def test_one_tick_without_celery_stands_in_for_the_clock(visitor, db, now, clock):
    call_command("run_due", "--once", stdout=StringIO())
    assert ready(visitor)[0] == 200
    clock(now + minutes(3))
    assert ready(visitor)[0] == 503


# --- figures ---


@pytest.fixture
def token(settings):
    settings.FIGURES_TOKEN = TOKEN


def collect(visitor, given=f"Bearer {TOKEN}"):
    return visitor.get(reverse("figures"), headers={"authorization": given})


def test_without_a_token_set_there_are_no_figures(visitor, settings):
    settings.FIGURES_TOKEN = ""
    for given in ("Bearer ", "Bearer", "", f"Bearer {TOKEN}"):
        assert collect(visitor, given).status_code == 404


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x"]
)
def test_whoever_has_not_the_token_learns_nothing(visitor, token, given):
    answer = collect(visitor, given)
    assert (answer.status_code, answer.content, answer["WWW-Authenticate"]) == (401, b"", "Bearer")


def test_figures_say_how_sending_does_and_name_nobody(visitor, token, cast, post, now):
    operations.beat("tick", now - minutes(1), {"leases returned": 2})
    operations.beat("beat", now - minutes(1), {})
    post(cast.sam.person, group=cast.group, at=now - minutes(3))
    Suppression.objects.create(address=cast.jo.person.email, at=now)
    answer = collect(visitor)
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    text = answer.content.decode()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = dict(line.rsplit(" ", 1) for line in lines)
    assert found == {
        'coproduction_letters_due{channel="email"}': "1",
        'coproduction_letters_held{channel="email"}': "0",
        'coproduction_letters_going{channel="email"}': "0",
        'coproduction_letters_set_aside{channel="email"}': "0",
        'coproduction_leases_run_out{channel="email"}': "0",
        'coproduction_letters_dead{channel="email"}': "0",
        'coproduction_letters_sent_last_hour{channel="email"}': "0",
        'coproduction_letters_sent_last_day{channel="email"}': "0",
        'coproduction_addresses_not_reached{channel="email"}': "1",
        'coproduction_oldest_due_seconds{channel="email"}': "180",
        'coproduction_tries_failing_seconds{channel="email"}': "0",
        "coproduction_mailings_unwritten": "0",
        "coproduction_mailings_stuck": "0",
        "coproduction_leases_returned_last_tick": "2",
        "coproduction_digests_unposted_seconds": "0",
        "coproduction_digests_failing": "0",
        "coproduction_last_tick_seconds": "60",
        "coproduction_last_beat_seconds": "60",
    }
    for word in ("example.org", "Sam", "Jo", "Rivers", cast.group.slug):
        assert word not in text


def test_figures_of_a_new_site_say_that_the_clock_was_never_heard(visitor, token):
    text = collect(visitor).content.decode()
    assert "coproduction_last_beat_seconds NaN" in text and 'oldest_due_seconds{channel="email"} 0' in text


@pytest.mark.parametrize("count", [1, 3])
def test_figures_cost_ten_statements_however_many_letters(visitor, token, post, sam, count, django_assert_num_queries):
    for number in range(count):
        post(sam, f"k{number}")
    with django_assert_num_queries(10):
        collect(visitor)


def test_the_token_is_compared_in_constant_time(visitor, token, monkeypatch):
    asked = []
    monkeypatch.setattr(page, "constant_time_compare", lambda *two: asked.append(two))
    assert collect(visitor).status_code == 401
    assert asked == [(TOKEN, TOKEN)]


def test_news_to_many_that_nobody_writes_makes_the_site_unwell(now, db):
    posted = Mailing.objects.create(stem="x", shared={}, letters=[], at=now)
    assert queries.letters_go(now) and not queries.health(now).late
    later = now + timedelta(minutes=11)
    assert not queries.letters_go(later)
    posted.stuck_at = later
    posted.save()
    found = queries.health(later)
    assert found.late and (found.unwritten, found.stuck, found.oldest_due_at) == (1, 1, now)
    assert "coproduction_mailings_stuck 1" in queries.figures(later)
    posted.delete()
    assert queries.letters_go(later) and not queries.health(later).late
