"""The live pages of a meeting, and what people tap on them. Each page asks for its changing part again and again."""

import uuid
from functools import partial

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals, taps
from coproduction.kit.access import NotYours
from groups.facilitation import forms, operations, queries
from groups.facilitation.models import Card
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.membership.models import Membership
from groups.membership.queries import supported_members
from groups.pacing import queries as pacing
from groups.pacing.models import Running
from groups.permissions import GroupAbility

BOTH, ONLY_POST = ("GET", "POST"), ("POST",)


def _meeting(membership, meeting_id) -> tuple[Meeting, Running | None]:
    found = get_object_or_404(Meeting.objects.visible_to(membership).select_related("running__item"), pk=meeting_id)
    found.group = membership.group
    running = getattr(found, "running", None)
    if running:
        running.meeting = found
    return found, running


def _address(meeting, name) -> str:
    return reverse(name, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


def _back(meeting, page, whose) -> str:
    if whose is None:
        return _address(meeting, page)
    where = {"slug": meeting.group.slug, "meeting_id": meeting.pk, "membership_id": whose.pk}
    return reverse("live_for", kwargs=where)


def _state(found, running, now) -> dict:
    over = bool(running and running.over(now)) or (running is None and found.over(now))
    return {
        "meeting": found, "running": running, "over": over, "on": bool(running and not over), "tap": uuid.uuid4().hex,
        "may_start": pacing.may_start(found, now), "may_resume": bool(running and running.may_resume(now)),
    }  # fmt: skip


def _told(membership, found, running, now, question, name) -> dict:
    told = _state(found, running, now) | {"stamp": pacing.stamp(running, membership, now)}
    return told | ({name: question(running, membership, now)} if told["on"] else {})


def _part(request, membership, meeting_id, template, question, name, **more):
    """The changing part of a page, or *nothing changed*. What is on the page decides what is asked for next."""
    found, running = _meeting(membership, meeting_id)
    now = clock.now()
    stamp = pacing.stamp(running, membership, now)
    if request.headers.get("If-None-Match") == stamp:
        answer = HttpResponseNotModified()
    else:
        answer = render(request, template, _told(membership, found, running, now, question, name) | more)
    answer["ETag"], answer["Cache-Control"] = stamp, "private, no-store"  # the page itself holds the stamp
    return answer


# --- for facilitators ---


@member_page(GroupAbility.RUN_MEETING)
def run(request, membership, meeting_id):
    found, running = _meeting(membership, meeting_id)
    told = _told(membership, found, running, clock.now(), queries.board, "board")
    if told["on"]:
        told["form"] = _note_form(found, running, None)
    return render(request, "groups/facilitation/run.html", told)


@member_page(GroupAbility.RUN_MEETING)
def run_part(request, membership, meeting_id):
    return _part(request, membership, meeting_id, "groups/facilitation/_run.html", queries.board, "board")


def _tapped(request, membership, meeting_id, operation, page="run", said="", helped=None, **rest):
    found, _ = _meeting(membership, meeting_id)
    now = clock.now() - taps.ago(request)

    def act():
        operation(meeting=found, by=membership, now=now, tap=taps.number(request), **rest)

    return taps.taken(request, act, back=_back(found, page, helped), said=said)


@member_page(GroupAbility.RUN_MEETING, methods=ONLY_POST)
@pace.tap
def give_floor(request, membership, meeting_id):
    ids = {"hand_id": taps.row(request, "hand"), "seat_id": taps.row(request, "seat")}
    return _tapped(request, membership, meeting_id, operations.give_floor, **ids)


@member_page(GroupAbility.RUN_MEETING, methods=ONLY_POST)
@pace.tap
def end_turn(request, membership, meeting_id):
    return _tapped(request, membership, meeting_id, operations.end_turn, turn_id=taps.row(request, "turn"))


@member_page(GroupAbility.RUN_MEETING, methods=ONLY_POST)
@pace.tap
def begin_round(request, membership, meeting_id):
    return _tapped(request, membership, meeting_id, operations.begin_round)


@member_page(GroupAbility.RUN_MEETING, methods=ONLY_POST)
@pace.tap
def end_round(request, membership, meeting_id):
    return _tapped(request, membership, meeting_id, operations.end_round)


def _note_form(found, running, typed):
    people = pacing.who_may_be_here(running)
    return forms.NoteFor(typed, people=people, action=_address(found, "note_for"), initial={"tap": uuid.uuid4().hex})


def _typed(request, form, act, *, back, said, again):
    """What was written is kept on the page when something is wrong; a script is told in a word."""
    if refusals.done(request, form, act):
        return taps.taken(request, lambda: None, back=back, said=said)
    if request.method == "POST" and taps.by_script(request):
        wrong = " ".join(one for errors in form.errors.values() for one in errors)
        return HttpResponse(wrong, status=409, content_type="text/plain; charset=utf-8")
    return again()


@member_page(GroupAbility.RUN_MEETING, methods=BOTH)
@pace.tap
def note_for(request, membership, meeting_id):
    found, running = _meeting(membership, meeting_id)
    if running is None:
        return redirect(_address(found, "run"))
    form = _note_form(found, running, request.POST if request.method == "POST" else None)

    def act(said):
        whose = get_object_or_404(Membership.objects.visible_to(membership), pk=said["whose"])
        deed, _, what = said["what"].partition("-")
        now = clock.now() - taps.ago(request)
        given = {"meeting": found, "by": membership, "now": now, "whose": whose, "tap": taps.number(request)}
        if deed == "HAND":
            operations.raise_hand(way=what, **given)
        elif deed == "CARD":
            operations.raise_card(kind=what, **given)
        else:
            operations.note_said(way=what, words=said["words"], **given)

    def again():
        return render(request, "groups/facilitation/note_for.html", {"form": form, "meeting": found})

    return _typed(request, form, act, back=_address(found, "run"), said="You noted it.", again=again)


# --- for everyone who is there ---


@member_page(GroupAbility.TAKE_PART_LIVE)
def live(request, membership, meeting_id):
    return _live(request, membership, meeting_id)


@member_page(GroupAbility.TAKE_PART_LIVE)
def live_for(request, membership, meeting_id, membership_id):
    """The same page for a supporter, who taps for the member they help. Everything there is the member's."""
    return _live(request, membership, meeting_id, _helped(membership, membership_id))


def _live(request, membership, meeting_id, whose=None):
    found, running = _meeting(membership, meeting_id)
    told = _told(membership, found, running, clock.now(), _own_of(whose), "own")
    told |= {"whose": whose, "helped": supported_members(membership)}
    if told["on"]:
        told["form"] = _writing_form(found, None, whose)
    return render(request, "groups/facilitation/live.html", told)


@member_page(GroupAbility.TAKE_PART_LIVE)
def live_part(request, membership, meeting_id):
    return _part(request, membership, meeting_id, "groups/facilitation/_live.html", queries.own, "own")


@member_page(GroupAbility.TAKE_PART_LIVE)
def live_part_for(request, membership, meeting_id, membership_id):
    whose = _helped(membership, membership_id)
    page = "groups/facilitation/_live.html"
    return _part(request, membership, meeting_id, page, _own_of(whose), "own", whose=whose)


def _own_of(whose):
    return partial(queries.own, whose=whose)


def _helped(membership, membership_id) -> Membership:
    """The member whom this supporter helps now. Asked of the database each time, so that a consent that ended ends it."""
    found = next((one for one in supported_members(membership) if one.pk == membership_id), None)
    if found is None:
        raise NotYours(operations.NotTheirs().sentence)
    return found


def _for_whom(request, membership) -> Membership | None:
    number = taps.row(request, "whose")
    return _helped(membership, number) if number else None


def _mine(request, membership, meeting_id, operation, said="", own=True, **rest):
    """A deed on the live page; whoever does it from another page is led back there. `own`: the deed asks for whom it is."""
    whose = _for_whom(request, membership)
    page = "run" if membership.facilitates and request.POST.get("from") == "run" else "live"
    given = rest | ({"whose": whose} if own and whose else {})
    return _tapped(request, membership, meeting_id, operation, page=page, said=said, helped=whose, **given)


@member_page(GroupAbility.TAKE_PART_LIVE, methods=ONLY_POST)
@pace.tap
def raise_hand(request, membership, meeting_id):
    return _mine(request, membership, meeting_id, operations.raise_hand, "Your hand is up.")


@member_page(GroupAbility.TAKE_PART_LIVE, methods=ONLY_POST)
@pace.tap
def lower_hand(request, membership, meeting_id):
    said = "The hand is down."
    return _mine(
        request, membership, meeting_id, operations.lower_hand, said, own=False, hand_id=taps.row(request, "hand")
    )


@member_page(GroupAbility.TAKE_PART_LIVE, methods=ONLY_POST)
@pace.tap
def raise_card(request, membership, meeting_id):
    kind = request.POST.get("card", "")
    said = f"Your card is up: {Card.Kind(kind).label.lower()}." if kind in Card.Kind.values else ""
    return _mine(request, membership, meeting_id, operations.raise_card, said, kind=kind)


@member_page(GroupAbility.TAKE_PART_LIVE, methods=ONLY_POST)
@pace.tap
def take_down_card(request, membership, meeting_id):
    said = "The card is down."
    return _mine(
        request, membership, meeting_id, operations.take_down_card, said, own=False, card_id=taps.row(request, "card")
    )


@member_page(GroupAbility.TAKE_PART_LIVE, methods=ONLY_POST)
@pace.tap
def pass_turn(request, membership, meeting_id):
    return _mine(request, membership, meeting_id, operations.pass_turn, own=False, seat_id=taps.row(request, "seat"))


def _writing_form(found, typed, whose):
    start = {"tap": uuid.uuid4().hex, "whose": whose.pk if whose else ""}
    name = whose.person.name if whose else ""
    return forms.SayInWriting(typed, action=_address(found, "say_in_writing"), initial=start, name=name)


@member_page(GroupAbility.TAKE_PART_LIVE, methods=BOTH)
@pace.tap
def say_in_writing(request, membership, meeting_id):
    found, _ = _meeting(membership, meeting_id)
    whose = _for_whom(request, membership)
    form = _writing_form(found, request.POST if request.method == "POST" else None, whose)

    def act(said):
        given = {"whose": whose, "words": said["words"], "tap": taps.number(request)}
        operations.say_in_writing(meeting=found, by=membership, now=clock.now() - taps.ago(request), **given)

    def again():
        return render(request, "groups/facilitation/say_in_writing.html", {"form": form, "meeting": found})

    said = "You said it in writing. The facilitators have it."
    return _typed(request, form, act, back=_back(found, "live", whose), said=said, again=again)
