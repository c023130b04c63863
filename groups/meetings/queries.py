"""What a page or a digest needs to know about meetings."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate

from coproduction.kit import when, words
from coproduction.kit.counts import in_order, list_of, number_of
from groups.meetings.models import Guest, Meeting, Reply
from groups.membership.models import FACILITATING, THE_GROUP, Membership, Role, Support
from groups.membership.queries import supports
from groups.permissions import GroupAbility

SOON = timedelta(days=60)
NOTES_WAIT = timedelta(days=90)
FEW = 5


def next_meeting(membership: Membership, now: datetime) -> Meeting | None:
    """The next that goes ahead and this person may see, while it lasts too; for planners `with_gaps`. One statement."""
    ahead = Meeting.objects.visible_to(membership).going_ahead().ahead(now).soonest_first()
    plans = membership.may(GroupAbility.PLAN_MEETING)
    return (with_gaps(ahead) if plans else ahead).with_my_reply(membership).first()


def askable(meeting: Meeting):
    """Everyone who may say whether they come: the group, and the guests from the system."""
    return askable_in(meeting.group_id, meeting)


def askable_in(group_id, meeting, then=None):
    """The same, or those of that moment."""
    here = Membership.objects.as_they_were(then).of_group(group_id)
    guests = Q(guest_at__meeting=meeting) & (then.there(Guest, "guest_at__") if then else Q())
    return here.filter(Q(role__in=THE_GROUP) | guests)


def may_reply_for(by: Membership, whose: Membership) -> bool:
    """Row 23: facilitators for anyone of their group, supporters for those they support now."""
    return by.group_id == whose.group_id and (by.facilitates or supports(by, whose))


@dataclass(frozen=True)
class StillNeeds:
    """What a meeting still needs before it begins: counts, never names. What people need is counted by arrangements."""

    in_words: list[str] = field(default_factory=list)
    not_heard_from: int = 0  # people who have not said whether they come


def _hanging(name):
    """All rows of a room above that hang on a meeting: this room knows them only by their name on `Meeting`."""
    return Meeting._meta.get_field(name).related_model.objects.filter(meeting=OuterRef("pk"))


def with_gaps(rows):
    """Meetings with what `still_needs` says of them, counted with them, whatever the size of the group."""
    items = _hanging("items").filter(removed_at=None)
    replied = Reply.objects.filter(meeting=OuterRef(OuterRef("pk")), membership=OuterRef("pk"))
    return rows.annotate(
        placed=Exists(items.exclude(accepted_at=None)),
        unplaced=number_of(items.filter(accepted_at=None)),
        silent=number_of(askable_in(OuterRef("group_id"), OuterRef("pk")).filter(~Exists(replied))),
        papers_missing=number_of(_hanging("papers").there().promised()),
    )


def still_needs(meeting: Meeting, now: datetime) -> StillNeeds:
    """Of a meeting `with_gaps`: no statement. `now` is taken so that a meeting held needs nothing."""
    if meeting.cancelled or meeting.over(now):
        return StillNeeds()
    counted = (
        (meeting.unplaced, "suggestion waits", "suggestions wait", "for a place on the agenda."),
        (meeting.silent, "person has", "people have", "not said if they are coming."),
        (meeting.papers_missing, "paper that was promised is", "papers that were promised are", "not here yet."),
    )
    said = [f"{words.count_of(number, one, many)} {rest}" for number, one, many, rest in counted if number]
    return StillNeeds(said if meeting.placed else ["The agenda is empty.", *said], meeting.silent)


def waits_for(membership: Membership, now: datetime) -> list:
    """A few meetings to answer (of the next two months) and notes to confirm (of the last three, that everyone has had time
    to read), as rows of (kind, number, day, title) for one's home page."""
    seen = Meeting.objects.visible_to(membership).going_ahead()
    asked = seen.ahead(now).filter(starts_at__lte=now + SOON).waiting_for(membership).soonest_first()
    open_to = Meeting.objects.filter(group_id=membership.group_id).with_a_correction_open()
    held = seen.filter(starts_at__range=(now - NOTES_WAIT, now), notes__confirmed_at=None, notes__closes_at__lte=now)
    held = held.behind(now).exclude(pk__in=open_to.values("pk")).order_by("-starts_at", "-id")
    day = TruncDate("starts_at", tzinfo=membership.group.zone)
    return [
        Meeting.objects.filter(pk__in=few.values("pk")[:FEW])
        .values_list(models.Value(kind, output_field=models.CharField()), "pk", day, "title")
        .order_by()
        for kind, few, ability in (("reply", asked, GroupAbility.REPLY), ("confirm", held, GroupAbility.CONFIRM_NOTES))
        if membership.may(ability)
    ]


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
    """The reader's own card, then those of the people they support. One statement."""
    link = Support.objects.live().of_supporter(reader).filter(member=OuterRef("pk"), member__left_at=None)
    rows = Membership.objects.annotate(link=models.Subquery(link.values("pk")[:1]))
    helped = Q(link__isnull=False) if reader.role == Role.SUPPORTER else Q(pk=reader.pk)
    found = _with_reply(rows.filter(Q(pk=reader.pk) | helped).order_by("link"), meeting)
    return [_card(meeting, reader, one) for one in sorted(found, key=lambda one: one.pk != reader.pk)]


