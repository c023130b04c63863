"""Pages for those who must say yes to this site: who can see what, what could go wrong, data protection, clinical safety.

What they say is read from the tables, settings and limits that the site itself uses, as far as it can be.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from coproduction.kit import pace
from coproduction.kit.access import MARKS, OPENING, ROLES, abilities, open_page
from coproduction.pages.guides import NOBODY_MAY, ROLE_WORDS
from feedback.permissions import FeedbackAbility
from feedback.receipts import queries as receipts
from groups.arrangements import queries as arrangements
from groups.invitations import operations as invitations
from groups.permissions import GroupAbility
from groups.polls import models as polls
from groups.reach import operations as reach
from groups.signing_in import operations as signing_in

PAPERS = {
    "who-can-see-what": ("Who can see what", "Everything that can be read here, and by whom."),
    "threats": ("What could go wrong", "Who might do harm, what stands in their way, and what we cannot promise."),
    "impact-assessment": ("Data protection: impact assessment", "A form for your organisation, begun with the facts of this site."),
    "clinical-safety": ("Clinical safety", "This site is not a medical device. What it must not be used for."),
}  # fmt: skip
TO_SEE = ("see ", "read ", "open a file", "download ")  # how a line of the table begins that is about seeing
ABOUT_OTHERS = {"Read help, privacy, accessibility and who may do what"}  # nobody's words stand there


@dataclass(frozen=True)
class Seen:
    what: str
    by: list[tuple[str, str]]  # how, and which roles: ("yes", "member, supporter")

    @property
    def nobody_else(self) -> bool:
        return sum(len(roles.split(", ")) for _, roles in self.by) < len(ROLE_WORDS)


def who_sees(ability) -> Seen:
    """Each way of seeing it, with the roles that have it. *May ask* opens nothing, and neither does *in an emergency*."""
    how = {}
    for role in ROLES:
        mark = ability.mark(role).split("/")[-1]  # where two marks stand, the second is to read
        if role in ROLE_WORDS and mark in OPENING:
            how.setdefault(MARKS[mark], []).append(ROLE_WORDS[role])
    return Seen(ability.words, [(words, ", ".join(roles)) for words, roles in how.items()])


def everything_seen() -> list[Seen]:
    listed = [*abilities(GroupAbility), *abilities(FeedbackAbility)]
    found = [one for one in listed if one.words.lower().startswith(TO_SEE) and one.words not in ABOUT_OTHERS]
    return [who_sees(one) for one in found]


def facts() -> dict:
    """What is true of this site today. The papers say nothing about it that does not stand here."""
    return {
        "address": settings.SITE_ADDRESS,
        "production": settings.PRODUCTION,
        "https": settings.SESSION_COOKIE_SECURE,
        "email": bool(settings.EMAIL_URL),
        "replies": bool(settings.REPLY_DOMAIN),
        "texts": bool(settings.NOTIFY_KEY),
        "scanned": settings.FILE_SCANNER not in ("", "none"),
        "copies_sealed": settings.COPIES_SEALED,
        "heads_file": bool(settings.AUDIT_HEADS_FILE),
        "security_contact": settings.SECURITY_CONTACT,
        "session_days": settings.SESSION_COOKIE_AGE // 86_400,
        "sign_in_days": settings.SIGN_IN_LASTS // 86_400,
        "browser_days": signing_in.KEPT.days,
        "code_minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "invitation_days": invitations.RUNS_FOR.days,
        "needs_days": arrangements.KEPT.days,
        "dates_days": polls.KEPT.days,
        "address_days": reach.FORGOTTEN.days,
        "could_have_written": receipts.COULD_HAVE,
        "were_active": receipts.ACTIVE,
        "paced": settings.PACE,
        "sent_a_minute": pace.LIMITS["write"][0][0],
    }


@open_page(GroupAbility.READ_HELP)
def assurance(request):
    return render(request, "pages/assurance/index.html", {"papers": PAPERS.items()})


@open_page(GroupAbility.READ_HELP)
def assurance_page(request, name):
    if name not in PAPERS:
        raise Http404
    told = {"title": PAPERS[name][0], "facts": facts(), "nobody_may": NOBODY_MAY}
    if name == "who-can-see-what":
        told["seen"] = everything_seen()
    return render(request, f"pages/assurance/{name}.html", told)
