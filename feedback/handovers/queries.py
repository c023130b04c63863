"""Who was asked for what, and who may be asked. None of it writes."""

from datetime import date

from django.db.models import CharField, Exists, ExpressionWrapper, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject

from coproduction.kit import personal
from feedback.handovers.models import Handover
from feedback.log.models import Said, Stage
from feedback.permissions import FeedbackAbility
from groups.away import queries as away
from groups.away.models import AwayDay
from groups.membership.models import Membership, Role

Owed = Handover.Owed
OWES = {
    Owed.SENT: Role.POINT_OF_CONTACT, Owed.HEARD: Role.SPONSOR, Owed.REASON: Role.POINT_OF_CONTACT, Owed.SPONSOR: Role.SPONSOR,
}  # fmt: skip
NEEDS = {Owed.SPONSOR: FeedbackAbility.LOOK_AGAIN}  # the others need ANSWER


def needed_for(owed: str):
    return NEEDS.get(owed, FeedbackAbility.ANSWER)


def standing_for(entries) -> dict[tuple[int, str], Handover]:
    """By entry and what is owed. One statement; none for nothing."""
    entries = list(entries)
    if not entries:
        return {}
    rows = Handover.objects.standing().filter(said__in={said.pk for said in entries}).with_people().order_by("id")
    return {(one.said_id, one.owed): one for one in rows}


def given_away(said: str, owed: str, memberships):
    """Whether somebody else than these was asked, by the names of the columns of the row that is looked at."""
    asked = Handover.objects.standing().filter(said=OuterRef(said), owed=OuterRef(owed))
    return Exists(asked.exclude(to__in=[one.pk for one in memberships]))


def with_who_acts(rows, day: date):
    """Entries with whoever is away of those who owe it, and whoever was asked instead. What is owed of one that the group asks
    about again is the answer to that. No statement of its own."""
    again = FilteredRelation("challenges", condition=Q(challenges__closed_at=None))  # one at a time, at most
    rows = rows.annotate(asked_again=again).annotate(owes_now=Coalesce("asked_again__rung", "stage"))
    return _who_acts(rows, day, "owes_now", "pk", "group")


def with_who_acts_again(rows, day: date):
    """The same of what the group asks about again (challenges). No statement of its own."""
    return _who_acts(rows, day, "rung", "said", "said__group")


def _who_acts(rows, day, owed, said, group):
    what = ExpressionWrapper(OuterRef(owed), output_field=CharField())
    gone = AwayDay.objects.annotate(owes=what).filter(_of_those_who_owe(), membership__group=OuterRef(group))
    asked = Handover.objects.standing().filter(said=OuterRef(said), owed=OuterRef(owed))
    names = JSONObject(to_id=F("to_id"), to=F("to__person__name"), by=F("handed_by__person__name"), owed=F("owed"))
    return rows.annotate(away=away.on_day(gone, day), handed=Subquery(asked.order_by("id").values(told=names)[:1]))


def _of_those_who_owe():
    found = Q(pk=None)
    for owed, role in OWES.items():
        found |= Q(owes=owed, membership__role=role)
    return found


@personal.owed("what somebody asked them for")
def asked_of(person) -> list[str]:
    rows = Handover.objects.standing().filter(to__person=person, to__left_at=None).select_related("said__group")
    return [
        f"{one.said.group.name}, number {one.said.number}: you were asked {one.get_owed_display()}. Do it, or give it back."
        for one in rows.order_by("pk")
    ]


def in_words(row) -> str:
    """Of one of `with_who_acts`: who is away and stands in, and who was asked. Empty where neither is so."""
    handed = row.handed
    asked = f"{handed['by']} asked {handed['to']} {Owed(handed['owed']).label}." if handed else ""
    return f"{away.in_words(row.away)} {asked}".strip()


def asked_instead(row) -> int | None:
    """The number of the place of whoever was asked. Of one of `with_who_acts`."""
    return row.handed["to_id"] if row.handed else None


def could_be_asked(group_ids) -> dict[int, list[Membership]]:
    """Those of the system, by group. One statement."""
    found = {pk: [] for pk in group_ids}
    here = Membership.objects.current().for_the_system().filter(group__in=group_ids)
    for one in here.select_related("person", "group").order_by("person__name", "id"):
        found[one.group_id].append(one)
    return found


def right_for(people, owed: str, but: Membership) -> list[Membership]:
    """Of these, who may do what is owed, without the one who asks."""
    return [one for one in people if one.pk != but.pk and one.may(needed_for(owed))]


def is_owed(said, owed: str) -> bool:
    """Whether just this is owed now. One statement for a challenge."""
    if owed in (Stage.SENT, Stage.HEARD):
        return said.stage == owed
    return said.challenges.filter(closed_at=None, rung=owed).exists()


def owed_now(entries) -> set[tuple[int, str]]:
    """The same of many: the number of each entry with what is owed of it. One statement."""
    entries = list(entries)
    again = Said.objects.filter(pk__in=[said.pk for said in entries], challenges__pk__gt=0, challenges__closed_at=None)
    stages = {(said.pk, said.stage) for said in entries if said.stage in (Stage.SENT, Stage.HEARD)}
    return stages | set(again.values_list("pk", "challenges__rung"))


def still_asked(letters) -> set[int]:
    """Letters about a handover that stands, or about one that ended, as it is now. `about` is `handover:<id>:<asked or over>`."""
    wanted = {letter.pk: letter.about.split(":")[1:] for letter in letters}
    numbers = {int(pk) for pk, _ in wanted.values()}
    standing = {str(pk) for pk in Handover.objects.standing().filter(pk__in=numbers).values_list("pk", flat=True)}
    return {letter for letter, (pk, told) in wanted.items() if (told == "asked") == (pk in standing)}
