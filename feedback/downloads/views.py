from coproduction.kit import csvfile, pace
from feedback.downloads import queries
from feedback.permissions import FeedbackAbility
from groups.membership.access import member_page


@member_page(FeedbackAbility.TAKE_LOG)
@pace.heavy
def export_log(request, membership):
    """What the reader may see of *We said, We did*, as a spreadsheet. No names: who said it is not part of the record."""
    return csvfile.download(f"we-said-{membership.group.slug}", queries.HEADINGS, queries.log_rows(membership))
