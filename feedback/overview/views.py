from django.shortcuts import render

from coproduction.kit import clock
from coproduction.kit.charts import bars
from feedback.overview import queries
from feedback.permissions import FeedbackAbility
from groups.membership.access import across_page, member_page


@member_page(FeedbackAbility.SEE_OVERVIEW)
def overview(request, membership):
    """One group's overview. Members open exactly the page their sponsor sees."""
    return render(request, "feedback/overview/overview.html", page_for([membership.group]))


@across_page(FeedbackAbility.SEE_QUEUE)
def overviews(request, memberships):
    """A sponsor's groups together, then one tile for each."""
    return render(request, "feedback/overview/overview.html", page_for([m.group for m in memberships]))


def page_for(groups):
    now = clock.now()
    counts = queries.counts(groups)
    topics = queries.by_topic(counts)
    return {
        "groups": groups,
        "several": len(groups) > 1,
        "owed": queries.owed(groups, now),
        "totals": list(zip(queries.COLUMNS, queries.totals(topics), strict=True)),
        "of_done": queries.not_simply_done(groups),
        "took": queries.times(groups, now),
        "chart": bars("Where things stand, by topic", queries.COLUMNS, topics, first_heading="Topic"),
        "tiles": queries.by_group(counts, groups) if len(groups) > 1 else [],
        "moved": queries.moved_lately(groups),
        "late_after": queries.LATE_AFTER,
    }
