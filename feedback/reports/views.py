"""Pages about one post that should, or should not, be there. Each shows the post itself and nothing of the talk round it."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals
from coproduction.kit.paging import page_of
from feedback.permissions import FeedbackAbility
from feedback.reports import forms, operations, queries
from feedback.reports.models import READERS, Appeal, Report
from groups.membership.access import member_page
from groups.membership.models import Role

BOTH = ("GET", "POST")


def _post(membership, post_id):
    return get_object_or_404(queries.posts_for(membership), pk=post_id)


def _back(membership):
    page = "reports" if membership.may(FeedbackAbility.READ_REPORTS) else "group_home"
    return reverse(page, kwargs={"slug": membership.group.slug})


def _ask(request, membership, form, template, act, done, **context):
    if refusals.done(request, form, lambda typed: act(**typed)):
        messages.success(request, done)
        return redirect(_back(membership))
    context |= {"form": form, "back": _back(membership)}
    return render(request, f"feedback/reports/{template}.html", context)


def _instead(request, membership, words):
    messages.info(request, words)
    return redirect(_back(membership))


def _typed(request):
    return request.POST if request.method == "POST" else None


@member_page(FeedbackAbility.REPORT, methods=BOTH)
def report_post(request, membership, post_id):
    now, post = clock.now(), _post(membership, post_id)
    if post.hidden_at:
        return _instead(request, membership, operations.HiddenAlready().sentence)
    form = forms.Report(_typed(request), cancel_url=_back(membership))
    act = partial(operations.report, by=membership, now=now, post=post)
    done = "You reported it. Someone will look at it in 5 working days, and we will tell you what became of it."
    return _ask(request, membership, form, "report_post", act, done, post=post)


@member_page(FeedbackAbility.HIDE_POST, methods=BOTH)
def hide_post(request, membership, post_id):
    now, post = clock.now(), _post(membership, post_id)
    if post.hidden_at:
        return _instead(request, membership, operations.HiddenAlready().sentence)
    form = forms.Hide(_typed(request), cancel_url=_back(membership), initial={"because": request.GET.get("because")})
    act = partial(operations.hide, by=membership, now=now, post=post)
    done = "You hid it. A line stands in its place and says why. Its words are not changed."
    return _ask(request, membership, form, "hide_post", act, done, post=post)


@member_page(FeedbackAbility.HIDE_POST, methods=BOTH)
def unhide_post(request, membership, post_id):
    now, post = clock.now(), _post(membership, post_id)
    hiding = queries.hiding_of(post)
    if hiding is None:
        return _instead(request, membership, operations.NotHidden().sentence)
    form = forms.Unhide(_typed(request), cancel_url=_back(membership))
    act = partial(operations.unhide, by=membership, now=now, post=post)
    return _ask(
        request, membership, form, "unhide_post", act, "It is shown again, as it was.", post=post, hiding=hiding
    )


@member_page(FeedbackAbility.ASK_ANOTHER_LOOK, methods=BOTH)
@pace.nameless
def appeal_hiding(request, membership, post_id):
    """Why it is hidden; then the question, or what became of it when somebody has asked."""
    now, post = clock.now(), _post(membership, post_id)
    hiding = queries.hiding_of(post)
    if not operations.may_ask(membership, post):
        raise Http404
    if hiding is None:
        return _instead(request, membership, operations.NotHidden().sentence)
    form = forms.Ask(_typed(request), cancel_url=_back(membership))
    act = partial(operations.appeal, by=membership, now=now, post=post)
    done = "You asked for another look. Someone who did not hide it will decide in 5 working days."
    context = {
        "post": post, "hiding": hiding, "asked": getattr(hiding, "appeal", None),
        "someone": queries.to_look_again(hiding).exists(), "elsewhere": queries.elsewhere(membership.group),
    }  # fmt: skip
    return _ask(request, membership, form, "appeal_hiding", act, done, **context)


@member_page(FeedbackAbility.READ_REPORTS)
def reports(request, membership):
    coordinates = membership.role == Role.NETWORK_COORDINATOR
    context = {
        "page": page_of(request, queries.listed(membership)),
        "appeals": list(queries.appeals_to_decide(membership)[:50]) if coordinates else [],
        "reads": membership.role in READERS,
        "today": membership.group.local(clock.now()).date(),
    }
    return render(request, "feedback/reports/reports.html", context)


@member_page(FeedbackAbility.READ_REPORTS, methods=BOTH)
def report(request, membership, report_id):
    """What was reported. Those who look decide; whoever reported it sees what became of it."""
    now = clock.now()
    one = get_object_or_404(Report.objects.visible_to(membership).with_post(), pk=report_id)
    reads = membership.role in READERS
    if request.method == "POST" and not membership.may(FeedbackAbility.DECIDE_REPORT):
        raise Http404
    form = forms.Leave(_typed(request))
    act = partial(operations.leave, by=membership, now=now, report=one)
    done = "It stays as it is. We tell the person who reported it why."
    decides = reads and not one.decided_at and one.reported_by_id != membership.pk
    return _ask(request, membership, form, "report", act, done, report=one, post=one.post, reads=reads, decides=decides)


@member_page(FeedbackAbility.DECIDE_APPEAL, methods=BOTH)
def decide_appeal(request, membership, appeal_id):
    now = clock.now()
    appeal = get_object_or_404(Appeal.objects.visible_to(membership).with_post(), pk=appeal_id)
    form = forms.Decide(_typed(request), cancel_url=_back(membership))
    act = partial(operations.decide, by=membership, now=now, appeal=appeal)
    done = "You decided. We tell the people on both sides."
    return _ask(request, membership, form, "decide_appeal", act, done, appeal=appeal, post=appeal.hiding.post)
