"""Pages of the dates a group asks about."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.access import NotYours
from coproduction.kit.paging import page_of
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.permissions import GroupAbility
from groups.polls import forms, operations, queries
from groups.polls.models import Option, Poll

BOTH = ("GET", "POST")


def _found(membership, poll_id) -> Poll:
    found = get_object_or_404(Poll.objects.visible_to(membership), pk=poll_id)
    found.group = membership.group
    return found


def _address(poll, name="poll", **rest) -> str:
    return reverse(name, kwargs={"slug": poll.group.slug, "poll_id": poll.pk, **rest})


@member_page(GroupAbility.SEE_POLLS)
def polls(request, membership):
    now = clock.now()
    page = page_of(request, queries.list_of(membership))
    for one in page.rows:
        one.is_open = one.open(now)
    return render(
        request, "groups/polls/polls.html", {"page": page, "chooses": membership.may(GroupAbility.ASK_FOR_DATES)}
    )


@member_page(GroupAbility.ASK_FOR_DATES, methods=BOTH)
def ask_for_dates(request, membership):
    """The first press shows the dates with their bank holidays. Only dates that were shown are asked about."""
    group = membership.group
    back = reverse("polls", kwargs={"slug": group.slug})
    people = queries.could_be_asked(group.pk)
    form = forms.AskForDates(request.POST or None, zone=group.zone, people=people, cancel_url=back)
    told = {"form": form, "back": back}
    if request.method == "POST" and form.more:
        form.errors.clear()
    elif form.is_valid():
        asked = _ask(form, membership)
        if asked:
            messages.success(request, f"You are asking about “{asked}”. We are telling everyone now.")
            return redirect(_address(asked))
        if not form.errors:
            told["dates"] = queries.look(form.dates, group)
            form.has_shown()
    return render(request, "groups/polls/ask_for_dates.html", told)


def _ask(form, membership):
    """Asks about dates that were shown. Others are only looked at: can they be asked about?"""
    now, poll = clock.now(), form.poll()
    try:
        if form.cleaned_data["seen"] == form.seal:
            return operations.ask(by=membership, now=now, **poll)
        operations.check(group=membership.group, now=now, closes_on=poll["closes_on"], dates=poll["dates"])
    except refusals.Refusal as refusal:
        refusals.show(form, refusal)
    return None


@member_page(GroupAbility.SEE_POLLS)
def poll(request, membership, poll_id):
    found, now = _found(membership, poll_id), clock.now()
    tallies = queries.tallies(found, membership)
    cards = queries.cards(found, membership)
    open_ = found.open(now)
    told = {
        "poll": found,
        "open": open_,
        "tallies": tallies,
        "cards": cards,
        "meeting": Meeting.objects.visible_to(membership).filter(option__poll=found).first()
        if found.chosen_at
        else None,
        "chooses": membership.may(GroupAbility.ASK_FOR_DATES),
    }
    if open_ and not cards[0].sheet:
        told["form"] = _say_form(None, found, tallies, cards[0], "")
    if told["chooses"] and not found.settled:
        told["weighing"] = queries.weighing(found, membership, now)
    return render(request, "groups/polls/poll.html", told)


def _say_form(typed, found, tallies, card, name):
    rest = {"membership_id": card.membership.pk} if name else {}
    page = "answer_poll_for" if name else "answer_poll"
    return forms.SayWhich(
        typed, tallies=tallies, card=card, name=name, action=_address(found, page, **rest), cancel_url=_address(found)
    )


@member_page(GroupAbility.ANSWER_POLL, methods=BOTH)
def answer_poll(request, membership, poll_id):
    found = _found(membership, poll_id)
    card = queries.card(found, membership, membership)

    def say(now, **said):
        operations.say(poll=found, by=membership, now=now, **said)

    return _answer(request, membership, found, card, say)


@member_page(GroupAbility.ANSWER_POLL_FOR_SOMEONE, methods=BOTH)
def answer_poll_for(request, membership, poll_id, membership_id):
    found = _found(membership, poll_id)
    whose = get_object_or_404(queries.asked(found).select_related("person"), pk=membership_id)
    if not queries.may_say_for(membership, whose):
        raise NotYours(operations.NotTheirs().sentence)
    card = queries.card(found, membership, whose)

    def say(now, **said):
        operations.say_for(poll=found, whose=whose, by=membership, now=now, **said)

    return _answer(request, membership, found, card, say, name=whose.person.name)


def _answer(request, membership, found, card, say, name=""):
    now = clock.now()
    tallies = queries.tallies(found, membership)
    form = _say_form(request.POST if request.method == "POST" else None, found, tallies, card, name)
    if refusals.done(request, form, lambda _: say(now, **form.said())):
        who = f"You answered for {name}. We are telling them." if name else (
            f"Thank you. You can change your answers until {found.until}."
        )  # fmt: skip
        messages.success(request, who)
        return redirect(_address(found))
    told = {"form": form, "poll": found, "name": name, "open": found.open(now), "person": card.membership.person}
    return render(request, "groups/polls/answer_poll.html", told)


@member_page(GroupAbility.ASK_FOR_DATES, methods=BOTH)
def choose_date(request, membership, poll_id, option_id):
    found = _found(membership, poll_id)
    option = get_object_or_404(Option.objects.visible_to(membership).filter(poll=found), pk=option_id)
    option.poll = found
    form = forms.ChooseDate(request.POST or None, option=option, cancel_url=_address(found))
    made = []

    def choose(typed):
        made.append(operations.choose(option=option, by=membership, now=clock.now(), **typed))

    if refusals.done(request, form, choose):
        messages.success(request, f"The meeting is on {option.day}. We are thanking everyone, and asking who comes.")
        return redirect(reverse("meeting", kwargs={"slug": found.group.slug, "meeting_id": made[0].pk}))
    return render(request, "groups/polls/choose_date.html", {"form": form, "poll": found, "option": option})


@member_page(GroupAbility.ASK_FOR_DATES, methods=BOTH)
def stop_poll(request, membership, poll_id):
    found = _found(membership, poll_id)
    form = forms.StopAsking(request.POST or None, cancel_url=_address(found))

    def stop(typed):
        operations.stop(poll=found, by=membership, now=clock.now(), **typed)

    if refusals.done(request, form, stop):
        messages.success(request, "You stopped asking. We are telling everyone who was asked, with your reason.")
        return redirect(_address(found))
    told = {"form": form, "poll": found, "asked": queries.asked(found).count()}
    return render(request, "groups/polls/stop_poll.html", told)
