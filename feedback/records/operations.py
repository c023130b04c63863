"""Asking for the record, agreeing, letting go, and taking it. Each of them stands in the group's history."""

import tempfile
import zipfile
from datetime import datetime

from django.db import transaction

from coproduction.kit import csvfile
from coproduction.kit.refusals import Refusal
from feedback.records import emails, queries
from feedback.records.models import Export
from groups.history.operations import record
from groups.membership.models import Membership
from groups.seconding import operations as seconding


class TooLate(Refusal):
    """More than a week has gone by since this was asked. Ask again."""


class NotToBeTaken(Refusal):
    """Only the two who agreed on it can take the record, for 7 days. Ask again."""


@transaction.atomic
def ask(*, reason: str, by: Membership, now: datetime) -> Export:
    """One asks, with a reason that the group can read. Nothing can be taken until a second person agrees."""
    Export.objects.filter(group=by.group_id).too_old(now).update(dropped_at=now)
    export = seconding.ask(Export.objects, group=by.group, reason=reason, asked_by=by, asked_at=now)
    said = f"{by.person.name} asked to take the whole record of the group away. A second person must agree. The reason: “{reason}”"
    record("export_asked", said, by=by, about=export, at=now)
    emails.to_second(export, queries.who_may_second(export), now=now)
    return export


@transaction.atomic
def second(*, export: Export, by: Membership, now: datetime) -> None:
    """A second person agrees. The whole group is told; both can take it for a week."""
    export = _undecided(export)
    if not export.waits(now):
        raise TooLate()
    seconding.second(export, by=by, instead=queries.who_may_second(export), now=now)
    first = export.asked_by.person.name
    said = f"{by.person.name} agreed that the whole record of the group can be taken away. {first} had asked for it."
    record("export_agreed", said, by=by, about=export, at=now)
    emails.agreed(export, queries.to_tell(export), now=now)


@transaction.atomic
def drop(*, export: Export, by: Membership, now: datetime) -> None:
    export = _undecided(export)
    seconding.drop(export, now=now)
    said = f"{by.person.name} let the request go to take the record of the group away. Nothing was taken."
    record("export_dropped", said, by=by, about=export, at=now)


@transaction.atomic
def take(*, export: Export, by: Membership, now: datetime):
    """An open file, on disk however much it is, and a line in the history each time."""
    if not export.can_be_taken(by, now):
        raise NotToBeTaken()
    record(
        "export_taken", f"{by.person.name} took the record of the group away, as a file.", by=by, about=export, at=now
    )
    file = tempfile.TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as together:
        for part in queries.parts(by):
            with together.open(part.name, "w") as inside:
                inside.writelines(csvfile.pieces(part.headings, part.rows))
    file.seek(0)
    return file


def _undecided(export):
    return seconding.undecided(Export.objects.with_people(), export.pk)
