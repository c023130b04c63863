from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from groups.membership.access import member_page
from groups.permissions import GroupAbility
from groups.wishes import forms, operations, queries


@member_page(GroupAbility.SET_LETTERS_FOR_SOMEONE, methods=("GET", "POST"))
def letters_for(request, membership, membership_id):
    """Set by phone how letters come for a member. Shows nothing of what they chose before."""
    one = queries.someone(membership, membership_id)
    if one is None:
        raise Http404
    now = clock.now()
    back = reverse("member", kwargs={"slug": membership.group.slug, "membership_id": one.pk})
    today = membership.group.local(now).date()
    form = forms.ByPhone(request.POST or None, person=one.person, today=today, cancel_url=back)

    def act(_typed):
        operations.set_letters_for(by=membership, member=one, wish=form.wish(), now=now)

    if refusals.done(request, form, act):
        messages.success(request, f"We kept what {one.person.name} asked for, and wrote to them to say what changed.")
        return redirect(back)
    return render(request, "groups/wishes/letters_for.html", {"form": form, "one": one, "back_url": back})
