"""The demo's reminders: the usual ones, one with the papers, and one an hour before."""

from groups.plans import operations

CHANGED = 40  # working days ago


def tell(story, planted) -> None:
    at = story.days.at
    story.tell(at(CHANGED, 10), add, planted, 3, "DAYS", True)
    story.tell(at(CHANGED, 11), add, planted, 1, "HOURS", False)


def add(planted, amount, unit, with_papers, *, now):
    operations.add(
        by=planted.who("marian"),
        now=now,
        kind="MEETING",
        amount=amount,
        unit=unit,
        side="BEFORE",
        with_papers=with_papers,
    )
