from django.shortcuts import render

from coproduction.kit import clock, csvfile, pace
from coproduction.kit.paging import page_of
from feedback.periods import queries
from feedback.periods.models import Period
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page

A_PAGE = 24


@member_page(FeedbackAbility.SEE_PERIODS)
def periods(request, membership):
    """Every year, quarter and month that was counted, and when the next one is."""
    page = page_of(request, Period.objects.visible_to(membership).in_order(), A_PAGE)
    month, day = queries.next_count(membership.group, clock.now())
    context = {"page": page, "lines": queries.lines(page.rows), "next_month": month, "next_day": day}
    several = request.user.memberships.opening(FeedbackAbility.TAKE_PERIODS).count() > 1
    context |= {"after": queries.AFTER.days, "several": several}
    return render(request, "feedback/periods/periods.html", context)


@member_page(FeedbackAbility.TAKE_PERIODS)
@pace.heavy
def periods_figures(request, membership):
    """All figures as they were frozen, oldest first."""
    rows = queries.figure_rows(Period.objects.visible_to(membership).order_by("starts_on", "kind"))
    return csvfile.download(f"figures-{membership.group.slug}", queries.FIGURE_HEADINGS, rows)


@member_page(FeedbackAbility.TAKE_PERIODS)
@pace.heavy
def periods_entries(request, membership):
    """What was sent: where each thing stands, its dates, and how long it took. Nobody's name is part of it."""
    return csvfile.download(
        f"dates-{membership.group.slug}", queries.ENTRY_HEADINGS, queries.entry_rows([membership.group])
    )
