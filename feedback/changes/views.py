"""What anyone may read. The same bytes for everyone."""

from django.http import Http404
from django.shortcuts import render

from coproduction.kit.access import open_page
from coproduction.kit.keeping import kept_near
from coproduction.kit.paging import page_of
from feedback.changes import queries
from feedback.publication import queries as publication
from groups.permissions import GroupAbility


@open_page(GroupAbility.SEE_PUBLIC_PAGE)
def public_changes(request, slug, look):
    """How co-production has changed things, as far as the group published it. `look` is page or large."""
    group = publication.group_by_slug(slug)
    if group is None:
        raise Http404
    page = page_of(request, queries.changes(group))
    context = {"public_group": group, "page": page, "changes": [queries.shown(said, group) for said in page.rows]}
    name = "public_changes_large" if look == "large" else "public_changes"
    return kept_near(request, render(request, f"feedback/changes/{name}.html", context))
