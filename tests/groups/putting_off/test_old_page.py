"""A page that was left open, while its reader said something to the reminder elsewhere."""

from datetime import timedelta

import pytest

from groups.putting_off import operations
from groups.putting_off.models import PutOff
from groups.reminders import tasks as reminders
from tests.groups.meetings.arrange import plan
from tests.groups.putting_off.test_putting_off import link, of

TOLD = {"put off": "We remind you again later", "ended": "You get no more of this reminder"}


@pytest.mark.parametrize("stale", [{}, {"choice": "NEXT_YEAR"}], ids=["nothing", "what is not offered"])
@pytest.mark.parametrize("said", TOLD)
def test_it_says_how_the_reminder_stands_and_changes_nothing(cast, client, now, said, stale):
    plan(cast, now=now - timedelta(days=30), starts_at=now + timedelta(days=7))
    reminders.remind(now)
    letter = of(cast.sam)
    if said == "ended":
        operations.end(letter=letter, now=now)
    else:
        operations.put_off(letter=letter, choice="TOMORROW", now=now)
    before = PutOff.objects.values().get()
    shown = client.post(link(letter), stale, follow=True).content.decode()
    assert TOLD[said] in shown and "Choose what we do with this reminder" not in shown
    assert PutOff.objects.values().get() == before
