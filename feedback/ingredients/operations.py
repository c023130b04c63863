"""Noting one ingredient, asking members how they see the nine, closing, and the talked-through view of a small group.

An answer leaves no trace of its own: `coproduction.kit.unnamed` says how.
"""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks, unnamed, when, words
from coproduction.kit.refusals import Refusal
from feedback.ingredients import emails, queries
from feedback.ingredients.models import Ingredient, IngredientsAsking, MayView, TalkedView, View, Which, no_answers
from feedback.log import operations as log
from feedback.permissions import FeedbackAbility
from groups.charter.models import Group
from groups.history.operations import not_closed, record
from groups.membership.models import Membership


class NotYours(Refusal):
    """Only whoever looks after it, or a facilitator, can note this."""


class ChooseWhoLooksAfterIt(Refusal):
    """Choose someone who is in or beside the group now."""


class ChooseAnAnswer(Refusal):
    """Choose yes, partly or no."""


class SayItInASentence(Refusal):
    """Say in a sentence how you know."""


class TooLong(Refusal):
    """That is too long. Say it in fewer words."""


class TooFewMembers(Refusal):
    """Fewer than 5 members could answer, so nothing could be shown. Talk it through, and write down how you see it together."""


class EnoughMembers(Refusal):
    """There are enough members to ask each of them without a name. Please ask them."""


class AskedAlready(Refusal):
    """Members are being asked already."""


class NotOpenAnyMore(Refusal):
    """These questions have closed."""


class NotAsked(Refusal):
    """You joined after these questions opened. We will ask you next time."""


class ConfirmedAlready(Refusal):
    """This was confirmed already, or written anew."""


def _lock(by: Membership, ability) -> Group:
    log.may(by, ability, by.group_id)
    return locks.held(Group.objects).get(pk=by.group_id)


def _one_line(text, most, field, missing=None) -> str:
    line = words.one_line(text)
    if missing and not line:
        raise missing(field=field)
    if len(line) > most:
        raise TooLong(field=field)
    return line


def _views(given: dict) -> dict[str, str]:
    """An answer to each of the nine."""
    for which in Which:
        if given.get(str(which.value)) not in View.values:
            raise ChooseAnAnswer(field=f"nine_{which.value}")
    return {str(which.value): given[str(which.value)] for which in Which}


@transaction.atomic
def note(
    *, by: Membership, now: datetime, which: int, view: str, sentence: str, owner: Membership | None = None
) -> Ingredient:
    """What is noted of one ingredient. Facilitators choose who looks after it; whoever does can note it too."""
    group = _lock(by, FeedbackAbility.NOTE_INGREDIENT)
    before = Ingredient.objects.filter(group=group, which=which).first()
    if not by.facilitates:
        if before is None or before.owner_id != by.pk:
            raise NotYours
        owner = by
    if owner is None or not queries.owners(by).filter(pk=owner.pk).exists():
        raise ChooseWhoLooksAfterIt(field="owner")
    if view not in View.values:
        raise ChooseAnAnswer(field="view")
    sentence = _one_line(sentence, Ingredient.SENTENCE, "sentence", SayItInASentence)
    kept = {"owner": owner, "view": view, "sentence": sentence, "noted_by": by, "noted_at": now}
    made, _ = Ingredient.objects.update_or_create(group=group, which=Which(which), defaults=kept)
    told = f"{by.in_history} noted of “{made.get_which_display()}”: “{made.get_view_display()}: {sentence}”"
    record("ingredient_noted", told, by=by, about=made, at=now, was=before.view if before else "")
    return made


