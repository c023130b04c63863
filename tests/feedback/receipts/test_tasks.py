"""The clock's own door to words that wait without a name."""

from feedback.receipts import tasks
from feedback.voice.models import Post, WaitingPost
from tests import builders
from tests.feedback import crowd


def test_a_tick_shows_what_waits_once_its_round_has_come_and_only_once(cast, now):
    crowd.gathered(cast, now)
    crowd.unnamed(cast.sam.membership, now)
    assert tasks.show_due(now) == 0 and not Post.objects.exists()
    later = builders.NOW.replace(hour=13)
    assert tasks.show_due(later) == 1 and tasks.show_due(later) == 0
    assert Post.objects.get().words == crowd.WORDS and not WaitingPost.objects.exists()
