"""Where things stand, in words, and the questions homes, digests and overviews ask of the log. All take `now`; none writes.

Nothing here counts live what may be large: totals come from the kept `Tally`.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst

from coproduction.kit import when, workdays
from coproduction.kit.words import count_of
from feedback.log.models import FOR_THE_SYSTEM, WITH_THE_GROUP, Bucket, Said, Stage, Step
from feedback.permissions import FeedbackAbility
from feedback.topics.models import Tally
from groups.membership.models import Membership

SYSTEM, GROUP, FACILITATORS, NOBODY = "system", "group", "facilitators", "nobody"
# Where it is shown is no news of what became of it; nor is what was done before this record began.
NO_NEWS = Q(kind__in=(Step.Kind.PUBLISHED, Step.Kind.UNPUBLISHED)) | Q(kind="BROUGHT_IN", stage_to=Stage.EARLIER)
OWED = {Stage.SENT: "to be heard", Stage.HEARD: "to be answered", Stage.DOING: "the next action"}
TURN = {
    Stage.DRAFT: FACILITATORS,
    Stage.AGREEING: GROUP,
    Stage.CLAIMED: GROUP,
    Stage.DID: GROUP,
    Stage.CANNOT: GROUP,
} | dict.fromkeys(FOR_THE_SYSTEM, SYSTEM)
WHOSE = {
    Stage.DRAFT: "The group works on it.",
    Stage.AGREEING: "The group’s turn: do we agree?",
    Stage.SENT: "Their turn: to hear it.",
    Stage.HEARD: "Their turn: to answer it.",
    Stage.DOING: "Their turn: to do it.",
    Stage.CLAIMED: "The group’s turn: is it really done?",
    Stage.DID: "The group’s turn: does that answer it?",
    Stage.CANNOT: "The group’s turn: does that answer it?",
}
UNNOTICED = "The group’s turn: nobody noticed. What happens now?"
NOT_SHOWN_YET = "Only you can see it, until you put it to the group."  # a named draft: its author is its only reader


# --- where one thing stands ---


@dataclass(frozen=True)
class Standing:
    """How long it has waited, what is promised and whose turn it is. `turn` is system, group, facilitators or nobody."""

    words: str
    turn: str
    whose_turn: str
    late: bool
    late_days: int
    waited_days: int
    since_on: date | None
    due_on: date | None

    def turn_for(self, reader) -> str:
        """Whose turn it is, said to the one who reads: theirs may be yours."""
        return self.whose_turn.replace("Their turn", "Your turn") if reader.for_the_system else self.whose_turn


def standing(said: Said, now: datetime) -> Standing:
    """In words: *waiting 12 working days, since Wednesday 2 December 2026; promised by …; 3 working days late*."""
    group = said.group
    today, nation = group.local(now).date(), group.nation
    since = group.local(said.opened_at).date() if said.opened_at and said.waits else None
    waited = max(workdays.between(since, today, nation), 0) if since else 0
    late_days = workdays.between(said.due_on, today, nation) if said.due_on and today > said.due_on else 0
    late = bool(said.due_on and today > said.due_on)
    parts = []
    if since:
        days = f" {count_of(waited, 'working day')}," if waited else ""
        parts.append(f"Waiting{days} since {when.day(since)}")
    if said.due_on and said.stage in OWED:
        parts.append(f"promised {OWED[said.stage]} by {when.day(said.due_on)}")
    if late:
        parts.append(f"{count_of(late_days, 'working day')} late" if late_days else "late")
    words = "; ".join(parts) or _at_rest(said)
    whose, turn = WHOSE.get(said.stage, ""), TURN.get(said.stage, NOBODY)
    if said.stage == Stage.DRAFT and said.said_by_id:
        whose = NOT_SHOWN_YET
    if said.is_done and said.unnoticed_at:
        whose, turn = UNNOTICED, GROUP
    return Standing(words, turn, whose, late, late_days, waited, since, said.due_on)


def _at_rest(said):
    """For what waits for nothing that was promised: when it came where it is."""
    if said.stage == Stage.AGREEING:
        return f"Members can say if they agree until the end of {when.day(said.agree_by)}"
    if said.stage == Stage.EARLIER:
        return f"{capfirst(said.happened)}. From {said.source}" if said.happened else f"From {said.source}"
    return f"Since {when.day(said.group.local(said.moved_at).date())}"


# --- who is told ---


def members(group_id):
    """The people of the group who say whether it is answered."""
    return Membership.objects.current().of_group(group_id).holding(FeedbackAbility.SAY_IF_ANSWERED)


def begun_by(said):
    """The author, every member and all it names: whoever of them is here."""
    named = _hanging("pieces").filter(said=said, said_by__group_id=said.group_id).values("said_by")
    begun = Q(pk=said.said_by_id) | Q(pk__in=members(said.group_id).values("pk")) | Q(pk__in=named)
    return Membership.objects.current().filter(begun)


def whose_words(said) -> list[Membership]:
    """Those whose words began it: the author of named words while they are here, else every member and all it names."""
    here = list(begun_by(said).select_related("person"))
    return [one for one in here if one.pk == said.said_by_id] or here


def own_to(said):
    """What is each reader's own in a letter about it: what they said with their name, if they are asked, if they can reply."""
    words = defaultdict(list)
    named = _hanging("pieces").standing().filter(said=said, said_by__isnull=False).order_by("id")
    for said_by, own in named.values_list("said_by", "words"):
        words[said_by].append(own)

    def own(reader):
        asked = reader.may(FeedbackAbility.SAY_IF_ANSWERED)
        answers = f"said:{said.pk}" if reader.inside else ""
        return {"context": {"own_words": words.get(reader.pk, []), "asked": asked}, "answers": answers}

    return own


