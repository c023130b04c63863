"""A facilitator who means ill. Each thing they might try is refused and changes nothing, or every member can see it.

Everything is tried on the real doors and operations, by Farah, who facilitates; Jo, a member, is the one who looks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from coproduction.kit.access import Ability
from coproduction.kit.addresses import every_address
from coproduction.kit.refusals import Refusal
from feedback.concerns import operations as concerns
from feedback.deeds import operations as deeds
from feedback.drafts import operations as drafts
from feedback.gathering import operations as gathering
from feedback.log import operations as log
from feedback.log.models import Said
from feedback.records import operations as records
from feedback.reports import operations as reports
from feedback.scribing import operations as scribing
from feedback.voice import operations as voice
from feedback.voice.models import Post
from groups.attendance import operations as attendance
from groups.charter import operations as charter
from groups.corrections import operations as corrections
from groups.invitations import operations as invitations
from groups.meetings import operations as meetings
from groups.membership import operations as membership
from groups.membership.models import Membership, Role
from groups.minutes import operations as minutes
from groups.notices import operations as notices
from groups.notices.models import Letter
from groups.removals import operations as removals
from groups.sharing import operations as sharing
from groups.wishes import operations as wishes
from groups.wishes.queries import Wish
from tests import builders
from tests.feedback import chain, crowd
from tests.house.test_letters_links import changed, everything

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Abuse:
    words: str
    prepare: Callable  # gets the cast and the time, and gives the deed
    seen: str = ""  # what every member reads in the history afterwards; empty: it must be refused


TRIED: list[Abuse] = []


def refused(words):
    return lambda prepare: TRIED.append(Abuse(words, prepare)) or prepare


def shown(words, seen):
    return lambda prepare: TRIED.append(Abuse(words, prepare, seen)) or prepare


def farah(cast, name, *rest, group=None, **typed):
    """What Farah's browser gets: a POST with what was typed, or a GET."""
    url = reverse(name, args=[(group or cast.group).slug, *rest])
    return cast.farah.client.post(url, typed) if typed else cast.farah.client.get(url)


def said_no(answer) -> bool:
    """A door that stays shut, or a form that says why not."""
    return answer.status_code in (403, 404) or (answer.status_code == 200 and b"nhsuk-error-summary" in answer.content)


def faults(abuse, cast, now) -> list[str]:
    assert cast.farah.client and cast.jo.client  # both are signed in before anything is tried
    deed = abuse.prepare(cast, now)
    before = everything()
    try:
        with transaction.atomic():
            answer = deed()
    except (Refusal, DatabaseError):
        no = True
    else:
        no = answer if isinstance(answer, bool) else hasattr(answer, "status_code") and said_no(answer)
    if not abuse.seen:
        moved = set(changed(before, everything()))
        return [] if no and not moved else [f"was not refused; changed {sorted(moved)}"]
    page = cast.jo.client.get(reverse("history", args=[cast.group.slug])).content.decode()
    return [] if abuse.seen in page else [f"a member does not read “{abuse.seen}” in the history"]


# --- to know what is not theirs to know ---


@refused("reads what somebody of another group needs")
def _(cast, now):
    return lambda: farah(cast, "member", cast.hal.membership.pk)


@refused("reads on about somebody who has left")
def _(cast, now):
    return lambda: farah(cast, "member", cast.gone.membership.pk)


@refused("opens a letter that went to a member")
def _(cast, now):
    chain.sent(cast, now)
    letter = Letter.objects.filter(person=cast.sam.person).latest("id")
    return lambda: cast.farah.client.get(reverse("your_letter", args=[letter.pk]))


@refused("looks at a draft that somebody keeps to themselves")
def _(cast, now):
    draft = chain.drafted(cast, now, shown_as="NAME")
    return lambda: farah(cast, "said", draft.number)


@refused("reads a report that a member made about them")
def _(cast, now):
    report = _reported(cast, now)
    return lambda: farah(cast, "report", report.pk)


@refused("reads a worry that a member told only the network coordinator")
def _(cast, now):
    worry = _worry(cast, now)
    return lambda: farah(cast, "concern", worry.pk)


