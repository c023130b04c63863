"""Two rounds of the questions about speaking up: one that has closed, with a word planted in its lines, and one that is open."""

from datetime import timedelta

from feedback.speaking_up import operations, queries
from feedback.speaking_up.models import PulseRound

ENOUGH = 5  # more members than the cast has by itself, so that the questions are asked at all
ANSWERS = (("YES", "NO"), ("SOMETIMES", "YES"), ("YES", "RATHER_NOT"), ("NO", "YES"), ("YES", "SOMETIMES"))
WHO = ("member", "second_member", "third_member", "member_4", "member_5")


def tell(cast, planted) -> None:
    """The line is for the group; people beside it get neither lines nor small numbers."""
    at, tell, group = planted.days.at, planted.story.tell, planted.group
    line = f"It is hard to say it there {cast.word('line about speaking up', cast.inside)}"

    def open_(ago, *, now):
        operations.open_asking(group=group, due_on=planted.days.on(ago), now=now)

    def answer(who, think, cost, words, *, now):
        asking = PulseRound.objects.filter(group=group).newest_first().first()
        operations.answer(by=planted.who(who), asking=asking, think=think, cost=cost, line=words, now=now)

    def close(*, now):
        for asking in PulseRound.objects.filter(group=group).to_close(now):
            operations.close(asking=asking, now=now)

    tell(at(45, 8), open_, 45)
    for number, (who, said) in enumerate(zip(WHO, ANSWERS, strict=True)):
        tell(at(44, 9, number), answer, who, *said, line if number == 1 else "")
    tell(at(45, 8) + queries.OPEN_FOR + timedelta(minutes=1), close)
    tell(at(1, 8), open_, 1)
