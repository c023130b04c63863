"""Promising a paper, putting it here, changing it, giving it other forms, checking it, and taking it off."""

import hashlib
from contextlib import ExitStack, contextmanager
from datetime import date, datetime

from django.db import transaction

from coproduction.kit import documents, locks, refusals, sounds
from coproduction.kit.refusals import Refusal
from groups.agendas.models import Item
from groups.charter import operations as charter
from groups.charter.models import Group
from groups.history.operations import record
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from groups.papers import emails, queries
from groups.papers.models import Paper, PaperFile, PaperVersion
from groups.permissions import GroupAbility

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10  # of one version
Form = PaperFile.Form


class NotYourPaper(Refusal):
    """Only whoever answers for this paper, or a facilitator, can do this."""


class CannotAnswerForIt(Refusal):
    """Choose someone who is in the group now."""


class NotThisMeeting(Refusal):
    """Choose something on the agenda of this meeting."""


class MeetingIsOver(Refusal):
    """This meeting is over or was cancelled. Papers can be promised only for a meeting that is still to come."""


class SayItsTitle(Refusal):
    """Enter what the paper is called."""


class SayItInShort(Refusal):
    """Say in a few plain words what the paper says."""


class NothingToRead(Refusal):
    """Write the paper here, or add it as a file."""


class StaffHadItBefore(Refusal):
    """Enter a day that is not later than today."""


class ChangedMeanwhile(Refusal):
    """Somebody put a newer version here while you were writing. Yours is kept below. Read theirs, then send yours."""


class TakenOff(Refusal):
    """This paper was taken off."""


class NotHereYet(Refusal):
    """This paper is promised, but not here yet."""


class SayWhy(Refusal):
    """Say why it is taken off."""


class ChooseAFile(Refusal):
    """Choose a file."""


class GiveTheLink(Refusal):
    """Give the link to the film. It begins with https://"""


class TooLarge(Refusal):
    """This file is larger than 10 MB. Make it smaller, or send it in parts."""


class EnoughFiles(Refusal):
    """There are 10 files with this version already."""


class EnoughPapers(Refusal):
    """There are 60 papers for this meeting already."""


def _about(by, meeting, item):
    """What it is for: seen by who adds it, and the item one of that meeting's agenda."""
    if meeting is not None and not Meeting.objects.visible_to(by).filter(pk=meeting.pk).exists():
        raise NotThisMeeting(field="item")
    if item is not None and (meeting is None or not Item.objects.filter(pk=item.pk, meeting=meeting).exists()):
        raise NotThisMeeting(field="item")
    if meeting is not None and Paper.objects.there().filter(meeting=meeting).count() >= queries.MOST_ON_A_MEETING:
        raise EnoughPapers


def _where(paper) -> str:
    return f" for “{paper.meeting.title}”" if paper.meeting else ""


def _locked(paper: Paper, by: Membership) -> Paper:
    held = locks.held(Paper.objects)
    rows = held.select_related("group", "meeting", "owner__person")
    row = rows.get(pk=paper.pk)
    if row.taken_off_at:
        raise TakenOff
    if not queries.may_change(row, by):
        raise NotYourPaper
    return row


@transaction.atomic
def ask_for(*, by: Membership, now: datetime, owner: Membership, title: str, meeting=None, item=None) -> Paper:
    """A facilitator notes that somebody promised a paper. They hear of it, and again if it is not here on the rule's day."""
    if not by.may(GroupAbility.ASK_FOR_PAPER):
        raise NotYourPaper
    if not title:
        raise SayItsTitle(field="title")
    if meeting is not None and (meeting.cancelled or meeting.over(now)):
        raise MeetingIsOver
    if not queries.owners(by.group_id).filter(pk=owner.pk).exists():
        raise CannotAnswerForIt(field="owner")
    _about(by, meeting, item)
    twice = (
        Paper.objects.there().filter(group_id=by.group_id, meeting=meeting, item=item, title=title, owner=owner).first()
    )
    if twice:
        return twice
    paper = Paper.objects.create(
        group=by.group, meeting=meeting, item=item, title=title, owner=owner, asked_by=by, asked_at=now
    )
    record("paper_promised", f"A paper was promised{_where(paper)}.", at=now, by=by, about=paper)
    if owner.pk != by.pk:
        emails.asked(paper, by, now=now)
    return paper


def add(
    *, by: Membership, now: datetime, title: str, summary: str, text: str = "", content: bytes = b"", meeting=None, item=None,
    staff_had_on: date | None = None,
) -> Paper:  # fmt: skip
    """Puts a paper here, with its first version. Whoever adds it answers for it."""
    if not by.may(GroupAbility.ADD_PAPER):
        raise NotYourPaper
    charter.let_it_form(by=by, now=now)
    if not title:
        raise SayItsTitle(field="title")
    with _file(Form.PAPER, content, by, now) as file, transaction.atomic():
        locks.held(Group.objects).get(pk=by.group_id)
        about = {"group": by.group, "meeting": meeting, "item": item, "title": title, "owner": by}
        for one in Paper.objects.there().filter(**about):
            if _is_newest(one.versions.order_by("-number").first(), by, summary, text, file):
                return one  # sent twice
        _about(by, meeting, item)
        paper = Paper.objects.create(**about, asked_by=by, asked_at=now)
        _put(paper, by, now, file, seen=0, summary=summary, text=text, changed="", staff_had_on=staff_had_on)
    return paper


