"""What no program can write, whichever way it comes to the tables of the seven steps."""

import pytest
from django.db import IntegrityError, transaction

from feedback.seven_steps.models import StepLook, StepStanding, change
from feedback.steps_seen.models import StepsAsking, no_answers
from tests.builders import NOW
from tests.feedback.seven_steps.arrange import DAY, look


def made(cast, **given):
    kept = {
        "organisation": cast.group.organisation, "step": 1, "state": "BEGUN", "sentence": "So.", "shows": "This.",
        "owner": cast.okoro.membership, "change": "FIRST", "looked_by": cast.okoro.membership, "looked_at": NOW,
    }  # fmt: skip
    return StepLook.objects.create(**kept | given)


@pytest.mark.parametrize("given", [
    {"step": 0}, {"step": 8}, {"sentence": ""}, {"shows": ""}, {"change": "ON"}, {"state": "OUR_WAY", "shows": ""},
])  # fmt: skip
def test_a_look_without_its_parts_is_refused(cast, given):
    with pytest.raises(IntegrityError), transaction.atomic():
        made(cast, **given)
    assert made(cast).pk


def test_each_look_follows_one_other_and_none_is_followed_twice(cast):
    first = made(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        made(cast)  # a second first one
    made(cast, before=first, change="SAME")
    for wrong in ({"before": first, "change": "ON"}, {"before": first, "change": "FIRST"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            made(cast, **wrong)


def test_one_look_counts_for_a_step_and_one_asking_is_open_in_an_organisation(cast):
    one = look(cast, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        StepStanding.objects.create(organisation=one.organisation, step=1, look=made(cast, step=2), look_again_at=NOW)
    asking = {"organisation": one.organisation, "opened_at": NOW, "closes_at": NOW + DAY, "could_answer": 5}
    StepsAsking.objects.create(**asking, counts=no_answers())
    with pytest.raises(IntegrityError), transaction.atomic():
        StepsAsking.objects.create(**asking, counts=no_answers())


@pytest.mark.parametrize(("before", "now", "found"), [
    ("", "BEGUN", "FIRST"), ("NOT_BEGUN", "BEGUN", "ON"), ("BEGUN", "OUR_WAY", "ON"), ("NOT_BEGUN", "OUR_WAY", "ON"),
    ("OUR_WAY", "BEGUN", "BACK"), ("BEGUN", "NOT_BEGUN", "BACK"), ("BEGUN", "BEGUN", "SAME"),
])  # fmt: skip
def test_what_changed_is_told_by_the_place_before(before, now, found):
    assert change(before, now) == found
