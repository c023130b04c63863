from django.db.models import CharField, F, Value

from feedback.concerns.models import Concern
from groups.membership import queries as membership_queries
from groups.membership.models import Membership, Role


def listed(membership):
    """Those nobody has read first, then the newest."""
    rows = Concern.objects.visible_to(membership).with_people()
    return rows.order_by(F("read_at").asc(nulls_first=True), "-id")


def coordinators(group_id):
    return membership_queries.to_hear_appeals(group_id)


def waits_for(membership):
    """What waits for a coordinator, as (kind, number, day) for their home page."""
    unread = Concern.objects.visible_to(membership).unread()
    return unread.values_list(Value("concern", output_field=CharField()), "pk", "nudge_on").order_by()


def still_right(letters) -> list[int]:
    """To coordinators while nobody has read it and they are still coordinators; to whoever raised it while they are here."""
    people, groups = {one.person_id for one in letters}, {one.group_id for one in letters}
    here = Membership.objects.current().filter(person__in=people, group__in=groups)
    roles = {(one.person_id, one.group_id): one.role for one in here}
    about = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    unread = set(Concern.objects.unread().filter(pk__in=about.values()).values_list("pk", flat=True))

    def right(letter):
        role = roles.get((letter.person_id, letter.group_id))
        if letter.stem.endswith("/raised"):
            return role == Role.NETWORK_COORDINATOR and about[letter.pk] in unread
        return role is not None

    return [letter.pk for letter in letters if right(letter)]