def card(meeting: Meeting, reader: Membership, whose: Membership) -> Card:
    """One statement."""
    return _card(meeting, reader, _with_reply(Membership.objects.all(), meeting).get(pk=whose.pk))


def _with_reply(rows, meeting):
    """Memberships with the person, what they replied, and what they said when the date was looked for."""
    mine = models.FilteredRelation("replies", condition=Q(replies__meeting=meeting.pk))
    return meeting.with_offers(rows.annotate(reply=mine).select_related("person", "reply"))


def _card(meeting, reader, whose) -> Card:
    reply = getattr(whose, "reply", None)
    again = bool(reply and reply.before_the_move(meeting))
    needs = reply.needs if reply else getattr(whose, "offered_needs", "") or usual_needs(whose.person)
    start = "" if reply else getattr(whose, "offered", "") or ""
    return Card(whose, whose.pk == reader.pk, reply, again, needs, start)


@dataclass(frozen=True)
class Coming:
    """How many come, in words for this reader: exact inside the group, rounded for people from the system."""

    yes: str
    maybe: str
    online: str
    full: bool


def with_people(rows):
    """Meetings with how many said yes (and of those online) and maybe, and whom from the system the group invited."""
    said = Reply.objects.of_current().filter(meeting=OuterRef("pk"))
    yes = said.filter(answer=Reply.Answer.YES)
    invited = Guest.objects.filter(meeting=OuterRef("pk"))
    return rows.annotate(
        yes=number_of(yes),
        online_yes=number_of(yes.filter(way=Reply.Way.ONLINE)),
        maybe=number_of(said.filter(answer=Reply.Answer.MAYBE)),
        invited=list_of(invited, "membership__person__name", "membership__role"),
    )


def coming(meeting: Meeting, reader: Membership) -> Coming:
    """Of a meeting `with_people`: no statement."""
    shown = str if reader.inside else words.rounded
    seated = meeting.yes - meeting.online_yes
    full = bool(reader.inside and meeting.in_a_room and meeting.capacity and seated >= meeting.capacity)
    online = str(meeting.online_yes) if meeting.online_yes and reader.inside else ""  # outside, numbers are never split
    return Coming(shown(meeting.yes), shown(meeting.maybe), online, full)


def guests_named(meeting: Meeting) -> list[str]:
    """Of a meeting `with_people`: no statement. Whoever sees the meeting sees whom the group invited."""
    return [f"{name} ({Role(role).label})" for name, role in in_order(meeting.invited)]


def guests_to_choose(meeting: Meeting):
    """People from the system of this group who are not invited to this meeting."""
    here = Membership.objects.current().of_group(meeting.group_id).filter(role__in=Guest.MAY_BE)
    return here.exclude(guest_at__meeting=meeting).select_related("person").order_by("person__name", "id")


_ANSWERS = models.Case(
    models.When(answer="YES", then=0),
    models.When(answer="MAYBE", then=1),
    default=2,
    output_field=models.IntegerField(),
)


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


def held_in_numbers(reader: Membership, now: datetime):
    """For people outside: meetings held, newest first, with how many came: day and number, nothing else (row 19, rounded)."""
    held = Meeting.objects.filter(group_id=reader.group_id).going_ahead().behind(now)
    yes = models.Count("replies", filter=Q(replies__answer=Reply.Answer.YES))
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
        "title": meeting.title, "when": meeting.when, "day": meeting.day, "about": meeting.about, "where": meeting.where,
        "access": meeting.place_access if meeting.in_a_room else "", "link": meeting.joining_link if meeting.online else "",
        "other_ways": meeting.joining_note, "arrangements": meeting.arrangements,
    }  # fmt: skip


def close_by(meeting: Meeting, now: datetime) -> bool:
    """Whether it begins within three days: news of it cannot wait for quiet times or a weekly batch."""
    return meeting.starts_at - now <= timedelta(days=3)


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
