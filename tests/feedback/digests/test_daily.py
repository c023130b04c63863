"""Every day, at the time its reader chose: by the clock on their wall, never empty, and from where the last one ended."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from feedback.digests import operations
from feedback.digests.models import Subscription
from feedback.log.models import Stage
from groups.batches import operations as batches
from groups.choices.models import Preference
from groups.meetings import operations as meetings
from groups.notices.models import Letter
from tests import builders
from tests.feedback.digests.test_sending import LATER, NOW, deliver, due, letters, subscription

DAY = timedelta(days=1)
TOMORROW = datetime(2026, 11, 19, 8, tzinfo=UTC)
HOW_OFTEN, MINE = "/you/digest/how-often/", "/you/digest/"


def choose(player, frequency="DAILY", hour=8):
    assert player.client.post(HOW_OFTEN, {"frequency": frequency, "day": 0, "hour": hour}).status_code == 302
    return subscription(player)


def moved(cast, words, at):
    return builders.said(cast.group, words, stage=Stage.DOING, moved_at=at)


def tick(at):
    operations.send_due(now=at)
    deliver(at)


def in_london(*parts):
    return datetime(*parts, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "days",
    [
        ((2026, 10, 24), (2026, 10, 25), (2026, 10, 26)),  # the clocks go back on the 25th
        ((2027, 3, 27), (2027, 3, 28), (2027, 3, 29)),  # and forward on the 28th
        ((2028, 2, 28), (2028, 2, 29), (2028, 3, 1)),
    ],
)
def test_every_day_is_the_same_time_on_the_wall_whatever_the_clocks_do(days):
    for hour in (7, 13, 21):
        first, second, third = (in_london(*day, hour) for day in days)
        assert due(first - timedelta(minutes=1), "DAILY", hour=hour) == first
        assert due(first, "DAILY", hour=hour) == second and due(second, "DAILY", hour=hour) == third


@pytest.mark.django_db
def test_a_time_that_the_clocks_skip_moves_forward_and_a_doubled_one_is_the_first():
    assert due(datetime(2027, 3, 27, 12, tzinfo=UTC), "DAILY", hour=1) == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert due(datetime(2026, 10, 24, 12, tzinfo=UTC), "DAILY", hour=1) == datetime(2026, 10, 25, 0, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("frequency", ["DAILY", "WEEKLY", "FORTNIGHT", "MONTHLY"])
def test_it_comes_at_the_hour_and_on_the_wall_of_its_reader(frequency):
    for zone, hour in (("America/New_York", 18), ("Pacific/Auckland", 7)):
        local = due(NOW, frequency, zone=zone, hour=hour).astimezone(ZoneInfo(zone))
        assert (local.hour, local.minute) == (hour, 0) and local > NOW


def test_it_comes_each_day_there_is_something_new_and_tells_nothing_twice(cast, mail):
    choose(cast.sam)
    moved(cast, "The first day", LATER)
    tick(TOMORROW)
    moved(cast, "The second day", TOMORROW + timedelta(hours=3))
    tick(TOMORROW + DAY)
    tick(TOMORROW + 2 * DAY)
    first, second = letters(cast.sam)
    assert "The first day" in first.text and "The second day" not in first.text
    told = second.text.partition("Still waiting")[0]
    assert "The second day" in told and "The first day" not in told
    assert subscription(cast.sam).next_due_at == TOMORROW + 3 * DAY


def test_what_did_not_go_one_day_the_next_day_tells(cast, mail):
    choose(cast.sam)
    moved(cast, "The first day", LATER)
    mail.refuse_data = "451 later"
    tick(TOMORROW)
    mail.refuse_data = ""
    tick(TOMORROW + DAY)
    first, second = letters(cast.sam)
    assert (first.state, second.state) == ("EXPIRED", "SENT") and "The first day" in second.text


def test_a_meeting_that_is_only_coming_up_does_not_make_it_come_each_day(cast, mail):
    """It stands in the digests that come for something new. Once a week or less often it is worth one by itself."""
    meeting = builders.meeting(cast.group, cast.farah.membership, starts_at=TOMORROW + 20 * DAY)
    for player, frequency in ((cast.sam, "DAILY"), (cast.jo, "WEEKLY")):
        choose(player, frequency)
        meetings.reply(meeting=meeting, by=player.membership, now=NOW, answer="YES", way="ONLINE")
    for day in range(10):
        tick(TOMORROW + day * DAY)
    assert not letters(cast.sam).exists() and letters(cast.jo).exists()
    moved(cast, "News", TOMORROW + 10 * DAY)
    tick(TOMORROW + 11 * DAY)
    assert "Winter meeting" in letters(cast.sam).get().text.partition("Coming up")[2]


def test_what_needs_its_reader_makes_it_come(cast, mail):
    choose(cast.okoro)
    builders.said(cast.group, "Answer us", stage=Stage.HEARD, due_on=(TOMORROW + 9 * DAY).date())
    tick(TOMORROW)
    assert "Answer us" in letters(cast.okoro).get().text


def test_with_nothing_to_say_nothing_is_sent_and_the_window_stays_open(cast, mail):
    before = choose(cast.sam).covers_from
    for day in range(3):
        tick(TOMORROW + day * DAY)
    assert not Letter.objects.filter(person=cast.sam.person).exclude(kind="ACCOUNT").exists()
    assert subscription(cast.sam).told_until == before


def test_after_two_weeks_without_a_clock_one_digest_tells_it_all(cast, mail):
    choose(cast.sam)
    moved(cast, "In the dark", LATER)
    for minutes in range(3):
        tick(TOMORROW + 14 * DAY + timedelta(minutes=minutes))
    assert "In the dark" in letters(cast.sam).get().text
    assert subscription(cast.sam).next_due_at == TOMORROW + 15 * DAY


def test_a_quiet_time_holds_it_until_it_ends_and_the_page_says_when_that_is(cast, mail):
    choose(cast.sam)
    Preference.objects.create(person=cast.sam.person, quiet_from=time(20), quiet_until=time(9, 30))
    moved(cast, "Quiet", LATER)
    tick(TOMORROW)
    assert letters(cast.sam).get().state == "PENDING"
    assert "It is quiet for you then, so it comes at 9:30am." in cast.sam.client.get(MINE).content.decode()
    after = TOMORROW + timedelta(minutes=91)
    batches.gather(now=after)
    deliver(after)
    assert letters(cast.sam).get().state == "SENT"
    choose(cast.sam, hour=10)
    assert "It is quiet for you then" not in cast.sam.client.get(MINE).content.decode()


def test_a_pause_of_a_week_brings_one_digest_afterwards(cast, mail):
    choose(cast.sam)
    until = (TOMORROW + 7 * DAY).date()
    Preference.objects.create(person=cast.sam.person, paused_at=NOW, paused_until_on=until)
    moved(cast, "Meanwhile", LATER)
    for day in range(8):
        tick(TOMORROW + day * DAY)
    letter = letters(cast.sam).get()
    assert letter.state == "SENT" and "Meanwhile" in letter.text and letter.posted_at.date() == until


def test_the_page_and_the_letter_say_when_it_truly_comes(cast, mail):
    mine = choose(cast.sam, hour=18)
    assert mine.next_due_at == NOW.replace(hour=18)
    assert "every day at 6pm, when something is new or needs you" in cast.sam.client.get(MINE).content.decode()
    moved(cast, "News", LATER)
    tick(NOW.replace(hour=17, minute=59))
    assert not letters(cast.sam).exists()
    tick(NOW.replace(hour=18))
    assert "You get this every day at 6pm, because you are part of" in letters(cast.sam).get().why


@pytest.mark.parametrize(
    ("frequency", "said"),
    [
        ("DAILY", "every day at midday"),
        ("WEEKLY", "once a week, on Monday at midday"),
        ("FORTNIGHT", "every two weeks, on Monday at midday"),
        ("MONTHLY", "once a month, on the first working day, at midday"),
        ("NEVER", "never"),
    ],
)
def test_when_it_comes_in_words(frequency, said):
    assert Subscription(frequency=frequency, day=0, hour=12).rhythm == said


def test_the_form_offers_hours_of_the_day_and_shows_the_one_that_holds(cast):
    choose(cast.sam, hour=19)
    form = cast.sam.client.get(HOW_OFTEN).context["form"]
    assert form["hour"].initial == 19
    assert [hour for hour, _ in form.fields["hour"].choices] == list(range(7, 22))
    wrong = cast.sam.client.post(HOW_OFTEN, {"frequency": "DAILY", "day": 0, "hour": 3})
    assert wrong.status_code == 200 and "Error" in wrong.content.decode()


def test_whoever_never_chose_has_it_at_8am_as_often_as_is_usual(cast):
    operations.enrol(now=NOW)
    assert set(Subscription.objects.values_list("hour", flat=True)) == {8}
    assert not Subscription.objects.filter(frequency="DAILY").exists()


def test_the_database_knows_24_hours(cast):
    operations.enrol(now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.update(hour=24)


def test_a_daily_digest_is_of_use_until_the_next_one(cast):
    choose(cast.sam)
    moved(cast, "News", LATER)
    operations.send_due(now=TOMORROW)
    assert letters(cast.sam).get().useful_until == TOMORROW + DAY
