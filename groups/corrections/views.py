"""The page of the notes, and what people say about them until they are confirmed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals, taps
from groups.corrections import forms, operations, queries
from groups.corrections.models import Correction
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.minutes import queries as minutes
from groups.minutes.models import Notes
from groups.permissions import GroupAbility

BOTH, ONLY_POST = ("GET", "POST"), ("POST",)


def _meeting(membership, meeting_id) -> Meeting:
    found = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    found.group = membership.group
    return found


def _address(meeting, name="notes") -> str:
    return reverse(name, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


def _notes(membership, found) -> Notes | None:
    notes = Notes.objects.visible_to(membership).with_people().filter(meeting=found).first()
    if notes:
        notes.meeting = found
    return notes


def _notes_or_404(membership, found) -> Notes:
    notes = _notes(membership, found)
    if notes is None:
        raise Http404
    return notes


def _typed(request):
    return request.POST if request.method == "POST" else None


@member_page(GroupAbility.READ_NOTES)
def notes(request, membership, meeting_id):
    """The notes, and what this reader can do: say that they are right, correct them, answer, confirm."""
    found, now = _meeting(membership, meeting_id), clock.now()
    told = _told(membership, found, now) | {"begun": found.begun(now), "over": found.over(now)}
    return render(request, "groups/corrections/notes.html", told)


def _told(membership, found, now):
    mine = _notes(membership, found)
    told = {"meeting": found, "notes": mine, "inside": membership.inside, "now": now}
    told |= {
        "writes": GroupAbility.EDIT_NOTES.opens_for(membership.role),
        "confirms": GroupAbility.CONFIRM_NOTES.opens_for(membership.role),
    }
    if mine:
        found_corrections = queries.corrections_of(mine, membership)
        told |= {
            "sheet": minutes.sheet(mine),
            "corrections": [(one, queries.named_for(one, membership)) for one in found_corrections],
        }
        if membership.inside and mine.asked_at and not mine.confirmed:
            told |= {
                "standing": queries.standing(mine, now),
                "mine": queries.reading_of(mine, membership),
                "may_say": queries.may_say(found, membership),
                "open": mine.open_for_corrections(now),
            }
    return told


@member_page(GroupAbility.READ_NOTES)
def notes_print(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    return render(request, "groups/corrections/notes_print.html", _told(membership, found, clock.now()))


def _done(request, found, act, said):
    """One button. What is refused is said on the page of the notes."""
    refusals.at_once(request, act, said)
    return redirect(_address(found))


def _version(request) -> int:
    return taps.row(request, "version") or -1


@member_page(GroupAbility.ASK_TO_READ, methods=ONLY_POST)
def ask_to_read(request, membership, meeting_id):
    found, now = _meeting(membership, meeting_id), clock.now()
    return _done(
        request, found, lambda: operations.ask_to_read(meeting=found, by=membership, now=now),
        "You asked people to read the notes. Those who were there get a letter, and have seven days.",
    )  # fmt: skip


@member_page(GroupAbility.CORRECT_NOTES, methods=ONLY_POST)
def notes_are_right(request, membership, meeting_id):
    found, given = _meeting(membership, meeting_id), {"by": membership, "now": clock.now()}
    return _done(
        request, found, lambda: operations.say_right(meeting=found, version=_version(request), **given),
        "Thank you. You said that the notes are right.",
    )  # fmt: skip


@member_page(GroupAbility.CORRECT_NOTES, methods=BOTH)
def propose_correction(request, membership, meeting_id):
    found, now = _meeting(membership, meeting_id), clock.now()
    sheet = minutes.sheet(_notes_or_404(membership, found))
    start = {"part": request.GET.get("part", "")}
    parts = queries.parts_to_correct(sheet)
    form = forms.Propose(_typed(request), parts=parts, initial=start, cancel_url=_address(found))
    if refusals.done(request, form, lambda typed: operations.propose(meeting=found, by=membership, now=now, **typed)):
        messages.success(request, "Thank you. Whoever writes the notes will answer you.")
        return redirect(_address(found))
    return render(request, "groups/corrections/propose.html", {"form": form, "meeting": found, "sheet": sheet})


def _correction(membership, found, correction_id) -> Correction:
    rows = Correction.objects.visible_to(membership).with_people().filter(notes__meeting=found)
    return get_object_or_404(rows.select_related("notes"), pk=correction_id)


def _to_answer(membership, found, one) -> dict:
    stands = queries.text_of(minutes.sheet(one.notes), one.part)
    return {"meeting": found, "correction": one, "who": queries.named_for(one, membership), "stands": stands}


@member_page(GroupAbility.ANSWER_CORRECTION, methods=BOTH)
def take_in_correction(request, membership, meeting_id, correction_id):
    found, now = _meeting(membership, meeting_id), clock.now()
    one = _correction(membership, found, correction_id)
    told = _to_answer(membership, found, one)
    start = {"words": queries.begin_with(one, told["stands"]), "version": one.notes.version}
    form = forms.TakeIn(_typed(request), initial=start, cancel_url=_address(found))

    def act(typed):
        operations.take_in(meeting=found, correction=one, by=membership, now=now, **typed)

    if refusals.done(request, form, act):
        messages.success(request, "You took it in. Whoever proposed it is told.")
        return redirect(_address(found))
    if form.is_bound:
        form.data = form.data.copy()
        form.data["version"] = one.notes.version  # what is shown now is what they go on from
    return render(request, "groups/corrections/take_in.html", told | {"form": form})


@member_page(GroupAbility.ANSWER_CORRECTION, methods=BOTH)
def refuse_correction(request, membership, meeting_id, correction_id):
    found, now = _meeting(membership, meeting_id), clock.now()
    one = _correction(membership, found, correction_id)
    form = forms.Refuse(_typed(request), cancel_url=_address(found))

    def act(typed):
        operations.refuse(meeting=found, correction=one, by=membership, now=now, **typed)

    if refusals.done(request, form, act):
        messages.success(request, "You answered. Whoever proposed it is told, and it is shown beside the notes.")
        return redirect(_address(found))
    return render(request, "groups/corrections/refuse.html", _to_answer(membership, found, one) | {"form": form})


@member_page(GroupAbility.CONFIRM_NOTES, methods=ONLY_POST)
def confirm_notes(request, membership, meeting_id):
    found, given = _meeting(membership, meeting_id), {"by": membership, "now": clock.now()}
    return _done(
        request, found, lambda: operations.confirm(meeting=found, version=_version(request), **given),
        "You confirmed the notes. They do not change any more, unless somebody opens them again.",
    )  # fmt: skip


@member_page(GroupAbility.CONFIRM_NOTES, methods=BOTH)
def reopen_notes(request, membership, meeting_id):
    found, now = _meeting(membership, meeting_id), clock.now()
    form = forms.Reopen(_typed(request), cancel_url=_address(found))
    if refusals.done(request, form, lambda typed: operations.reopen(meeting=found, by=membership, now=now, **typed)):
        messages.success(
            request, "The notes are a draft again, and people are asked to read them. Put right what is wrong."
        )
        return redirect(_address(found, "write_notes"))
    return render(request, "groups/corrections/reopen_notes.html", {"form": form, "meeting": found})
