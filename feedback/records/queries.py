"""What is in the record, as one reader may read it: each part a file of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from feedback.downloads import queries as downloads
from feedback.permissions import FeedbackAbility
from feedback.records.models import Export
from feedback.voice.models import Post
from groups.history.models import Event
from groups.membership.models import Membership
from groups.minutes.models import Notes, NotesLine
from groups.permissions import GroupAbility
from groups.seconding import queries as seconding
from groups.trail import queries as trail

TAKEN_BACK, HIDDEN = "(taken back)", "(hidden)"
AT_ONCE = 500


@dataclass(frozen=True)
class Part:
    """One file of the record."""

    name: str
    headings: tuple
    rows: Iterator[tuple]


def parts(reader) -> Iterator[Part]:
    """Never private details, worries, reports, or what was told only to the facilitators: they are in none of these."""
    yield Part("we-said-we-did.csv", downloads.HEADINGS, downloads.log_rows(reader))
    yield Part("notes-of-meetings.csv", ("Meeting", "When", "In short", "Decisions"), _notes(reader))
    if reader.inside and reader.may(FeedbackAbility.READ_TALK):
        yield Part("talk.csv", ("When", "Who", "About", "Words", "To know first"), _talk(reader))
    yield Part("history.csv", ("When", "What happened"), _history(reader))


def _notes(reader):
    notes = Notes.objects.visible_to(reader).filter(confirmed_at__isnull=False)
    decided = {}
    lines = NotesLine.objects.visible_to(reader).live().decisions().in_order()
    for notes_id, words in lines.values_list("notes_id", "words"):
        decided.setdefault(notes_id, []).append(words)
    for one in notes.select_related("meeting__group").order_by("meeting__starts_at", "id"):
        yield one.meeting.title, one.meeting.when, one.summary, "\n".join(decided.get(one.pk, ()))


def _talk(reader):
    """In the order of the pages."""
    posts = Post.objects.visible_to(reader).with_people().select_related("group", "topic", "said").in_order()
    for post in posts.iterator(chunk_size=AT_ONCE):
        if post.stands:
            yield post.said_when, post.author(reader), post.about, post.words, post.content_note
        else:
            yield post.said_when, "", post.about, HIDDEN if post.hidden_at else TAKEN_BACK, ""


def _history(reader):
    hidden = {} if reader.may(GroupAbility.SEE_NAMES) else trail.names_inside(reader.group_id)
    for one in Event.objects.of_group(reader.group_id).order_by("id").iterator(chunk_size=AT_ONCE):
        sentence, at = trail.line(one, reader.group, hidden)
        yield at, sentence


def last_of(membership):
    return Export.objects.visible_to(membership).with_people().order_by("-id").first()


def who_may_second(export):
    """Everyone who may agree to it: not who asked, and not who is new."""
    here = Membership.objects.current().of_group(export.group_id).holding(FeedbackAbility.TAKE_RECORD)
    return seconding.of_the_group(export, here)


def to_tell(export):
    """The people of the group, and both who agreed on it."""
    here = Membership.objects.current().of_group(export.group_id)
    two = here.filter(pk__in=(export.asked_by_id, export.seconded_by_id))
    return (here.inside() | two).select_related("person").order_by("id")
