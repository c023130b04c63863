"""In each seeded group: private words, a reported and a hidden post, another look, and a worry. Each with its exact audience."""

from feedback.asides import operations as asides
from feedback.asides.models import Aside
from feedback.concerns import operations as concerns
from feedback.concerns.models import Concern
from feedback.reports import operations as reports
from feedback.reports.models import Appeal, Report
from feedback.voice import operations as voice

TOLD, ANSWERED = 3, 2  # working days ago


def tell(story, cast, planted):
    at = story.days.at
    story.tell(at(TOLD, 11), tell_the_facilitators, cast, planted)
    story.tell(at(TOLD, 12), write_and_report, cast, planted)
    story.tell(at(ANSWERED, 11), hide_and_ask_again, cast, planted)
    story.tell(at(ANSWERED, 12), worry, cast, planted)


def tell_the_facilitators(cast, planted, *, now):
    readers = cast.personas("member", "facilitator", "co_facilitator")
    told = asides.write(by=planted.who("member"), now=now, words=f"I am afraid to say {cast.word('aside', readers)}")
    asides.answer(
        by=planted.who("facilitator"),
        now=now,
        aside=told,
        words=f"Thank you {cast.word('answer to an aside', readers)}",
    )
    for who in ("second_member", "point_of_contact"):
        own = cast.personas(who, "facilitator", "co_facilitator")
        asides.write(by=planted.who(who), now=now, words=f"Only to you {cast.word(f'aside of {who}', own)}")


def write_and_report(cast, planted, *, now):
    post = voice.post(
        by=planted.who("second_member"), now=now,
        words=f"Sharp {cast.word('reported post', cast.inside + cast.personas('network_coordinator'))}",
    )  # fmt: skip
    look = cast.personas("member", "facilitator", "network_coordinator")
    reports.report(
        by=planted.who("member"), now=now, post=post, because="UNKIND", words=f"It hurts {cast.word('report', look)}"
    )


def hide_and_ask_again(cast, planted, *, now):
    """A post from the group, so that any member may ask for another look; and one with a name, whose writer asked."""
    judges = cast.personas("facilitator", "co_facilitator", "network_coordinator", "member")
    for shown_as, asks in (("GROUP", False), ("NAME", True)):
        who = judges if asks else cast.personas("facilitator", "co_facilitator")
        words = f"Covered {cast.word(f'hidden post, {shown_as}', who)}"
        post = voice.post(by=planted.who("member"), now=now, words=words, shown_as=shown_as)
        told = judges if asks else cast.inside
        why = f"Not here {cast.word(f'why hidden, {shown_as}', told)}"
        reports.hide(by=planted.who("facilitator"), now=now, post=post, because="PRIVATE", words=why)
        if asks:
            why = f"Look again {cast.word('why shown again', cast.personas('network_coordinator'))}"
            reports.appeal(by=planted.who("member"), now=now, post=post, words=why)


def worry(cast, planted, *, now):
    """Of somebody whose name the coordinator knows anyway."""
    own = cast.personas("asked_to_leave", "network_coordinator")
    made = concerns.raise_concern(
        by=planted.who("asked_to_leave"), now=now, words=f"I worry {cast.word('concern', own)}"
    )
    done = cast.word("what was done about a concern", cast.personas("network_coordinator"))
    concerns.close(by=planted.who("network_coordinator"), now=now, concern=made, done=f"I rang {done}")


def objects(one, planted):
    group, member = planted.group, planted.members["member"]
    own = member.person.email
    aside = Aside.objects.get(group=group, written_by=member)
    yield one("aside", aside.pk, "aside", own, aside_id=aside.pk)
    report = Report.objects.get(group=group)
    yield one("report", report.pk, "report", own, report_id=report.pk)
    yield one("post_reported", str(report.post_id), "report_post", None, post_id=report.post_id)
    appeal = Appeal.objects.select_related("hiding").get(hiding__group=group)
    yield one("appeal", appeal.pk, "decide_appeal", None, appeal_id=appeal.pk)
    hidden = str(group.posts.exclude(hidden_at=None).get(shown_as="GROUP").pk)
    yield one("post_hidden", hidden, "appeal_hiding", None, post_id=hidden)
    concern = Concern.objects.get(group=group)
    whose = planted.members["asked_to_leave"].person.email
    yield one("concern", concern.pk, "concern", whose, concern_id=concern.pk)
