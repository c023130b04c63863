"""What somebody typed into a form that could not be taken: only to show it back to them. Never kept, never logged."""

import re
from urllib.parse import urlsplit

NOT_SHOWN = re.compile(r"token|password|code|secret|key|credential|^_|^next$|^seen$", re.IGNORECASE)
OF_OURS = re.compile(
    r"[A-Z0-9_]+|on|yes|no|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9-]+"
)  # a choice, a number, an id


def from_our_page(request) -> bool:
    """Whether a browser says that one of our own pages sent this. No page can make a browser say so of another's."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def words_of(request) -> list[str]:
    """Their words, in the order of the form, each once. Nothing of a form that another site may have sent."""
    if request.method != "POST" or not (getattr(request, "csrf_processing_done", False) or from_our_page(request)):
        return []
    try:
        asked = request.POST.lists()
    except Exception:  # it was cut off on its way, or there was no room for it
        return []
    given = [one.strip() for name, values in asked if not NOT_SHOWN.search(name) for one in values]
    return list(dict.fromkeys(one for one in given if one and not OF_OURS.fullmatch(one)))


def given_back(request) -> dict:
    """For an answer that took nothing: the words that came with it, if one of our own pages sent them."""
    return {"typed": words_of(request) if from_our_page(request) else [], "not_kept": True}


def page_before(request) -> str:
    """Where the form stood, if the browser says so, else the first page."""
    before = urlsplit(request.headers.get("Referer", ""))
    here = before.netloc == request.get_host() and before.path.startswith("/") and before.path[1:2] != "/"
    return before._replace(scheme="", netloc="", fragment="").geturl() if here else "/"
