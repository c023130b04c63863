"""Joining what several people said, adding to it, taking out; how strongly people feel, and who sees it differently.

Nobody's words are lost: a joined draft is taken back with the number it went into, its words stand in the piece, and taken
out again it becomes a draft again. What goes with an entry is written into the step that sends it, which never changes.
"""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from coproduction.kit.words import count_of
from feedback.gathering import emails, queries
from feedback.gathering.models import KeptAsTalk, MinorityView, Piece, Strength
from feedback.log import operations as log
from feedback.log.models import Said, Stage, Step
from feedback.permissions import FeedbackAbility
from feedback.voice import operations as voice
from feedback.voice.models import Post, ShownAs
from groups.history.operations import record
from groups.membership.models import Membership

MOST = 100  # pieces of one entry


class ChooseWhatPeopleSaid(Refusal):
    """Choose at least one thing that people said."""


class NotThereAnyMore(Refusal):
    """Something you chose was taken back, or is in an entry already. Go back and choose again."""


class TooMany(Refusal):
    """One entry can hold the words of 100 people. Make another entry for the rest."""


class NotADraft(Refusal):
    """This is not a draft any more, so nothing can be joined to it or taken out of it."""


class NotJoined(Refusal):
    """This entry is not made of what several people said."""


class SentAlready(Refusal):
    """This was sent, so what goes with it stays as it is."""


class KeptAlready(Refusal):
    """This stays talk already."""


class InAnEntry(Refusal):
    """This is in an entry now, or is not there any more."""


class SayWhyItStays(Refusal):
    """Say why it stays talk. The group can read it."""


def _hand(by):
    """From the group keeps nobody, unless a facilitator did what facilitators do."""
    return by if by.facilitates else None


def _open(by, ability, said, stages, refusal):
    log.may(by, ability, said.group_id)
    said = log.lock(said)
    if said.stage not in stages:
        raise refusal()
    return said


@transaction.atomic
def gather(*, by, now: datetime, words: str, posts=(), drafts=(), why_it_matters="", topic=None) -> Said:
    """A new draft from the group, made of what several people said. Those who said it with their name are told at once."""
    log.may(by, FeedbackAbility.GATHER, by.group_id)
    said = log.begin(
        group=by.group, now=now, words=log.text_of(words, "words", missing=log.SayWhat), shown_as=Said.ShownAs.GROUP,
        why_it_matters=log.text_of(why_it_matters, "why_it_matters"), topic=log.topic_of(by.group_id, topic),
    )  # fmt: skip
    headline = f"Put together from {count_of(len(posts) + len(drafts), 'thing')} people said"
    log.take_step(said, Step.Kind.GATHERED, headline, by=_hand(by), now=now, to=Stage.DRAFT, inside_only=True)
    _join(said, posts, drafts, by, now)
    return said


@transaction.atomic
def add(*, by, now: datetime, said: Said, posts=(), drafts=()) -> Said:
    """More of what people said, into a draft that is made of such pieces."""
    said = _open(by, FeedbackAbility.GATHER, said, (Stage.DRAFT,), NotADraft)
    if not said.pieces.exists():
        raise NotJoined()
    headline = f"{count_of(len(posts) + len(drafts), 'more thing')} people said joined"
    log.take_step(said, Step.Kind.GATHERED, headline, by=_hand(by), now=now, inside_only=True)
    _join(said, posts, drafts, by, now)
    return said


def _join(said, posts, drafts, by, now):
    if not posts and not drafts:
        raise ChooseWhatPeopleSaid()
    if said.pieces.count() + len(posts) + len(drafts) > MOST:
        raise TooMany()
    # Held first and asked again afterwards, so that two people cannot join the same words into two entries.
    held = list(locks.held(Post.objects).filter(pk__in=[one.pk for one in posts]).order_by("pk").values("pk"))
    locked = [log.lock(one) for one in sorted(drafts, key=lambda one: one.pk)]
    posts = list(queries.posts(by).filter(pk__in=[one["pk"] for one in held]).order_by("said_on", "pk"))
    free = set(queries.drafts(by).filter(pk__in=[one.pk for one in locked]).values_list("pk", flat=True))
    if len(posts) < len(held) or len(free) < len(locked):
        raise NotThereAnyMore()
    common = {"said": said, "added_by": _hand(by), "added_at": now}
    made = [Piece(post=one, words=one.words, shown_as=one.shown_as, said_by=one.said_by, **common) for one in posts]
    made += [Piece(draft=one, words=one.words, shown_as=one.shown_as, said_by=one.said_by, **common) for one in locked]
    for one in locked:
        hand = by if one.said_by_id or by.facilitates else None
        log.take_step(
            one, Step.Kind.WITHDRAWN, f"Joined into number {said.number}", by=hand, now=now, to=Stage.WITHDRAWN,
            inside_only=True,
        )  # fmt: skip
    Piece.objects.bulk_create(made)
    emails.joined(said, made, queries.authors_here(made, by), now=now)


