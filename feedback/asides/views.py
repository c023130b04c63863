"""Private words to the facilitators: the list, one conversation, and the writer's choice. Nobody else gets past the door."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.paging import page_of
from feedback.asides import forms, operations, queries
from feedback.asides.models import Aside, AsideNote
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page

BOTH = ("GET", "POST")


def _aside(membership, aside_id):
    return get_object_or_404(Aside.objects.visible_to(membership).with_people().select_related("post"), pk=aside_id)


def _own(membership, aside_id):
    aside = _aside(membership, aside_id)
    if aside.written_by_id != membership.pk:
        raise Http404
    return aside


def _to(aside, membership):
    return redirect("aside", slug=membership.group.slug, aside_id=aside.pk)


@member_page(FeedbackAbility.READ_ASIDES)
def asides(request, membership):
    context = {
        "page": page_of(request, queries.listed(membership)),
        "today": membership.group.local(clock.now()).date(),
        "may_write": membership.may(FeedbackAbility.WRITE_ASIDE),
    }
    return render(request, "feedback/asides/asides.html", context)


@member_page(FeedbackAbility.WRITE_ASIDE, methods=BOTH)
def write_aside(request, membership):
    now, made = clock.now(), []
    form = forms.Write(request.POST or None, cancel_url=reverse("asides", kwargs={"slug": membership.group.slug}))
    if refusals.done(request, form, lambda typed: made.append(operations.write(by=membership, now=now, **typed))):
        messages.success(
            request, "You told the facilitators, and nobody else. They promise to answer in 5 working days."
        )
        return _to(made[0], membership)
    context = {"form": form, "readers": queries.helping(membership.group_id)}
    return render(request, "feedback/asides/write_aside.html", context)


@member_page(FeedbackAbility.READ_ASIDES, methods=BOTH)
def aside(request, membership, aside_id):
    now, one = clock.now(), _aside(membership, aside_id)
    mine = one.written_by_id == membership.pk
    form = forms.Answer(request.POST if request.method == "POST" else None)
    if refusals.done(request, form, lambda typed: operations.answer(by=membership, now=now, aside=one, **typed)):
        told = "the facilitators" if mine else one.written_by.person.name
        messages.success(request, f"Sent. We tell {told} that there is something to read, and not what it says.")
        return _to(one, membership)
    today, open_still = membership.group.local(now).date(), one.shared_at is None
    context = {
        "aside": one, "mine": mine, "form": form, "draft": queries.draft_to_open(one, membership),
        "notes": AsideNote.objects.visible_to(membership).filter(aside=one).in_order(),
        "may_share": mine and open_still and membership.may(FeedbackAbility.SHARE_ASIDE),
        "late": one.answer_by and today > one.answer_by,
    }  # fmt: skip
    return render(request, "feedback/asides/aside.html", context)


@member_page(FeedbackAbility.SHARE_ASIDE, methods=BOTH)
def share_aside(request, membership, aside_id):
    """The writer's alone: for anybody else there is no such page."""
    now, one = clock.now(), _own(membership, aside_id)
    if one.shared_at:
        messages.info(request, operations.AlreadyShared().sentence)
        return _to(one, membership)
    words = queries.own_words(one)
    back = reverse("aside", kwargs={"slug": membership.group.slug, "aside_id": one.pk})
    form = forms.Share(request.POST if request.method == "POST" else None, initial={"words": words}, cancel_url=back)

    def act(typed):
        kept = {name: typed[name] for name in ("where", "shown_as", "words")}
        operations.share(by=membership, now=now, aside=one, **kept)

    if refusals.done(request, form, act):
        messages.success(request, "You shared it. This conversation stays private. It says what became of it.")
        return _to(one, membership)
    hints = queries.gives_away(form["words"].value() or "")
    return render(
        request, "feedback/asides/share_aside.html", {"aside": one, "form": form, "hints": hints, "back": back}
    )


@member_page(FeedbackAbility.READ_ASIDES, methods=("POST",))
def close_aside(request, membership, aside_id):
    one = _own(membership, aside_id)
    refusals.at_once(
        request,
        lambda: operations.close(by=membership, now=clock.now(), aside=one),
        "It stays between you and the facilitators. You can change your mind later.",
    )
    return _to(one, membership)
