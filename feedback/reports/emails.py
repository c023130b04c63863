"""Letters about reports and hidden posts. None holds a word of a post, and none says who reported it."""

from django.urls import reverse

from coproduction.kit import when
from feedback.permissions import FeedbackAbility
from feedback.reports import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/reports/emails/"
YOURS = "You get this because it is about something you wrote in {}, or asked for there."


def reported(report, readers, *, now, again=False):
    """To those who look. `again`: the promised day has passed."""
    _post(
        "reported", f"report:{report.pk}", report.group, readers, now, again=again, address=_report(report),
        button="Look at it", context={"because": report.get_because_display(), "again": again},
    )  # fmt: skip


def looked_at(report, *, now):
    """To whoever reported it."""
    may_open = report.reported_by.may(FeedbackAbility.READ_REPORTS)
    address = _report(report) if may_open else _home(report.group)
    _post(
        "looked_at", f"report:{report.pk}", report.group, [report.reported_by], now, kind=Kind.NEWS, address=address,
        button="Read what became of it" if may_open else "Open your group",
        context={"outcome": report.get_outcome_display(), "answer": report.answer},
    )  # fmt: skip


def hidden(hiding, author, *, now):
    """To whoever wrote it: why, and how to have it looked at again."""
    context = {
        "because": hiding.get_because_display(), "words": hiding.words,
        "day": when.day(hiding.group.local(hiding.post.said_at).date()),
        "someone": queries.to_look_again(hiding).exists(), "elsewhere": queries.elsewhere(hiding.group),
    }  # fmt: skip
    _post(
        "hidden", f"hiding:{hiding.pk}", hiding.group, [author], now, kind=Kind.ACCOUNT, address=_appeal_page(hiding),
        button="Ask for another look", context=context,
    )  # fmt: skip


def shown_again(hiding, author, *, now):
    _post("shown_again", f"hiding:{hiding.pk}", hiding.group, [author], now, kind=Kind.ACCOUNT,
          address=_home(hiding.group), button="Open your group")  # fmt: skip


def appealed(appeal, readers, *, now, again=False):
    address = reverse("decide_appeal", kwargs={"slug": appeal.hiding.group.slug, "appeal_id": appeal.pk})
    _post(
        "appealed", f"appeal:{appeal.pk}", appeal.hiding.group, readers, now, again=again, address=address,
        button="Look again and decide", context={"again": again, "until": when.day(appeal.look_by)},
    )  # fmt: skip


def decided(appeal, readers, *, now):
    """To both sides: whoever asked, where that is known, and whoever hid it."""
    context = {"decision": appeal.get_decision_display(), "answer": appeal.answer}
    _post("decided", f"appeal:{appeal.pk}", appeal.hiding.group, readers, now, kind=Kind.ACCOUNT,
          address=_home(appeal.hiding.group), button="Open your group", context=context)  # fmt: skip


def _post(letter, about, group, readers, now, *, address, button, kind=Kind.WAITING, again=False, context=None):
    often = ":again" if again else ""
    why = {"why": YOURS.format(group.name)} if kind == Kind.ACCOUNT else {}
    notices.post_many(
        f"{STEM}{letter}",
        [{"to": one.person, "key": f"{about}:{letter}{often}:person-{one.person_id}"} for one in readers],
        at=now, group=group, kind=kind, path=address, button=button, about=about, context=context or {}, **why,
    )  # fmt: skip


def _report(report):
    return reverse("report", kwargs={"slug": report.group.slug, "report_id": report.pk})


def _appeal_page(hiding):
    return reverse("appeal_hiding", kwargs={"slug": hiding.group.slug, "post_id": hiding.post_id})


def _home(group):
    return reverse("group_home", kwargs={"slug": group.slug})


@notices_queries.recheck(STEM)
def still_right(letters, now):
    return queries.still_right(letters)
