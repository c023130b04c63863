from django.db.models import DateField, Value

from groups.membership.models import Membership
from groups.permissions import GroupAbility
from groups.removals.models import Removal
from groups.seconding import queries as seconding


def waiting_for(reader):
    """Removals that wait for a second person, as far as this reader may know of them."""
    open_ones = Removal.objects.visible_to(reader).open().filter(membership__left_at=None)
    return open_ones.select_related("membership__person", "asked_by__person").order_by("id")


def asked_of(membership):
    """What was asked about this person and is not decided; or None."""
    return Removal.objects.about(membership).select_related("membership__person", "membership__group").first()


def waits_for(membership):
    """For the first page of whom it is about, as (kind, number, no day): they have not said their side."""
    day = Value(None, output_field=DateField())
    unsaid = Removal.objects.about(membership).filter(side_said_at=None)
    return unsaid.annotate(kind=Value("asked_to_leave"), day=day).values_list("kind", "id", "day").order_by()


def who_may_second(removal):
    """Everyone who may agree to it: not who asked, not who is new, and not whom it is about."""
    holding = Membership.objects.current().of_group(removal.membership.group_id).holding(GroupAbility.SECOND_REMOVAL)
    return seconding.of_the_group(removal, holding.exclude(pk=removal.membership_id))
