"""Where the group stands with each step, as each reader may see it, and the picture of it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import TruncDate
from django.urls import reverse

from coproduction.kit import charts
from coproduction.kit.counts import number_of
from coproduction.kit.words import count_of
from feedback.journey.models import MEANS, OPEN_FOR, SHORT, JourneyStep, Move, MoveYes, Place
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from groups.charter import queries as charter
from groups.meetings.models import Meeting
from groups.membership.models import Membership, Role
from groups.papers.models import Paper

NOT_BEGUN = "Not begun"
LOOKS = {"": "", Place.NOW: "doing", Place.DONE: "did", Place.AGAIN: "partly"}
CHOICES = 40  # meetings, papers and entries to choose from
NAMED = Case(*[When(step=one.value, then=Value(str(one.label))) for one in JourneyStep], output_field=CharField())


def members(group_id: int):
    """Those who confirm: the members of the group now."""
    return Membership.objects.current().of_group(group_id).holding(FeedbackAbility.CONFIRM_STEP)


def needed(count: int) -> int:
    """More than half."""
    return count // 2 + 1


def rule(count: int) -> str:
    return (
        f"It counts when {needed(count)} of our {count_of(count, 'member')} have confirmed it. That is more than half."
    )


def enough(now: datetime):
    """Open moves that more than half of the members of this moment have confirmed: somebody left since the last tap."""
    here = Membership.objects.current().holding(FeedbackAbility.CONFIRM_STEP).filter(group=OuterRef("group"))
    tapped = MoveYes.objects.filter(move=OuterRef(OuterRef("pk")), membership=OuterRef("pk"))
    rows = Move.objects.open(now).filter(group__closed_at=None)
    return rows.alias(yes=number_of(here.filter(Exists(tapped))), all=number_of(here)).filter(yes__gt=F("all") / 2.0)


# --- one step ---


@dataclass(frozen=True)
class Link:
    words: str
    url: str


@dataclass(frozen=True)
class Evidence:
    """One confirmed move, with those of its links that the reader may follow."""

    move: Move
    links: list[Link]


@dataclass(frozen=True)
class Proposal:
    move: Move
    yeses: int
    mine: bool
    until: date
    links: list[Link]


@dataclass(frozen=True)
class Standing:
    """One step: the evidence that counts now, what came before, and what is proposed. `turn`: the group waits for the reader."""

    step: JourneyStep
    means: str
    now: Evidence | None = None
    before: list[Evidence] = field(default_factory=list)
    proposal: Proposal | None = None
    turn: bool = False

    @property
    def state(self) -> str:
        return self.now.move.state if self.now else ""

    @property
    def tag(self) -> str:
        return self.now.move.get_state_display() if self.now else NOT_BEGUN

    @property
    def look(self) -> str:
        return LOOKS[self.state]


@dataclass(frozen=True)
class Journey:
    steps: list[Standing]
    ring: charts.Ring
    rule: str
    enough: bool  # there is somebody who could confirm


UNHEARD = (Move.Outcome.WITHDRAWN, Move.Outcome.LAPSED)


def journey(reader: Membership, now: datetime) -> Journey:
    """Five statements at most: moves, what of their links one may follow, one's own taps, how many could tap."""
    moves = list(_moves(reader).annotate(so_far=Count("yeses", filter=Q(yeses__membership__left_at=None))))
    mine = set(MoveYes.objects.filter(membership=reader, move__settled_at=None).values_list("move", flat=True))
    steps = _steps(reader, moves, _links_for(reader, moves), mine, now)
    count = members(reader.group_id).count()
    return Journey(steps, ring(steps), rule(count), count > 0)


def _moves(reader):
    return Move.objects.visible_to(reader).exclude(outcome__in=UNHEARD).with_all().newest_first()


def _steps(reader, moves, may, mine, now) -> list[Standing]:
    return [_standing(step, [one for one in moves if one.step == step], reader, may, mine, now) for step in JourneyStep]


def _standing(step, moves, reader, may, mine, now) -> Standing:
    group = reader.group
    heard = [Evidence(one, may(one)) for one in moves if one.outcome == Move.Outcome.CONFIRMED]
    proposed = next((one for one in moves if not one.outcome and one.proposed_at > now - OPEN_FOR), None)
    proposal = proposed and Proposal(
        proposed,
        proposed.so_far,
        proposed.pk in mine,
        group.local(proposed.proposed_at + OPEN_FOR).date(),
        may(proposed),
    )
    current = heard[0] if heard else None
    turn = bool(current and current.move.waits_on == reader.role and not current.move.part_at)
    return Standing(step, MEANS[step], current, heard[1:], proposal, turn)


