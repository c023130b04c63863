"""Reporting a post, hiding it, showing it again, and another look by someone else. Words are covered, never changed."""

from datetime import datetime

from django.db import IntegrityError, transaction

from coproduction.kit import locks, walltime, workdays
from coproduction.kit.refusals import Refusal
from feedback.log import operations as log
from feedback.permissions import FeedbackAbility
from feedback.reports import emails, queries
from feedback.reports.models import Appeal, Because, Hiding, Report
from feedback.voice.models import Post
from groups.history.operations import record

LOOK_DAYS = 5  # working days in which somebody looks


class NotThere(Refusal):
    """This post is not there any more."""


class ChooseWhy(Refusal):
    """Choose what is wrong with it."""


class YourOwnPost(Refusal):
    """This is your own post. You can take it back yourself, but not report, hide or judge it."""


class ReportedAlready(Refusal):
    """You reported this already. Someone will look at it."""


class NobodyToLook(Refusal):
    """There is nobody in your group who could look at this."""


class HiddenAlready(Refusal):
    """This post is hidden already."""


class NotHidden(Refusal):
    """This post is not hidden."""


class LookedAtAgain(Refusal):
    """The network coordinator looked at this again and decided that it stays hidden."""


class DecidedAlready(Refusal):
    """Someone has decided this already."""


class YourOwnReport(Refusal):
    """You reported this yourself. Someone else must decide that it stays."""


class SayWhy(Refusal):
    """Say why, so that people understand."""


class NotYourWords(Refusal):
    """Only the person who wrote it can ask for another look."""


class AskedAlready(Refusal):
    """Someone has asked for another look already. There is one for each time a post is hidden."""


class HidItYourself(Refusal):
    """You hid this yourself. Someone else must look at it again."""


class ChooseOne(Refusal):
    """Choose if it stays hidden."""


def _because(because):
    if because not in Because.values:
        raise ChooseWhy(field="because")
    return because


def _text(words, model, field="words", missing=None):
    return log.text_of(words, field, model=model, missing=missing)


def _look_by(group, now):
    return workdays.add(group.local(now).date(), LOOK_DAYS, group.nation)


def _locked(by, post):
    """The post as it is now, held, if it is one that this person may report or judge."""
    rows = locks.held(Post.objects).select_related("said_by__person")
    held = rows.filter(pk=post.pk, pk__in=queries.posts_for(by).values("pk")).first()
    if held is None:
        raise NotThere()
    return held


def _not_ones_own(by, post):
    if post.said_by_id == by.pk:
        raise YourOwnPost()


@transaction.atomic
def report(*, by, now: datetime, post: Post, because: str, words: str = "") -> Report:
    log.may(by, FeedbackAbility.REPORT, post.group_id)
    post = _locked(by, post)
    _not_ones_own(by, post)
    if post.hidden_at:
        raise HiddenAlready()
    words = _text(words, Report, missing=SayWhy if because == Because.OTHER else None)
    readers = list(queries.readers(post, but=(post.said_by_id, by.pk)))
    if not readers:
        raise NobodyToLook(
            f"There is nobody in your group who could look at this. Write to {queries.elsewhere(by.group)}."
        )
    try:
        with transaction.atomic():
            made = Report.objects.create(
                group=by.group, post=post, because=_because(because), words=words, reported_by=by, reported_at=now,
                look_by=_look_by(by.group, now),
            )  # fmt: skip
    except IntegrityError as error:
        raise ReportedAlready() from error
    facilitators = [one for one in readers if one.facilitates]
    emails.reported(made, facilitators or readers, now=now)
    record("post_reported", "A post in the group’s talk was reported.", group=by.group, at=now)
    return made


@transaction.atomic
def leave(*, by, now: datetime, report: Report, answer: str) -> Report:
    """Looked at, and it stays as it is. Whoever reported it is told why."""
    log.may(by, FeedbackAbility.DECIDE_REPORT, report.group_id)
    report = locks.held(Report.objects).select_related("group", "post", "reported_by__person").get(pk=report.pk)
    _not_ones_own(by, report.post)
    if report.decided_at:
        raise DecidedAlready()
    if report.reported_by_id == by.pk:
        raise YourOwnReport()
    _decide(report, Report.Outcome.STAYS, _text(answer, Report, "answer", SayWhy), by, now)
    record("report_decided", "A reported post was looked at. It stays as it is.", group=by.group, at=now)
    return report


def _decide(report, outcome, answer, by, now):
    report.outcome, report.answer, report.decided_by, report.decided_at = outcome, answer, by, now
    report.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
    if report.reported_by_id != by.pk:
        emails.looked_at(report, now=now)


@transaction.atomic
def hide(*, by, now: datetime, post: Post, because: str, words: str = "") -> Hiding:
    """A line with the reason stands where the post was. Its words stay as they are, and can be shown again."""
    log.may(by, FeedbackAbility.HIDE_POST, post.group_id)
    post = _locked(by, post)
    _not_ones_own(by, post)
    if post.hidden_at:
        raise HiddenAlready()
    words = _text(words, Hiding, missing=SayWhy if because == Because.OTHER else None)
    made = Hiding.objects.create(
        group=by.group, post=post, because=_because(because), words=words, hidden_by=by, hidden_at=now
    )
    post.hidden_at, post.hidden_because = now, because
    post.save(update_fields=["hidden_at", "hidden_because"])
    for one in Report.objects.open().filter(post=post).select_related("group", "reported_by__person"):
        _decide(one, Report.Outcome.HIDDEN, "", by, now)
    if post.said_by and not post.said_by.left_at:
        emails.hidden(made, post.said_by, now=now)
    reason = made.get_because_display()
    record("post_hidden", f"A post in the group’s talk was hidden. The reason: {reason}.", group=by.group, at=now)
    return made


