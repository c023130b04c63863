from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from coproduction.kit import clock
from coproduction.kit.access import signed_in_page, token_page
from groups.choices import forms, operations, queries
from groups.choices.models import Kind
from groups.permissions import GroupAbility


@signed_in_page(GroupAbility.CHOOSE_LETTERS, methods=("GET", "POST"))
def letter_choices(request):
    """How do you want your letters?"""
    now, person = clock.now(), request.user
    zone, chosen = queries.zone_of(person), queries.choices_of(person, now)
    form = forms.Choices(request.POST or None, chosen=chosen, person=person, today=now.astimezone(zone).date())
    if request.method == "POST" and form.is_valid():
        operations.choose(by=person, now=now, **form.cleaned_data)
        messages.success(request, _("We kept your choices. They count from now on."))
        return redirect("letter_choices")
    told = {"form": form, "zone": zone, "chosen": chosen}
    return render(request, "groups/choices/letter_choices.html", told)


@signed_in_page(GroupAbility.CHOOSE_LETTERS, methods=("GET", "POST"))
def group_letters(request, membership_id):
    """What should be different for the letters of one of my groups?"""
    now, person = clock.now(), request.user
    place = queries.place_of(person, membership_id, now)
    if place is None:
        raise Http404
    back = reverse("letter_choices")
    form = forms.ForOneGroup(request.POST or None, place=place, person=person, cancel_url=back)
    if request.method == "POST" and form.is_valid():
        operations.choose_for_group(membership=place.membership, now=now, **form.cleaned_data)
        messages.success(request, _("We kept it. It counts from now on."))
        return redirect(back)
    return render(request, "groups/choices/group_letters.html", {"form": form, "place": place, "back_url": back})


@csrf_exempt  # mail programs post here by themselves (List-Unsubscribe-Post); the signature in the address is the proof
@token_page(GroupAbility.STOP_LETTERS)
def stop_letters(request, token):
    """Stop letters like the one this address came in, without signing in. Looking at the page changes nothing."""
    try:
        person_id, group_id, kind = queries.read_stop_token(token)
    except signing.BadSignature as error:
        raise Http404 from error
    if not queries.can_stop(person_id, group_id):
        raise Http404
    which = {"person_id": person_id, "group_id": group_id, "kind": kind}
    if request.method == "POST":
        change = operations.take_up_again if request.POST.get("again") else operations.stop
        change(**which, now=clock.now())
    shown = {"stopped": queries.has_stopped(**which), "kind": Kind(kind).label, "batch": kind == Kind.BATCH}
    return render(request, "groups/choices/stop_letters.html", shown | {"of_group": group_id is not None})