def owners(said) -> list[Membership]:
    """Those of the system who answer: point of contact and sponsors, and whoever stands in for them."""
    here = Membership.objects.current().of_group(said.group_id)
    answering = here.holding(FeedbackAbility.ANSWER).values("pk")
    return list(here.filter(Q(pk__in=answering) | Q(deputises_for__in=answering)).distinct().select_related("person"))


# --- what waits, what is new, what needs somebody ---


@dataclass(frozen=True)
class News:
    """The last thing that happened to one thing we said."""

    said: Said
    step: Step


def since(membership, looked_at: datetime | None, limit: int = 10, until: datetime | None = None) -> list[News]:
    """What has happened to what we said since (and until), newest first, one line a thing. One statement."""
    span = {name: at for name, at in (("at__gt", looked_at), ("at__lte", until)) if at}
    steps = Step.objects.visible_to(membership).filter(inside_only=False, **span).exclude(NO_NEWS)
    found = {}
    for step in steps.newest_first().select_related("said__group", "said__topic", "by__person")[: limit * 5]:
        found.setdefault(step.said_id, step)
    return [News(step.said, step) for step in list(found.values())[:limit]]


@dataclass(frozen=True)
class Need:
    """One thing that needs this person: the deed is agree, check, verdict, put or send."""

    said: Said
    deed: str
    words: str
    url: str


NEEDS = {
    "agree": "Do you agree to send this?",
    "check": "Is this really done? Someone in the group must check.",
    "verdict": "Does that answer it?",
    "send": "The group has answered. Read what it said, and send it.",
    "put": "A draft from the group. Put it to the members when it is ready.",
}


def needs_you(membership, now: datetime, limit: int = 10) -> list[Need]:
    """What in the log needs this person, oldest first. One statement for members, one for facilitators."""
    if membership.may(FeedbackAbility.AGREE_DRAFT):
        rows = _for_member(membership)
    elif membership.may(FeedbackAbility.SEND):
        rows = _for_facilitator(membership, membership.group.local(now).date())
    else:
        return []
    return [_need(said, membership) for said in rows.select_related("group", "topic").order_by("id")[:limit]]


def _for_member(membership):
    """Words shown with a name ask their author if it is answered; words from the group ask every member."""
    rows = Said.objects.visible_to(membership)
    mine = {"said": OuterRef("pk"), "membership": membership}
    agreed = _hanging("agreements").filter(asking=OuterRef("asking"), **mine)
    told = _hanging("verdicts").filter(round=OuterRef("round"), **mine)
    return rows.filter(
        Q(stage=Stage.AGREEING) & ~Exists(agreed)
        | Q(stage=Stage.CLAIMED)
        | Q(stage__in=WITH_THE_GROUP) & (Q(said_by=None) | Q(said_by=membership)) & ~Exists(told)
    )


def _hanging(name):
    """All rows of a room above that hang on entries: this room knows them only by their name on `Said`."""
    return Said._meta.get_field(name).related_model.objects


def _for_facilitator(membership, today):
    drafts = Q(stage=Stage.DRAFT) & (Q(said_by=None) | Q(said_by=membership))
    word = _hanging("agreements").filter(said=OuterRef("pk"), asking=OuterRef("asking"))
    theirs = _hanging("agreements").filter(
        said=OuterRef(OuterRef("pk")), asking=OuterRef(OuterRef("asking")), membership=OuterRef("pk")
    )
    members = Membership.objects.current().of_group(membership.group_id).holding(FeedbackAbility.AGREE_DRAFT)
    all_have_said = Exists(word) & ~Exists(members.filter(~Exists(theirs)))
    rows = Said.objects.visible_to(membership)
    return rows.filter(drafts | Q(stage=Stage.AGREEING) & (Q(agree_by__lt=today) | all_have_said))


def _need(said, membership):
    deeds = {Stage.DRAFT: "put", Stage.AGREEING: "agree", Stage.CLAIMED: "check"}
    deed = deeds.get(said.stage, "verdict")
    if deed == "agree" and membership.facilitates:
        deed = "send"
    return Need(said, deed, NEEDS[deed], said.get_absolute_url())


# --- how much, and how long ---


@dataclass(frozen=True)
class Counted:
    """So many things of one group and topic stand in one bucket. `topic` is empty for what has none."""

    group_id: int
    topic_id: int | None
    topic: str
    bucket: str
    number: int


def counts(group_ids) -> list[Counted]:
    """From the kept tallies: one statement, whatever the groups hold."""
    rows = Tally.objects.filter(group_id__in=group_ids, number__gt=0).order_by("group_id", "topic__name", "bucket")
    fields = rows.values_list("group_id", "topic_id", "topic__name", "bucket", "number")
    return [Counted(group, topic, name or "", bucket, number) for group, topic, name, bucket, number in fields]


def totals(group_ids, rows=None) -> dict[str, int]:
    """By bucket, every bucket named."""
    found = dict.fromkeys(Bucket.values, 0)
    for row in counts(group_ids) if rows is None else rows:
        found[row.bucket] += row.number
    return found
