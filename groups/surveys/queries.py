"""When a survey is due, who is asked, whose a link is, and what one person can do. What came of it: room survey_results."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import CharField, Exists, Max, OuterRef, Q, Value
from django.db.models.functions import TruncDate
from django.urls import reverse

from coproduction.kit import sealed, unnamed, walltime
from groups.charter.models import Group
from groups.membership.models import FACILITATING, THE_SYSTEM, Membership, Role
from groups.permissions import GroupAbility
from groups.plans.models import Plan
from groups.plans.queries import Coming
from groups.survey_sets import queries as sets
from groups.surveys.models import Asked, Kind, SideOf, Survey, SurveyNudge

OPEN_FOR, NUDGE_AFTER = timedelta(days=21), timedelta(days=12)
PLAN = "VALUES"
SAYS = "The facilitators get a reminder to ask about the five values, half a year after they were asked last. It goes at 8am, once."
ANSWERING = "answering a survey"
ROLES = {SideOf.MEMBERS: (Role.MEMBER,), SideOf.STAFF: THE_SYSTEM}


# --- who ---


def could_answer(group_id: int, side: str):
    """Members; or the points of contact and sponsors. Not those who run the group or help someone in it."""
    here = Membership.objects.current().of_group(group_id).filter(role__in=ROLES[side])
    return here.holding(GroupAbility.ANSWER_SURVEY).select_related("person").order_by("id")


def side_of(membership: Membership) -> str:
    return next(side for side, roles in ROLES.items() if membership.role in roles)


def enough(people: list) -> bool:
    return len(people) >= unnamed.FEWEST_INSIDE


def readers(group_id: int):
    here = Membership.objects.current().of_group(group_id).holding(GroupAbility.SEE_SURVEY_RESULTS)
    return here.select_related("person").order_by("id")


def facilitators(group_id: int):
    here = Membership.objects.current().of_group(group_id).filter(role__in=FACILITATING)
    return here.select_related("person").order_by("id")


def everyone_asked(survey: Survey) -> list[Asked]:
    """With whom they are, those who are still in the group. One statement."""
    rows = Asked.objects.filter(half__survey=survey, membership__in=Membership.objects.current())
    return list(rows.select_related("membership__person", "half").order_by("membership__person__name", "id"))


# --- the link in a letter ---


def token(asked: Asked) -> str:
    """Proves that somebody is asked, and nothing else: the answers it opens a page for are counted, not kept."""
    return sealed.seal(asked.pk, ANSWERING)


@dataclass(frozen=True)
class ByLetter:
    """What a link opens. `asked` is empty once the survey closed, or when its reader is not in the group any more."""

    asked: Asked | None


def by_letter(words: str, now: datetime) -> ByLetter | None:
    """None for anything we did not write. One statement."""
    number = sealed.unseal(words, ANSWERING)
    if number is None:
        return None
    rows = Asked.objects.filter(pk=number, half__survey__in=Survey.objects.open(now))
    rows = rows.filter(membership__in=Membership.objects.current().holding(GroupAbility.ANSWER_SURVEY))
    return ByLetter(rows.select_related("half__survey__group", "membership").first())


def still_asked(letters, now: datetime, *, unanswered=False) -> set[int]:
    """Letters whose survey is open and whose reader is one of those asked. `about` is `survey:<id>` or `survey_nudge:<id>`."""
    wanted = {letter.pk: (int(letter.about.split(":")[1]), letter.person_id) for letter in letters}
    rows = Asked.objects.filter(
        half__survey__in=Survey.objects.open(now).filter(pk__in={one for one, _ in wanted.values()}),
        membership__in=Membership.objects.current().holding(GroupAbility.ANSWER_SURVEY),
    )
    if unanswered:
        rows = rows.filter(has_answered=False)
    right = set(rows.values_list("half__survey_id", "membership__person_id"))
    return {letter for letter, pair in wanted.items() if pair in right}


# --- one person's part ---


def waits_for(membership: Membership, now: datetime):
    """What is open for this person and not answered, as (kind, number, day) for their home page."""
    mine = Asked.objects.visible_to(membership).filter(has_answered=False, half__survey__in=Survey.objects.open(now))
    day = TruncDate("half__survey__closes_at", tzinfo=membership.group.zone)
    return mine.values_list(Value("survey", output_field=CharField()), "half__survey_id", day).order_by()


@dataclass(frozen=True)
class Mine:
    """What one person can do in one survey. `why_not` says why they cannot answer."""

    survey: Survey
    side: str
    why_not: str = ""
    has_answered: bool = False


def for_person(survey: Survey, membership: Membership, now: datetime) -> Mine:
    """One statement at most."""
    side = side_of(membership)
    if survey.closed_at or survey.closes_at <= now:
        return Mine(survey, side, "This survey has closed.")
    mine = Asked.objects.visible_to(membership).filter(half__survey=survey).first()
    if mine is None:
        return Mine(survey, side, "You are not asked this time. Who is asked was fixed when the survey opened.")
    return Mine(survey, side, "", mine.has_answered)


# --- when ---


def due_on(group: Group) -> date:
    """When the group asks about its values again: half a year after it last did, was last reminded, or began."""
    began = group.local(group.last_at or group.created_at).date()
    return walltime.months_after(max(began, group.told_on or began), sets.SETS[sets.VALUES].months)


def _opened_values():
    return Survey.objects.filter(group=OuterRef("pk"), kind=Kind.VALUES, opened_at__isnull=False)


def _none_on_its_way():
    """Groups where this reminder is on, and no draft or survey about values is on its way."""
    on_its_way = Survey.objects.filter(group=OuterRef("pk"), kind=Kind.VALUES, closed_at=None)
    off = Plan.objects.turned_off(PLAN).filter(group=OuterRef("pk"))
    return Group.objects.open().filter(~Exists(on_its_way), ~Exists(off))


def _with_last(groups):
    """With when they last asked and were reminded."""
    opened = Max("surveys__opened_at", filter=Q(surveys__kind=Kind.VALUES))
    return groups.annotate(last_at=opened, told_on=Max("survey_nudges__due_on"))


def may_be_due(now: datetime):
    """Those whose day has come or nearly so, and who were not told of it."""
    months = sets.SETS[sets.VALUES].months
    latest = now + walltime.AHEAD - timedelta(days=28 * months)
    told = SurveyNudge.objects.filter(group=OuterRef("pk"), at__gt=now - timedelta(days=28 * months))
    recent = _opened_values().filter(opened_at__gt=latest)
    return _none_on_its_way().filter(~Exists(told), ~Exists(recent), created_at__lte=latest)


def clock_due(now: datetime) -> list:
    """What the clock may have to do. No statement."""
    return [may_be_due(now), Survey.objects.to_close(now), Survey.objects.to_nudge(now - NUDGE_AFTER)]


def to_remind(now: datetime, limit=200) -> list[tuple[Group, date]]:
    """Groups whose day has come, with that day. One statement."""
    rows = ((one, due_on(one)) for one in _with_last(may_be_due(now)).order_by("id").iterator())
    come = ((one, day) for one, day in rows if day <= one.local(now).date() and not walltime.is_night(now, one.zone))
    return list(islice(come, limit))


def coming(membership: Membership, on, now: datetime) -> list[Coming]:
    """The next letter, for the page of plans. One statement."""
    page = reverse("surveys", kwargs={"slug": membership.group.slug})
    rows = _with_last(_none_on_its_way()).filter(pk=membership.group_id)
    ats = [walltime.morning(due_on(one), one.zone) for one in rows]
    return [Coming(max(at, now), "Our five values", "The facilitators", path=page) for at in ats]


def still_due(letters) -> set[int]:
    """To those who still facilitate, while nobody has prepared it. `about` is `values_due:<group>:<day>`."""
    about = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    groups = {one.pk for one in _none_on_its_way().filter(pk__in=set(about.values()))}
    here = Membership.objects.current().filter(role__in=FACILITATING, group__in=groups)
    allowed = set(here.values_list("group_id", "person_id"))
    return {letter.pk for letter in letters if (about[letter.pk], letter.person_id) in allowed}


# --- the page of all surveys ---


@dataclass(frozen=True)
class SetLine:
    """One ready-made set, for who prepares them: when it was last asked."""

    kind: str
    label: str
    about: str
    last_on: date | None
    again_on: date | None
    running: Survey | None


@dataclass(frozen=True)
class Page:
    open: list[Survey]
    closed: list[Survey]
    drafts: list[Survey]
    sets: list[SetLine] = field(default_factory=list)


def page(membership: Membership, now: datetime) -> Page:
    """One statement."""
    rows = list(Survey.objects.visible_to(membership).newest_first())
    closed = sorted((one for one in rows if one.closed_at), key=lambda one: one.closed_at, reverse=True)
    running = [one for one in rows if one.opened_at and not one.closed_at]
    drafts = [one for one in rows if not one.opened_at]
    lines = [_set(membership.group, kind, rows) for kind in Kind] if membership.may(GroupAbility.PREPARE_SURVEY) else []
    return Page(running, closed, drafts, lines)


def _set(group, kind, rows) -> SetLine:
    mine = [one for one in rows if one.kind == kind]
    opened = [one.opened_at for one in mine if one.opened_at]
    last = group.local(max(opened)).date() if opened else None
    months, ready = sets.SETS[kind].months, sets.SETS[kind]
    again = walltime.months_after(last, months) if last and months else None
    about = ready.about or "Up to 12 questions in your own words."
    return SetLine(kind, kind.label, about, last, again, next((one for one in mine if not one.closed_at), None))