def put(
    *, by: Membership, now: datetime, paper: Paper, seen: int, summary: str, text: str = "", content: bytes = b"",
    changed: str = "", staff_had_on: date | None = None,
) -> PaperVersion:  # fmt: skip
    """The next version of a paper (the first of a promised one). The ones before stay. `seen` is the one they began from."""
    if not queries.may_change(paper, by):
        raise NotYourPaper
    given = {"summary": summary, "text": text, "changed": changed, "staff_had_on": staff_had_on}
    with _file(Form.PAPER, content, by, now) as file, transaction.atomic():
        return _put(_locked(paper, by), by, now, file, seen=seen, **given)


def _put(paper, by, now, file, *, seen, summary, text, changed, staff_had_on):
    if not summary:
        raise SayItInShort(field="summary")
    if not text and not file:
        raise NothingToRead(field="text")
    today = paper.group.local(now).date()
    if staff_had_on is not None and staff_had_on > today:
        raise StaffHadItBefore(field="staff_had_on")
    newest = paper.versions.order_by("-number").first()
    number = newest.number if newest else 0
    if number != seen:
        if _is_newest(newest, by, summary, text, file):
            return newest  # sent twice
        raise ChangedMeanwhile
    version = PaperVersion.objects.create(
        paper=paper, number=number + 1, summary=summary, text=text, changed=changed, written_by=by, written_at=now
    )
    paper.checked_on, paper.checked_by = today, by
    paper.staff_had_on = staff_had_on or paper.staff_had_on
    paper.save(update_fields=["checked_on", "checked_by", "staff_had_on"])
    sentence = f"A paper came{_where(paper)}." if number == 0 else f"A paper{_where(paper)} has a new version."
    record("paper_came" if number == 0 else "paper_changed", sentence, at=now, by=by, about=paper, version=number + 1)
    if file:
        _keep(file, version)
    return version


def _is_newest(version, by, summary, text, file) -> bool:
    """Whether the newest version is this very one. Its second file is not needed: the clearing up takes it."""
    if version is None or (version.summary, version.text, version.written_by_id) != (summary, text, by.pk):
        return False
    kept = version.files.filter(form=Form.PAPER)
    return kept.filter(sha256=file.sha256).exists() if file else not kept.exists()


def add_form(
    *, by: Membership, now: datetime, paper: Paper, form: str, content: bytes = b"", link: str = ""
) -> PaperFile:
    """Easy Read, large print, sound or a film in sign language, of the newest version."""
    if not queries.may_change(paper, by):
        raise NotYourPaper
    film = form == Form.BSL
    if film and not link.startswith("https://"):
        raise GiveTheLink(field="link")
    if not film and not content:
        raise ChooseAFile(field="file")
    with _file(form, b"" if film else content, by, now) as file, transaction.atomic():
        row = _locked(paper, by)
        version = row.versions.order_by("-number").first()
        if version is None:
            raise NotHereYet
        if version.files.count() >= MOST_FILES:
            raise EnoughFiles
        record("paper_form_added", f"A paper{_where(row)} can be had in another form.", at=now, by=by, about=row)
        return _keep(file or PaperFile(form=form, link=link, added_by=by, added_at=now), version)


@contextmanager
def _file(form, content, by, now):
    """Checked by its content and by the site's scanner before anything is locked. If what follows fails, nothing is kept."""
    if not content:
        yield None
        return
    one = PaperFile(form=form, added_by=by, added_at=now)
    with ExitStack() as kept:
        with refusals.beside("file"):
            content, one.content_type = _checked(form, content)
            scanned = kept.enter_context(queries.FOLDER.kept(str(one.pk), content, now))
        one.scan = PaperFile.Scan.CLEAN if scanned else PaperFile.Scan.NOT_SCANNED
        one.size, one.sha256 = len(content), hashlib.sha256(content).hexdigest()
        yield one


def _keep(one, version) -> PaperFile:
    one.version = version
    one.save(force_insert=True)
    transaction.on_commit(lambda: queries.FOLDER.settle(str(one.pk)))
    return one


def _checked(form, content) -> tuple[bytes, str]:
    if len(content) > MOST_BYTES:
        raise TooLarge
    if form == Form.SOUND:
        bare = sounds.without_notes(content)
        return bare.content, bare.content_type
    return content, documents.content_type_of(content)


@transaction.atomic
def check(*, by: Membership, now: datetime, paper: Paper) -> Paper:
    """Says that it is still right. Counts for twelve months."""
    row = _locked(paper, by)
    if not row.versions.exists():
        raise NotHereYet
    row.checked_on, row.checked_by = row.group.local(now).date(), by
    row.save(update_fields=["checked_on", "checked_by"])
    record("paper_checked", f"A paper{_where(row)} was checked: it is still right.", at=now, by=by, about=row)
    return row


@transaction.atomic
def take_off(*, by: Membership, now: datetime, paper: Paper, because: str) -> Paper:
    """Its words and files are not shown any more, and the files are deleted. That it was here, and why it went, stays."""
    row = _locked(paper, by)
    if not because:
        raise SayWhy(field="because")
    row.taken_off_at, row.taken_off_by, row.taken_off_because = now, by, because
    row.save(update_fields=["taken_off_at", "taken_off_by", "taken_off_because"])
    record("paper_taken_off", f"A paper{_where(row)} was taken off.", at=now, by=by, about=row)
    keys = [str(pk) for pk in PaperFile.objects.filter(version__paper=row).values_list("pk", flat=True)]
    transaction.on_commit(lambda: [queries.FOLDER.delete(key) for key in keys])
    return row


# --- work of the clock ---


def clear_up(*, now: datetime) -> int:
    """Files that a stop in the wrong moment left among the new ones."""
    rows = PaperFile.objects.filter(version__paper__taken_off_at=None)
    return queries.FOLDER.clear_up(lambda key: rows.filter(pk=key).exists(), now)
