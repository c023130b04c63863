from django.http import Http404
from django.shortcuts import render

from coproduction.kit import spans
from feedback.board_papers import queries
from feedback.looking_back import queries as looking_back
from feedback.permissions import FeedbackAbility
from groups.membership.access import across_page, member_page


@member_page(FeedbackAbility.SEE_BOARD_PAPER)
def board_paper(request, membership, period):
    """One group on two pages. Members open exactly what their sponsor takes to the board."""
    span = spans.read(period)
    found = looking_back.report(membership, span) if span else None
    if found is None:
        raise Http404
    report, frozen = found
    context = queries.paper(report, [membership.group], [report]) | {"groups": [membership.group], "frozen": frozen}
    return render(request, "feedback/board_papers/board_paper.html", context)


@across_page(FeedbackAbility.SEE_BOARD_PAPERS)
def board_papers(request, memberships):
    """Every paper there is across a leader's groups."""
    groups = [one.group for one in memberships]
    return render(
        request, "feedback/board_papers/board_papers.html", {"spans": queries.spans_of(groups), "groups": groups}
    )


@across_page(FeedbackAbility.SEE_BOARD_PAPERS)
def board_paper_across(request, memberships, period):
    """All groups somebody answers for, put together, and a line for each. Of entries only: no number about people is added up."""
    groups, span = [one.group for one in memberships], spans.read(period)
    found = queries.across(groups, span) if span else None
    if found is None:
        raise Http404
    report, each, counted = found
    lines = queries.lines(counted, each)
    context = queries.paper(report, counted, each) | {
        "groups": counted, "several": True, "lines": lines[: queries.A_TABLE], "more_lines": len(lines[queries.A_TABLE :]),
        "lines_head": queries.LINES_HEAD, "not_counted": [group for group in groups if group not in counted],
    }  # fmt: skip
    return render(request, "feedback/board_papers/board_paper.html", context)
