from coproduction.kit import clock, csvfile, pace
from feedback.periods import queries as periods
from feedback.permissions import FeedbackAbility
from feedback.side_by_side import queries
from groups.membership.access import across_page


@across_page(FeedbackAbility.TAKE_OVERVIEWS)
@pace.heavy
def overview_of_groups(request, memberships):
    """The numbers of the overview, a line for each group."""
    rows = queries.overview_rows([one.group for one in memberships], clock.now())
    return csvfile.download("overview-of-my-groups", queries.OVERVIEW_HEADINGS, rows)


@across_page(FeedbackAbility.TAKE_PERIODS)
@pace.heavy
def figures_of_groups(request, memberships):
    """The figures of every month, quarter and year of all groups."""
    rows = queries.figure_rows([one.group for one in memberships])
    return csvfile.download("figures-of-my-groups", queries.FIGURE_HEADINGS, rows)


@across_page(FeedbackAbility.TAKE_PERIODS)
@pace.heavy
def entries_of_groups(request, memberships):
    """What was sent in all groups: where it stands, its dates and how long it took. Nobody's name is part of it."""
    rows = periods.entry_rows([one.group for one in memberships], named=True)
    return csvfile.download("dates-of-my-groups", queries.ENTRY_HEADINGS, rows)
