from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef

from coproduction.kit import when
from coproduction.kit.words import count_of, rounded
from groups.away import queries as away
from groups.away.models import AwayDay
from groups.charter.models import Group, Organisation, Purpose, PurposeAgreement
from groups.membership import queries as membership_queries
from groups.membership.models import KNOWS_MEMBERS, Membership, Role

SETTINGS = (
    "name", "locality", "level", "partners", "spelling", "contact_email", "contact_phone", "how_to_join",
    "ways_of_working", "forming_until_on", "hear_days", "answer_days", "agree_days", "paper_days", "in_danger",
    "independent_name", "independent_email", "nation", "time_zone", "is_public",
)  # fmt: skip
LABELS = {
    "name": "the name", "locality": "the place", "level": "the level", "spelling": "the spelling",
    "contact_email": "the email for people outside", "contact_phone": "the phone for people outside",
    "how_to_join": "how to join", "ways_of_working": "our ways of working",
    "forming_until_on": "until when we take time to become a group",
    "hear_days": "the promise to be heard", "answer_days": "the promise of an answer",
    "agree_days": "the time to agree a draft",
    "paper_days": "how long before a meeting papers are here",
    "in_danger": "who to turn to when someone is not safe", "independent_name": "the independent person",
    "independent_email": "how to reach the independent person",
    "nation": "whose bank holidays count", "time_zone": "the time zone", "is_public": "the public page",
}  # fmt: skip
NOBODY = "nobody yet"
LONG_WORDS = ("how_to_join", "ways_of_working", "in_danger", "independent_email")
PROMISES = ("hear_days", "answer_days", "agree_days", "paper_days")

_on_about: list[Callable] = []


def show_on_about(part: Callable) -> Callable:
    """Hangs a part of another room on the page about the group: `part(membership, now)` gives a template and what it takes."""
    _on_about.append(part)
    return part


def parts_of_about(membership, now) -> list[tuple[str, dict]]:
    return [part(membership, now) for part in _on_about]


FORMING = (
    "This group takes time to become a group, until the end of {day}. People need it to find their voice before they are asked "
    "for anything. Please bring this after that day. If it cannot wait, talk to the facilitator: they can ask you for it."
)


def forming_words(membership, now) -> str:
    """What somebody from health and care is told while the group is still forming. What it asked them for is always fine."""
    early = membership.for_the_system and membership.group.forms_still(now)
    return FORMING.format(day=when.day(membership.group.forming_until_on)) if early else ""


@dataclass
class Version:
    """One version of the purpose and who said yes to it, by side."""

    purpose: Purpose
    members: list[PurposeAgreement] = field(default_factory=list)
    system: list[PurposeAgreement] = field(default_factory=list)

    @property
    def agreed(self) -> bool:
        return bool(self.members and self.system)

    @property
    def since(self):
        """The moment from which both sides had agreed."""
        return max(self.members[0].at, self.system[0].at) if self.agreed else None

    def agreed_by(self, membership) -> bool:
        return any(one.membership_id == membership.pk for one in (*self.members, *self.system))


@dataclass(frozen=True)
class Purposes:
    """`in_force` is the newest version agreed on both sides; `proposed` a newer one that still waits; `older` the rest."""

    in_force: Version | None
    proposed: Version | None
    older: list[Version]


def purposes(group) -> Purposes:
    versions = {one.pk: Version(one) for one in _purposes(group)}
    agreements = PurposeAgreement.objects.filter(purpose__group=group).select_related("membership__person")
    for one in agreements.order_by("at", "id"):
        version = versions[one.purpose_id]
        (version.members if one.side == PurposeAgreement.Side.MEMBERS else version.system).append(one)
    newest_first = list(versions.values())
    in_force = next((one for one in newest_first if one.agreed), None)
    proposed = newest_first[0] if newest_first and not newest_first[0].agreed else None
    older = [one for one in newest_first if one not in (in_force, proposed)]
    return Purposes(in_force, proposed, older)


@dataclass(frozen=True)
class SeenVersion:
    """A version as one reader may see it: who agreed on the members' side is for those who know the members' names."""

    version: Version
    members: str
    system: str

    @property
    def purpose(self):
        return self.version.purpose


