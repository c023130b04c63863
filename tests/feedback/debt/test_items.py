"""What the page of days says beside each entry: how many days, and why."""

from datetime import timedelta

from feedback.answers import operations as answers
from feedback.debt import queries
from feedback.debt.models import Owing
from tests.feedback import chain
from tests.feedback.gathering import pieces

LATE = timedelta(days=60)


def told(cast, at, show="all"):
    return queries.shown(queries.items([cast.group], at, show))


def test_an_answer_that_the_group_has_not_agreed_to_says_up_to_when_it_counts(cast, now):
    said, late = chain.sent(cast, now), now + LATE
    no = {"kind": "CANNOT", **chain.ANSWER, **chain.REASON}
    answers.decide(by=cast.okoro.membership, now=late, said=said, **no)
    [then], [long_after] = told(cast, late, "stopped"), told(cast, late + LATE, "stopped")
    assert long_after.days == then.days > 0 and long_after.line == then.line
    assert "up to Sunday 17 January 2027" in then.line and "ago" not in then.line


def test_an_entry_that_was_made_from_what_people_said_says_how_often_it_counts(cast, now):
    pieces.sent(cast, now)
    [item] = told(cast, now + LATE)
    assert item.line.endswith(f"It was made from what people said, so it counts {queries.FEW} times.")
    alone = item.days // queries.FEW
    assert Owing.objects.get().voices == queries.FEW and f": {alone} working days ago" in item.line
