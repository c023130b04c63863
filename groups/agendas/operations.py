"""Suggesting what a meeting talks about, and giving it a place and a time."""

from django.db import transaction

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from groups.agendas import emails
from groups.agendas.models import Item
from groups.charter import operations as charter
from groups.history.operations import record
from groups.meetings.models import Meeting
from groups.meetings.operations import MeetingAlreadyHeld, MeetingCancelled
from groups.membership.models import Membership, Role
from groups.membership.queries import supports

MOST = 60  # more than this on one agenda is a mistake, or somebody flooding it
_along = []


def goes_along(keep):
    """Registers `keep(item, to, now)`: what a room above this one keeps with an item, done as part of carrying it over."""
    _along.append(keep)
    return keep


class AgendaFull(Refusal):
    """This agenda is full. Suggest it for another meeting, or ask a facilitator to make room."""


class SayWhose(Refusal):
    """Choose whose suggestion this is: you can suggest for the people you support."""


class NotYourItem(Refusal):
    """Only the person who suggested this can change its words. Facilitators can change its time and place."""


class AlreadyPlaced(Refusal):
    """This is already on the agenda. Ask a facilitator if its words should change."""


class AlreadyRemoved(Refusal):
    """This was already taken off the agenda."""


class NotBegun(Refusal):
    """This meeting has not begun. What is not finished can be kept for next time once it has."""


class NothingToGoOnWith(Refusal):
    """There is nothing here to go on with."""


class CarriedAlready(Refusal):
    """This is on the agenda of a later meeting already."""


class NotLeftForThis(Refusal):
    """This is not in the list of what is left for this meeting."""


class SayWhy(Refusal):
    """Say why it is taken off. The person who suggested it will read this."""


def open_agenda(meeting: Meeting, now) -> Meeting:
    """The meeting's row, locked: the order of its agenda is changed by one person at a time."""
    row = locks.held(Meeting.objects).select_related("group").get(pk=meeting.pk)
    if row.cancelled:
        raise MeetingCancelled
    if row.over(now):
        raise MeetingAlreadyHeld
    return row


def on_the_agenda(row: Meeting, item: Item) -> Item:
    found = row.items.select_related("raised_by__person", "proposed_by__person").get(pk=item.pk)
    if found.removed_at:
        raise AlreadyRemoved
    return found


@transaction.atomic
def propose(
    *, meeting: Meeting, by: Membership, now, title, purpose, minutes, detail="", whose: Membership | None = None
):
    """Suggests something to talk about. What a facilitator puts in is placed at once; the rest waits for a facilitator.

    A supporter suggests for a member they support (`whose`); everybody else for themselves. Those of the system wait while the
    group is still forming.
    """
    charter.let_it_form(by=by, now=now)
    row = open_agenda(meeting, now)
    if row.items.filter(removed_at=None).count() >= MOST:
        raise AgendaFull
    raised_by = _voice(by, whose)
    item = Item.objects.create(
        meeting=row, title=title, purpose=purpose, minutes=minutes, detail=detail, raised_by=raised_by, proposed_by=by,
        proposed_at=now,
    )  # fmt: skip
    sentence = f"{by.in_history} suggested “{title}” for “{row.title}”."
    record("item_proposed", sentence, at=now, by=by, about=row, item=item.pk)
    if by.facilitates:
        _place(row, item, now)
    return item


def _voice(by, whose):
    if by.role != Role.SUPPORTER:
        if whose not in (None, by):
            raise SayWhose(field="whose")
        return by
    if whose is None or not supports(by, whose):
        raise SayWhose(field="whose")
    return whose


def _placed(row):
    return list(row.items.placed().in_order().select_related("raised_by"))


def _number(items):
    """Positions 1, 2, 3… in this order; writes only those that change."""
    moved = []
    for position, item in enumerate(items, start=1):
        if item.position != position:
            item.position = position
            moved.append(item)
    Item.objects.bulk_update(moved, ["position"])


def _place(row, item, now):
    """Members' items come first: a member's goes after the last one of a member's, anything else to the end."""
    items = _placed(row)
    at = len(items)
    if item.of_a_member:
        at = max((n for n, one in enumerate(items, start=1) if one.of_a_member), default=0)
    item.accepted_at = now
    item.save(update_fields=["accepted_at"])
    _number([*items[:at], item, *items[at:]])


@transaction.atomic
def place(*, item: Item, by: Membership, now) -> Item:
    """A facilitator gives it a place. Twice is once. Whoever suggested it is told."""
    row = open_agenda(item.meeting, now)
    found = on_the_agenda(row, item)
    if found.accepted_at:
        return found
    _place(row, found, now)
    record(
        "item_placed", f"{by.person.name} put “{found.title}” on the agenda of “{row.title}”.", at=now, by=by, about=row
    )
    emails.placed(row, found, now=now)
    return found


