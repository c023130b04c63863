"""The door to a group. `member_page` loads the membership the address names, and is the only way to a group's content."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect

from coproduction.kit.access import Ability, Door, NotYours, stamp
from groups.membership.models import SECOND_FACTOR, Membership, Office


def second_factor_used(request) -> bool:
    """Whether this session was opened (or since confirmed) with a passkey, an authenticator app or a recovery code."""
    return any(one.get("method") == "mfa" for one in request.session.get("account_authentication_methods", ()))


def member_page(ability: Ability, *, methods: tuple[str, ...] = ("GET",)):
    """No relation to the group: 404, as for a missing one. Related but not allowed: 403 with the reason. Then the method.

    The view is called with the membership in place of the group's slug: `view(request, membership, **rest)`.
    """
    door = Door("group", ability, methods)

    def hang(view):
        @wraps(view)
        def passed(request, slug, **rest):
            membership = Membership.objects.current().of_person(request.user).in_group(slug).with_people().first()
            if membership is None:
                raise Http404
            if not ability.opens_for(membership.role):
                raise NotYours(f"“{ability.phrase}” is not something a {membership.get_role_display()} can do.")
            if membership.role in SECOND_FACTOR and not second_factor_used(request):
                return redirect("second_step")
            request.membership = membership
            return door.wrong_method(request) or view(request, membership, **rest)

        return stamp(passed, door)

    return hang


def office_page(ability: Ability, *, methods: tuple[str, ...] = ("GET",)):
    """For organisation admins (with `organisation_id` in the address: of that one) and site admins. Others get 404."""
    door = Door("office", ability, methods, deny=404)

    def hang(view):
        @wraps(view)
        def passed(request, **rest):
            offices = Office.objects.filter(person=request.user, ended_at=None)
            if "organisation_id" in rest:
                offices = offices.filter(organisation_id=rest["organisation_id"])
            role = "SITE_ADMIN" if request.user.is_site_admin else "ORGANISATION_ADMIN" if offices.exists() else None
            if role is None:
                raise Http404
            if not ability.opens_for(role):
                raise PermissionDenied
            if not second_factor_used(request):
                return redirect("second_step")
            return door.wrong_method(request) or view(request, **rest)

        return stamp(passed, door)

    return hang
