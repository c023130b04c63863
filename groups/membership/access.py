"""The door to a group. `member_page` loads the membership the address names, and is the only way to a group's content."""

from functools import wraps

from django.http import Http404

from coproduction.kit.access import Ability, Door, NotYours, second_factor_used, stamp, to_second_step
from groups.history.operations import GroupIsClosed
from groups.membership.models import SECOND_FACTOR, Office

ASK_AN_ADMIN = "Ask an organisation admin."
WHO_OPENS_IT = "You can read everything. Two people can open it again: ask a facilitator or the network coordinator."


def member_page(ability: Ability, *, methods: tuple[str, ...] = ("GET",)):
    """No relation to the group: 404, as for a missing one. Related but not allowed: 403 with the reason. Then the method.

    The view is called with the membership in place of the group's slug: `view(request, membership, **rest)`.
    """
    door = Door("group", ability, methods)

    def hang(view):
        @wraps(view)
        def passed(request, slug, **rest):
            mine = request.user.memberships.current()
            membership = mine.in_group(slug).select_related("group__organisation").first()
            if membership is None:
                raise Http404
            if not ability.opens_for(membership.role):
                raise NotYours(f"“{ability.words}” is not something a {membership.get_role_display()} can do.")
            if membership.role in SECOND_FACTOR and not second_factor_used(request):
                return to_second_step(request)
            request.membership = membership
            return (
                door.wrong_method(request) or _closed(request, membership, ability) or view(request, membership, **rest)
            )

        return stamp(passed, door)

    return hang


def _closed(request, membership, ability):
    """A group that is closed is there to read. What may still be done in it says so itself."""
    if request.method == "POST" and membership.group.closed_at and not ability.stays:
        raise NotYours(GroupIsClosed().sentence, ask=WHO_OPENS_IT)


def office_page(ability: Ability, *, methods: tuple[str, ...] = ("GET",)):
    """For organisation admins (with `organisation_id` in the address: of that one) and site admins. Others get 404."""
    door = Door("office", ability, methods, deny=404)

    def hang(view):
        @wraps(view)
        def passed(request, **rest):
            roles = offices_held(request.user, rest.get("organisation_id"))
            if not roles:
                raise Http404
            if not any(ability.opens_for(role) for role in roles):
                raise NotYours(f"“{ability.words}” is not something you can do here.", ask=ASK_AN_ADMIN)
            if not second_factor_used(request):
                return to_second_step(request)
            return door.wrong_method(request) or view(request, **rest)

        return stamp(passed, door)

    return hang


def offices_held(person, organisation_id=None) -> set[str]:
    """Site admin, organisation admin (of this organisation, if one is named), both or neither."""
    offices = Office.objects.current().of_person(person)
    if organisation_id is not None:
        offices = offices.filter(organisation_id=organisation_id)
    roles = {"ORGANISATION_ADMIN"} if offices.exists() else set()
    return roles | {"SITE_ADMIN"} if person.is_site_admin else roles


def across_page(ability: Ability, *, methods: tuple[str, ...] = ("GET",)):
    """For someone who holds this ability in one group or more: `view(request, memberships)`. In none: 404."""
    door = Door("groups", ability, methods, deny=404)

    def hang(view):
        @wraps(view)
        def passed(request, **rest):
            held = request.user.memberships.opening(ability).select_related("group")
            memberships = list(held.order_by("group__name"))
            if not memberships:
                raise Http404
            if any(m.role in SECOND_FACTOR for m in memberships) and not second_factor_used(request):
                return to_second_step(request)
            return door.wrong_method(request) or view(request, memberships, **rest)

        return stamp(passed, door)

    return hang