@transaction.atomic
def ask(*, by: Membership, now: datetime) -> IngredientsAsking:
    """Asks every member how they see the nine, for 14 days."""
    group = _lock(by, FeedbackAbility.ASK_ABOUT_INGREDIENTS)
    if IngredientsAsking.objects.filter(group=group, closed_at=None).exists():
        raise AskedAlready
    people = list(queries.members(group.pk))
    if len(people) < queries.SMALL:
        raise TooFewMembers
    asking = IngredientsAsking.objects.create(
        group=group, opened_by=by, opened_at=now, closes_at=now + queries.OPEN_FOR, could_answer=len(people),
        counts=no_answers(),
    )  # fmt: skip
    MayView.objects.bulk_create(MayView(asking=asking, membership=one) for one in people)
    until = when.day(group.local(asking.closes_at))
    sentence = f"{by.person.name} asked members how they see our nine ingredients, until {until}."
    record("ingredients_asked", sentence, by=by, about=group, group=group, at=now)
    emails.asked(asking, people, now=now)
    return asking


@transaction.atomic
def answer(*, by: Membership, now: datetime, asking: IngredientsAsking, views: dict, line: str = "") -> None:
    """Counts one member's answers, once. What they answered and that they answered are never in the same place."""
    not_closed(by.group)
    line = _one_line(line, IngredientsAsking.LINE, "line")
    row = locks.held(IngredientsAsking.objects).get(pk=asking.pk)
    given = _views(views)
    if row.closed_at or row.closes_at <= now:
        raise NotOpenAnyMore
    everyone = MayView.objects.filter(asking=row)
    mine = everyone.filter(membership=by).first()
    if mine is None:
        raise NotAsked
    if mine.has_answered:
        raise unnamed.AnsweredAlready
    unnamed.count(row, given, line, everyone, mine)


@transaction.atomic
def close(*, asking: IngredientsAsking, now: datetime) -> bool:
    """Ends it for good. Who answered is forgotten; what too few answered to be shown is wiped; the lines are shuffled."""
    row = locks.held(IngredientsAsking.objects).select_related("group").get(pk=asking.pk)
    if row.closed_at:
        return False
    unnamed.close(row, MayView.objects.filter(asking=row))
    row.closed_at = now
    row.save(update_fields=["counts", "lines", "answered", "closed_at"])
    sentence = "The questions about our nine ingredients have closed."
    record("ingredients_answered", sentence, at=now, group=row.group, about=row.group)
    here = Membership.objects.current().of_group(row.group_id).holding(FeedbackAbility.SEE_IMPACT_REVIEWS)
    emails.results(row, here.select_related("person").order_by("id"), now=now)
    return True


@transaction.atomic
def write_talked(*, by: Membership, now: datetime, views: dict, in_words: str) -> TalkedView:
    """How a small group sees the nine, as it talked it through. It counts when a member has confirmed it."""
    group = _lock(by, FeedbackAbility.ASK_ABOUT_INGREDIENTS)
    if queries.members(group.pk).count() >= queries.SMALL:
        raise EnoughMembers
    given = _views(views)
    in_words = _one_line(in_words, TalkedView.WORDS, "in_words", SayItInASentence)
    kept = {"views": given, "words": in_words, "written_by": by, "written_at": now}
    made, _ = TalkedView.objects.update_or_create(group=group, confirmed_at=None, defaults=kept)
    sentence = f"{by.person.name} wrote down how the group sees its nine ingredients."
    record("ingredients_talked", sentence, by=by, about=made, at=now)
    return made


@transaction.atomic
def confirm_talked(*, by: Membership, now: datetime, view: TalkedView, seen: str) -> TalkedView:
    """A member says that it is what the group said. `seen` is when what they read was written: newer words count anew."""
    group = _lock(by, FeedbackAbility.CONFIRM_TALKED_VIEW)
    row = TalkedView.objects.waiting().filter(group=group, pk=view.pk).first()
    if row is None or row.written_at.isoformat() != seen:
        raise ConfirmedAlready
    row.confirmed_by, row.confirmed_at = by, now
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    sentence = f"{by.person.name} confirmed how the group sees its nine ingredients."
    record("ingredients_confirmed", sentence, by=by, about=row, at=now)
    return row
