from django.http import Http404
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from coproduction.kit import clock
from coproduction.kit.access import open_page
from coproduction.kit.paging import page_of
from feedback.publication import queries
from groups.charter.models import Group
from groups.charter.queries import purposes
from groups.permissions import GroupAbility


@open_page(GroupAbility.SEE_PUBLIC_PAGE)
def public_page(request, slug):
    """The same bytes for everyone, so that it can be kept near the reader: no session, no name, no form."""
    group = Group.objects.open().filter(is_public=True, slug=slug).select_related("organisation").first()
    if group is None:
        raise Http404
    shelf = request.GET.get("show", "")
    response = render(
        request,
        "feedback/publication/public_page.html",
        {
            "public_group": group,
            "purpose": purposes(group).in_force,
            "shelves": queries.shelves(group.pk),
            "shelf": shelf if shelf in queries.SHELVES else "",
            "page": page_of(request, queries.public_log(group.pk, shelf)),
            "today": group.local(clock.now()).date(),
        },
    )
    patch_cache_control(response, public=True, max_age=60)
    return response
