"""What every page's frame shows: the brand, the group, where one can go, and who one is. Costs no statement."""

from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from feedback.permissions import FeedbackAbility
from groups.permissions import GroupAbility

GROUP_PAGES = [
    ("Home", "group_home", GroupAbility.SEE_HOME),
    ("Meetings", "meetings", GroupAbility.SEE_MEETINGS),
    ("We said, We did", "log", FeedbackAbility.READ_SENT),
    ("Topics", "topics", FeedbackAbility.SEE_TOPICS),
    ("Talk", "talk", FeedbackAbility.READ_TALK),
    ("Papers", "papers", GroupAbility.SEE_PAPERS),
    ("People", "people", GroupAbility.SEE_NAMES),
    ("About the group", "about", GroupAbility.READ_CHARTER),
    ("Run the group", "run_group", GroupAbility.CHANGE_GROUP),
    ("Overview", "overview", FeedbackAbility.SEE_OVERVIEW),
]
FOOTER = (
    ("Help", "help"),
    ("Who may do what", "who_may"),
    ("Accessibility", "accessibility"),
    ("Privacy", "privacy"),
    ("How we keep this safe", "assurance"),
)


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool = False


@lru_cache(maxsize=1000)
def addresses(pages: tuple, slug: str = "") -> list[tuple]:
    """(label, address) of each: worked out once for a group and role, since every page shows them."""
    return [(label, reverse(name, kwargs={"slug": slug} if slug else None)) for label, name in pages]


@cache
def pages_for(role: str) -> tuple:
    return tuple((label, name) for label, name, ability in GROUP_PAGES if ability.opens_for(role))


def links(pages, path="", slug=""):
    found = addresses(pages, slug)
    # The deepest address that the present one lies under is the current page; everything lies under the first, home.
    under = max((url for _, url in found[1:] if path.startswith(url)), key=len, default=path)
    return [Link(label, url, url == under) for label, url in found]


def layout(request):
    membership = getattr(request, "membership", None)
    group = membership.group if membership else None
    nav = links(pages_for(membership.role), request.path, group.slug) if membership else []
    return {
        "brand": {
            "name": settings.BRAND_NAME,
            "logo": settings.BRAND_LOGO,
            "stylesheet": static(settings.BRAND_STYLESHEET) if settings.BRAND_STYLESHEET else "",
            "organisation_line": group.organisation.name if group else "",
            "home_url": "/",
        },
        "membership": membership,
        "group": group,
        "nav": nav,
        "footer": links(FOOTER),
    }
