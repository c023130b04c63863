import pytest

from groups.charter import operations, queries
from groups.charter.models import Group, Purpose
from groups.history.models import Event
from tests import builders


def sentences(group):
    return list(Event.objects.of_group(group.pk).newest_first().values_list("sentence", flat=True))


def test_a_group_starts_with_the_usual_promises_and_reminders(db, now):
    organisation = operations.found_organisation(name="Weir Valley Trust", now=now)
    group = operations.found_group(organisation=organisation, name="Weir Voices", now=now, locality="Weir Valley")
    assert (group.slug, group.hear_days, group.answer_days, group.remind_days) == ("weir-voices", 5, 20, [7, 1])
    assert sentences(group) == ["Weir Voices was set up by Weir Valley Trust."]
