"""Whether an address takes our letters, and what goes to one that does not."""

from datetime import timedelta

import pytest

from groups.choices.models import STOPPABLE, Kind
from groups.history.models import Event
from groups.notices import operations as notices
from groups.notices import queries as letters_queries
from groups.notices.models import Because, Letter
from groups.reach import operations, queries
from groups.reach.models import Suppression, Trouble
from tests import builders

pytestmark = pytest.mark.django_db
FULL = "452 4.2.2 mailbox full"
NOBODY = "550 5.1.1 no such user"
days, hours = (lambda n: timedelta(days=n)), (lambda n: timedelta(hours=n))


def stopped(address):
    return Suppression.objects.filter(address=address).exists()


@pytest.fixture
def refuses(post, sam, mail, send):
    """A letter is posted to Sam and refused for now; it is given up, so that nothing else happens to it."""

    def refused(at, words=FULL):
        mail.refuse[sam.email] = words
        letter = post(sam, f"k{at}", at=at)
        send(at)
        Letter.objects.filter(pk=letter.pk).update(state="DEAD", because="GAVE_UP", finished_at=at)
        mail.refuse.clear()

    return refused


# --- nothing goes to an address that is not there ---


def test_what_goes_with_the_same_round_does_not_go_there_either(post, sam, mail, send):
    mail.refuse[sam.email] = NOBODY
    post(sam, "a"), post(sam, "b")
    assert send() == {"bounced": 1, "expire": 1}
    assert Letter.objects.get(key="b").because == Because.BOUNCED


@pytest.mark.parametrize("kind", [*STOPPABLE, Kind.ACCOUNT])
def test_nothing_goes_to_an_address_that_bounces_or_complained_but_what_lets_people_in(post, sam, now, send, kind):
    operations.bounced(address=sam.email, now=now)
    post(sam, "a", kind=kind)
    assert send() == {"expire": 1}
    assert Letter.objects.get(key="a").because == Because.BOUNCED
    Suppression.objects.all().delete()
    operations.complained(address=sam.email, now=now)
    post(sam, "b", kind=kind)
    assert send() == {"expire": 1}
    assert Letter.objects.get(key="b").because == Because.STOPPED
    Suppression.objects.all().delete()
    post(sam, "c", kind=kind)
    assert send() == {"kept": 1}


def test_a_code_is_tried_once_a_day_at_an_address_that_bounces(post, sam, now, send):
    operations.bounced(address=sam.email, now=now)
    post(sam, "a", kind=Kind.SIGN_IN), post(sam, "b", kind=Kind.SIGN_IN)
    assert send() == {"kept": 1, "expire": 1}
    soon, next_day = now + hours(23), now + hours(24)
    post(sam, "c", at=soon, kind=Kind.SIGN_IN)
    assert send(soon) == {"expire": 1}
    post(sam, "d", at=next_day, kind=Kind.SIGN_IN)
    assert send(next_day) == {"kept": 1}
    assert stopped(sam.email)


def test_a_code_that_is_tried_again_is_still_the_code_of_that_day(post, sam, now, mail, send):
    operations.bounced(address=sam.email, now=now)
    mail.refuse_data = "451 later"
    post(sam, "a", kind=Kind.SIGN_IN)
    assert send() == {"failed": 1}
    mail.refuse_data = ""
    assert send(now + timedelta(minutes=1)) == {"sent": 1}
    assert Suppression.objects.get().code_at == now


def test_whoever_only_does_not_want_letters_gets_every_code(post, sam, now, send):
    operations.complained(address=sam.email, now=now)
    post(sam, "a", kind=Kind.SIGN_IN), post(sam, "b", kind=Kind.SIGN_IN)
    assert send() == {"kept": 2}
    operations.bounced(address=sam.email, now=now)
    post(sam, "c", kind=Kind.SIGN_IN)
    post(sam, "d", kind=Kind.SIGN_IN)
    assert send() == {"kept": 1, "expire": 1}


def test_another_address_takes_letters_at_once(post, sam, now, send):
    operations.bounced(address=sam.email, now=now)
    type(sam).objects.filter(pk=sam.pk).update(email="new@example.org")
    post(sam)
    assert send() == {"kept": 1}


