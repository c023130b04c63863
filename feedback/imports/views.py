from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from coproduction.kit.paging import SIZE, page_of
from coproduction.kit.words import count_of
from feedback.imports import forms, operations, queries
from feedback.imports.models import Import, ImportRow, ImportSheet, Part
from feedback.permissions import FeedbackAbility
from groups.history.operations import GroupIsClosed
from groups.membership.access import member_page

Standing = ImportRow.Standing
BOTH = ("GET", "POST")
SHOWN = {
    "all": ("All rows", tuple(Standing)),
    "understood": ("Understood", (Standing.READY,)),
    "put-right": ("To put right", (Standing.PROBLEM,)),
    "left-out": ("Left out", (Standing.LEFT_OUT,)),
}
SHOWN_AFTER = {
    "all": ("All rows", tuple(Standing)),
    "in": ("In the log", (Standing.BROUGHT_IN,)),
    "left-out": ("Left out", (Standing.LEFT_OUT,)),
    "taken-out": ("Taken out again", (Standing.TAKEN_OUT,)),
}


def posted(request):
    return request.POST if request.method == "POST" else None


@member_page(FeedbackAbility.BRING_IN, methods=BOTH)
def bring_in(request, membership):
    form = forms.Upload(posted(request), request.FILES or None)
    if form.is_valid():
        one = operations.start(
            by=membership, file_name=form.cleaned_data["file"].name, digest=form.digest, sheets=form.sheets,
            now=clock.now(),
        )  # fmt: skip
        return redirect("import_columns", membership.group.slug, one.pk, 1)
    page = page_of(request, Import.objects.visible_to(membership).newest_first().select_related("started_by__person"))
    return render(request, "feedback/imports/bring_in.html", {"form": form, "page": page})


def with_import(view):
    """Passes the import on as long as it is open. One that was brought in or thrown away, perhaps in another window a
    moment ago, leads to where it is now."""

    @wraps(view)
    def passed(request, membership, import_id, **rest):
        one = the_import(membership, import_id)
        if one.is_open:
            try:
                return view(request, membership, one, **rest)
            except operations.NoLongerOpen:
                one.refresh_from_db()
        if one.was_brought_in:
            return redirect("import_done", membership.group.slug, one.pk)
        return redirect("bring_in", membership.group.slug)

    return passed


def the_import(membership, import_id) -> Import:
    return get_object_or_404(Import.objects.visible_to(membership), pk=import_id)


@member_page(FeedbackAbility.BRING_IN, methods=BOTH)
@with_import
def import_columns(request, membership, one, number):
    sheets = list(ImportSheet.objects.visible_to(membership).filter(of_import=one).in_order())
    sheet = next((sheet for sheet in sheets if sheet.number == number), None)
    if sheet is None:
        raise Http404
    rows = list(ImportRow.objects.visible_to(membership).filter(sheet=sheet).in_order()[: queries.LOOKED_AT + 2])
    home = reverse("bring_in", args=[membership.group.slug])
    form = forms.Columns(posted(request), sheet=sheet, rows=rows, several=len(sheets) > 1, cancel_url=home)
    if form.is_valid():
        try:
            kept = operations.match(by=membership, sheet=sheet, now=clock.now(), **form.chosen())
        except operations.ChooseAgain as refusal:
            refusals.show(form, refusal)
        else:
            return after_matching(request, membership, sheets, sheet, kept)
    notes = queries.columns_that_are(Part.NOTE, sheet)
    context = {"one": one, "sheet": sheet, "sheets": sheets, "form": form, "notes": notes}
    return render(request, "feedback/imports/import_columns.html", context)


def after_matching(request, membership, sheets, sheet, kept):
    """The same sheet again if its columns were guessed anew, else the next sheet, else the rows."""
    address = [membership.group.slug, sheet.of_import_id]
    if not kept:
        messages.info(request, "You chose other headings, so we looked at the columns again. Check them here.")
        return redirect("import_columns", *address, sheet.number)
    following = [other.number for other in sheets if other.number > sheet.number]
    return redirect("import_columns", *address, following[0]) if following else redirect("import_rows", *address)


