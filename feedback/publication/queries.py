"""The public page of a group and of a topic: We said, We did as far as the group published it. Leans on log."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery

from coproduction.kit import quarters, walltime
from feedback.answers.models import Decision
from feedback.counting import queries as counting
from feedback.deeds.models import Claim
from feedback.log import queries as log
from feedback.log.models import Bucket, Said, Stage, Step
from feedback.publication.models import Figure
from groups.charter.models import Group
from groups.membership.models import Membership, Role

SHELVES = {
    "waiting": ("Still waiting", Bucket.WAITING, "Sent, and not answered yet."),
    "doing": ("Being done", Bucket.DOING, "The answer was “we will” or “partly”. It is not done yet."),
    "did": ("We did", Bucket.DONE, "Done, and checked by someone in the group."),
    "cannot": ("We can’t, or not now", Bucket.CANNOT, "The answer was no. The reason stands beside it."),
}
# Every word and number of the public pages and of the open data, said plainly. One list for the pages and for the file.
MEANINGS = {
    "Said": "Something the group agreed on and sent, in its own words. Only what the group chose to publish is here.",
    "Heard": "A named person in health and care said that they have it, who decides, and when they will answer.",
    "Still waiting": "Sent, and not answered yet. The age is counted in working days from the day it was sent or opened again.",
    "Being done": "The answer was “we will” or “partly”, and it is not done yet.",
    "We did": "Said to be done, and checked by someone in the group. Or done before the group used this site, where it says so.",
    "Half done": "A part is done, and was checked by someone in the group. What is left stands beside it.",
    "Nobody noticed": "It was said to be done. When people were asked months later, nobody had noticed. The group now decides.",
    "We can’t, or not now": "The answer was no. It must give a reason, and the reason is published.",
    "Answered": "The people of the group said yes, that answers it. Nobody else can say so.",
    "Opened again": "The group said no, that does not answer it. It waits again, with new promises.",
    "Promise": "The working days within which the group was promised to be heard and to be answered.",
    "Kept": "It was heard, or answered, on or before the promised day. Shown as so many times in 10.",
    "Late": "The promised day has passed. It is worked out from the promise and today, and counts as not kept.",
    "Middle time": "Half took longer than this and half took less.",
    "Working days": "Monday to Friday, without the bank holidays of the group’s nation.",
    "Numbers of people": "1 to 7 is “fewer than 8”. Any other number is to the nearest 5. So no number points to one person.",
    "Numbers of a quarter": (
        "Counted once, when the quarter is over, and never changed. 1 to 7 is “fewer than 8”, any other to the nearest 5."
    ),
}


@dataclass(frozen=True)
class Shelf:
    name: str
    label: str
    count: int
    earlier: int = 0  # of these, done before the group used this site: brought in with a named source
    meaning: str = ""


@dataclass(frozen=True)
class Heading:
    """A topic something was published under, with how much."""

    topic_id: int
    name: str
    count: int


@dataclass(frozen=True)
class Contents:
    """How much is published, by shelf and by topic: of a whole group, or of one topic."""

    shelves: list[Shelf]
    topics: list[Heading]


def published(group):
    return Said.objects.filter(group=group).published()


def group_by_slug(slug):
    """A group that shows itself to everyone, also when it has closed, with what its page needs. One statement."""
    return Group.objects.filter(is_public=True, slug=slug).select_related("organisation").first()


def public_log(group, shelf="", topic_id=None):
    """What the group published, newest first, with the decision that stands and the checked *we did* of each.

    Both of this round only: what the group said no to is not its answer any more.
    """
    rows = published(group).select_related("topic").newest_first()
    if topic_id is not None:
        rows = rows.filter(topic=topic_id)
    if shelf in SHELVES:
        rows = rows.in_bucket(SHELVES[shelf][1])
    return with_answers(rows)


def with_answers(rows):
    of_this_round = Q(round=F("said__round"))
    return rows.prefetch_related(
        Prefetch("decisions", Decision.objects.filter(of_this_round).order_by("-id"), to_attr="decided"),
        Prefetch("claims", Claim.objects.filter(of_this_round, holds=True).order_by("-id"), to_attr="done"),
    )


def contents(group, topic_id=None) -> Contents:
    """One statement. All shelves are shown, waiting and *can't* as prominently as *did*."""
    rows = published(group).values_list("topic", "topic__name", "bucket")
    counted = rows.annotate(n=Count("id"), old=Count("id", filter=Q(stage=Stage.EARLIER))).order_by()
    lying, topics = defaultdict(lambda: [0, 0]), defaultdict(int)
    for topic, name, bucket, number, old in counted:
        if topic_id in (None, topic):
            lying[bucket][0] += number
            lying[bucket][1] += old
        if topic is not None:
            topics[topic, name] += number
    headings = [Heading(pk, name, number) for (pk, name), number in topics.items()]
    shelves = [Shelf(name, label, *lying[bucket], meaning) for name, (label, bucket, meaning) in SHELVES.items()]
    return Contents(shelves, sorted(headings, key=lambda one: one.name.casefold()))


@dataclass(frozen=True)
class Shown:
    """One published thing and where it stands, as the public page says it: what was said, heard, answered, done, and its age."""

    said: Said
    said_on: str
    heard: str
    answer: str
    reason: str
    did: str
    did_label: str  # a part of it, what has ended, or all of it
    left: str  # what of it is still to do
    waits: str
    days: int | None


