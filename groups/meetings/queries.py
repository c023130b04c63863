"""What a page or a digest needs to know about meetings."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, When

from coproduction.kit import when, words
from coproduction.kit.counts import number_of
from groups.meetings.models import Guest, Meeting, Reply
from groups.membership.models import FACILITATING, THE_GROUP, Membership
from groups.membership.queries import supported_members, supports
from groups.permissions import GroupAbility

SOON = timedelta(days=60)
NOTES_WAIT = timedelta(days=90)
FEW = 5


def next_meeting(membership: Membership, now: datetime) -> Meeting | None:
    """The next meeting that goes ahead and that this person may see; it is still next while it lasts. One statement."""
    ahead = Meeting.objects.visible_to(membership).going_ahead().ahead(now).soonest_first()
    return ahead.with_my_reply(membership).first()


def askable(meeting: Meeting):
    """Everyone who may say whether they come: the group, and the guests from the system."""
    return (
        Membership.objects.current()
        .of_group(meeting.group_id)
        .filter(Q(role__in=THE_GROUP) | Q(guest_at__meeting=meeting))
    )


def may_reply_for(by: Membership, whose: Membership) -> bool:
    """Row 23: facilitators for anyone of their group, supporters for those they support now."""
    if by.group_id != whose.group_id:
        return False
    return by.facilitates or supports(by, whose)


@dataclass(frozen=True)
class StillNeeds:
    """What a meeting still needs before it begins. Counts, never names. What people need is counted by arrangements."""

    empty_agenda: bool
    proposals: int  # items that wait for a place
    not_heard_from: int  # people who have not said whether they come
    papers: int  # promised for it, and not here

    @property
    def anything(self) -> bool:
        return bool(self.empty_agenda or self.proposals or self.not_heard_from or self.papers)

    @property
    def in_words(self) -> list[str]:
        """One plain line a thing."""
        said = []
        if self.empty_agenda:
            said.append("The agenda is empty.")
        if self.proposals:
            waits = "waits" if self.proposals == 1 else "wait"
            said.append(f"{words.count_of(self.proposals, 'suggestion')} {waits} for a place on the agenda.")
        if self.not_heard_from:
            have = "has" if self.not_heard_from == 1 else "have"
            said.append(
                f"{words.count_of(self.not_heard_from, 'person', 'people')} {have} not said if they are coming."
            )
        if self.papers:
            was_promised = "that was promised is" if self.papers == 1 else "that were promised are"
            said.append(f"{words.count_of(self.papers, 'paper')} {was_promised} not here yet.")
        return said


def still_needs(meeting: Meeting, now: datetime) -> StillNeeds:
    """One statement, whatever the size of the group. `now` is taken so that a meeting held needs nothing."""
    if meeting.cancelled or meeting.over(now):
        return StillNeeds(False, 0, 0, 0)
    items = meeting.items.filter(removed_at=None)
    replied = Reply.objects.filter(meeting=meeting, membership=OuterRef("pk"))
    found = Meeting.objects.values_list(
        number_of(items.exclude(accepted_at=None)),
        number_of(items.filter(accepted_at=None)),
        number_of(askable(meeting).filter(~Exists(replied))),
        number_of(meeting.papers.there().promised()),
    )
    placed, waiting, silent, papers = found.get(pk=meeting.pk)
    return StillNeeds(not placed, waiting, silent, papers)


@dataclass(frozen=True)
class NeedsYou:
    """What waits for one person: meetings to answer, and notes to confirm."""

    to_answer: list[Meeting] = field(default_factory=list)
    to_confirm: list[Meeting] = field(default_factory=list)

    def __bool__(self):
        return bool(self.to_answer or self.to_confirm)


def needs_you(membership: Membership, now: datetime) -> NeedsYou:
    """One statement. Meetings of the next two months; notes of the last three that everyone has had time to read."""
    seen = Meeting.objects.visible_to(membership).going_ahead()
    asked = Q(pk__in=seen.ahead(now).filter(starts_at__lte=now + SOON).waiting_for(membership).values("pk"))
    held = Q(starts_at__range=(now - NOTES_WAIT, now), notes__confirmed_at=None, notes__closes_at__lte=now)
    held &= ~Q(pk__in=Meeting.objects.filter(group_id=membership.group_id).with_a_correction_open().values("pk"))
    wanted = [asked] * GroupAbility.REPLY.opens_for(membership.role)
    wanted += [held] * GroupAbility.CONFIRM_NOTES.opens_for(membership.role)
    if not wanted:
        return NeedsYou()
    found = list(seen.filter(reduce(or_, wanted)).select_related("notes").order_by("-starts_at", "-id")[:40])
    ahead, behind = [one for one in found if one.ends_at > now], [one for one in found if one.ends_at <= now]
    return NeedsYou(ahead[: -FEW - 1 : -1], behind[:FEW])


# --- how people get in ---


def no_way_in(how: str, told: dict) -> dict[str, str]:
    """What is missing so that people can come, by field: a room has a place, and online there is a way to join."""
    missing = {}
    if how in (Meeting.How.IN_PERSON, Meeting.How.HYBRID) and not told.get("place"):
        missing["place"] = "Enter where people meet"
    if how in (Meeting.How.ONLINE, Meeting.How.HYBRID) and not (told.get("joining_link") or told.get("joining_note")):
        missing["joining_link"] = "Enter the link, or write another way to join below"
    return missing


def does_not_fit(how: str) -> dict:
    """What is left empty, because people do not meet like that."""
    if how == Meeting.How.ONLINE:
        return {"place": "", "place_access": "", "capacity": None}
    return {"joining_link": ""} if how == Meeting.How.IN_PERSON else {}


# --- the page of one meeting ---


def usual_needs(person) -> str:
    """What somebody told us once about taking part, so that nobody asks again."""
    return "\n".join(said for said in (person.access_needs, person.communication_needs) if said)


@dataclass(frozen=True)
class Card:
    """Where one person answers: their own reply, or that of somebody they support."""

    membership: Membership
    mine: bool
    reply: Reply | None
    again: bool  # they answered, but the meeting was moved since
    needs: str  # what to begin with
    start: str = ""  # the answer to begin with: they said yes to this date when it was looked for


def cards(meeting: Meeting, reader: Membership) -> list[Card]:
    """The reader's own card, then those of the people they support. One statement, two for a supporter."""
    asked = [reader, *supported_members(reader)]
    said = {one.membership_id: one for one in Reply.objects.filter(meeting=meeting, membership__in=asked)}
    offered = meeting.offered(asked)
    return [card(meeting, reader, one, said.get(one.pk), offered) for one in asked]


