"""What people said that is not in an entry yet, what an entry is made of, and who may do what with it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, DateField, Exists, OuterRef, Q, Value

from coproduction.kit.counts import number_of
from coproduction.kit.words import count_of, rounded
from feedback.gathering.models import KeptAsTalk, MinorityView, Piece, Strength
from feedback.log.models import Said, Stage
from feedback.permissions import FeedbackAbility
from feedback.voice.models import Post, ShownAs
from groups.charter.models import Group
from groups.membership.models import THE_GROUP, Membership

TALK, DRAFTS = "talk", "drafts"
OLD = timedelta(days=10)  # what was said so long ago and is in no entry asks for a decision
MANY = 50  # no more are counted than this
OPEN = (Stage.DRAFT, Stage.AGREEING)


# --- what is not in an entry ---


def _joined(**where):
    """In an entry that stands. What was taken back with its entry may be joined again."""
    return Exists(Piece.objects.filter(**where).exclude(said__stage=Stage.WITHDRAWN))


def posts(membership):
    """Of the group's own talk: not about an entry, in none, and not kept as talk (by itself or with its whole thread)."""
    rows = Post.objects.visible_to(membership).standing().filter(group_id=membership.group_id, said=None)
    kept = KeptAsTalk.objects.filter(Q(post=OuterRef("pk")) | Q(post=OuterRef("parent")))
    ours = Q(said_by=None) | Q(said_by__role__in=THE_GROUP)
    return rows.filter(ours, ~_joined(post=OuterRef("pk")), ~Exists(kept))


def drafts(membership):
    """Drafts this person may read that were not put to the group, and words left over when a joined entry was taken back."""
    left_over = Q(stage=Stage.WITHDRAWN) & Exists(Piece.objects.filter(draft=OuterRef("pk")))
    rows = Said.objects.visible_to(membership).filter(Q(stage=Stage.DRAFT) | left_over, corrects=None)
    made_of_pieces = Exists(Piece.objects.filter(said=OuterRef("pk")))
    kept = Exists(KeptAsTalk.objects.filter(draft=OuterRef("pk")))
    return rows.filter(~_joined(draft=OuterRef("pk")), ~made_of_pieces, ~kept)


def unjoined(membership, now: datetime):
    """The same, said more than ten days ago: (posts, drafts)."""
    day = membership.group.local(now).date()
    return posts(membership).filter(said_on__lt=day - OLD), drafts(membership).filter(drafted_at__lt=now - OLD)


def waiting(membership, now: datetime):
    """How many those are, as one row of (kind, number, no day, nothing, nobody, how many) for a facilitator's home page.
    Never counts them all."""
    some = [rows.model.objects.filter(pk__in=rows.values("pk")[: MANY + 1]) for rows in unjoined(membership, now)]
    kind, nothing = (Value(word, output_field=CharField()) for word in ("unjoined", ""))
    row = kind, "pk", Value(None, output_field=DateField()), nothing, nothing, number_of(some[0]) + number_of(some[1])
    return Group.objects.filter(pk=membership.group_id).values_list(*row)


def waiting_line(number: int) -> str:
    """`3 things people said are not in an entry yet`, or nothing."""
    if not number:
        return ""
    if number > MANY:
        return f"More than {MANY} things people said are not in an entry yet"
    return f"{count_of(number, 'thing')} people said {'is' if number == 1 else 'are'} not in an entry yet"


@dataclass(frozen=True)
class Candidate:
    """Something said that can be joined, as the list shows it."""

    key: str
    words: str
    who: str
    said_on: object
    topic: str
    note: str
    thing: object

    @property
    def called(self) -> str:
        return self.note or self.words


def candidates(membership, kind: str, topic: str = "", old_before: datetime | None = None):
    """Rows of one kind, oldest first: those who waited longest come first."""
    if kind == DRAFTS:
        rows = unjoined(membership, old_before)[1] if old_before else drafts(membership)
        rows = rows.select_related("said_by__person", "topic", "group").order_by("drafted_at", "id")
    else:
        rows = unjoined(membership, old_before)[0] if old_before else posts(membership)
        rows = rows.select_related("said_by__person", "topic", "group").order_by("said_on", "id")
    return rows.filter(topic_id=int(topic)) if topic else rows


def candidate(row) -> Candidate:
    topic = row.topic.name if row.topic else ""
    if isinstance(row, Said):
        day = row.group.local(row.drafted_at).date()
        return Candidate(f"said-{row.number}", row.words, name_of(row), day, topic, "", row)
    return Candidate(f"post-{row.pk}", row.words, name_of(row), row.said_on, topic, row.content_note, row)


