"""What is promised of texts, with real workers killed on purpose and a carrier that loses answers: none lost, none sent twice."""

import pytest
from django.db import transaction

from groups.carriers.models import Carriage, Spent
from groups.notices import operations
from groups.notices.models import Letter, Mailing
from tests import builders, notify
from tests.faults.conftest import STEM, until

pytestmark = [pytest.mark.faults, pytest.mark.services]
MANY = 200


@pytest.fixture
def carrier(site):
    """It loses every tenth answer after it took the text, and fails now and then before it takes one."""

    def fault_of(post):
        return "lose" if post % 10 == 0 else 500 if post % 23 == 0 else 503 if post % 31 == 0 else None

    with notify.running(fault_of=fault_of, pause=0.01) as one:
        site.environment |= {
            "NOTIFY_KEY": notify.KEY, "NOTIFY_ADDRESS": one.address, "NOTIFY_TIMEOUT": "5",
            "NOTIFY_TEXT_TEMPLATE": notify.TEXT_TEMPLATE, "NOTIFY_LETTER_TEMPLATE": notify.LETTER_TEMPLATE,
            "TEXTS_A_MONTH_PER_GROUP": "1000",
        }  # fmt: skip
        yield one


@pytest.fixture
def texters(site):
    """200 people of one group who want texts."""
    from groups.choices.models import Preference
    from groups.membership.models import Membership, Role
    from groups.people.models import Person

    group = builders.group()
    made = Person.objects.bulk_create(
        Person(email=f"t{n}@example.org", name=f"T {n}", phone=f"07700 90{n:04d}", joined_at=site.now)
        for n in range(MANY)
    )
    Membership.objects.bulk_create(
        Membership(group=group, person=one, role=Role.MEMBER, joined_at=site.now) for one in made
    )
    Preference.objects.bulk_create(Preference(person=one, channel="TEXT") for one in made)
    return group, made


def nothing_to_do(site):
    waits = Letter.objects.due(site.now).exists() or Letter.objects.filter(state="SENDING").exists()
    return not waits and not Mailing.objects.exists()


def test_two_hundred_texts_two_killed_workers_and_lost_answers_lose_none_and_send_none_twice(site, carrier, texters):
    group, people = texters
    with transaction.atomic():
        letters = [{"to": one, "key": f"text:person-{one.pk}"} for one in people]
        operations.post_many(STEM, letters, at=site.now, group=group)
    for point in (30, 110):
        worker = site.worker()
        site.tick()
        until(lambda so_far=point: len(carrier.taken) >= so_far)
        site.kill(worker)
        site.minutes_pass(6)  # the lease of the dead runs out
    site.worker(processes=2)
    for _ in range(12):
        site.tick()
        until(lambda: nothing_to_do(site))
        if site.everything_sent():
            break
        site.minutes_pass(16)  # whatever failed is due again
    written = {one.strip("<>") for one in Letter.objects.values_list("message_id", flat=True)}
    assert set(carrier.references()) == written and len(written) == MANY
    assert set(carrier.references().values()) == {1}
    assert set(Letter.objects.values_list("state", "way")) == {("SENT", "TEXT")}
    assert Carriage.objects.filter(state="TAKEN").count() == Spent.objects.get(whom="site").used == MANY
    assert carrier.asked and not site.mail.got


def test_a_worker_that_never_asked_would_send_some_twice_and_this_would_show_it(site, carrier, texters, monkeypatch):
    """The negative control, in one process: the same lost answers, without asking for what may have gone."""
    from django.conf import settings

    from groups.carriers.delivery import Notify
    from groups.notices import delivery

    notify.point_to(settings, carrier)
    monkeypatch.setattr(Notify, "find", lambda self, reference: "")
    group, people = texters
    operations.post_many(STEM, [{"to": one, "key": f"k{one.pk}"} for one in people[:50]], at=site.now, group=group)
    for _ in range(4):
        delivery.send_due(lambda: site.now)
        site.minutes_pass(16)
    assert max(carrier.references().values()) > 1
