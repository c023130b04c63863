"""What became of what was done for the invented group: who noticed, what nobody noticed, and what is half done."""

from coproduction.management.worlds.planting import Planted, Story
from feedback.deeds import operations as deeds
from feedback.impact import operations as impact
from feedback.impact import queries
from feedback.outcomes import operations as outcomes

ANSWERS = [  # working days ago, what was done, who, their answer and their words
    (86, "travel", "jo", "YES", "I had my fare before I had my coat on."),
    (86, "travel", "rhys", "YES", ""),
    (86, "travel", "tilly", "YES", "Two buses, paid both."),
    (86, "travel", "sam", "YES", ""),
    (86, "travel", "wanda", "LITTLE", ""),
    (37, "letters", "sam", "YES", "My last two were written to me."),
    (18, "easy-read", "rhys", "NO", "On time, but I still cannot read it by myself."),
]


def tell(story: Story, planted: Planted) -> None:
    for ago in range(96, 0, -1):
        story.tell(story.days.at(ago, 8), tick)
    for number, (ago, *answer) in enumerate(ANSWERS):
        story.tell(story.days.at(ago, 18, number), notice, planted, *answer)
    story.tell(story.days.at(6, 11), half_done, planted)
    story.tell(story.days.at(4, 11), check_half, planted)
    story.tell(story.days.at(15, 11), move_review, planted)
    story.tell(story.days.at(8, 11), look_again, planted)


def tick(*, now):
    impact.close_due(now=now)
    impact.settle_due(now=now)
    impact.open_due(now=now)


def said(planted, key):
    planted.said[key].refresh_from_db()
    return planted.said[key]


def notice(planted, key, who, answer, words, *, now):
    asking = queries.asking_open(said(planted, key))
    impact.notice(by=planted.who(who), now=now, asking=asking, answer=answer, words=words, may_show=bool(words))


def half_done(planted, *, now):
    planted.actions["budgets", "half"] = deeds.claim_did(
        by=planted.who("helen"), now=now, said=said(planted, "budgets"), half=True, since=planted.days.on(20),
        what="In Sallowbridge everyone is told about budgets in the first talk, and it is written down.",
        where="The Sallowbridge care planning team", evidence="31 of 33 first talks last month have the tick.",
        left="Tarnwick starts when its new nurse is there.", left_owner="Dr Helen Adair",
        left_due_on=planted.days.on(-25),
    )  # fmt: skip


def check_half(planted, *, now):
    claim = planted.actions["budgets", "half"]
    note = "I rang two people who had a first talk. Both were told. Both were in Sallowbridge."
    deeds.check_claim(by=planted.who("hamish"), now=now, claim=claim, holds=True, note=note)


def move_review(planted, *, now):
    reason = "The clinics got new software in autumn, and we want to know if the letters are still as good."
    outcomes.move_review(
        by=planted.who("marian"), now=now, said=said(planted, "letters"), to_on=planted.days.on(10), reason=reason
    )


def look_again(planted, *, now):
    words = "Six clinics still write to the person. The eye clinic has gone back to the old letter."
    outcomes.propose(
        by=planted.who("wanda"), now=now, said=said(planted, "letters"), outcome="CHANGED", words=words
    )  # fmt: skip
