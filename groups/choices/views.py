from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
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
    chosen = queries.choices_of(person)
    form = forms.Choices(request.POST or None, chosen=chosen, today=now.astimezone(queries.zone_of(person)).date())
    if request.method == "POST" and form.is_valid():
        operations.choose(by=person, now=now, **form.cleaned_data)
        messages.success(request, _("We kept your choices. They count from now on."))
        return redirect("letter_choices")
    zone = queries.zone_of(person)
    return render(request, "groups/choices/letter_choices.html", {"form": form, "zone": zone})


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