@pytest.mark.parametrize("count", [1, 3])
def test_looking_costs_no_more_for_many_addresses_that_bounce(post, cast, now, count, django_assert_num_queries):
    for number in range(count):
        person = cast.in_group[number].person
        operations.bounced(address=person.email, now=now)
        post(person, f"k{number}", group=cast.group)
    letters = list(Letter.objects.select_related("person__letter_preference", "group"))
    with django_assert_num_queries(3):
        told = letters_queries.verdicts(letters, now)
    assert {one.because for one in told} == {Because.BOUNCED}


# --- soft becomes hard ---


def test_five_times_in_a_row_over_three_days_is_for_good(refuses, sam, now):
    for at in (now, now + days(1), now + days(2), now + days(2) + hours(1)):
        refuses(at)
        assert not stopped(sam.email)
    refuses(now + days(3))
    assert stopped(sam.email)
    assert not Trouble.objects.exists()


def test_five_times_in_one_day_or_four_times_in_a_week_is_not(refuses, sam, now):
    for hour in range(8):
        refuses(now + hours(hour))
    assert not stopped(sam.email)
    Trouble.objects.all().delete()
    for day in (10, 12, 14, 17):
        refuses(now + days(day))
    assert not stopped(sam.email)


def test_a_letter_that_arrives_in_between_begins_it_anew(refuses, post, sam, now, send):
    for day in (0, 1, 2, 3):
        refuses(now + days(day))
    post(sam, "arrives", at=now + days(4))
    send(now + days(4))
    for day in (5, 6, 7, 8):
        refuses(now + days(day))
        assert not stopped(sam.email)
    refuses(now + days(9))
    assert stopped(sam.email)


def test_a_letter_that_went_and_came_back_did_not_arrive(refuses, post, sam, now, send):
    for day in (0, 1, 2, 3):
        refuses(now + days(day))
    letter = post(sam, "comes back", at=now + days(4))
    send(now + days(4))
    assert notices.came_back(letter, now=now + days(4))
    assert not notices.came_back(letter, now=now + days(4))
    refuses(now + days(5))
    assert stopped(sam.email)


def test_a_mail_server_that_asks_everybody_to_come_again_is_no_trouble(post, sam, now, mail, send):
    for day in range(8):
        at = now + days(day)
        mail.refuse[sam.email] = "451 4.7.1 greylisted, come again"
        post(sam, f"k{day}", at=at)
        assert send(at) == {"failed": 1}
        mail.refuse.clear()
        assert send(at + timedelta(minutes=1)) == {"sent": 1}
    assert not stopped(sam.email)
    assert Trouble.objects.get().times == 1


def test_a_refusal_for_another_reason_does_not_blame_the_address_at_once(post, sam, mail, send):
    mail.refuse[sam.email] = "550 5.7.1 blocked by policy"
    letter = post(sam)
    assert send() == {"failed": 1}
    letter.refresh_from_db()
    assert letter.state == "DEAD" and not stopped(sam.email)
    assert Trouble.objects.get().times == 1


def test_trouble_of_long_ago_is_forgotten(now):
    operations.soft(address="old@example.org", at=now - days(91), now=now - days(91), arrived_since=False)
    operations.soft(address="new@example.org", at=now, now=now, arrived_since=False)
    assert Trouble.objects.get().address == "new@example.org"


# --- what history keeps ---


def test_history_says_it_once_without_the_address_and_in_no_group(cast, now):
    sam = cast.sam.person
    for _ in range(2):
        operations.bounced(address=sam.email, now=now, reason="550")
    operations.complained(address=sam.email, now=now)
    operations.bounced(address="nobody@example.org", now=now)
    lines = list(Event.objects.filter(what="email_stopped").order_by("id"))
    assert [(line.about_id, line.group_id, line.by_id, line.detail) for line in lines] == [
        (sam.pk, None, None, {}),
        (None, None, None, {}),
    ]
    assert {line.sentence for line in lines} == {"Email stopped reaching a person."}


def test_an_operator_gives_an_address_another_chance_but_does_not_take_back_what_its_reader_said(now):
    operations.bounced(address="a@example.org", now=now)
    operations.another_chance(address="a@example.org")
    assert not stopped("a@example.org")
    operations.complained(address="a@example.org", now=now)
    operations.bounced(address="a@example.org", now=now)
    operations.another_chance(address="a@example.org")
    one = Suppression.objects.get()
    assert (one.bounced, one.complained_at) == (False, now)


def test_who_is_not_reached(now, sam):
    jo = builders.person("Jo")
    operations.bounced(address=sam.email, now=now)
    assert queries.not_reached([sam, jo]) == {sam.pk}
    assert queries.standing(sam.email).bounced and queries.standing(jo.email) is None
