"""Who may be the second person: whoever had their role or office for some days before it was asked.

Without that, one person alone could do what takes two: invite somebody, or give them the role, and ask a minute later. Whoever
came in the first days of a place (a group, an organisation, the site) began it, and counts from the day they came.
"""

from datetime import datetime, timedelta

from groups.charter.models import Organisation
from groups.membership import queries as membership_queries
from groups.membership.models import Membership
from groups.people.models import Person

LONG_ENOUGH = timedelta(days=7)


def of_the_group(one, holding):
    """Of those in the group whose role lets them agree (`holding`): not who asked, and not who is too new in it."""
    ready = membership_queries.in_their_role_by(holding, _had_by(one, one.group.created_at))
    return ready.exclude(person=one.asked_by.person_id).select_related("person").order_by("id")


def over_the_group(one):
    """The admins of its organisation and those who keep the site: not who asked, and not who is too new in that."""
    organisation = one.group.organisation
    offices = membership_queries.offices_of(organisation.pk)
    admins = offices.filter(since_at__lte=_had_by(one, organisation.created_at)).values("person")
    keepers = membership_queries.keepers_by(_had_by(one, _site_began())).values("pk")
    people = Person.objects.active().filter(pk__in=admins.order_by().union(keepers))
    return people.exclude(pk=one.asked_by_id).order_by("id")


def may_from(by, group) -> datetime | None:
    """What is asked from then on they may agree to. `by` is a place in the group, or a person with an office over it."""
    if isinstance(by, Membership):
        return _counts_from(membership_queries.in_this_role_since(by), group.created_at)
    mine = membership_queries.offices_of(group.organisation_id).filter(person=by)
    found = [_counts_from(one.since_at, group.organisation.created_at) for one in mine]
    if by.is_site_admin:
        found.append(_counts_from(membership_queries.keeps_the_site_since(by), _site_began()))
    return min(found, default=None)


def _counts_from(since: datetime, began: datetime) -> datetime:
    return since if since <= began + LONG_ENOUGH else since + LONG_ENOUGH


def _had_by(one, began: datetime) -> datetime:
    """The same, asked of many: until when they must have come."""
    return min(one.asked_at, max(one.asked_at - LONG_ENOUGH, began + LONG_ENOUGH))


def _site_began() -> datetime:
    return Organisation.objects.order_by("created_at").values_list("created_at", flat=True)[0]
