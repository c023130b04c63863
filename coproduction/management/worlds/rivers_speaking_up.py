"""The two questions about speaking up, asked and answered some months ago, with what came of them."""

from datetime import timedelta

from feedback.speaking_up import operations, queries
from feedback.speaking_up.models import PulseRound
from groups.membership.models import Role

ASKED = 70  # working days ago
ANSWERS = (
    ("YES", "NO", ""),
    ("YES", "NO", "It helps that someone reads out what we wrote before."),
    ("SOMETIMES", "NO", "Not when the board is in the room. My mouth goes dry."),
    ("YES", "SOMETIMES", ""),
    ("SOMETIMES", "RATHER_NOT", ""),
    ("NO", "YES", "I said something about my clinic and the next visit was frosty."),
    ("YES", "NO", ""),
)


def tell(story, planted) -> None:
    at, group = story.days.at, planted.group

    def ask(*, now):
        operations.open_asking(group=group, due_on=story.days.on(ASKED), now=now)

    def answer(number, *, now):
        members = [one for one in planted.members.values() if one.role == Role.MEMBER]
        think, cost, line = ANSWERS[number]
        by, asking = members[number], PulseRound.objects.get(group=group)
        operations.answer(by=by, asking=asking, think=think, cost=cost, line=line, now=now)

    def close(*, now):
        operations.close(asking=PulseRound.objects.get(group=group), now=now)

    story.tell(at(ASKED, 9), ask)
    for number in range(len(ANSWERS)):
        story.tell(at(ASKED - 1 - number, 19), answer, number)
    story.tell(at(ASKED, 9) + queries.OPEN_FOR + timedelta(minutes=1), close)
