"""Saying something, agreeing it, sending it. Each page asks one question and keeps what was typed when something is wrong."""

from functools import partial
from secrets import token_hex

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals
from coproduction.kit.access import NotYours
from coproduction.kit.answers import of_one_length
from feedback.drafts import forms, operations, queries
from feedback.drafts.models import Agreement
from feedback.log import queries as log
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from feedback.receipts import operations as unnamed
from feedback.receipts import queries as receipts
from feedback.topics.models import Topic
from groups.meetings.models import Meeting
from groups.membership.access import member_page

BOTH = ("GET", "POST")
MOVED_ON = "This has moved on since. Here is where it stands now."


def _entry(membership, number):
    return get_object_or_404(Said.objects.visible_to(membership).with_all(), number=number)


def _topics(membership):
    return Topic.objects.visible_to(membership).open().order_by("name")


def _not_now(request, said, membership, deed):
    """Where to go instead when this deed is not this person's now: the entry's own page, which says where it stands."""
    if deed in queries.what_they_may(said, membership):
        return None
    messages.info(request, MOVED_ON)
    return redirect(said)


def _ask(request, said, form, template, act, done, **context):
    """Shows the question; once it is answered and the deed is done, says what happened, on the entry's page."""
    if refusals.done(request, form, act):
        messages.success(request, done)
        return redirect(said)
    return render(request, f"feedback/drafts/{template}.html", {"said": said, "form": form} | context)


@member_page(FeedbackAbility.DRAFT, methods=BOTH)
@pace.nameless
def say_something(request, membership):
    """One page for every way of saying something, and one answer, so that nothing outside it tells which was chosen."""
    now, offer = clock.now(), receipts.offer(membership, clock.now())
    meetings = Meeting.objects.visible_to(membership).order_by("-starts_at") if membership.facilitates else None
    form = forms.SaySomething(
        request.POST or None, topics=_topics(membership), levels=receipts.levels(membership, offer, now),
        facilitates=membership.facilitates, meetings=meetings, initial={"topic": request.GET.get("topic")},
        cancel_url=_log(membership),
    )  # fmt: skip
    taken = []
    if refusals.done(request, form, lambda typed: taken.append(_taken(membership, now, typed))):
        return of_one_length(_thanks(request, membership, taken[0], now))
    page = render(request, "feedback/drafts/say_something.html", {"form": form, "offer": offer})
    return of_one_length(page) if request.method == "POST" else page


def _log(membership):
    return reverse("log", kwargs={"slug": membership.group.slug})


def _taken(membership, now, typed):
    """A draft for the log, or words without a name in the talk: those are never a draft, for a draft has somebody's hand."""
    draft = {name: value for name, value in typed.items() if name != "form_key"}
    why = typed["why_it_matters"].strip()
    return unnamed.take(
        by=membership, now=now, form_key=typed["form_key"] or token_hex(16), typed=receipts.as_typed(draft),
        shown_as=typed["shown_as"], named=partial(operations.draft, by=membership, now=now, **draft),
        words=f"{typed['words']}\n\n{why}" if why else typed["words"], topic=typed["topic"],
    )  # fmt: skip


def _thanks(request, membership, taken, now):
    context = {
        "taken": taken,
        "appears": receipts.appears(membership.group, now),
        "back": (_log(membership), "We said, We did"),
        "read": (_log(membership), "Go to We said, We did"),
    }
    if said := taken.made:
        context |= {"told": _saved(said), "read": (said.get_absolute_url(), "Go to your draft")}
    if said and "put" in request.POST:
        put = reverse("put_to_group", kwargs={"slug": membership.group.slug, "number": said.number})
        initial = {"agree_by": operations.default_closing_date(said.group, now)}
        context["form"] = forms.PutToGroup(initial=initial, action=put)
    return render(request, "feedback/receipts/thank_you.html", context)


def _saved(said):
    if said.shown_as == Said.ShownAs.NAME:
        return "You saved a draft. Only you can see it until you put it to the group."
    return "You saved a draft. Your group can see it and work on it. It does not keep who wrote it."


