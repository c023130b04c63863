"""What anyone may read. The same bytes for everyone, so that it can be kept near the reader: no session, no name, no form."""

from django.http import Http404
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from coproduction.kit import clock, csvfile, pace
from coproduction.kit.access import open_page
from coproduction.kit.keeping import KEPT_FOR, kept_near
from coproduction.kit.paging import page_of
from feedback.closing import queries as closing
from feedback.commitments import queries as commitments
from feedback.downloads import queries as downloads
from feedback.publication import queries
from groups.charter.queries import purposes
from groups.permissions import GroupAbility
from groups.sharing import queries as sharing


def _group(slug):
    group = queries.group_by_slug(slug)
    if group is None:
        raise Http404
    return group


def _to_everyone(request, template, context):
    return kept_near(request, render(request, f"feedback/publication/{template}.html", context))


def _log(request, group, now, topic_id=None):
    """Entries of one shelf or all, a page of them, and how much lies where."""
    shelf = request.GET.get("show", "")
    page = page_of(request, queries.public_log(group, shelf, topic_id))
    for said in page.rows:
        said.group = group
    return {
        "public_group": group,
        "contents": queries.contents(group, topic_id),
        "shelf": shelf if shelf in queries.SHELVES else "",
        "page": page,
        "entries": [queries.shown(said, now) for said in page.rows],
        "meanings": queries.MEANINGS.items(),
    }


@open_page(GroupAbility.SEE_PUBLIC_PAGE)
def public_page(request, slug, look="page"):
    """A group: why it is there, how to join, and all it published. `look` is page, large or plain."""
    group, now = _group(slug), clock.now()
    context = _log(request, group, now)
    context |= {
        "purpose": purposes(group).in_force,
        "promises": queries.promises(group, now),
        "notes": sharing.days_shown(group, now),
        "leaders_promised": commitments.public(group, now),
        "closed": closing.why_closed(group),
    }
    return _to_everyone(request, f"public_{look}", context)


@open_page(GroupAbility.SEE_PUBLIC_PAGE)
def public_notes(request, slug, meeting_id):
    """The plain summary and the decisions of one meeting, if the group shares them. Any other is not there."""
    group = _group(slug)
    shown = next(iter(sharing.shown_to_everyone(group, clock.now(), meeting_id)), None)
    if shown is None:
        raise Http404
    return _to_everyone(request, "public_notes", {"public_group": group, "shown": shown})


@open_page(GroupAbility.SEE_PUBLIC_PAGE)
def public_topic(request, slug, topic_id, look="page"):
    """One topic under which something is published. Another topic, or none, is not there."""
    group = _group(slug)
    context = _log(request, group, clock.now(), topic_id)
    topic = next((one for one in context["contents"].topics if one.topic_id == topic_id), None)
    if topic is None:
        raise Http404
    return _to_everyone(request, f"public_{look}", context | {"topic": topic})


# --- open data ---


@open_page(GroupAbility.SEE_PUBLIC_PAGE)
def public_data(request, slug):
    """What can be taken away, and what every column and number means."""
    return _to_everyone(request, "public_data", {"public_group": _group(slug), "meanings": queries.MEANINGS.items()})


def _file(name, head, rows):
    response = csvfile.download(name, head, rows)
    del response["Cache-Control"]
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return response


@open_page(GroupAbility.SEE_PUBLIC_PAGE)
@pace.open_data
def public_data_entries(request, slug):
    group = _group(slug)
    return _file(f"published-{group.slug}", downloads.PUBLISHED_HEADINGS, downloads.published_rows(group, clock.now()))


@open_page(GroupAbility.SEE_PUBLIC_PAGE)
@pace.open_data
def public_data_figures(request, slug):
    group = _group(slug)
    return _file(f"quarters-{group.slug}", queries.FIGURE_HEADINGS, queries.figure_rows(group))


@open_page(GroupAbility.SEE_PUBLIC_PAGE)
@pace.open_data
def public_data_meanings(request, slug):
    group = _group(slug)
    return _file(f"meanings-{group.slug}", ("Word", "What it means"), queries.MEANINGS.items())
