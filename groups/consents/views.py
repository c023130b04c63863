from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coproduction.kit import clock, refusals
from coproduction.kit.access import signed_in_page
from groups.consents import operations, queries
from groups.membership import queries as membership_queries
from groups.membership.access import member_page
from groups.membership.models import THE_GROUP
from groups.permissions import GroupAbility


@signed_in_page(GroupAbility.SAY_YES_TO_NEEDS, before_second_step=True)
def yes_to_needs(request):
    """The words, whether one said yes, and the history of it."""
    context = {"wording": queries.WORDING, "history": queries.history_of(request.user)}
    return render(request, "groups/consents/yes_to_needs.html", context)


@signed_in_page(GroupAbility.SAY_YES_TO_NEEDS, methods=("POST",))
def say_yes(request):
    said = _("Thank you. You can tell us now what you need.")
    refusals.at_once(request, lambda: operations.say_yes(by=request.user, now=clock.now()), said)
    return redirect("needs")


@signed_in_page(GroupAbility.SAY_YES_TO_NEEDS, methods=("POST",), before_second_step=True)
def take_yes_back(request):
    gone = []
    refusals.at_once(
        request,
        lambda: gone.append(operations.take_back(by=request.user, now=clock.now())),
        _("You took your yes back."),
    )
    for one in gone:
        messages.info(request, _("We deleted: %(what)s") % {"what": one.deleted})
    return redirect("yes_to_needs")


@member_page(GroupAbility.NOTE_YES_FOR_SOMEONE)
def yes_for(request, membership, membership_id):
    """The words to read out by phone, and both answers."""
    context = {"one": _one(membership, membership_id), "wording": queries.WORDING}
    return render(request, "groups/consents/yes_for.html", context)


@member_page(GroupAbility.NOTE_YES_FOR_SOMEONE, methods=("POST",))
def say_yes_for(request, membership, membership_id):
    said = _("We noted it, and wrote to them. You can write down what they need when you reply for them.")
    return _noted(request, membership, membership_id, operations.say_yes_for, said)


@member_page(GroupAbility.NOTE_YES_FOR_SOMEONE, methods=("POST",))
def take_back_for(request, membership, membership_id):
    said = _("We noted it, deleted what was kept, and wrote to them.")
    return _noted(request, membership, membership_id, operations.take_back_for, said)


def _noted(request, membership, membership_id, operation, said):
    one = _one(membership, membership_id)
    refusals.at_once(request, lambda: operation(whose=one, by=membership, now=clock.now()), said)
    return redirect("yes_for", slug=membership.group.slug, membership_id=one.pk)


def _one(membership, membership_id):
    """One of the people of the group whose needs facilitators see."""
    people = membership_queries.people_of(membership).filter(role__in=THE_GROUP)
    return get_object_or_404(people.select_related("person", "group"), pk=membership_id)
