from django.contrib import messages
from django.shortcuts import redirect, render

from coproduction.kit import clock
from feedback.digests import forms, operations, queries
from feedback.digests.models import Subscription
from feedback.permissions import FeedbackAbility
from groups.choices import queries as choices
from groups.choices.models import Kind
from groups.membership.access import across_page, member_page


def _subscription(person, memberships, now):
    mine = Subscription.objects.visible_to_person(person).with_last_letter().first()
    mine = mine or operations.unsaved(person, memberships, now)
    mine.person = person
    return mine


@across_page(FeedbackAbility.READ_DIGEST)
def your_digest(request, memberships):
    """This week's digest: what the next letter would say if it went now, over all my groups."""
    now = clock.now()
    mine = _subscription(request.user, memberships, now)
    comes = queries.comes(mine, memberships, now)
    shown = {"comes": comes} | queries.for_page(mine, memberships, now)
    return render(request, "feedback/digests/your_digest.html", shown)


@member_page(FeedbackAbility.READ_DIGEST)
def digest(request, membership):
    """The part of one group."""
    now = clock.now()
    memberships = list(request.user.memberships.opening(FeedbackAbility.READ_DIGEST).select_related("group"))
    mine = _subscription(request.user, memberships, now)
    comes = queries.comes(mine, memberships, now, membership.group_id)
    shown = {"comes": comes} | queries.for_page(mine, memberships, now, membership.group_id)
    return render(request, "feedback/digests/digest.html", shown)


@across_page(FeedbackAbility.CHOOSE_DIGEST, methods=("GET", "POST"))
def choose_digest(request, memberships):
    """How often, on which day, at what time, of which groups."""
    now = clock.now()
    mine = _subscription(request.user, memberships, now)
    places = [(one.group_id, one.group.name) for one in memberships]
    stopped = {group for _, group, kind in choices.stops_of([request.user.pk]) if kind == Kind.DIGEST}
    form = forms.Choose(request.POST or None, places=places, mine=mine, stopped=stopped)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("frequency", "day", "hour")} | {"wanted": form.wanted}
        operations.choose(by=request.user, members=memberships, now=now, **said)
        messages.success(request, "We kept how often and when you get your digest.")
        return redirect("your_digest")
    return render(request, "feedback/digests/choose_digest.html", {"form": form})
