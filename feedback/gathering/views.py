"""Choosing what people said, writing it together, and what stays talk. What was chosen travels in the address until then."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.paging import page_of
from feedback.gathering import forms, operations, queries
from feedback.gathering.models import KeptAsTalk, MinorityView, Piece, Strength
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from feedback.topics.models import Topic
from feedback.voice.models import Post
from groups.membership.access import member_page

BOTH = ("GET", "POST")
CHOOSE_FIRST = "Choose first what people said. Then you write it together."
MOVED_ON = "This has moved on since. Here is where it stands now."


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of the list; what is not understood means everything."""

    show: str
    topic: str
    waiting: bool
    into: str


def _asked(given) -> Asked:
    topic, into = given.get("topic", ""), given.get("into", "")
    return Asked(
        show=queries.DRAFTS if given.get("show") == queries.DRAFTS else queries.TALK,
        topic=topic if topic.isascii() and topic.isdecimal() and len(topic) < 10 else "",
        waiting=given.get("waiting") == "1",
        into=into if into.isascii() and into.isdecimal() and len(into) < 10 else "",
    )


def _address(name, membership, **more):
    return reverse(name, kwargs={"slug": membership.group.slug, **more})


def _with(address, **query):
    return f"{address}?{urlencode({k: v for k, v in query.items() if v}, doseq=True)}"


@member_page(FeedbackAbility.GATHER)
def gather(request, membership):
    """The list to choose from. One form that only asks: turning the page or the filter keeps what is ticked."""
    asked, now = _asked(request.GET), clock.now()
    picked = queries.chosen(membership, request.GET.getlist("piece"))
    rows = queries.candidates(membership, asked.show, asked.topic, now if asked.waiting else None)
    page = page_of(request, rows)
    keys = {one.key for one in picked.rows}
    context = {
        "asked": asked, "picked": picked.rows, "page": page,
        "rows": [one for one in map(queries.candidate, page.rows) if one.key not in keys],
        "topics": list(Topic.objects.visible_to(membership).in_order()[:100]),
        "may_keep": membership.may(FeedbackAbility.KEEP_AS_TALK),
        "go_on": _address("add_pieces", membership, number=int(asked.into)) if asked.into
        else _address("gather_words", membership),
    }  # fmt: skip
    return render(request, "feedback/gathering/gather.html", context)


@member_page(FeedbackAbility.GATHER, methods=BOTH)
def gather_words(request, membership):
    now, keys = clock.now(), (request.POST or request.GET).getlist("piece")
    picked = queries.chosen(membership, keys)
    if request.method == "GET" and not picked.rows:
        messages.info(request, CHOOSE_FIRST)
        return redirect("gather", slug=membership.group.slug)
    form = forms.JoinedWords(
        request.POST or None, topics=Topic.objects.visible_to(membership).open().order_by("name"),
        initial={"piece": [one.key for one in picked.rows], "topic": _one_topic(picked)},
        cancel_url=_with(_address("gather", membership), piece=[one.key for one in picked.rows]),
    )  # fmt: skip
    made = []

    def act(typed):
        typed.pop("piece")
        made.append(operations.gather(by=membership, now=now, **_all_of(picked), **typed))

    if refusals.done(request, form, act):
        messages.success(request, "You made a draft. Those who said a part of it with their name are being told.")
        return redirect(made[0])
    return render(request, "feedback/gathering/words.html", {"form": form, "picked": picked.rows})


def _one_topic(picked):
    """The topic they all have, if it is still open."""
    topics = {row.topic for row in (*picked.posts, *picked.drafts)}
    topic = topics.pop() if len(topics) == 1 else None
    return topic.pk if topic and not topic.closed_at else None


def _all_of(picked):
    if picked.missing:
        raise operations.NotThereAnyMore()
    return {"posts": picked.posts, "drafts": picked.drafts}


def _entry(membership, number):
    return get_object_or_404(Said.objects.visible_to(membership).with_all(), number=number)


def _may_now(said, membership, deed):
    return said.pieces.exists() and deed in queries.what_they_may(said, membership)


def _moved_on(request, said):
    messages.info(request, MOVED_ON)
    return redirect(said)