@member_page(FeedbackAbility.BRING_IN, methods=BOTH)
@with_import
def import_rows(request, membership, one):
    if request.method == "POST":
        changed = operations.place(by=membership, one=one, starts=starts_in(request.POST), now=clock.now())
        start = "starts" if changed == 1 else "start"
        messages.success(request, f"You changed where {count_of(changed, 'row')} {start}.")
        return redirect(request.get_full_path())
    rows, asked = chosen_rows(request, membership, one, SHOWN)
    counts, topics, page = queries.counts_of(one), queries.topics_by_name(membership), page_of(request, rows)
    sheets = list(ImportSheet.objects.visible_to(membership).filter(of_import=one).in_order())
    context = {
        "one": one, "counts": counts, "sheets": sheets, "page": page, "rows": queries.shown(page.rows, topics),
        "filters": filters(SHOWN, asked, counts), "starts": forms.Start.choices,
        "notes": [heading for sheet in sheets for heading in queries.columns_that_are(Part.NOTE, sheet)],
        "dropped": [heading for sheet in sheets for heading in queries.columns_that_are(Part.LEFT_OUT, sheet)],
        "same_file": queries.brought_in_before(one),
    }  # fmt: skip
    return render(request, "feedback/imports/import_rows.html", context)


def starts_in(posted) -> dict[int, str]:
    """Which row starts where, from the names of the questions: `start_12`. What is no choice of ours is passed over."""
    known = {"", *forms.Start.values}
    return {
        int(name[6:]): value for name, value in posted.items()
        if name.startswith("start_") and name[6:].isdecimal() and len(name) < 25 and value in known
    }  # fmt: skip


def chosen_rows(request, membership, one, shown):
    asked = request.GET.get("show")
    asked = asked if asked in shown else "all"
    rows = ImportRow.objects.visible_to(membership).filter(of_import=one).standing(*shown[asked][1])
    return rows.in_order().select_related("sheet", "said", "left_out_by__person"), asked


def filters(shown, current, counts):
    return [
        {
            "label": label, "url": f"?show={name}", "current": name == current,
            "count": sum(getattr(counts, place.lower()) for place in places),
        }
        for name, (label, places) in shown.items()
    ]  # fmt: skip


def the_row(membership, one, row_id) -> ImportRow:
    row = get_object_or_404(
        ImportRow.objects.visible_to(membership).select_related("sheet", "left_out_by__person"),
        pk=row_id,
        of_import=one,
    )
    row.of_import = one
    return row


@member_page(FeedbackAbility.BRING_IN, methods=BOTH)
@with_import
def import_row(request, membership, one, row_id):
    row = the_row(membership, one, row_id)
    form = mending(membership, row, posted(request))
    if form.is_valid():
        starts_as = form.cleaned_data["starts_as"]
        try:
            row = operations.mend(by=membership, row=row, values=form.values(), starts_as=starts_as, now=clock.now())
        except operations.NotOneOfTheRows as refusal:
            refusals.show(form, refusal)
        else:
            if row.problem:
                messages.warning(request, f"You saved row {row.number}. It still needs something. {row.problem}")
                return redirect("import_row", membership.group.slug, one.pk, row.pk)
            messages.success(request, f"You saved row {row.number}.")
            return redirect(back_to(membership, row))
    return row_page(request, membership, row, form, forms.LeaveOut(action=leave_out_address(membership, row)))


@member_page(FeedbackAbility.BRING_IN, methods=("POST",))
@with_import
def leave_out_row(request, membership, one, row_id):
    row = the_row(membership, one, row_id)
    form = forms.LeaveOut(request.POST, action=leave_out_address(membership, row))
    if form.is_valid():
        try:
            operations.leave_out(by=membership, row=row, reason=form.cleaned_data["reason"], now=clock.now())
        except operations.NotOneOfTheRows as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(
                request, f"You left out row {row.number}. You can bring it back until you bring in the rest."
            )
            return redirect(back_to(membership, row))
    return row_page(request, membership, row, mending(membership, row, None), form)


