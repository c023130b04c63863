"""Not now, and done: a page that opens without signing in, and names nobody and nothing."""

from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals, when
from coproduction.kit.access import token_page
from groups.choices import queries as choices
from groups.permissions import GroupAbility
from groups.plans import queries as plans
from groups.putting_off import forms, operations, queries


@token_page(GroupAbility.PUT_OFF_REMINDER)
def put_off(request, token):
    """Looking changes nothing. Whoever holds the letter can put its reminder off, end it, and take that back."""
    letter, now = _letter(token), clock.now()
    kind, said = plans.kind_of(letter), queries.said_to(letter)
    if request.method == "POST" and request.POST.get("again"):
        operations.take_back(letter=letter, now=now)
        return redirect("put_off", token=token)
    offered = queries.choices_for(letter, now)
    data, done = request.POST if request.method == "POST" else None, kind.may_end and "done" in request.GET
    form = forms.PutOff(data, offered=offered, may_end=kind.may_end, done=done)
    if refusals.done(request, form, lambda typed: _keep(letter, typed["choice"], now)):
        return redirect("put_off", token=token)
    if data is not None and said and (said.waits or said.ended_at):  # the page says how it stands, and asks nothing
        return redirect("put_off", token=token)
    told = {
        "kind": kind, "said": said, "form": form if offered or kind.may_end else None, "done": done,
        "until": when.moment(said.until_at.astimezone(choices.zone_of(letter.person))) if said and said.until_at else "",
        "lead_url": _lead(request, letter),
    }  # fmt: skip
    return render(request, "groups/putting_off/put_off.html", told)


def _letter(token):
    try:
        letter = queries.letter_of(token)
    except signing.BadSignature as error:
        raise Http404 from error
    if letter is None:
        raise Http404
    return letter


def _keep(letter, choice, now):
    if choice == queries.DONE:
        operations.end(letter=letter, now=now)
    else:
        operations.put_off(letter=letter, choice=choice, now=now)


def _lead(request, letter):
    """To its reader the page itself; to anybody else the letter, behind signing in: an address can name a group."""
    mine = request.user.is_authenticated and request.user.pk == letter.person_id
    return letter.path if mine else reverse("your_letter", kwargs={"letter_id": letter.pk})