@dataclass(frozen=True)
class SeenPurposes:
    in_force: SeenVersion | None
    proposed: SeenVersion | None
    older: list[SeenVersion]


def as_seen_by(membership, found: Purposes) -> SeenPurposes:
    def seen(version):
        if version is None:
            return None
        names = [one.membership.person.name for one in version.members]
        known = membership.role in KNOWS_MEMBERS
        told = (listed(names) if known else f"{rounded(len(names))} people of the group") if names else NOBODY
        system = listed([_with_role(one.membership) for one in version.system]) or NOBODY
        return SeenVersion(version, told, system)

    return SeenPurposes(seen(found.in_force), seen(found.proposed), [seen(one) for one in found.older])


def _with_role(membership):
    return f"{membership.person.name} ({membership.get_role_display()})"


def listed(names) -> str:
    """`Sam, Jo and Farah`."""
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last


def newest_purpose(group) -> Purpose | None:
    return Purpose.objects.filter(group=group).order_by("-version").first()


def facts(group) -> list[dict]:
    """Who and where the group is, as pairs for a list. Empty ones are left out."""
    partners = ", ".join(one.name for one in group.partners.order_by("name"))
    kind = group.spelt(f"{group.get_level_display()} co-production group")
    pairs = (
        ("Place", group.locality), ("Kind", kind), ("Organisation", group.organisation.name),
        ("Works with", partners), ("Email", group.contact_email), ("Phone", group.contact_phone),
    )  # fmt: skip
    return [{"key": key, "value": value} for key, value in pairs if value]


@dataclass(frozen=True)
class Answers:
    """Somebody who keeps the group going or answers for the system, and who stands in for them."""

    membership: Membership
    may_set_deputy: bool
    away: str  # until when they are away, and who stands in


def who_answers(reader, day: date) -> list[Answers]:
    gone = away.on_day(AwayDay.objects.filter(membership=OuterRef("pk")), day)
    keepers = (
        membership_queries.keepers(reader.group_id)
        .annotate(away=gone)
        .order_by(membership_queries.IN_ORDER, "person__name", "id")
    )
    facilitator = reader.role == Role.FACILITATOR
    return [
        Answers(
            one,
            one.for_the_system and (one.pk == reader.pk or (facilitator and one.role == Role.POINT_OF_CONTACT)),
            away.in_words(one.away),
        )
        for one in keepers
    ]


def possible_partners(group):
    return Organisation.objects.exclude(pk=group.organisation_id).order_by("name")


def _purposes(group):
    return Purpose.objects.filter(group=group).select_related("written_by__person").order_by("-version")


def purpose_in_force(group) -> Purpose | None:
    """For pages that show the purpose alone (the public page)."""
    found = purposes(group).in_force
    return found.purpose if found else None


def promises(group) -> list[str]:
    """What the group was promised, as sentences."""
    return [
        f"We are heard within {count_of(group.hear_days, 'working day')}. "
        "A named person says who has the final say and when they will answer.",
        f"We get an answer within {count_of(group.answer_days, 'working day')}. If it is not “we will”, it says why.",
        f"A draft is open for {count_of(group.agree_days, 'day')}, so that everyone in the group can say what they think.",
        f"Papers are here {count_of(group.paper_days, 'day')} before a meeting. One that comes later is marked as late.",
    ]


def change_in_words(group, name, before) -> str:
    """What was changed, from what to what, as the end of a sentence that begins with who did it."""
    if name in LONG_WORDS:
        return f"changed the words about {LABELS[name]}."
    old, new = in_words(name, before), in_words(name, getattr(group, name))
    if name == "is_public":
        return "opened the group's public page." if group.is_public else "closed the group's public page."
    return f"changed {LABELS[name]} from {old} to {new}."


def partners_in_words(partners) -> str:
    names = ", ".join(sorted(one.name for one in partners))
    return f"changed who works with us to: {names}." if names else "changed who works with us to: nobody else."


def in_words(name, value) -> str:
    """A setting as a person says it."""
    if isinstance(value, date):
        return when.day(value)
    if name in PROMISES:
        return count_of(value, "day" if name in ("agree_days", "paper_days") else "working day")
    choices = dict(Group._meta.get_field(name).flatchoices)
    return str(choices.get(value, value) or "nothing")
