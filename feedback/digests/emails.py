from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from feedback.digests import queries
from feedback.digests.models import Subscription
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

DIGEST = "feedback/digests/emails/progress"
UNWRITTEN = "What happened, and what comes next"
USEFUL = timedelta(days=7)  # but never beyond the day of the next one, which then tells it all


def post(served, *, now):
    """A letter for each subscription, with the memberships it is about. What it says is written when it goes."""
    letters = []
    for one, members in served:
        what = {"about": f"digest:{one.pk}", "why": why(one, members), "subject": UNWRITTEN}
        what["useful_until"] = min(one.next_due_at, now + USEFUL)
        letters.append({"to": one.person, "key": one.letter_key, "group": group_of(members), **what})
    path, button = reverse("your_digest"), "See it on the site"
    notices.post_many(DIGEST, letters, at=now, kind=Kind.DIGEST, path=path, button=button)


def group_of(members):
    """The group it is about, when it is only one: then one click stops that one."""
    return members[0].group if len(members) == 1 else None


def why(one: Subscription, members) -> str:
    place = members[0].group.name if len(members) == 1 else f"{len(members)} groups"
    return f"You get this {one.rhythm}, because you are part of {place}. You can change how often it comes."


def context(digest) -> dict:
    return {"digest": digest, "subject": digest.subject, "root": settings.SITE_ADDRESS}


@notices_queries.written_when_it_goes(DIGEST)
def write(letters, now):
    """What each reader may see at this very moment. Of a letter that is no longer their last, nothing is left to say."""
    ids = {int(letter.about.split(":")[1]): letter for letter in letters}
    rows = Subscription.objects.filter(pk__in=ids).select_related("person")
    mine = {one.person_id: one for one in rows if one.letter_key == ids[one.pk].key and one.goes}
    members, digests = queries.digests_for({person: one.covers_from for person, one in mine.items()}, now)
    of_person = {}
    for member in members:
        of_person.setdefault(member.person_id, []).append(member)
    said, contexts = {}, {}  # those who are told the same get one context
    for person, digest in digests.items():
        one = mine[person]
        if one.is_worth(digest):
            said[ids[one.pk].pk] = {
                "context": contexts.get(digest) or contexts.setdefault(digest, context(digest)),
                "group": group_of(of_person[person]),
                "about": f"digest:{one.pk}:{now.isoformat()}",
                "why": why(one, of_person[person]),
            }
    return said
