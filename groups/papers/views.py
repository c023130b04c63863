"""Pages of papers, and the only way to open a file of one: asked each time who asks."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, filing, pace, refusals
from coproduction.kit.access import NotYours
from coproduction.kit.paging import page_of
from groups.charter import queries as charter
from groups.meetings.models import Meeting
from groups.membership.access import member_page
from groups.papers import forms, operations, queries
from groups.papers.models import Paper, PaperFile, PaperVersion
from groups.permissions import GroupAbility

BOTH = ("GET", "POST")


def _sent(request):
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _address(membership, name="papers", **rest) -> str:
    return reverse(name, kwargs={"slug": membership.group.slug, **rest})


def _today(membership):
    return membership.group.local(clock.now()).date()


def _meeting(membership, meeting_id) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(membership), pk=meeting_id)


def _found(membership, paper_id) -> Paper:
    return get_object_or_404(Paper.objects.visible_to(membership).with_all().filter(pk=paper_id))


def _mine(membership, paper_id) -> Paper:
    found = _found(membership, paper_id)
    if not queries.may_change(found, membership):
        raise NotYours(operations.NotYourPaper().sentence)
    return found


@member_page(GroupAbility.SEE_PAPERS)
def papers(request, membership):
    """Newest meetings first, then those that belong to none. Promised ones too."""
    page = page_of(request, Paper.objects.visible_to(membership).there().with_all().newest_first())
    told = {
        "page": page,
        "rows": queries.shown(page.rows, membership, _today(membership)),
        "adds": membership.may(GroupAbility.ADD_PAPER),
        "asks": membership.may(GroupAbility.ASK_FOR_PAPER),
    }
    return render(request, "groups/papers/papers.html", told)


@member_page(GroupAbility.SEE_PAPERS)
def paper(request, membership, paper_id):
    found = _found(membership, paper_id)
    (shown,) = queries.shown([found], membership, _today(membership))
    versions = list(PaperVersion.objects.visible_to(membership).filter(paper=found).newest_first())
    told = {
        "paper": found,
        "shown": shown,
        "newest": versions[0] if versions else None,
        "older": versions[1:],
        "stale": found.stale(_today(membership)),
        "changes": queries.may_change(found, membership),
        "sees_meeting": membership.inside
        or (found.meeting and found.meeting.guests.filter(membership=membership).exists()),
    }
    return render(request, "groups/papers/paper.html", told)


@member_page(GroupAbility.SEE_PAPERS)
def paper_version(request, membership, paper_id, number):
    rows = PaperVersion.objects.visible_to(membership).filter(paper_id=paper_id, number=number)
    version = get_object_or_404(rows.select_related("paper"))
    files = PaperFile.objects.visible_to(membership).filter(version=version).in_order()
    return render(
        request, "groups/papers/paper_version.html", {"version": version, "paper": version.paper, "files": files}
    )


@member_page(GroupAbility.ADD_PAPER, methods=BOTH)
def add_paper(request, membership):
    return _add(request, membership, None, _address(membership))


@member_page(GroupAbility.ADD_PAPER, methods=BOTH)
def add_paper_to_meeting(request, membership, meeting_id):
    meeting = _meeting(membership, meeting_id)
    return _add(request, membership, meeting, _address(membership, "meeting", meeting_id=meeting.pk))


def _items(membership, meeting):
    return meeting.items.visible_to(membership).placed().in_order() if meeting else None


def _add(request, membership, meeting, back):
    form = forms.AddPaper(*_sent(request), items=_items(membership, meeting), cancel_url=back)

    def act(typed):
        typed["content"] = typed.pop("file")
        made = operations.add(by=membership, now=clock.now(), meeting=meeting, **typed)
        messages.success(request, f"“{made.title}” is here now. You answer for it, and can change it at any time.")

    if refusals.done(request, form, act):
        return redirect(back)
    forming = charter.forming_words(membership, clock.now())
    told = {"form": form, "meeting": meeting, "back": back, "forming": forming}
    return render(request, "groups/papers/add_paper.html", told)


@member_page(GroupAbility.ASK_FOR_PAPER, methods=BOTH)
def ask_for_paper(request, membership):
    return _ask(request, membership, None, _address(membership))


@member_page(GroupAbility.ASK_FOR_PAPER, methods=BOTH)
def ask_for_paper_at_meeting(request, membership, meeting_id):
    meeting = _meeting(membership, meeting_id)
    return _ask(request, membership, meeting, _address(membership, "meeting", meeting_id=meeting.pk))


def _ask(request, membership, meeting, back):
    whom = queries.owners(membership.group_id)
    form = forms.AskForPaper(*_sent(request), whom=whom, items=_items(membership, meeting), cancel_url=back)

    def act(typed):
        made = operations.ask_for(by=membership, now=clock.now(), meeting=meeting, **typed)
        messages.success(request, f"We are asking {made.owner.person.name} for “{made.title}”.")

    if refusals.done(request, form, act):
        return redirect(back)
    return render(request, "groups/papers/ask_for_paper.html", {"form": form, "meeting": meeting, "back": back})


@member_page(GroupAbility.CHANGE_PAPER, methods=BOTH)
def change_paper(request, membership, paper_id):
    found = _mine(membership, paper_id)
    newest = PaperVersion.objects.visible_to(membership).filter(paper=found).newest_first().first()
    start = {"seen": 0}
    if newest:
        start = {
            "seen": newest.number,
            "summary": newest.summary,
            "text": newest.text,
            "staff_had_on": found.staff_had_on,
        }
    back = _address(membership, "paper", paper_id=found.pk)
    form, theirs = forms.ChangePaper(*_sent(request), initial=start, first=newest is None, cancel_url=back), None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        typed["content"] = typed.pop("file")
        try:
            version = operations.put(by=membership, now=clock.now(), paper=found, **typed)
        except operations.ChangedMeanwhile as refusal:
            theirs = _after_theirs(form, newest, refusal)
        except refusals.Refusal as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, f"Version {version.number} is here now.")
            return redirect(back)
    told = {"form": form, "paper": found, "back": back, "theirs": theirs}
    return render(request, "groups/papers/change_paper.html", told)


def _after_theirs(form, newest, refusal):
    """What was typed stays in the form, which now builds on the newest version; that is shown beside it."""
    typed = form.data.copy()
    typed["seen"] = newest.number if newest else 0
    form.data = typed
    refusals.show(form, refusal)
    return newest


def _deed(request, membership, paper_id, form_of, act, done, template):
    found = _mine(membership, paper_id)
    back = _address(membership, "paper", paper_id=found.pk)
    form = form_of(*_sent(request), cancel_url=back)
    if refusals.done(request, form, lambda typed: act(found, typed)):
        messages.success(request, done)
        return redirect(back)
    return render(request, f"groups/papers/{template}.html", {"form": form, "paper": found, "back": back})


@member_page(GroupAbility.CHANGE_PAPER, methods=BOTH)
def add_paper_form(request, membership, paper_id):
    def act(found, typed):
        typed["content"] = typed.pop("file")
        operations.add_form(by=membership, now=clock.now(), paper=found, **typed)

    return _deed(request, membership, paper_id, forms.AddAlternative, act, "You added it. Thank you.", "add_paper_form")


@member_page(GroupAbility.CHANGE_PAPER, methods=BOTH)
def take_off_paper(request, membership, paper_id):
    def act(found, typed):
        operations.take_off(by=membership, now=clock.now(), paper=found, **typed)

    done = "You took it off. Its files are deleted. That it was here, and your reason, stay."
    return _deed(request, membership, paper_id, forms.TakeOff, act, done, "take_off_paper")


@member_page(GroupAbility.CHANGE_PAPER, methods=("POST",))
def check_paper(request, membership, paper_id):
    found = _mine(membership, paper_id)
    refusals.at_once(
        request,
        lambda: operations.check(by=membership, now=clock.now(), paper=found),
        "Thank you. We ask you again in 12 months.",
    )
    return redirect(_address(membership, "paper", paper_id=found.pk))


@member_page(GroupAbility.SEE_PAPERS)
@pace.file
def paper_file(request, membership, paper_file_id):
    """The only way to read one: asked each time who asks."""
    one = get_object_or_404(PaperFile.objects.visible_to(membership).filter(pk=paper_file_id, link=""))
    path = queries.file_of(one)
    if path is None:
        raise Http404
    return filing.saved_only(path, one.name, one.content_type)
