from django.http import Http404
from django.shortcuts import render

from coproduction.kit import clock
from coproduction.kit.paging import page_of
from feedback.numbers import queries
from feedback.permissions import FeedbackAbility
from groups.membership.access import across_page, member_page


@member_page(FeedbackAbility.SEE_WHAT_MAKES_IT)
def number(request, membership, what):
    return _page(request, [membership.group], what, across=False)


@across_page(FeedbackAbility.SEE_QUEUE)
def numbers(request, memberships, what):
    return _page(request, [m.group for m in memberships], what, across=True)


def _page(request, groups, what, *, across):
    found = queries.number(groups, what, clock.now())
    if found is None:
        raise Http404
    page = page_of(request, found.rows)
    context = {
        "number": found, "page": page, "items": [(said, found.line(said)) for said in page.rows],
        "of_group": None if across else groups[0],
    }  # fmt: skip
    return render(request, "feedback/numbers/number.html", context)
