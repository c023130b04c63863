"""Pages of the notes of a meeting."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.paging import page_of
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.minutes import forms, operations
from groups.minutes.models import Notes, NotesVersion
from groups.permissions import GroupAbility

BOTH = ("GET", "POST")


def _meeting(membership, meeting_id) -> Meeting:
    found = get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)
    found.group = membership.group
    return found


def _address(meeting, name="notes") -> str:
    return reverse(name, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


def _notes(membership, found) -> Notes | None:
    rows = Notes.objects.visible_to(membership).select_related("confirmed_by__person", "reopened_by__person")
    return rows.filter(meeting=found).first()


@member_page(GroupAbility.READ_NOTES)
def notes(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    told = {
        "meeting": found,
        "notes": _notes(membership, found),
        "writes": GroupAbility.EDIT_NOTES.opens_for(membership.role),
        "confirms": GroupAbility.CONFIRM_NOTES.opens_for(membership.role),
        "begun": found.begun(clock.now()),
        "inside": membership.inside,
    }
    return render(request, "groups/minutes/notes.html", told)


@member_page(GroupAbility.EDIT_NOTES, methods=BOTH)
def write_notes(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    now_saved = _notes(membership, found)
    start = (
        {"version": 0}
        if now_saved is None
        else {name: getattr(now_saved, name) for name in (*operations.TEXTS, "version")}
    )
    form = forms.Write(request.POST if request.method == "POST" else None, initial=start, cancel_url=_address(found))
    told = {"form": form, "meeting": found, "theirs": None}
    if form.is_valid():
        try:
            saved = operations.write(meeting=found, by=membership, now=clock.now(), **form.cleaned_data)
        except operations.SomeoneSavedFirst as refusal:
            told |= _both_texts(form, refusal)
        except refusals.Refusal as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, f"You saved version {saved.version} of the notes.")
            return redirect(_address(found))
    told["confirmed"] = now_saved is not None and now_saved.confirmed
    return render(request, "groups/minutes/write_notes.html", told)


def _both_texts(form, refusal):
    """What was typed stays in the form, which now builds on what the other person saved; that is shown beside it."""
    typed = form.data.copy()
    typed["version"] = refusal.notes.version
    form.data = typed
    refusals.show(form, refusal)
    return {
        "theirs": refusal.notes,
        "theirs_by": refusal.notes.versions.select_related("written_by__person").latest("number"),
    }


@member_page(GroupAbility.CONFIRM_NOTES, methods=("POST",))
def confirm_notes(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    read = request.POST.get("version", "")
    version = int(read) if read.isdecimal() and len(read) < 9 else -1
    try:
        operations.confirm(meeting=found, by=membership, now=clock.now(), version=version)
    except refusals.Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(
            request, "You confirmed the notes. They do not change any more, unless somebody opens them again."
        )
    return redirect(_address(found))


@member_page(GroupAbility.CONFIRM_NOTES, methods=BOTH)
def reopen_notes(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    form = forms.Reopen(request.POST if request.method == "POST" else None, cancel_url=_address(found))
    if form.is_valid():
        try:
            operations.reopen(meeting=found, by=membership, now=clock.now(), because=form.cleaned_data["because"])
        except refusals.Refusal as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, "The notes are a draft again. Put right what is wrong, then confirm them.")
            return redirect(_address(found, "write_notes"))
    return render(request, "groups/minutes/reopen_notes.html", {"form": form, "meeting": found})


@member_page(GroupAbility.EDIT_NOTES)
def notes_versions(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    rows = NotesVersion.objects.visible_to(membership).filter(notes__meeting=found).select_related("written_by__person")
    page = page_of(request, rows.defer("body", "decisions").newest_first())
    return render(request, "groups/minutes/notes_versions.html", {"meeting": found, "page": page})


@member_page(GroupAbility.EDIT_NOTES)
def notes_version(request, membership, meeting_id, number):
    found = _meeting(membership, meeting_id)
    rows = NotesVersion.objects.visible_to(membership).select_related("written_by__person")
    version = get_object_or_404(rows.filter(notes__meeting=found, number=number))
    return render(request, "groups/minutes/notes_version.html", {"meeting": found, "version": version})
