from django.http import Http404
from django.shortcuts import render

from coproduction.kit import paging
from groups.membership.access import member_page
from groups.permissions import GroupAbility
from groups.sent import queries


@member_page(GroupAbility.SEE_WHAT_WENT)
def what_went(request, membership, membership_id):
    """What did we send to somebody of the group? Facts, never what a letter says."""
    one = queries.someone(membership, membership_id)
    if one is None:
        raise Http404
    page = paging.page_of(request, queries.letters_to(one))
    told = {"one": one, "page": page, "facts": [queries.fact(letter) for letter in page.rows], "zone": one.group.zone}
    return render(request, "groups/sent/what_went.html", told)
