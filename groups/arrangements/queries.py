"""The list of what people need at a meeting, worked out from what they said; and what the clock has to do about it."""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice

from django.db.models import CharField, F, FilteredRelation, Q, Value
from django.db.models.functions import TruncDate

from coproduction.kit import walltime, words
from groups.arrangements.models import Arrangement, Need, Preparation, Progress, WasItThere
from groups.meetings.models import Meeting, Reply
from groups.meetings.queries import usual_needs
from groups.membership.models import FACILITATING, Membership, Role

NUDGE_DAYS = 3
ASK_AT = time(9)  # the morning after
ASK_WITHIN = timedelta(days=15)  # after a longer outage nobody remembers
KEPT = timedelta(days=30)
AT_A_TIME = 20
ONCE = ("membership__person__access_needs", "membership__person__communication_needs")  # told once, for all meetings

# How people call a need. More than one may stand in a piece of what they wrote.
CALLED = {
    Need.INTERPRETER: r"interpret|\bbsl\b|sign language|\bsigner|translat|lipspeak",
    Need.CAPTIONS: r"caption|subtitle|speech.to.text|live text",
    Need.BREAKS: r"\bbreaks?\b|\bpauses?\b|\brest\b",
    Need.LARGE_PRINT: r"(large|larger|big|bigger) (print|type|text|letters)",
    Need.SUPPORTER: r"\bsupport(er| worker)|\bcarer|personal assistant|(some(one|body)|comes?) (beside|with) me",
    Need.TRAVEL: r"\btravel|\btaxi|\btransport|\bparking|\bfares?\b|\btrain\b|\bbus\b|\ba lift (home|there)",
}
# A piece that is no need of its own: politeness, a reason, or *nothing*.
NO_NEED = re.compile(
    r"(and |or )?(please|thanks?( you)?|ta|too|also|if possible|because .*|so that .*|none|nothing|no( needs?)?|n/?a|[-–—.]*)",
    re.IGNORECASE,
)
_PIECES = re.compile(r"[,;]|\.\s|\.$| and ", re.IGNORECASE)
_SENTENCES = re.compile(r"\n+|(?<=[.;!?])\s+")


def needs_in(said: str) -> dict[str, str]:
    """By kind of need, the sentences it stands in, as they were written. Nothing that was said is left out."""
    found = defaultdict(list)
    for sentence in filter(None, map(str.strip, _SENTENCES.split(said))):
        kinds = set()
        for piece in _PIECES.split(sentence):
            piece = piece.strip(" .!,")
            if not NO_NEED.fullmatch(piece):
                kinds |= {need for need, called in CALLED.items() if re.search(called, piece, re.I)} or {Need.OTHER}
        for need in kinds:
            found[need].append(sentence)
    return {need: "\n".join(found[need]) for need in Need if need in found}


