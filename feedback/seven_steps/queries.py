"""The seven steps as one reader may see them at this moment, the strip of what changed, and who must look again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, DateField, Exists, Min, OuterRef, Q, Value
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse

from coproduction.kit import charts, walltime, when
from feedback.permissions import FeedbackAbility
from feedback.seven_steps.models import AGREED, LOOKS, Change, Far, SeenFrom, StepLook, StepStanding
from feedback.steps_known import queries as known
from feedback.steps_seen import queries as seen
from feedback.steps_seen.models import ASKS, MEANS, SAID_TOGETHER, SHORT, Seen, SevenSteps
from groups.away import queries as away
from groups.charter import queries as charter
from groups.charter.models import Organisation
from groups.membership.models import Membership, Role
from groups.plans.queries import Coming

AGAIN_MONTHS = 6  # after which a look or a view is too old to count
AHEAD = timedelta(days=14)  # what is due so soon goes into the same letter
STYLES = {"": "none", Far.NOT_BEGUN: "empty", Far.BEGUN: "half", Far.OUR_WAY: "full"}
MOVED = {Change.FIRST: "new", Change.ON: "on", Change.BACK: "back", Change.SAME: "same"}
COUNTED = [
    ("on", "moved on"),
    ("back", "moved back"),
    ("same", "the same as before"),
    ("new", "said for the first time"),
]


# --- one step ---


@dataclass(frozen=True)
class OneStep:
    """One step. `tag` is of SeenFrom; BOTH alone is green."""

    step: SevenSteps
    look: StepLook | None
    tag: str
    old: bool
    owner: str
    said: str  # what most members said (Seen) of how it is now, if it may be shown
    members: str  # the same in words, or why there is none to show
    parts: list[tuple[str, str]]
    facts: list[known.Fact]
    on: str
    before_on: str

    @property
    def asks(self) -> str:
        return ASKS[self.step]

    @property
    def means(self) -> str:
        return MEANS[self.step]

    @property
    def short(self) -> str:
        return SHORT[self.step]

    @property
    def tag_words(self) -> str:
        return SeenFrom(self.tag).label

    @property
    def colour(self) -> str:
        return LOOKS[self.tag]

    @property
    def far(self) -> str:
        return self.look.get_state_display() if self.look else SeenFrom.UNSAID.label

    @property
    def style(self) -> str:
        return STYLES[self.look.state if self.look else ""]

    @property
    def changed(self) -> str:
        """`Moved on, 3 March 2026. Before that: not begun, …`, where there is a look."""
        label = self.look.get_change_display()
        if self.look.before is None:
            return f"{label}, {self.on}. Nobody had said before."
        was = self.look.before.get_state_display().lower()
        return f"{label}, {self.on}. Before that: {was}, {self.before_on}."

    @property
    def against(self) -> list[known.Fact]:
        return [one for one in self.facts if one.against]


@dataclass(frozen=True)
class Page:
    steps: list[OneStep]
    strip: charts.Strip
    members: seen.Members
    until: str  # until when members are being asked, in words
    next_on: date | None  # when they are asked next

    @property
    def green(self) -> str:
        return f"{sum(one.tag == SeenFrom.BOTH for one in self.steps)} of the {len(self.steps)}"


def page(reader: Membership, now: datetime) -> Page:
    """Five statements, whatever there is."""
    group = reader.group
    today, view = group.local(now).date(), seen.members_view(reader)
    facts = known.facts(group.organisation_id, today, now)
    standing = _standing(reader, view)
    steps = [_one(step, standing.get(step), view, facts[step], reader, now) for step in SevenSteps]
    asking = seen.open_now(group.organisation_id, now)
    until = when.day(group.local(asking.closes_at)) if asking else ""
    return Page(steps, _strip(steps, group), view, until, seen.next_on(reader))


def one(reader: Membership, step: int, now: datetime) -> OneStep:
    """Three statements."""
    facts = known.facts(reader.group.organisation_id, reader.group.local(now).date(), now)[step]
    view = seen.members_view(reader)
    return _one(SevenSteps(step), _standing(reader, view, step=step).get(step), view, facts, reader, now)


def _standing(reader, view, **which) -> dict[int, StepStanding]:
    rows = StepStanding.objects.visible_to(reader).filter(**which).with_look()
    return {one.step: one for one in (rows.with_state_at(view.opened_at) if view.opened_at else rows)}


def _one(step, standing, view, facts, reader, now) -> OneStep:
    look, group = standing and standing.look, reader.group
    said, told = _members(step, standing, view)
    old = bool(standing and standing.look_again_at <= now)
    stale = old or bool(said and walltime.months_after(view.on, AGAIN_MONTHS) <= group.local(now).date())
    on = _day(group.local(look.looked_at)) if look else ""
    before_on = _day(group.local(look.before.looked_at)) if look and look.before else ""
    return OneStep(
        step, look, _tag(look, said, view, stale, facts), old, _owner(look), said, told, view.parts.get(step, []), facts, on,
        before_on,
    )  # fmt: skip


def _members(step, standing, view) -> tuple[str, str]:
    """What members said of it, and that in words. What they said of another state than a leader says now stays, with its day."""
    said = view.views.get(step, "")
    if view.kept_back or not said:
        return "", "Too few said" if view.kept_back else "Not said yet"
    if standing and standing.state_then != standing.look.state:
        return "", f"{SAID_TOGETHER[said]}, of {_day(view.on)}, before this changed"
    return said, SAID_TOGETHER[said]


def _tag(look, said, view, stale, facts) -> str:
    """Green is the last thing left: both say yes, neither is old, and nothing that is known speaks against it."""
    if look is None:
        return SeenFrom.UNSAID
    if stale:
        return SeenFrom.OLD
    if look.state == Far.OUR_WAY and any(one.against for one in facts):
        return SeenFrom.MEND
    if not said:
        return SeenFrom.KEPT_BACK if view.kept_back else SeenFrom.BEFORE if view.views else SeenFrom.NO_VIEW
    if said == Seen.CANNOT_TELL:
        return SeenFrom.CANNOT_TELL
    return AGREED.get((look.state, said), SeenFrom.DIFFER)


def _day(at: date) -> str:
    """`24 June 2026`: short, because it stands in a box."""
    return f"{at.day} {at:%B} {at.year}"


def is_here(owner: Membership) -> bool:
    return owner.left_at is None and owner.person.is_active and owner.role == Role.SPONSOR


def _owner(look) -> str:
    return look.owner.person.name if look and is_here(look.owner) else "Nobody now"


def history(reader: Membership, step: int):
    """Every look at one step, the newest first."""
    return StepLook.objects.visible_to(reader).filter(step=step).with_people().newest_first()


# --- the strip ---


def _strip(steps, group) -> charts.Strip:
    boxes = [
        charts.Box(
            str(one.step.value), one.short, one.far, one.style, f"{one.look.get_change_display()}, {one.on}" if one.look else "",
            MOVED[one.look.change] if one.look else "", _more(one), reverse("seven_step", args=[group.slug, one.step.value]),
        )
        for one in steps
    ]  # fmt: skip
    return charts.strip("The seven steps and what changed since last time", boxes, counted=COUNTED)


def _more(one) -> str:
    members = f"Members: {one.members[0].lower()}{one.members[1:]}"
    return "" if one.look is None else f"{SeenFrom.OLD.label}. {members}" if one.old else members


@charter.show_on_about
def on_about(reader: Membership, now: datetime) -> tuple[str, dict]:
    """Where each stands and what changed, without what members say. One statement."""
    nothing = seen.Members()
    standing = _standing(reader, nothing)
    steps = [_one(step, standing.get(step), nothing, [], reader, now) for step in SevenSteps]
    told = {"strip": _strip(steps, reader.group), "organisation": reader.group.organisation.name}
    return "feedback/seven_steps/on_about.html", told | {"slug": reader.group.slug}


# --- who looks after one ---


def sponsors(organisation_id: int) -> list[Membership]:
    """Those who answer for the organisation in its open groups, each once. One statement."""
    here = Membership.objects.current().filter(
        group__organisation=organisation_id, group__closed_at=None, role=Role.SPONSOR
    )
    once = {}
    for one in here.select_related("person", "group").order_by("person__name", "id"):
        once.setdefault(one.person_id, one)
    return list(once.values())


def owners(by: Membership, look: StepLook | None) -> tuple[list[Membership], int]:
    """Who can look after one, whoever does now first, or else oneself; and the number of the look that counts. One statement."""
    first = look.owner.person_id if look and is_here(look.owner) else by.person_id
    found = [by, *(one for one in sponsors(by.group.organisation_id) if one.person_id != by.person_id)]
    return sorted(found, key=lambda one: one.person_id != first), look.pk if look else 0


def waits_for(reader: Membership, now: datetime) -> list:
    """For a sponsor's home: what they look after and is out of date, or that nobody has said anything yet: (kind, number, day,
    name of the organisation). Made to stand in a union."""
    if not reader.may(FeedbackAbility.LOOK_AT_STEP):
        return []
    name = Value(reader.group.organisation.name, output_field=CharField())
    old = StepStanding.objects.visible_to(reader).old(now).filter(_theirs(reader)).order_by().values("organisation")
    old = old.annotate(number=Min("step"), day=Min(TruncDate("look__looked_at", tzinfo=reader.group.zone)))
    begun = StepStanding.objects.filter(organisation=OuterRef("pk"))
    nothing = Organisation.objects.filter(~Exists(begun), pk=reader.group.organisation_id).order_by()
    no_day = Cast(Value(None), output_field=DateField())
    return [
        old.values_list(Value("step_old", output_field=CharField()), "number", "day", name),
        nothing.values_list(Value("steps_begin", output_field=CharField()), "pk", no_day, name),
    ]


def _theirs(reader) -> Q:
    here = Q(look__owner__left_at=None, look__owner__role=Role.SPONSOR, look__owner__person__is_active=True)
    return Q(look__owner__person=reader.person_id) | ~here


# --- the clock ---


def due(now: datetime):
    return StepStanding.objects.to_look_again(now)


def next_due(now: datetime) -> list[StepStanding]:
    """What is due in the next organisation in which it is day for whoever looks after it, and what will be within two weeks, in the
    order of the steps. Two statements."""
    rows = due(now).with_look().order_by("look_again_at", "id").iterator(chunk_size=100)
    awake = (row.organisation_id for row in rows if not walltime.is_night(now, row.look.owner.group.zone))
    first = next(awake, None)
    soon = StepStanding.objects.to_look_again(now + AHEAD).filter(organisation=first)
    return list(soon.with_look().order_by("step")) if first else []


def asked_for(row: StepStanding, here: list[Membership], now: datetime) -> list[Membership]:
    """Whoever looks after it, or all sponsors of the organisation if they have left; while away, whoever stands in."""
    mine = [one for one in here if one.person_id == row.look.owner.person_id]
    return away.instead(mine or here, now)


def coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """The next letters, for the page of plans. One statement."""
    rows = StepStanding.objects.visible_to(membership).filter(nudged_at=None, look_again_at__gt=now)
    return [
        Coming(
            one.look_again_at, SevenSteps(one.step).label, "The sponsor who looks after it",
            path=reverse("seven_step", args=[membership.group.slug, one.step]), day_only=True,
        )
        for one in rows.order_by("look_again_at", "step")
    ]  # fmt: skip


def still_old(letters, now: datetime) -> set[int]:
    """Letters of which one look at least still counts. `about` is `look-again:<numbers of the looks>`."""
    wanted = {letter.pk: {int(pk) for pk in letter.about.split(":")[1].split("-")} for letter in letters}
    looks = {pk for numbers in wanted.values() for pk in numbers}
    right = set(StepStanding.objects.filter(look__in=looks).values_list("look_id", flat=True))
    return {letter for letter, numbers in wanted.items() if numbers & right}
