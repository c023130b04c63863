"""A facilitator's tools, in the order a facilitator needs them."""

from django.shortcuts import render

from groups.membership.access import member_page
from groups.permissions import GroupAbility


@member_page(GroupAbility.CHANGE_GROUP)
def run_group(request, membership):
    return render(request, "pages/run_group.html")
