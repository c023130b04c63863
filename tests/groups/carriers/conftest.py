import json

import pytest
from django.test import Client

from groups.carriers.models import Carriage
from groups.choices.models import Preference
from groups.notices.models import Letter
from tests import builders, notify

NUMBER, ADDRESS = "+447700900123", "1 Beck Lane\nSmallthwaite\nLA1 1AA"


@pytest.fixture
def carrier(settings):
    """GOV.UK Notify, as far as we can tell."""
    with notify.running() as one:
        notify.point_to(settings, one)
        yield one


def chooses(person, channel, **chosen):
    Preference.objects.update_or_create(person=person, defaults={"channel": channel, **chosen})
    return type(person).objects.get(pk=person.pk)


@pytest.fixture
def texter(db):
    """Somebody who wants texts."""
    return chooses(builders.person("Tess", phone="07700 900 123"), "TEXT")


@pytest.fixture
def reader(db):
    """Somebody who wants letters by post."""
    return chooses(builders.person("Pat", postal_address=ADDRESS), "POST")


def way_of(letter):
    """How a letter is now: its state, the way it went, and what its carriage says."""
    letter = Letter.objects.get(pk=letter.pk)
    one = Carriage.objects.filter(letter=letter).first()
    return letter.state, letter.way, one and (one.state, one.why)


def tell(said, path="/hooks/notify/", token=notify.TOKEN):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    headers = {"authorization": f"Bearer {token}"} if token else {}
    client = Client(enforce_csrf_checks=True)
    return client.post(path, body, content_type="application/json", headers=headers)


def receipt(one, status="delivered"):
    """As GOV.UK Notify posts it for a message it took."""
    return {
        "id": one["id"], "reference": one["reference"], "to": one["phone_number"], "status": status,
        "created_at": "2026-11-24T09:00:00.000000Z", "completed_at": "2026-11-24T09:00:02.000000Z",
        "sent_at": "2026-11-24T09:00:01.000000Z", "notification_type": one["type"],
        "template_id": one["template"]["id"], "template_version": 1,
    }  # fmt: skip