@transaction.atomic
def move(*, item: Item, by: Membership, now, up: bool) -> None:
    """One place up or down. At the end of the list nothing happens."""
    row = open_agenda(item.meeting, now)
    found = on_the_agenda(row, item)
    items = _placed(row)
    ids = [one.pk for one in items]
    if found.pk not in ids:
        return
    here = ids.index(found.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(items):
        return
    items[here], items[there] = items[there], items[here]
    _number(items)
    record("agenda_reordered", f"{by.person.name} moved “{found.title}” on the agenda.", at=now, by=by, about=row)


@transaction.atomic
def change(*, item: Item, by: Membership, now, **new) -> Item:
    """Its words only by whoever suggested it, and only before it has a place; time and purpose also by a facilitator."""
    row = open_agenda(item.meeting, now)
    found = on_the_agenda(row, item)
    own = found.belongs_to(by)
    words = [name for name in ("title", "detail") if name in new and new[name] != getattr(found, name)]
    if words and not own:
        raise NotYourItem
    if not by.facilitates:
        if not own:
            raise NotYourItem
        if found.accepted_at:
            raise AlreadyPlaced
    was = {name: getattr(found, name) for name in new if new[name] != getattr(found, name)}
    for name in was:
        setattr(found, name, new[name])
    if was:
        found.save(update_fields=list(was))
        sentence = f"{by.in_history} changed “{found.title}” on the agenda."
        record("item_changed", sentence, at=now, by=by, about=row, was=was)
    return found


@transaction.atomic
def remove(*, item: Item, by: Membership, now, because="") -> Item:
    """Takes it off. It stays to be read, with the reason; nobody needs a reason to take back their own."""
    row = open_agenda(item.meeting, now)
    found = on_the_agenda(row, item)
    own = found.belongs_to(by)
    if not own and not by.facilitates:
        raise NotYourItem
    if not own and not because:
        raise SayWhy(field="because")
    found.removed_at, found.removed_by, found.removed_because = now, by, because
    found.save(update_fields=["removed_at", "removed_by", "removed_because"])
    sentence = f"{by.in_history} took “{found.title}” off the agenda of “{row.title}”."
    record("item_removed", sentence, at=now, by=by, about=row, because=because)
    if not own:
        emails.not_taken(row, found, now=now)
    return found


# --- what was not finished ---


def _left(item: Item) -> Item:
    """The item's row, locked, so that it goes to one later meeting only."""
    return locks.held(Item.objects).select_related("meeting__group", "raised_by__person").get(pk=item.pk)


@transaction.atomic
def leave_over(*, item: Item, by: Membership, now, left_as: str) -> Item:
    """A facilitator keeps it for a later meeting of the series, or of the group. Whoever raised it is told."""
    found = _left(item)
    row = found.meeting
    if not (row.begun(now) or row.cancelled):
        raise NotBegun
    if not found.may_be_left or left_as not in Item.Left.values:
        raise NothingToGoOnWith
    if Item.objects.filter(carried_from=found).exists():
        raise CarriedAlready
    new = found.left_at is None
    found.left_by, found.left_at, found.left_as = by, found.left_at or now, left_as
    found.save(update_fields=["left_by", "left_at", "left_as"])
    if new:
        record("item_left", f"{by.person.name} kept “{found.title}” for a later meeting.", at=now, by=by, about=row)
        if found.raised_by not in (None, by):
            emails.left(row, found, now=now)
    return found


@transaction.atomic
def finish(*, item: Item, by: Membership, now) -> Item:
    """It was finished after all: it is not kept any more."""
    found = _left(item)
    if found.left_at is None:
        return found
    if Item.objects.filter(carried_from=found).exists():
        raise CarriedAlready
    found.left_by, found.left_at, found.left_as = None, None, ""
    found.save(update_fields=["left_by", "left_at", "left_as"])
    record("item_finished", f"{by.person.name} marked “{found.title}” as finished.", at=now, by=by, about=found.meeting)
    return found


@transaction.atomic
def carry(*, item: Item, meeting: Meeting, by: Membership, now) -> Item:
    """Puts what was left over on this agenda, with whose wish it is and how often it was carried. Twice is once."""
    row = open_agenda(meeting, now)
    found = _left(item)
    there = Item.objects.filter(carried_from=found).first()
    if there:
        if there.meeting_id != row.pk:
            raise CarriedAlready
        return there
    if not Item.objects.left_for(row, now).filter(pk=found.pk).exists():
        raise NotLeftForThis
    if row.items.filter(removed_at=None).count() >= MOST:
        raise AgendaFull
    kept = ("title", "purpose", "minutes", "detail", "raised_by", "proposed_by", "proposed_at")
    new = Item.objects.create(
        meeting=row, carried_from=found, times_carried=found.times_carried + 1, **{name: getattr(found, name) for name in kept}
    )  # fmt: skip
    for keep in _along:
        keep(item=found, to=new, now=now)
    _place(row, new, now)
    sentence = f"{by.person.name} put “{new.title}”, left from an earlier meeting, on the agenda of “{row.title}”."
    record("item_carried", sentence, at=now, by=by, about=row, item=new.pk)
    if new.raised_by not in (None, by):
        emails.placed(row, new, now=now)
    return new
