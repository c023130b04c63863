from groups.membership.models import Membership
from groups.permissions import GroupAbility
from groups.removals.models import Removal


def waiting_for(reader):
    """Removals that wait for a second person, as far as this reader may know of them."""
    open_ones = Removal.objects.visible_to(reader).open().filter(membership__left_at=None)
    return open_ones.select_related("membership__person", "asked_by__person").order_by("id")


def who_may_second(removal):
    """Everyone who may agree to it: not who asked, and not whom it is about."""
    holding = Membership.objects.current().of_group(removal.membership.group_id).holding(GroupAbility.SECOND_REMOVAL)
    return holding.exclude(pk__in=(removal.asked_by_id, removal.membership_id)).select_related("person").order_by("id")