@transaction.atomic
def unhide(*, by, now: datetime, post: Post) -> Hiding:
    """Shown again. After another look that said *it stays hidden*, only the coordinator does this."""
    log.may(by, FeedbackAbility.HIDE_POST, post.group_id)
    post = _locked(by, post)
    _not_ones_own(by, post)
    hiding = queries.hiding_of(post)
    if hiding is None:
        raise NotHidden()
    appeal = getattr(hiding, "appeal", None)
    if appeal and appeal.decided_at and by.facilitates:
        raise LookedAtAgain()
    if appeal and not appeal.decided_at:
        _settle(appeal, Appeal.Decision.SHOWN, "It was shown again before anyone looked.", by, now)
    else:
        _show(hiding, post, by, now)
    return hiding


def _show(hiding, post, by, now):
    hiding.shown_by, hiding.shown_at = by, now
    hiding.save(update_fields=["shown_by", "shown_at"])
    post.hidden_at, post.hidden_because = None, ""
    post.save(update_fields=["hidden_at", "hidden_because"])
    if post.said_by and not post.said_by.left_at:
        emails.shown_again(hiding, post.said_by, now=now)
    record("post_shown_again", "A hidden post in the group’s talk is shown again.", group=by.group, at=now)


@transaction.atomic
def appeal(*, by, now: datetime, post: Post, words: str) -> Appeal:
    """Asks for another look. Of a post without a person's name, anybody of the group may ask, and nobody keeps who did."""
    log.may(by, FeedbackAbility.ASK_ANOTHER_LOOK, post.group_id)
    post = _locked(by, post)
    hiding = queries.hiding_of(post)
    if hiding is None:
        raise NotHidden()
    if not may_ask(by, post):
        raise NotYourWords()
    words = _text(words, Appeal, missing=SayWhy)
    if hasattr(hiding, "appeal"):
        raise AskedAlready()
    readers = list(queries.to_look_again(hiding))
    if not readers:
        raise NobodyToLook(
            f"There is nobody in your group who could look again. Write to {queries.elsewhere(by.group)}."
        )
    made = Appeal.objects.create(
        hiding=hiding, words=words, asked_by=by if post.said_by_id else None, asked_on=by.group.local(now).date(),
        look_by=_look_by(by.group, now),
    )  # fmt: skip
    emails.appealed(made, readers, now=now)
    record("another_look_asked", "Someone asked for another look at a hidden post.", group=by.group, at=now)
    return made


def may_ask(by, post) -> bool:
    return post.said_by_id == by.pk if post.said_by_id else by.inside


@transaction.atomic
def decide(*, by, now: datetime, appeal: Appeal, decision: str, answer: str) -> Appeal:
    log.may(by, FeedbackAbility.DECIDE_APPEAL, appeal.hiding.group_id)
    appeal = locks.held(Appeal.objects).with_post().get(pk=appeal.pk)
    if appeal.hiding.hidden_by_id == by.pk:
        raise HidItYourself()
    if appeal.decided_at:
        raise DecidedAlready()
    if decision not in Appeal.Decision.values:
        raise ChooseOne(field="decision")
    _settle(appeal, decision, _text(answer, Appeal, "answer", SayWhy), by, now)
    return appeal


def _settle(appeal, decision, answer, by, now):
    appeal.decision, appeal.answer, appeal.decided_by, appeal.decided_at = decision, answer, by, now
    appeal.save(update_fields=["decision", "answer", "decided_by", "decided_at"])
    sides = [one for one in (appeal.asked_by, appeal.hiding.hidden_by) if one and not one.left_at and one.pk != by.pk]
    emails.decided(appeal, sides, now=now)
    sentence = f"Someone else looked at a hidden post again. {appeal.get_decision_display()}."
    record("another_look_decided", sentence, group=by.group, at=now)
    if decision == Appeal.Decision.SHOWN:
        rows = locks.held(Post.objects).select_related("said_by__person")
        post = rows.get(pk=appeal.hiding.post_id)
        _show(appeal.hiding, post, by, now)


def nudge(*, now: datetime) -> int:
    """What nobody looked at in time: readers of reports, the coordinator among them, and who looks again, hear once more."""
    reports, appeals = (late.with_post().order_by("look_by")[:200] for late in queries.late(now))
    return sum(_nudge_report(one, now) for one in reports) + sum(_nudge_appeal(one, now) for one in appeals)


def _claimed(one, group, now) -> bool:
    """Whether it is due where the group is, in the day, and nobody else has reminded of it."""
    late = group.local(now).date() > one.look_by and not walltime.is_night(now, group.zone)
    return late and bool(type(one).objects.open().filter(pk=one.pk, nudged_at=None).update(nudged_at=now))


@transaction.atomic
def _nudge_report(report, now) -> bool:
    if not _claimed(report, report.group, now):
        return False
    readers = queries.readers(report, but=(report.post.said_by_id, report.reported_by_id))
    emails.reported(report, readers, now=now, again=True)
    return True


@transaction.atomic
def _nudge_appeal(appeal, now) -> bool:
    if not _claimed(appeal, appeal.hiding.group, now):
        return False
    emails.appealed(appeal, queries.to_look_again(appeal.hiding), now=now, again=True)
    return True
