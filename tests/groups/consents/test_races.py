"""Taking a yes back while something is written down by it."""

import pytest
from django.db import connection

from groups.consents import operations
from groups.meetings.models import Reply
from groups.people.models import Person
from tests import builders
from tests.cast import Cast
from tests.feedback.log.test_races import at_once
from tests.groups.meetings.arrange import plan, says

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def postgres():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: DATABASE_URL")


@pytest.mark.parametrize("turn", range(5))
def test_what_is_written_down_while_the_yes_is_taken_back_goes_or_is_refused(turn):
    cast, now = Cast(), builders.NOW
    Person.objects.filter(pk=cast.sam.person.pk).update(may_keep_needs=False)
    cast.sam.person.refresh_from_db()
    operations.say_yes(by=cast.sam.person, now=now)
    meeting = plan(cast)
    came = at_once(
        lambda: says(cast.sam, meeting, needs="A ramp"), lambda: operations.take_back(by=cast.sam.person, now=now)
    )
    assert came in (["done", "done"], ["SayYesFirst", "done"])
    assert not Reply.objects.exclude(needs="").exists()
    assert not Person.objects.get(pk=cast.sam.person.pk).may_keep_needs
