"""Every stage can be reached by the deeds of people, and each says where it stands."""

import pytest

from feedback.log import queries
from feedback.log.models import Said
from tests.feedback import chain

STAGES = [
    ("drafted", "DRAFT", "DRAFT", "facilitators"),
    ("agreeing", "AGREEING", "AGREEING", "group"),
    ("sent", "SENT", "WAITING", "system"),
    ("heard", "HEARD", "WAITING", "system"),
    ("decided", "DOING", "DOING", "system"),
    ("did", "DID", "DONE", "group"),
    ("cannot", "CANNOT", "CANNOT", "group"),
    ("answered", "ANSWERED", "DONE", "nobody"),
]


@pytest.mark.parametrize(("arrange", "stage", "bucket", "turn"), STAGES)
def test_each_stage_says_whose_turn_it_is(cast, now, arrange, stage, bucket, turn):
    made = getattr(chain, arrange)(cast, now)
    said = Said.objects.with_all().get(pk=made.pk)
    standing = queries.standing(said, now)
    assert (said.stage, said.bucket, standing.turn) == (stage, bucket, turn)
    assert standing.words
    assert not standing.late
