"""Every migration runs back and forward again on a log with something in it, and takes nothing with it that is older."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from feedback.attachments.models import Attachment
from feedback.log.models import Said, Step
from feedback.voice.models import Post
from groups.charter.models import Group
from tests.cast import Cast
from tests.feedback import chain
from tests.feedback.gathering import pieces
from tests.groups.minutes import parted

pytestmark = pytest.mark.takes(450)  # seconds, on a slow machine
FIRST = {"feedback": "0001_log", "groups": "0001_house"}


@pytest.fixture
def forward_again(transactional_db):
    """Whatever happens, the tests after this one find the newest tables."""
    yield
    call_command("migrate", verbosity=0)


def guards():
    """The names of the triggers the database has: they hold what was sent."""
    sources = {
        "postgresql": "SELECT tgname || ' on ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal",
        "sqlite": "SELECT name || ' on ' || tbl_name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(sources[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def a_file(cast, now) -> str:
    """The number of one file that stands with a draft."""
    one = Attachment(
        group=cast.group, said=chain.drafted(cast, now, shown_as="NAME"), kind="PHOTO", description="A door", size=1,
        sha256="0" * 64, content_type="image/png", scan="CLEAN", added_by=cast.sam.membership, added_at=now,
    )  # fmt: skip
    one.save(force_insert=True)
    return str(one.pk)


def go_to(*targets):
    """Migrates, and gives the models as they were there."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def walk(journey):
    """A room's own look at what its migration does with data: it says where to go, and is sent the models there."""
    target = next(journey)
    while target:
        try:
            target = journey.send(go_to(target))
        except StopIteration:
            target = None


def test_every_migration_runs_back_and_forward_with_a_log_in_the_tables(forward_again, now):
    cast = Cast()
    chain.did(cast, now)
    chain.cannot(cast, now)
    file = a_file(cast, now)
    notes = parted.taken_apart_and_put_together(cast)
    laid = guards()
    before = list(Said.objects.order_by("id").values()), Step.objects.count(), Group.objects.count()
    go_to(("feedback", "0011_public"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT path FROM feedback_attachment")
        assert cursor.fetchall() == [(f"attachments/{file[:2]}/{file}",)], "the column is filled again"
    walk(notes)
    go_to(*FIRST.items())
    assert laid and not guards(), "the guards are lifted with the migration that laid them"
    call_command("migrate", verbosity=0)
    assert (list(Said.objects.order_by("id").values()), Step.objects.count(), Group.objects.count()) == before
    assert guards() == laid
    assert parted.are_in_parts_again()


def test_what_the_clock_had_not_come_to_goes_when_it_need_not_look_any_more(forward_again, now):
    """Words were taken back, and what hangs on them was still there: in entries not sent, and as files."""
    cast = Cast()
    said = pieces.joined(cast, now)
    mine = said.pieces.get(said_by=cast.sam.membership)
    sent = pieces.sent(cast, now, pieces.joined(cast, now))
    file = a_file(cast, now)
    Attachment.objects.filter(pk=file).update(said=None, post=mine.post)
    go_to(("feedback", "0024_small"))
    Post.objects.update(words="", withdrawn_on=now.date())
    call_command("migrate", verbosity=0)
    assert not said.pieces.exclude(post=None).exclude(words="").exists()
    assert sent.pieces.exclude(words="").exists(), "what was sent stays"
    assert Attachment.objects.get(pk=file).removed_at
