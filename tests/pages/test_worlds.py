"""The world of the demo and the ones made from a seed: planted through operations, repeatable, with something of everything."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from coproduction.management.worlds import rivers, seeded
from feedback.log.models import FOR_THE_SYSTEM, Said, Stage
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from groups.notices.models import Letter

pytestmark = pytest.mark.django_db


def seed(**options):
    out = StringIO()
    call_command("seed_world", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_the_demo_shows_every_state_of_the_chain_and_meetings_behind_and_ahead(now):
    rivers.plant(now=now)
    assert rivers.is_begun() and rivers.is_planted()
    assert set(Said.objects.values_list("stage", flat=True)) == set(Stage.values)
    first = Membership.objects.current().filter(group__slug="rivers-and-moors")
    assert first.filter(role="MEMBER").count() == 10
    assert first.facilitating().count() == 2
    assert Meeting.objects.ahead(now).count() >= 3 and Meeting.objects.behind(now).count() >= 5
    assert (
        Said.objects.filter(round=2).exists()
        and Said.objects.filter(stage__in=FOR_THE_SYSTEM, due_on__lt=now.date()).exists()
    )
    assert not Letter.objects.filter(posted_at__gt=now).exists()


def test_a_seeded_world_has_every_role_signed_in_and_a_token_in_every_kind_of_text():
    made = seed(seed=3)
    assert {one["role"] for one in made["people"]} >= {
        "VISITOR", "MEMBER", "SUPPORTER", "CO_FACILITATOR", "FACILITATOR", "POINT_OF_CONTACT", "SPONSOR",
        "NETWORK_COORDINATOR", "ORGANISATION_ADMIN", "SITE_ADMIN", "INVITED",
    }  # fmt: skip
    assert len({one["token"] for one in made["tokens"]}) == len(made["tokens"]) > 300
    assert {"meeting", "meeting_nearly_full", "said", "said_waiting", "letter", "topic"} <= {
        one["kind"] for one in made["objects"]
    }
    member = next(one for one in made["people"] if one["persona"] == "member")
    client = Client()
    client.cookies["sessionid"] = member["cookie"].split("=")[1]
    assert client.get(f"/groups/{member['group']}/").status_code == 200


def test_the_same_seed_makes_the_same_world_and_only_once(settings):
    made = seed(seed=4)
    assert made["people"][1]["email"] == "facilitator-4@example.org"
    assert made["tokens"][0]["token"] == "".join(made["tokens"][0]["token"])
    with pytest.raises(CommandError, match="is here already"):
        seed(seed=4)
    settings.TEST_MODE = False
    with pytest.raises(CommandError, match="only with TEST_MODE"):
        seed(seed=5)


def test_a_large_world_is_put_in_at_once_and_ends_in_the_same_states(capsys, monkeypatch):
    monkeypatch.setattr(seeded, "BY_HAND", 12)
    call_command("seed_world", seed=6, groups=1, members=31, said=60, meetings=20)
    assert capsys.readouterr().out == ""
    first = Said.objects.filter(group__slug="seeded-6-1")
    assert first.count() == 60
    assert Meeting.objects.filter(group__slug="seeded-6-1").count() == 20
    assert Membership.objects.filter(group__slug="seeded-6-1", role="MEMBER").count() > 31
    assert first.filter(stage=Stage.ANSWERED).exists() and first.filter(words__contains="tambourine").count() <= 1


def test_the_rules_can_be_listed_for_people_and_for_machines():
    out = StringIO()
    call_command("rules", json=True, stdout=out)
    rules = {rule["name"]: rule for rule in json.loads(out.getvalue())}
    assert rules["health_live"] == {
        "name": "health_live", "path": "/health/live", "methods": ["GET"], "ability": "Whether the site is up",
        "row": 118, "scope": "open", "deny": 403,
    }  # fmt: skip
    out = StringIO()
    call_command("rules", stdout=out)
    assert "/health/live  GET  open  row 118: Whether the site is up" in out.getvalue()
