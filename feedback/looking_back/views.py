from django.http import Http404
from django.shortcuts import render

from coproduction.kit import spans
from feedback.looking_back import queries
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page


@member_page(FeedbackAbility.SEE_PERIODS)
def period(request, membership, period, look):
    """What a month, a quarter or a year brought: the same for everyone in or beside the group. `look` is page or large."""
    span = spans.read(period)
    found = queries.report(membership, span) if span else None
    if found is None:
        raise Http404
    report, frozen = found
    context = {
        "report": report, "frozen": frozen, "told": queries.told([membership.group], [report]),
        "answers": queries.answers_chart(report), "topics": queries.topics_chart(report),
        "causes": queries.causes_chart(report), "table": queries.table(report), "promises": queries.promises(report),
        "meanings": report.meanings,
    }  # fmt: skip
    return render(request, f"feedback/looking_back/period{'_large' if look == 'large' else ''}.html", context)
