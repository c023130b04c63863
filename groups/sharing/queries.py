"""Who is asked whether notes may be shown outside, how it stands for one reader, and what is shown."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, Prefetch, Value

from coproduction.kit import walltime
from groups.membership.models import Membership
from groups.minutes.models import Notes, NotesLine
from groups.permissions import GroupAbility
from groups.sharing.models import MayObject, Share

OPEN_FOR_DAYS = 7
MOST_SHOWN = 20


def closes_at(meeting, now: datetime) -> datetime:
    """The end of the seventh day after today, on the clocks of the meeting."""
    return walltime.end_of(now.astimezone(meeting.zone).date() + timedelta(days=OPEN_FOR_DAYS), meeting.zone)


def may_answer(group_id):
    """Members: they may say that they mind. Those who run the group can take it back at any time instead."""
    here = Membership.objects.current().of_group(group_id).holding(GroupAbility.ANSWER_SHARING)
    return here.select_related("person").order_by("id")


# --- for one reader ---


@dataclass(frozen=True)
class Sharing:
    """How it stands with showing these notes outside, as this reader may know it."""

    share: Share | None = None
    proposes: bool = False
    answers: bool = False
    has_answered: bool = False
    open: bool = False
    shared: bool = False
    not_shared: bool = False  # somebody minded: known when it has closed
    takes_back: bool = False
    public: bool = False

    @property
    def asks(self) -> bool:
        return self.open and self.answers and not self.has_answered


def sharing_of(notes: Notes, reader: Membership, now: datetime) -> Sharing | None:
    """At most two statements. Nothing for people outside the group, nor before the notes are confirmed."""
    if not reader.inside or not notes.confirmed or notes.meeting.cancelled:
        return None
    public = bool(reader.group.is_public)
    rows = Share.objects.visible_to(reader).filter(notes=notes, version=notes.version)
    share = rows.select_related("proposed_by__person").newest_first().first()
    if share:
        share.notes = notes
    if share is None or not (share.holds or _minded(share, now)):
        proposes = public and reader.may(GroupAbility.PROPOSE_SHARING)
        return Sharing(share if share and share.ended_at else None, proposes=proposes, public=public)
    takes_back = reader.may(GroupAbility.TAKE_BACK_SHARING)
    if not share.open(now):
        minds = share.somebody_minds
        return Sharing(share, shared=not minds, not_shared=minds, takes_back=takes_back and not minds, public=public)
    answers = reader.may(GroupAbility.ANSWER_SHARING)
    mine = MayObject.objects.visible_to(reader).filter(share=share).first() if answers else None
    return Sharing(
        share, open=True, answers=answers, has_answered=bool(mine and mine.has_answered), takes_back=takes_back,
        public=public,
    )  # fmt: skip


def _minded(share: Share, now) -> bool:
    """Known to everyone when its days are over, and then for as long as the words are the same."""
    return share.ended_at is None and share.somebody_minds and not share.open(now)


def waits_for(membership: Membership, now: datetime):
    """What this person is asked, answered or not, as (kind, number, day) for their home page."""
    mine = MayObject.objects.visible_to(membership).filter(share__in=Share.objects.asking(now))
    kind = Value("share_notes", output_field=CharField())
    day = walltime.last_day_of("share__closes_at", membership.group.zone)
    return mine.values_list(kind, "share__notes__meeting_id", day).order_by()


def still_asked(letters, now: datetime) -> set[int]:
    """Letters whose question is open and whose reader may answer. `about` is `share_notes:<share>`.

    Whether they have answered is not looked at: everyone gets the same letter.
    """
    wanted = {letter.pk: (int(letter.about.split(":")[1]), letter.person_id) for letter in letters}
    asking = Share.objects.asking(now).filter(pk__in={one for one, _ in wanted.values()})
    here = Membership.objects.current().holding(GroupAbility.ANSWER_SHARING)
    rows = MayObject.objects.filter(share__in=asking, membership__in=here)
    right = set(rows.values_list("share_id", "membership__person_id"))
    return {letter for letter, pair in wanted.items() if pair in right}


# --- for everyone ---


@dataclass(frozen=True)
class Shown:
    """What anyone may read of one meeting: its day, the plain summary and what was decided. Never its title or the rest."""

    meeting_id: int
    day: date
    summary: str
    decisions: list[str]


def shown_to_everyone(group, now: datetime, meeting_id: int | None = None) -> list[Shown]:
    """The newest meetings first. Two statements; of a group that has a public page, which the caller looks up."""
    rows = Share.objects.shared(now).filter(notes__meeting__group=group)
    if meeting_id is not None:
        rows = rows.filter(notes__meeting_id=meeting_id)
    decisions = NotesLine.objects.live().decisions().in_order()
    rows = rows.select_related("notes__meeting").prefetch_related(
        Prefetch("notes__lines", decisions, to_attr="what_was_decided")
    )
    shown = rows.order_by("-notes__meeting__starts_at", "-id")[:MOST_SHOWN]
    return [
        Shown(
            one.notes.meeting_id, one.notes.meeting.starts.date(), one.notes.summary,
            [line.words for line in one.notes.what_was_decided],
        )
        for one in shown
    ]  # fmt: skip


def days_shown(group, now: datetime) -> list[tuple[int, datetime]]:
    """The meetings of which something is shown, for a list of links. One statement."""
    rows = Share.objects.shared(now).filter(notes__meeting__group=group).select_related("notes__meeting")
    found = rows.order_by("-notes__meeting__starts_at", "-id")[:MOST_SHOWN]
    return [(one.notes.meeting_id, one.notes.meeting.starts) for one in found]
