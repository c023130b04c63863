"""What stands below every reminder, and the check that its reader still wants it when it goes."""

from django.urls import reverse

from groups.notices import queries as notices_queries
from groups.plans import queries as plans
from groups.putting_off import queries


@notices_queries.offers
def not_now_and_done(letter):
    """Links that open one page. Opening it changes nothing. What its reader cannot end by themselves has no *done*."""
    kind = plans.kind_of(letter)
    if kind is None or letter.person_id is None or letter.pk is None:
        return []
    page = reverse("put_off", kwargs={"token": queries.token(letter.pk)})
    return [("Not now", page), *([("Done", f"{page}?done=1")] if kind.may_end else [])]


@notices_queries.recheck("")
def still_wanted(letters, now):
    return {letter.pk for letter in letters} - queries.not_wanted_now(letters, now)