@refused("finds out who asked that notes are not shown outside")
def _(cast, now):
    was = _confirmed(cast, now)
    sharing.propose(meeting=was, by=cast.farah.membership, now=now)
    page = _page(cast, "share_notes", was.pk)
    sharing.answer(meeting=was, by=cast.jo.membership, now=now, said=sharing.MIND)
    return lambda: _page(cast, "share_notes", was.pk) == page


@refused("finds out who wrote without a name, by the pages of each member")
def _(cast, now):
    members = crowd.gathered(cast, now)
    before = [_about(cast, one) for one in members]
    crowd.unnamed(cast.sam.membership, now)
    return lambda: [_about(cast, one) for one in members] == before


@refused("finds out who wrote without a name, by times, in the whole record")
def _(cast, now):
    Post.objects.create(group=cast.group, shown_as="UNNAMED", words="I am afraid.", said_on=now.date())
    export = records.ask(reason="To know.", by=cast.farah.membership, now=now)
    records.second(export=export, by=cast.nia.membership, now=now)
    export.refresh_from_db()
    with ZipFile(BytesIO(records.take(export=export, by=cast.farah.membership, now=now).read())) as whole:
        lines = whole.read("talk.csv").decode().splitlines()
    line = next(one for one in lines if "I am afraid." in one)
    return lambda: line == "Wednesday 18 November 2026,Someone in the group,,I am afraid.,"


# --- to change what was said, or who said what ---


@refused("deletes what somebody said in the talk")
def _(cast, now):
    post = voice.post(by=cast.sam.membership, now=now, words="Nobody listens.")
    return lambda: farah(cast, "take_back_post", post.pk, really="yes")


@refused("writes something else under somebody’s name")
def _(cast, now):
    post = voice.post(by=cast.sam.membership, now=now, words="Nobody listens.")
    return lambda: farah(cast, "change_post", post.pk, words="All is well.", content_note="")


@refused("changes what the group sent, on the page")
def _(cast, now):
    said = chain.sent(cast, now)
    return lambda: drafts.revise(by=cast.farah.membership, now=now, said=said, words="All is well.")


@refused("changes what the group sent, in the database")
def _(cast, now):
    said = chain.sent(cast, now)
    return lambda: Said.objects.filter(pk=said.pk).update(words="All is well.")


@refused("sends what the group has not agreed to")
def _(cast, now):
    said = chain.agreeing(cast, now)
    return lambda: drafts.send(by=cast.farah.membership, now=now, said=said)


@refused("agrees to a draft in the members’ place")
def _(cast, now):
    said = chain.agreeing(cast, now)
    return lambda: farah(cast, "agree", said.number, answer="AGREE")


@refused("says in the members’ place that it is answered")
def _(cast, now):
    said = chain.did(cast, now)
    return lambda: farah(cast, "verdict", said.number, answer="YES")


@refused("marks something as done for the members")
def _(cast, now):
    claim = chain.claimed(cast, now)
    return lambda: deeds.check_claim(by=cast.farah.membership, now=now, claim=claim, holds=True)


@refused("answers for the health system")
def _(cast, now):
    said = chain.heard(cast, now)
    return lambda: farah(cast, "decide", said.number, kind="WE_WILL", **chain.ANSWER)


@refused("ends a survey before its time")
def _(cast, now):
    ends = [
        one.name for one in every_address() if "surveys/" in one.route and ("close" in one.route or "end" in one.route)
    ]
    return lambda: not ends


# --- to get rid of somebody, or to be more than they are ---


@refused("removes a critic alone")
def _(cast, now):
    asked = removals.ask(
        membership=cast.sam.membership, reason="Complains.", for_safety=True, by=cast.farah.membership, now=now
    )
    return lambda: removals.second(removal=asked, by=cast.farah.membership, now=now)


