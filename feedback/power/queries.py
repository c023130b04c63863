"""Questions about the card and the map of a topic."""

from coproduction.kit import when
from feedback.power.models import MapItem, PowerChange
from feedback.topics.models import CARD
from groups.membership.models import THE_GROUP, Membership

CHANGES_SHOWN = 50


def has_map(topic) -> bool:
    return topic.map_items.exists()


def card(topic) -> list[dict]:
    """The final-say card as pairs, with words for what nobody has said yet."""
    return [{"key": label, "value": getattr(topic, field) or "Nobody has said yet."} for field, label in CARD.items()]


def on_the_map(topic, membership) -> list[MapItem]:
    return list(MapItem.objects.visible_to(membership).filter(topic=topic).in_order())


def changes(topic, membership) -> list[dict]:
    """What changed, newest first: the heading, then what it was and what it is now, why, and when."""
    rows = PowerChange.objects.visible_to(membership).filter(topic=topic).newest_first().with_people()[:CHANGES_SHOWN]
    lines = []
    for row in rows:
        pairs = (("It was", row.before), ("It is now", row.after), ("Why", row.why))
        said = [part for part in (when.moment(topic.group.local(row.at)), row.who(membership)) if part]
        lines.append(
            {"heading": row.headline, "details": [pair for pair in pairs if pair[1]], "when": " · ".join(said)}
        )
    return lines


def everyone_inside(group_id):
    """The whole group: members, those who support them, and facilitators."""
    return Membership.objects.current().of_group(group_id).filter(role__in=THE_GROUP).select_related("person")


def still_fixed(letters) -> set[int]:
    """Letters about something that is still fixed: it may have been opened again before the letter could go."""
    item_of = {letter.pk: int(letter.about.split(":")[2]) for letter in letters}  # topic:<topic>:<item>
    fixed = MapItem.objects.filter(pk__in=item_of.values(), state=MapItem.State.FIXED)
    fixed = set(fixed.values_list("pk", flat=True))
    return {pk for pk, item in item_of.items() if item in fixed}
