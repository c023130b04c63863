"""Writing down someone's words, seeing what became of them, and saying whether they are right."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.paging import page_of
from feedback.drafts import queries as drafts
from feedback.log.models import Stage
from feedback.permissions import FeedbackAbility
from feedback.scribing import forms, operations, queries
from feedback.scribing.models import WrittenDown
from feedback.topics.models import Topic
from groups.membership.access import member_page

BOTH = ("GET", "POST")
State = WrittenDown.State


def _list(membership):
    return reverse("written_down", kwargs={"slug": membership.group.slug})


def _found(membership, written_id) -> WrittenDown:
    return get_object_or_404(WrittenDown.objects.visible_to(membership).with_all(), pk=written_id)


@member_page(FeedbackAbility.WRITE_DOWN)
def written_down(request, membership):
    return render(
        request, "feedback/scribing/written_down.html", {"page": page_of(request, queries.written_by(membership))}
    )


@member_page(FeedbackAbility.WRITE_DOWN, methods=BOTH)
def write_down(request, membership):
    members = drafts.whose_words_one_writes(membership)
    only = list(members.values_list("pk", flat=True)[:2])
    return _write(request, membership, {"member": only[0] if len(only) == 1 else None}, None)


@member_page(FeedbackAbility.WRITE_DOWN, methods=BOTH)
def write_again(request, membership, written_id):
    """Another version of words that were not right; the old one stays."""
    old = _found(membership, written_id)
    if not old.to_write_again:
        messages.info(request, "This has moved on since. Here is where it stands now.")
        return redirect(_list(membership))
    names = ("member", "words", "why_it_matters", "topic", "reached_us", "shown_as")
    return _write(request, membership, {name: getattr(old, name) for name in names}, old)


def _write(request, membership, initial, old):
    members = drafts.whose_words_one_writes(membership).select_related("person").order_by("person__name", "pk")
    form = forms.WriteDown(
        request.POST or None, members=members, initial=initial, cancel_url=_list(membership),
        topics=Topic.objects.visible_to(membership).open().order_by("name"),
    )  # fmt: skip
    made = []

    def act(typed):
        made.append(operations.write_down(by=membership, now=clock.now(), instead_of=old, **typed))

    if refusals.done(request, form, act):
        return _done(request, membership, made[0], "We are asking them if it is right. We will tell you.")
    return render(request, "feedback/scribing/write_down.html", {"form": form, "old": old})


def _done(request, membership, one, otherwise):
    """What happened, and where to see it: the draft, if this person may see it."""
    if one.said is None:
        messages.success(request, otherwise)
        own = one.member_id == membership.pk
        return redirect(reverse("group_home", kwargs={"slug": one.group.slug}) if own else _list(membership))
    if one.said.stage == Stage.AGREEING:
        messages.success(request, "It was put to the group. Every member is asked if they agree.")
        return redirect(one.said)
    if one.said.said_by_id in (None, membership.pk):
        messages.success(request, "It is a draft now. Put it to the group when it is ready.")
        return redirect(one.said)
    messages.success(request, "It is a draft now, and theirs. They put it to the group.")
    return redirect(_list(membership))


@member_page(FeedbackAbility.CHECK_WRITTEN, methods=BOTH)
def check_written(request, membership, written_id):
    """The person whose words they are answers for themselves; whoever wrote them down, after reading them back."""
    one = _found(membership, written_id)
    own = one.member_id == membership.pk
    shown = {"written": one, "own": own, "form": None}
    if one.waits:
        shown["form"] = form = forms.CheckWritten(request.POST or None, own=own)
        made = []

        def act(typed):
            made.append(operations.answer(by=membership, now=clock.now(), written=one, **typed))

        if refusals.done(request, form, act):
            return _done(request, membership, made[0], "Thank you. We keep what they said, and it is not sent.")
    return render(request, "feedback/scribing/check_written.html", shown)
