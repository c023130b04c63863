"""One survey: while it is open who is asked and until when; once it closed, what came of it."""

from django.shortcuts import get_object_or_404, render

from coproduction.kit import clock, unnamed, when
from groups.membership.access import member_page
from groups.permissions import GroupAbility
from groups.retold import queries as retold
from groups.survey_results import queries
from groups.surveys.models import Kind, Survey


@member_page(GroupAbility.SEE_SURVEY_RESULTS)
def survey(request, membership, survey_id):
    """Nothing of an open survey is shown, not even how many have answered."""
    found = get_object_or_404(Survey.objects.visible_to(membership).opened(), pk=survey_id)
    told = {
        "survey": found,
        "until": when.moment(membership.group.local(found.closes_at)),
        "result": queries.result(found, membership) if found.closed_at else None,
        "fewest": unnamed.FEWEST_INSIDE if membership.inside else unnamed.FEWEST_OUTSIDE,
        "retold": _retold(found, membership),
        "answers": membership.may(GroupAbility.ANSWER_SURVEY),
        "scribes": membership.may(GroupAbility.ANSWER_SURVEY_FOR_SOMEONE),
    }
    return render(request, "groups/survey_results/survey.html", told)


def _retold(survey, membership) -> list[retold.Quarter]:
    """Beside the eight shifts: how often members counted that they had to tell the same thing again."""
    return retold.over(membership, membership.group.local(clock.now()).date()) if survey.kind == Kind.SHIFTS else []