@transaction.atomic
def take_out(*, by, now: datetime, piece: Piece) -> Said:
    """Out of the entry again. A post goes on standing in the talk; a draft is written down again as a draft."""
    log.may(by, FeedbackAbility.TAKE_PIECE_OUT, piece.said.group_id)
    said = log.lock(piece.said)
    piece = Piece.objects.select_related("draft").filter(said=said, pk=piece.pk).first()
    if piece is None:
        raise InAnEntry("Somebody took this out already.")
    piece.said = said
    if not queries.may_take_out(piece, by):
        raise SentAlready() if said.stage not in queries.OPEN else log.NotYourPart()
    told = queries.authors_here([piece], by)
    again = _write_again(said, piece, now) if piece.draft_id and piece.words else None
    emails.taken_out(said, piece, told, again=again, now=now)
    piece.delete()
    log.take_step(
        said, Step.Kind.GATHERED, "Somebody’s words were taken out again", by=_hand(by), now=now, inside_only=True
    )
    return said


def _write_again(said, piece, now) -> Said:
    """A draft that was joined is a draft again: with the name it had, or from the group if its author has left."""
    author = Membership.objects.current().filter(pk=piece.said_by_id).first()
    draft = log.begin(
        group=said.group, now=now, words=piece.words, why_it_matters=piece.draft.why_it_matters,
        topic_id=piece.draft.topic_id, shown_as=ShownAs.NAME if author else ShownAs.GROUP, said_by=author,
        came_from=piece.draft.came_from, meeting_id=piece.draft.meeting_id, source=piece.draft.source,
    )  # fmt: skip
    headline = f"Written down again: it was taken out of number {said.number}"
    log.take_step(draft, Step.Kind.DRAFTED, headline, by=author, now=now, to=Stage.DRAFT, inside_only=True)
    return draft


@transaction.atomic
def say_strength(*, by, now: datetime, said: Said, words: str) -> None:
    """How strongly people feel, in words. Empty takes it away. Who wrote it is not kept: it is the group's."""
    said = _joined(by, FeedbackAbility.SAY_STRENGTH, said)
    words = log.text_of(words, "words", model=Strength)
    if words:
        Strength.objects.update_or_create(said=said, defaults={"words": words, "changed_at": now})
    else:
        Strength.objects.filter(said=said).delete()
    sentence = f"Number {said.number}: how strongly people feel was written down."
    record("strength_said", sentence, group=said.group, about=said, at=now)


@transaction.atomic
def see_differently(*, by, now: datetime, said: Said, words: str) -> None:
    """A member's own view, beside what most say. Empty takes it away. It goes to the system without a name."""
    said = _joined(by, FeedbackAbility.SEE_DIFFERENTLY, said)
    words = log.text_of(words, "words", model=MinorityView)
    if words:
        fields = {"words": words, "held_at": now}
        MinorityView.objects.update_or_create(said=said, held_by=by, defaults=fields)
    else:
        MinorityView.objects.filter(said=said, held_by=by).delete()
    sentence = f"Number {said.number}: somebody said where they see it differently."
    record("seen_differently", sentence, group=said.group, about=said, at=now)


def _joined(by, ability, said):
    said = _open(by, ability, said, queries.OPEN, SentAlready)
    if not said.pieces.exists():
        raise NotJoined()
    return said


@log.goes_with_sending
def weight(said: Said, *, now: datetime) -> list[tuple[str, str]]:
    """What goes to the system with a joined entry, once and for all: how strongly people feel, and who sees it differently."""
    strength = Strength.objects.filter(said=said).values_list("words", flat=True)
    views = MinorityView.objects.filter(said=said).order_by("held_at", "id").values_list("words", flat=True)
    felt = [("How strongly people feel", words) for words in strength]
    return felt + [("Someone in the group sees it differently", words) for words in views]


@voice.goes_when_taken_back
def wipe_taken_back(post: Post, now: datetime) -> None:
    """Words taken back in the talk go from entries that are not sent yet. Once an entry is sent, they stay in it."""
    Piece.objects.filter(post=post, said__sent_at=None).update(words="", said_by=None, shown_as=ShownAs.GROUP)


@transaction.atomic
def keep_as_talk(*, by, now: datetime, because: str, post: Post | None = None, draft: Said | None = None) -> KeptAsTalk:
    """Decides that something said stays talk. The reason is the group's to read, and whoever said it with a name is told."""
    thing = post or draft
    log.may(by, FeedbackAbility.KEEP_AS_TALK, thing.group_id)
    because = log.text_of(because, "because", missing=SayWhyItStays, model=KeptAsTalk)
    locks.held(type(thing).objects).filter(pk=thing.pk).values_list("pk").first()
    if KeptAsTalk.objects.filter(post=post, draft=draft).exists():
        raise KeptAlready()
    free = queries.posts(by) if post else queries.drafts(by)
    if not free.filter(pk=thing.pk).exists():
        raise InAnEntry()
    kept = KeptAsTalk.objects.create(group=by.group, post=post, draft=draft, because=because, kept_by=by, kept_at=now)
    record("kept_as_talk", "Something said stays talk. The reason is there to read.", by=by, at=now)
    emails.stays_talk(kept, queries.authors_here([thing], by), now=now)
    return kept


@transaction.atomic
def no_longer_talk(*, by, now: datetime, kept: KeptAsTalk) -> None:
    """Undoes it: the thing waits again to become part of an entry."""
    log.may(by, FeedbackAbility.KEEP_AS_TALK, kept.group_id)
    if not KeptAsTalk.objects.filter(pk=kept.pk).delete()[0]:
        raise InAnEntry("Somebody undid this already.")
    record("kept_as_talk_undone", "Something that stayed talk can become an entry again.", by=by, at=now)
