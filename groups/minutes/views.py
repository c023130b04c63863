"""Pages on which the notes of a meeting are written, and every version that was saved."""

import re

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.paging import page_of
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.minutes import forms, operations, queries
from groups.minutes.models import NotesVersion
from groups.permissions import GroupAbility

BOTH = ("GET", "POST")
SAID, LINE = re.compile(r"said-([1-9][0-9]{0,17})"), re.compile(r"line-([1-9][0-9]{0,17})")


def _meeting(membership, meeting_id) -> Meeting:
    found = get_object_or_404(Meeting.objects.visible_to(membership).select_related("notes", "running"), pk=meeting_id)
    found.group = membership.group
    return found


def _address(meeting, name="notes") -> str:
    return reverse(name, kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


def _named(pattern, posted) -> list[int]:
    return [int(found[1]) for found in map(pattern.fullmatch, posted) if found]


def _made(found, notes, *, typed=None, again=None, both=None):
    """The form as the notes now stand. `again` are a person's own words that were not saved, put back where they were."""
    posted = typed if typed is not None else (again or {})
    sheet = queries.sheet(notes) if notes else queries.Sheet()
    items = queries.to_write_under(found, _named(SAID, posted))
    there = {one.id for one in (*sheet.decisions, *sheet.we_said)}
    gone = [pk for pk in _named(LINE, posted) if pk not in there] if notes else []
    also = notes.lines.filter(pk__in=gone).values_list("pk", "kind") if gone else ()
    start = forms.beginning(sheet, notes.version if notes else 0) | (again or {})
    return forms.Write(
        typed, items=items, sheet=sheet, also=also, both=both, initial=start, cancel_url=_address(found)
    )  # fmt: skip


@member_page(GroupAbility.EDIT_NOTES, methods=BOTH)
def write_notes(request, membership, meeting_id):
    found, now = _meeting(membership, meeting_id), clock.now()
    notes = getattr(found, "notes", None)
    form = _made(found, notes, typed=request.POST if request.method == "POST" else None)
    written = None

    def act(_):
        nonlocal written
        written = operations.write(meeting=found, by=membership, now=now, **form.changes())

    done = refusals.done(request, form, act)
    if done and not written.both:
        messages.success(request, f"You saved version {written.notes.version} of the notes.")
        return redirect(_address(found, "write_notes" if "more" in request.POST else "notes"))
    told = {"meeting": found, "now": now, "saved": bool(done and written.saved), "names": {}}
    if done:
        notes = found.notes = written.notes
        told["names"] = {key: form.fields[key].label for key in written.both}
        form = _made(found, notes, again=_unsaved(request.POST, written.both), both=written.both)
    told |= {"form": form, "confirmed": bool(notes and notes.confirmed)}
    return render(request, "groups/minutes/write_notes.html", told)


def _unsaved(posted, both) -> dict:
    """What this person typed into the parts that somebody else had changed too."""
    kept = {}
    for key in both:
        kept |= {key: posted.get(key, ""), f"{key}-under": posted.get(f"{key}-under", "")}
    return kept


@member_page(GroupAbility.EDIT_NOTES, methods=BOTH)
def add_note(request, membership, meeting_id):
    """One note under the item that is on, while somebody runs the meeting."""
    found = _meeting(membership, meeting_id)
    running = getattr(found, "running", None)
    on = running is not None and not running.over(clock.now())
    start = {"under": running.item_id} if on else {}
    back = _address(found, "run" if on and membership.facilitates else "notes")
    typed = request.POST if request.method == "POST" else None
    form = forms.AddNote(typed, items=queries.to_write_under(found), initial=start, cancel_url=back)

    def act(said):
        operations.add_note(meeting=found, by=membership, now=clock.now(), words=said["words"], item_id=said["under"])

    if refusals.done(request, form, act):
        messages.success(request, "You added it to the notes.")
        return redirect(back)
    return render(request, "groups/minutes/add_note.html", {"form": form, "meeting": found})


@member_page(GroupAbility.EDIT_NOTES)
def notes_versions(request, membership, meeting_id):
    found = _meeting(membership, meeting_id)
    rows = NotesVersion.objects.visible_to(membership).filter(notes__meeting=found).select_related("written_by__person")
    page = page_of(request, rows.defer("summary", "said", "lines").newest_first())
    return render(request, "groups/minutes/notes_versions.html", {"meeting": found, "page": page})


@member_page(GroupAbility.EDIT_NOTES)
def notes_version(request, membership, meeting_id, number):
    found = _meeting(membership, meeting_id)
    rows = NotesVersion.objects.visible_to(membership).select_related("written_by__person", "notes")
    version = get_object_or_404(rows.filter(notes__meeting=found, number=number))
    told = {"meeting": found, "version": version, "sheet": queries.sheet_in(version)}
    return render(request, "groups/minutes/notes_version.html", told)
