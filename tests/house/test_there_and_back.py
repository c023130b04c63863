"""Every migration runs back and forward again on a log with something in it, and takes nothing with it that is older."""

import pytest
from django.core.management import call_command
from django.db import connection

from feedback.attachments.models import Attachment
from feedback.log.models import Said, Step
from groups.charter.models import Group
from tests.cast import Cast
from tests.feedback import chain

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


def test_every_migration_runs_back_and_forward_with_a_log_in_the_tables(forward_again, now):
    cast = Cast()
    chain.did(cast, now)
    chain.cannot(cast, now)
    file = a_file(cast, now)
    laid = guards()
    before = list(Said.objects.order_by("id").values()), Step.objects.count(), Group.objects.count()
    call_command("migrate", "feedback", "0011_public", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT path FROM feedback_attachment")
        assert cursor.fetchall() == [(f"attachments/{file[:2]}/{file}",)], "the column is filled again"
    for app, first in FIRST.items():
        call_command("migrate", app, first, verbosity=0)
    assert laid and not guards(), "the guards are lifted with the migration that laid them"
    call_command("migrate", verbosity=0)
    assert (list(Said.objects.order_by("id").values()), Step.objects.count(), Group.objects.count()) == before
    assert guards() == laid