@member_page(FeedbackAbility.DRAFT, methods=BOTH)
def revise(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    _theirs(said, membership)
    if away := _not_now(request, said, membership, "revise"):
        return away
    initial = {"words": said.words, "why_it_matters": said.why_it_matters, "topic": said.topic_id}
    topics = _topics(membership) | Topic.objects.visible_to(membership).filter(pk=said.topic_id)
    form = forms.Revise(request.POST or None, initial=initial, topics=topics, cancel_url=said.get_absolute_url())
    return _ask(
        request, said, form, "revise", lambda typed: operations.revise(by=membership, now=now, said=said, **typed),
        "You changed the draft. Nobody was told; put it to the group when it is ready.",
    )  # fmt: skip


def _theirs(said, membership):
    """A supporter helps one member; drafts of the whole group are for its members and facilitators."""
    if membership.role == "SUPPORTER" and said.said_by_id is None:
        raise NotYours("Only members and facilitators change a draft of the group.")


@member_page(FeedbackAbility.DRAFT, methods=BOTH)
def put_to_group(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    _theirs(said, membership)
    if away := _not_now(request, said, membership, "put_to_group"):
        return away
    initial = {"agree_by": operations.default_closing_date(said.group, now)}
    form = forms.PutToGroup(request.POST or None, initial=initial, cancel_url=said.get_absolute_url())
    return _ask(
        request, said, form, "put_to_group",
        lambda typed: operations.put_to_group(by=membership, now=now, said=said, **typed),
        "You put it to the group. We are telling every member, so that they can say if they agree.",
    )  # fmt: skip


@member_page(FeedbackAbility.AGREE_DRAFT, methods=BOTH)
def agree(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    if away := _not_now(request, said, membership, "agree"):
        return away
    before = Agreement.objects.visible_to(membership).filter(said=said, asking=said.asking, membership=membership)
    last = before.order_by("-id").first()
    initial = {
        "answer": request.GET.get("answer") or getattr(last, "answer", ""),
        "reason": getattr(last, "reason", ""),
    }
    form = forms.Agree(request.POST or None, initial=initial, cancel_url=said.get_absolute_url())
    return _ask(
        request, said, form, "agree", lambda typed: operations.agree(by=membership, now=now, said=said, **typed),
        "Thank you. Your group can see your answer. You can change it until it is sent.",
    )  # fmt: skip


@member_page(FeedbackAbility.DRAFT, methods=BOTH)
def take_back(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    _theirs(said, membership)
    if away := _not_now(request, said, membership, "take_back"):
        return away
    form = forms.TakeBack(request.POST or None, cancel_url=said.get_absolute_url())
    return _ask(
        request, said, form, "take_back",
        lambda typed: operations.take_back_to_draft(by=membership, now=now, said=said, **typed),
        "It is a draft again. Change the words, then put it to the group again.",
    )  # fmt: skip


@member_page(FeedbackAbility.DRAFT, methods=BOTH)
def withdraw(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    if away := _not_now(request, said, membership, "withdraw"):
        return away
    form = forms.Withdraw(request.POST or None, cancel_url=said.get_absolute_url())
    return _ask(
        request, said, form, "withdraw",
        lambda typed: operations.withdraw(by=membership, now=now, said=said, **typed),
        "You took it back. It stays in the record, with your reason. It was not sent.",
    )  # fmt: skip


@member_page(FeedbackAbility.SEND, methods=BOTH)
def send(request, membership, number):
    now, said = clock.now(), _entry(membership, number)
    if away := _not_now(request, said, membership, "send"):
        return away
    form = forms.Send(request.POST if request.method == "POST" else None, cancel_url=said.get_absolute_url())
    return _ask(
        request, said, form, "send", lambda typed: operations.send(by=membership, now=now, said=said),
        f"You sent it to {said.group.organisation.name}. They are being told now, and the promises run from today.",
        agreement=queries.agreement(said, now), hearers=log.owners(said),
    )  # fmt: skip


@member_page(FeedbackAbility.CORRECT, methods=BOTH)
def correct(request, membership, number):
    """For the group: a new draft. People from the system correct their own answers on a page of their own."""
    now, said = clock.now(), _entry(membership, number)
    if not membership.inside:
        return redirect("correct_answer", slug=said.group.slug, number=said.number)
    if away := _not_now(request, said, membership, "correct"):
        return away
    initial = {"words": said.words, "why_it_matters": said.why_it_matters}
    form = forms.Correct(request.POST or None, initial=initial, cancel_url=said.get_absolute_url())
    made = []
    act = partial(operations.correct, by=membership, now=now, said=said)
    if refusals.done(request, form, lambda typed: made.append(act(**typed))):
        messages.success(request, f"You wrote a correction of number {said.number}. Put it to the group next.")
        return redirect(made[0])
    return render(request, "feedback/drafts/correct.html", {"said": said, "form": form})
