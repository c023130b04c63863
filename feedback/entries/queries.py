"""What one reader may see of one entry: its story, whose turn it is, what they may do, and what hangs on it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef
from django.urls import NoReverseMatch, resolve, reverse

from coproduction.kit import when
from coproduction.kit.counts import in_order, list_of
from feedback.answers import queries as answers
from feedback.answers.models import Decision
from feedback.attachments import queries as attachments
from feedback.challenges import queries as challenges
from feedback.deeds import queries as deeds
from feedback.drafts import queries as drafts
from feedback.gathering import queries as gathering
from feedback.handovers import queries as handovers
from feedback.impact import queries as impact
from feedback.log import queries as log
from feedback.log.models import Said, Stage, Step
from feedback.outcomes import queries as outcomes
from feedback.permissions import FeedbackAbility
from feedback.story import queries as story
from feedback.subjects import queries as subjects
from feedback.subjects.models import KEPT_BACK
from feedback.timeline import queries as timeline
from groups.meetings.models import Meeting

Kind = Step.Kind
DEEDS = {  # what a reader may do, the one clear action first, with the words of its button or link
    "give_reason": "Give the reason again",
    "look_again": "Look at it again",
    "verdict": "Say if that answers it",
    "agree": "Say if you agree",
    "check": "Check if it is done",
    "hear": "Say that you have heard it",
    "decide": "Answer it",
    "take_on": "Take on an action",
    "claim": "Say it is done",
    "send": "Send it",
    "put_to_group": "Put it to the group",
    "revise": "Change the words",
    "add_pieces": "Join what more people said",
    "attach_to_said": "Add a photo or a recording",
    "say_strength": "Say how strongly people feel",
    "see_differently": "Say what you see differently",
    "take_back": "Take it back to a draft",
    "withdraw": "Take it back for good",
    "decide_again": "Change the answer",
    "correct_answer": "Correct your answer",
    "correct": "Correct what we said",
    "challenge": "Challenge this answer",
    "check_review": "Say if it is still true: someone looked again",
    "review_outcome": "Look at it again: is it still true?",
    "move_review": "Move the day we look at it again",
}
NEVER_MAIN = ("revise", "take_back", "withdraw", "decide_again", "correct_answer", "correct", "challenge", "add_pieces",
              "say_strength", "see_differently", "attach_to_said", "move_review")  # fmt: skip


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Entry:
    """Everything on the page of one entry."""

    said: Said
    standing: log.Standing
    whose_turn: str
    told: story.Story
    may: frozenset
    main: Link | None
    others: list
    verdict_url: str
    agree_url: str
    agreement: drafts.Standing | None
    timeline: list
    looking_again: str
    corrected_by: list[int]
    author: str
    said_at: str  # the meeting, for those who may see it
    route: challenges.Route | None
    decided: bool
    made_of: gathering.MadeOf | None  # what several people said, when it was joined from that
    files: list  # photos and recordings, for the group
    acts: str  # who is away and stands in, and who was asked to act instead
    meetings: subjects.AtMeetings  # where it is talked about


def rows(membership, day: date):
    """Entries with what their page asks of them, so that it need not ask for each."""
    corrections = Said.objects.visible_to(membership).filter(corrects=OuterRef("pk"))
    found = Said.objects.visible_to(membership).with_page().annotate(corrections=list_of(corrections, "number"))
    found = subjects.with_talked_about(found, membership)
    found = handovers.with_who_acts(found, day)
    return gathering.with_joined(outcomes.with_review(impact.with_open(found)))


def entry(said, membership, now: datetime) -> Entry:
    """Of one of `rows`."""
    inside, standing, told = membership.inside, log.standing(said, now), story.story(said, membership)
    agreement = drafts.agreement(said, now) if inside and said.stage == Stage.AGREEING else None
    route = challenges.route(said, membership, now)
    made_of = gathering.made_of(said, membership) if said.joined else None
    may = what_they_may(said, membership, told.steps, now)
    may |= (route.deeds if route else frozenset()) | (made_of.may if made_of else frozenset())
    main, others = turn(said, may, agreement, told.steps)
    return Entry(
        said=said,
        standing=standing,
        whose_turn=standing.turn_for(membership),
        told=told,
        may=may,
        main=main,
        others=others,
        verdict_url=page("verdict", said),
        agree_url=page("agree", said),
        agreement=agreement,
        timeline=timeline.timeline(said, now),
        looking_again=f"We look at this again on {when.day(said.review_on)}." if said.review_on else "",
        corrected_by=[number for (number,) in in_order(said.corrections)],
        author=_author(said, membership),
        said_at=_said_at(said, membership),
        route=route,
        decided=any(step.kind == Kind.DECIDED for step in told.steps),
        made_of=made_of,
        files=attachments.of_entry(membership, said) if inside else [],
        acts=handovers.in_words(said),
        meetings=_at_meetings(said, membership, now),
    )


def _at_meetings(said, membership, now) -> subjects.AtMeetings:
    puts = membership.may(FeedbackAbility.PUT_ON_AGENDA) and said.stage not in KEPT_BACK
    url = page("put_said_on_agenda", said) if puts else ""
    return (
        subjects.at_meetings(membership, now, said=said, put_url=url)
        if said.talked_about
        else subjects.AtMeetings([], url)
    )


def decisions(said) -> list[Decision]:
    """The whole record of what was decided about it, the one in force first. One statement."""
    return list(Decision.objects.filter(said=said).select_related("by__person").order_by("-id"))


def what_they_may(said, membership, steps, now) -> frozenset:
    """The names of all deeds this reader may do now, with publishing. Nobody corrects an answer they did not write."""
    may = drafts.what_they_may(said, membership) | answers.what_they_may(said, membership)
    if said.was_sent and membership.may(FeedbackAbility.PUBLISH):
        may.add("unpublish" if said.published_at else "publish")
    if not any(step.by_id == membership.pk for step in steps):
        may.discard("correct_answer")
    if attachments.may_attach(membership, said):
        may.add("attach_to_said")
    may |= impact.what_they_may(said, membership) | outcomes.what_they_may(said, membership, now)
    may |= deeds.what_they_may(said, membership)
    return frozenset(deed for deed in may if not membership.group.closed_at or _goes_on(deed, said))


def _goes_on(deed, said) -> bool:
    """In a group that is closed: whether its door takes it still. What is not about the whole entry says so where it stands."""
    try:
        return resolve(page(deed, said)).func.door.ability.stays
    except NoReverseMatch:
        return True


def page(name, said):
    return reverse(name, kwargs={"slug": said.group.slug, "number": said.number})


def turn(said, may, agreement, steps) -> tuple[Link | None, list[Link]]:
    """The one clear action, and the quieter ones. Sending waits until the group has agreed; done follows an action."""
    links = {deed: Link(label, page(deed, said)) for deed, label in DEEDS.items() if deed in may}
    if agreement and not agreement.may_be_sent:
        links.pop("send", None)
    if any(step.kind == Kind.TAKEN_ON and step.round == said.round for step in steps) and "take_on" in links:
        links["take_on"] = links.pop("take_on")  # to the end: saying that it is done comes first now
    main = next((deed for deed in links if deed not in NEVER_MAIN), None)
    return links.pop(main, None), list(links.values())


def _author(said, membership):
    if said.shown_as == Said.ShownAs.GROUP or not membership.inside:
        return "From the group"
    return said.said_by.person.name


def _said_at(said, membership) -> str:
    """What the meeting is called is the group's own, as on every other page: the system knows the meetings it is invited to."""
    if said.meeting is None:
        return ""
    seen = membership.inside or Meeting.objects.visible_to(membership).filter(pk=said.meeting_id).exists()
    return said.meeting.title if seen else ""