def shown(said: Said, now: datetime) -> Shown:
    """No statement: `said` comes from `public_log`, with its group set."""
    local, standing = said.group.local, log.standing(said, now)
    decision = said.decided[0] if said.decided else None
    claim = said.done[0] if said.done else None
    heard = (
        f"on {day(local(said.heard_at))}. The final say: {said.final_say}" if said.heard_at and said.final_say else ""
    )
    return Shown(
        said,
        said_on=day(local(said.sent_at)) if said.sent_at else "",
        heard=heard,
        answer=decision.get_kind_display() if decision else "",
        reason=reason_of(decision) if decision else "",
        did=f"{claim.what} ({claim.where}, since {day(claim.since)})" if claim else "",
        did_label="Half done"
        if claim and claim.half
        else "What changed, and has ended"
        if said.ended_at
        else "What changed",
        left=claim.left if claim and claim.half else "",
        waits=waiting_in_words(said, standing, local(now).date()),
        days=standing.waited_days if said.waits else None,
    )


def reason_of(decision) -> str:
    """That something went before what people said is not hidden: it stands before the reason."""
    return f"{decision.why_label}: {decision.reason}" if decision.outweighs else decision.reason


def waiting_in_words(said, standing, today: date) -> str:
    """`Waiting 12 working days, since 2 December 2026. An answer was promised by 30 December 2026.`"""
    if not said.waits:
        return ""
    days = f" {log.count_of(standing.waited_days, 'working day')}," if standing.waited_days else ""
    words = f"Waiting{days} since {day(standing.since_on)}." if standing.since_on else ""
    promised = said.answer_by if said.stage in (Stage.SENT, Stage.HEARD) else said.due_on
    if promised:
        what = "An answer" if said.stage in (Stage.SENT, Stage.HEARD) else "The next step"
        words += f" {what} {'was' if promised < today else 'is'} promised by {day(promised)}."
    return words.strip()


def day(at) -> str:
    return f"{at.day} {at:%B %Y}"


def promises(group, now: datetime) -> list[tuple[str, counting.Took]]:
    """What was promised, and how it was kept, of what is published. Two statements."""
    today = group.local(now).date()
    late = {kind: Count("id", filter=counting.late_to(kind, today)) for kind in ("HEARD", "DECIDED")}
    steps = Step.objects.filter(group=group, said__published_at__isnull=False)
    took = counting.times(steps, published(group).aggregate(**late))
    return [("to be heard", took["HEARD"]), ("to get an answer", took["DECIDED"])]


# --- open data: figures of a quarter ---

FIGURE_HEADINGS = ("Quarter", "What", "Number")


def uncounted(now: datetime):
    """Groups that show themselves, began before this quarter, and whose last quarter was not counted: perhaps a day early."""
    this = quarters.first_day(walltime.furthest_day(now))
    counted = Figure.objects.filter(group=OuterRef("pk"), starts_on__gte=quarters.first_day(this - timedelta(days=1)))
    shown = Group.objects.open().filter(~Exists(counted), is_public=True)
    return shown.filter(created_at__lt=datetime.combine(this, time(), UTC) + walltime.AHEAD)


def quarters_to_freeze(now: datetime, at_most: int = 20) -> list[tuple[Group, date]]:
    """Quarters that are over and were not counted yet, of groups that show themselves. One statement."""
    found = []
    newest = Figure.objects.filter(group=OuterRef("pk")).order_by("-starts_on").values("starts_on")[:1]
    for group in uncounted(now).annotate(last_on=Subquery(newest)).order_by("id"):
        first = quarters.first_day(group.local(group.created_at).date())
        starts_on = quarters.after(group.last_on) if group.last_on else first
        this = quarters.first_day(group.local(now).date())
        while starts_on < this and len(found) < at_most:
            found.append((group, starts_on))
            starts_on = quarters.after(starts_on)
    return found


def figures_of(group, starts_on: date) -> dict[str, int]:
    """The numbers of one quarter, to be rounded at once. Two statements."""
    begins, ends = (datetime.combine(on, time(), group.zone) for on in (starts_on, quarters.after(starts_on)))
    kinds = Step.objects.filter(group=group, at__gte=begins, at__lt=ends).values_list("kind").order_by()
    refused = Count("id", filter=Q(kind=Step.Kind.DECIDED, stage_to=Stage.CANNOT))
    counted = {kind: (number, no) for kind, number, no in kinds.annotate(n=Count("id"), no=refused)}
    members = Membership.objects.of_group(group.pk).filter(role=Role.MEMBER, joined_at__lt=ends)
    found = {what: counted.get(kind, (0, 0))[0] for what, kind in KINDS.items()}
    found[Figure.What.REFUSED] = counted.get(Step.Kind.DECIDED, (0, 0))[1]
    found[Figure.What.MEMBERS] = members.exclude(left_at__lt=ends).count()
    return found


KINDS = {
    Figure.What.SAID: Step.Kind.SENT,
    Figure.What.HEARD: Step.Kind.HEARD,
    Figure.What.ANSWERED: Step.Kind.DECIDED,
    Figure.What.DID: Step.Kind.CHECKED,
    Figure.What.REOPENED: Step.Kind.REOPENED,
}


def figure_rows(group):
    rows = Figure.objects.filter(group=group).order_by("starts_on", "id")
    for one in rows:
        yield [quarters.in_words(one.starts_on), one.get_what_display(), one.shown]
