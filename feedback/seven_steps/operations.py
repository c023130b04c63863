"""Saying where the organisation is with one step, and reminding whoever looks after it. Nothing is ever changed or deleted."""

from datetime import datetime, time

from django.db import transaction

from coproduction.kit import locks, walltime, words
from coproduction.kit.refusals import Refusal
from feedback.log import operations as log
from feedback.permissions import FeedbackAbility
from feedback.seven_steps import emails, queries
from feedback.seven_steps.models import Change, Far, StepLook, StepStanding, change
from feedback.steps_seen import operations as seen
from feedback.steps_seen.models import SevenSteps
from groups.charter.models import Group, Organisation
from groups.history.operations import record_in_each
from groups.membership.models import Membership
from groups.plans import queries as plans

SAYS = (
    "A sponsor who looks after one of the seven steps of our organisation gets a reminder when nobody has looked at it for half "
    "a year. One letter for all that are due, once for each look."
)
FIXED = "This is about the whole organisation, so one group cannot change it."


class ChooseHowFar(Refusal):
    """Choose how far you are with this step."""


class SayItInASentence(Refusal):
    """Say in a sentence how it is today."""


class SayWhatShowsIt(Refusal):
    """Say what people can look at. It shows that this is so."""


class ChooseWhoLooksAfterIt(Refusal):
    """Choose a sponsor of one of our groups."""


class SomebodyWasQuicker(Refusal):
    """Another sponsor has just said how it is. Read it, above. If yours is still right, send it again."""


@transaction.atomic
def look(
    *, by: Membership, now: datetime, step: int, state: str, sentence: str, shows: str = "", link: str = "",
    owner: Membership | None = None, seen_look: int = 0,
) -> StepLook:  # fmt: skip
    """What a sponsor says of one step today. `seen_look` is the look that they had before them: 0 for none."""
    log.may(by, FeedbackAbility.LOOK_AT_STEP, by.group_id)
    organisation = locks.held(Organisation.objects).get(pk=by.group.organisation_id)
    if state not in Far.values:
        raise ChooseHowFar(field="state")
    sentence = log.text_of(words.one_line(sentence), "sentence", missing=SayItInASentence, model=StepLook)
    shows = log.text_of(shows, "shows", missing=None if state == Far.NOT_BEGUN else SayWhatShowsIt, model=StepLook)
    standing = StepStanding.objects.filter(organisation=organisation, step=step).select_related("look__owner").first()
    before = standing.look if standing else None
    if (before.pk if before else 0) != seen_look:
        raise SomebodyWasQuicker
    owner = _owner(by, owner or by)
    made = StepLook.objects.create(
        organisation=organisation, step=SevenSteps(step), state=state, sentence=sentence, shows=shows, link=link, owner=owner,
        before=before, change=change(before.state if before else "", state), looked_by=by, looked_at=now,
    )  # fmt: skip
    kept = {"look": made, "look_again_at": _look_again_at(by.group, now), "nudged_at": None}
    StepStanding.objects.update_or_create(organisation=organisation, step=step, defaults=kept)
    if made.change != Change.SAME:
        seen.something_changed(organisation, now=now)
    _record(made, by, now)
    if owner.person_id not in (by.person_id, before.owner.person_id if before else None):
        emails.yours(made, now=now)
    return made


def _owner(by, owner) -> Membership:
    if owner != by and owner not in queries.sponsors(by.group.organisation_id):
        raise ChooseWhoLooksAfterIt(field="owner")
    return owner


def _look_again_at(group, now: datetime) -> datetime:
    """Half a year after a look, at 8 in the morning."""
    return walltime.at(walltime.months_after(group.local(now).date(), queries.AGAIN_MONTHS), time(8), group.zone)


def _record(made, by, now):
    groups = Group.objects.open().filter(organisation=made.organisation)
    label = made.get_state_display()
    sentence = f"{by.person.name} said of {made.organisation.name}, “{made.name}”: {label[0].lower()}{label[1:]}."
    record_in_each(groups, "seven_steps_looked", sentence, by=by, at=now, about=made)


# --- the clock ---


@transaction.atomic
def remind(*, now: datetime) -> int:
    """The owners of what is due in one organisation, each once in one letter. Of two workers the condition lets one through."""
    rows = queries.next_due(now)
    mine = [
        row
        for row in rows
        if StepStanding.objects.filter(pk=row.pk, look=row.look, nudged_at=None).update(nudged_at=now)
    ]
    if not mine:
        return 0
    here, letters = queries.sponsors(mine[0].organisation_id), {}
    for row in mine:
        for one in queries.asked_for(row, here, now):
            letters.setdefault(one.person_id, (one, []))[1].append(row.look)
    for one, looks in letters.values():
        emails.look_again(one, looks, now=now)
    return len(letters)


def remind_again(letter, suffix, *, now: datetime) -> None:
    """For a sponsor who put it off. Whether it is still right is looked at when it goes."""
    numbers = [int(pk) for pk in letter.about.split(":")[1].split("-")]
    looks = list(StepLook.objects.filter(pk__in=numbers, after=None).select_related("organisation").order_by("step"))
    here = Membership.objects.current().filter(group=letter.group_id, person=letter.person_id)
    for one in here.select_related("person", "group") if looks else ():
        emails.look_again(one, looks, now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        "SEVEN_STEPS", 110, "The seven steps of our organisation", lambda group, plan: SAYS, queries.coming,
        (emails.LOOK_AGAIN,), remind_again, fixed=FIXED, may_end=False,
        leads="This reminder ends when you have said how it is today.",
    )
)  # fmt: skip