def mending(membership, row, typed):
    topics = sorted(topic.name for topic in queries.topics_by_name(membership).values())
    understood = queries.understand(row, row.sheet)
    return forms.Mend(typed, row=row, understood=understood, topics=topics, cancel_url=back_to(membership, row))


def back_to(membership, row) -> str:
    """The page of the list on which this row stands."""
    before = ImportRow.objects.visible_to(membership).filter(of_import=row.of_import_id, pk__lt=row.pk).count()
    page = before // SIZE + 1
    return f"{reverse('import_rows', args=[membership.group.slug, row.of_import_id])}?page={page}#row-{row.pk}"


def leave_out_address(membership, row) -> str:
    return reverse("leave_out_row", args=[membership.group.slug, row.of_import_id, row.pk])


def row_page(request, membership, row, form, leaving_out):
    cells = [(heading, queries.cell_of(row, at)) for at, heading in enumerate(row.sheet.headings)]
    fixed = row.standing == Standing.HEADING or not row.sheet.is_used
    context = {
        "row": row, "one": row.of_import, "form": form, "leaving_out": leaving_out, "cells": cells, "fixed": fixed,
        "back_url": back_to(membership, row),
    }  # fmt: skip
    return render(request, "feedback/imports/import_row.html", context)


@member_page(FeedbackAbility.BRING_IN, methods=BOTH)
@with_import
def import_confirm(request, membership, one):
    counts = queries.counts_of(one)
    rows_url = reverse("import_rows", args=[membership.group.slug, one.pk])
    form = forms.BringIn(
        posted(request), problems=counts.problem, cancel_url=rows_url,
        rows=count_of(counts.ready, "row"),
    )  # fmt: skip
    if form.is_valid():
        leave_out = form.cleaned_data.get("leave_out_problems", False)
        try:
            brought = operations.bring_in(by=membership, one=one, leave_out_problems=leave_out, now=clock.now())
        except (operations.NotReady, GroupIsClosed) as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, f"You brought in {count_of(brought, 'row')}. We sent no letters about it.")
            return redirect("import_done", membership.group.slug, one.pk)
    plan = queries.plan_of(one, queries.topics_by_name(membership))
    context = {"one": one, "counts": counts, "form": form, "plan": plan, "rows_url": rows_url}
    return render(request, "feedback/imports/import_confirm.html", context)


@member_page(FeedbackAbility.BRING_IN, methods=BOTH)
@with_import
def import_discard(request, membership, one):
    if request.method == "POST":
        operations.throw_away(by=membership, one=one, now=clock.now())
        messages.success(request, f"You threw away “{one.file_name}”. Nothing of it was brought in.")
        return redirect("bring_in", membership.group.slug)
    return render(request, "feedback/imports/import_discard.html", {"one": one, "counts": queries.counts_of(one)})


@member_page(FeedbackAbility.BRING_IN)
def import_done(request, membership, import_id):
    one = the_import(membership, import_id)
    if not one.was_brought_in:
        return redirect("bring_in", membership.group.slug)
    rows, asked = chosen_rows(request, membership, one, SHOWN_AFTER)
    counts, page = queries.counts_of(one), page_of(request, rows)
    context = {
        "one": one, "counts": counts, "page": page, "rows": queries.shown(page.rows),
        "filters": filters(SHOWN_AFTER, asked, counts),
    }  # fmt: skip
    return render(request, "feedback/imports/import_done.html", context)


@member_page(FeedbackAbility.BRING_IN, methods=BOTH)
def import_undo(request, membership, import_id):
    one = the_import(membership, import_id)
    if one.stage != Import.Stage.BROUGHT_IN:
        return redirect("import_done", membership.group.slug, one.pk)
    if request.method == "POST":
        taken, stay = operations.undo(by=membership, one=one, now=clock.now())
        staying = f" {count_of(stay, 'stays', 'stay')}, because something has happened to it since." if stay else ""
        messages.success(request, f"You took out {count_of(taken, 'entry', 'entries')}.{staying}")
        return redirect("import_done", membership.group.slug, one.pk)
    return render(request, "feedback/imports/import_undo.html", {"one": one, "counts": queries.counts_of(one)})
