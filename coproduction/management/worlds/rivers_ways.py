"""The demo's ways of working: looked at seven months ago and kept, and asked about again this week."""

from groups.ways import operations, queries
from groups.ways.models import WaysReview

FIRST, AGAIN = 150, 4  # working days ago
# For each person, of the seven ways in their order: Y yes, A not always, N no.
ANSWERS = {
    "sam": "YYYYYYA", "jo": "YYAYYYA", "derek": "YYYAYYN", "wanda": "YYYYYYA", "mei": "AYYYYAY", "grace": "YYYYYYY",
    "tobias": "YYYYYYA",
}  # fmt: skip
LINES = {
    "derek": "We end on time when somebody has a bus to catch.",
    "mei": "Two people at once is one too many for my interpreter.",
}
SINCE = ("jo", "wanda", "aisha")  # who has answered this week; nobody can see what
SAID = {"Y": "YES", "A": "NOT_ALWAYS", "N": "NO"}


def tell(story, planted) -> None:
    at = story.days.at
    story.tell(at(FIRST, 10), ask, planted)
    for number, who in enumerate(ANSWERS):
        story.tell(at(FIRST - 1, 18, number), answer, planted, who, ANSWERS[who], LINES.get(who, ""))
    story.tell(at(FIRST, 10) + queries.OPEN_FOR, close, planted)
    story.tell(at(FIRST - 14, 10), keep, planted)
    story.tell(at(AGAIN, 10), ask, planted)
    for number, who in enumerate(SINCE):
        story.tell(at(AGAIN - 1, 18, number), answer, planted, who, "YYYYYYA", "")


def newest(planted) -> WaysReview:
    return WaysReview.objects.filter(group=planted.group).newest_first().first()


def ask(planted, *, now):
    operations.ask(by=planted.who("marian"), now=now)


def answer(planted, who, letters, line, *, now):
    answers = [SAID[letter] for letter in letters]
    operations.answer(by=planted.who(who), review=newest(planted), answers=answers, line=line, now=now)


def close(planted, *, now):
    operations.close(review=newest(planted), now=now)


def keep(planted, *, now):
    operations.keep(by=planted.who("marian"), now=now)
