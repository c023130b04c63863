"""How the checklist of a topic stands: what is there, what the group goes without, what is missing, what members say."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from coproduction.kit import when
from feedback.checklists.models import MEANS, NOTED, Part, Provision, Waiver, WaiverVote
from feedback.permissions import FeedbackAbility
from groups.membership.models import Membership

ENOUGH = 5  # answers, before what members say is shown
DONE, WAIVED, MISSING = "DONE", "WAIVED", "MISSING"
NAMED = {DONE: "On record as there", WAIVED: "The group goes without it", MISSING: "Missing"}


@dataclass(frozen=True)
class Line:
    """One part of the checklist as its reader may see it."""

    part: str
    label: str
    means: str
    state: str
    provision: Provision | None
    waiver: Waiver | None  # in force
    asked: Waiver | None  # members are asked now; only the group sees it
    yes: int
    no: int
    my_vote: bool | None
    my_view: bool | None
    views: str  # what members say in their own view, in words; empty outside the group

    @property
    def words(self):
        return NAMED[self.state]

    @property
    def look(self):
        """The colour that repeats the words. Nothing turns green on records alone."""
        sure = self.state == DONE and self.views.startswith("Members say: yes")
        return "yes" if sure else {DONE: "waiting", WAIVED: "draft", MISSING: "no"}[self.state]

    @property
    def may_be_waived(self):
        return self.state == MISSING and self.asked is None and self.part in NOTED

    @property
    def since(self):
        return when.day(self.provision.done_on)


def members(group_id):
    """Those whose word settles it: the members of the group now."""
    return Membership.objects.current().of_group(group_id).holding(FeedbackAbility.SAY_GO_WITHOUT)


def checklist(topic, membership, *, has_map: bool) -> list[Line]:
    """Four statements inside the group, two outside it."""
    provisions = {row.part: row for row in Provision.objects.visible_to(membership).filter(topic=topic)}
    waivers = {(row.part, row.outcome): row for row in _waivers(topic, membership)}
    mine, views = {}, {}
    if membership.inside:
        asked = [row.pk for row in waivers.values() if not row.outcome]
        mine = dict(WaiverVote.objects.filter(waiver__in=asked, membership=membership).values_list("waiver", "agrees"))
        views = _views(topic, membership)
    lines = []
    for part in Part:
        provision, waiver = provisions.get(part), waivers.get((part, Waiver.Outcome.WITHOUT))
        there = has_map if part == Part.NEGOTIABLE else provision is not None
        asked = waivers.get((part, ""))
        my_view, words = views.get(part, (None, ""))
        lines.append(
            Line(
                part.value, part.label, MEANS[part], DONE if there else WAIVED if waiver else MISSING, provision, waiver,
                asked, getattr(asked, "yes", 0), getattr(asked, "no", 0), mine.get(asked.pk) if asked else None,
                my_view, words,
            )
        )  # fmt: skip
    return lines


def _waivers(topic, membership):
    """Those in force and those being asked, with how many members who are still here said what."""
    here = Q(votes__membership__in=members(topic.group_id).values("pk"))
    rows = Waiver.objects.visible_to(membership).filter(topic=topic, outcome__in=("", Waiver.Outcome.WITHOUT))
    if not membership.inside:
        return rows
    return rows.annotate(
        yes=Count("votes", filter=here & Q(votes__agrees=True)), no=Count("votes", filter=here & Q(votes__agrees=False))
    )


def _views(topic, membership) -> dict:
    """For each part: what this reader said, and in words what members say, once five have. One statement."""
    rows = topic.was_there.filter(membership__in=members(topic.group_id).values("pk"))
    said, mine = Counter(), {}
    for part, really, who in rows.values_list("part", "really", "membership"):
        said[part, really] += 1
        if who == membership.pk:
            mine[part] = really
    return {part: (mine.get(part), in_words(said[part, True], said[part, False])) for part in Part}


def in_words(yes: int, no: int) -> str:
    if yes + no < ENOUGH:
        return f"Members’ own view: shown when {ENOUGH} of them have said."
    return f"Members say: {'yes' if yes > no else 'not really'}. {yes} of {yes + no} say it was really there for them."


def not_there(topic) -> list[str]:
    """The parts that are missing and that the group did not decide to go without, in words."""
    there = set(topic.provisions.values_list("part", flat=True))
    there |= set(topic.waivers.in_force().values_list("part", flat=True))
    return [part.label for part in NOTED if part not in there]


def gone_without(topic) -> list[str]:
    there = set(topic.provisions.values_list("part", flat=True))
    rows = topic.waivers.in_force().order_by("id")
    return [f"{row.get_part_display()}, because: {row.reason}" for row in rows if row.part not in there]


def outcome_of(waiver) -> str:
    """More than half of the members say yes: it goes. So many say no, or nobody is left to say yes: it stays."""
    here = members(waiver.topic.group_id)
    said = Counter(waiver.votes.filter(membership__in=here.values("pk")).values_list("agrees", flat=True))
    asked = here.count()
    if said[True] * 2 > asked:
        return Waiver.Outcome.WITHOUT
    return Waiver.Outcome.KEEP if said[False] * 2 >= asked else ""


def still_asked(letters) -> set[int]:
    """Letters about a question that is still open, to people who are members now."""
    about = {letter.pk: int(letter.about.split(":")[2]) for letter in letters}  # topic:<topic>:<waiver>
    group_of = dict(Waiver.objects.open().filter(pk__in=about.values()).values_list("pk", "topic__group_id"))
    here = Membership.objects.current().holding(FeedbackAbility.SAY_GO_WITHOUT)
    here = here.filter(group__in=group_of.values(), person__in={letter.person_id for letter in letters})
    here = set(here.values_list("person_id", "group_id"))
    return {letter.pk for letter in letters if (letter.person_id, group_of.get(about[letter.pk])) in here}
