"""The nine tiles as they are at this moment: the record, the members' view, and what is known that speaks against them.

Nothing here is stored. Who leaves, what grows old and what waits is looked up each time, so a tile turns when reality does,
and back when it is mended.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import CharField, Count, Q, Value
from django.db.models.functions import TruncDate

from coproduction.kit import unnamed, walltime, when, workdays
from coproduction.kit.words import count_of
from feedback.ingredients.models import (
    AGREED,
    ASKS,
    LOOKS,
    Ingredient,
    IngredientsAsking,
    MayView,
    Standing,
    TalkedView,
    View,
    Which,
)  # fmt: skip
from feedback.journey import queries as journey
from feedback.journey.models import Move
from feedback.log.models import Said, Stage
from feedback.permissions import FeedbackAbility
from feedback.reviews import queries as reviews
from groups.charter import queries as charter
from groups.charter.models import Group
from groups.membership.models import FACILITATING, KNOWS_MEMBERS, Membership, Role
from groups.papers.models import CHECK_MONTHS, Paper

OPEN_FOR = timedelta(days=14)
STALE_MONTHS = 6  # after which a record or a view is too old to count
WAITS_DAYS = 5  # working days before a claim that nobody checked speaks against us
STEP_DAYS = 20  # working days before a step that waits for a sponsor does
LEARN_MONTHS = 6
SMALL = unnamed.FEWEST_INSIDE  # a group of fewer members talks it through


# --- what is known ---


def roles(group: Group) -> dict[str, int]:
    """How many people have each role now. One statement."""
    here = Membership.objects.current().of_group(group.pk).order_by()
    return dict(here.values_list("role").annotate(number=Count("id")))


def facts(group: Group, here: dict[str, int], now: datetime) -> dict[int, list[str]]:
    """By ingredient, what speaks against it today, in words that name nobody. `here` are its `roles`. Seven statements."""
    today = group.local(now).date()
    found = defaultdict(list)
    _people(here, found)
    _purpose(group, found)
    _waiting(group, now, today, found)
    old = walltime.months_after(today, -CHECK_MONTHS)
    papers = Paper.objects.there().filter(group=group, checked_on__lte=old).exclude(versions=None).distinct().count()
    if papers:
        found[Which.INFORMATION].append(f"{count_of(papers, 'paper was', 'papers were')} not checked for a year.")
    since = reviews.learning_since(group.pk)
    if since and walltime.months_after(group.local(since).date(), LEARN_MONTHS) <= today:
        found[Which.INVESTMENT].append(f"Something we want to learn has waited since {when.day(group.local(since))}.")
    if group.ways_due_on and group.ways_due_on <= today:
        found[Which.TIME].append(f"We said we would look at our ways of working by {when.day(group.ways_due_on)}.")
    return found


def _people(here, found):
    if Role.POINT_OF_CONTACT not in here:
        found[Which.CONTACT].append("We have no point of contact now.")
    if Role.SPONSOR not in here:
        found[Which.LEADERS].append("We have no sponsor now.")
    if not set(FACILITATING) & set(here):
        found[Which.FACILITATOR].append("We have no facilitator now.")


def _purpose(group, found):
    purposes = charter.purposes(group)
    if purposes.in_force is None:
        found[Which.PURPOSE].append("No purpose is agreed by both sides.")
    elif purposes.proposed:
        found[Which.PURPOSE].append("New words of our purpose wait for both sides to agree.")


def _waiting(group, now, today, found):
    """What was promised and is late, what is said to be done and nobody has checked, and steps that wait for a sponsor."""
    late = Q(stage__in=(Stage.SENT, Stage.HEARD), due_on__lt=today)
    claimed = Q(stage=Stage.CLAIMED, moved_at__lt=now - timedelta(days=WAITS_DAYS))
    rows = (
        Said.objects.filter(late | claimed, group=group).order_by("moved_at").values_list("number", "stage", "moved_at")
    )
    by_stage = defaultdict(list)
    for number, stage, moved_at in rows[:200]:
        if stage != Stage.CLAIMED or _days(group, moved_at, today) > WAITS_DAYS:
            by_stage[stage].append(number)
    for stage, which, one, many in (
        (Stage.SENT, Which.FEEDBACK, "was not heard in time", "were not heard in time"),
        (Stage.HEARD, Which.FEEDBACK, "had no answer in time", "had no answer in time"),
        (Stage.CLAIMED, Which.OUTPUTS, "is said to be done and waits to be checked", "are said to be done and wait to be checked"),
    ):  # fmt: skip
        numbers = by_stage[stage]
        if numbers:
            said = f"Number {numbers[0]} {one}." if len(numbers) == 1 else f"{len(numbers)} things we said {many}."
            found[which].append(said)
    steps = journey.waiting_on_system(group.pk).filter(waits_on=Move.WaitsOn.SPONSOR)
    waits = [one for one in steps if _days(group, one.settled_at, today) > STEP_DAYS]
    if waits:
        day = when.day(group.local(waits[0].settled_at))
        found[Which.LEADERS].append(
            f"We have waited for our sponsors with “{waits[0].get_step_display()}” since {day}."
        )


def _days(group, moment, today) -> int:
    return workdays.between(group.local(moment).date(), today, group.nation)


# --- the members' view ---


@dataclass(frozen=True)
class Members:
    """How members see the nine, the newest there is: asked without names, or talked through and confirmed by one of them.

    `kept_back`: there is a view, and too few answered to tell its reader, who stands outside.
    """

    on: date | None = None
    views: dict[int, str] = field(default_factory=dict)
    parts: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    how: str = ""
    kept_back: bool = False


def members_view(reader: Membership) -> Members:
    """Two statements."""
    group = reader.group
    asked = IngredientsAsking.objects.filter(group=group, answered__gte=unnamed.FEWEST_INSIDE, closed_at__isnull=False)
    asked = asked.newest_first().first()
    talked = TalkedView.objects.filter(group=group).confirmed().order_by("-confirmed_at", "-id").first()
    if talked and (asked is None or talked.confirmed_at > asked.closed_at):
        views = {int(which): view for which, view in talked.views.items()}
        how = "We talked it through, and a member confirmed it."
        return Members(group.local(talked.confirmed_at).date(), views, lines=[talked.words], how=how)
    if asked is None:
        return Members()
    on = group.local(asked.closed_at).date()
    if not unnamed.enough(asked.answered, inside=reader.inside):
        return Members(on, kept_back=True)
    if not reader.inside:
        return Members(on, asked.views, how="Members were asked without their names.")
    how = f"{asked.answered} of {count_of(asked.could_answer, 'member')} answered, without their names."
    return Members(on, asked.views, asked.parts, asked.lines, how)


# --- the tiles ---


@dataclass(frozen=True)
class Tile:
    """One ingredient. `state` is of Standing; BOTH_YES alone is green."""

    which: Which
    asks: str
    state: str
    record: Ingredient | None
    owner: str
    members: str  # their view in a word, or why there is none to show
    parts: list[tuple[str, str]]
    facts: list[str]
    may_note: bool

    @property
    def tag(self) -> str:
        return Standing(self.state).label

    @property
    def look(self) -> str:
        return LOOKS[self.state]


@dataclass(frozen=True)
class Page:
    tiles: list[Tile]
    members: Members
    asking: IngredientsAsking | None
    talked: TalkedView | None  # waits to be confirmed
    small: bool

    @property
    def green(self) -> str:
        number = sum(one.state == Standing.BOTH_YES for one in self.tiles)
        return f"{number} of the {len(self.tiles)}"


def page(reader: Membership, now: datetime) -> Page:
    """Thirteen statements, whatever there is."""
    group, here = reader.group, roles(reader.group)
    rows = Ingredient.objects.visible_to(reader).select_related("owner__person", "noted_by__person")
    records = {one.which: one for one in rows}
    view, known = members_view(reader), facts(group, here, now)
    today = group.local(now).date()
    tiles = [_tile(which, records.get(which), view, list(known[which]), reader, today) for which in Which]
    asking = IngredientsAsking.objects.visible_to(reader).open(now).first()
    talked = TalkedView.objects.visible_to(reader).waiting().select_related("written_by__person").first()
    return Page(tiles, view, asking, talked, here.get(Role.MEMBER, 0) < SMALL)


def _tile(which, record, view, known, reader, today) -> Tile:
    here = record is not None and record.owner.left_at is None and record.owner.person.is_active
    if record and not here:
        known.append("Whoever looked after this has left.")
    said = view.views.get(which, "")
    state = _state(record, view, said, known, reader.group, today)
    may = reader.facilitates or (here and record.owner_id == reader.pk)
    told = View(said).label if said else "Kept in the group" if view.kept_back else "Not said yet"
    return Tile(
        which, ASKS[which], state, record, _owner(record, reader) if here else "Nobody", told, view.parts.get(which, []),
        known, may,
    )  # fmt: skip


def _state(record, view, said, known, group, today) -> str:
    """Green is the last thing left: both say yes, neither is old, and nothing speaks against it."""
    if known:
        return Standing.MEND
    if record is None:
        return Standing.NO_RECORD
    if is_old(group.local(record.noted_at).date(), today) or (view.on and is_old(view.on, today)):
        return Standing.OLD
    if not said:
        return Standing.KEPT_BACK if view.kept_back else Standing.NO_VIEW
    return AGREED[said] if said == record.view else Standing.DIFFER


def is_old(on: date, today: date) -> bool:
    return walltime.months_after(on, STALE_MONTHS) <= today


def _owner(record, reader) -> str:
    owner = record.owner
    if owner.role in (Role.MEMBER, Role.SUPPORTER) and reader.role not in KNOWS_MEMBERS:
        return f"{owner.as_role} of the group"
    return f"{owner.person.name}, {owner.get_role_display()}"


def owners(by: Membership):
    """Who can look after one: the members, those who run the group, and those of the system."""
    here = Membership.objects.current().of_group(by.group_id).holding(FeedbackAbility.NOTE_INGREDIENT)
    return here.select_related("person").order_by("person__name", "id")


# --- asking ---


def members(group_id: int):
    """Those who are asked: the members."""
    here = Membership.objects.current().of_group(group_id).holding(FeedbackAbility.SAY_INGREDIENTS)
    return here.select_related("person").order_by("id")


def waits_for(reader: Membership, now: datetime) -> list:
    """What is open for one member, answered or not, and a talked-through view to confirm: (kind, number, day)."""
    if not reader.may(FeedbackAbility.SAY_INGREDIENTS):
        return []
    mine = MayView.objects.visible_to(reader).filter(asking__in=IngredientsAsking.objects.open(now))
    closes = TruncDate("asking__closes_at", tzinfo=reader.group.zone)
    talked = TalkedView.objects.visible_to(reader).waiting()
    written = TruncDate("written_at", tzinfo=reader.group.zone)
    return [
        mine.values_list(Value("ingredients", output_field=CharField()), "asking_id", closes).order_by(),
        talked.values_list(Value("talked", output_field=CharField()), "id", written).order_by(),
    ]


def mine(asking: IngredientsAsking, reader: Membership, now: datetime) -> tuple[str, bool]:
    """Why one cannot answer, if so; and whether one has. One statement at most."""
    if asking.closed_at or asking.closes_at <= now:
        return "These questions have closed.", False
    row = MayView.objects.visible_to(reader).filter(asking=asking).first()
    if row is None:
        return "You joined after these questions opened. We will ask you next time.", False
    return "", row.has_answered


def still_asked(letters, now: datetime) -> set[int]:
    """Letters whose questions are open, to those who are asked, answered or not. `about` is `nine:<id>`."""
    wanted = {letter.pk: (int(letter.about.split(":")[1]), letter.person_id) for letter in letters}
    open_now = IngredientsAsking.objects.open(now).filter(pk__in={one for one, _ in wanted.values()})
    here = Membership.objects.current().holding(FeedbackAbility.SAY_INGREDIENTS)
    rows = MayView.objects.filter(asking__in=open_now, membership__in=here)
    right = set(rows.values_list("asking_id", "membership__person_id"))
    return {letter for letter, pair in wanted.items() if pair in right}
