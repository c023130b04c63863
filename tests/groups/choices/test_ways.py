"""A way of one's own for each group, what each role has without choosing, and ways a site or a person does not have."""

import pytest
from django.db import IntegrityError, transaction

from groups.batches import operations as batches
from groups.choices import operations, queries
from groups.choices.models import HABITS, GroupPreference, Kind, Preference
from groups.membership.models import Membership, Role
from groups.notices import queries as letters
from groups.notices.models import Letter
from groups.notices.queries import Do
from tests import builders

NOTIFY = "a-key-0123456789"


@pytest.fixture
def notify(settings):
    settings.NOTIFY_KEY = NOTIFY


def for_group(cast, now, who=None, **said):
    said = {"channel": "", "frequency": "", "batch_day": 0} | said
    operations.choose_for_group(membership=(who or cast.sam).membership, now=now, **said)


def afresh(cast):
    """Sam as a letter finds them: nothing is known about them yet."""
    return Membership.objects.with_people().get(pk=cast.sam.membership.pk).person


def verdict_of(letter, now):
    return letters.verdicts([letter], now)[0]


# --- by group ---


def test_what_is_different_in_one_group_leaves_the_others_alone(cast, now):
    for_group(cast, now, frequency="WEEKLY", batch_day=4)
    builders.membership(cast.other_group, who=cast.sam.person)
    sam = afresh(cast)
    here, there, nowhere = (queries.wanted(sam, pk) for pk in (cast.group.pk, cast.other_group.pk, None))
    assert (here.frequency, here.batch_day, here.channel) == ("WEEKLY", 4, "EMAIL")
    assert (there.frequency, nowhere.frequency) == ("AT_ONCE", "AT_ONCE")


def test_what_is_left_empty_for_a_group_follows_the_overall_choice(cast, now):
    for_group(cast, now, channel="KEPT")
    operations.change(person=cast.sam.person, now=now, frequency="MONTHLY", batch_day=2, batch_hour=18)
    one = queries.wanted(afresh(cast), cast.group.pk)
    assert (one.channel, one.frequency, one.batch_day, one.batch_hour) == ("KEPT", "MONTHLY", 2, 18)


def test_choosing_nothing_for_a_group_takes_the_difference_away(cast, now):
    for_group(cast, now, channel="KEPT")
    for_group(cast, now)
    assert not GroupPreference.objects.exists()


def test_a_letter_goes_the_way_of_its_group(post, cast, now):
    for_group(cast, now, channel="KEPT")
    builders.membership(cast.other_group, who=cast.sam.person)
    assert verdict_of(post(cast.sam.person, "a", group=cast.group), now).do == Do.KEEP
    assert verdict_of(post(cast.sam.person, "b", group=cast.other_group), now).do == Do.SEND


def test_letters_that_wait_are_looked_at_again_when_their_group_gets_a_way_of_its_own(post, cast, now, send, mail):
    operations.change(person=cast.sam.person, now=now, frequency="WEEKLY")
    post(cast.sam.person, group=cast.group)
    assert send() == {"hold": 1}
    later = now.replace(hour=11)
    for_group(cast, later, frequency="AT_ONCE")
    batches.gather(now=later)
    assert send(later) == {"sent": 1}


