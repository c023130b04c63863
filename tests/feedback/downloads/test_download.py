import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.log import operations as log
from feedback.log.models import Stage
from tests import builders


def bring(cast, now, words, **more):
    return log.bring_in(by=cast.farah.membership, now=now, words=words, source="minutes of May", **more)


def take(player):
    answer = player.client.get(reverse("export_log", args=[player.membership.group.slug]))
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))


def test_the_log_can_be_taken_away_as_a_spreadsheet(cast, now):
    travel = builders.topic(cast.group, "Travel")
    bring(cast, now, "Too few buses; really", topic=travel, happened="May 2019", outcome="A bus was added")
    bring(cast, now, "=1+1", stage=Stage.SENT)
    head, first, second = take(cast.sam)
    assert head[:2] == ["Number", "What we said"]
    assert first == [
        "1", "Too few buses; really", "", "Travel", "Done before", "A record the group brought with it", "May 2019",
        "minutes of May", "",
        "18 November 2026: Done before this record began. When it happened: May 2019. "
        "What became of it: A bus was added. Source: minutes of May",
    ]  # fmt: skip
    assert second[1] == "'=1+1"
    assert second[8] == "18 November 2026"


def test_each_takes_only_what_they_may_see(cast, now):
    bring(cast, now, "Too few buses")
    log.bring_in(by=cast.faye.membership, now=now, words="Ours", source="ours")
    assert [row[1] for row in take(cast.sol)[1:]] == ["Too few buses"]


@pytest.mark.parametrize("who", ["priya", "okoro", "nia"])
def test_those_outside_the_group_read_it_on_the_pages(cast, who):
    player = getattr(cast, who)
    assert player.client.get(reverse("export_log", args=[cast.group.slug])).status_code == 403


def test_a_long_log_costs_no_more_statements_than_a_short_one(cast, now):
    costs = set()
    take(cast.sam)
    for _ in range(2):
        bring(cast, now, "Too few buses")
        with CaptureQueriesContext(connection) as queries:
            take(cast.sam)
        costs.add(len(queries))
    assert costs == {5}
