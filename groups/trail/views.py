from django.http import Http404
from django.shortcuts import render

from coproduction.kit import paging
from groups.membership.access import member_page, office_page
from groups.permissions import GroupAbility
from groups.trail import queries

SIZE = 30


@member_page(GroupAbility.READ_HISTORY)
def history(request, membership):
    """What happened in the group. Somebody who may not know the members' names reads roles instead."""
    hidden = {} if membership.may(GroupAbility.SEE_NAMES) else queries.names_inside(membership.group_id)
    return _trail(request, membership.group, hidden, {})


@office_page(GroupAbility.READ_HISTORY)
def office_history(request, organisation_id, group_id):
    """The same for a site admin, who never sees a name of the group."""
    group = queries.group_in(organisation_id, group_id)
    if group is None:
        raise Http404
    return _trail(request, group, queries.names_inside(group.pk), {"organisation_id": organisation_id})


def _trail(request, group, hidden, context):
    page = paging.page_of(request, queries.of_group(group.pk), SIZE)
    rows = [queries.line(one, group, hidden) for one in page.rows]
    context |= {"page": page, "rows": rows, "its": group, "names_hidden": bool(hidden)}
    return render(request, "groups/trail/history.html", context)
