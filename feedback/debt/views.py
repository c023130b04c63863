from django.shortcuts import render

from coproduction.kit import clock
from coproduction.kit.paging import page_of
from feedback.debt import queries
from feedback.permissions import FeedbackAbility
from groups.membership.access import across_page, member_page


@member_page(FeedbackAbility.SEE_DEBT)
def debt(request, membership):
    """What makes the days of one group. Members open exactly the page their sponsor sees."""
    return _page(request, [membership.group])


@across_page(FeedbackAbility.SEE_QUEUE)
def debts(request, memberships):
    """The same for all the groups somebody answers for."""
    return _page(request, [m.group for m in memberships])


def _page(request, groups):
    now, show = clock.now(), request.GET.get("show", "")
    show = show if show in queries.SHOWN else "all"
    page = page_of(request, queries.items(groups, now, show))
    owed = queries.of_groups(groups, now)
    context = {
        "page": page,
        "items": queries.shown(page.rows),
        "groups": groups,
        "several": len(groups) > 1,
        "whole": sum(owed.values(), queries.Debt()),
        "filters": [
            {"label": label, "url": f"?show={name}", "current": name == show}
            for name, (label, _) in queries.SHOWN.items()
        ],
        "few": queries.FEW,
    }
    return render(request, "feedback/debt/debt.html", context)
