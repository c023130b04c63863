"""The nine ingredients: the tiles, a note about one, and how members see them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals, when
from coproduction.kit.access import NotYours
from feedback.ingredients import forms, operations, queries
from feedback.ingredients.models import ASKS, Ingredient, IngredientsAsking, TalkedView, View, Which
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page

BOTH = ("GET", "POST")


def _back(membership) -> str:
    return reverse("ingredients", args=[membership.group.slug])


def _typed(request):
    return request.POST if request.method == "POST" else None


@member_page(FeedbackAbility.SEE_JOURNEY)
def ingredients(request, membership):
    page = queries.page(membership, clock.now())
    told = {
        "page": page,
        "until": when.day(membership.group.local(page.asking.closes_at)) if page.asking else "",
        "runs": membership.may(FeedbackAbility.ASK_ABOUT_INGREDIENTS),
        "says": membership.may(FeedbackAbility.SAY_INGREDIENTS),
        "talked_on": when.day(page.members.on) if page.members.on else "",
    }
    return render(request, "feedback/ingredients/ingredients.html", told)


@member_page(FeedbackAbility.NOTE_INGREDIENT, methods=BOTH)
def note_ingredient(request, membership, which):
    """For a facilitator, or whoever looks after this one."""
    if which not in Which.values:
        raise Http404
    record = Ingredient.objects.visible_to(membership).filter(which=which).first()
    if not membership.facilitates and (record is None or record.owner_id != membership.pk):
        raise NotYours("Only whoever looks after this, or a facilitator, can note it.")
    back = _back(membership)
    initial = {"view": record.view, "sentence": record.sentence, "owner": record.owner_id} if record else {}
    owners = queries.owners(membership) if membership.facilitates else None
    form = forms.NoteIngredient(_typed(request), owners=owners, initial=initial, cancel_url=back)
    if refusals.done(
        request, form, lambda typed: operations.note(by=membership, now=clock.now(), which=which, **typed)
    ):
        messages.success(request, "You noted it, with today’s date.")
        return redirect(back)
    told = {"form": form, "which": Which(which), "asks": ASKS[which], "back": back}
    return render(request, "feedback/ingredients/note_ingredient.html", told)


@member_page(FeedbackAbility.ASK_ABOUT_INGREDIENTS, methods=("POST",))
def ask_about_ingredients(request, membership):
    said = "The questions are open. We are telling every member."
    refusals.at_once(request, lambda: operations.ask(by=membership, now=clock.now()), said)
    return redirect(_back(membership))


@member_page(FeedbackAbility.SAY_INGREDIENTS, methods=BOTH)
@pace.nameless
def say_ingredients(request, membership, asking_id):
    """A question for each of the nine while they are open; else why there are none."""
    now = clock.now()
    asking = get_object_or_404(IngredientsAsking.objects.visible_to(membership), pk=asking_id)
    why_not, has_answered = queries.mine(asking, membership, now)
    form = forms.SayIngredients(_typed(request), cancel_url=_back(membership))

    def act(typed):
        operations.answer(by=membership, now=now, asking=asking, views=form.views(), line=typed["line"])

    if refusals.done(request, form, act):
        messages.success(request, "We counted your answers. Thank you.")
        return redirect("say_ingredients", slug=membership.group.slug, asking_id=asking.pk)
    until = when.moment(membership.group.local(asking.closes_at))
    told = {"form": form, "why_not": why_not, "has_answered": has_answered, "until": until, "back": _back(membership)}
    return render(request, "feedback/ingredients/say_ingredients.html", told)


@member_page(FeedbackAbility.ASK_ABOUT_INGREDIENTS, methods=BOTH)
def write_talked_view(request, membership):
    """For a group of fewer than five members: what was said together, for one of them to confirm."""
    back = _back(membership)
    if queries.members(membership.group_id).count() >= queries.SMALL:
        messages.info(request, operations.EnoughMembers().sentence)
        return redirect(back)
    form = forms.WriteTalkedView(_typed(request), cancel_url=back)

    def act(typed):
        operations.write_talked(by=membership, now=clock.now(), views=form.views(), in_words=typed["in_words"])

    if refusals.done(request, form, act):
        messages.success(request, "You wrote it down. It counts when a member has confirmed it.")
        return redirect(back)
    return render(request, "feedback/ingredients/write_talked_view.html", {"form": form, "back": back})


@member_page(FeedbackAbility.CONFIRM_TALKED_VIEW, methods=BOTH)
def confirm_talked_view(request, membership, view_id):
    view = get_object_or_404(TalkedView.objects.visible_to(membership).select_related("written_by__person"), pk=view_id)
    back = _back(membership)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        act = lambda: operations.confirm_talked(by=membership, now=clock.now(), view=view, seen=seen)  # noqa: E731
        refusals.at_once(request, act, "You confirmed it. It counts from now on.")
        return redirect(back)
    if view.confirmed_at:
        messages.info(request, "This was confirmed already.")
        return redirect(back)
    views = [(which.label, View(view.views[str(which.value)]).label) for which in Which]
    told = {"view": view, "views": views, "seen": view.written_at.isoformat(), "back": back}
    return render(request, "feedback/ingredients/confirm_talked_view.html", told)
