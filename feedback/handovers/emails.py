"""To whoever was asked, one letter for all of it; and that it was taken back, or given back."""

from django.urls import reverse

from feedback.handovers import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/handovers/emails/"
NAMED = 20  # things in one letter; the list has them all
ASKED, OVER = f"{STEM}asked", f"{STEM}over"


def asked(made, *, now):
    """Many at once are one letter, about the first of them: it is right as long as that one stands."""
    first = made[0]
    things = [{"words": one.said.words, "what": one.get_owed_display()} for one in made[:NAMED]]
    notices.post(
        ASKED, to=first.to.person, key=f"handover:{first.pk}:asked", at=now, group=first.said.group, kind=Kind.WAITING,
        about=f"handover:{first.pk}:asked", path=reverse("queue"), button="See what waits for you",
        context={
            "who": first.handed_by.person.name, "group": first.said.group.name, "things": things, "note": first.note,
            "more": max(len(made) - NAMED, 0),
        },
    )  # fmt: skip


def over(row, to, by, *, now):
    notices.post(
        OVER, to=to.person, key=f"handover:{row.pk}:over", at=now, group=row.said.group, kind=Kind.WAITING,
        about=f"handover:{row.pk}:over", path=reverse("queue"), button="See what waits for you",
        context={
            "who": by.person.name, "group": row.said.group.name, "words": row.said.words,
            "what": row.get_owed_display(), "given_back": by.pk == row.to_id,
        },
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_asked(letters, now):
    return queries.still_asked(letters)
