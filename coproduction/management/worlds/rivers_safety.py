"""What some of the invented group told only the facilitators, a post that was hidden, and a worry that was looked into."""

from feedback.asides import operations as asides
from feedback.concerns import operations as concerns
from feedback.reports import operations as reports
from feedback.voice import operations as voice


def tell(story, planted):
    at = story.days.at
    story.tell(at(16, 11), private_words, planted)
    story.tell(at(2, 9), words_that_wait, planted)
    story.tell(at(9, 17), a_sharp_post, planted)
    story.tell(at(3, 10), a_post_to_look_at, planted)
    story.tell(at(12, 18), a_worry, planted)


def private_words(planted, *, now):
    """Asked, answered, and shared in the end: from the group, as a draft."""
    grace = planted.who("grace")
    told = asides.write(
        by=grace, now=now,
        words="When I am in pain and ask for help at the emergency desk, they think that I only want the drugs. I have not "
        "told anyone in the group. I am ashamed, and I know that I should not be.",
    )  # fmt: skip
    asides.answer(
        by=planted.who("marian"), now=now, aside=told,
        words="Thank you for telling us. You have nothing to be ashamed of. Do you want it to go further, or is it enough "
        "that we know? There is no hurry.",
    )  # fmt: skip
    asides.share(
        by=grace, now=now, aside=told, where=asides.DRAFT, shown_as="GROUP",
        words="When we come to the emergency desk in pain, believe us. Read the plan in our record before you decide what we "
        "are after.",
    )  # fmt: skip


def words_that_wait(planted, *, now):
    asides.write(
        by=planted.who("hamish"),
        now=now,
        words="At the last meeting somebody said that blind people slow things down. I laughed with them. I wish I had not.",
    )


def a_sharp_post(planted, *, now):
    """Hidden by the facilitator; whoever wrote it asked for another look, and the coordinator still has to decide."""
    post = voice.post(
        by=planted.who("derek"), now=now, words="Whoever drew up that bus timetable has never waited for a bus. Fools!"
    )
    reports.report(by=planted.who("wanda"), now=now, post=post, because="UNKIND", words="He knows who drew it up.")
    reports.hide(
        by=planted.who("marian"), now=now, post=post, because="UNKIND", words="The first half is fair. “Fools” is not."
    )
    reports.appeal(
        by=planted.who("derek"),
        now=now,
        post=post,
        words="I drove buses for thirty years. I meant the timetable, not her.",
    )


def a_post_to_look_at(planted, *, now):
    post = voice.post(
        by=planted.who("tilly"),
        now=now,
        words="My neighbour Ann has the same pump, and she cries about it every night.",
    )
    reports.report(by=planted.who("jo"), now=now, post=post, because="PRIVATE", words="Ann may not want us to know.")


def a_worry(planted, *, now):
    made = concerns.raise_concern(
        by=planted.who("aisha"), now=now, words="Someone who comes with a friend of ours answers every question for her. "
        "Last week she whispered that he keeps her phone.",
    )  # fmt: skip
    concerns.close(
        by=planted.who("nia"), now=now, concern=made,
        done="I rang Aisha the same evening, then the safeguarding team of the county. They are seeing her alone this week.",
    )  # fmt: skip