@member_page(FeedbackAbility.GATHER, methods=BOTH)
def add_pieces(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    if not _may_now(said, membership, "add_pieces"):
        return _moved_on(request, said)
    picked = queries.chosen(membership, (request.POST or request.GET).getlist("piece"))
    choose = _with(_address("gather", membership), into=said.number, piece=[one.key for one in picked.rows])
    if request.method == "GET" and not picked.rows:
        return redirect(choose)
    form = forms.AddPieces(request.POST or None, initial={"piece": [one.key for one in picked.rows]}, cancel_url=choose)
    if refusals.done(request, form, lambda typed: operations.add(by=membership, now=now, said=said, **_all_of(picked))):
        messages.success(request, "You joined them to the draft. Those who said it with their name are being told.")
        return redirect(said)
    context = {"said": said, "form": form, "picked": picked.rows}
    return render(request, "feedback/gathering/add_pieces.html", context)


@member_page(FeedbackAbility.TAKE_PIECE_OUT, methods=BOTH)
def take_piece_out(request, membership, number, piece_id):
    now, said = clock.now(), _entry(membership, number)
    piece = get_object_or_404(Piece.objects.visible_to(membership).with_people(), said=said, pk=piece_id)
    piece.said = said
    if not queries.may_take_out(piece, membership):
        return _moved_on(request, said)
    form = forms.TakeOut(request.POST if request.method == "POST" else None, cancel_url=said.get_absolute_url())
    if refusals.done(request, form, lambda typed: operations.take_out(by=membership, now=now, piece=piece)):
        messages.success(request, f"You took these words out of number {said.number}. They are not lost.")
        return redirect(said)
    context = {"said": said, "form": form, "piece": piece, "who": queries.name_of(piece)}
    return render(request, "feedback/gathering/take_out.html", context)


def _ask(request, said, form, template, act, done):
    if refusals.done(request, form, act):
        messages.success(request, done)
        return redirect(said)
    return render(request, f"feedback/gathering/{template}.html", {"said": said, "form": form})


@member_page(FeedbackAbility.SAY_STRENGTH, methods=BOTH)
def say_strength(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    if not _may_now(said, membership, "say_strength"):
        return _moved_on(request, said)
    before = Strength.objects.visible_to(membership).filter(said=said).first()
    form = forms.Strength(
        request.POST or None, initial={"words": before.words if before else ""}, cancel_url=said.get_absolute_url()
    )
    return _ask(
        request, said, form, "strength", lambda typed: operations.say_strength(by=membership, now=now, said=said, **typed),
        "You saved it. It goes to the system with the entry.",
    )  # fmt: skip


@member_page(FeedbackAbility.SEE_DIFFERENTLY, methods=BOTH)
def see_differently(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    if not _may_now(said, membership, "see_differently"):
        return _moved_on(request, said)
    before = MinorityView.objects.visible_to(membership).filter(said=said, held_by=membership).first()
    form = forms.View(
        request.POST or None, initial={"words": before.words if before else ""}, cancel_url=said.get_absolute_url()
    )
    return _ask(
        request, said, form, "see_differently",
        lambda typed: operations.see_differently(by=membership, now=now, said=said, **typed),
        "You saved it. It goes to the system with the entry, without your name.",
    )  # fmt: skip


def _keep(request, membership, thing, which):
    form = forms.KeepAsTalk(request.POST or None, cancel_url=_with(_address("gather", membership), waiting="1"))
    now = clock.now()
    if refusals.done(
        request, form, lambda typed: operations.keep_as_talk(by=membership, now=now, **{which: thing}, **typed)
    ):
        messages.success(request, "It stays talk. The group can read why, and you can undo it.")
        return redirect("kept_as_talk", slug=membership.group.slug)
    return render(request, "feedback/gathering/keep_as_talk.html", {"form": form, "thing": thing})


@member_page(FeedbackAbility.KEEP_AS_TALK, methods=BOTH)
def keep_as_talk(request, membership, post_id):
    return _keep(request, membership, get_object_or_404(Post.objects.visible_to(membership), pk=post_id), "post")


@member_page(FeedbackAbility.KEEP_AS_TALK, methods=BOTH)
def keep_draft_as_talk(request, membership, number):
    return _keep(request, membership, _entry(membership, number), "draft")


@member_page(FeedbackAbility.READ_DRAFTS)
def kept_as_talk(request, membership):
    rows = KeptAsTalk.objects.visible_to(membership).newest_first()
    rows = rows.select_related("post__said_by__person", "draft__said_by__person", "kept_by__person")
    context = {
        "page": page_of(request, rows), "may_undo": membership.may(FeedbackAbility.KEEP_AS_TALK),
        "may_gather": membership.may(FeedbackAbility.GATHER),
    }  # fmt: skip
    return render(request, "feedback/gathering/kept_as_talk.html", context)


@member_page(FeedbackAbility.KEEP_AS_TALK, methods=("POST",))
def no_longer_talk(request, membership, kept_id):
    kept = get_object_or_404(KeptAsTalk.objects.visible_to(membership), pk=kept_id)
    refusals.at_once(
        request,
        lambda: operations.no_longer_talk(by=membership, now=clock.now(), kept=kept),
        "You undid it. It waits again to become part of an entry.",
    )
    return redirect("kept_as_talk", slug=membership.group.slug)