@refused("removes a critic alone, by leaving and coming back in another role")
def _(cast, now):
    asked = removals.ask(
        membership=cast.sam.membership, reason="Complains.", for_safety=True, by=cast.farah.membership, now=now
    )
    Membership.objects.filter(pk=cast.farah.membership.pk).update(left_at=now)
    again = builders.membership(cast.group, Role.NETWORK_COORDINATOR, who=cast.farah.person)
    return lambda: removals.second(removal=asked, by=again, now=now)


@refused("puts aside a report about themselves")
def _(cast, now):
    report = _reported(cast, now)
    return lambda: farah(cast, "report", report.pk, answer="Nothing to see.")


@refused("takes the whole record away alone")
def _(cast, now):
    export = records.ask(reason="To have it.", by=cast.farah.membership, now=now)
    return lambda: records.second(export=export, by=cast.farah.membership, now=now)


@refused("makes themselves network coordinator")
def _(cast, now):
    by = cast.farah.membership
    return lambda: membership.change_role(membership=by, role=Role.NETWORK_COORDINATOR, by=by, now=now)


@refused("makes a friend the sponsor who answers the group")
def _(cast, now):
    by = {"by": cast.farah.membership, "now": now, "group": cast.group}
    return lambda: invitations.invite(email="friend@example.org", role=Role.SPONSOR, **by)


@refused("ends the role of the point of contact")
def _(cast, now):
    return lambda: farah(cast, "end_appointment", cast.priya.membership.pk, really="yes")


# --- what their role lets them do: every member can see that it was done ---


@shown("hides what a critic said", "A post in the group’s talk was hidden. The reason: ")
def _(cast, now):
    post = voice.post(by=cast.sam.membership, now=now, words="Farah decides alone.")
    return lambda: reports.hide(by=cast.farah.membership, now=now, post=post, because="UNKIND")


@shown("comes in once more as a member, under another address", "Farah invited someone as a member.")
def _(cast, now):
    by = {"by": cast.farah.membership, "now": now, "group": cast.group}
    return lambda: invitations.invite(email="farah.two@example.org", role=Role.MEMBER, **by)


@shown(
    "makes the promise to the group longer",
    "Farah changed the promise of an answer from 20 working days to 100 working days.",
)
def _(cast, now):
    return lambda: charter.change_settings(group=cast.group, by=cast.farah.membership, now=now, answer_days=100)


@shown("cancels a meeting that a critic asked for", "cancelled “Winter meeting”")
def _(cast, now):
    meeting = builders.meeting(cast.group, cast.farah.membership)
    return lambda: meetings.cancel(meeting=meeting, by=cast.farah.membership, now=now, because="No time.")


@shown("changes who was there", "noted who was at “Winter meeting”")
def _(cast, now):
    meeting, later = builders.meeting(cast.group, cast.farah.membership, starts_at=now), now + timedelta(hours=1)
    return lambda: attendance.note(meeting=meeting, by=cast.farah.membership, now=later, came=[])


@shown("says that somebody does not come", "Farah took a reply to “Winter meeting” for someone.")
def _(cast, now):
    meeting = builders.meeting(cast.group, cast.farah.membership)
    return lambda: meetings.reply_for(
        meeting=meeting, whose=cast.sam.membership, by=cast.farah.membership, now=now, answer="NO"
    )


@shown("opens agreed notes again, to change what was decided", "opened the notes of “Last week” again")
def _(cast, now):
    was = _confirmed(cast, now)
    return lambda: corrections.reopen(meeting=was, by=cast.farah.membership, now=now, because="I want it otherwise.")


@shown(
    "writes words down as if a member had said them",
    "Something was written down for someone. They are asked if it is right.",
)
def _(cast, now):
    words = {"words": "All is well.", "reached_us": "PHONE", "shown_as": "NAME", "member": cast.sam.membership}
    return lambda: scribing.write_down(by=cast.farah.membership, now=now, **words)


@shown("lets something die as mere talk", "Something said stays talk. The reason is there to read.")
def _(cast, now):
    post = voice.post(by=cast.sam.membership, now=now, words="Letters are late.")
    return lambda: gathering.keep_as_talk(by=cast.farah.membership, now=now, post=post, because="It was a joke.")


