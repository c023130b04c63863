import pytest

from groups.notices import delivery, operations
from groups.notices.models import Letter
from tests import builders

STEM = "groups/notices/emails/note"


@pytest.fixture
def post(db, now):
    """Posts a letter and gives it back: `post(sam.person)`, `post("ann@example.org", key="a", kind=Kind.ACCOUNT)`."""

    def posted(to, key="key", at=None, **said):
        operations.post(STEM, to=to, key=key, at=at or now, **said)
        return Letter.objects.get(key=key)

    return posted


@pytest.fixture
def send(db, now):
    """Sends what is due at a moment, by default now. Gives how many of each outcome."""
    return lambda at=None: dict(delivery.send_due(lambda: at or now))


@pytest.fixture
def sam(db):
    return builders.person("Sam", time_zone="Europe/London")
