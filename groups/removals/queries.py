from groups.membership.models import Membership
from groups.permissions import GroupAbility
from groups.removals.models import Removal
from groups.seconding import queries as seconding


def waiting_for(reader):
    """Removals that wait for a second person, as far as this reader may know of them."""
    open_ones = Removal.objects.visible_to(reader).open().filter(membership__left_at=None)
    return open_ones.select_related("membership__person", "asked_by__person").order_by("id")


def who_may_second(removal):
    """Everyone who may agree to it: not who asked, not who is new, and not whom it is about."""
    holding = Membership.objects.current().of_group(removal.membership.group_id).holding(GroupAbility.SECOND_REMOVAL)
    return seconding.of_the_group(removal, holding.exclude(pk=removal.membership_id))
