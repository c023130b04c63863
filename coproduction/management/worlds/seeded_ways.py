"""Two rounds of asking about the ways of working: one that was answered, with a word planted in its lines, and one that is open."""

from datetime import timedelta

from groups.ways import operations, queries
from groups.ways.models import WaysReview

WHO = ("member", "second_member", "third_member", "member_4", "member_5")


def tell(cast, planted) -> None:
    """The line is for the group alone."""
    at, tell = planted.days.at, planted.story.tell
    line = f"We do not always do it {cast.word('line about ways of working', cast.inside)}"
    tell(at(43, 8), ask, planted)
    for number, who in enumerate(WHO):
        tell(at(42, 9, number), answer, planted, who, line if number == 1 else "")
    tell(at(43, 8) + queries.OPEN_FOR, close, planted)
    tell(at(20, 8), keep, planted)
    tell(at(1, 9), ask, planted)


def newest(planted) -> WaysReview:
    return WaysReview.objects.filter(group=planted.group).newest_first().first()


def ask(planted, *, now):
    made = operations.ask(by=planted.who("facilitator"), now=now)
    planted.more = [one for one in planted.more if one[0] != "ways_review"]
    planted.more.append(("ways_review", made.pk, "review_ways", {"review_id": made.pk}))


def answer(planted, who, line, *, now):
    review = newest(planted)
    operations.answer(by=planted.who(who), review=review, answers=["YES"] * len(review.ways), line=line, now=now)


def close(planted, *, now):
    operations.close(review=newest(planted), now=now + timedelta(minutes=1))


def keep(planted, *, now):
    operations.keep(by=planted.who("facilitator"), now=now)