def sealed(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Line:
    """One need of one person who comes or may come."""

    reply: Reply
    need: Need
    words: str
    from_profile: bool  # they wrote nothing this time; this is what they told us once
    kept: Arrangement | None
    moved_at: datetime | None

    @property
    def membership(self) -> Membership:
        return self.reply.membership

    @property
    def seal(self) -> str:
        return sealed(self.words)

    @property
    def ticked(self) -> bool:
        return self.kept is not None and self.kept.arranged_at is not None

    @property
    def arranged(self) -> bool:
        """Ticked off, and nothing was said or moved since."""
        if not self.ticked or self.kept.seal != self.seal:
            return False
        since = self.kept.arranged_at
        return since >= self.reply.replied_at and (self.moved_at is None or since >= self.moved_at)

    @property
    def open_again(self) -> bool:
        return self.ticked and not self.arranged


def lines_of(meetings, reader: Membership | None = None) -> dict[int, list[Line]]:
    """By meeting, its lines: all of them, or those this reader may know of. Two statements, however many meetings."""
    meetings = {meeting.pk: meeting for meeting in meetings}
    kept = defaultdict(dict)
    rows = Arrangement.objects.filter(meeting__in=meetings)
    for one in rows.select_related("sees_to_it__person", "arranged_by__person"):
        kept[one.meeting_id, one.membership_id][one.need] = one
    found = {pk: [] for pk in meetings}
    for reply in _coming(meetings, reader):
        mine = kept[reply.meeting_id, reply.membership_id]
        found[reply.meeting_id] += _lines_of_one(reply, mine, meetings[reply.meeting_id].moved_at)
    return found


def _coming(meetings, reader):
    """Replies of those who (may) come and need something, that this reader may know of (all, without one), by name."""
    rows = Reply.objects.visible_to(reader) if reader else Reply.objects.all()
    coming = rows.filter(meeting__in=meetings).of_current().exclude(answer=Reply.Answer.NO)
    coming = coming.exclude(**dict.fromkeys(("needs", *ONCE), ""))
    return coming.select_related("membership__person").order_by("membership__person__name", "id")


def _lines_of_one(reply, kept, moved_at) -> list[Line]:
    said = reply.needs or usual_needs(reply.membership.person)
    return [Line(reply, need, told, not reply.needs, kept.get(need), moved_at) for need, told in needs_in(said).items()]


def lines(meeting: Meeting, reader: Membership | None = None) -> list[Line]:
    return lines_of([meeting], reader)[meeting.pk]


def line(meeting: Meeting, whose_id: int, need: str, reader: Membership | None = None) -> Line | None:
    found = (one for one in lines(meeting, reader) if (one.membership.pk, one.need) == (whose_id, need))
    return next(found, None)


def kept_until(meeting: Meeting) -> datetime:
    """When what people needed is deleted."""
    return meeting.ends_at + KEPT


def progress(meeting: Meeting, reader: Membership, now: datetime) -> Progress | None:
    """How far it is, for those who may know: facilitators of everything, others of what is theirs. One statement."""
    if meeting.cancelled or not reader.inside or now >= kept_until(meeting):
        return None
    seen_to = FilteredRelation("meeting__seen_to", condition=Q(meeting__seen_to__membership=F("membership")))
    rows = _coming([meeting.pk], reader).annotate(kept=seen_to).annotate(
        kept_need=F("kept__need"), kept_seal=F("kept__seal"), kept_at=F("kept__arranged_at")
    ).only("needs", "replied_at", *ONCE)  # fmt: skip
    replies, kept = {}, defaultdict(dict)
    for row in rows:  # a row for each arrangement of each reply
        replies[row.pk] = row
        kept[row.pk][row.kept_need] = Arrangement(need=row.kept_need, seal=row.kept_seal, arranged_at=row.kept_at)
    mine = [one for pk, reply in replies.items() for one in _lines_of_one(reply, kept[pk], meeting.moved_at)]
    return Progress(sum(one.arranged for one in mine), len(mine)) if mine else None


def could_see_to_it(group_id: int):
    """Those who may read needs may see to them."""
    here = Membership.objects.current().of_group(group_id).filter(role__in=FACILITATING)
    return here.select_related("person").order_by("person__name", "id")


# --- the page ---


@dataclass(frozen=True)
class Person:
    """One person's part of the list."""

    membership: Membership
    reply: Reply
    lines: list[Line]
    missed: bool  # last time they said no: it was not there
    was: WasItThere | None  # what they said after this meeting


def people(meeting: Meeting, reader: Membership) -> list[Person]:
    """The list by person, as far as this reader may know of it. Four statements."""
    grouped = defaultdict(list)
    for one in lines(meeting, reader):
        grouped[one.membership.pk].append(one)
    was = {one.membership_id: one for one in WasItThere.objects.visible_to(reader).filter(meeting=meeting)}
    missed = missed_last_time(meeting, grouped) if reader.facilitates else set()
    return [Person(mine[0].membership, mine[0].reply, mine, pk in missed, was.get(pk)) for pk, mine in grouped.items()]


def missed_last_time(meeting: Meeting, membership_ids) -> set[int]:
    """Those who, when they were last asked after an earlier meeting, said that what they needed was not there."""
    earlier = WasItThere.objects.filter(membership__in=membership_ids, meeting__ends_at__lt=meeting.ends_at)
    answered = earlier.exclude(answer="").exclude(answer=WasItThere.Answer.AWAY)
    latest = dict(answered.order_by("meeting__ends_at", "id").values_list("membership_id", "answer"))
    return {pk for pk, answer in latest.items() if answer == WasItThere.Answer.NO}


# --- what the clock has to do ---


def near(now: datetime, within=timedelta(days=NUDGE_DAYS + 1)):
    """Meetings of the next three days whose facilitators were not nudged since it moved. `to_nudge`: with something open."""
    ahead = Meeting.objects.going_ahead().filter(starts_at__gt=now, starts_at__lte=now + within, group__closed_at=None)
    return ahead.filter(Q(preparation__nudged_at=None) | Q(preparation__nudged_at__lt=F("moved_at")))


def to_nudge(now: datetime) -> list[tuple[Meeting, Progress]]:
    rows = near(now).select_related("group").soonest_first()
    meetings = [one for one in rows if walltime.days_before(one.starts_at, NUDGE_DAYS, one.zone) <= now]
    found = lines_of(meetings) if meetings else {}
    told = [(one, Progress(sum(x.arranged for x in found[one.pk]), len(found[one.pk]))) for one in meetings]
    return [(one, far) for one, far in told if far.done < far.all]


def unasked(now: datetime):
    """Meetings that were held, and after which nobody was asked. `to_ask_about`: from the morning after."""
    held = Meeting.objects.going_ahead().behind(now).filter(ends_at__gt=now - ASK_WITHIN, group__closed_at=None)
    return held.filter(preparation__asked_at=None)


def to_ask_about(now: datetime) -> list[Meeting]:
    rows = unasked(now).select_related("group").order_by("ends_at", "id").iterator()
    return list(islice((one for one in rows if asked_from(one) <= now), AT_A_TIME))


def asked_from(meeting: Meeting) -> datetime:
    return walltime.at(meeting.ends.date() + timedelta(days=1), ASK_AT, meeting.zone)


def to_forget(now: datetime):
    return Meeting.objects.filter(ends_at__lte=now - KEPT, needs_forgotten=False).order_by("ends_at", "id")


# --- whether a letter is still right ---


def _about(letters) -> dict[int, int]:
    return {letter.pk: int(letter.about.split(":")[1]) for letter in letters}


def still_to_nudge(letters, now: datetime) -> set[int]:
    """To those who still facilitate, of a meeting that is still ahead and still lacks something."""
    number = _about(letters)
    ahead = Meeting.objects.going_ahead().filter(pk__in=number.values(), starts_at__gt=now)
    open_ = {pk for pk, mine in lines_of(ahead).items() if not all(one.arranged for one in mine)}
    readers = Membership.objects.current().filter(role__in=FACILITATING, group__meetings__in=open_)
    allowed = set(readers.values_list("group__meetings", "person_id"))
    return {letter.pk for letter in letters if (number[letter.pk], letter.person_id) in allowed}


def _still(letters, rows) -> set[int]:
    """To the person themselves, while it is kept and they are here."""
    number = _about(letters)
    rows = rows.filter(meeting__in=number.values(), membership__in=Membership.objects.current())
    here = set(rows.values_list("meeting_id", "membership__person_id"))
    return {letter.pk for letter in letters if (number[letter.pk], letter.person_id) in here}


def still_asked(letters) -> set[int]:
    """Not once they have answered, or left."""
    return _still(letters, WasItThere.objects.unanswered())


def still_noted(letters) -> set[int]:
    return _still(letters, WasItThere.objects.all())


def still_missed(letters) -> set[int]:
    """To those who still facilitate, while it is still a no. `about` is `was_it_there:<id>`."""
    number = _about(letters)
    missed = WasItThere.objects.filter(pk__in=number.values(), answer=WasItThere.Answer.NO)
    group = dict(missed.values_list("pk", "meeting__group_id"))
    readers = Membership.objects.current().filter(role__in=FACILITATING, group__in=group.values())
    allowed = set(readers.values_list("group_id", "person_id"))
    return {letter.pk for letter in letters if (group.get(number[letter.pk]), letter.person_id) in allowed}


def waits_for(membership: Membership):
    """What one was asked and has not answered, as (kind, number, day) for one's home page."""
    mine = WasItThere.objects.of_a_meeting_seen_by(membership).unanswered()
    if membership.role == Role.SUPPORTER:
        mine = (mine | WasItThere.objects.to_help_with(membership).unanswered()).distinct()
    kind, day = (
        Value("was_it_there", output_field=CharField()),
        TruncDate("meeting__starts_at", tzinfo=membership.group.zone),
    )
    return mine.values_list(kind, "meeting_id", day).order_by()


def to_help_with(meeting: Meeting, supporter: Membership):
    """What this supporter may answer for the members they help, at this meeting."""
    return WasItThere.objects.to_help_with(supporter).filter(meeting=meeting)


def counts_in_words(kept: Preparation) -> str:
    """What stays of a list when the rest is forgotten."""
    if not kept.needed:
        return "Nobody needed anything arranged."
    said = [f"{words.count_of(kept.needed, 'thing')} needed, {kept.arranged} arranged."]
    told = {answer: kept.there.get(answer, 0) for answer in WasItThere.Answer.values}
    if any(told.values()):
        said.append(
            f"Afterwards people said it was there: yes {told['YES']}, partly {told['PARTLY']}, no {told['NO']}."
        )
    return " ".join(said)