def card(meeting: Meeting, reader: Membership, whose: Membership, reply: Reply | None, offered=None) -> Card:
    again = bool(reply and reply.before_the_move(meeting))
    start, told = (meeting.offered([whose]) if offered is None else offered).get(whose.pk, ("", ""))
    needs = reply.needs if reply else told or usual_needs(whose.person)
    return Card(whose, whose.pk == reader.pk, reply, again, needs, "" if reply else start)


@dataclass(frozen=True)
class Coming:
    """How many come, in words for this reader: exact inside the group, rounded for people from the system."""

    yes: str
    maybe: str
    online: str
    full: bool


def coming(meeting: Meeting, reader: Membership) -> Coming:
    """One statement."""
    said = meeting.replies.counted()
    shown = str if reader.inside else words.rounded
    seated = said["YES"] - said["ONLINE"]
    full = bool(reader.inside and meeting.in_a_room and meeting.capacity and seated >= meeting.capacity)
    online = str(said["ONLINE"]) if said["ONLINE"] and reader.inside else ""  # outside, numbers are never split
    return Coming(shown(said["YES"]), shown(said["MAYBE"]), online, full)


def guests_of(meeting: Meeting, reader: Membership):
    return meeting.guests.visible_to(reader).select_related("membership__person").order_by("id")


def guests_to_choose(meeting: Meeting):
    """People from the system of this group who are not invited to this meeting."""
    here = Membership.objects.current().of_group(meeting.group_id).filter(role__in=Guest.MAY_BE)
    return here.exclude(guest_at__meeting=meeting).select_related("person").order_by("person__name", "id")


