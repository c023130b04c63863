"""Which files stand with which words of the talk."""

from datetime import timedelta

from feedback.attachments import operations, queries
from tests.feedback.attachments import files
from tests.feedback.gathering import pieces


def test_each_post_of_the_talk_has_its_own_files_for_the_group_only(
    cast, now, settings, tmp_path, django_assert_num_queries
):
    settings.MEDIA_ROOT, settings.FILE_SCANNER = tmp_path / "media", ""
    door, bell, bare = [pieces.named(cast, now, words=words) for words in ("The door.", "The bell.", "The ramp.")]

    first, other, second = [
        operations.attach(by=cast.sam.membership, now=at, content=files.photo(), description="Look.", post=post)
        for post, at in ((door, now), (bell, now), (door, now + timedelta(minutes=1)))
    ]
    with django_assert_num_queries(1):
        found = queries.of_posts(cast.jo.membership, [door, bell, bare])
    assert found == {door.pk: [first, second], bell.pk: [other]}
    assert queries.of_posts(cast.okoro.membership, [door, bell, bare]) == {}