@shown("takes a draft of the group out of the way", "Number 1: ")
def _(cast, now):
    said = chain.drafted(cast, now)
    return lambda: drafts.withdraw(by=cast.farah.membership, now=now, said=said, reason="Not now.")


@shown("takes something off the public page", "Number 1: ")
def _(cast, now):
    said = chain.did(cast, now)
    log.publish(by=cast.farah.membership, now=now, said=said)
    return lambda: log.unpublish(by=cast.farah.membership, now=now, said=said)


@shown("turns a critic’s letters off", "Farah set how letters come for someone, as they asked by phone.")
def _(cast, now):
    wish = Wish(channel="KEPT")
    return lambda: wishes.set_letters_for(by=cast.farah.membership, member=cast.sam.membership, wish=wish, now=now)


# --- what they need ---


def _reported(cast, now):
    post = voice.post(by=cast.farah.membership, now=now, words="You are a nuisance.")
    return reports.report(by=cast.sam.membership, now=now, post=post, because="UNKIND")


def _worry(cast, now):
    return concerns.raise_concern(by=cast.sam.membership, now=now, words="Farah frightens me.")


def _confirmed(cast, now):
    by = cast.farah.membership
    was = builders.meeting(cast.group, by, "Last week", starts_at=now - timedelta(days=21))
    new = [minutes.NewLine("DECISION", "Ask the council.")]
    minutes.write(meeting=was, version=0, summary="In short.", said={}, new=new, by=by, now=now)
    corrections.ask_to_read(meeting=was, by=by, now=now - timedelta(days=9))
    corrections.confirm(meeting=was, version=1, by=by, now=now)
    return was


def _page(cast, name, *rest):
    page = farah(cast, name, *rest).content.decode()
    return page.split("<main")[1].split("</main>")[0].split("csrfmiddlewaretoken")[0]


def _about(cast, one):
    """Everything a facilitator is shown of one member: their page and their letters."""
    return [_page(cast, page, one.membership.pk) for page in ("member", "what_went")]


@pytest.mark.parametrize("abuse", TRIED, ids=lambda one: one.words)
def test_a_facilitator_who_means_ill_is_refused_or_seen(abuse, cast, now):
    assert faults(abuse, cast, now) == []


def test_at_least_25_things_are_tried():
    assert len(TRIED) >= 25 and len({one.words for one in TRIED}) == len(TRIED)


# --- broken on purpose ---


def _named(words):
    return next(one for one in TRIED if one.words == words)


def test_a_door_that_stands_open_is_seen(cast, now, monkeypatch):
    shut = _named("says in the members’ place that it is answered")

    def prepare(cast, now):
        deed = shut.prepare(cast, now)
        monkeypatch.setattr(Ability, "opens_for", lambda ability, role: True)
        return deed

    assert faults(Abuse(shut.words, prepare), cast, now)


def test_a_deed_that_leaves_no_line_is_seen(cast, now, monkeypatch):
    monkeypatch.setattr(reports, "record", lambda *words, **facts: None)
    assert faults(_named("hides what a critic said"), cast, now)


def test_a_page_that_tells_a_writer_apart_is_seen(cast, now, monkeypatch):
    """Whoever writes gets a letter that goes to many: their page of letters has one line more."""
    take = crowd.unnamed

    def and_thanked(by, now):
        letter = {"to": by.person, "key": "thanks", "group": by.group, "kind": "NEWS"}
        notices.post("feedback/drafts/emails/sent", at=now, context={}, **letter)
        Letter.objects.filter(key="thanks").update(state="SENT", way="EMAIL", finished_at=now)
        return take(by, now)

    monkeypatch.setattr(crowd, "unnamed", and_thanked)
    assert faults(_named("finds out who wrote without a name, by the pages of each member"), cast, now)


def test_a_deed_that_is_done_after_all_is_seen(cast, now):
    done = Abuse("says something", lambda cast, now: lambda: voice.post(by=cast.farah.membership, now=now, words="Ha."))
    assert faults(done, cast, now)
