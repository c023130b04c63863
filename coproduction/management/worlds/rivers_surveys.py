"""The demo's surveys: the five values asked twice, the five investments once, and the eight shifts open this week.

Nobody here is real, and nobody's answers are theirs: they are counted as they come in and kept by nobody.
"""

from datetime import timedelta

from coproduction.management.worlds.rivers_people import Someone
from groups.investments import operations as investments
from groups.membership.models import Role
from groups.retold import operations as retold
from groups.survey_drafts import operations as drafts
from groups.surveys import operations, queries

# More of those whom the group works with: enough of them to be asked without names.
STAFF = [
    Someone("ruth", "Ruth Calder", Role.POINT_OF_CONTACT, "I run the team that writes the letters."),
    Someone("ade", "Ade Monroe", Role.POINT_OF_CONTACT, "I look after the clinics in the valley."),
    Someone("bryony", "Bryony Tate", Role.POINT_OF_CONTACT, "I connect people with things to do near them."),
    Someone("owen", "Owen Pask", Role.POINT_OF_CONTACT, "I work on personal health budgets."),
]
JOINED = 200
MEMBERS = ("sam", "jo", "aisha", "derek", "mei", "grace", "rhys", "wanda", "hamish")
SYSTEM = ("priya", "leon", "helen", "martin", "ruth", "ade", "bryony", "owen")
# kind, working days ago; for each person the places they chose, question by question.
FIRST = ("VALUES", 190, "212113 111012 212122 201123 112012 213113 112022 212112 221112",
         "33243 43233 34344 33233 43343 33334 34233 33343")  # fmt: skip
AGAIN = ("VALUES", 62, "223121 222121 323130 212221 223121 324131 222121 323220 233120",
         "33343 43334 44344 34334 43344 33334 34244 43343")  # fmt: skip
NEEDS = ("INVESTMENTS", 48, "32221 42121 33232 32112 43222 32221 33231 42122 32221",
         "33 32 43 32 33 42 33 32")  # fmt: skip
OPEN = 3
SINCE = ("aisha", "wanda", "ruth")  # who has answered this week; nobody can see what
LINES = {
    "derek": "They were honest about the money this time. I did not like it, but I could plan.",
    "hamish": "When the papers come late, my screen reader and I start behind everyone else.",
    "bryony": "I thought we were plain enough. Then somebody read our letter out loud.",
}
RETOLD = [
    130,
    126,
    121,
    118,
    112,
    104,
    99,
    95,
    90,
    83,
    78,
    74,
    70,
    66,
    61,
    55,
    50,
    46,
    40,
    33,
    27,
    20,
    12,
    5,
]  # working days ago
TOLD = (["STORY"], ["DETAILS"], ["STORY", "NEEDS"])  # what was told again, in turns
GIVEN = [
    (70, "LEARNING", "A day on how the budget of a clinic works, with somebody who makes one."),
    (33, "RELATIONSHIPS", "Three directors spent a morning in a waiting room with three members."),
    (21, "TIME", "The letters topic had two more meetings before anything was decided."),
]
HOURS = [("autumn", 5 * 60, 150, 3 * 60 + 30), ("recent", 4 * 60 + 30, 150, 3 * 60)]


def tell(story, planted) -> None:
    at = story.days.at
    for number, someone in enumerate(STAFF):
        story.tell(at(JOINED, 12, number), planted.join, someone)
    for kind, ago, members, system in (FIRST, AGAIN, NEEDS):
        story.tell(at(ago, 10), begin, planted, kind)
        for number, (who, places) in enumerate(
            zip((*MEMBERS, *SYSTEM), [*members.split(), *system.split()], strict=True)
        ):
            line = LINES.get(who, "") if (kind, ago) == AGAIN[:2] else ""
            story.tell(at(ago - 2, 18, number), answer, planted, kind, who, places, line)
        story.tell(at(ago, 10) + queries.OPEN_FOR + timedelta(minutes=1), close, planted, kind)
    story.tell(at(OPEN, 10), begin, planted, "SHIFTS")
    for number, who in enumerate(SINCE):
        story.tell(at(OPEN - 1, 18, number), answer, planted, "SHIFTS", who, "21213210", "")
    for ago, investment, said in GIVEN:
        story.tell(at(ago, 16), given, planted, investment, said)
    story.tell(at(8, 16), hours, planted)
    for number, ago in enumerate(RETOLD):
        story.tell(at(ago, 19), count_retold, planted, MEMBERS[number % len(MEMBERS)], TOLD[number % len(TOLD)])


def begin(planted, kind, *, now):
    by = planted.who("marian")
    made = drafts.begin(by=by, now=now, kind=kind)
    operations.open_survey(by=by, survey=made, now=now)
    planted.story.made["survey", kind] = made


def answer(planted, kind, who, places, line, *, now):
    survey, by = planted.story.made["survey", kind], planted.who(who)
    asks = survey.asks(queries.side_of(by))
    answers = {key: place for (key, _), place in zip(asks, places, strict=True)}
    operations.answer(by=by, survey=survey, answers=answers, line=line, now=now)


def close(planted, kind, *, now):
    operations.close(survey=planted.story.made["survey", kind], now=now)


def given(planted, investment, said, *, now):
    investments.note_given(by=planted.who("marian"), now=now, investment=investment, said=said, given_on=now.date())


def count_retold(planted, who, what, *, now):
    retold.count(by=planted.who(who), now=now, what=what)


def hours(planted, *, now):
    for key, before, during, after in HOURS:
        investments.note_hours(
            by=planted.who("marian"), now=now, meeting=planted.meetings[key], before=before, during=during, after=after
        )  # fmt: skip