def _links_for(reader, moves):
    """A function that gives the links of a move its reader may follow. Two statements at most."""
    meetings = _seen(Meeting, reader, {one.meeting_id for one in moves})
    papers = _seen(Paper, reader, {one.paper_id for one in moves})
    slug = reader.group.slug

    def links(move):
        found = []
        if move.meeting_id in meetings:
            found.append(Link(f"Meeting: {move.meeting.title}", reverse("meeting", args=[slug, move.meeting_id])))
        if move.paper_id in papers:
            found.append(Link(f"Paper: {move.paper.title}", reverse("paper", args=[slug, move.paper_id])))
        if move.said_id:
            found.append(
                Link(f"Number {move.said.number} of what we said", reverse("said", args=[slug, move.said.number]))
            )
        return found

    return links


def _seen(model, reader, ids) -> set[int]:
    wanted = ids - {None}
    return set(model.objects.visible_to(reader).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


# --- what a facilitator can point at ---


def meetings_to_choose(by: Membership, now: datetime):
    return Meeting.objects.visible_to(by).behind(now).going_ahead().order_by("-starts_at", "-id")[:CHOICES]


def papers_to_choose(by: Membership):
    return Paper.objects.visible_to(by).there().exclude(versions=None).order_by("-id")[:CHOICES]


def said_to_choose(by: Membership):
    """What was sent: everyone beside the group may read that."""
    return Said.objects.visible_to(by).sent().newest_first()[:CHOICES]


# --- the picture ---


def ring(steps: list[Standing]) -> charts.Ring:
    pieces = [(f"{one.step.value}", SHORT[one.step], one.tag, one.state or "none") for one in steps]
    return charts.ring("Our journey: six steps in a ring", pieces)


@charter.show_on_about
def on_about(reader: Membership, now: datetime) -> tuple[str, dict]:
    """The picture and the names of the steps. One statement."""
    confirmed = list(_moves(reader).confirmed())
    steps = _steps(reader, confirmed, lambda move: [], set(), now)
    return "feedback/journey/on_about.html", {"steps": steps, "ring": ring(steps), "slug": reader.group.slug}


# --- what waits for whom: (kind, number, day, name of the step) for home pages ---


def waits_for(reader: Membership, now: datetime) -> list:
    """For members what they can confirm; for sponsors and points of contact what the group waits for; for facilitators what
    was answered."""
    moves = Move.objects.visible_to(reader)
    if reader.may(FeedbackAbility.CONFIRM_STEP):
        tapped = MoveYes.objects.filter(move=OuterRef("pk"), membership=reader)
        asked = moves.open(now).filter(~Exists(tapped))
        return [_rows(asked, "step", TruncDate(F("proposed_at") + OPEN_FOR, tzinfo=reader.group.zone))]
    if reader.for_the_system:
        return [_rows(_in_force(moves).filter(waits_on=reader.role, part_at=None), "step_part", _settled(reader))]
    if reader.facilitates:
        answered = _in_force(moves).filter(part_at__isnull=False).exclude(Exists(_proposed(now)))
        return [_rows(answered, "step_answered", TruncDate("part_at", tzinfo=reader.group.zone), number="step")]
    return []


def _rows(moves, kind, day, number="id"):
    return moves.values_list(Value(kind, output_field=CharField()), number, day, NAMED).order_by()


def _settled(reader):
    return TruncDate("settled_at", tzinfo=reader.group.zone)


def _in_force(moves):
    """Confirmed, and none of the same step was confirmed later."""
    later = Move.objects.confirmed().filter(group=OuterRef("group"), step=OuterRef("step"))
    later = later.filter(
        Q(settled_at__gt=OuterRef("settled_at")) | Q(settled_at=OuterRef("settled_at"), pk__gt=OuterRef("pk"))
    )
    return moves.confirmed().filter(~Exists(later))


def _proposed(now):
    return Move.objects.open(now).filter(group=OuterRef("group"), step=OuterRef("step"))


def waiting_on_system(group_id: int):
    """Steps that wait for the other side, with since when, oldest first."""
    rows = _in_force(Move.objects.filter(group=group_id)).exclude(waits_on="").filter(part_at=None)
    return rows.order_by("settled_at")


def still_open(letters, now: datetime) -> set[int]:
    """Letters about a move that still waits, to members who have not confirmed it. `about` is `move:<id>`."""
    about = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    groups = dict(Move.objects.open(now).filter(pk__in=about.values()).values_list("pk", "group_id"))
    here = Membership.objects.current().filter(group__in=groups.values(), role=Role.MEMBER)
    here = set(here.values_list("person_id", "group_id"))
    tapped = set(MoveYes.objects.filter(move__in=groups).values_list("membership__person_id", "move_id"))
    return {
        letter.pk
        for letter in letters
        for move in [about[letter.pk]]
        if (letter.person_id, groups.get(move)) in here and (letter.person_id, move) not in tapped
    }