def test_the_database_keeps_a_day_only_where_letters_come_on_a_day(cast, now):
    for wrong in (
        {"frequency": "WEEKLY"},
        {"frequency": "DAILY", "batch_day": 1},
        {"frequency": "MONTHLY", "batch_day": 7},
        {},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            GroupPreference.objects.create(membership=cast.sam.membership, chosen_at=now, **wrong)


def test_somebody_asked_about_without_being_remembered_costs_one_statement_once(cast, django_assert_num_queries):
    sam = afresh(cast)
    queries.preference_of(sam)
    with django_assert_num_queries(1):
        queries.wanted(sam, cast.group.pk), queries.wanted(sam, cast.group.pk), queries.wanted(sam, None)


@pytest.mark.parametrize("groups", [1, 3])
def test_gathering_costs_the_same_for_one_group_and_for_three(cast, post, now, send, groups, django_assert_num_queries):
    """On SQLite and PostgreSQL: the letters held, what their people chose, one INSERT, its rows, one UPDATE."""
    operations.change(person=cast.sam.person, now=now, frequency="DAILY", batch_hour=18)
    for number in range(groups):
        group = cast.group if number == 0 else builders.group(f"Group {number}")
        if number:
            builders.membership(group, who=cast.sam.person)
        post(cast.sam.person, f"a{number}", group=group), post(cast.sam.person, f"b{number}", group=group)
    assert send() == {"hold": 2 * groups}
    with django_assert_num_queries(7):  # with BEGIN or SAVEPOINT and its end
        assert batches.gather(now=now.replace(hour=18)) == 1


# --- without choosing ---


@pytest.mark.parametrize("role", Role)
def test_each_role_has_its_habit_without_a_row(cast, role):
    whose = builders.membership(cast.group, role, name="New")
    one = queries.wanted(whose.person, cast.group.pk)
    assert one.frequency == HABITS.get(role, "AT_ONCE") and one.needed_at_once
    assert not Preference.objects.exists()


def test_the_habits_name_roles_there_are():
    assert set(HABITS) <= set(Role.values)


def test_a_sponsor_hears_at_once_what_waits_for_them_and_the_rest_on_monday(post, cast, now, mail, send):
    sponsor = cast.okoro.person
    news, waits, meeting = (post(sponsor, kind, group=cast.group, kind=kind) for kind in ("NEWS", "WAITING", "MEETING"))
    assert send() == {"hold": 1, "sent": 2}
    assert {one.state for one in Letter.objects.filter(pk__in=[waits.pk, meeting.pk])} == {"SENT"}
    assert Letter.objects.get(pk=news.pk).due_at == now.replace(day=23, hour=9)


def test_who_wants_everything_together_gets_what_waits_together_too(post, cast, now):
    operations.change(person=cast.okoro.person, now=now, frequency="DAILY", needed_at_once=False)
    assert verdict_of(post(cast.okoro.person, group=cast.group, kind=Kind.WAITING), now).do == Do.HOLD


def test_a_summary_does_not_wait_for_the_other_letters(post, cast, now):
    """It is many things together already; a week later it would be stale."""
    operations.change(person=cast.sam.person, now=now, frequency="WEEKLY", needed_at_once=False)
    assert verdict_of(post(cast.sam.person, "a", group=cast.group, kind=Kind.DIGEST), now).do == Do.SEND
    assert verdict_of(post(cast.sam.person, "b", group=cast.group, kind=Kind.NEWS), now).do == Do.HOLD


def test_news_waits_for_a_batch_once_a_month(post, cast, now):
    operations.change(person=cast.sam.person, now=now, frequency="MONTHLY", batch_day=1)
    just_after = now.replace(month=12, day=1, hour=9, minute=1)
    verdict = verdict_of(post(cast.sam.person, group=cast.group, at=just_after), just_after)
    assert verdict.until == now.replace(year=2027, month=1, day=5, hour=9)


# --- ways a site or a person does not have ---


@pytest.mark.parametrize("channel, field, value", [
    ("TEXT", "phone", "01632 960001"), ("POST", "postal_address", "1 The Green"),
])  # fmt: skip
def test_without_a_provider_letters_go_by_email_and_a_missing_number_or_address_is_named(
    cast, now, settings, channel, field, value
):
    operations.change(person=cast.sam.person, now=now, channel=channel)
    sam = cast.sam.person
    settings.NOTIFY_KEY = NOTIFY
    assert queries.wanted(sam, cast.group.pk).channel == channel
    assert queries.missing_for(channel, sam)
    setattr(sam, field, value)
    assert not queries.missing_for(channel, sam)
    settings.NOTIFY_KEY = ""
    assert queries.wanted(sam, cast.group.pk).channel == "EMAIL"


def test_letters_by_another_way_do_not_go_into_a_batch_by_email(post, cast, now, send, notify):
    cast.sam.person.phone = "01632 960001"
    cast.sam.person.save()
    builders.membership(cast.other_group, who=cast.sam.person)
    operations.change(person=cast.sam.person, now=now, frequency="DAILY", batch_hour=18)
    for_group(cast, now, channel="TEXT")
    for number in range(2):
        (
            post(cast.sam.person, f"a{number}", group=cast.group),
            post(cast.sam.person, f"b{number}", group=cast.other_group),
        )
    assert send() == {"hold": 4}
    assert batches.gather(now=now.replace(hour=18)) == 2
    made = Letter.objects.filter(kind=Kind.BATCH)
    assert {batch.group_id for batch in made} == {cast.group.pk, None}
    for batch in made:
        assert {part.group_id for part in batch.parts.all()} == {batch.group_id or cast.other_group.pk}
        assert queries.wanted(batch.person, batch.group_id).channel == ("TEXT" if batch.group_id else "EMAIL")


# --- stopping a batch ---


def way_of(cast):
    return queries.wanted(afresh(cast), cast.group.pk).channel, queries.wanted(afresh(cast), None).channel


def test_stopping_everything_and_taking_it_up_again_brings_back_each_way(cast, now, notify):
    cast.sam.person.phone, cast.sam.person.postal_address = "01632 960001", "1 The Green"
    cast.sam.person.save()
    operations.change(person=cast.sam.person, now=now, channel="POST")
    for_group(cast, now, channel="TEXT")
    which = {"person_id": cast.sam.person.pk, "group_id": None, "kind": Kind.BATCH}
    for _ in range(2):
        operations.stop(**which, now=now)
    assert way_of(cast) == ("KEPT", "KEPT") and queries.has_stopped(**which)
    for _ in range(2):
        operations.take_up_again(**which, now=now)
    assert way_of(cast) == ("TEXT", "POST") and not queries.has_stopped(**which)


def test_the_page_that_stops_the_batch_of_one_group_says_so(cast, now, visitor):
    for_group(cast, now, channel="EMAIL")
    page = f"/stop/{queries.stop_token(cast.sam.person.pk, cast.group.pk, Kind.BATCH)}/"
    assert "Only from the group this letter came from." in visitor.get(page).content.decode()
    assert "Other groups are not changed." in visitor.post(page).content.decode()
    assert way_of(cast) == ("KEPT", "EMAIL")


def test_stopping_the_batch_of_one_group_leaves_the_rest(cast, now, notify):
    cast.sam.person.phone = "01632 960001"
    cast.sam.person.save()
    for_group(cast, now, channel="TEXT", frequency="DAILY")
    which = {"person_id": cast.sam.person.pk, "group_id": cast.group.pk, "kind": Kind.BATCH}
    operations.stop(**which, now=now)
    assert way_of(cast) == ("KEPT", "EMAIL") and queries.has_stopped(**which)
    operations.take_up_again(**which, now=now)
    assert way_of(cast) == ("TEXT", "EMAIL") and not queries.has_stopped(**which)


OWN_NOW = [{}, {"frequency": "DAILY"}, {"frequency": "WEEKLY", "batch_day": 3}]


@pytest.mark.parametrize("own", OWN_NOW, ids=["nothing is different now", "how often is", "and the day is"])
def test_an_old_letters_stop_still_stops_when_the_group_has_no_way_of_its_own_any_more(
    cast, now, visitor, post, send, mail, own
):
    for_group(cast, now, channel="EMAIL")
    page = f"/stop/{queries.stop_token(cast.sam.person.pk, cast.group.pk, Kind.BATCH)}/"
    for_group(cast, now, **own)
    before = list(GroupPreference.objects.values("channel", "frequency", "batch_day"))
    for _ in range(2):
        assert visitor.post(page, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert "Other groups are not changed." in visitor.get(page).content.decode()
    assert way_of(cast) == ("KEPT", "EMAIL")
    post(cast.sam.person, group=cast.group)
    assert send() == {"keep": 1} and not mail.got
    for _ in range(2):
        assert visitor.post(page, {"again": "yes"}).status_code == 200
        assert "Other groups are not changed." not in visitor.get(page).content.decode()
    assert way_of(cast) == ("EMAIL", "EMAIL")
    assert list(GroupPreference.objects.values("channel", "frequency", "batch_day")) == before


def test_what_one_group_was_stopped_for_stays_when_everything_is_stopped_and_taken_up_again(cast, now):
    whose = {"person_id": cast.sam.person.pk, "kind": Kind.BATCH, "now": now}
    operations.stop(**whose, group_id=cast.group.pk)
    operations.stop(**whose, group_id=None)
    operations.take_up_again(**whose, group_id=None)
    assert way_of(cast) == ("KEPT", "EMAIL")


def test_stopping_for_a_group_they_left_stops_nothing_else(cast, now):
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=now)
    operations.stop(person_id=cast.sam.person.pk, group_id=cast.group.pk, kind=Kind.BATCH, now=now)
    assert not GroupPreference.objects.exists() and way_of(cast) == ("EMAIL", "EMAIL")


# --- the page ---


def page_for(cast, who=None):
    return f"/you/letters/choices/{(who or cast.sam).membership.pk}/"


def test_a_group_gets_a_way_of_its_own_on_a_page(cast):
    client = cast.sam.client
    assert "Letters of Rivers and Moors Co-production Group" in client.get(page_for(cast)).content.decode()
    answer = client.post(page_for(cast), {"channel": "", "frequency": "FORTNIGHT", "batch_day": "4"})
    assert answer.url == "/you/letters/choices/"
    own = GroupPreference.objects.get()
    assert (own.channel, own.frequency, own.batch_day) == ("", "FORTNIGHT", 4)
    page = client.get("/you/letters/choices/").content.decode()
    assert (
        "By email, together, every second Friday at 9am. What waits for you, and what is about meetings, comes at once."
        in page
    )
    assert "This is different from your other letters." in page and "Next time together: 9am on Friday" in page
    assert 'value="FORTNIGHT" checked' in client.get(page_for(cast)).content.decode()


def test_only_here_is_said_and_nothing_is_promised(cast, now):
    for_group(cast, now, channel="KEPT", frequency="DAILY")
    page = cast.sam.client.get("/you/letters/choices/").content.decode()
    assert "Only here, when you sign in." in page and "Next time together" not in page


def test_the_page_of_a_group_one_is_not_in_is_not_there(cast):
    for who in (cast.jo, cast.hal, cast.gone):
        assert cast.sam.client.get(page_for(cast, who)).status_code == 404
    assert cast.gone.client.get(page_for(cast, cast.gone)).status_code == 404


@pytest.mark.parametrize("channel, words, hint", [
    ("TEXT", "We have no phone number for you yet", "First add your phone number to"),
    ("POST", "We have no postal address for you yet", "First add your postal address to"),
])  # fmt: skip
def test_what_we_miss_for_a_way_is_said_beside_it_with_the_way_to_give_it_and_the_rest_is_kept(
    cast, notify, channel, words, hint
):
    said = {"channel": channel, "frequency": "WEEKLY", "batch_day": "3"}
    answer = cast.sam.client.post(page_for(cast), said)
    page = answer.content.decode()
    assert answer.status_code == 200 and words in page and hint in page and '<a href="/you/">your details</a>' in page
    assert 'value="WEEKLY" checked' in page and 'value="3" selected' in page
    assert not GroupPreference.objects.exists()
    answer = cast.sam.client.post("/you/letters/choices/", {"channel": channel})
    assert words in answer.content.decode() and not Preference.objects.exists()


def test_with_a_number_a_text_can_be_chosen(cast, notify):
    cast.sam.person.phone = "01632 960001"
    cast.sam.person.save()
    cast.sam.client.post(page_for(cast), {"channel": "TEXT", "batch_day": "0"})
    assert GroupPreference.objects.get().channel == "TEXT"
    assert "By text message, soon after it happens." in cast.sam.client.get("/you/letters/choices/").content.decode()


def test_somebody_without_a_group_is_told_what_is_usual(cast):
    page = cast.nobody.client.get("/you/letters/choices/").content.decode()
    assert "Each letter soon after it happens." in page and "Choose differently" not in page


def test_a_pause_is_said_first(cast, now):
    operations.change(person=cast.sam.person, now=now, paused=True, paused_until_on=None, frequency="DAILY")
    page = cast.sam.client.get("/you/letters/choices/").content.decode()
    assert "Your letters are paused." in page and "Next time together" not in page
