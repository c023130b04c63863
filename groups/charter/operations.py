"""Setting up organisations and groups, and everything a group agrees about itself. Each change is a line of history."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from groups.charter import emails, queries
from groups.charter.models import Group, Organisation, Purpose, PurposeAgreement
from groups.history.operations import record
from groups.membership.models import Membership

_counting = []


class OrganisationExists(Refusal):
    """There is already an organisation with this name."""


class NewerPurpose(Refusal):
    """There is a newer version of the purpose. Please read that one."""


class AgreedAlready(Refusal):
    """You already agreed to this version."""


class NotOneOfTheSides(Refusal):
    """Only members, facilitators and people from the health and care side agree to the purpose."""


class AnswerBeforeHeard(Refusal):
    """The promise to answer cannot be shorter than the promise to hear."""


class ReachTheIndependentPerson(Refusal):
    """Give both the name and the email of the independent person."""


class StillForming(Refusal):
    """This group takes time to become a group first."""


def let_it_form(*, by: Membership, now: datetime) -> None:
    """Asked by whatever puts something before the group: those of the system wait until its forming time is over."""
    words = queries.forming_words(by, now)
    if words:
        raise StillForming(words)


@transaction.atomic
def found_organisation(*, name: str, now: datetime, by=None) -> Organisation:
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(name=name, slug=free_slug(Organisation, name), created_at=now)
    except IntegrityError as error:
        raise OrganisationExists(field="name") from error
    record("organisation_founded", f"{name} was added.", by=by, about=organisation, at=now)
    return organisation


@transaction.atomic
def found_group(*, organisation: Organisation, name: str, now: datetime, by=None, partners=(), **settings) -> Group:
    """Makes an empty group. `settings` are fields of Group; what is left out starts with the usual promises."""
    settings.setdefault("slug", free_slug(Group, name))
    group = Group(organisation=organisation, name=name, created_at=now, **settings)
    _ways_begin(group, "", now)
    group.save(force_insert=True)
    group.partners.set(partners)
    record("group_founded", f"{name} was set up by {organisation.name}.", by=by, group=group, about=group, at=now)
    return group


def _ways_begin(group: Group, before: str, now: datetime) -> bool:
    """The first words count as looked at on the day they were written."""
    first = bool(group.ways_of_working and not before)
    if first:
        group.ways_looked_on = group.local(now).date()
    return first


def free_slug(model, name: str) -> str:
    """The name as it stands in addresses; a number follows when another has it already."""
    stem = slugify(name)[:70] or model._meta.model_name
    taken = set(model.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 2, stem
    while slug in taken:
        number, slug = number + 1, f"{stem}-{number}"
    return slug


def counts_by_settings(job):
    """Registers `job(group, moved)` of a room above: what it counts by a setting, counted anew when that changes."""
    _counting.append(job)
    return job


@transaction.atomic
def change_settings(*, group: Group, by: Membership, now: datetime, **changed) -> list[str]:
    """Changes what was given, and writes one line of history for each, in words. A changed promise is news for all."""
    group = locks.held(Group.objects).select_related("organisation").get(pk=group.pk)
    partners = changed.pop("partners", None)
    before = {name: getattr(group, name) for name in changed}
    for name, value in changed.items():
        setattr(group, name, value)
    if group.answer_days < group.hear_days:
        raise AnswerBeforeHeard(field="answer_days")
    if bool(group.independent_name) != bool(group.independent_email):
        raise ReachTheIndependentPerson(field="independent_email" if group.independent_name else "independent_name")
    moved = [name for name in changed if before[name] != changed[name]]
    first = _ways_begin(group, before.get("ways_of_working", group.ways_of_working), now)
    group.save(update_fields=moved + ["ways_looked_on"] * first)
    for job in _counting:
        job(group, moved)
    lines = [queries.change_in_words(group, name, before[name]) for name in moved]
    if partners is not None and set(partners) != set(group.partners.all()):
        group.partners.set(partners)
        moved.append("partners")
        lines.append(queries.partners_in_words(partners))
    for name, line in zip(moved, lines, strict=True):
        sentence = f"{by.person.name} {line}"
        record("setting_changed", sentence, by=by, group=group, about=group, at=now, setting=name)
    promises = [line for name, line in zip(moved, lines, strict=True) if name in queries.PROMISES]
    if promises:
        emails.promises_changed(group, promises, by=by, now=now)
    return lines


@transaction.atomic
def write_purpose(
    *, group: Group, why_we_are_here: str, what_difference: str, by: Membership, now: datetime, ways_of_working: str = ""
) -> Purpose:  # fmt: skip
    """A new version of the joint statement of purpose. It is in force once someone of each side has agreed to it.

    It may bring new ways of working, which come into force with it. Those of a version that still waits are taken along.
    """
    locks.held(Group.objects).get(pk=group.pk)
    found = queries.purposes(group)
    newest, waiting = found.proposed or found.in_force, found.proposed
    purpose = Purpose.objects.create(
        group=group, version=newest.purpose.version + 1 if newest else 1, why_we_are_here=why_we_are_here,
        what_difference=what_difference, written_by=by, written_at=now,
        ways_of_working=ways_of_working or (waiting.purpose.ways_of_working if waiting else ""),
    )  # fmt: skip
    sentence = f"{by.person.name} wrote version {purpose.version} of our purpose."
    record("purpose_written", sentence, by=by, about=purpose, at=now, version=purpose.version)
    emails.purpose_to_agree(purpose, now=now)
    return purpose


@transaction.atomic
def agree_purpose(*, purpose: Purpose, by: Membership, now: datetime) -> PurposeAgreement:
    """One person says yes, for the side they stand on."""
    if not by.for_the_system and not (by.inside and by.role != "SUPPORTER"):
        raise NotOneOfTheSides()
    locks.held(Group.objects).get(pk=purpose.group_id)  # the two sides one after the other, and no newer words
    if Purpose.objects.filter(group=purpose.group_id, version__gt=purpose.version).exists():
        raise NewerPurpose()
    side = PurposeAgreement.Side.SYSTEM if by.for_the_system else PurposeAgreement.Side.MEMBERS
    sides_before = set(purpose.agreements.values_list("side", flat=True))
    try:
        with transaction.atomic():
            agreement = PurposeAgreement.objects.create(purpose=purpose, membership=by, side=side, at=now)
    except IntegrityError as error:
        raise AgreedAlready() from error
    sentence = f"{by.person.name} agreed to version {purpose.version} of our purpose, {agreement.get_side_display()}."
    record("purpose_agreed", sentence, by=by, about=purpose, at=now, version=purpose.version, side=side)
    if side not in sides_before and sides_before:
        sentence = f"Version {purpose.version} of our purpose is in force. Both sides agreed to it."
        record("purpose_in_force", sentence, group=purpose.group, about=purpose, at=now, version=purpose.version)
        _bring_ways(purpose, now)
        emails.purpose_in_force(purpose, now=now)
    return agreement


def _bring_ways(purpose: Purpose, now: datetime) -> None:
    """The ways of working that a version brings count from now on."""
    group = Group.objects.get(pk=purpose.group_id)
    if not purpose.ways_of_working or purpose.ways_of_working == group.ways_of_working:
        return
    before, group.ways_of_working = group.ways_of_working, purpose.ways_of_working
    first = _ways_begin(group, before, now)
    group.save(update_fields=["ways_of_working"] + ["ways_looked_on"] * first)
    sentence = f"Our ways of working changed with version {purpose.version} of our purpose."
    record("ways_changed", sentence, group=group, about=group, at=now, was=before)


@transaction.atomic
def looked_at_ways(*, group: Group, now: datetime) -> None:
    """The group has looked at its ways of working today. Called by the room that asks them."""
    Group.objects.filter(pk=group.pk).update(ways_looked_on=group.local(now).date())