def name_of(row) -> str:
    """The name, when it was said with one. Of the rest nobody knows it."""
    return row.said_by.person.name if row.shown_as == ShownAs.NAME else "Someone in the group"


@dataclass(frozen=True)
class Chosen:
    """What somebody picked, by the keys of the list. `missing` when something picked is not there (any more)."""

    posts: list
    drafts: list
    missing: bool

    @property
    def rows(self):
        return [candidate(row) for row in (*self.posts, *self.drafts)]


def chosen(membership, keys: list[str]) -> Chosen:
    """Two statements, however many were picked."""
    ids, numbers, odd = set(), set(), False
    for key in keys:
        kind, _, rest = key.partition("-")
        if kind == "post" and (found := _uuid(rest)):
            ids.add(found)
        elif kind == "said" and rest.isascii() and rest.isdecimal() and len(rest) < 10:
            numbers.add(int(rest))
        else:
            odd = True
    some = list(candidates(membership, TALK).filter(pk__in=ids))
    more = list(candidates(membership, DRAFTS).filter(number__in=numbers))
    return Chosen(some, more, odd or len(some) + len(more) < len(ids) + len(numbers))


def _uuid(value):
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


# --- what an entry is made of ---


@dataclass(frozen=True)
class Part:
    """One piece as its group reads it."""

    piece: Piece
    who: str
    words: str
    may_take_out: bool


@dataclass(frozen=True)
class MadeOf:
    """What an entry is made of, as far as this reader may know: inside every piece, outside a rounded number."""

    parts: list
    number: str
    strength: str
    views: list
    may: frozenset


def with_joined(rows):
    """Entries with whether they are made of what several people said: most are not."""
    return rows.annotate(joined=Exists(Piece.objects.filter(said=OuterRef("pk"))))


def made_of(said, membership) -> MadeOf | None:
    """None for an entry that is not joined. One statement for most entries, three for a joined one not sent yet."""
    if not membership.inside:
        number = Piece.objects.filter(said=said).standing().count()
        return MadeOf([], f"{rounded(number).capitalize()} people’s words", "", [], frozenset()) if number else None
    pieces = list(Piece.objects.visible_to(membership).filter(said=said).with_people().in_order())
    for piece in pieces:
        piece.said = said
    if not pieces:
        return None
    number = sum(piece.has_words for piece in pieces)
    parts = [Part(p, name_of(p), p.as_shown, may_take_out(p, membership)) for p in pieces]
    strength, views = ("", []) if said.stage not in OPEN else _beside(said, membership)
    words = "1 person’s words" if number == 1 else f"{number} people’s words"
    return MadeOf(parts, words, strength, views, frozenset(what_they_may(said, membership)))


def _beside(said, membership):
    strength = Strength.objects.visible_to(membership).filter(said=said).first()
    views = MinorityView.objects.visible_to(membership).filter(said=said).select_related("held_by__person")
    return strength.words if strength else "", list(views.order_by("held_at", "id"))


def what_they_may(said, membership) -> set[str]:
    """Which deeds are this person's now, of an entry that is made of pieces."""
    may = set()
    if said.stage == Stage.DRAFT and membership.may(FeedbackAbility.GATHER):
        may.add("add_pieces")
    if said.stage in OPEN:
        may |= {"say_strength"} if membership.may(FeedbackAbility.SAY_STRENGTH) else set()
        may |= {"see_differently"} if membership.may(FeedbackAbility.SEE_DIFFERENTLY) else set()
    return may


def may_take_out(piece, membership) -> bool:
    """One's own words until the entry is sent; anybody's while it is a draft, for those who gather."""
    own = piece.said_by_id is not None and piece.said_by_id == membership.pk
    if own:
        return piece.said.stage in OPEN
    return piece.said.stage == Stage.DRAFT and membership.may(FeedbackAbility.GATHER)


def still_in(letters) -> set[int]:
    """Letters about a piece that is still in its entry."""
    about = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}  # piece:<id>
    there = set(Piece.objects.filter(pk__in=about.values()).exclude(words="").values_list("pk", flat=True))
    return {pk for pk, piece in about.items() if piece in there}


def authors_here(pieces, by) -> dict[int, Membership]:
    """Those who said a piece with their name and are still here, but for whoever does this themselves."""
    ids = {piece.said_by_id for piece in pieces if piece.said_by_id and piece.said_by_id != by.pk}
    return {one.pk: one for one in Membership.objects.current().filter(pk__in=ids).select_related("person")}