_ANSWERS = Case(When(answer="YES", then=0), When(answer="MAYBE", then=1), default=2, output_field=IntegerField())


def who_is_coming(meeting: Meeting, reader: Membership):
    """Replies this reader may know of. Facilitators: all. The group: who comes or may. The system: its own and facilitators."""
    rows = meeting.replies.of_current().select_related("membership__person")
    if not reader.facilitates:
        rows = rows.exclude(answer=Reply.Answer.NO)
    if not reader.inside:
        rows = rows.filter(membership__role__in=(*FACILITATING, *Guest.MAY_BE))
    return rows.order_by(_ANSWERS, "membership__person__name", "id")


def not_heard_from(meeting: Meeting):
    """Those invited who have not answered, for the facilitator who rings them. By name, not by how long."""
    replied = Reply.objects.filter(meeting=meeting, membership=OuterRef("pk"))
    return askable(meeting).filter(~Exists(replied)).select_related("person").order_by("person__name", "id")


# --- for people outside the group: numbers only ---


def held_in_numbers(reader: Membership, now: datetime):
    """Meetings that were held, newest first, with how many came: day and number, nothing else (row 19, rounded)."""
    held = Meeting.objects.filter(group_id=reader.group_id).going_ahead().behind(now)
    yes = Count("replies", filter=Q(replies__answer=Reply.Answer.YES))
    return held.only("starts_at", "time_zone").annotate(came=yes).order_by("-starts_at", "-id")


# --- letters ---


def yours(meeting: Meeting, person) -> str:
    """When it is on the reader's own clock, if that shows another time than the meeting's."""
    if person.time_zone in ("", meeting.time_zone):
        return ""
    zone = ZoneInfo(person.time_zone)
    said = when.span(meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone))
    return "" if said == meeting.when else said


def told_of(meeting: Meeting) -> dict:
    """What every letter about a meeting says of it, in finished words."""
    return {
        "title": meeting.title,
        "when": meeting.when,
        "day": meeting.day,
        "about": meeting.about,
        "where": meeting.where,
        "access": meeting.place_access if meeting.in_a_room else "",
        "link": meeting.joining_link if meeting.online else "",
        "other_ways": meeting.joining_note,
        "arrangements": meeting.arrangements,
    }


def close_by(meeting: Meeting, now: datetime) -> bool:
    """Whether it begins within three days: news of it cannot wait for quiet times or a weekly batch."""
    return meeting.starts_at - now <= timedelta(days=3)


def to_tell(meeting: Meeting):
    """Everyone who may come, with the person to write to."""
    return askable(meeting).select_related("person").order_by("id")


def still_seen(letters) -> dict[int, Meeting]:
    """By letter, its meeting, where its reader may still see it. `about` is `…:<meeting>:<version>`."""
    number = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    meetings = Meeting.objects.in_bulk(set(number.values()))
    allowed = who_may_come(meetings.values(), {letter.person_id for letter in letters})
    return {one.pk: meetings[number[one.pk]] for one in letters if (number[one.pk], one.person_id) in allowed}


def as_it_was(letters, now, right) -> set[int]:
    """Of these, letters whose meeting is still as it was when they were written, and is `right`."""
    version = {letter.pk: int(letter.about.split(":")[2]) for letter in letters}
    seen = still_seen(letters).items()
    return {pk for pk, meeting in seen if meeting.version == version[pk] and right(meeting, now)}


def who_may_come(meetings, person_ids) -> set[tuple[int, int]]:
    """Pairs of meeting and person: who of these people may see which of these meetings. Two statements."""
    meetings = list(meetings)
    rows = Membership.objects.current().filter(person_id__in=person_ids, group__in={m.group_id for m in meetings})
    people = list(rows.values_list("group_id", "person_id", "role", "pk"))
    guests = set(Guest.objects.filter(meeting__in=meetings).values_list("meeting_id", "membership_id"))
    return {
        (meeting.pk, person)
        for meeting in meetings
        for group, person, role, pk in people
        if group == meeting.group_id and (role in THE_GROUP or (meeting.pk, pk) in guests)
    }
