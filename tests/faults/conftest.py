"""Real workers, a Redis of our own that may be flushed and killed, PostgreSQL, and a mail server that remembers."""

import pytest

from tests import builders
from tests.running import a_site
from tests.running import until as until

STEM = "groups/notices/emails/note"


@pytest.fixture
def site(transactional_db, tmp_path):
    with a_site(tmp_path) as made:
        yield made


def people_of_one_group(count, now):
    from groups.membership.models import Membership, Role
    from groups.people.models import Person

    group = builders.group()
    made = [Person(email=f"reader-{n}@example.org", name=f"Reader {n}", joined_at=now) for n in range(count)]
    made = Person.objects.bulk_create(made)
    Membership.objects.bulk_create(Membership(group=group, person=one, role=Role.MEMBER, joined_at=now) for one in made)
    return group, made


@pytest.fixture
def readers(site):
    """500 people of one group."""
    return people_of_one_group(500, site.now)
