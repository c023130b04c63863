"""Pages anyone may read: help for each role, who may do what, accessibility, privacy."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from coproduction.kit import personal
from coproduction.kit.access import MARKS, ROLES, abilities, open_page
from feedback.permissions import FeedbackAbility
from groups.permissions import GroupAbility

ROLE_WORDS = {
    "MEMBER": "member",
    "SUPPORTER": "supporter",
    "CO_FACILITATOR": "co-facilitator",
    "FACILITATOR": "facilitator",
    "POINT_OF_CONTACT": "point of contact",
    "SPONSOR": "sponsor",
    "NETWORK_COORDINATOR": "network coordinator",
    "ORGANISATION_ADMIN": "organisation admin",
    "SITE_ADMIN": "site admin",
    "VISITOR": "visitor",
}
GUIDES = {
    "member": "For members",
    "supporter": "For supporters",
    "facilitator": "For facilitators",
    "point-of-contact": "For points of contact",
    "sponsor": "For sponsors",
    "coordinator": "For network coordinators",
    "organisation-admin": "For organisation admins",
}
# A few things matter to people most of all: nobody may do them.
NOBODY_MAY = [
    "Change someone else's words",
    "See who said something without their name",
    "Change or delete something we said once it was sent",
    "See each person's answers to a survey",
    "Sign in as somebody else",
]
IN_AN_EMERGENCY = {FeedbackAbility.READ_TALK.row}  # the one thing that *only in an emergency* has a door for
BY_TEXT = "carriers"  # held only where texts and letters by post are on


@dataclass(frozen=True)
class Line:
    phrase: str
    allowed: bool
    how: str


@open_page(GroupAbility.READ_HELP)
def guides(request):
    return render(request, "pages/help/index.html", {"guides": GUIDES.items()})


@open_page(GroupAbility.READ_HELP)
def guide(request, name):
    if name not in GUIDES:
        raise Http404
    return render(request, f"pages/help/{name}.html", {"title": GUIDES[name], "texts": bool(settings.NOTIFY_KEY)})


def lines_for(role):
    for ability in [*abilities(GroupAbility), *abilities(FeedbackAbility)]:
        # Where two marks stand, the first is to raise and the second to read.
        first = ability.mark(role).split("/")[0]
        if first == "b" and ability.row not in IN_AN_EMERGENCY:
            first = "-"
        yield Line(ability.words, first != "-", MARKS[first])


@open_page(GroupAbility.READ_HELP)
def who_may(request):
    """The table of rules, one role at a time, straight from the tables the doors use."""
    role = request.GET.get("role", "MEMBER")
    if role not in ROLE_WORDS:
        role = "MEMBER"
    lines = list(lines_for(role))
    roles = [(name, ROLE_WORDS[name], name == role) for name in ROLES if name in ROLE_WORDS]
    return render(
        request,
        "pages/who_may.html",
        {
            "role": ROLE_WORDS[role],
            "roles": roles,
            "may": [line for line in lines if line.allowed],
            "may_not": [line for line in lines if not line.allowed],
            "nobody_may": NOBODY_MAY,
        },
    )


@open_page(GroupAbility.READ_HELP)
def accessibility(request):
    told = {
        "code_minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "session_days": settings.SESSION_COOKIE_AGE // 86_400,
        "sign_in_days": settings.SIGN_IN_LASTS // 86_400,
    }
    return render(request, "pages/accessibility.html", told)


@open_page(GroupAbility.READ_HELP)
def privacy(request):
    """What is held of people, from the tables that also say what an erasure does. Grouped by what somebody would ask."""
    texts = bool(settings.NOTIFY_KEY)
    asked = {}
    for held in personal.everything_held():
        if texts or held.key != BY_TEXT:
            asked.setdefault(held.asks, []).append(held)
    return render(request, "pages/privacy.html", {"asked": asked.items(), "texts": texts})
