"""Not now, and done: by the link in the letter, for one person and one reminder."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from groups.actions import operations as actions
from groups.actions import tasks as action_tasks
from groups.meetings import operations as meetings
from groups.membership.models import Membership
from groups.notices import delivery, emails
from groups.notices.models import Letter
from groups.notices.queries import offers_of
from groups.plans.models import Plan
from groups.putting_off import operations, queries, tasks
from groups.putting_off.models import PutOff
from groups.reminders import tasks as reminders
from tests.groups.meetings.arrange import STARTS, plan, says

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WEEK = STARTS - 7 * DAY


@pytest.fixture
def letter(cast):
    """Sam was reminded a week before the meeting."""
    plan(cast)
    reminders.remind(WEEK)
    delivery.send_due(lambda: WEEK)
    return of(cast.sam)


def of(player, **which):
    return Letter.objects.filter(kind="REMINDER", person=player.person, **which).latest("id")


def count(player):
    return Letter.objects.filter(kind="REMINDER", person=player.person, state="SENT").count()


def link(letter):
    return reverse("put_off", kwargs={"token": queries.token(letter.pk)})


def goes(now):
    reminders.remind(now)
    tasks.bring_back(now)
    delivery.send_due(lambda: now)


# --- not now ---


def test_every_reminder_says_not_now_and_done(letter):
    _, text, html = emails.framed(letter)
    for said in (text, html):
        assert "Not now" in said and "Done" in said and link(letter) in said


def test_other_letters_do_not(cast, letter):
    told = Letter.objects.filter(kind="MEETING").first()
    assert "Not now" not in emails.framed(told)[1]


def test_a_note_without_content_has_no_such_links(letter):
    letter.discreet = True
    assert "Not now" not in emails.framed(letter)[1]


def test_several_letters_together_keep_their_links(letter):
    batch = Letter(kind="BATCH", person=letter.person)
    emails.together(batch, [letter])
    assert link(letter) in batch.text and link(letter) in batch.html


def test_not_now_brings_it_back_at_the_time_chosen_in_the_words_of_that_day(cast, letter):
    operations.put_off(letter=letter, choice="THREE_DAYS", now=WEEK + MINUTE)
    back = WEEK + MINUTE + 3 * DAY
    goes(back - MINUTE)
    assert count(cast.sam) == 1
    goes(back)
    assert count(cast.sam) == 2 and count(cast.jo) == 1
    assert "We meet in 4 days" in of(cast.sam).subject
    goes(back + MINUTE)
    assert count(cast.sam) == 2


def test_while_it_is_put_off_no_other_time_of_it_comes(cast, letter):
    Plan.objects.create(group=cast.group, kind="MEETING", amount=6)
    operations.put_off(letter=letter, choice="THREE_DAYS", now=WEEK + MINUTE)
    goes(STARTS - 6 * DAY)
    assert count(cast.sam) == 1 and count(cast.jo) == 2
    goes(STARTS - DAY)  # the third day is over: it came back, and the day before comes as ever
    assert count(cast.sam) == 3


def test_it_cannot_be_put_off_past_the_meeting(letter):
    assert [one.value for one in queries.choices_for(letter, WEEK)] == ["TOMORROW", "THREE_DAYS"]
    assert [one.value for one in queries.choices_for(letter, STARTS - 2 * DAY)] == ["TOMORROW"]
    assert queries.choices_for(letter, STARTS - DAY) == []
    with pytest.raises(operations.ChooseWhen):
        operations.put_off(letter=letter, choice="WEEK", now=WEEK)


def test_put_off_again_and_again_it_comes_back_each_time(cast, letter):
    at = WEEK
    for _ in range(3):
        operations.put_off(letter=of(cast.sam), choice="TOMORROW", now=at)
        at += DAY
        goes(at)
    assert count(cast.sam) == 4
    assert PutOff.objects.get().times == 3


def test_tomorrow_is_the_same_time_of_day_when_the_clocks_change(cast, letter):
    cast.sam.person.time_zone = "Europe/London"
    before = STARTS.replace(year=2027, month=3, day=27, hour=18)
    letter.useful_until = before + 9 * DAY
    letter.person.time_zone = "Europe/London"
    tomorrow = queries.choices_for(letter, before)[0]
    assert tomorrow.until_at == before.replace(day=28, hour=17)


def test_two_workers_bring_it_back_once(letter):
    row = operations.put_off(letter=letter, choice="TOMORROW", now=WEEK)
    assert operations.bring_back(put_off=row, now=WEEK + DAY) == 1
    assert operations.bring_back(put_off=row, now=WEEK + DAY) == 0


def test_what_was_put_off_does_not_come_back_when_it_is_of_no_use(cast, letter):
    operations.put_off(letter=letter, choice="TOMORROW", now=WEEK)
    says(cast.sam, letter_meeting(letter), "NO", now=WEEK + MINUTE)
    goes(WEEK + DAY)
    assert count(cast.sam) == 1


def test_what_the_group_turned_off_does_not_come_back(cast, letter):
    operations.put_off(letter=letter, choice="TOMORROW", now=WEEK)
    Plan.objects.create(group=cast.group, kind="MEETING", amount=7, on=False)
    goes(WEEK + DAY)
    assert count(cast.sam) == 1


def letter_meeting(letter):
    from groups.meetings.models import Meeting

    return Meeting.objects.get(pk=int(letter.about.split(":")[1]))


# --- done ---


def test_done_ends_this_reminder_for_this_person_alone(cast, letter):
    operations.end(letter=letter, now=WEEK)
    goes(STARTS - DAY)
    assert count(cast.sam) == 1 and count(cast.jo) == 2


def test_another_meeting_is_another_thing(cast, letter):
    operations.end(letter=letter, now=WEEK)
    plan(cast, starts_at=STARTS + 7 * DAY)
    goes(STARTS)
    assert count(cast.sam) == 2


def test_a_meeting_that_moved_is_reminded_of_again(cast, letter):
    operations.end(letter=letter, now=WEEK)
    later = STARTS + 14 * DAY
    meetings.change(
        meeting=letter_meeting(letter), by=cast.farah.membership, now=WEEK + MINUTE, starts_at=later,
        ends_at=later + timedelta(hours=1),
    )  # fmt: skip
    goes(later - 7 * DAY)
    assert count(cast.sam) == 2


def test_done_holds_back_letters_that_wait_already(cast):
    plan(cast)
    reminders.remind(WEEK)
    operations.end(letter=of(cast.sam), now=WEEK)
    delivery.send_due(lambda: WEEK)
    assert of(cast.sam).state == "EXPIRED" and of(cast.jo).state == "SENT"


def test_an_action_put_off_comes_back_as_it_stands_then(cast, now):
    day = (now + 4 * DAY).date()
    action = actions.write(by=cast.farah.membership, now=now, what="Ring", due_on=day, owner=cast.sam.membership)
    action_tasks.remind(now + 2 * DAY)
    first = Letter.objects.get(person=cast.sam.person, stem__endswith="action_due")
    operations.put_off(letter=first, choice="WEEK", now=now + 2 * DAY)
    back = now + 9 * DAY
    tasks.bring_back(back)
    last = Letter.objects.filter(person=cast.sam.person, stem__endswith="action_due").latest("id")
    assert last.pk != first.pk and "it has passed" in last.text
    actions.end(by=cast.sam.membership, now=back, action=action, ending="DONE", happened="Rung.")
    delivery.send_due(lambda: back + MINUTE)
    last.refresh_from_db()
    assert last.state == "EXPIRED"


# --- undoing ---


def test_both_can_be_taken_back(cast, letter):
    operations.end(letter=letter, now=WEEK)
    operations.take_back(letter=letter, now=WEEK + MINUTE)
    goes(STARTS - DAY)
    assert count(cast.sam) == 2


def test_what_was_taken_back_and_put_off_anew_still_comes_back(cast, letter):
    operations.put_off(letter=letter, choice="TOMORROW", now=WEEK)
    goes(WEEK + DAY)
    operations.take_back(letter=letter, now=WEEK + DAY)
    operations.put_off(letter=letter, choice="TOMORROW", now=WEEK + DAY)
    goes(WEEK + 2 * DAY)
    assert count(cast.sam) == 3


def test_what_was_taken_back_does_not_come_back_by_itself(cast, letter):
    operations.put_off(letter=letter, choice="TOMORROW", now=WEEK)
    operations.take_back(letter=letter, now=WEEK + MINUTE)
    goes(WEEK + DAY)
    assert count(cast.sam) == 1


# --- the page ---


@pytest.fixture
def fresh(cast, now):
    """A letter that is of use at the moment the pages think it is."""
    plan(cast, now=now - 30 * DAY, starts_at=now + 7 * DAY)
    reminders.remind(now)
    delivery.send_due(lambda: now)
    return of(cast.sam)


def test_looking_at_the_page_changes_nothing_and_it_names_nobody_and_nothing(fresh, client, cast):
    page = client.get(link(fresh) + "?done=1").content.decode()
    assert "Is this done?" in page
    for secret in ("Sam", cast.group.name, cast.group.slug, "Planning care together"):
        assert secret not in page
    assert not PutOff.objects.exists()


def test_whoever_holds_the_letter_puts_it_off_and_takes_that_back_without_signing_in(fresh, client):
    shown = client.post(link(fresh), {"choice": "TOMORROW"}, follow=True).content.decode()
    assert "We remind you again later" in shown
    assert PutOff.objects.get().until_at
    assert "Not now?" in client.post(link(fresh), {"again": "1"}, follow=True).content.decode()
    shown = client.post(link(fresh), {"choice": "DONE"}, follow=True).content.decode()
    assert "You get no more of this reminder" in shown
    assert PutOff.objects.get().ended_at


def test_what_was_put_off_stands_on_its_readers_own_home_page_until_it_is_undone_or_comes_back(fresh, cast, now, clock):
    home = reverse("group_home", kwargs={"slug": cast.group.slug})

    def shown(player):
        return BeautifulSoup(player.client.get(home).content, "html.parser").find(
            "a", string=lambda s: s and "put off" in s
        )

    assert shown(cast.sam) is None
    operations.put_off(letter=fresh, choice="TOMORROW", now=now)
    assert shown(cast.jo) is None
    address = shown(cast.sam)["href"]
    assert address == link(fresh)
    assert "Undo" in cast.sam.client.get(address).content.decode()
    cast.sam.client.post(address, {"again": "1"})
    assert shown(cast.sam) is None
    operations.put_off(letter=fresh, choice="TOMORROW", now=now)
    clock(now + DAY)
    assert shown(cast.sam) is None


def test_nothing_chosen_is_said(fresh, client):
    assert "Choose what we do with this reminder" in client.post(link(fresh), {}).content.decode()


def test_its_reader_who_is_signed_in_is_led_to_the_thing_itself(fresh, cast):
    assert f'href="{fresh.path}"' in cast.sam.client.get(link(fresh)).content.decode()
    assert f'href="{fresh.path}"' not in cast.jo.client.get(link(fresh)).content.decode()


def test_a_link_nobody_made_or_of_somebody_who_left_or_of_another_letter_opens_nothing(fresh, client, cast):
    assert client.get("/not-now/nothing/").status_code == 404
    other = Letter.objects.filter(kind="MEETING").first()
    assert client.get(link(other)).status_code == 404
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=fresh.posted_at)
    assert client.get(link(fresh)).status_code == 404


def test_a_promise_can_be_put_off_and_not_ended(cast, now, client):
    from feedback.nudges import operations as nudges
    from tests.feedback import chain

    said = chain.sent(cast, now - 20 * DAY)
    nudges.nudge(now=now)
    letter = Letter.objects.filter(person=cast.priya.person, stem__endswith="nudge").latest("id")
    with pytest.raises(operations.NotForYouToEnd):
        operations.end(letter=letter, now=now)
    page = client.get(link(letter) + "?done=1").content.decode()
    assert "send me no more" not in page and "Is this done?" not in page and "Not now?" in page
    assert [words for words, _ in offers_of(letter)] == ["Not now"]
    operations.put_off(letter=letter, choice="TOMORROW", now=now)
    tasks.bring_back(now + DAY)
    last = Letter.objects.filter(person=cast.priya.person, stem__endswith="nudge").latest("id")
    assert last.pk != letter.pk and said.words in last.text


def test_ones_own_letter_on_the_site_has_the_links_too(fresh, cast):
    page = cast.sam.client.get(reverse("your_letter", kwargs={"letter_id": fresh.pk})).content.decode()
    assert link(fresh) in page


def test_the_database_keeps_one_row_for_a_reminder_that_is_put_off_or_ended(cast, letter):
    which = {"person": cast.sam.person, "letter": letter, "kind": "MEETING", "thing": "meeting:1:1"}
    PutOff.objects.create(**which, ended_at=WEEK)
    for wrong in ({"ended_at": WEEK}, {"thing": "x"}, {"thing": "y", "ended_at": WEEK, "until_at": WEEK}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PutOff.objects.create(**which | wrong)


@pytest.mark.parametrize("many", [1, 3])
def test_a_reminder_costs_two_statements_more_to_check_however_many(cast, django_assert_num_queries, many):
    from groups.plans.queries import still_planned
    from groups.putting_off.emails import still_wanted

    for _ in range(many):
        plan(cast)
    reminders.remind(WEEK)
    rows = list(Letter.objects.filter(kind="REMINDER"))
    with django_assert_num_queries(2):
        assert still_planned(rows, WEEK) & still_wanted(rows, WEEK) == {one.pk for one in rows}
    others = list(Letter.objects.exclude(kind="REMINDER"))
    with django_assert_num_queries(0):
        assert still_planned(others, WEEK) & still_wanted(others, WEEK) == {one.pk for one in others}
